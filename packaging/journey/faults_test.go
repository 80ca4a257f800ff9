package main

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/printing/fakeprinter"
)

// Without paper the resident cannot wait for a slip in vain; staff find out what is the
// matter. With paper again all goes on by itself, and staff print the list of the day.
func TestThePrinterRunsOutOfPaper(t *testing.T) {
	s := ward(t)
	printer := fakeprinter.New(fakeprinter.Options{Dots: 576, Paper: 0})
	t.Cleanup(printer.Close)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { l.Close() })
	go printer.Listen(l)
	addSettings(t, s, fmt.Sprintf("[printer]\nkind = \"escpos\"\naddress = \"tcp://%s\"\n", l.Addr()))
	offer, err := s.contents()
	must(t, err)
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, askToWait(w))
	must(t, readService(w, offer.Services[0], unseen))
	seq := w.now.Seq
	must(t, w.tap("print"))
	if err := w.within(2*time.Second, "anything to come of a button that says why not", func(o outline) bool { return o.Seq > seq }); err == nil {
		t.Error("a slip was begun without paper")
	}

	printer.Load(fakeprinter.Endless)
	must(t, w.until("the paper to be seen", func(o outline) bool { return o.Seq > seq }))
	must(t, w.tapTo("print", "service"))
	printer.WaitSlips(1)
	must(t, openStaff(w, pin, unseen))
	must(t, w.until("the queue", func(o outline) bool { return len(o.ids("staff.request.")) == 1 }))
	must(t, w.tap("staff.day_list"))
	list := printer.WaitSlips(2)[1]
	if slip := printer.Slips()[0]; list.Bounds().Dy() >= slip.Bounds().Dy() {
		t.Errorf("the list of one request is %d rows long, the slip of a service %d", list.Bounds().Dy(), slip.Bounds().Dy())
	}
	must(t, w.kiosk.stop())
	for _, said := range []string{"fault=paper-out", "printer well again"} {
		if n := strings.Count(w.kiosk.said(), said); n != 1 {
			t.Errorf("the log says %q %d times", said, n)
		}
	}
	for _, problem := range printer.Problems() {
		t.Errorf("the printer was sent rubbish: %v", problem)
	}
}
