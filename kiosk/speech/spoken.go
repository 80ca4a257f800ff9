package speech

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/diemcham/diemcham/kiosk/locale"
	"golang.org/x/text/unicode/norm"
)

var toFill = regexp.MustCompile(`\{[a-z_]+\}`)

// hasName reports whether a text has a {name} to be filled in.
func hasName(text string) bool { return toFill.MatchString(text) }

// Speakable reports whether there is anything in the text to be heard.
func Speakable(lang locale.Lang, text string) bool {
	return strings.ContainsFunc(Spoken(lang, text), func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// Spoken returns the text as it is said: numbers, dates, times, sums of money,
// telephone numbers and short forms in words, in the language of the text. It is
// what espeak-ng is given, and holds nothing that it would take for a command.
func Spoken(lang locale.Lang, text string) string {
	text = norm.NFC.String(text)
	text = sign.Replace(text)
	text = sayShort(text, shortForms(lang))
	to, or, over := " đến ", " hoặc ", " trên "
	if lang == locale.En {
		to, or, over = " to ", " or ", " over "
	}
	text = between.ReplaceAllString(text, "${1}"+to+"${2}")
	text = either.ReplaceAllString(text, "${1}"+or+"${2}")
	text = dash.ReplaceAllString(text, ", ")
	text = sayNumbers(lang, text)
	text = strings.ReplaceAll(text, "/", over)
	if lang == locale.En {
		text = withoutMarks(text)
	}
	text = rest.ReplaceAllString(text, "${1} ")
	text = strings.Join(strings.Fields(text), " ")
	return strings.TrimRight(strings.TrimLeft(text, " ,.;:!?"), " ,")
}

// sign replaces what is drawn rather than said. espeak-ng takes [[ for the
// beginning of sounds spelt in its own way, even without being asked to.
var sign = strings.NewReplacer(
	"“", " ", "”", " ", "\"", " ", "‘", " ", "’", "'", "(", ", ", ")", ", ", "[", ", ", "]", ", ",
	"<", " ", ">", " ", "|", ", ", "\\", " ", "_", " ", "*", " ", "^", " ", "~", " ", "#", " ", "`", " ",
	"·", ", ", "•", ", ", "…", ". ", "→", ", ", "\u00a0", " ", "\u200b", "", "₫", " đồng", "\n", ". ", "\x00", " ",
)

var (
	between = regexp.MustCompile(`(\d)\s?[-–]\s?(\d)`)
	either  = regexp.MustCompile(`(\p{L})/(\p{L})`)
	dash    = regexp.MustCompile(`\s+[-–—]\s+`)
	rest    = regexp.MustCompile(`[\s,]*([,.;:!?])(?:[\s,]+|$)`)
)

// withoutMarks turns Vietnamese names in an English sentence into letters that
// the English voice reads as a name, not one by one.
func withoutMarks(text string) string {
	text = strings.NewReplacer("đ", "d", "Đ", "D").Replace(text)
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text)))
}

// figures finds what is written with digits, the longest form first: dates,
// months, times, codes of a letter and digits, telephone numbers in groups and
// those announced by a verb, all other numbers. Each kind is a group.
var figures = regexp.MustCompile(
	`((?:\b[Nn]gày )?\b\d{1,2}/\d{1,2}/\d{4}\b)` + // 1
		`|((?:\b[Tt]háng )?\b\d{1,2}/\d{4}\b)` + // 2
		`|(\b\d{1,2}[:h]\d{2}\b)` + // 3
		`|(\b[A-Z] ?\d{2,4}\b)` + // 4
		`|(\b\d{2,4}(?: \d{2,4})+\b)` + // 5
		`|((?:[Gg]ọi|[Nn]hắn|[Cc]all|[Dd]ial|[Tt]ext)(?: (?:số|tổng đài|number|to))? \d{3,5}(?: \d{2,4})*\b)` + // 6
		`|(\d+(?:[.,]\d+)*)`) // 7

func sayNumbers(lang locale.Lang, text string) string {
	var out strings.Builder
	last := 0
	for _, at := range figures.FindAllStringSubmatchIndex(text, -1) {
		out.WriteString(text[last:at[0]])
		found := text[at[0]:at[1]]
		said := found
		switch {
		case at[2] >= 0:
			said = sayDate(lang, found)
		case at[4] >= 0:
			said = sayMonth(lang, found)
		case at[6] >= 0:
			said = sayTime(lang, found)
		case at[8] >= 0:
			said = SpellDigits(lang, found)
		case at[10] >= 0:
			said = sayGroups(lang, found)
		case at[12] >= 0:
			cut := strings.IndexAny(found, "0123456789")
			said = found[:cut] + SpellDigits(lang, found[cut:])
		default:
			said = sayNumber(lang, found)
		}
		apart(&out, said)
		last = at[1]
		// A number runs into what is written after it: "5G", "10kg".
		if next, _ := utf8.DecodeRuneInString(text[last:]); unicode.IsLetter(next) {
			out.WriteByte(' ')
		}
	}
	out.WriteString(text[last:])
	return out.String()
}

// apart writes words with a space between them and a letter before.
func apart(out *strings.Builder, said string) {
	if before, _ := utf8.DecodeLastRuneInString(out.String()); unicode.IsLetter(before) {
		out.WriteByte(' ')
	}
	out.WriteString(said)
}

// sayGroups says groups of digits: one by one if they are long enough to be a
// telephone number or a code, as numbers otherwise.
func sayGroups(lang locale.Lang, found string) string {
	if digits(found) >= 6 {
		return SpellDigits(lang, found)
	}
	groups := strings.Fields(found)
	for i, group := range groups {
		groups[i] = sayNumber(lang, group)
	}
	return strings.Join(groups, " ")
}

func digits(s string) (n int) {
	for _, r := range s {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// The short numbers that are known by their digits.
var knownByDigits = map[string]bool{"111": true, "112": true, "113": true, "114": true, "115": true, "156": true, "1022": true, "5656": true}

var thousands = regexp.MustCompile(`^\d{1,3}(\.\d{3})+$`)

// sayNumber says one number. In both languages the dot parts thousands, as it
// does everywhere on the screens.
func sayNumber(lang locale.Lang, s string) string {
	plain := s
	if thousands.MatchString(s) {
		plain = strings.ReplaceAll(s, ".", "")
	}
	whole, fraction, isFraction := strings.Cut(plain, ",")
	switch {
	case plain[0] == '0' && digits(plain) >= 9: // a telephone number with dots
		return SpellDigits(lang, plain)
	case strings.Contains(plain, "."):
		return sayCode(lang, plain)
	case isFraction && strings.Contains(fraction, ","):
		return strings.Join(each(lang, strings.Split(plain, ",")), ", ")
	case isFraction:
		return sayNumber(lang, whole) + point(lang) + sayNumber(lang, fraction)
	case knownByDigits[plain], len(plain) > 1 && plain[0] == '0', plain == s && len(plain) > 6:
		return SpellDigits(lang, plain)
	}
	n, err := strconv.ParseUint(plain, 10, 64)
	if err != nil || n > mostInWords {
		return SpellDigits(lang, plain)
	}
	if lang == locale.En {
		return plain // espeak-ng knows how
	}
	return inWords(n)
}

func each(lang locale.Lang, parts []string) []string {
	for i, part := range parts {
		parts[i] = sayNumber(lang, part)
	}
	return parts
}

func point(lang locale.Lang) string {
	if lang == locale.Vi {
		return " phẩy "
	}
	return " point "
}

// sayCode says a number of parts with dots between them, such as the code of a
// procedure: short parts as numbers, long ones digit by digit.
func sayCode(lang locale.Lang, s string) string {
	dot := " chấm "
	if lang == locale.En {
		dot = " dot "
	}
	parts := strings.Split(s, ".")
	for i, part := range parts {
		if len(part) > 2 {
			parts[i] = SpellDigits(lang, part)
		} else {
			parts[i] = sayNumber(lang, part)
		}
	}
	return strings.Join(parts, dot)
}

// sayShort replaces short forms that stand as words of their own.
func sayShort(text string, forms []shortForm) string {
	for _, form := range forms {
		text = sayOne(text, form.written, form.said)
		first, size := utf8.DecodeRuneInString(form.written)
		if unicode.IsLower(first) {
			text = sayOne(text, string(unicode.ToUpper(first))+form.written[size:], form.said)
		}
	}
	return text
}

func sayOne(text, written, said string) string {
	for from := 0; ; {
		i := strings.Index(text[from:], written)
		if i < 0 {
			return text
		}
		start, end := from+i, from+i+len(written)
		if !alone(text, start, end) {
			from = end
			continue
		}
		text = text[:start] + said + text[end:]
		from = start + len(said)
	}
}

// alone reports whether text[start:end] is no part of a longer word. What begins
// or ends with a sign may touch what is on that side of it.
func alone(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	first, _ := utf8.DecodeRuneInString(text[start:end])
	last, _ := utf8.DecodeLastRuneInString(text[start:end])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return !(inWord(before) && inWord(first)) && !(inWord(last) && inWord(after))
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
