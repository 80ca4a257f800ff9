package ui_test

import (
	"testing"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// BenchmarkDraw draws screens anew, as each change of language does.
func BenchmarkDraw(b *testing.B) {
	for _, scene := range gallery.Scenes() {
		switch scene.Name {
		case "home", "services", "service", "step", "search":
			b.Run(scene.Name, func(b *testing.B) {
				k := newStage(b, gallery.Panels()[0])
				scene.Play(k)
				langs := locale.Langs()
				b.ResetTimer()
				for i := range b.N {
					k.Kiosk.Handle(visit.LangChosen{Lang: langs[(i+1)%2]})
				}
			})
		}
	}
}
