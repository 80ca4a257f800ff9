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

var (
	digitsVi  = [10]string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}
	digitsEn  = [10]string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
	lettersVi = map[rune]string{
		'a': "a", 'ă': "á", 'â': "ớ", 'b': "bê", 'c': "xê", 'd': "dê", 'đ': "đê", 'e': "e", 'ê': "ê",
		'f': "ép", 'g': "gờ", 'h': "hát", 'i': "i", 'j': "gi", 'k': "ca", 'l': "lờ", 'm': "mờ", 'n': "nờ",
		'o': "o", 'ô': "ô", 'ơ': "ơ", 'p': "pê", 'q': "quy", 'r': "rờ", 's': "sờ", 't': "tê", 'u': "u",
		'ư': "ư", 'v': "vê", 'w': "vê kép", 'x': "xờ", 'y': "i dài", 'z': "dét",
	}
	monthsEn = [13]string{"", "January", "February", "March", "April", "May", "June", "July",
		"August", "September", "October", "November", "December"}
)

// SpellDigits says a telephone number or a code digit by digit and letter by
// letter, with a short rest where the groups are parted: "1800 1096" is "một tám
// không không, một không chín sáu", "A 012" is "a, không một hai". Everything
// else in s is left out.
func SpellDigits(lang locale.Lang, s string) string {
	var groups []string
	var group []string
	wasDigit := false
	part := func() {
		if len(group) > 0 {
			groups = append(groups, strings.Join(group, " "))
		}
		group = nil
	}
	for _, r := range norm.NFC.String(s) {
		isDigit := '0' <= r && r <= '9'
		if !isDigit && !unicode.IsLetter(r) {
			part()
			continue
		}
		if isDigit != wasDigit {
			part()
		}
		wasDigit = isDigit
		group = append(group, sayRune(lang, r))
	}
	part()
	return strings.Join(groups, ", ")
}

func sayRune(lang locale.Lang, r rune) string {
	isDigit := '0' <= r && r <= '9'
	switch {
	case isDigit && lang == locale.Vi:
		return digitsVi[r-'0']
	case isDigit:
		return digitsEn[r-'0']
	case lang == locale.Vi && lettersVi[unicode.ToLower(r)] != "":
		return lettersVi[unicode.ToLower(r)]
	}
	return string(unicode.ToUpper(r))
}

// mostInWords is the largest number that is said as a number.
const mostInWords = 999_999_999_999

// inWords says a number in Vietnamese, as in the north: linh, nghìn.
func inWords(n uint64) string {
	if n == 0 {
		return digitsVi[0]
	}
	var said []string
	for _, scale := range []struct {
		size uint64
		name string
	}{{1_000_000_000, "tỷ"}, {1_000_000, "triệu"}, {1000, "nghìn"}, {1, ""}} {
		group := n / scale.size
		n %= scale.size
		if group == 0 {
			continue
		}
		said = append(said, belowThousand(group, len(said) > 0))
		if scale.name != "" {
			said = append(said, scale.name)
		}
	}
	return strings.Join(said, " ")
}

// belowThousand says 1 to 999. After a larger part the hundreds are named even
// when there are none: 1005 is một nghìn không trăm linh năm.
func belowThousand(n uint64, after bool) string {
	hundreds, tens, ones := n/100, n/10%10, n%10
	var said []string
	if hundreds > 0 || after {
		said = append(said, digitsVi[hundreds], "trăm")
	}
	switch {
	case tens == 0 && ones > 0 && len(said) > 0:
		said = append(said, "linh")
	case tens == 1:
		said = append(said, "mười")
	case tens > 1:
		said = append(said, digitsVi[tens], "mươi")
	}
	switch {
	case ones == 0:
	case ones == 1 && tens > 1:
		said = append(said, "mốt")
	case ones == 4 && tens > 1:
		said = append(said, "tư")
	case ones == 5 && tens > 0:
		said = append(said, "lăm")
	default:
		said = append(said, digitsVi[ones])
	}
	return strings.Join(said, " ")
}

var digitRun = regexp.MustCompile(`\d+`)

// parts returns the numbers in s.
func parts(s string) (numbers []int) {
	for _, run := range digitRun.FindAllString(s, -1) {
		n, err := strconv.Atoi(run)
		if err != nil {
			return nil // longer than any date
		}
		numbers = append(numbers, n)
	}
	return numbers
}

// sayDate says dd/mm/yyyy, with or without "ngày" before it.
func sayDate(lang locale.Lang, s string) string {
	p := parts(s)
	day, month, year := p[0], p[1], p[2]
	switch {
	case day < 1 || day > 31 || month < 1 || month > 12:
		return SpellDigits(lang, s)
	case lang == locale.En:
		return strconv.Itoa(day) + " " + monthsEn[month] + " " + strconv.Itoa(year)
	}
	said := inWords(uint64(day))
	if day <= 10 {
		said = "mùng " + said
	}
	return like(s, "ngày ") + said + " tháng " + monthVi(month) + " năm " + inWords(uint64(year))
}

// sayMonth says mm/yyyy, with or without "tháng" before it.
func sayMonth(lang locale.Lang, s string) string {
	p := parts(s)
	month, year := p[0], p[1]
	switch {
	case month < 1 || month > 12:
		return SpellDigits(lang, s)
	case lang == locale.En:
		return monthsEn[month] + " " + strconv.Itoa(year)
	}
	return like(s, "tháng ") + monthVi(month) + " năm " + inWords(uint64(year))
}

// monthVi names a month; the fourth has a word of its own.
func monthVi(month int) string {
	if month == 4 {
		return "tư"
	}
	return inWords(uint64(month))
}

// like returns the word, with a capital if s begins with one.
func like(s, word string) string {
	if first, _ := utf8.DecodeRuneInString(s); !unicode.IsUpper(first) {
		return word
	}
	return strings.ToUpper(word[:1]) + word[1:] // both words begin with a plain letter
}

// sayTime says hh:mm or hhHmm.
func sayTime(lang locale.Lang, s string) string {
	p := parts(s)
	hour, minute := p[0], p[1]
	switch {
	case hour > 24 || minute > 59:
		return SpellDigits(lang, s)
	case lang == locale.En && minute == 0:
		return strconv.Itoa(hour) + " o'clock"
	case lang == locale.En && minute < 10:
		return strconv.Itoa(hour) + " oh " + strconv.Itoa(minute)
	case lang == locale.En:
		return strconv.Itoa(hour) + " " + strconv.Itoa(minute)
	case minute == 0:
		return inWords(uint64(hour)) + " giờ"
	}
	return inWords(uint64(hour)) + " giờ " + inWords(uint64(minute)) + " phút"
}
