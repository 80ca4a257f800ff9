package kiosk_test

import (
	"context"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/printing/fakeprinter"
	"github.com/diemcham/diemcham/kiosk/speech"
)

// A printer that is switched off is told of when it has been off for a minute, by its
// code alone, and no more as soon as it is on again.
func TestTheMachineIsWatched(t *testing.T) {
	paper := fakeprinter.New(fakeprinter.Options{Dots: 576, Paper: fakeprinter.Endless})
	defer paper.Close()
	plug, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go paper.Listen(plug)
	address := plug.Addr().String()
	profile := printing.DefaultProfile(576)
	profile.Wait = 100 * time.Millisecond
	printer, err := printing.NewESCPOS("tcp://"+address, profile)
	if err != nil {
		t.Fatal(err)
	}
	var looks atomic.Int64
	d := newDesk(t, func(o *kiosk.Options) {
		o.Printer = printer
		o.Board = diagnostics.NewBoard(diagnostics.Options{
			Now: o.Now,
			Checks: []diagnostics.Check{{Name: "looks", Look: func(context.Context) diagnostics.Finding {
				return diagnostics.Finding{Value: strconv.FormatInt(looks.Add(1), 10)}
			}}},
		})
	})
	look := func(after time.Duration) {
		t.Helper()
		d.later.Add(int64(after))
		before := looks.Load() // one that has begun may not know yet
		d.until("the machine has been looked at", func() bool {
			d.seconds(60)
			for _, f := range d.Health().Findings {
				if n, err := strconv.ParseInt(f.Value, 10, 64); err == nil && n > before+1 {
					return true
				}
			}
			return false
		})
	}
	asked := func(what string, fault printing.Fault) { // ten seconds at a time, after each of which it is asked
		t.Helper()
		d.until(what, func() bool {
			d.seconds(10)
			return d.PrinterFault() == fault
		})
	}
	look(time.Minute)
	if h := d.Health(); h.Severity() != diagnostics.Green || len(h.Findings) != 4 {
		t.Fatalf("of a kiosk that is well: %+v", h)
	}

	plug.Close()
	asked("it is off", printing.Unplugged)
	look(30 * time.Second)
	if h := d.Health(); h.Severity() != diagnostics.Green || len(h.Conditions) != 1 || strings.Contains(d.log.String(), "condition") {
		t.Errorf("within half a minute it is told already: %+v", h)
	}
	look(time.Minute)
	if shown := d.Health().Visible(); len(shown) != 1 || shown[0].Code != "printer.unplugged" || shown[0].Severity != diagnostics.Red {
		t.Errorf("after a minute: %+v", shown)
	}
	look(time.Minute)

	if plug, err = net.Listen("tcp", address); err != nil {
		t.Fatal(err)
	}
	defer plug.Close()
	go paper.Listen(plug)
	asked("it is on again", "")
	look(time.Minute)
	if h := d.Health(); h.Severity() != diagnostics.Green || len(h.Conditions) > 0 {
		t.Errorf("it is on again, and still: %+v", h.Conditions)
	}
	for _, said := range []string{`msg="condition appeared" code=printer.unplugged`, `msg="condition gone" code=printer.unplugged`} {
		if n := strings.Count(d.log.String(), said); n != 1 {
			t.Errorf("%q is logged %d times, want once:\n%s", said, n, d.log)
		}
	}
}

// The faults of devices are conditions too, each with its texts.
func TestEveryFaultIsACondition(t *testing.T) {
	codes := diagnostics.Codes()
	for _, fault := range printing.Faults() {
		if code := diagnostics.Code("printer." + string(fault)); !slices.Contains(codes, code) {
			t.Errorf("no condition %s", code)
		}
	}
	for _, fault := range speech.Faults() {
		if code := diagnostics.Code("sound." + string(fault)); !slices.Contains(codes, code) {
			t.Errorf("no condition %s", code)
		}
	}
}
