package kiosk_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/seal"
)

const toldName = "Chim Hoàng Yến" // a canary

// forStaff is a desk whose clerk opens what is sealed on it.
func forStaff(t *testing.T, change func(*kiosk.Options)) *desk {
	t.Helper()
	ward, err := seal.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t, func(o *kiosk.Options) {
		o.Sealer = kiosk.SealTo(ward.Recipient(), o.Staff.(*openHours).Site, o.Log)
		if change != nil {
			change(o)
		}
	})
	d.identity = ward
	d.enter("583921")
	d.until("the queue is shown", func() bool { return d.Staff().Listed })
	return d
}

// addTold adds a request with all that can be told.
func (d *desk) addTold() {
	d.t.Helper()
	d.staffDo(staff.AddChosen{CanSeal: d.Visit().CanCall}, staff.TopicChosen{Topic: store.Topic{Kind: "service", ID: "social-pension"}},
		staff.NameAsked{}, staff.TextTyped{Text: seal.Secret(strings.ToLower(toldName))}, staff.Entered{}, staff.HowChosen{Callback: true})
	for _, digit := range canary {
		d.staffDo(staff.DigitTyped{Digit: digit})
	}
	d.staffDo(staff.Entered{}, staff.PriorityTurned{}, staff.AgreementTurned{}, staff.NumberChosen{})
}

// Staff draw a number for somebody who does not touch the screen, in the same row as
// the residents' own and sealed like theirs.
func TestStaffAddARequest(t *testing.T) {
	d := forStaff(t, nil)
	d.staffDo(staff.Locked{})
	d.do(visit.Woken{}, visit.HelpChosen{}, visit.TopicChosen{Topic: visit.Topic{Kind: visit.GeneralTopic, ID: "vneid"}}, visit.WaitChosen{})
	d.untilScreen(visit.HelpTicket)
	d.do(visit.FinishChosen{})
	d.enter("583921")
	d.until("the queue is shown", func() bool { return len(d.Staff().Requests) == 1 })
	d.addTold()
	d.until("the ticket is printed", func() bool { return d.Staff().Paper.Status == staff.PaperOut })
	if ticket := d.Staff().Draft.Ticket; d.Staff().Screen != staff.AddTicket || ticket.Number != "A002" || ticket.Ahead != 0 {
		t.Errorf("on %v with %+v", d.Staff().Screen, ticket)
	}
	if left := d.Staff().Draft; left.Name != "" || left.Phone != "" {
		t.Error("what was told is still in staff mode")
	}
	d.staffDo(staff.QueueChosen{})
	d.until("the queue is shown", func() bool { return len(d.Staff().Requests) == 2 })
	r := d.Staff().Requests[0] // it goes first
	if r.Number != "A002" || r.AskedBy != "Cán bộ 1" || !r.Priority || !r.Callback || r.Topic.ID != "social-pension" || r.Topic.Title == "" {
		t.Errorf("the first in the queue is %+v", r)
	}
	if fields, err := d.identity.Open(r.Sealed); err != nil || fields.Name != toldName || fields.Phone != canary {
		t.Errorf("sealed for the ward: %q, %q, %v", fields.Name.Reveal(), fields.Phone.Reveal(), err)
	}
	events, err := d.db.Undelivered(10)
	if err != nil || len(events) != 3 || events[1].Consent != kiosk.ToldVersion || events[1].By != "Cán bộ 1" || events[0].By != "" {
		t.Errorf("events %+v, %v", events, err)
	}

	d.staffDo(staff.RequestChosen{ID: r.ID}, staff.MarkChosen{Kind: store.Taken})
	d.until("name and number are shown", func() bool { return d.Staff().Phone.Name == toldName && d.Staff().Phone.Number == canary })
	for _, secret := range []string{canary, toldName, strings.ToLower(toldName)} {
		if strings.Contains(d.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

// Where the disk is full no number is shown, and nothing that was told is lost.
func TestARequestThatCannotBeKept(t *testing.T) {
	d := forStaff(t, func(o *kiosk.Options) { o.Requests = fullDisk{o.Requests} })
	d.addTold()
	d.until("it is said so", func() bool { return d.Staff().Trouble == staff.NotSaved })
	if s := d.Staff(); s.Screen != staff.AddForm || s.Working || s.Draft.Name != toldName || s.Draft.Ticket != (staff.Ticket{}) {
		t.Errorf("on %v with %+v", s.Screen, s.Draft)
	}
}

type fullDisk struct{ kiosk.Requests }

func (fullDisk) Ask(store.Ask) (store.Request, error) {
	return store.Request{}, errors.New("no space left on device")
}

// A note is sealed for the ward and the site, and read by whoever helps.
func TestStaffMakeANote(t *testing.T) {
	const text = "sẽ đến lúc ba giờ"
	d := forStaff(t, nil)
	d.addTold()
	d.until("the ticket is printed", func() bool { return d.Staff().Paper.Status == staff.PaperOut })
	d.staffDo(staff.QueueChosen{})
	d.until("the queue is shown", func() bool { return len(d.Staff().Requests) == 1 })
	d.staffDo(staff.RequestChosen{ID: d.Staff().Requests[0].ID}, staff.MarkChosen{Kind: store.Taken})
	d.until("it is taken", func() bool { return d.Staff().Phone.Number == canary })
	d.staffDo(staff.DetailChosen{}, staff.PageChosen{Page: staff.Call}, staff.MarkChosen{Kind: store.Called, Outcome: store.Reached})
	d.until("a note is asked for", func() bool { return d.Staff().Page == staff.Notes })
	d.staffDo(staff.TextTyped{Text: text + " "}, staff.Entered{})
	d.until("the note is shown", func() bool { return len(d.Staff().Phone.Notes) == 1 && d.Staff().Phone.Notes[0] == text })
	r, _ := d.Staff().Request()
	if fields, err := d.identity.Open(r.Notes[0].Sealed); err != nil || fields.Note != text || r.Notes[0].By != "Cán bộ 1" {
		t.Errorf("sealed for the ward: %q, %v", fields.Note.Reveal(), err)
	}
	if d.Staff().Phone.Number != canary || d.Staff().Note.Text != "" {
		t.Errorf("shown %+v, still typed %d letters", d.Staff().Phone, len(d.Staff().Note.Text))
	}
	if strings.Contains(d.log.String(), text) {
		t.Error("the log holds the note")
	}
}
