// Package locale holds the languages of a visit and the catalogue of texts in
// them.
//
// A [Text] is one sentence in every language. A [Catalogue] is the set of the
// program's own texts, each under an id such as "home.title"; texts that belong
// to a lesson or a service live with it, in package content. The language is
// passed in by the caller each time, so a visit can change it at any moment and
// nothing here remembers it.
//
// It also knows how Vietnamese is written: [Fold] takes the marks off for a search
// without them, [TypeLetter], [TypeTone] and [DeleteLetter] type it from letters
// and tones, the mark on the right vowel of the syllable.
//
// What it does not do: plural forms (Vietnamese has none, and the English texts
// are written so that they need none), number or money formats.
package locale

import (
	"fmt"
	"strings"
)

// Lang is a language of the screens, as its ISO 639-1 code.
type Lang string

// The languages a resident can choose.
const (
	Vi Lang = "vi" // Vietnamese, the default
	En Lang = "en" // English
)

// Langs lists every language, the default first.
func Langs() []Lang { return []Lang{Vi, En} }

// Text is one text in every language.
type Text struct {
	Vi string `toml:"vi" json:"vi"`
	En string `toml:"en" json:"en"`
}

// In returns the text in lang. It panics on a language that is not in [Langs].
func (t Text) In(lang Lang) string {
	switch lang {
	case Vi:
		return t.Vi
	case En:
		return t.En
	}
	panic(fmt.Sprintf("locale: unknown language %q", lang))
}

// Empty reports whether the text says nothing in any language.
func (t Text) Empty() bool { return t.Vi == "" && t.En == "" }

// Fill replaces each {name} of s by its value; args alternate name and value.
func Fill(s string, args ...any) string {
	if len(args)%2 != 0 {
		panic(fmt.Sprintf("locale: odd number of arguments for %q", s))
	}
	for i := 0; i < len(args); i += 2 {
		s = strings.ReplaceAll(s, "{"+args[i].(string)+"}", fmt.Sprint(args[i+1]))
	}
	return s
}
