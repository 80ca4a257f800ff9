package content_test

import (
	"fmt"
	"testing"

	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/content"
)

// marksOf returns the marks of lessons of the built-in pack.
func marksOf(t *testing.T, pack *content.Pack, ids ...string) (marks card.Marks) {
	t.Helper()
	for _, id := range ids {
		lesson, ok := pack.Lesson(id)
		if !ok {
			t.Fatalf("no lesson %s", id)
		}
		marks = marks.With(lesson.Mark)
	}
	return marks
}

// Papers at home have these marks: a lesson keeps its own for ever.
func TestBuiltInMarksStayAsTheyAre(t *testing.T) {
	pack := loadBuiltIn(t)
	for id, mark := range map[string]int{
		"phone-touch": 1, "wifi-join": 2, "app-install": 3, "zalo-group": 4, "scam-spot": 5, "vneid-level2": 6, "vneid-activate": 7,
		"vneid-insurance": 8, "benefit-account": 9, "qr-pay": 10, "portal-login": 11, "portal-file": 12, "portal-track": 13,
		"portal-pay": 14, "ihanoi-report": 15, "ihanoi-queue": 16, "digital-signature": 17, "learn-on": 18,
	} {
		if lesson, _ := pack.Lesson(id); lesson.Mark != mark {
			t.Errorf("%s has the mark %d, want %d", id, lesson.Mark, mark)
		}
	}
}

func TestSkillsThatAreReached(t *testing.T) {
	pack := loadBuiltIn(t)
	services := []string{"portal-login", "portal-file", "portal-track"}
	for name, c := range map[string]struct {
		done    card.Marks
		want    string
		missing int // of the skill phone
	}{
		"nothing done":               {0, "[]", 3},
		"one of three":               {marksOf(t, pack, "phone-touch"), "[]", 2},
		"what is no core lesson":     {marksOf(t, pack, "wifi-join", "zalo-group", "learn-on", "portal-pay"), "[]", 3},
		"a set of one":               {marksOf(t, pack, "qr-pay"), "[wallet]", 3},
		"a set of three":             {marksOf(t, pack, services...), "[services]", 3},
		"a set of three and another": {marksOf(t, pack, append(services, "phone-touch", "app-install", "scam-spot")...), "[phone services]", 0},
		"everything":                 {1<<card.Most - 1, "[phone vneid wallet services]", 0},
		"marks of no lesson here":    {card.Marks(0).With(29).With(30), "[]", 3},
	} {
		t.Run(name, func(t *testing.T) {
			if got := fmt.Sprint(pack.Reached(c.done)); got != c.want {
				t.Errorf("reached %s, want %s", got, c.want)
			}
			if got := pack.Missing(content.UsePhone, c.done); got != c.missing {
				t.Errorf("%d lessons are missing, want %d", got, c.missing)
			}
		})
	}
	if got := pack.Done(card.Marks(0).With(30).With(4).With(1)); len(got) != 2 || got[0].ID != "phone-touch" || got[1].ID != "zalo-group" {
		t.Errorf("done: %d lessons", len(got))
	}
}
