package ui_test

import (
	"testing"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// BenchmarkDraw draws screens anew, as each change of language does.
func BenchmarkDraw(b *testing.B) {
	for _, name := range []string{"home", "services", "service", "step", "search"} {
		b.Run(name, func(b *testing.B) {
			k := newKit(b, shapes()[0])
			scenes()[name](k)
			langs := locale.Langs()
			b.ResetTimer()
			for i := range b.N {
				k.kiosk.Handle(visit.LangChosen{Lang: langs[(i+1)%2]})
			}
		})
	}
}
