package staff

import (
	"strings"
	"unicode/utf8"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/seal"
)

// NoteMost is how many letters a note can have, as on the hub's page.
const NoteMost = 500

// Note is a note being typed about the request looked at.
type Note struct {
	Text   seal.Secret
	Digits bool // the keyboard shows digits
	Called bool // it is about the call that was kept just now, and may be passed over
}

// Complete reports whether there is something to keep.
func (n Note) Complete() bool { return strings.TrimSpace(n.Text.Reveal()) != "" }

// KeepNote keeps a note about a request; answered by [Changed] or [NotChanged].
type KeepNote struct {
	ID, By string
	Text   seal.Secret
}

func (KeepNote) isCommand() {}

// note is what happens while one is typed.
func note(s State, e Event) (State, []Command) {
	if s.Working {
		return s, nil
	}
	switch e := e.(type) {
	case TextTyped:
		if utf8.RuneCountInString(e.Text.Reveal()) <= NoteMost {
			s.Note.Text = e.Text
		}
	case DigitsShown:
		s.Note.Digits = e.On
	case Entered:
		r, ok := s.Request()
		if !ok || !s.Note.Complete() || !Can(r, store.Noted) {
			return s, nil
		}
		s.Working, s.Trouble = true, NoTrouble
		return s, []Command{KeepNote{ID: r.ID, By: s.Who, Text: seal.Secret(strings.TrimSpace(s.Note.Text.Reveal()))}}
	}
	return s, nil
}
