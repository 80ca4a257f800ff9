package kiosk

import (
	"fmt"

	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// Scanned lets a code be scanned. Whatever does not belong on the screen that shows
// changes nothing, and nothing of it is kept.
func (k *Kiosk) Scanned(text string) {
	switch code := k.o.Codes.Parse(text).(type) {
	case scan.Ticket:
		k.ticketScanned(code)
	case scan.LearningCard:
		k.cardScanned(code.Text.Reveal())
	case scan.IDCard, scan.Unknown:
	default:
		panic(fmt.Sprintf("kiosk: unknown code %T", code))
	}
}

// ticketScanned looks at the request of a ticket while the queue is open, or tells
// staff that it is not there. Residents can do nothing with a ticket at the kiosk.
func (k *Kiosk) ticketScanned(ticket scan.Ticket) {
	if k.staff.Screen != staff.Queue {
		return
	}
	for _, request := range k.staff.Requests {
		if request.Code == ticket.Code {
			k.HandleStaff(staff.RequestChosen{ID: request.ID})
			return
		}
	}
	letter := ticket.Letter()
	if letter == k.o.Letter {
		letter = ""
	}
	k.HandleStaff(staff.TicketNotHere{Letter: letter})
}

// cardScanned puts a learning card to use.
func (k *Kiosk) cardScanned(text string) {
	if _, err := card.Parse(text); err == nil {
		k.Handle(visit.CardScanned{Text: text})
	}
}
