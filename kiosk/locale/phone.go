package locale

import "strings"

// PhoneLength returns how many digits a telephone number of Việt Nam has that
// begins with these: 10 for mobiles, 11 for landlines. It is 0 if none begins so.
// The numbers have been so since the area codes of 2017 and the mobile prefixes of
// 2018.
func PhoneLength(digits string) int {
	switch {
	case len(digits) >= 2 && strings.ContainsRune("35789", rune(digits[1])) && digits[0] == '0':
		return 10
	case strings.HasPrefix(digits, "02"):
		return 11
	}
	return 0
}

// PhoneDigits is the most digits a telephone number can have.
const PhoneDigits = 11

// PhoneComplete reports whether all digits are there that a number has.
func PhoneComplete(digits string) bool {
	return digits != "" && len(digits) == PhoneLength(digits)
}

// TypePhone returns the digits typed so far with one more, if it is one and the
// number is not complete.
func TypePhone(digits string, next rune) string {
	if next < '0' || next > '9' || PhoneComplete(digits) || len(digits) >= PhoneDigits {
		return digits
	}
	return digits + string(next)
}

// GroupPhone writes a telephone number, or its beginning, as people read it:
// 0912 345 678, 024 3827 1234, 0204 385 1234.
func GroupPhone(digits string) string {
	first, second := 4, 7
	if strings.HasPrefix(digits, "024") || strings.HasPrefix(digits, "028") {
		first = 3 // Hà Nội and Thành phố Hồ Chí Minh have short area codes
	}
	var b strings.Builder
	for i, r := range digits {
		if i == first || i == second {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Together keeps the groups of a number on one line.
func Together(number string) string { return strings.ReplaceAll(number, " ", "\u00a0") }
