package visit_test

import (
	"testing"

	"github.com/diemcham/diemcham/kiosk/visit"
)

// The choice of text size is a page like any other: it is read aloud, and
// afterwards it stands there again, over the page it was laid over.
func TestTheChoiceOfTextSizeIsReadAloud(t *testing.T) {
	toDisplay := then(service, []visit.Event{visit.DisplayChosen{}, visit.ListenChosen{Sentences: []string{"?"}}})
	s, commands := play(visit.Fresh(setup), toDisplay...)
	if _, reads := commands[len(commands)-1].(visit.Read); s.Screen != visit.Listen || !reads {
		t.Fatalf("on %v after %v, want the page read aloud", s.Screen, commands)
	}
	if s, _ = play(s, visit.BackChosen{}); s.Screen != visit.Display {
		t.Errorf("back on %v, want display", s.Screen)
	}
	if s, _ = play(s, visit.BackChosen{}); s.Screen != visit.Service {
		t.Errorf("back on %v, want service", s.Screen)
	}
	s, _ = play(visit.Fresh(setup), then(toDisplay, []visit.Event{visit.HelpChosen{}})...)
	if s.Screen != visit.HelpTopic || s.Help.Here.Kind != visit.ServiceTopic {
		t.Errorf("help on %v about %+v, want help-topic about the service", s.Screen, s.Help.Here)
	}
}
