package keyboard

import "github.com/diemcham/diemcham/kiosk/locale"

// Kind is what a key does.
type Kind int

// The kinds of keys.
const (
	Letter  Kind = iota // types its Rune: a letter, a digit or a sign
	Tone                // puts its Tone on the syllable being typed, or takes it off
	Space               // types a space
	Delete              // takes the last letter away
	Clear               // takes everything away
	Done                // typing is finished
	Digits              // shows the digits in place of the letters
	Letters             // shows the letters again
)

// Key is a key of a keyboard.
type Key struct {
	ID    string // such as key.a, key.â, tone.sac or key.space
	Kind  Kind
	Rune  rune        // of a Letter
	Tone  locale.Tone // of a Tone
	Label string      // what stands on it
	Short string      // what stands on it where there is no room for Label; may be empty
	Icon  string      // beside Label, or in place of it; without the weight, may be empty
	Width float32     // its share of a row, if there is more room than all need
}

// Type returns text as it is after the key. The keys that type nothing leave it
// as it is.
func (k Key) Type(text string) string {
	switch k.Kind {
	case Letter:
		return locale.TypeLetter(text, k.Rune)
	case Tone:
		return locale.TypeTone(text, k.Tone)
	case Space:
		return locale.TypeLetter(text, ' ')
	case Delete:
		return locale.DeleteLetter(text)
	case Clear:
		return ""
	}
	return text
}
