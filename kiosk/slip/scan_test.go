package slip_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/slip"
)

// Two readers that share no code read what stands on the paper.
func TestCodesReadBack(t *testing.T) {
	c := catalogue(t)
	for _, dots := range []int{384, 576} {
		for _, address := range []string{
			"https://vneid.gov.vn", // the smallest code there is
			birth.Address,
			"https://dichvucong.gov.vn/?keyword=744+57-12",
			"https://dichvucong.gov.vn/" + strings.Repeat("a", 80), // 106 bytes, the longest a service may have
		} {
			t.Run(fmt.Sprintf("square of %d bytes on %d dots", len(address), dots), func(t *testing.T) {
				service := birth
				service.Address = address
				picture := draw(t, slip.Service(c, locale.Vi, place, service, help, now), dots)
				if got := zbarimg(t, save(t, picture), "qrcode"); got != address {
					t.Errorf("zbarimg reads %q, want %q", got, address)
				}
				if got := zxing(t, qrcode.NewQRCodeReader(), picture); got != address {
					t.Errorf("gozxing reads %q, want %q", got, address)
				}
			})
		}
		t.Run(fmt.Sprintf("bars on %d dots", dots), func(t *testing.T) {
			picture := draw(t, slip.Ticket(c, locale.Vi, place, ticket, now), dots)
			if got := zbarimg(t, save(t, picture), "code128"); got != ticket.Code {
				t.Errorf("zbarimg reads %q, want %q", got, ticket.Code)
			}
			if got := zxing(t, oned.NewCode128Reader(), picture); got != ticket.Code {
				t.Errorf("gozxing reads %q, want %q", got, ticket.Code)
			}
		})
	}
}

func save(tb testing.TB, picture image.Image) string {
	tb.Helper()
	var data bytes.Buffer
	if err := png.Encode(&data, picture); err != nil {
		tb.Fatal(err)
	}
	file := filepath.Join(tb.TempDir(), "slip.png")
	if err := os.WriteFile(file, data.Bytes(), 0o600); err != nil {
		tb.Fatal(err)
	}
	return file
}

func zxing(tb testing.TB, reader gozxing.Reader, picture image.Image) string {
	tb.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		tb.Fatal(err)
	}
	result, err := reader.Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		tb.Fatalf("gozxing: %v", err)
	}
	return result.GetText()
}

func TestCodeModulesAreThoseOfTheStandard(t *testing.T) {
	modules, err := slip.QR(vneid.Address)
	if err != nil {
		t.Fatal(err)
	}
	if len(modules) != 25 || len(modules[0]) != 25 {
		t.Fatalf("%d by %d modules, want 25: version 2 without its border", len(modules), len(modules[0]))
	}
	for i := range 7 {
		if !modules[0][i] || !modules[i][0] || !modules[24][i] || !modules[0][24-i] {
			t.Fatal("the corners are not those of a square code without a border")
		}
	}

	bars, err := slip.Barcode(ticket.Code)
	if err != nil {
		t.Fatal(err)
	}
	if len(bars) != 90 { // start, five pairs, check sum, stop
		t.Fatalf("%d modules, want 90", len(bars))
	}
	if !bars[0] || !bars[len(bars)-1] {
		t.Error("the border is included")
	}
}

func TestCodesRefuseWhatReadersGuess(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":           "",
		"Vietnamese":        "https://vneid.gov.vn/mức-2",
		"a space":           "https://vneid.gov.vn/ ",
		"a control letter":  "https://vneid.gov.vn/\n",
		"longer than fits":  strings.Repeat("a", 4000),
		"not text at all":   "\xff\xfe",
		"the highest ASCII": "a\x7f",
	} {
		if _, err := slip.QR(text); err == nil {
			t.Errorf("square code of %s: no error", name)
		}
	}
	for name, digits := range map[string]string{
		"nothing": "", "a letter": "A012", "wide digits": "０１２", "longer than fits": strings.Repeat("1", 200),
	} {
		if _, err := slip.Barcode(digits); err == nil {
			t.Errorf("bar code of %s: no error", name)
		}
	}
}

func FuzzCodesNeverPanic(f *testing.F) {
	f.Add("https://dichvucong.gov.vn/?keyword=744+57")
	f.Add("2611230012")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 400 {
			return
		}
		if modules, err := slip.QR(text); err == nil && len(modules) < 21 {
			t.Errorf("square code of %q has %d modules", text, len(modules))
		}
		if modules, err := slip.Barcode(text); err == nil && len(modules) < 46 {
			t.Errorf("bar code of %q has %d modules", text, len(modules))
		}
	})
}
