package slip_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/slip"
)

// Every square code that can be printed leads, read by a program that knows
// nothing of this one, to exactly its address, at a host that the content vouches
// for.
func TestEverySquareCodeOfTheBuiltInContentReadsBack(t *testing.T) {
	pack, err := content.Load(assets.Content(), assets.Icons()...)
	if err != nil {
		t.Fatal(err)
	}
	c := catalogue(t)
	slips := map[string]slip.Slip{} // by address
	for _, service := range pack.Services {
		slips[service.Address] = slip.Service(c, locale.Vi, place, service, pack.HelpLine(), now)
	}
	for _, lesson := range pack.Lessons {
		if lesson.Address != "" {
			slips[lesson.Address] = slip.Lesson(c, locale.En, place, lesson, pack.HelpLine(), now)
		}
	}
	if len(slips) < 30 {
		t.Fatalf("only %d addresses", len(slips))
	}
	for address, s := range slips {
		u, err := url.Parse(address)
		if err != nil || !slices.ContainsFunc(pack.Hosts, func(h content.Host) bool { return h.Name == u.Host }) {
			t.Errorf("%s leads to a host nobody vouches for (%v)", address, err)
		}
		if !strings.Contains(strings.Join(s.Words(), "\n"), u.Host) {
			t.Errorf("the slip does not say in words that %s leads to %s", address, u.Host)
		}
		for _, dots := range []int{384, 576} {
			t.Run(fmt.Sprintf("%s on %d dots", address, dots), func(t *testing.T) {
				if got := zbarimg(t, save(t, draw(t, s, dots)), "qrcode"); got != address {
					t.Errorf("zbarimg reads %q", got)
				}
			})
		}
	}
}

// Whatever a new kiosk offers can be printed, on either paper.
func TestEverySlipOfTheBuiltInContentCanBePrinted(t *testing.T) {
	pack, err := content.Load(assets.Content(), assets.Icons()...)
	if err != nil {
		t.Fatal(err)
	}
	c := catalogue(t)
	check := func(t *testing.T, s slip.Slip) {
		t.Helper()
		for _, dots := range []int{384, 576} {
			within(t, draw(t, s, dots))
		}
		text := strings.Join(s.Words(), "")
		for weight, font := range map[string][]byte{"medium": assets.FontMedium(), "bold": assets.FontBold()} {
			if missing := lacking(t, font, text); missing != "" {
				t.Errorf("the %s font lacks %q", weight, missing)
			}
		}
	}
	for _, lang := range locale.Langs() {
		for _, service := range pack.Services {
			t.Run(service.ID+" in "+string(lang), func(t *testing.T) {
				check(t, slip.Service(c, lang, place, service, pack.HelpLine(), now))
			})
		}
		for _, lesson := range pack.Lessons {
			t.Run(lesson.ID+" in "+string(lang), func(t *testing.T) {
				check(t, slip.Lesson(c, lang, place, lesson, pack.HelpLine(), now))
			})
		}
	}
}
