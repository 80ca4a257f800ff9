package printing_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/printing/fakeprinter"
)

// plugIn gives a pretend printer a character device.
func plugIn(tb testing.TB, p *fakeprinter.Printer) (path string, unplug func()) {
	tb.Helper()
	cable, err := fakeprinter.Plug()
	if err != nil {
		tb.Fatal(err)
	}
	go p.Serve(cable)
	return cable.Path, func() { cable.Close() }
}

func TestPageThroughADevice(t *testing.T) {
	paper := switchOn(t, fakeprinter.Options{Dots: 576, Paper: fakeprinter.Endless})
	path, unplug := plugIn(t, paper)
	printer := newESCPOS(t, path, quick(576))
	for range 2 {
		outcome, err := printer.Print(t.Context(), noise(700))
		if err != nil || outcome != printing.Printed {
			t.Fatalf("got %v, %v, want printed", outcome, err)
		}
	}
	for _, slip := range paper.Slips() {
		is(t, slip, noise(700).drawn(t, 576))
	}
	unplug()
	_, err := printer.Print(t.Context(), noise(700))
	wantFault(t, err, printing.Unplugged, path)
}

func TestDeviceInTrouble(t *testing.T) {
	for name, c := range map[string]struct {
		printer fakeprinter.Options
		want    printing.Fault
	}{
		"paper runs out while printing": {fakeprinter.Options{Paper: 300}, printing.PaperOut},
		"cover open":                    {fakeprinter.Options{Paper: 300, CoverOpen: true}, printing.CoverOpen},
		"says nothing":                  {fakeprinter.Options{Paper: fakeprinter.Endless, Mute: true}, printing.NoAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			c.printer.Dots = 576
			path, unplug := plugIn(t, switchOn(t, c.printer))
			defer unplug()
			_, err := newESCPOS(t, path, quick(576)).Print(t.Context(), noise(700))
			wantFault(t, err, c.want, path)
		})
	}
}

func TestDeviceThatIsNotThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lp0")
	_, err := newESCPOS(t, path, quick(576)).Print(t.Context(), noise(10))
	wantFault(t, err, printing.Unplugged, path)
}

func TestDeviceThatHasNothingToSay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lp0")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := newESCPOS(t, path, quick(576)).Print(t.Context(), noise(10))
	wantFault(t, err, printing.NoAnswer, path)
}

func TestOneWayDevice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lp0")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	profile := quick(576)
	profile.Status = false
	outcome, err := newESCPOS(t, path, profile).Print(t.Context(), noise(300))
	if err != nil || outcome != printing.Sent {
		t.Fatalf("got %v, %v, want sent", outcome, err)
	}
	sent, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	paper := switchOn(t, fakeprinter.Options{Dots: 576, Paper: fakeprinter.Endless, Mute: true})
	paper.Serve(bytes.NewBuffer(sent))
	is(t, paper.WaitSlips(1)[0], noise(300).drawn(t, 576))
}
