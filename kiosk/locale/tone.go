package locale

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Tone is one of the five tones of Vietnamese that are written with a mark. The
// zero Tone is the sixth, which has none.
type Tone rune

// The tones, each as its combining mark.
const (
	Sac   Tone = '\u0301' // sắc, as in má
	Huyen Tone = '\u0300' // huyền, as in mà
	Hoi   Tone = '\u0309' // hỏi, as in mả
	Nga   Tone = '\u0303' // ngã, as in mã
	Nang  Tone = '\u0323' // nặng, as in mạ
)

// Tones lists the five tones in the order in which they are learnt at school.
func Tones() []Tone { return []Tone{Sac, Huyen, Hoi, Nga, Nang} }

// ID returns the name of the tone without marks: sac, huyen, hoi, nga or nang.
// The zero Tone has none.
func (t Tone) ID() string {
	switch t {
	case Sac:
		return "sac"
	case Huyen:
		return "huyen"
	case Hoi:
		return "hoi"
	case Nga:
		return "nga"
	case Nang:
		return "nang"
	}
	return ""
}

// splitTone takes the tone off a letter: ế becomes ê and sắc.
func splitTone(letter rune) (base rune, tone Tone) {
	var rest []rune
	for _, r := range norm.NFD.String(string(letter)) {
		if t := Tone(r); t.ID() != "" {
			tone = t
			continue
		}
		rest = append(rest, r)
	}
	base, _ = utf8.DecodeRuneInString(norm.NFC.String(string(rest)))
	return base, tone
}

// withTone puts the tone on a letter that has none.
func withTone(base rune, tone Tone) rune {
	if tone == 0 {
		return base
	}
	letter, _ := utf8.DecodeRuneInString(norm.NFC.String(string([]rune{base, rune(tone)})))
	return letter
}
