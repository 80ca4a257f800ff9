package kiosk_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store"
)

// Nobody has this card.
const scannedIDCard = "000000000000||MẪU THỬ NGHIỆM|01021950|Nữ|Số 0, Phố Ví Dụ|15042021"

// rubbish is what must change nothing, whatever screen shows.
var rubbish = []string{
	"", "\x00", "\x1b[2J", "A002", "https://dichvucong.gov.vn", "DC1:ABCDEFGH23456789",
	scannedIDCard, strings.Repeat("9", scan.Longest), "{\"number\":\"A002\"}", "../../requests.db",
}

func withScanner(o *kiosk.Options) {
	o.Codes = scan.Rules{CardPrefix: card.Prefix, IDCards: true}
}

func TestATicketChoosesItsRequest(t *testing.T) {
	d := newDesk(t, withScanner)
	var asked []store.Request
	for range 3 {
		request, err := d.db.Ask(store.Ask{Topic: store.Topic{Kind: "general", ID: "other", Title: "Việc khác"}})
		if err != nil {
			t.Fatal(err)
		}
		asked = append(asked, request)
	}
	ticket := asked[1].Code
	d.Scanned(ticket) // nobody is in staff mode
	d.enter("583921")
	d.Scanned(ticket) // nor yet
	if d.Staff().Chosen != "" {
		t.Error("a ticket opens a request before the PIN is known")
	}
	d.until("the queue is shown", func() bool { return len(d.Staff().Requests) == 3 })
	for _, request := range asked {
		d.Scanned(request.Code)
		if got := d.Staff().Chosen; got != request.ID {
			t.Errorf("ticket %s: chosen %q, want %q", request.Code, got, request.ID)
		}
	}
	for _, each := range rubbish {
		before := d.Staff()
		d.Scanned(each)
		if !reflect.DeepEqual(d.Staff(), before) {
			t.Errorf("%.40q changes staff mode", each)
		}
	}
	for code, want := range map[string]staff.State{
		"261123020001": {Trouble: staff.TicketElsewhere, Elsewhere: "B"}, // of the same day, and the same number
		"261123019999": {Trouble: staff.TicketGone},
		"2611230001":   {Trouble: staff.TicketGone}, // of an earlier version, which does not say whose
	} {
		d.Scanned(ticket)
		d.Scanned(code)
		if s := d.Staff(); s.Trouble != want.Trouble || s.Elsewhere != want.Elsewhere || s.Chosen != "" {
			t.Errorf("%s: %v of %q, chosen %q", code, s.Trouble, s.Elsewhere, s.Chosen)
		}
	}
	d.Scanned(ticket)
	if s := d.Staff(); s.Trouble != staff.NoTrouble || s.Chosen != asked[1].ID {
		t.Errorf("the kiosk's own ticket after another's: %v, chosen %q", s.Trouble, s.Chosen)
	}
	d.staffDo(staff.Locked{})
	d.Scanned(ticket)
	if s := d.Staff(); s.Screen != staff.Closed || s.Chosen != "" {
		t.Errorf("a ticket after locking: %+v", s)
	}
}

// A card wakes the kiosk and is in use; under staff mode the visit stands still.
func TestALearningCardIsPutToUse(t *testing.T) {
	d := newDesk(t, withScanner)
	shown := card.Card{ID: 7, Done: card.Marks(0).With(1)}
	d.enter("583921")
	d.Scanned(shown.Code())
	if s := d.Visit(); s.Card != (card.Card{}) {
		t.Errorf("under staff mode the visit has %v", s.Card)
	}
	d.staffDo(staff.Locked{})
	(<-d.posts)() // the PIN has been checked, too late
	if d.Staff().Who != "" {
		t.Error("somebody is let in who has left")
	}
	d.Scanned(shown.Code())
	if s := d.Visit(); s.Card != shown || s.Screen != visit.LearningCard {
		t.Errorf("the visit is on %v with %v, want the card", s.Screen, s.Card)
	}
	if d.log.Len() > 0 {
		t.Errorf("logged:\n%s", d.log)
	}
}

// Nothing is done, drawn, logged or said about a scan that does not belong here.
func TestAScanThatDoesNotBelongHere(t *testing.T) {
	changed := 0
	d := newDesk(t, func(o *kiosk.Options) {
		withScanner(o)
		o.Changed = func() { changed++ }
	})
	for name, events := range map[string][]visit.Event{
		"attract":   nil,
		"home":      {visit.Woken{}},
		"topic":     {visit.Woken{}, visit.HelpChosen{}},
		"telephone": {visit.Woken{}, visit.HelpChosen{}, visit.TopicChosen{Topic: visit.Topic{Kind: visit.GeneralTopic, ID: "vneid"}}, visit.CallbackChosen{}},
		"broken":    {visit.Broken{}},
	} {
		t.Run(name, func(t *testing.T) {
			d.do(visit.FinishChosen{})
			d.do(events...)
			before, drawn := d.Visit(), changed
			for _, each := range append(rubbish, "261123010001") {
				d.Scanned(each)
			}
			if !reflect.DeepEqual(d.Visit(), before) || changed != drawn {
				t.Error("a scan changed the visit")
			}
		})
	}
	if d.log.Len() > 0 {
		t.Errorf("logged:\n%s", d.log)
	}
}
