package roster

import (
	"errors"
	"time"

	"golang.org/x/crypto/argon2"

	"github.com/diemcham/diemcham/store/seal"
)

// Cost is what one try at a PIN costs.
type Cost struct {
	MemoryKiB uint32 `json:"memory_kib"`
	Passes    uint32 `json:"passes"`
}

// RealCost is a third of a second and 64 MiB on a small machine. Another one is for
// tests.
func RealCost() Cost { return Cost{MemoryKiB: 64 << 10, Passes: 3} }

func (c Cost) sound() bool {
	return c.MemoryKiB >= 8 && c.MemoryKiB <= 256<<10 && c.Passes >= 1 && c.Passes <= 10
}

// stretch makes every guess at a PIN as dear as c says.
func (c Cost) stretch(pin seal.Secret, salt []byte) []byte {
	const threads, size = 1, 32
	return argon2.IDKey([]byte(pin.Reveal()), salt, c.Passes, c.MemoryKiB, threads, size)
}

// ErrWeakPIN means that a PIN has the wrong form or is among the first that anybody
// guesses.
var ErrWeakPIN = errors.New("a PIN has 6 to 8 digits; it neither counts, nor repeats or mirrors itself, nor reads as a date")

// Weak reports whether a PIN has the wrong form or is among the first that anybody
// guesses: of a million with six digits 70,000, most of which read as dates.
func Weak(pin seal.Secret) bool {
	digits := pin.Reveal()
	if len(digits) < 6 || len(digits) > 8 {
		return true
	}
	seen := map[byte]bool{}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return true
		}
		seen[digits[i]] = true
	}
	return len(seen) < 3 || counts(digits) || repeats(digits) || mirrors(digits) || doubles(digits) || date(digits)
}

// counts reports whether each digit is as far from the one before as the next.
func counts(digits string) bool {
	step := func(i int) int { return (int(digits[i]) - int(digits[i-1]) + 10) % 10 }
	for i := 2; i < len(digits); i++ {
		if step(i) != step(1) {
			return false
		}
	}
	return true
}

// repeats reports whether the digits begin anew after at most half of them.
func repeats(digits string) bool {
	for period := 1; period <= len(digits)/2; period++ {
		if digits[period:] == digits[:len(digits)-period] {
			return true
		}
	}
	return false
}

// mirrors reports whether the digits read the same from behind.
func mirrors(digits string) bool {
	for i := range len(digits) / 2 {
		if digits[i] != digits[len(digits)-1-i] {
			return false
		}
	}
	return true
}

// doubles reports whether each digit stands there twice, as in 114477.
func doubles(digits string) bool {
	for i := 1; i < len(digits); i += 2 {
		if digits[i] != digits[i-1] {
			return false
		}
	}
	return len(digits)%2 == 0
}

// date reports whether the digits read as a date, above all as somebody's day of
// birth, in one of the ways that Vietnamese write one, or as a month of a year.
func date(digits string) bool {
	switch len(digits) {
	case 6:
		return reads("020106", digits) || reads("060102", digits) || reads("012006", digits) || reads("200601", digits)
	case 7: // a day or a month without its zero
		return reads("02012006", "0"+digits) || reads("02012006", digits[:2]+"0"+digits[2:])
	}
	return reads("02012006", digits) || reads("20060102", digits)
}

// reads reports whether the digits are a day in the lifetime of somebody who works.
func reads(layout, digits string) bool {
	day, err := time.Parse(layout, digits)
	return err == nil && day.Year() >= 1925 && day.Year() <= 2068
}
