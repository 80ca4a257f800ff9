package locale

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// TypeLetter, TypeTone and DeleteLetter are the keys of a keyboard that needs no
// knowledge of Telex or VNI: letters, ă â đ ê ô ơ ư among them, and a key for
// each tone. They remember nothing; the syllable being typed is the end of the
// text. Whatever is typed, the text stays in NFC form, and a tone stands where
// Vietnamese spelling puts it (hóa, thủy, khỏe, quý, già), moving along as more
// letters follow.

// TypeLetter returns text with a letter after it, or with any other sign. A space
// is typed only after something else, and control signs not at all. A letter
// that has a tone, and the combining mark of a tone, as a keyboard that is
// plugged in may send them, do what the tone's key does; only a key takes a tone
// off again.
func TypeLetter(text string, r rune) string {
	text = norm.NFC.String(valid(text))
	switch {
	case r == ' ' && (text == "" || strings.HasSuffix(text, " ")):
		return text
	case !utf8.ValidRune(r), r == utf8.RuneError, !unicode.IsGraphic(r):
		return text
	case Tone(r).ID() != "":
		return setTone(text, Tone(r))
	}
	base, tone := splitTone(r)
	text = norm.NFC.String(text + string(base))
	if tone != 0 {
		return setTone(text, tone)
	}
	return settle(text)
}

// TypeTone returns text with the tone on the syllable at its end. The tone that
// the syllable has already is taken off; another one is replaced. Without a vowel
// to carry it the tone is lost.
func TypeTone(text string, tone Tone) string {
	text = norm.NFC.String(valid(text))
	if tone.ID() == "" {
		return text
	}
	if lastSyllable(text).tone == tone {
		tone = 0
	}
	return setTone(text, tone)
}

// DeleteLetter returns text without its last letter and the marks on it, or
// without its last sign. A tone on a letter that stays, stays, and moves to where
// it belongs in what is left.
func DeleteLetter(text string) string {
	text = norm.NFC.String(valid(text))
	rest := strings.TrimRightFunc(text, isMark)
	last, size := utf8.DecodeLastRuneInString(rest)
	rest = rest[:len(rest)-size]
	if !unicode.IsLetter(last) {
		return rest
	}
	return settle(rest)
}

// valid leaves out what is not UTF-8.
func valid(s string) string { return strings.ToValidUTF8(s, "") }

func isMark(r rune) bool { return unicode.Is(unicode.M, r) }

// settle moves the tone of the last syllable to where it belongs.
func settle(text string) string {
	if tone := lastSyllable(text).tone; tone != 0 {
		return setTone(text, tone)
	}
	return text
}

// setTone puts a tone on the last syllable in place of the one it has. The zero
// Tone only takes that off.
func setTone(text string, tone Tone) string {
	s := lastSyllable(text)
	if len(s.vowels) == 0 {
		return text
	}
	seat := s.seat()
	s.vowels[seat] = withTone(s.vowels[seat], tone)
	return norm.NFC.String(s.before + string(s.vowels) + s.coda)
}
