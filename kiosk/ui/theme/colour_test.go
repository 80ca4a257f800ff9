package theme_test

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// contrast is WCAG's contrast ratio of two opaque colours.
func contrast(a, b color.NRGBA) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func TestContrastOfKnownColours(t *testing.T) {
	black, white := color.NRGBA{A: 0xFF}, color.NRGBA{R: 0xFF, G: 0xFF, B: 0xFF, A: 0xFF}
	if got := contrast(black, white); math.Abs(got-21) > 0.001 {
		t.Errorf("black on white is %v, want 21", got)
	}
}

func TestTextCanBeReadOnItsGround(t *testing.T) {
	type pair struct{ text, ground theme.Colour }
	pairs := []pair{{theme.Muted, theme.Paper}, {theme.Muted, theme.Card}, {theme.OnDark, theme.Dark}}
	for _, ground := range []theme.Colour{theme.Paper, theme.Card} {
		pairs = append(pairs, pair{theme.Ink, ground})
	}
	for _, tone := range theme.Tones() {
		pairs = append(pairs, pair{theme.Ink, tone.Soft()}, pair{theme.OnDark, tone.Deep()})
	}
	for name, c := range map[string]struct {
		look  theme.Look
		least float64
	}{
		"as usual":         {theme.Look{}, 10},
		"in high contrast": {theme.Look{Contrast: true}, 20},
	} {
		t.Run(name, func(t *testing.T) {
			for _, p := range pairs {
				if got := contrast(c.look.Color(p.text), c.look.Color(p.ground)); got < c.least {
					t.Errorf("colour %d on %d: %.1f:1, want %.0f:1", p.text, p.ground, got, c.least)
				}
			}
		})
	}
}

// Icons only repeat what the words beside them say.
func TestIconsCanBeSeenOnTheirGround(t *testing.T) {
	for name, look := range map[string]theme.Look{"as usual": {}, "in high contrast": {Contrast: true}} {
		t.Run(name, func(t *testing.T) {
			for _, tone := range theme.Tones() {
				if got := contrast(look.Color(tone.Mark()), look.Color(tone.Soft())); got < 4.5 {
					t.Errorf("tone %d: %.1f:1", tone, got)
				}
			}
		})
	}
}

func TestEveryColourIsOpaque(t *testing.T) {
	for _, look := range []theme.Look{{}, {Contrast: true}} {
		for _, c := range theme.Colours() {
			if got := look.Color(c); got.A != 0xFF {
				t.Errorf("colour %d: %v", c, got)
			}
		}
	}
}

func TestHighContrastIsBlackWhiteAndYellow(t *testing.T) {
	allowed := map[color.NRGBA]bool{
		{A: 0xFF}:                            true,
		{R: 0xFF, G: 0xFF, B: 0xFF, A: 0xFF}: true,
		{R: 0xFF, G: 0xD4, A: 0xFF}:          true,
	}
	look := theme.Look{Contrast: true}
	for _, c := range theme.Colours() {
		if !allowed[look.Color(c)] {
			t.Errorf("colour %d is %v", c, look.Color(c))
		}
	}
}

func TestNothingLightsUpUnderAPointer(t *testing.T) {
	th := theme.New(theme.Look{Unit: 1, Scale: 1})
	for _, name := range []fyne.ThemeColorName{fynetheme.ColorNameHover, fynetheme.ColorNameFocus, fynetheme.ColorNamePressed} {
		if _, _, _, a := th.Color(name, fynetheme.VariantLight).RGBA(); a != 0 {
			t.Errorf("%s is not transparent", name)
		}
	}
}

func TestThemeFollowsTheLook(t *testing.T) {
	small := theme.New(theme.Look{Unit: 1, Scale: 1})
	large := theme.New(theme.Look{Unit: 1, Scale: 2, Contrast: true})
	if s, l := small.Size(fynetheme.SizeNameText), large.Size(fynetheme.SizeNameText); l < 1.9*s {
		t.Errorf("text of %v and %v", s, l)
	}
	if c := large.Color(fynetheme.ColorNameBackground, fynetheme.VariantLight); c != (color.NRGBA{A: 0xFF}) {
		t.Errorf("ground in high contrast is %v", c)
	}
	if small.Font(fyne.TextStyle{Bold: true}) != theme.Title.Font() || small.Font(fyne.TextStyle{}) != theme.Body.Font() {
		t.Error("not the built-in typeface")
	}
	if small.Icon(fynetheme.IconNameCancel) == nil {
		t.Error("no icon for Fyne's own use")
	}
}
