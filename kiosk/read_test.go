package kiosk_test

import (
	"testing"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/speech"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// newTalker returns a kiosk with a voice, on its list of lessons.
func newTalker(t *testing.T) (*desk, *speech.Silent) {
	voice := speech.NewSilent("")
	d := newDesk(t, func(o *kiosk.Options) { o.Speaker = voice })
	d.do(visit.Woken{}, visit.LessonsChosen{})
	return d, voice
}

func listenTo(sentences ...string) visit.Event { return visit.ListenChosen{Sentences: sentences} }

// Staff talk with the resident, and what they look at is not to be drowned out.
func TestTheVoiceStopsWhenStaffModeOpens(t *testing.T) {
	d, voice := newTalker(t)
	d.do(listenTo("một", "hai"))
	for n := range staff.OpeningTouches {
		if !voice.Busy() {
			t.Fatalf("the voice stopped at touch %d", n)
		}
		d.staffDo(staff.MarkTouched{At: morning})
	}
	if d.Staff().Screen == staff.Closed || voice.Busy() {
		t.Errorf("staff mode on %v, reading: %v", d.Staff().Screen, voice.Busy())
	}
	if d.Visit().Screen != visit.Lessons {
		t.Errorf("below stands %v, want the page that was read", d.Visit().Screen)
	}
}
