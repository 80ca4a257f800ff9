package kiosk

import (
	"fmt"

	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/staff"
)

// Scanned lets a code be scanned. Whatever does not belong on the screen that shows
// changes nothing, and nothing of it is kept.
func (k *Kiosk) Scanned(text string) {
	switch code := k.o.Codes.Parse(text).(type) {
	case scan.Ticket:
		k.ticketScanned(code.Code)
	case scan.LearningCard, scan.IDCard, scan.Unknown:
	default:
		panic(fmt.Sprintf("kiosk: unknown code %T", code))
	}
}

// ticketScanned looks at the request of a ticket while the queue is open. Residents
// can do nothing with a ticket at the kiosk.
func (k *Kiosk) ticketScanned(code string) {
	if k.staff.Screen != staff.Queue {
		return
	}
	for _, request := range k.staff.Requests {
		if request.Code == code {
			k.HandleStaff(staff.RequestChosen{ID: request.ID})
			return
		}
	}
}
