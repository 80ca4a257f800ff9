package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/scan/fakescanner"
	"github.com/diemcham/diemcham/kiosk/staff"
)

// tree makes files and links below a folder that stands for the root.
func tree(t *testing.T, files, links map[string]string) (root string) {
	t.Helper()
	root = t.TempDir()
	make := func(path string, create func(path string) error) {
		path = filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := create(path); err != nil {
			t.Fatal(err)
		}
	}
	for path, text := range files {
		make(path, func(path string) error { return os.WriteFile(path, []byte(text), 0o600) })
	}
	for path, to := range links {
		make(path, func(path string) error { return os.Symlink(to, path) })
	}
	return root
}

// Each device is found once, by the name that stays, with what it calls itself.
func TestFindPorts(t *testing.T) {
	root := tree(t, map[string]string{
		"dev/usb/lp0": "", "dev/usb/lp1": "", "dev/usb/hiddev0": "", "dev/ttyACM0": "", "dev/ttyUSB0": "", "dev/ttyUSB1": "", "dev/pts/7": "", "dev/ttyS0": "",
		"sys/class/usbmisc/lp0/device/ieee1284_id": "MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II\u001b;CLS:PRINTER;",
	}, map[string]string{
		"dev/diemcham-scanner": "ttyACM0", "dev/kiosk-printer": "usb/lp1",
		"dev/serial/by-id/usb-Honeywell_1900_16031B45D8-if00":     "../../ttyACM0",
		"dev/serial/by-id/usb-Prolific_USB-Serial-if00-port0":     "../../ttyUSB0",
		"dev/serial/by-id/usb-gone_and_its_link_stayed-if00-port": "../../ttyUSB9",
	})
	got := findPorts(root, "tcp://192.168.1.50:9100", "/dev/pts/7")
	want := staff.Found{
		Printers: []staff.Port{{Path: "/dev/kiosk-printer"}, {Path: "/dev/usb/lp0", Name: "EPSON TM-T20II"}},
		Serial: []staff.Port{
			{Path: "/dev/diemcham-scanner"}, {Path: "/dev/serial/by-id/usb-Prolific_USB-Serial-if00-port0", Name: "Prolific USB-Serial"},
			{Path: "/dev/ttyUSB1"}, {Path: "/dev/pts/7"},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("found %+v\nwant  %+v", got, want)
	}
	if got := findPorts(t.TempDir(), "", ""); !reflect.DeepEqual(got, staff.Found{}) {
		t.Errorf("on a machine with nothing: %+v", got)
	}
}

func testDevices(t *testing.T, settings config.Config) (*devices, context.CancelFunc) {
	ctx, stop := context.WithCancel(context.Background())
	working := &sync.WaitGroup{}
	t.Cleanup(working.Wait)
	t.Cleanup(stop)
	return newDevices(ctx, working, &parts{config: settings}, t.TempDir(), slog.New(slog.DiscardHandler)), stop
}

// What is kept is there at the next start, the one beside the other, over a file that
// says something else.
func TestWhatIsKept(t *testing.T) {
	d, _ := testDevices(t, config.Default())
	sheets := config.Default().Printer
	sheets.Kind, sheets.Address = config.IPPPrinter, "ipp://127.0.0.1:1/ipp/print"
	d.start(nil)
	for range 2 { // the second takes the place of the first at its printer
		if _, err := d.TryPrinter(sheets); err != nil {
			t.Fatal(err)
		}
		if _, err := d.KeepPrinter(sheets); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.KeepScanner("/dev/ttyACM0"); err != nil {
		t.Fatal(err)
	}
	got := config.Default().With(onScreen(d.data, d.log))
	if got.Printer != sheets || got.Scanner.Device != "/dev/ttyACM0" || len(d.sheet) != 2 {
		t.Errorf("after a start: %+v, %+v; %d printers of sheets are tended, want that in use and that on trial", got.Printer, got.Scanner, len(d.sheet))
	}
	bad := sheets
	bad.Address = "somewhere"
	if _, err := d.TryPrinter(bad); err == nil {
		t.Error("an address that is none can be tried")
	}
	if _, err := d.KeepPrinter(bad); err == nil {
		t.Error("an address that is none is kept")
	}
	if got := onScreen(d.data, d.log); *got.Printer != sheets {
		t.Errorf("what was kept is now %+v", got.Printer)
	}
}

// One scanner is let go before the next is opened, so the same can be opened again,
// and no more than one is heard.
func TestListeningToAnotherScanner(t *testing.T) {
	dir := t.TempDir()
	var scanners []*fakescanner.Scanner
	for _, name := range []string{"first", "second"} {
		s := fakescanner.New(filepath.Join(dir, name))
		if err := s.PlugIn(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Unplug() })
		scanners = append(scanners, s)
	}
	settings := config.Default()
	settings.Scanner.Device = scanners[0].Device()
	d, stop := testDevices(t, settings)
	scans := make(chan scan.Scan)
	told := make(chan string, 16)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		d.listen(func(s scan.Scan) { scans <- s }, func(device string, err error) {
			if err != nil {
				device = err.Error()
			}
			told <- device
		})
	}()
	for i, n := range []int{0, 1, 0} {
		if i > 0 {
			d.UseScanner(config.KeyboardScanner) // overtaken, or left at once
			d.UseScanner(scanners[n].Device())
		}
		select {
		case device := <-told:
			if device != scanners[n].Device() {
				t.Fatalf("told of %s, want %s", device, scanners[n].Device())
			}
		case <-time.After(20 * time.Second):
			t.Fatal("no scanner was opened")
		}
		if err := scanners[n].Send("261123010001\r\n", 5); err != nil {
			t.Fatal(err)
		}
		select {
		case s := <-scans:
			if s.Text != "261123010001" {
				t.Errorf("scanned %+v", s)
			}
		case <-time.After(20 * time.Second):
			t.Fatal("no scan")
		}
	}
	stop()
	<-ended
}
