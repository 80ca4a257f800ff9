package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/printing/fakeprinter"
)

// fresh makes a machine that was never set up: the settings that the package ships, and
// an empty data folder.
func fresh(t *testing.T, s *site) {
	t.Helper()
	must(t, os.RemoveAll(s.path("kiosk")))
	must(t, os.Mkdir(s.path("kiosk"), 0o700))
	settings, err := os.ReadFile("../kiosk.toml")
	must(t, err)
	must(t, os.WriteFile(s.path("kiosk.toml"), settings, 0o600))
}

// receiptPrinter is one on the network that never runs out of paper.
func receiptPrinter(t *testing.T) (printer *fakeprinter.Printer, address string) {
	t.Helper()
	printer = fakeprinter.New(fakeprinter.Options{Dots: 576, Paper: fakeprinter.Endless})
	t.Cleanup(printer.Close)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { l.Close() })
	go printer.Listen(l)
	return printer, l.Addr().String()
}

// typeOn touches the keys of the keyboard on the screen one by one.
func typeOn(t *testing.T, w *window, text string) {
	t.Helper()
	must(t, w.press(keys("key.", text)...))
}

func (s *site) enrolledAs(t *testing.T, kiosk string) {
	t.Helper()
	must(t, await(soon(t), "the hub to know "+kiosk, func() (bool, error) {
		text, err := exec.Command(s.hub.program, "devices", "list", "--data", s.hub.dir).Output()
		return strings.Contains(string(text), kiosk), err
	}))
}

// soon ends when patience does.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// openWith comes in with a PIN that leads to that screen.
func openWith(w *window, pin, screen string) error {
	if err := typePIN(w, pin, unseen); err != nil {
		return err
	}
	return w.tapTo("pin.enter", screen)
}

// asking starts a kiosk that asks at that step how it is to be set up.
func asking(t *testing.T, s *site, step string) *window {
	t.Helper()
	w := turnOn(t, s)
	must(t, w.until("the window", func(o outline) bool {
		return o.Screen == "staff-first-"+step && strings.Contains(w.kiosk.said(), "msg=started")
	}))
	return w
}

// A technician sets a kiosk up on its own screen, with a test page, and the plug is
// pulled on the way; what a resident asks for arrives at the hub.
func TestSetUpOnTheScreen(t *testing.T) {
	s := ward(t)
	fresh(t, s)
	printer, address := receiptPrinter(t)
	code, err := s.hub.code("viet-hung-2")
	must(t, err)
	began := time.Now()

	w := asking(t, s, "start")
	must(t, w.tapTo("staff.next", "staff-first-place"))
	typeOn(t, w, " an")
	must(t, w.tapTo("key.done", "staff-first-ward"))
	must(t, w.tapTo("key.done", "staff-first-panel")) // the built-in content names no groups
	must(t, w.tap("width.wider10"))
	must(t, w.tapTo("staff.next", "staff-first-printer"))

	s.kiosk.kill() // as a power cut would
	w = asking(t, s, "printer")
	must(t, w.until("the devices", shows("staff.printer.set")))
	must(t, w.tapTo("staff.printer.set", "staff-printer"))
	must(t, w.tapTo("staff.kind.network", "staff-printer-address"))
	typeOn(t, w, strings.ReplaceAll(address, ":", ".")) // its pad has a dot for both
	must(t, w.tapTo("staff.next", "staff-printer-roll"))
	must(t, w.tapTo("staff.roll.80", "staff-printer-model"))
	must(t, w.tapTo("staff.model.80mm", "staff-printer-test"))
	must(t, w.tap("staff.test"))
	must(t, w.until("the test page", shows("staff.keep")))
	must(t, w.tapTo("staff.keep", "staff-first-scanner"))
	must(t, w.until("the devices", shows("staff.scanner.set")))
	must(t, w.tapTo("staff.next", "staff-first-sound"))
	must(t, w.tapTo("staff.next", "staff-first-network"))
	must(t, w.tapTo("staff.next", "staff-first-hub"))
	typeOn(t, w, strings.TrimPrefix(s.hub.url(), "http://"))
	must(t, w.tapTo("key.done", "staff-first-id"))
	must(t, w.tap("key.clear"))
	typeOn(t, w, "viet-hung-2")
	must(t, w.tapTo("key.done", "staff-first-letter"))
	must(t, w.tap("key.clear"))
	typeOn(t, w, "b")
	must(t, w.tapTo("key.done", "staff-first-code"))
	typeOn(t, w, strings.ReplaceAll(code, "-", ""))
	must(t, w.tapTo("key.done", "staff-first-enrol"))
	must(t, w.until("the hub's answer", shows("staff.next")))
	must(t, w.tapTo("staff.next", "staff-first-name"))
	typeOn(t, w, "an")
	must(t, w.tapTo("key.done", "staff-first-role"))
	must(t, w.tapTo("first.role.lead", "staff-first-pin"))
	for _, typed := range []string{"123456", "583921", "583921"} { // the first is refused
		typeOn(t, w, typed)
		must(t, w.tap("staff.next"))
	}
	must(t, w.screen("staff-first-summary"))
	must(t, w.tap("first.finish"))
	must(t, w.screen("attract"))
	t.Logf("set up on the screen within %v", time.Since(began).Round(time.Second))
	setUp(t, s, "place     Nhà Văn Hóa An, Phường Việt Hưng", "kiosk     viet-hung-2, letter B", "panel     486 mm wide", "printer   tcp://"+address)
	s.enrolledAs(t, "viet-hung-2")

	must(t, wake(w, unseen))
	must(t, askToWait(w))
	if _, err := s.hub.awaitRows(soon(t), "the request", func(all []row) bool { return len(all) == 1 && all[0].number == "B001" }); err != nil {
		t.Error(err)
	}
	if n := len(printer.Slips()); n != 1 {
		t.Errorf("%d pages came out, want the test page", n)
	}
	must(t, openStaff(w, "583921", unseen))
	must(t, w.kiosk.stop())
}

// A file sets a kiosk up at its first start, while the hub is still away. Who comes in
// with the PIN of the file has to choose another.
func TestSetUpByAFile(t *testing.T) {
	s := ward(t)
	fresh(t, s)
	_, address := receiptPrinter(t)
	code, err := s.hub.code("viet-hung-3")
	must(t, err)
	url := s.hub.url()
	s.hub.kill()
	file := s.path("setup.toml")
	write := func(width int) {
		t.Helper()
		must(t, os.WriteFile(file, fmt.Appendf(nil, `[place]
name = { vi = "Nhà văn hóa Tổ 7", en = "Culture house of group 7" }
[kiosk]
id = "viet-hung-3"
letter = "C"
[panel]
width_mm = %d
[printer]
kind = "escpos"
address = "tcp://%s"
[hub]
url = %q
code = %q
[[staff]]
name = "Kỹ thuật viên"
role = "technician"
pin = "620584"
`, width, address, url, code), 0o600))
	}
	write(47)
	began := time.Now()
	w := unusable(t, s, "--config", s.path("kiosk.toml"), "--data", s.path("kiosk"), "--setup", file)
	wantIn(t, w.kiosk.said(), file, "panel.width_mm: 47 is not the width of a screen in millimetres; use 200 to 2000")
	if all, err := os.ReadDir(s.path("kiosk")); err != nil || len(all) > 0 {
		t.Errorf("something is kept of a file that cannot be used: %v, %v", all, err)
	}
	write(531)
	must(t, w.screen("attract"))
	t.Logf("set up by a file within %v", time.Since(began).Round(time.Second))
	setUp(t, s, "place     Nhà văn hóa Tổ 7", "kiosk     viet-hung-3, letter C", "panel     531 mm wide", "printer   tcp://"+address, "hub       "+url)
	must(t, w.kiosk.stop())
	must(t, s.hub.start())
	w, err = s.startKiosk(t.Context())
	must(t, err)
	must(t, w.screen("attract"))
	s.enrolledAs(t, "viet-hung-3")
	must(t, await(soon(t), "the ward's key to be used", func() (bool, error) {
		return strings.Contains(w.kiosk.said(), "opened with other settings"), nil
	}))
	must(t, w.screen("attract"))

	must(t, wake(w, unseen))
	must(t, openWith(w, "620584", "staff-new-pin"))
	for range 2 {
		typeOn(t, w, "907135")
		must(t, w.tap("staff.next"))
	}
	must(t, w.screen("staff-device"))
	must(t, w.tap("staff.lock"))
	must(t, w.until("staff mode to be left", func(o outline) bool { return !strings.HasPrefix(o.Screen, "staff-") }))
	must(t, openWith(w, "907135", "staff-device"))
	must(t, w.kiosk.stop())
	for _, kept := range []string{"site.toml", "settings.toml", "staff.json", "hub.key"} {
		text, err := os.ReadFile(filepath.Join(s.path("kiosk"), kept))
		must(t, err)
		for _, secret := range []string{"620584", "907135", code} {
			if strings.Contains(string(text), secret) {
				t.Errorf("%s holds a secret of the file", kept)
			}
		}
	}
}
