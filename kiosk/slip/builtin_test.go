package slip_test

import (
	"strings"
	"testing"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/slip"
)

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
