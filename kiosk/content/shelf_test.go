package content_test

import (
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/content"
)

// shelved is the good pack with a day for one service and one that was checked
// long ago, loaded.
func shelved(t *testing.T) *content.Pack {
	t.Helper()
	pack := goodPack(t)
	replace(t, pack, "services/birth.toml", `checked = "2026-11-23"`, "checked = \"2026-11-23\"\ndue = \"2026-12-31\"")
	replace(t, pack, "services/pension.toml", `checked = "2026-11-23"`, `checked = "2025-11-23"`)
	loaded, err := content.Load(pack, icons...)
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

func TestOverdue(t *testing.T) {
	birth, _ := shelved(t).Service("birth")
	death, _ := shelved(t).Service("death")
	for name, c := range map[string]struct {
		due  time.Time
		now  string
		want bool
	}{
		"the evening before the day named":         {birth.Due, "2026-12-30 23:59", false},
		"the day named, from midnight in Việt Nam": {birth.Due, "2026-12-31 00:00", true},
		"the last day of half a year":              {death.Due, "2027-05-21 23:59", false},
		"half a year after it was checked":         {death.Due, "2027-05-22 00:00", true},
		"a clock that has lost its battery":        {death.Due, "1970-01-01 08:00", false},
		"due on no day":                            {time.Time{}, "2099-01-01 08:00", false},
	} {
		if got := content.Overdue(c.due, at(c.now)); got != c.want {
			t.Errorf("%s: %t, want %t", name, got, c.want)
		}
	}
}

func TestOverdueIsListedLongestFirst(t *testing.T) {
	pack := shelved(t)
	list := func(clock string) string {
		var ids []string
		for _, entry := range pack.Overdue(at(clock)) {
			if entry.Checked.IsZero() || entry.Title.Empty() {
				t.Errorf("%+v says neither what nor when", entry)
			}
			ids = append(ids, string(entry.Kind)+" "+entry.ID)
		}
		return strings.Join(ids, ", ")
	}
	if got, want := list("2026-11-23 09:00"), "service pension"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := list("2026-12-31 09:00"), "service pension, service birth"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	// A year on nothing holds any more but what is over: the campaign.
	all := list("2027-11-23 09:00")
	for _, id := range []string{"lesson portal", "hotline vneid", "host zalo.me", "announcement courses", "group 11"} {
		if !strings.Contains(all, id) {
			t.Errorf("%s is not in %s", id, all)
		}
	}
	if strings.Contains(all, "announcement campaign") {
		t.Errorf("an announcement that is over is in %s", all)
	}
}
