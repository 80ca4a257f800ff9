package locale_test

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// The rules of Vietnamese spelling as schoolbooks give them: which consonants go
// with which rhymes, how they are written, and which letter carries the tone, in
// the style of hóa, thủy, khỏe. In a rhyme the capital is the letter that carries
// the tone. The rules allow more syllables than the dictionary has.

// A rhyme that ends in p, t, c or ch has only the tones sắc and nặng.
type rhymes struct {
	onsets string // "-" is a syllable without a consonant before the vowel
	open   string // six tones
	closed string // two tones
}

const (
	anyOnset   = "b ch d đ h kh l m n nh p ph r s t th tr v x"
	backOnset  = "- c g ng " + anyOnset // as written before a ă â o ô ơ u ư
	frontOnset = "k gh ngh " + anyOnset // the same sounds before e ê i
	glideOnset = "- g ng " + anyOnset   // c before a glide is written qu
	yOnset     = "- h k l m s t v"      // after which i may be written y
	giRhymes   = "A Ai Ao Au Ay Am An Ang Anh E Eo O Oi On Ong Ôi Ông Ơ Ơi Ơn U Ui Ua Un Ung Ư Ưa Ăm Ăn Ăng Âm Ân Ây Âu Ô uÔng ưƠng Êng"
	giClosed   = "Ap At Ac Ach Ăc Ăt Âc Âp Ât Êt Ot Uc Ut Ưt"
	quRhymes   = "A Ai Ao Au Ay An Ang Anh Ăn Ăng Ân Âng Ây E En Eo Ê Ên Ênh Êu Ơ Ơn Y Ynh yÊn Yt"
	quClosed   = "Ac Ach At Ăc Ăp Ăt Ât Et Êt Êch Ich Yt Ych yÊt Ôc"
)

func spelling() []rhymes {
	return []rhymes{
		{backOnset,
			"A Ai Ao Au Ay Âu Ây Am Ăm Âm An Ăn Ân Ang Ăng Âng Anh " +
				"O Oi Om On Ong oOng Ô Ôi Ôm Ôn Ông Ơ Ơi Ơm Ơn " +
				"U Ua Ui Um Un Ung uÔi uÔm uÔn uÔng " +
				"Ư Ưa Ưi Ưu Ưn Ưng ưƠi ưƠu ưƠm ưƠn ưƠng",
			"Ap Ăp Âp At Ăt Ât Ac Ăc Âc Ach Op Ot Oc oOc Ôp Ôt Ôc Ơp Ơt " +
				"Up Ut Uc uÔt uÔc Ưt Ưc ưƠp ưƠt ưƠc"},
		{frontOnset,
			"E Em En Eng Eo Ê Êm Ên Ênh Êu I Ia Im In Inh Iu iÊm iÊn iÊng iÊu",
			"Ep Et Ec Êp Êt Êch Ip It Ich iÊp iÊt iÊc"},
		{glideOnset,
			"Oa Oe oAi oAy oEo oAm oĂm oAn oĂn oAng oĂng oAnh oEn uÊ uÊnh uÂn uÂng uÂy uƠ Uy uYa uYu uYn uYnh uyÊn",
			"oAp oAt oĂt oAc oĂc oAch oEt uÂt uÊch uYt uYch uyÊt"},
		{yOnset, "Y", ""},
		{"-", "E Em En Eo Ê Êm Ên Êu I Ia Im In Inh Iu yÊm yÊn yÊng yÊu", "Ep Et Êch Ich It yÊt"},
		{"gi", giRhymes, giClosed},
		{"g", "I In", ""},
		{"qu", quRhymes, quClosed},
	}
}

// spelt is one way a syllable is written, and the keys for it.
type spelt struct {
	written string
	letters []rune // without the tone
	seat    int    // which of the letters carries the tone
	tone    locale.Tone
}

// syllables lists every syllable that the rules allow, each once.
func syllables() (all []spelt) {
	seen := map[string]bool{}
	add := func(onset, rhyme string, tone locale.Tone) {
		s := spell(onset, rhyme, tone)
		if !seen[s.written] {
			seen[s.written] = true
			all = append(all, s)
		}
	}
	for _, rule := range spelling() {
		for onset := range strings.FieldsSeq(rule.onsets) {
			onset = strings.Trim(onset, "-")
			for rhyme := range strings.FieldsSeq(rule.open) {
				for _, tone := range append(locale.Tones(), 0) {
					add(onset, rhyme, tone)
				}
			}
			for rhyme := range strings.FieldsSeq(rule.closed) {
				add(onset, rhyme, locale.Sac)
				add(onset, rhyme, locale.Nang)
			}
		}
	}
	return all
}

func spell(onset, rhyme string, tone locale.Tone) (s spelt) {
	s.tone = tone
	s.letters = []rune(onset)
	written := onset
	for _, r := range rhyme {
		small := unicode.ToLower(r)
		written += string(small)
		if small != r {
			s.seat = len(s.letters)
			if tone != 0 {
				written += string(rune(tone))
			}
		}
		s.letters = append(s.letters, small)
	}
	s.written = norm.NFC.String(written)
	return s
}

// keys takes a word as it is written apart into the keys for it.
func keys(word string) (s spelt) {
	s.written = word
	for _, r := range word {
		var letter []rune
		for _, part := range norm.NFD.String(string(r)) {
			switch part {
			case 0x300, 0x301, 0x303, 0x309, 0x323:
				s.tone, s.seat = locale.Tone(part), len(s.letters)
			default:
				letter = append(letter, part)
			}
		}
		base, _ := utf8.DecodeRuneInString(norm.NFC.String(string(letter)))
		s.letters = append(s.letters, base)
	}
	return s
}
