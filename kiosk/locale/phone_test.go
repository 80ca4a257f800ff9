package locale_test

import (
	"testing"

	"github.com/diemcham/diemcham/kiosk/locale"
)

func TestPhoneNumbers(t *testing.T) {
	for name, c := range map[string]struct {
		digits  string
		length  int
		grouped string
	}{
		"a mobile":                       {"0912345678", 10, "0912 345 678"},
		"a mobile of 2018":               {"0356789012", 10, "0356 789 012"},
		"a landline in Hà Nội":           {"02438271234", 11, "024 3827 1234"},
		"a landline elsewhere":           {"02043851234", 11, "0204 385 1234"},
		"the beginning of a mobile":      {"09123", 10, "0912 3"},
		"the beginning of a landline":    {"02438", 11, "024 38"},
		"one digit can become anything":  {"0", 0, "0"},
		"nothing":                        {"", 0, ""},
		"no number begins with a one":    {"1900", 0, "1900"},
		"no number begins with zero one": {"0123456789", 0, "0123 456 789"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := locale.PhoneLength(c.digits); got != c.length {
				t.Errorf("length %d, want %d", got, c.length)
			}
			if got := locale.GroupPhone(c.digits); got != c.grouped {
				t.Errorf("grouped %q, want %q", got, c.grouped)
			}
		})
	}
}
