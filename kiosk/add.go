package kiosk

import (
	"errors"

	"github.com/diemcham/diemcham/kiosk/slip"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/seal"
)

// ToldVersion names the notice under which staff write down what a resident tells them:
// the text staff.add_notice of the catalogue, which they read out. It changes whenever
// that does.
const ToldVersion = "2026-11-29-told"

// add keeps a request for a resident who does not touch the screen, as [Kiosk.submit]
// keeps those of the others.
func (k *Kiosk) add(c staff.Add) {
	d := c.Draft
	ask := store.Ask{Topic: k.topic(draftTopic(d)), Callback: d.Callback, By: c.By, Priority: d.Priority}
	told := seal.Fields{Name: d.Name}
	if d.Callback {
		told.Phone = d.Phone
	}
	if d.Personal() {
		ask.Consent = ToldVersion
	}
	notSaved := func() { k.HandleStaff(staff.NotChanged{Trouble: staff.NotSaved}) }
	taken := k.disk.do(func() {
		ticket, heed, err := k.ask(ask, told)
		k.o.Post(func() {
			if err != nil {
				notSaved()
				return
			}
			heed()
			k.HandleStaff(staff.Added{Ticket: staff.Ticket{Number: ticket.Number, Code: ticket.Code, At: ticket.At, Ahead: ticket.Ahead}})
		})
	})
	if !taken {
		k.o.Post(notSaved)
	}
}

func draftTopic(d staff.Draft) visit.Topic {
	return visit.Topic{Kind: visit.TopicKind(d.Topic.Kind), ID: d.Topic.ID}
}

// addedTicket is the ticket of the request that staff have added.
func (k *Kiosk) addedTicket() slip.TicketData {
	d := k.staff.Draft
	return slip.TicketData{
		Number: d.Ticket.Number, Code: d.Ticket.Code, Topic: k.topic(draftTopic(d)).Title, At: d.Ticket.At, Callback: d.Callback,
		Again: d.Copies > 1,
	}
}

// errNotSealed means that there is nobody to seal a note for.
var errNotSealed = errors.New("nothing can be sealed on this machine")

// note keeps what staff noted about a request, sealed as a resident's words are.
func (k *Kiosk) note(c staff.KeepNote) {
	k.onDisk(func() (staff.Event, error) {
		if k.o.Sealer == nil {
			return nil, errNotSealed
		}
		sealed, err := k.o.Sealer.Seal(seal.Fields{Note: c.Text})
		if err != nil {
			return nil, err
		}
		_, err = k.o.Requests.Note(c.ID, c.By, sealed)
		return staff.Changed{}, err
	})
}
