package slip_test

import (
	"io/fs"
	"os/exec"
	"testing"
	"testing/fstest"

	"github.com/diemcham/diemcham/assets"
	"golang.org/x/image/font/sfnt"
)

// only returns one file of the built-in texts, so that a slip of the pen in
// another area does not hide the slips.
func only(tb testing.TB, file string) fs.FS {
	tb.Helper()
	data, err := fs.ReadFile(assets.Strings(), file)
	if err != nil {
		tb.Fatal(err)
	}
	return fstest.MapFS{file: {Data: data}}
}

// lacking returns the letters of text that a font has no shape for.
func lacking(tb testing.TB, font []byte, text string) string {
	tb.Helper()
	parsed, err := sfnt.Parse(font)
	if err != nil {
		tb.Fatal(err)
	}
	var missing []rune
	var buffer sfnt.Buffer
	for _, r := range text {
		if glyph, err := parsed.GlyphIndex(&buffer, r); err != nil || glyph == 0 {
			missing = append(missing, r)
		}
	}
	return string(missing)
}

// zbarimg reads every code in the picture file. It is a program of its own, the
// one most readers of codes on Linux are built on.
func zbarimg(tb testing.TB, file, symbology string) string {
	tb.Helper()
	program, err := exec.LookPath("zbarimg")
	if err != nil {
		tb.Fatal("zbarimg is not there; install zbar-tools (packaging/test does)")
	}
	// -Sbinary: without it the program guesses the letters and may change them.
	out, err := exec.Command(program, "--nodbus", "--quiet", "--raw", "-Sdisable", "-S"+symbology+".enable", "-Sbinary", file).CombinedOutput()
	if err != nil {
		tb.Fatalf("zbarimg %s: %v\n%s", file, err, out)
	}
	return string(out)
}
