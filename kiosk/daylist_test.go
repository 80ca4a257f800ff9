package kiosk_test

import (
	"testing"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/printing/fakeprinter"
	"github.com/diemcham/diemcham/kiosk/slip"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/store"
)

// The list of the day comes out slip by slip, and no further once the printer has
// stopped; mended and asked again, it begins anew.
func TestTheListOfTheDay(t *testing.T) {
	paper, printer := receipt(t, fakeprinter.Options{Paper: fakeprinter.Endless})
	d := newDesk(t, func(o *kiosk.Options) { o.Printer = printer })
	for range slip.DayListLength + 1 {
		if _, err := d.db.Ask(store.Ask{Topic: store.Topic{Kind: "general", ID: "other", Title: "Việc khác"}}); err != nil {
			t.Fatal(err)
		}
	}
	d.enter("583921")
	d.until("the queue", func() bool { return d.Staff().Listed })
	d.HandleStaff(staff.DayListChosen{})
	d.until("the list is out", func() bool { return d.Staff().Paper.Status == staff.PaperOut })
	if n := len(paper.Slips()); n != 2 {
		t.Errorf("%d slips came out, want 2", n)
	}

	paper.SetCover(true)
	d.HandleStaff(staff.DayListChosen{})
	d.until("it failed", func() bool { return d.Staff().Paper.Status == staff.PaperFailed })
	if d.Staff().Paper.Part != 1 || d.PrinterFault() != printing.CoverOpen {
		t.Errorf("%+v, the printer's fault is %q", d.Staff().Paper, d.PrinterFault())
	}
	paper.SetCover(false)
	d.HandleStaff(staff.DayListChosen{})
	d.until("the list is out again", func() bool { return d.Staff().Paper.Status == staff.PaperOut })
	if n := len(paper.Slips()); n != 4 {
		t.Errorf("%d slips came out, want 4", n)
	}
	if problems := paper.Problems(); len(problems) > 0 {
		t.Errorf("the printer found %q", problems)
	}
}
