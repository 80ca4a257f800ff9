package kiosk_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store"
)

// cards keeps what learning cards say, or refuses to.
type cards struct {
	mu     sync.Mutex
	kept   []store.Learned
	refuse error
	called chan struct{}
}

func newCards() *cards { return &cards{called: make(chan struct{}, 64)} }

func (c *cards) Learned(l store.Learned) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer func() { c.called <- struct{}{} }()
	if c.refuse != nil {
		return c.refuse
	}
	c.kept = append(c.kept, l)
	return nil
}

// after waits until so many cards were handed over, and returns those kept.
func (c *cards) after(n int) []store.Learned {
	for range n {
		<-c.called
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.kept
}

// learn takes a lesson to its end, from the home screen.
func (d *desk) learn(id string) {
	d.t.Helper()
	lesson, ok := d.Pack().Lesson(id)
	if !ok {
		d.t.Fatalf("no lesson %s", id)
	}
	d.do(visit.HomeChosen{}, visit.LessonsChosen{}, visit.LessonChosen{ID: id, Mark: lesson.Mark, Steps: len(lesson.Steps)}, visit.NextChosen{})
	for range lesson.Steps {
		d.do(visit.NextChosen{})
	}
	if got := d.Visit().Screen; got != visit.Finished {
		d.t.Fatalf("after %s on %v", id, got)
	}
}

func TestALearningCardFromTheFirstLessonToTheNextVisit(t *testing.T) {
	kept := newCards()
	d := newDesk(t, func(o *kiosk.Options) { o.Cards = kept })
	d.do(visit.Woken{})
	d.learn("qr-pay")
	d.do(visit.CardChosen{})
	paper := d.Visit().Card.String()
	if d.Visit().Screen != visit.LearningCard || d.Visit().Card.ID != 0x9e6f43f5a9+1 {
		t.Fatalf("on %v with %+v", d.Visit().Screen, d.Visit().Card)
	}
	d.do(visit.PrintChosen{})
	d.until("the card is printed", func() bool { return d.Visit().Print.Status == visit.TakeSlip })
	d.do(visit.CertificateChosen{})
	d.until("the certificate is printed", func() bool { return d.Visit().Certificate.Status == visit.TakeSlip })
	d.do(visit.FinishChosen{})

	d.do(visit.Woken{}, visit.LessonsChosen{}, visit.HaveCardChosen{})
	for _, letter := range paper {
		d.do(visit.CodeTyped{Letter: letter})
	}
	d.do(visit.NextChosen{})
	d.learn("phone-touch")
	d.do(visit.CardChosen{}, visit.NameGroupChosen{}, visit.GroupNamed{ID: "3"}, visit.FinishChosen{})

	number := strings.ReplaceAll(paper, "-", "")[:8]
	want := []store.Learned{
		{Card: number, Done: []string{"qr-pay"}, Skills: []string{"wallet"}},
		{Card: number, Done: []string{"qr-pay"}, Skills: []string{"wallet"}},
		{Card: number, Done: []string{"phone-touch", "qr-pay"}, Skills: []string{"wallet"}},
		{Card: number, Done: []string{"phone-touch", "qr-pay"}, Skills: []string{"wallet"}, Group: "3"},
	}
	if got := kept.after(len(want)); !reflect.DeepEqual(got, want) {
		t.Errorf("kept\n%+v\nwant\n%+v", got, want)
	}
	for range want {
		<-d.kept // the uploader hears of each
	}
	if log := d.log.String(); strings.Contains(log, number) || strings.Contains(log, paper) || strings.Contains(log, paper[:9]) {
		t.Errorf("the log knows the card: %s", log)
	}
}

// The card carries everything itself: nobody is troubled.
func TestADiskThatRefusesALearningCard(t *testing.T) {
	kept := newCards()
	kept.refuse = errors.New("disk full")
	d := newDesk(t, func(o *kiosk.Options) { o.Cards = kept })
	d.do(visit.Woken{})
	d.learn("qr-pay")
	d.do(visit.CardChosen{})
	kept.after(1)
	d.do(visit.PrintChosen{})
	d.until("the card is printed", func() bool { return d.Visit().Print.Status == visit.TakeSlip })
	// The disk has one goroutine: what comes after is after.
	d.do(visit.HomeChosen{}, visit.HelpChosen{}, visit.TopicChosen{Topic: visit.Topic{Kind: visit.GeneralTopic, ID: "other"}}, visit.WaitChosen{})
	d.untilScreen(visit.HelpTicket)
	if log := d.log.String(); !strings.Contains(log, "learning card not kept") || !strings.Contains(log, "disk full") || strings.Contains(log, "KSQM") {
		t.Errorf("logged: %s", log)
	}
}

func TestWithoutAPlaceToKeepThemCardsWorkAllTheSame(t *testing.T) {
	d := newDesk(t, nil)
	d.do(visit.CardScanned{Text: card.Card{ID: 5, Done: 1}.Code()})
	if d.Visit().Screen != visit.LearningCard || d.Visit().CanScan {
		t.Errorf("on %v, with a scanner: %v", d.Visit().Screen, d.Visit().CanScan)
	}
}

func TestACertificateOfNothingIsNotPrinted(t *testing.T) {
	d := newDesk(t, func(o *kiosk.Options) {
		o.Printer = printerFunc(func() { t.Error("something is printed") })
	})
	d.do(visit.CardScanned{Text: card.Card{ID: 5}.Code()}, visit.CertificateChosen{})
	if got := d.Visit().Certificate.Status; got != visit.NotPrinted {
		t.Errorf("its status is %v", got)
	}
}

// printerFunc is a printer that should have nothing to do.
type printerFunc func()

func (f printerFunc) Print(context.Context, printing.Page) (printing.Outcome, error) {
	f()
	return printing.Printed, nil
}

func TestACardIsNotForTheVisitBeneathStaffMode(t *testing.T) {
	d := newDesk(t, nil)
	text := card.Card{ID: 5, Done: 1}.Code()
	d.do(visit.Woken{})
	for range staff.OpeningTouches {
		d.staffDo(staff.MarkTouched{At: d.now()})
	}
	d.do(visit.CardScanned{Text: text})
	if d.Staff().Screen == staff.Closed || d.Visit().Screen != visit.Home {
		t.Fatalf("in staff mode %v the visit is on %v", d.Staff().Screen, d.Visit().Screen)
	}
	d.staffDo(staff.Locked{})
	d.do(visit.CardScanned{Text: text})
	if d.Visit().Screen != visit.LearningCard {
		t.Errorf("with staff mode closed a card leads to %v", d.Visit().Screen)
	}
}
