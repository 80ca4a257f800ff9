package theme

import (
	"bytes"
	"sync"

	"fyne.io/fyne/v2"
	"github.com/go-text/typesetting/font"

	"github.com/diemcham/diemcham/assets"
)

// Fyne keeps what it has read of a font under the resource's address, so there
// is one resource for each weight, made when first asked for and never changed.
var (
	mediumFont = sync.OnceValue(func() fyne.Resource {
		return fyne.NewStaticResource("BeVietnamPro-Medium.ttf", assets.FontMedium())
	})
	boldFont = sync.OnceValue(func() fyne.Resource {
		return fyne.NewStaticResource("BeVietnamPro-Bold.ttf", assets.FontBold())
	})
)

// The same two fonts, read once for measuring.
var (
	mediumOutlines = sync.OnceValue(func() *font.Font { return parse(mediumFont()) })
	boldOutlines   = sync.OnceValue(func() *font.Font { return parse(boldFont()) })
)

func parse(resource fyne.Resource) *font.Font {
	face, err := font.ParseTTF(bytes.NewReader(resource.Content()))
	if err != nil {
		panic("theme: built-in font " + resource.Name() + ": " + err.Error())
	}
	return face.Font
}

func (r Role) outlines() *font.Font {
	if r.Bold() {
		return boldOutlines()
	}
	return mediumOutlines()
}

// Missing returns the runes of text that the typeface has no picture for.
func Missing(text string) (missing []rune) {
	outlines := mediumOutlines()
	for _, r := range text {
		if _, ok := outlines.NominalGlyph(r); !ok && r != '\n' {
			missing = append(missing, r)
		}
	}
	return missing
}
