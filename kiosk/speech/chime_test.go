package speech_test

import (
	"context"
	"testing"

	"github.com/diemcham/diemcham/kiosk/speech"
)

// The chime is heard, far softer than a voice, and not while somebody is read to.
func TestTheChime(t *testing.T) {
	c, progress := newCard(t), newTold()
	p := newPlayer(t, c.options())
	if err := p.Chime(context.Background()); err != nil {
		t.Fatal(err)
	}
	heard := c.heard(t)
	if loud := rms(heard); loud < 0.005 || loud > 0.06 || seconds(heard) < 0.5 || seconds(heard) > 1 {
		t.Errorf("heard for %.2f s, %.4f loud", seconds(heard), loud)
	}
	began := make(chan bool)
	p.Say(context.Background(), vi(short), speech.Manner{}, func(told speech.Progress) {
		if told.State == speech.Reading {
			close(began)
		}
		progress.tell(told)
	})
	<-began
	if err := p.Chime(context.Background()); err != nil {
		t.Error(err)
	}
	progress.finish(t)
	if read := seconds(c.heard(t)) - seconds(heard); read < 1 || read > 4 {
		t.Errorf("%.2f s more were heard, which is not the sentence alone", read)
	}
}
