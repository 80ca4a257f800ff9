package kiosk

import (
	"context"
	"fmt"
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/slip"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/store"
)

// printPaper prints a slip of what staff want on paper. What was begun is not ended
// with staff mode: it is theirs, whoever stands before the kiosk.
func (k *Kiosk) printPaper(c staff.PrintPaper) {
	if c.Part == 1 {
		k.sheets = &paperJob{slips: k.paperOf(c.What)}
	}
	job := k.sheets
	ended := func(sure, failed bool) {
		if k.sheets == job { // another has not been begun since
			k.HandleStaff(staff.PaperPrinted{Of: len(job.slips), Sure: sure, Failed: failed})
		}
	}
	taken := k.printer.do(func() {
		ctx, cancel := context.WithTimeout(k.running, printDeadline)
		defer cancel()
		outcome, err := k.paper.printer.Print(ctx, job.slips[c.Part-1])
		k.o.Post(func() {
			k.heedPrint(paperNames[c.What], err)
			ended(outcome == printing.Printed, err != nil)
		})
	})
	if !taken {
		k.o.Post(func() { ended(false, true) })
	}
}

// paperJob is a paper while it is printed.
type paperJob struct{ slips []slip.Slip }

// paperNames is what papers are called in the log.
var paperNames = [...]string{staff.DayListPaper: "day list", staff.TicketPaper: "ticket", staff.FiguresPaper: "figures"}

func (k *Kiosk) paperOf(what staff.What) []slip.Slip {
	place := k.slipPlace(locale.Vi)
	switch what {
	case staff.DayListPaper:
		return slip.DayList(k.o.Texts, locale.Vi, place, k.dayRequests(), k.Now())
	case staff.TicketPaper:
		return []slip.Slip{slip.Ticket(k.o.Texts, locale.Vi, place, k.addedTicket(), k.Now())}
	case staff.FiguresPaper:
		return k.figuresSlips()
	}
	panic(fmt.Sprintf("kiosk: no paper %v", what))
}

func (k *Kiosk) dayRequests() []slip.DayRequest {
	local := func(t time.Time) time.Time {
		if t.IsZero() {
			return t
		}
		return t.In(Zone())
	}
	var list []slip.DayRequest
	for _, r := range k.staff.Requests {
		list = append(list, slip.DayRequest{
			Number: r.Number, Topic: r.Topic.Title, Callback: r.Callback,
			Status: k.StatusText(r),
			Asked:  local(r.AskedAt), Taken: local(r.TakenAt), Closed: local(r.ClosedAt),
		})
	}
	return list
}

// StatusText says in the words of staff where a request stands.
func (k *Kiosk) StatusText(r store.Request) string {
	word := string(r.Status)
	switch {
	case r.Status == store.Closed:
		word = string(r.Ending)
	case r.Status == store.Waiting && r.Referred:
		word = string(store.Referred)
	case r.Status == store.Waiting && r.Callback:
		word = "callback"
	}
	return k.o.Texts.Text(locale.Vi, "staff.status."+word)
}
