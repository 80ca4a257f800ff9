package main

import (
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/printing/fakeprinter"
	"github.com/diemcham/diemcham/kiosk/scan/fakescanner"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// warned is the ground of a notice that something has to be seen to.
var warned = theme.Look{}.Color(theme.Gold.Soft())

// Staff set a receipt printer on the network up and try it, with paper and without;
// they let the scanner of the settings go and take it into use again. All of it is
// as they left it when the kiosk is started anew.
func TestStaffSetDevicesUp(t *testing.T) {
	s := ward(t)
	printer := fakeprinter.New(fakeprinter.Options{Dots: 576, Paper: fakeprinter.Endless})
	t.Cleanup(printer.Close)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { l.Close() })
	go printer.Listen(l)
	scanner := fakescanner.New(filepath.Join(s.dir, "scanner"))
	must(t, scanner.PlugIn())
	t.Cleanup(func() { scanner.Unplug() })
	addSettings(t, s, fmt.Sprintf("[scanner]\ndevice = %q\n", scanner.Device()))

	w := turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, openStaff(w, pin, unseen))
	must(t, openDevices(w))
	must(t, w.tapTo("staff.printer.set", "staff-printer"))
	must(t, w.tapTo("staff.kind.network", "staff-printer-address"))
	typeOn(t, w, strings.ReplaceAll(l.Addr().String(), ":", ".")) // its pad has a dot for both
	must(t, w.tapTo("staff.next", "staff-printer-roll"))
	must(t, w.tapTo("staff.roll.80", "staff-printer-model"))
	must(t, w.tapTo("staff.model.80mm", "staff-printer-test"))
	if shows("staff.keep")(w.now) {
		t.Error("a printer can be kept that was never tried")
	}

	// try prints a test page and returns whether the screen says that it is out.
	try := func() bool {
		t.Helper()
		seq := w.now.Seq
		must(t, w.tap("staff.test"))
		must(t, w.until("the test page to have ended", func(o outline) bool { return o.Seq >= seq+2 && shows("staff.test")(o) }))
		return well(t, s)
	}
	if !try() {
		t.Error("the test page did not come out")
	}
	if slips := printer.Slips(); len(slips) != 1 {
		t.Fatalf("%d pages have come out, want the test page", len(slips))
	}
	file := filepath.Join(s.dir, "test-page.png")
	savePNG(t, file, printer.Slips()[0])
	read, err := code(file)
	must(t, err)
	today := time.Now().In(time.FixedZone("ICT", 7*60*60)).Format("060102")
	if !strings.Contains(read, "https://") || !strings.Contains(read, today+"010000") {
		t.Errorf("the test page reads %q, want an address and the number of %s", read, today)
	}
	printer.Load(0)
	if try() {
		t.Error("a page is said to be out that had no paper")
	}
	if !strings.Contains(w.kiosk.said(), "paper-out") {
		t.Error("the log does not name the fault")
	}
	printer.Load(fakeprinter.Endless)
	must(t, w.tapTo("staff.keep", "staff-device"))

	must(t, w.until("the devices", shows("staff.scanner.set")))
	must(t, w.tapTo("staff.scanner.set", "staff-scanner"))
	must(t, openRow(w, "staff.scanner.none", "staff-scanner-test"))
	must(t, w.tapTo("staff.keep", "staff-device"))
	setUp(t, s, "printer   tcp://"+l.Addr().String(), "scanner   none")

	must(t, w.kiosk.stop())
	w = turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, openStaff(w, pin, unseen))
	must(t, openDevices(w))
	if shows("staff.scanner.test")(w.now) {
		t.Error("the scanner that was let go is in use again")
	}
	must(t, w.tapTo("staff.printer.test", "staff-printer-test"))
	if !try() || len(printer.Slips()) != 2 {
		t.Errorf("after a start %d pages have come out, want the second test page", len(printer.Slips()))
	}
	must(t, w.tapTo("staff.back", "staff-device"))
	must(t, w.tapTo("staff.scanner.set", "staff-scanner"))
	ready := strings.Count(w.kiosk.said(), "scanner is ready")
	must(t, openRow(w, "staff.port."+filepath.Base(scanner.Device()), "staff-scanner-test"))
	must(t, w.until("the scanner to be ready", func(outline) bool {
		return strings.Count(w.kiosk.said(), "scanner is ready") > ready
	}))
	seq := w.now.Seq
	must(t, scanner.Send(today+"010001\r\n", 5))
	must(t, w.until("the ticket to be read well", func(o outline) bool { return o.Seq > seq && count(t, s, done) > 10_000 }))
	seq = w.now.Seq
	must(t, scanner.Send("Vi\xeat Nam\r\n", 5))
	must(t, w.until("the damaged scan", func(o outline) bool { return o.Seq > seq }))
	if well(t, s) {
		t.Error("damaged letters are said to be read well")
	}
	must(t, w.tapTo("staff.keep", "staff-device"))
	setUp(t, s, "printer   tcp://"+l.Addr().String(), "scanner   "+scanner.Device())
	must(t, w.kiosk.stop())
	for _, problem := range printer.Problems() {
		t.Errorf("the printer was sent rubbish: %v", problem)
	}
	if strings.Contains(w.kiosk.said(), today+"010001") {
		t.Error("the log holds what was scanned")
	}
}

// well reports whether the notice on the screen says that all is well, and not that
// something has to be seen to.
func well(t *testing.T, s *site) bool {
	t.Helper()
	good, bad := count(t, s, done) > 10_000, count(t, s, warned) > 10_000
	if good == bad {
		t.Errorf("the screen says that all is well: %v, and that it is not: %v", good, bad)
	}
	return good
}

// openDevices goes from the queue to the device page.
func openDevices(w *window) error {
	if err := w.tapTo("staff.devices", "staff-device"); err != nil {
		return err
	}
	return w.until("the devices", shows("staff.printer.set"))
}

// setUp sees that kioskctl tells the same of the kiosk's devices.
func setUp(t *testing.T, s *site, want ...string) {
	t.Helper()
	out, err := s.kioskctl("", "settings", "--config", s.path("kiosk.toml"), "--data", s.path("kiosk"))
	must(t, err)
	for _, each := range want {
		if !strings.Contains(string(out), each) {
			t.Errorf("kioskctl says\n%s\nwant %q", out, each)
		}
	}
}
