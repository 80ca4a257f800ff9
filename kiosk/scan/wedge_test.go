package scan_test

import (
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/scan"
)

const ms = time.Millisecond

var start = time.Date(2026, 11, 23, 2, 41, 0, 0, time.UTC)

// hand types keys, each after one of the gaps in turn, and returns what was taken
// for scans.
type hand struct {
	wedge scan.Wedge
	at    time.Time
	scans []string
}

func (h *hand) types(keys string, gaps ...time.Duration) {
	if h.at.IsZero() {
		h.at = start
	}
	i := 0
	for _, key := range keys {
		h.at = h.at.Add(gaps[i%len(gaps)])
		i++
		var text string
		var scanned bool
		if h.wedge, text, scanned = h.wedge.Type(key, h.at); scanned {
			h.scans = append(h.scans, text)
		}
	}
}

func TestWedge(t *testing.T) {
	const ticket = "261123010027"
	for name, test := range map[string]struct {
		keys string
		gaps []time.Duration
		want string // the scans, parted by spaces
	}{
		"a scanner at 1 ms":                         {ticket + "\r", []time.Duration{ms}, ticket},
		"a scanner at 5 ms":                         {ticket + "\r", []time.Duration{5 * ms}, ticket},
		"a scanner at 20 ms":                        {ticket + "\r", []time.Duration{20 * ms}, ticket},
		"seen frame by frame":                       {ticket + "\r", []time.Duration{0, 0, 0, 0, 18 * ms}, ticket},
		"all in one frame":                          {ticket + "\r", []time.Duration{0}, ticket},
		"20 ms with one of 60":                      {ticket + "\r", []time.Duration{20 * ms, 15 * ms, 20 * ms, 60 * ms, 20 * ms, 20 * ms, 20 * ms, 20 * ms, 20 * ms, 20 * ms, 20 * ms}, ticket},
		"ended by LF":                               {ticket + "\n", []time.Duration{5 * ms}, ticket},
		"eight digits":                              {"20261123\r", []time.Duration{5 * ms}, "20261123"},
		"seven digits":                              {"2026112\r", []time.Duration{5 * ms}, ""},
		"32 digits":                                 {strings.Repeat("12", 16) + "\r", []time.Duration{5 * ms}, strings.Repeat("12", 16)},
		"33 digits":                                 {strings.Repeat("12", 16) + "3\r", []time.Duration{5 * ms}, ""},
		"twice in a row":                            {ticket + "\r" + "261123010028\r", []time.Duration{5 * ms}, ticket + " 261123010028"},
		"CR and LF":                                 {ticket + "\r\n" + ticket + "\r\n", []time.Duration{5 * ms}, ticket + " " + ticket},
		"no Enter":                                  {ticket, []time.Duration{5 * ms}, ""},
		"Enter alone":                               {"\r\r\r\r\r\r\r\r\r\r", []time.Duration{5 * ms}, ""},
		"a learning card":                           {"DC1:ABCD234567891234\r", []time.Duration{5 * ms}, ""},
		"letters, then digits":                      {"A" + ticket + "\r", []time.Duration{5 * ms}, ""},
		"digits, then a letter":                     {ticket + "A\r", []time.Duration{5 * ms}, ""},
		"a letter among the digits":                 {"261123A26112300\r", []time.Duration{5 * ms}, ""},
		"an ID card":                                {number + "||A|01021950|Nam|B|15042021\r", []time.Duration{5 * ms}, ""},
		"wide digits":                               {"２６１１２３００２７\r", []time.Duration{5 * ms}, ""},
		"somebody who types fast":                   {ticket + "\r", []time.Duration{100 * ms}, ""},
		"somebody who types":                        {ticket + "\r", []time.Duration{200 * ms}, ""},
		"the fastest typist, 40 ms":                 {ticket + "\r", []time.Duration{40 * ms}, ""},
		"somebody who drums":                        {ticket + "\r", []time.Duration{20 * ms, 70 * ms}, ""},
		"a key held down, 25 a second":              {"11111111111111111111\r", []time.Duration{40 * ms}, ""},
		"a key held down, 30 a second":              {"11111111111111111111\r", []time.Duration{33 * ms}, ""},
		"a clock set back":                          {ticket + "\r", []time.Duration{-5 * ms}, ""},
		"digits, then Enter by hand":                {ticket + "\r", []time.Duration{5 * ms, 5 * ms, 5 * ms, 5 * ms, 5 * ms, 5 * ms, 5 * ms, 5 * ms, 5 * ms, 5 * ms, 101 * ms}, ""},
		"a pause within, and the rest is too short": {ticket + "\r", []time.Duration{5 * ms, 5 * ms, 5 * ms, 5 * ms, 5 * ms, 101 * ms, 5 * ms, 5 * ms, 5 * ms, 5 * ms, 5 * ms}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := &hand{}
			h.types(test.keys, test.gaps...)
			if got := strings.Join(h.scans, " "); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// Of what somebody typed nothing stays.
func TestTheWedgeForgets(t *testing.T) {
	h := &hand{}
	h.types("26112300", 5*ms)
	if h.wedge.Rest(h.at.Add(100*ms)) != h.wedge {
		t.Error("it forgets within a scan")
	}
	if h.wedge.Rest(h.at.Add(101*ms)) != (scan.Wedge{}) {
		t.Error("it does not forget after a while")
	}
}

// What was typed by hand before does not become part of a scan.
func TestAScanAfterTyping(t *testing.T) {
	h := &hand{}
	h.types("0900", 150*ms)
	h.types("2", 101*ms)
	h.types("61123010027\r", 5*ms)
	h.types("abc", 150*ms)
	h.types("2", 101*ms)
	h.types("61123010028\r", 20*ms)
	if got := strings.Join(h.scans, " "); got != "261123010027 261123010028" {
		t.Errorf("got %q", got)
	}
}
