// Package card is the learning card: a number drawn by chance and the lessons
// that are done, in sixteen letters.
//
// A [Card] says what was learnt and never by whom. All of it stands in its
// letters, so that any kiosk restores it without a line: a card such as
//
//	K7QM-3FXA-N000-00X0
//
// has eight letters for its number (40 bits), six for the lessons (30 bits, the
// highest for lesson 1) and two to check the others. The letters are Crockford's
// base 32: ten digits and the alphabet without I, L, O and U, which look like
// something else. [Parse] takes what people write for them.
//
// The check is the remainder of a division, like that of a cyclic redundancy
// check, but of letters rather than bits (of polynomials over the field of 32
// elements): so any one or two wrong letters are found wherever they stand, and
// with them any two that have changed places. Of other mistakes one in 1024 is
// taken for a card.
//
// A lesson is known here by its mark alone, a number from 1 to [Most] that the
// content gives it and that no other lesson ever has (see package content).
//
// Cards of one number are copies from different days: [Card.Union] joins them, so
// that an old paper never takes anything away.
package card

import (
	"errors"
	"fmt"
	"iter"
	"math/bits"
	"strings"
	"unicode"
)

// Most is how many lessons a card has room for: their marks are 1 to Most.
const Most = 30

// Numbers is how many numbers of cards there are: 40 bits, of which 0 is no card.
const Numbers = 1 << 40

// Prefix begins what stands in the square code of a card, before its sixteen
// letters, so that a scanner tells it from other codes. With it they just fit into
// the smallest square code there is.
const Prefix = "DC1:"

// Letters are those of a card, from 0 to 31.
const Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Length is how many letters a card has, without the hyphens between them.
const Length = 16

// Marks is a set of lessons by their marks.
type Marks uint32

// With returns the set with one mark more; what is no mark is left out.
func (m Marks) With(mark int) Marks {
	if mark < 1 || mark > Most {
		return m
	}
	return m | 1<<(mark-1)
}

// Has reports whether a mark is in the set.
func (m Marks) Has(mark int) bool { return mark >= 1 && mark <= Most && m&(1<<(mark-1)) != 0 }

// Len returns how many marks there are.
func (m Marks) Len() int { return bits.OnesCount32(uint32(m)) }

// All lists the marks from the lowest on.
func (m Marks) All() iter.Seq[int] {
	return func(yield func(int) bool) {
		for mark := 1; mark <= Most; mark++ {
			if m.Has(mark) && !yield(mark) {
				return
			}
		}
	}
}

// Card is a learning card. The zero Card is none.
type Card struct {
	ID   uint64 // its number, from 1 to Numbers-1
	Done Marks  // the lessons done
}

// None reports whether there is no card.
func (c Card) None() bool { return c.ID == 0 }

// With returns the card with some lessons more.
func (c Card) With(done Marks) Card {
	c.Done |= done
	return c
}

// Union returns what two copies of a card say together. It reports false, and
// returns the card as it is, if they are not of one number.
func (c Card) Union(other Card) (Card, bool) {
	if c.ID != other.ID {
		return c, false
	}
	return c.With(other.Done), true
}

// String returns the letters of the card in four groups.
func (c Card) String() string { return Grouped(c.letters()) }

// Number returns the eight letters of the card's number. They stay the same
// whatever is learnt.
func (c Card) Number() string { return c.letters()[:numberLength] }

// Code returns what stands in the card's square code.
func (c Card) Code() string { return Prefix + c.letters() }

// Grouped writes letters of a card in groups of four, however many there are as
// yet.
func Grouped(letters string) string {
	var groups []string
	for len(letters) > groupLength {
		groups = append(groups, letters[:groupLength])
		letters = letters[groupLength:]
	}
	return strings.Join(append(groups, letters), "-")
}

const (
	groupLength  = 4
	numberLength = 8
	plainLength  = 14 // without the check
	letterBits   = 5
)

// letters returns the letters without hyphens.
func (c Card) letters() string {
	var values [Length]uint8
	id, done := c.ID%Numbers, reversed(c.Done)
	for i := numberLength - 1; i >= 0; i-- {
		values[i], id = uint8(id&31), id>>letterBits
	}
	for i := plainLength - 1; i >= numberLength; i-- {
		values[i], done = uint8(done&31), done>>letterBits
	}
	check := checkOf(values[:plainLength])
	values[plainLength], values[plainLength+1] = check[0], check[1]
	var text strings.Builder
	for _, value := range values {
		text.WriteByte(Letters[value])
	}
	return text.String()
}

// Parse reads a card from its letters or from its square code. Small letters,
// spaces and hyphens anywhere, O for 0, and I or L for 1 do no harm. The error
// says what is wrong; it never repeats the card.
func Parse(text string) (Card, error) {
	text = strings.TrimSpace(text)
	if len(text) >= len(Prefix) && strings.EqualFold(text[:len(Prefix)], Prefix) {
		text = text[len(Prefix):]
	}
	var values []uint8
	for _, r := range text {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) {
			continue
		}
		letter, ok := Letter(r)
		if !ok {
			return Card{}, fmt.Errorf("learning card: letter %d is none of %s", len(values)+1, Letters)
		}
		values = append(values, uint8(strings.IndexByte(Letters, letter)))
		if len(values) > Length {
			return Card{}, fmt.Errorf("learning card: more than %d letters", Length)
		}
	}
	if len(values) < Length {
		return Card{}, fmt.Errorf("learning card: %d letters; a card has %d", len(values), Length)
	}
	if check := checkOf(values[:plainLength]); check != [2]uint8(values[plainLength:]) {
		return Card{}, errors.New("learning card: the letters do not belong together; at least one is wrong")
	}
	var c Card
	var done uint32
	for _, value := range values[:numberLength] {
		c.ID = c.ID<<letterBits | uint64(value)
	}
	for _, value := range values[numberLength:plainLength] {
		done = done<<letterBits | uint32(value)
	}
	if c.ID == 0 {
		return Card{}, errors.New("learning card: no card has the number 0")
	}
	c.Done = Marks(reversed(Marks(done)))
	return c, nil
}

// Letter returns the letter of a card that is meant by what was written or typed,
// and whether there is one.
func Letter(r rune) (letter byte, ok bool) {
	switch {
	case r >= 'a' && r <= 'z':
		r -= 'a' - 'A'
	case r > 'Z':
		return 0, false
	}
	switch r {
	case 'O':
		r = '0'
	case 'I', 'L':
		r = '1'
	}
	at := strings.IndexRune(Letters, r)
	if at < 0 {
		return 0, false
	}
	return Letters[at], true
}

// reversed turns the 30 bits of a set round, so that the lesson of mark 1, which
// most residents have done, stands in the first letter.
func reversed(m Marks) uint32 { return bits.Reverse32(uint32(m)) >> (32 - Most) }
