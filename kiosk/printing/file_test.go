package printing_test

import (
	"context"
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/printing"
)

func morning() time.Time { return time.Date(2026, 11, 23, 9, 41, 0, 0, time.UTC) }

func names(tb testing.TB, dir string) []string {
	tb.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		tb.Fatal(err)
	}
	var list []string
	for _, entry := range entries {
		list = append(list, entry.Name())
	}
	return list
}

func TestPagesBecomePictures(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "there", "yet")
	printer := printing.NewFile(dir, 384, morning)
	for _, page := range []noise{100, 200} {
		outcome, err := printer.Print(t.Context(), page)
		if err != nil || outcome != printing.Printed {
			t.Fatalf("got %v, %v, want printed", outcome, err)
		}
	}
	// Another run of the program, in the same second.
	if _, err := printing.NewFile(dir, 384, morning).Print(t.Context(), noise(300)); err != nil {
		t.Fatal(err)
	}
	want := []string{"slip-20261123-094100-0001.png", "slip-20261123-094100-0002.png", "slip-20261123-094100-0003.png"}
	var both []string
	for i, page := range []noise{100, 200, 300} {
		sheet := strings.TrimSuffix(want[i], "png") + "pdf"
		both = append(both, sheet, want[i])
		if data, err := os.ReadFile(filepath.Join(dir, sheet)); err != nil || string(data) != fmt.Sprintf("%%PDF %d on 210 by 297", page) {
			t.Errorf("%s holds %q, %v", sheet, data, err)
		}
	}
	if got := names(t, dir); !slices.Equal(got, both) {
		t.Fatalf("the folder holds %q, want %q", got, both)
	}
	for i, page := range []noise{100, 200, 300} {
		f, err := os.Open(filepath.Join(dir, want[i]))
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		drawn := page.drawn(t, 384)
		if picture.Bounds() != drawn.Bounds() {
			t.Fatalf("%s is %v, want %v", want[i], picture.Bounds(), drawn.Bounds())
		}
		for y := range drawn.Bounds().Dy() {
			for x := range drawn.Bounds().Dx() {
				if r, _, _, _ := picture.At(x, y).RGBA(); (r == 0) != (drawn.ColorIndexAt(x, y) == 1) {
					t.Fatalf("%s differs at %d, %d", want[i], x, y)
				}
			}
		}
	}
}

// A name that somebody has taken for one of the two is left to them.
func TestNamesThatAreTaken(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"slip-20261123-094100-0001.png", "slip-20261123-094100-0002.pdf"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("theirs"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := printing.NewFile(dir, 384, morning).Print(t.Context(), noise(10)); err != nil {
		t.Fatal(err)
	}
	want := []string{"slip-20261123-094100-0001.png", "slip-20261123-094100-0002.pdf", "slip-20261123-094100-0003.pdf", "slip-20261123-094100-0003.png"}
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Errorf("the folder holds %q, want %q", got, want)
	}
}

func TestFullDisk(t *testing.T) {
	// The picture is written under a known name first; here that leads to the
	// device that is always full.
	dir := t.TempDir()
	if err := os.Symlink("/dev/full", filepath.Join(dir, ".slip.part")); err != nil {
		t.Fatal(err)
	}
	printer := printing.NewFile(dir, 384, morning)
	outcome, err := printer.Print(t.Context(), noise(100))
	if outcome != 0 {
		t.Errorf("the outcome is %v", outcome)
	}
	wantFault(t, err, printing.DiskFull, dir)
	if left := names(t, dir); len(left) != 0 {
		t.Errorf("the folder holds %q", left)
	}
	if outcome, err := printer.Print(t.Context(), noise(100)); err != nil || outcome != printing.Printed {
		t.Errorf("with room again: got %v, %v, want printed", outcome, err)
	}
}

func TestPictureThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "slips")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	for name, c := range map[string]struct {
		ctx  context.Context
		dir  string
		page printing.Page
	}{
		"the folder is a file": {t.Context(), file, noise(10)},
		"no page":              {t.Context(), dir, undrawable{}},
		"canceled":             {canceled, dir, noise(10)},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := printing.NewFile(c.dir, 384, morning).Print(c.ctx, c.page)
			var fault *printing.FaultError
			if err == nil || errors.As(err, &fault) {
				t.Errorf("got %v, want an error that is no fault of the printer", err)
			}
		})
	}
	if left := names(t, dir); len(left) != 0 {
		t.Errorf("the folder holds %q", left)
	}
}
