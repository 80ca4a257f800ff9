package kiosk

import (
	"fmt"

	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// Scan lets the scanner read something, whole or damaged.
func (k *Kiosk) Scan(s scan.Scan) {
	if s.Damage != scan.Whole {
		k.scanned(staff.Scan(s.Damage))
		return
	}
	k.Scanned(s.Text.Reveal())
}

// Scanned lets a code be scanned. Whatever does not belong on the screen that shows
// changes nothing, and nothing of it is kept but of which kind it was. While the
// scanner is tested, a scan does nothing else.
func (k *Kiosk) Scanned(text string) {
	k.scanned(k.kindOf(text))
	if k.staff.Screen == staff.ScannerTest {
		return
	}
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

// scanned takes in what kind a scan was.
func (k *Kiosk) scanned(kind staff.Scan) {
	k.lastScan = kind
	if k.staff.Screen == staff.ScannerTest {
		k.HandleStaff(staff.Scanned{Scan: kind})
	}
}

// kindOf names what was scanned, and whether it came as it should.
func (k *Kiosk) kindOf(text string) staff.Scan {
	if line, exact := scan.TestLine(text); exact {
		return staff.TestScan
	} else if line {
		return staff.WrongTestScan
	}
	switch code := k.o.Codes.Parse(text).(type) {
	case scan.Ticket:
		return staff.TicketScan
	case scan.LearningCard:
		if _, err := card.Parse(code.Text.Reveal()); err != nil {
			return staff.WrongCardScan
		}
		return staff.CardScan
	case scan.IDCard:
		if code.Damaged {
			return staff.WrongIDCardScan
		}
		return staff.IDCardScan
	}
	return staff.OtherScan
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
