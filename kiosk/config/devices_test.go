package config_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/config"
)

const devicesEnd = "# The end. Without this line the file is taken for cut off.\n"

const setOnScreen = `[printer]
kind = "escpos"
address = "tcp://192.168.1.50:9100"
model = "58mm"
[scanner]
device = "/dev/ttyACM0"
` + devicesEnd

// What was set on the screen takes the place of the whole printer of the file, and
// of the scanner's device alone.
func TestDevicesOverTheFile(t *testing.T) {
	file, err := config.Parse([]byte("[printer]\nkind='ipp'\naddress='ipp://192.168.1.60/ipp/print'\npaper='a5'\nfeed=33\n"+
		"[scanner]\ndevice='/dev/diemcham-scanner'\nid_cards=true\n[panel]\nwidth_mm=708\n"), "kiosk.toml")
	if err != nil {
		t.Fatal(err)
	}
	whole := config.Default().Printer
	whole.Kind, whole.Address, whole.Model, whole.Receipt = config.EscposPrinter, "tcp://192.168.1.50:9100", "58mm", config.Models()["58mm"]
	for name, test := range map[string]struct {
		text string
		want func(*config.Config)
	}{
		"both":    {setOnScreen, func(c *config.Config) { c.Printer, c.Scanner.Device = whole, "/dev/ttyACM0" }},
		"printer": {"[printer]\nkind='file'\n" + devicesEnd, func(c *config.Config) { c.Printer = config.Default().Printer }},
		"keyboard": {"[scanner]\ndevice='keyboard'\n" + devicesEnd, func(c *config.Config) {
			c.Scanner = config.Scanner{Device: config.KeyboardScanner}
		}},
		"no scanner": {"[scanner]\n" + devicesEnd, func(c *config.Config) { c.Scanner = config.Scanner{} }},
		"nothing":    {devicesEnd, func(*config.Config) {}},
	} {
		t.Run(name, func(t *testing.T) {
			devices, err := config.ParseDevices([]byte(test.text), "settings.toml")
			if err != nil {
				t.Fatal(err)
			}
			want := file
			test.want(&want)
			if got := file.With(devices); !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestDevicesWithProblems(t *testing.T) {
	const text = "[printer]\nkind='escpos'\naddress='udp://x'\ndots=90\npapre='a4'\n[scanner]\ndevice='ttyACM0'\nid_cards=true\n[staff]\n" + devicesEnd
	_, err := config.ParseDevices([]byte(text), "settings.toml")
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`settings.toml: printer.address: "udp://x" is not`, "settings.toml: printer.dots: 90 is not", "settings.toml: printer.papre: not",
		`settings.toml: scanner.device: "ttyACM0" is not`, "settings.toml: scanner.id_cards: not", "settings.toml: staff: not a setting; use printer or scanner",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in\n%v", want, err)
		}
	}
}

// A file that was cut off anywhere is not taken for a whole one.
func TestDevicesCutOff(t *testing.T) {
	if _, err := config.ParseDevices([]byte(setOnScreen), "settings.toml"); err != nil {
		t.Fatal(err)
	}
	for n := range len(setOnScreen) {
		if d, err := config.ParseDevices([]byte(setOnScreen[:n]), "settings.toml"); err == nil {
			t.Errorf("%d of %d bytes are taken for %+v", n, len(setOnScreen), d)
		}
	}
}

func TestLoadDevices(t *testing.T) {
	data := t.TempDir()
	if d, err := config.LoadDevices(data); err != nil || d != (config.Devices{}) {
		t.Errorf("without a file: %+v, %v", d, err)
	}
	file := filepath.Join(data, config.DevicesFile)
	if err := os.WriteFile(file, []byte(setOnScreen), 0o600); err != nil {
		t.Fatal(err)
	}
	if d, err := config.LoadDevices(data); err != nil || d.Printer == nil || d.Scanner == nil || *d.Scanner != "/dev/ttyACM0" {
		t.Errorf("%+v, %v", d, err)
	}
	for range 2 { // the second time there is one that was set aside before
		if err := config.SetAside(data); err != nil {
			t.Fatal(err)
		}
		if d, err := config.LoadDevices(data); err != nil || d != (config.Devices{}) {
			t.Errorf("set aside: %+v, %v", d, err)
		}
		if err := os.WriteFile(file, []byte("kind ="), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := config.LoadDevices(data); err == nil {
			t.Error("no error")
		}
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(file, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := config.LoadDevices(data); err == nil {
		t.Error("a folder in its place is no error")
	}
}

// What is saved is read again as it was, whatever it is.
func TestSaveDevices(t *testing.T) {
	text := func(s string) *string { return &s }
	printer := func(change func(*config.Printer)) *config.Printer {
		p := config.Default().Printer
		change(&p)
		return &p
	}
	data := t.TempDir()
	for name, devices := range map[string]config.Devices{
		"nothing":    {},
		"none":       {Printer: printer(func(*config.Printer) {}), Scanner: text("")},
		"keyboard":   {Scanner: text(config.KeyboardScanner)},
		"of a cable": {Printer: printer(func(p *config.Printer) { p.Kind, p.Address, p.Speed = config.EscposPrinter, "/dev/ttyUSB0", 115200 })},
		"of sheets": {Printer: printer(func(p *config.Printer) {
			p.Kind, p.Address, p.Paper = config.IPPPrinter, "ipp://192.168.1.60/ipp/print", config.A5
		}), Scanner: text("/dev/serial/by-id/usb-Máy \"quét\" #1")},
		"all but the usual": {Printer: printer(func(p *config.Printer) {
			p.Folder, p.Model = "/srv/phiếu", "pos-5890k"
			p.Receipt = config.Receipt{Dots: 512, BandRows: 8, Window: 1, Feed: 0, Cut: true, Status: true}
		})},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(filepath.Join(data, config.DevicesFile), []byte("kind ="), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := config.SetAside(data); err != nil || !config.HasAside(data) {
				t.Fatalf("not set aside: %v", err)
			}
			if err := config.SaveDevices(data, devices); err != nil {
				t.Fatal(err)
			}
			if got, err := config.LoadDevices(data); err != nil || !reflect.DeepEqual(got, devices) {
				t.Errorf("%+v is read as %+v, %v", devices, got, err)
			}
			if config.HasAside(data) {
				t.Error("what was set aside is still there")
			}
		})
	}
	entries, err := os.ReadDir(data)
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

// What could not be read again is not saved, and what was there stays.
func TestSaveDevicesThatCannotBeUsed(t *testing.T) {
	data := t.TempDir()
	good := config.Default().Printer
	if err := config.SaveDevices(data, config.Devices{Printer: &good}); err != nil {
		t.Fatal(err)
	}
	bad := good
	bad.Kind, bad.Address = config.EscposPrinter, "udp://192.168.1.50"
	if err := config.SaveDevices(data, config.Devices{Printer: &bad}); err == nil || !strings.Contains(err.Error(), "printer.address") {
		t.Errorf("error %v", err)
	}
	if got, err := config.LoadDevices(data); err != nil || *got.Printer != good {
		t.Errorf("%+v, %v", got, err)
	}
	if err := config.SaveDevices(filepath.Join(data, "nowhere"), config.Devices{}); err == nil {
		t.Error("saved in a folder that is not there")
	}
}
