// Package scan reads what a code scanner sends: tickets, learning cards and,
// where the ward has allowed it, ID cards.
//
// A [Reader] listens to a scanner that is a serial device (USB-COM, such as
// /dev/ttyACM0) and hands over each [Scan]. [Rules.Parse] tells what was scanned.
// Only as a serial device does a scanner send the very bytes of a code; as a
// keyboard it sends the positions of keys, and Vietnamese letters are lost or
// become others. For a scanner that can be nothing but a keyboard, [Wedge] tells
// its digits from those that people type.
//
// What is scanned may be somebody's ID card: nothing here is logged or stored, and
// all of it prints as "redacted".
//
// What it does not do: it knows no visit and no screen, and it does not look up
// whether a ticket or a card has been given out.
package scan

import (
	"bytes"
	"unicode/utf8"

	"github.com/diemcham/diemcham/store/seal"
)

// Longest is the most bytes one scan may have. The fullest square code there is
// holds 2953; an ID card has some 150.
const Longest = 4096

// Damage is why a scan cannot be used.
type Damage string

// The kinds of damage.
const (
	Whole   Damage = ""         // none
	NotUTF8 Damage = "not-utf8" // the scanner sends letters in another way
	TooLong Damage = "too-long" // more than Longest bytes
	NoEnd   Damage = "no-end"   // the line end did not come: it was cut off, or the scanner sends none
)

// Scan is what was read from one code. A damaged scan has no text: half a text
// could be taken for another one.
type Scan struct {
	Text   seal.Secret // exactly as the scanner sent it, without the line end
	Damage Damage
}

// Splitter cuts what a scanner sends into scans. Each ends with CR, LF or both;
// empty lines are nothing. It works on bytes, so a letter may come in pieces.
type Splitter struct {
	half []byte // of the scan that has not ended
	over bool   // it is too long already
}

// Feed takes the next bytes and gives each scan that they end.
func (s *Splitter) Feed(data []byte, give func(Scan)) {
	for {
		end := bytes.IndexAny(data, "\r\n")
		if end < 0 {
			s.keep(data)
			return
		}
		s.keep(data[:end])
		data = data[end+1:]
		if !s.Pending() {
			continue
		}
		scan := Scan{Damage: TooLong}
		if !s.over {
			scan = whole(s.half)
		}
		s.reset()
		give(scan)
	}
}

// Pending reports whether a scan has begun and not ended.
func (s *Splitter) Pending() bool { return s.over || len(s.half) > 0 }

// Silence says that nothing has come for a while: a scan that has begun is given
// up, so that the next one does not become its second half.
func (s *Splitter) Silence(give func(Scan)) {
	if s.Pending() {
		s.reset()
		give(Scan{Damage: NoEnd})
	}
}

func (s *Splitter) keep(data []byte) {
	if len(s.half)+len(data) > Longest {
		s.over = true
	}
	if !s.over {
		s.half = append(s.half, data...)
	}
}

// reset leaves nothing of the scan in the buffer.
func (s *Splitter) reset() {
	clear(s.half)
	s.half, s.over = s.half[:0], false
}

func whole(line []byte) Scan {
	if !utf8.Valid(line) {
		return Scan{Damage: NotUTF8}
	}
	return Scan{Text: seal.Secret(line)}
}
