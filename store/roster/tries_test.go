package roster_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store/roster"
)

// try offers a wrong PIN and returns whether it was tried, and the wait after it.
func try(t *testing.T, r *roster.Roster) (tried bool, wait time.Duration) {
	t.Helper()
	_, err := r.Enter(wrongPIN)
	var refused *roster.Refused
	if !errors.As(err, &refused) {
		t.Fatalf("a wrong PIN: %v", err)
	}
	if now, err := r.Wait(); err != nil || now > refused.Wait || now < refused.Wait-time.Second {
		t.Errorf("Wait says %v, %v; the refusal %v", now, err, refused.Wait)
	}
	return refused.Tried, refused.Wait
}

func TestWaits(t *testing.T) {
	m := &machine{since: time.Hour}
	r := staffed(t, t.TempDir(), m)
	for n := range roster.FreeTries {
		if tried, wait := try(t, r); !tried || wait > 0 != (n == roster.FreeTries-1) {
			t.Fatalf("try %d: tried %v, wait %v", n+1, tried, wait)
		}
	}
	var waits []time.Duration
	for range 9 {
		wait, err := r.Wait()
		must(t, err)
		waits = append(waits, wait)
		m.since += wait - time.Second
		if tried, left := try(t, r); tried || left != time.Second {
			t.Errorf("a second too early: tried %v, wait %v", tried, left)
		}
		if _, err := r.Enter(clerkPIN); err == nil {
			t.Error("the right PIN, a second too early, opens")
		}
		m.since += time.Second
		if tried, _ := try(t, r); !tried {
			t.Error("in time, and not tried")
		}
	}
	for i, want := range []time.Duration{15, 30, 60, 120, 240, 480, 960, 960, 960} {
		if waits[i] != want*time.Second {
			t.Errorf("wait %d is %v, want %v", i+1, waits[i], want*time.Second)
		}
	}
	m.since += roster.LongestWait
	if _, err := r.Enter(clerkPIN); err != nil {
		t.Fatal(err)
	}
	if tried, wait := try(t, r); !tried || wait != 0 {
		t.Errorf("after the right PIN: tried %v, wait %v", tried, wait)
	}
}

// What somebody at the machine can do to the time.
func TestTimeCannotBeShortened(t *testing.T) {
	for name, test := range map[string]struct {
		then machine
		want time.Duration
	}{
		"nothing":                             {machine{1, time.Hour}, 15 * time.Second},
		"it passes":                           {machine{1, time.Hour + 15*time.Second}, 0},
		"the plug is pulled":                  {machine{2, 0}, 15 * time.Second},
		"the plug is pulled, and it starts":   {machine{2, 10 * time.Second}, 5 * time.Second},
		"it has been on again for long":       {machine{2, 15 * time.Second}, 0},
		"it is said to have been on for less": {machine{1, time.Minute}, 15 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			dir, m := t.TempDir(), &machine{1, time.Hour}
			r := staffed(t, dir, m)
			for range roster.FreeTries {
				try(t, r)
			}
			*m = test.then
			if wait, err := open(dir, m).Wait(); err != nil || wait != test.want {
				t.Errorf("wait %v, %v; want %v", wait, err, test.want)
			}
		})
	}
}

// The machine's own time: it moves on, and names its start.
func TestUptimeOfThisMachine(t *testing.T) {
	dir := t.TempDir()
	r := roster.Open(dir, roster.Options{Cost: light()})
	must(t, r.Add(roster.Member{Name: "Cán bộ 1", Role: roster.Clerk}, clerkPIN, nil))
	for range roster.FreeTries {
		try(t, r)
	}
	first, err := r.Wait()
	must(t, err)
	for now := first; now >= first; { // until the time limit of the tests, if it stands still
		now, err = r.Wait()
		must(t, err)
	}
	if first > 15*time.Second || first < 10*time.Second {
		t.Errorf("the wait is %v", first)
	}
}

// Where a try cannot be counted it is not made: the right PIN does not open.
func TestTryThatCannotBeCounted(t *testing.T) {
	dir := t.TempDir()
	r := staffed(t, dir, &machine{})
	// A folder in the place of the file that is written first, as root is kept from
	// nothing else.
	must(t, os.MkdirAll(dir+"/staff.json.new/full", 0o700))
	if _, err := r.Enter(clerkPIN); err == nil || !strings.Contains(err.Error(), "count a try") {
		t.Errorf("got %v", err)
	}
	must(t, os.RemoveAll(dir+"/staff.json.new"))
	if _, err := r.Enter(clerkPIN); err != nil {
		t.Error(err)
	}
}
