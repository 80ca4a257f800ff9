package ui_test

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/ui/screen"
)

type plainSurface struct{ software.WindowlessCanvas }

func (s plainSurface) Canvas() fyne.Canvas { return s.WindowlessCanvas }

// Residents are told in both languages whom to ask, and the technician as much of what
// is wrong as there is room for; nothing is cut off on any panel.
func TestWhatIsShownWhileTheKioskCannotBeUsed(t *testing.T) {
	catalogue, err := locale.Load(assets.Strings())
	if err != nil {
		t.Fatal(err)
	}
	one := []string{"the settings cannot be used:", "/etc/diemcham/kiosk.toml: printer.dots: 90 is not a paper width; use 384, 512, 576 or 640"}
	var many []string
	for i := range 60 {
		many = append(many, fmt.Sprintf("/etc/diemcham/kiosk.toml: content.keys[%d]: not a public key for content packs; copy the line that begins with RW from the .pub file", i))
	}
	for _, panel := range gallery.Panels() {
		for name, wrong := range map[string][]string{"one mistake": one, "sixty mistakes": many} {
			t.Run(panel.Name+"/"+name, func(t *testing.T) {
				test.NewTempApp(t)
				c := software.NewCanvas()
				c.SetPadded(false)
				n := ui.NewNotice(plainSurface{c}, ui.NoticeOptions{
					Texts: catalogue, PanelWidthMM: panel.WidthMM, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
				})
				n.Show(screen.Unusable{Settings: "/etc/diemcham/kiosk.toml", Data: "/var/lib/diemcham", Wrong: wrong})
				c.Resize(fyne.NewSize(panel.Width, panel.Height))
				p := &picture{panel: panel, screen: "staff-unusable", lang: locale.Vi, scale: 1} // its small print is for staff
				p.lay(c.Content())
				for _, l := range lints {
					if l.name == "sizes of targets" {
						continue // there are none
					}
					for _, fault := range l.find(p) {
						t.Errorf("%s: %s", l.name, fault)
					}
				}
				var said strings.Builder
				for _, line := range texts(c.Content()) {
					said.WriteString(line.text + " ")
				}
				shown := strings.Join(strings.Fields(said.String()), " ")
				for _, want := range []string{"Mời bà con hỏi cán bộ", "Please ask the staff", "/etc/diemcham/kiosk.toml", "/var/lib/diemcham"} {
					if !strings.Contains(shown, want) {
						t.Errorf("the screen does not say %q: %s", want, shown)
					}
				}
				if len(wrong) == 2 && !strings.Contains(shown, "printer.dots: 90 is not a paper width; use 384, 512, 576 or 640") {
					t.Errorf("what is wrong is not told whole: %s", shown)
				}
				if len(wrong) > 2 && !strings.Contains(shown, "dòng nữa") {
					t.Errorf("it is not told that there is more: %s", shown)
				}
			})
		}
	}
}
