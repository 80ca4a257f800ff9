package kiosk

import (
	"context"
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/slip"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/store"
)

// printDayList prints a slip of the queue as staff see it. What was begun is not
// ended with staff mode: the list is theirs, whoever stands before the kiosk.
func (k *Kiosk) printDayList(part int) {
	if part == 1 {
		k.dayList = &dayList{slips: slip.DayList(k.o.Texts, locale.Vi, k.slipPlace(locale.Vi), k.dayRequests(), k.Now())}
	}
	list := k.dayList
	ended := func(sure, failed bool) {
		if k.dayList == list { // another has not been begun since
			k.HandleStaff(staff.DayListPrinted{Of: len(list.slips), Sure: sure, Failed: failed})
		}
	}
	taken := k.printer.do(func() {
		ctx, cancel := context.WithTimeout(k.running, printDeadline)
		defer cancel()
		outcome, err := k.paper.printer.Print(ctx, list.slips[part-1])
		k.o.Post(func() {
			k.heedPrint("day list", err)
			ended(outcome == printing.Printed, err != nil)
		})
	})
	if !taken {
		k.o.Post(func() { ended(false, true) })
	}
}

// dayList is the list of the day while it is printed.
type dayList struct{ slips []slip.Slip }

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
