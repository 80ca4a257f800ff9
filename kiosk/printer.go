package kiosk

import (
	"context"
	"errors"
	"time"

	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// watched is a printer that can say how it is while it has nothing to do.
type watched interface {
	Status(ctx context.Context) (printing.Status, error)
}

const (
	watchEvery = 10              // seconds from one question to the next
	watchTime  = 5 * time.Second // how long an answer may take
)

// paper is the printer in use. It belongs to the goroutine of the printer's worker,
// which alone prints, asks and changes it.
type paper struct{ printer Printer }

// usePrinter begins anew with what is known of the printer.
func (k *Kiosk) usePrinter(printer Printer) {
	_, k.canAsk = printer.(watched)
	k.asked, k.answers = false, false
	k.watchedFor = watchEvery // at the next second
	k.heedPrinter("")
}

// watchPrinter asks the printer how it is if it is time to: so residents see why
// nothing can be printed before they wait for it, and staff before anybody does.
func (k *Kiosk) watchPrinter() {
	k.watchedFor++
	if !k.canAsk || k.watching || k.watchedFor < watchEvery {
		return
	}
	k.watchedFor = 0
	k.watching = k.printer.do(func() {
		printer, ok := k.paper.printer.(watched)
		if !ok { // it was changed since
			k.o.Post(func() { k.watching = false })
			return
		}
		ctx, cancel := context.WithTimeout(k.running, watchTime)
		defer cancel()
		status, err := printer.Status(ctx)
		if k.running.Err() != nil {
			return
		}
		k.o.Post(func() {
			k.watching = false
			k.asked, k.answers = true, err == nil && status.Known
			switch {
			case err != nil:
				k.o.Log.Error("printer not asked", "err", err)
			case status.Stopped() == "" && status.Warned():
				k.heedPrinter(printing.PaperLow)
			default:
				k.heedPrinter(status.Stopped())
			}
		})
	})
}

// heedPrinter takes in what is the matter with the printer; "" if nothing is. Of a
// printer that cannot be asked, residents are not told before they have tried: it
// might be well again, and nobody would find out.
func (k *Kiosk) heedPrinter(fault printing.Fault) {
	if fault == k.printerFault {
		return
	}
	k.printerFault = fault
	if fault == "" {
		k.o.Log.Info("printer well again")
	} else {
		k.o.Log.Warn("printer in trouble", "fault", string(fault))
	}
	trouble := string(fault)
	if !k.canAsk || fault == printing.PaperLow {
		trouble = ""
	}
	k.Handle(visit.PrinterProbed{Trouble: trouble})
}

// heedPrint takes in how a page fared; the log is told why it failed.
func (k *Kiosk) heedPrint(what string, err error) {
	k.asked = true
	var fault *printing.FaultError
	switch {
	case err == nil:
		if k.printerFault != printing.PaperLow { // a page comes out all the same
			k.heedPrinter("")
		}
	case errors.As(err, &fault):
		k.o.Log.Warn("slip not printed", "slip", what, "fault", string(fault.Fault), "err", err)
		k.heedPrinter(fault.Fault)
	default:
		k.o.Log.Error("slip not printed", "slip", what, "err", err)
	}
}

// PrinterFault returns what is the matter with the printer, as far as is known; ""
// if nothing is.
func (k *Kiosk) PrinterFault() printing.Fault { return k.printerFault }
