package locale

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold returns s as it is compared in a search: small letters without any marks,
// đ as d, and whatever is neither letter nor digit as one space between words.
// It makes no difference whether s is in NFC or NFD form, nor on which vowel of
// a syllable a tone stands. Folding twice changes nothing more.
func Fold(s string) string {
	var b strings.Builder
	apart := false
	for _, r := range norm.NFD.String(strings.ToValidUTF8(s, " ")) {
		switch {
		case isMark(r):
			continue
		case !unicode.IsLetter(r) && !unicode.IsNumber(r):
			apart = true
			continue
		case apart && b.Len() > 0:
			b.WriteByte(' ')
		}
		apart = false
		b.WriteRune(plain(r))
	}
	return b.String()
}

// plain returns a letter without its mark as a small one. The bar of đ is part
// of the letter to Unicode, and so is not taken off with the marks.
func plain(r rune) rune {
	switch r = unicode.ToLower(r); r {
	case 'đ':
		return 'd'
	}
	return r
}

// Capitalise returns s with the first letter of each word as a capital, as names
// are written: nguyễn thị hòa becomes Nguyễn Thị Hòa. All other letters stay as
// they are.
func Capitalise(s string) string {
	var b strings.Builder
	inWord := false
	for _, r := range norm.NFC.String(valid(s)) {
		letter := unicode.IsLetter(r)
		if letter && !inWord {
			r = unicode.ToTitle(r)
		}
		inWord = letter || inWord && isMark(r)
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}
