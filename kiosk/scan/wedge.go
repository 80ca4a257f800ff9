package scan

import "time"

// What makes digits a scan and not typing. Scanners were measured at 1 to 20 ms a
// key with single gaps of up to 60, and as a window sees them, frame by frame, with
// gaps of nothing and of 18 ms. People take 100 ms and more, and a key that is held
// down repeats every 33 to 40 ms.
const (
	WedgeDigits = 8                      // at least
	WedgeMost   = 32                     // digits
	WedgeMean   = 30 * time.Millisecond  // the time from key to key must be less than this, Enter included
	WedgeGap    = 100 * time.Millisecond // a longer one begins anew
)

// Enter is the key that ends a scan.
const Enter = '\r'

// Wedge judges what a keyboard types: whether a scanner that acts as a keyboard (a
// keyboard wedge) typed it, or a person. It knows digits only, because these are
// what such a scanner sends unchanged: input methods and key positions spoil the
// rest. The zero value has seen no key.
//
// It keeps what was typed within the last moments; [Wedge.Rest] lets it forget that.
type Wedge struct {
	digits      string
	first, last time.Time // keys
	spoilt      bool      // another key is among them
}

// Rest lets time pass without a key.
func (w Wedge) Rest(at time.Time) Wedge {
	if gap := at.Sub(w.last); gap < 0 || gap > WedgeGap {
		return Wedge{}
	}
	return w
}

// Type takes the next key and when it came. If it ends a scan, text is what was
// scanned.
func (w Wedge) Type(key rune, at time.Time) (next Wedge, text string, scanned bool) {
	w = w.Rest(at)
	w.last = at
	switch {
	case key == Enter || key == '\n':
		if w.scanned() {
			return Wedge{}, w.digits, true
		}
		return Wedge{}, "", false
	case key < '0' || key > '9' || len(w.digits) == WedgeMost:
		return Wedge{last: at, spoilt: true}, "", false
	case w.spoilt:
		return w, "", false
	}
	if w.digits == "" {
		w.first = at
	}
	w.digits += string(key)
	return w, "", false
}

func (w Wedge) scanned() bool {
	n := time.Duration(len(w.digits))
	return n >= WedgeDigits && w.last.Sub(w.first) < n*WedgeMean
}
