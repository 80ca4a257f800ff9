package slip

import (
	"strings"
	"unicode"

	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// word is a piece of text that stands on one line, in one face.
type word struct {
	text  string
	face  *face
	width fixed.Int26_6
	glued bool // it goes on with the word before it: no space between
}

// words cuts text into words none of which is wider than width.
func words(text string, f *face, width fixed.Int26_6) []word {
	var list []word
	for _, field := range strings.FieldsFunc(clean(text), breakable) {
		glued := false
		for field != "" {
			n := f.fit(field, width)
			list = append(list, word{text: field[:n], face: f, width: f.width(field[:n]), glued: glued})
			field, glued = field[n:], true
		}
	}
	return list
}

// breakable reports whether a line may end at r. A no-break space is left to
// be drawn.
func breakable(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' }

// clean returns text in NFC, without what takes no room of its own on paper:
// marks that found no letter, control and format characters.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.M, r) || unicode.Is(unicode.C, r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, norm.NFC.String(text))
}

// line is the words of one line and how wide they are with their spaces.
type line struct {
	words []word
	width fixed.Int26_6
}

// wrap fills lines with words one after the other.
func wrap(words []word, width fixed.Int26_6) []line {
	var lines []line
	var now line
	for _, w := range words {
		wider := now.width + now.space(w) + w.width
		if len(now.words) > 0 && wider > width {
			lines = append(lines, now)
			now, wider = line{}, w.width
		}
		now.words = append(now.words, w)
		now.width = wider
	}
	if len(now.words) > 0 {
		lines = append(lines, now)
	}
	return lines
}

// space is the room between the line so far and one word more.
func (l line) space(next word) fixed.Int26_6 {
	if len(l.words) == 0 || next.glued {
		return 0
	}
	return next.face.space
}

// balance fills as few lines as wrap does, about equally long, so that no
// single syllable is left alone below a title.
func balance(words []word, width fixed.Int26_6) []line {
	best := wrap(words, width)
	narrow := fixed.Int26_6(0)
	for _, w := range words {
		narrow = max(narrow, w.width)
	}
	for narrow < width-fixed.I(1) {
		middle := (narrow + width) / 2
		lines := wrap(words, middle)
		if len(lines) > len(best) {
			narrow = middle
			continue
		}
		best, width = lines, middle
	}
	return best
}
