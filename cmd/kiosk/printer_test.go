package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/config"
)

func TestEachKindOfPrinter(t *testing.T) {
	for kind, want := range map[string]struct{ address, made string }{
		config.FilePrinter:   {"", "*printing.File"},
		config.EscposPrinter: {"tcp://192.168.1.50:9100", "*printing.ESCPOS"},
		config.IPPPrinter:    {"ipp://192.168.1.60/ipp/print", "*ipp.Printer"},
	} {
		settings := config.Default()
		settings.Printer.Kind, settings.Printer.Address = kind, want.address
		printer, err := newPrinter(settings, t.TempDir())
		if err != nil || fmt.Sprintf("%T", printer) != want.made {
			t.Errorf("%s: %T, %v, want %s", kind, printer, err, want.made)
		}
	}
	settings := config.Default()
	settings.Printer.Kind, settings.Printer.Address = config.IPPPrinter, "somewhere"
	if _, err := newPrinter(settings, t.TempDir()); err == nil || !strings.HasPrefix(err.Error(), "printer.address:") {
		t.Errorf("error %v", err)
	}
}
