package content

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// searchWord is a word of a query or of a text, as it is compared.
type searchWord struct {
	plain   string // folded: without any marks
	letters string // with the marks of its letters, in NFD form
	tones   string // the marks of its tones: on which letter they stand is a matter of style
}

func searchWords(text string) (words []searchWord) {
	for word := range strings.FieldsFuncSeq(text, betweenWords) {
		w := searchWord{plain: locale.Fold(word)}
		if w.plain == "" {
			continue
		}
		var letters, tones strings.Builder
		for _, r := range norm.NFD.String(strings.ToLower(word)) {
			if locale.Tone(r).ID() != "" {
				tones.WriteRune(r)
			} else {
				letters.WriteRune(r)
			}
		}
		w.letters, w.tones = letters.String(), tones.String()
		words = append(words, w)
	}
	return words
}

func betweenWords(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.Is(unicode.M, r)
}

func joined(words []searchWord) string {
	var b strings.Builder
	for _, word := range words {
		b.WriteString(word.plain)
	}
	return b.String()
}

// likeness is how a typed word is like a word of a text.
type likeness int

const (
	same likeness = iota
	beginning
	oneLetterOff
	unlike
)

type match struct {
	like       likeness
	otherMarks bool // marks were typed, and those of the text are others
}

func (m match) better(than match) bool {
	if m.like == unlike || than.like == unlike || m.otherMarks == than.otherMarks {
		return m.like < than.like
	}
	return than.otherMarks
}

// in compares a typed word with the words of a text: with the first, or with
// several run together, as they are typed by who does not find the space.
func (w searchWord) in(words []searchWord) match {
	word := words[0]
	marks := !w.marksIn(word)
	switch {
	case w.plain == word.plain, sameSound(w.plain) == sameSound(word.plain):
		return match{same, marks}
	case strings.HasPrefix(word.plain, w.plain):
		return match{beginning, marks}
	case runTogether(w.plain, words):
		return match{beginning, false}
	case oneOff(w.plain, word.plain):
		return match{oneLetterOff, false}
	}
	return match{like: unlike}
}

// marksIn reports whether a word of a text has the marks that were typed, as far
// as any were.
func (w searchWord) marksIn(word searchWord) bool {
	return (w.letters == w.plain || strings.HasPrefix(word.letters, w.letters)) &&
		(w.tones == "" || w.tones == word.tones)
}

// sameSound writes y at the end of a word as i, which is the same vowel wherever
// it is the only one: lý or lí, quý or quí.
func sameSound(word string) string {
	rest, ok := strings.CutSuffix(word, "y")
	if ok && (rest == "qu" || rest != "" && !strings.ContainsAny(rest, "aeiouy")) {
		return rest + "i"
	}
	return word
}

func runTogether(typed string, words []searchWord) bool {
	for _, word := range words {
		rest, ok := strings.CutPrefix(typed, word.plain)
		if !ok {
			return strings.HasPrefix(word.plain, typed)
		}
		typed = rest
	}
	return typed == ""
}

// leastToMistype is how long a word is at least in which one letter may be wrong:
// a shorter one could then be anything.
const leastToMistype = 3

// oneOff reports whether typed becomes word, or more than three letters of it, by
// one letter more, less or other, or by two that change places. The first letter
// is right, or changes places: who is wrong about it meant another word.
func oneOff(typed, word string) bool {
	a, b := []rune(typed), []rune(word)
	if len(a) < leastToMistype || len(b) < leastToMistype || a[0] != b[0] && a[0] != b[1] {
		return false
	}
	if oneEdit(a, b) {
		return true
	}
	for n := max(len(a)-1, leastToMistype+1); n <= len(a)+1 && n < len(b); n++ {
		if oneEdit(a, b[:n]) {
			return true
		}
	}
	return false
}

func oneEdit(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	same := 0
	for same < len(a) && a[same] == b[same] {
		same++
	}
	a, b = a[same:], b[same:]
	switch len(b) - len(a) {
	case 1:
		return slices.Equal(a, b[1:])
	case 0:
		swapped := len(a) > 1 && a[0] == b[1] && a[1] == b[0] && slices.Equal(a[2:], b[2:])
		return len(a) == 0 || swapped || slices.Equal(a[1:], b[1:])
	}
	return false
}
