package ui_test

import (
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
)

// Whatever is the matter with the machine can be read by staff on every panel, all of
// it at once too, and goes while they look when it is mended.
func TestStaffSeeWhatIsTheMatter(t *testing.T) {
	at := time.Date(2026, 11, 23, 2, 40, 0, 0, time.UTC)
	all := diagnostics.Report{At: at}
	for _, code := range diagnostics.Codes() {
		check, _, _ := strings.Cut(string(code), ".")
		all = all.With(diagnostics.Finding{Check: check, Troubles: []diagnostics.Code{code}})
	}
	for _, panel := range gallery.Panels() {
		t.Run(panel.Name, func(t *testing.T) {
			k := newStage(t, panel)
			for _, scene := range gallery.Scenes() {
				if scene.Name == "staff-machine-well" {
					scene.Play(k)
				}
			}
			said := func(id string) string { return k.Kiosk.Texts().Text(locale.Vi, id) }
			if !says(k, said("health.state.green")) {
				t.Fatal("the machine is well, and it does not say so")
			}
			k.Kiosk.Looked(all)
			seen := map[diagnostics.Code]bool{}
			for {
				lintAll(t, pictureOf(k))
				for _, code := range diagnostics.Codes() {
					if says(k, said("health."+string(code)+".says")) {
						seen[code] = true
					}
				}
				if !k.Has("page.next") {
					break
				}
				k.Press("page.next")
			}
			for _, code := range diagnostics.Codes() {
				if !seen[code] {
					t.Errorf("%s is not to be seen", code)
				}
			}
			k.Kiosk.Looked(diagnostics.Report{At: at.Add(time.Minute)})
			if !says(k, said("health.state.green")) || k.Has("page.next") {
				t.Error("all is mended, and it does not say so")
			}
		})
	}
}
