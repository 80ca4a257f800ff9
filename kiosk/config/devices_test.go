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
