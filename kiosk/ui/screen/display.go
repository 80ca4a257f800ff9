package screen

import (
	"strconv"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Display lets the resident choose the size of the text and the colours. The
// screen itself is the sample: it is drawn in what was chosen.
func Display(e Env, bars Bars, size int, contrast bool, page Page, onSize func(int), onContrast func(bool), onDone func()) fyne.CanvasObject {
	bars.Go = e.goOn("display.done", "check", onDone)
	s, b := e.frame(bars)
	chosen := func(on bool) touch.Kind {
		if on {
			return touch.Chosen
		}
		return touch.Plain
	}
	var sizes flow
	for i, scale := range theme.Scales() {
		percent := strconv.Itoa(int(scale*100 + 0.5))
		sizes = append(sizes, touch.Button{
			ID: "size." + percent, Label: e.text("display.size." + percent),
			Kind: chosen(i == size), OnPress: func() { onSize(i) },
		})
	}
	e.column(s, b, e.gap()*0.6, page,
		paragraph(e.titleRole(), e.text("display.title")),
		sizes,
		group{
			paragraph(theme.Heading, e.text("display.colours")),
			flow{
				touch.Button{ID: "contrast.off", Label: e.text("display.contrast_off"), Kind: chosen(!contrast), OnPress: func() { onContrast(false) }},
				touch.Button{ID: "contrast.on", Label: e.text("display.contrast_on"), Icon: "circle-half", Kind: chosen(contrast), OnPress: func() { onContrast(true) }},
			},
		},
		paragraph(theme.Body, e.text("display.note"), touch.Muted),
	)
	return picture(s)
}
