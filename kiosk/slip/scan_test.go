package slip_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/content"
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
		t.Run(fmt.Sprintf("a learning card on %d dots", dots), func(t *testing.T) {
			picture := draw(t, every(t, locale.Vi)["card"], dots)
			for reader, got := range map[string]string{
				"zbarimg": zbarimg(t, save(t, picture), "qrcode"), "gozxing": zxing(t, qrcode.NewQRCodeReader(), picture),
			} {
				if read, err := card.Parse(got); err != nil || read != learnt || got != learnt.Code() {
					t.Errorf("%s reads %q (%v), want %q", reader, got, err, learnt.Code())
				}
			}
			if module := moduleOf(t, picture); module != 8 {
				t.Errorf("a module is %d dots wide, want 8: 1 mm", module)
			}
		})
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

// Networks with names that try everything: the reader sees what was meant, letter
// by letter, and taken apart again it is the network.
func TestNetworkCodesReadBack(t *testing.T) {
	for name, network := range map[string]content.WiFi{
		"plain":             {SSID: "NhaVanHoa", Password: "xinmoivao"},
		"open":              {SSID: "NhaVanHoa"},
		"spaces":            {SSID: "Nha van hoa 11", Password: "xin moi vao"},
		"every mark":        {SSID: `\;,:"`, Password: `";:,\;:,"\`},
		"escaped already":   {SSID: `a\;b\\`, Password: `\\\\\\\\`},
		"marks of the code": {SSID: "WIFI:T:WPA;S:x;;", Password: "P:;H:true;;"},
		"digits and signs":  {SSID: "744+57-12", Password: "744+57-12", Hidden: true},
		"letters":           {SSID: "Nhà văn hóa tổ 11", Password: "xinmoivao"},
		"the longest":       {SSID: strings.Repeat("ă", 16), Password: strings.Repeat(`\`, 63), Hidden: true},
	} {
		t.Run(name, func(t *testing.T) {
			modules, err := slip.NetworkQR(network.Code())
			if err != nil {
				t.Fatal(err)
			}
			picture := drawn(modules)
			if got := zbarimg(t, save(t, picture), "qrcode"); got != network.Code() {
				t.Errorf("zbarimg reads %q, want %q", got, network.Code())
			}
			got := zxing(t, qrcode.NewQRCodeReader(), picture)
			if got != network.Code() {
				t.Errorf("gozxing reads %q, want %q", got, network.Code())
			}
			if parsed := parsedNetwork(t, got); parsed != network {
				t.Errorf("a phone takes it for %+v, want %+v", parsed, network)
			}
		})
	}
}

// parsedNetwork takes a network's code apart, as a phone does.
func parsedNetwork(t *testing.T, code string) (w content.WiFi) {
	t.Helper()
	rest, ok := strings.CutPrefix(code, "WIFI:")
	if !ok {
		t.Fatalf("%q is no network", code)
	}
	for rest != ";" {
		key, value, _ := strings.Cut(rest, ":")
		var field strings.Builder
		i := 0
		for ; value[i] != ';'; i++ {
			if value[i] == '\\' {
				i++
			}
			field.WriteByte(value[i])
		}
		rest = value[i+1:]
		switch key {
		case "S":
			w.SSID = field.String()
		case "P":
			w.Password = field.String()
		case "H":
			w.Hidden = field.String() == "true"
		}
	}
	return w
}

// moduleOf returns how wide a module of the square code on a slip is: a seventh of
// the first line of its corner, which is the first run of black that is as high as
// a seventh of its own width.
func moduleOf(t *testing.T, picture *image.Paletted) int {
	t.Helper()
	box := picture.Bounds()
	for y := range box.Dy() {
		for x := range box.Dx() {
			run := 0
			for x+run < box.Dx() && picture.ColorIndexAt(x+run, y) == 1 {
				run++
			}
			if run < 7*6 || run > 7*12 || run%7 != 0 {
				continue
			}
			high := 0
			for y+high < box.Dy() && picture.ColorIndexAt(x, y+high) == 1 {
				high++
			}
			if high == run && picture.ColorIndexAt(x+run/2, y+run/7) == 0 {
				return run / 7
			}
		}
	}
	t.Fatal("no square code")
	return 0
}

// drawn is a code with its border, each module four dots wide.
func drawn(modules [][]bool) image.Image {
	const dot = 4
	side := (len(modules) + 2*slip.QuietQR) * dot
	picture := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			row, column := y/dot-slip.QuietQR, x/dot-slip.QuietQR
			inside := row >= 0 && column >= 0 && row < len(modules) && column < len(modules)
			if !inside || !modules[row][column] {
				picture.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	return picture
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
	if len(bars) != 101 { // start, six pairs, check sum, stop
		t.Fatalf("%d modules, want 101", len(bars))
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
	for name, text := range map[string]string{
		"nothing": "", "a control letter": "WIFI:S:a\n;;", "not text at all": "\xff\xfe", "longer than fits": strings.Repeat("a", 4000),
	} {
		if _, err := slip.NetworkQR(text); err == nil {
			t.Errorf("network code of %s: no error", name)
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
	f.Add("261123010012")
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
