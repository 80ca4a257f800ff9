package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/printing/fakeprinter"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// addSettings writes more tables at the end of kiosk.toml.
func addSettings(t *testing.T, s *site, tables string) {
	t.Helper()
	file, err := os.OpenFile(s.path("kiosk.toml"), os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = file.WriteString("\n" + tables)
	must(t, err)
	must(t, file.Close())
}

func savePNG(t *testing.T, file string, picture image.Image) {
	t.Helper()
	var data bytes.Buffer
	must(t, png.Encode(&data, picture))
	must(t, os.WriteFile(file, data.Bytes(), 0o644))
}

// draw has kioskctl draw a slip as it was at a time.
func draw(t *testing.T, s *site, service, lang string, at time.Time) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "drawn.png")
	_, err := s.kioskctl("", "slip", "--config", s.path("kiosk.toml"), "--service", service, "--lang", lang,
		"--png", file, "--at", at.In(time.FixedZone("ICT", 7*60*60)).Format(time.RFC3339))
	must(t, err)
	data, err := os.ReadFile(file)
	must(t, err)
	return data
}

// What kioskctl draws to be looked at is what the kiosk prints, to the last dot.
func TestTheSlipThatIsDrawnIsPrinted(t *testing.T) {
	s := ward(t)
	addSettings(t, s, "[place]\nname = { vi = \"Nhà văn hóa thử\", en = \"Test house\" }\n")
	offer, err := s.contents()
	must(t, err)
	chosen := offer.Services[0]
	service := chosen.ID
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, readService(w, chosen, unseen))
	for _, lang := range []string{"vi", "en"} {
		if w.now.Lang != lang {
			must(t, w.tap("lang."+lang))
			must(t, w.until(lang, func(o outline) bool { return o.Lang == lang && shows("print")(o) }))
		}
		before := time.Now()
		file, err := s.printed(w, "service")
		must(t, err)
		printed, err := os.ReadFile(file)
		must(t, err)
		after := time.Now()
		// The slip holds the minute, and one may have begun in between.
		if !bytes.Equal(printed, draw(t, s, service, lang, before)) && !bytes.Equal(printed, draw(t, s, service, lang, after)) {
			t.Errorf("%s: %s is not what kioskctl draws", lang, file)
		}
		if bytes.Equal(printed, draw(t, s, service, lang, before.Add(-time.Hour))) {
			t.Errorf("%s: a slip of another hour looks the same", lang)
		}
		// The button to print again may have moved to the next page.
		must(t, w.tapTo("back", "service-group"))
		must(t, openRow(w, "service."+service, "service"))
	}
}

// done is the ground of the notice that invites to take the slip, and of no other
// notice about slips.
var done = theme.Look{}.Color(theme.Green.Soft())

// Paper from a receipt printer is read with a scanner's eyes, and the screen says
// no more of it than the printer can tell.
func TestSlipsOnPaper(t *testing.T) {
	for name, test := range map[string]struct {
		printer fakeprinter.Options
		status  bool // as the settings say
		sure    bool // the resident is told that the slip is there
	}{
		"80 mm, answers":              {fakeprinter.Options{Dots: 576, Paper: fakeprinter.Endless}, true, true},
		"58 mm, mute":                 {fakeprinter.Options{Dots: 384, Paper: fakeprinter.Endless, Mute: true}, false, false},
		"answers, but set to be mute": {fakeprinter.Options{Dots: 576, Paper: fakeprinter.Endless}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := ward(t)
			printer := fakeprinter.New(test.printer)
			t.Cleanup(printer.Close)
			l, err := net.Listen("tcp", "127.0.0.1:0")
			must(t, err)
			t.Cleanup(func() { l.Close() })
			go printer.Listen(l)
			addSettings(t, s, fmt.Sprintf("[printer]\nkind = \"escpos\"\naddress = \"tcp://%s\"\ndots = %d\nstatus = %v\n",
				l.Addr(), test.printer.Dots, test.status))
			offer, err := s.contents()
			must(t, err)
			w := turnOn(t, s)

			// paper prints what the screen offers, and returns a picture of it.
			paper := func(n int) string {
				t.Helper()
				before, screen, seq := count(t, s, done), w.now.Screen, w.now.Seq
				must(t, w.tapTo("print", screen))
				// One change says that it is being printed, the next how that ended.
				must(t, w.until("the slip to have ended", func(o outline) bool {
					return o.Seq >= seq+2 && len(printer.Slips()) >= n
				}))
				slips := printer.Slips()
				if len(slips) != n {
					t.Fatalf("%d slips have come out, want %d", len(slips), n)
				}
				// A notice is larger than a hundred dots square.
				if sure := count(t, s, done) > before+10_000; sure != test.sure {
					t.Errorf("on %s the resident is told that the slip is there: %v, want %v", screen, sure, test.sure)
				}
				file := filepath.Join(s.dir, fmt.Sprintf("paper-%d.png", n))
				savePNG(t, file, slips[n-1])
				return file
			}

			must(t, wake(w, unseen))
			chosen := offer.Services[0]
			must(t, readService(w, chosen, unseen))
			at := time.Now()
			file := paper(1)
			if read, err := code(file); err != nil || read != chosen.Address {
				t.Errorf("the slip reads %q, %v; want %q", read, err, chosen.Address)
			}
			if !begins(t, file, draw(t, s, chosen.ID, "vi", at)) && !begins(t, file, draw(t, s, chosen.ID, "vi", time.Now())) {
				t.Error("the paper is not what kioskctl draws")
			}
			must(t, askForCall(w, examplePhone, unseen))
			if ticket, err := readTicket(paper(2)); err != nil || ticket.number != "A001" {
				t.Errorf("the ticket reads %q, %v; want A001", ticket.number, err)
			}
			must(t, w.kiosk.stop())
			for _, problem := range printer.Problems() {
				t.Errorf("the printer was sent rubbish: %v", problem)
			}
		})
	}
}

// count tells how much of the display has a colour.
func count(t *testing.T, s *site, want color.NRGBA) (n int) {
	t.Helper()
	file := s.path("display.png")
	must(t, s.display.picture(file))
	picture := read(t, file)
	box := picture.Bounds()
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if color.NRGBAModel.Convert(picture.At(x, y)) == want {
				n++
			}
		}
	}
	return n
}

func read(t *testing.T, file string) image.Image {
	t.Helper()
	data, err := os.ReadFile(file)
	must(t, err)
	return decode(t, data)
}

func decode(t *testing.T, data []byte) image.Image {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(data))
	must(t, err)
	return picture
}

// begins reports whether the paper shows the slip, and nothing but white after
// it.
func begins(t *testing.T, paper string, slip []byte) bool {
	t.Helper()
	got, want := read(t, paper), decode(t, slip)
	box := want.Bounds()
	if got.Bounds().Dx() != box.Dx() || got.Bounds().Dy() < box.Dy() {
		return false
	}
	for y := range got.Bounds().Dy() {
		for x := range got.Bounds().Dx() {
			black := y < box.Dy() && dark(want.At(x, y))
			if dark(got.At(x, y)) != black {
				return false
			}
		}
	}
	return true
}

func dark(c color.Color) bool { return color.GrayModel.Convert(c).(color.Gray).Y < 128 }
