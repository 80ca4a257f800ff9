package kiosk_test

import (
	"testing"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
)

func TestNewContentWaitsUntilNobodyIsThere(t *testing.T) {
	tests := map[string]struct {
		begin func(*desk) // what goes on when the new content comes
		end   func(*desk)
	}{
		"nobody is there": {func(*desk) {}, func(*desk) {}},
		"a resident is in the middle of a lesson": {
			func(d *desk) {
				d.do(visit.Woken{}, visit.LessonsChosen{}, visit.LessonChosen{ID: d.Pack().Lessons[0].ID, Steps: len(d.Pack().Lessons[0].Steps)})
			},
			func(d *desk) {
				d.do(visit.FinishChosen{})
				for range visit.WipedFor {
					d.Tick()
				}
			},
		},
		"a resident has gone away": {
			func(d *desk) { d.do(visit.Woken{}) },
			func(d *desk) {
				for range visit.FinishAfter + visit.WipedFor {
					d.Tick()
				}
			},
		},
		"staff mode is open": {
			func(d *desk) { d.enter("583921") },
			func(d *desk) {
				d.staffDo(staff.Locked{})
				d.Tick()
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			changed := 0
			d := newDesk(t, func(o *kiosk.Options) { o.Changed = func() { changed++ } })
			before := d.Pack()
			next, taken := &content.Pack{Lessons: before.Lessons[:1]}, 0
			test.begin(d)
			idle := d.Visit().Screen == visit.Attract && d.Staff().Screen == staff.Closed
			if !idle {
				d.Renew(&content.Pack{}, func() { t.Error("the content that another one followed was taken") })
			}
			d.Renew(next, func() { taken++ })
			if !idle {
				d.Tick()
				if d.Pack() != before || taken != 0 {
					t.Fatal("the content was changed under somebody's hands")
				}
			}
			test.end(d)
			if d.Pack() != next || taken != 1 {
				t.Fatalf("the new content is not shown on %v; taken %d times", d.Visit().Screen, taken)
			}
			if changed == 0 {
				t.Error("nobody was told to draw it")
			}
		})
	}
}
