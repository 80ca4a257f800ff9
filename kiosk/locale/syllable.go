package locale

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// syllable is the end of a text from its last vowels on: the place a tone goes
// to. What is no Vietnamese syllable is taken apart in the same way.
type syllable struct {
	before string // all before the vowels, the consonant they begin with included
	vowels []rune // without the tone; none: nothing to put a tone on
	coda   string // the consonants after them
	tone   Tone   // the last one on the vowels
}

func lastSyllable(text string) (s syllable) {
	rest := strings.TrimRightFunc(text, isConsonant)
	s.coda = text[len(rest):]
	s.before = strings.TrimRightFunc(rest, isVowel)
	for _, letter := range rest[len(s.before):] {
		base, tone := splitTone(letter)
		s.vowels = append(s.vowels, base)
		if tone != 0 {
			s.tone = tone
		}
	}
	return s
}

// seat returns which of the vowels carries the tone.
func (s syllable) seat() int {
	first := s.glide()
	for i := len(s.vowels) - 1; i >= first; i-- {
		if strings.ContainsRune("ăâêôơư", unicode.ToLower(s.vowels[i])) {
			return i // the last marked one: the ơ of ươ
		}
	}
	switch n := len(s.vowels) - first; {
	case s.closed():
		return len(s.vowels) - 1 // toán, quýt
	case n == 2:
		return first // hóa, thủy, của
	default:
		return first + n/2 // ngoài, khuỷu; or the only one
	}
}

// closed reports whether the consonants after the vowels belong to their syllable.
// If not, a word has been begun without a space, and the tone stays.
func (s syllable) closed() bool {
	switch strings.ToLower(s.coda) {
	case "c", "ch", "m", "n", "ng", "nh", "p", "t":
	default:
		return false
	}
	vowels := strings.ToLower(string(s.vowels))
	for _, pair := range []string{"ai", "ao", "au", "ay", "eo", "eu", "iu", "oi", "ui"} {
		if strings.HasSuffix(vowels, pair) {
			return false // these end a syllable
		}
	}
	return true
}

// glide counts the vowels that belong to the consonant before them: the u of qu
// and the i of gi, if another vowel follows.
func (s syllable) glide() int {
	if len(s.vowels) < 2 {
		return 0
	}
	onset, _ := utf8.DecodeLastRuneInString(s.before)
	switch string([]rune{unicode.ToLower(onset), unicode.ToLower(s.vowels[0])}) {
	case "qu", "gi":
		return 1
	}
	return 0
}

func isVowel(r rune) bool {
	base, _ := splitTone(r)
	return strings.ContainsRune("aăâeêioôơuưy", unicode.ToLower(base))
}

func isConsonant(r rune) bool { return unicode.IsLetter(r) && !isVowel(r) }
