package store_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
)

// What a clock may do, and what is known of it then. Numbers and the order of
// requests never depend on it.
func TestClocksThatAreWrong(t *testing.T) {
	built := morning().AddDate(0, -1, 0)
	type step struct {
		clock     time.Time
		hub       time.Time // what the hub's clock says before; zero: the hub is not heard
		uncertain bool
	}
	var none time.Time
	at := func(d time.Duration) time.Time { return morning().Add(d) }
	const day = 24 * time.Hour
	for name, steps := range map[string][]step{
		"right, and no hub":                    {{at(0), none, false}, {at(time.Hour), none, false}},
		"right, and the hub's too":             {{at(0), at(0), false}, {at(time.Hour), at(time.Hour), false}},
		"a little apart":                       {{at(0), at(time.Minute), false}, {at(0), at(-time.Minute), false}},
		"1970 until the network is there":      {{time.Unix(0, 0), none, true}, {time.Unix(60, 0), none, true}, {at(0), none, false}},
		"1970, and the hub is heard":           {{time.Unix(0, 0), at(0), true}, {at(time.Hour), at(time.Hour), false}},
		"before the program was built":         {{built.Add(-day), none, true}, {built.Add(day), none, false}},
		"ten years ahead, and no hub":          {{at(3650 * day), none, false}},
		"ten years ahead, and the hub":         {{at(3650 * day), at(0), true}, {at(time.Minute), at(time.Minute), false}},
		"an hour ahead":                        {{at(time.Hour), at(0), true}},
		"an hour behind":                       {{at(-time.Hour), at(0), true}},
		"an hour behind what the hub said":     {{at(0), at(0), false}, {at(-time.Hour), at(0), true}},
		"set right after the hub was heard":    {{at(-time.Hour), at(0), true}, {at(time.Minute), at(time.Minute), false}},
		"the hub's is years ahead for a while": {{at(0), at(3650 * day), true}, {at(time.Hour), at(time.Hour), false}},
		"the hub's is in 1970":                 {{at(0), time.Unix(0, 0), false}, {at(time.Minute), none, false}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c := &clock{steps[0].clock}
			o := options(c, slog.New(slog.DiscardHandler))
			o.Built = built
			db, err := store.Open(dir, o)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			for i, step := range steps {
				c.now = step.clock
				if !step.hub.IsZero() {
					if err := db.Heard(step.hub); err != nil {
						t.Fatal(err)
					}
				}
				r := ask(t, db)
				if r.Uncertain != step.uncertain || !r.AskedAt.Equal(step.clock.Truncate(time.Millisecond)) {
					t.Errorf("step %d: %+v", i+1, r)
				}
				if events := undelivered(t, db); events[i].Uncertain != step.uncertain || events[i].Seq != uint64(i+1) {
					t.Errorf("step %d: %+v", i+1, events[i])
				}
			}
			requests, err := db.Requests()
			if err != nil || len(requests) != len(steps) {
				t.Fatalf("%+v, %v", requests, err)
			}
			codes := make(map[string]bool)
			for i, r := range requests {
				if !r.AskedAt.Equal(steps[i].clock) || codes[r.Code] {
					t.Errorf("request %d: %+v", i+1, r)
				}
				codes[r.Code] = true
			}
		})
	}
}

// What the hub said is known after a start: a clock before it is wrong.
func TestHubsTimeIsKept(t *testing.T) {
	dir := t.TempDir()
	c := &clock{morning()}
	var logged bytes.Buffer
	db, err := store.Open(dir, options(c, slog.New(slog.NewTextHandler(&logged, nil))))
	if err != nil {
		t.Fatal(err)
	}
	if floor := db.Floor(); !floor.IsZero() {
		t.Errorf("floor %v and nothing is known", floor)
	}
	for minutes := range 150 {
		c.now = morning().Add(time.Duration(minutes) * time.Minute)
		if err := db.Heard(c.now); err != nil {
			t.Fatal(err)
		}
	}
	last := c.now
	if floor := db.Floor(); !floor.Equal(last) {
		t.Errorf("floor %v, want %v", floor, last)
	}
	if logged.Len() > 0 {
		t.Errorf("a clock that agrees: %s", logged.String())
	}
	c.now = last.Add(time.Hour)
	for range 3 {
		if err := db.Heard(last); err != nil {
			t.Fatal(err)
		}
	}
	if said := logged.String(); strings.Count(said, "\n") != 1 || !strings.Contains(said, "agrees_with_the_hub=false ahead=1h0m0s") {
		t.Errorf("the log says\n%s", said)
	}
	db.Close()

	for _, test := range []struct {
		ago       time.Duration
		uncertain bool
	}{{0, false}, {25 * time.Minute, false}, {3 * time.Hour, true}, {-time.Hour, false}} {
		t.Run(fmt.Sprint(test.ago), func(t *testing.T) {
			db := open(t, dir, &clock{last.Add(-test.ago)})
			defer db.Close()
			if r := ask(t, db); r.Uncertain != test.uncertain {
				t.Errorf("%+v", r)
			}
			if floor := db.Floor(); last.Sub(floor) < 0 || last.Sub(floor) >= time.Hour {
				t.Errorf("floor %v", floor)
			}
		})
	}
}
