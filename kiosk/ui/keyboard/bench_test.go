package keyboard_test

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/keyboard"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// A keyboard is built anew at every press of a key.
func BenchmarkBuild(b *testing.B) {
	test.NewTempApp(b)
	texts, err := locale.Load(assets.Strings())
	if err != nil {
		b.Fatal(err)
	}
	k := keyboard.Keyboard{Lang: locale.Vi, Texts: texts}
	for b.Loop() {
		k.Build(theme.Look{Unit: 1, Scale: 1}, 1808, 460)
	}
}
