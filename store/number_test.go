package store_test

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
)

func TestNumbersOfADay(t *testing.T) {
	at := func(day string) time.Time {
		local, err := time.ParseInLocation(time.DateTime, day, vietnam())
		if err != nil {
			t.Fatal(err)
		}
		return local.UTC()
	}
	type step struct {
		at   string // in Việt Nam
		want string // number and code
	}
	for name, steps := range map[string][]step{
		"midnight in Việt Nam is 17:00 UTC": {
			{"2026-03-06 10:00:00", "A001 260306010001"},
			{"2026-03-06 23:59:59", "A002 260306010002"},
			{"2026-03-07 00:00:00", "A001 260307010001"},
			{"2026-03-07 06:59:59", "A002 260307010002"},
			{"2026-03-07 07:00:00", "A003 260307010003"},
		},
		"clock set back to yesterday and forth again": {
			{"2026-03-06 10:00:00", "A001 260306010001"},
			{"2026-03-07 08:00:00", "A001 260307010001"},
			{"2026-03-07 08:01:00", "A002 260307010002"},
			{"2026-03-06 08:02:00", "A003 260306010003"},
			{"2026-03-07 08:03:00", "A004 260307010004"},
			{"2026-03-08 08:00:00", "A001 260308010001"},
		},
		"started without a clock": {
			{"2026-03-06 10:00:00", "A001 260306010001"},
			{"1970-01-01 07:00:10", "A002 700101010002"},
			{"1970-01-01 07:05:00", "A003 700101010003"},
			{"2026-03-06 10:10:00", "A004 260306010004"},
		},
		"started without a clock on a new day": {
			{"2026-03-06 10:00:00", "A001 260306010001"},
			{"1970-01-01 07:00:10", "A002 700101010002"},
			{"2026-03-07 10:10:00", "A001 260307010001"},
			{"1970-01-01 07:00:10", "A003 700101010003"},
		},
		"clock ten years ahead for an hour": {
			{"2026-03-06 10:00:00", "A001 260306010001"},
			{"2026-03-06 10:01:00", "A002 260306010002"},
			{"2036-03-06 10:00:00", "A001 360306010001"},
			{"2026-03-06 11:00:00", "A003 260306010003"},
			{"2026-03-07 08:00:00", "A001 260307010001"},
			{"2036-03-06 10:00:00", "A002 360306010002"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir, c := t.TempDir(), &clock{}
			for _, step := range steps {
				c.now = at(step.at)
				db := open(t, dir, c) // opened anew each time: nothing is kept in memory
				request := ask(t, db)
				if got := request.Number + " " + request.Code; got != step.want {
					t.Errorf("at %s: got %s, want %s", step.at, got, step.want)
				}
				db.Close()
			}
		})
	}
}

func TestNumbersPast999(t *testing.T) {
	if testing.Short() {
		t.Skip("ten thousand synced writes")
	}
	c := &clock{morning()}
	db := open(t, t.TempDir(), c)
	seen := make(map[string]bool)
	for n := 1; n <= 9999; n++ {
		request := ask(t, db)
		if seen[request.Number] || seen[request.Code] {
			t.Fatalf("%s or %s is given out twice", request.Number, request.Code)
		}
		seen[request.Number], seen[request.Code] = true, true
		switch want := map[int]string{999: "A999", 1000: "A1000", 9999: "A9999"}[n]; want {
		case "", request.Number:
		default:
			t.Errorf("number %d is %s, want %s", n, request.Number, want)
		}
	}
	if _, err := db.Ask(store.Ask{Topic: lesson()}); !errors.Is(err, store.ErrNumbersUsedUp) || !strings.Contains(err.Error(), "2026-03-06") {
		t.Errorf("after 9999: %v", err)
	}
	c.now = morning().Add(24 * time.Hour)
	if request := ask(t, db); request.Number != "A001" {
		t.Errorf("the next day begins with %s", request.Number)
	}
}

// The same number of the same day is another code at every kiosk, in as many digits.
func TestTwoKiosksNeverShareACode(t *testing.T) {
	codes := make(map[string]string)
	for letter, want := range map[string]string{"A": "260306010001", "B": "260306020001", "Z": "260306260001"} {
		o := options(&clock{morning()}, slog.New(slog.DiscardHandler))
		o.Letter = letter
		db, err := store.Open(t.TempDir(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		request := ask(t, db)
		if request.Code != want || codes[request.Code] != "" {
			t.Errorf("kiosk %s gives out %s, want %s", letter, request.Code, want)
		}
		codes[request.Code] = letter
	}
}

// Requests of earlier versions, whose codes have no letter, are taken still.
func TestCodesOfTenAndOfTwelveDigits(t *testing.T) {
	topic := lesson()
	for code, taken := range map[string]bool{
		"260306010001": true, "260306260001": true, "2603060001": true,
		"260306000001": false, "260306270001": false, "26030600001": false, "26030601000x": false, "": false,
	} {
		e := store.Event{
			ID: "0190a5b8-7e5c-7000-8000-000000000000", Request: "0190a5b8-7e5c-7000-8000-000000000001", Kind: store.Asked,
			Kiosk: "viet-hung-1", Seq: 1, At: morning(), Number: "A001", Code: code, Topic: &topic,
		}
		if err := e.Validate(); (err == nil) != taken {
			t.Errorf("%q: %v", code, err)
		}
	}
}
