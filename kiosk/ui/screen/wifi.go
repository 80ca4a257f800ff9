package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// WiFi shows how to get into the network: its QR, and its name and password in
// large letters for phones that read none.
func WiFi(e Env, bars Bars, network content.WiFi, qr [][]bool, page Page) fyne.CanvasObject {
	s, b := e.frame(bars)
	parts := []touch.Part{paragraph(e.titleRole(), e.text("wifi.title"))}
	parts = append(parts, e.spelt(b, "wifi.ssid", network.SSID)...)
	if network.Password == "" {
		parts = append(parts, paragraph(theme.Body, e.text("wifi.open")))
	} else {
		parts = append(parts, e.spelt(b, "wifi.password", network.Password)...)
	}
	if network.Hidden {
		parts = append(parts, paragraph(theme.Body, e.text("wifi.hidden")))
	} else {
		parts = append(parts, paragraph(theme.Body, e.text("wifi.how")))
	}
	parts = append(parts, touch.Notice{Icon: "shield-check", Tone: theme.Gold, Text: e.text("wifi.money")})
	e.besideCode(s, b, "", qr, page, 1, parts)
	return picture(s)
}

// spelt is something to be typed letter by letter, in large type, with what it is
// above.
func (e Env) spelt(b box, textID, value string) []touch.Part {
	b.w /= 2 // at the least: beside the code
	return e.together(b, paragraph(theme.Body, e.text(textID), touch.Muted), paragraph(theme.Digit, value))
}
