package touch_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// However a text is broken into lines, it is read aloud as it was written: an
// address in one piece, and a line feed is no end of a sentence.
func TestWhatIsBrokenIntoLinesIsReadAsItWas(t *testing.T) {
	const address, two = "Bác mở dichvucong.gov.vn nhé", "Hai dòng\nmột câu"
	look := theme.Look{Unit: 1, Scale: 2}
	if lines := look.Wrap(theme.Body, address, 300); strings.Contains(strings.Join(lines, " "), "dichvucong.gov.vn") {
		t.Fatalf("the address is not broken; this test can find nothing: %q", lines)
	}
	parts := map[string]touch.Part{
		"paragraph": touch.Paragraph{Role: theme.Body, Text: address},
		"bullet":    touch.Bullet{Icon: "coins", Role: theme.Body, Text: address},
		"notice":    touch.Notice{Text: address},
		"check":     touch.Check{Label: address},
		"button":    touch.Button{Label: address},
		"row":       touch.Row{Title: address},
	}
	for name, part := range parts {
		_, h := part.Measure(look, 400)
		if said := touch.Said(part.Build(look, 400, h)); !slices.Equal(said, []string{address}) {
			t.Errorf("%s: read as %q", name, said)
		}
	}
	said := touch.Said(touch.Paragraph{Role: theme.Body, Text: two}.Build(look, 900, 200))
	if !slices.Equal(said, []string{"Hai dòng một câu"}) {
		t.Errorf("read as %q", said)
	}
	piece := touch.Paragraph{Role: theme.Body, Text: "Bác mở dichvucong.", Said: address}
	if said := touch.Said(piece.Build(look, 400, 300)); !slices.Equal(said, []string{address}) {
		t.Errorf("a piece is read as %q", said)
	}
}
