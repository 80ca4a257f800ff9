package gallery

import (
	"errors"
	"fmt"
	"time"

	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/stick"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store"
)

// examplePhone belongs to nobody.
const examplePhone = "0900000000"

// exampleCard has done what two skills ask for; it is nobody's.
var exampleCard = card.Card{ID: 0x9e6f43f5aa, Done: card.Marks(0).With(1).With(3).With(5).With(10)}

// WrongCard is no card: one of its letters is wrong.
const WrongCard = "KSQM-7XDA-2M00-00XG"

// Scene is a screen and the way to it from a fresh kiosk. The content must be
// the built-in one, with the [Ward] of this package.
type Scene struct {
	Name string
	Play func(*Stage)
	Of   string // the screen, if another scene has its name
}

// Screen returns the name of the screen that the scene shows.
func (s Scene) Screen() string {
	if s.Of != "" {
		return s.Of
	}
	return s.Name
}

// Scenes lists a scene for every screen.
func Scenes() []Scene {
	return append([]Scene{
		{Name: "attract", Play: func(s *Stage) { s.Tick(20) }}, // the first of four slides
		{Name: "attract-news", Of: "attract", Play: func(s *Stage) { s.Tick(30) }},
		{Name: "attract-class", Of: "attract", Play: func(s *Stage) { s.Tick(10) }},
		{Name: "home", Play: func(s *Stage) { s.Press("wake") }},
		{Name: "lessons", Play: func(s *Stage) { s.Press("wake", "home.lessons") }},
		{Name: "prepare", Play: func(s *Stage) { s.open("vneid-activate") }},
		{Name: "step", Play: func(s *Stage) { s.open("vneid-activate"); s.Press("next", "next", "next") }},
		{Name: "finished", Play: func(s *Stage) { s.Learn("zalo-group") }},
		{Name: "finished-card", Of: "finished", Play: func(s *Stage) { s.scan(exampleCard); s.Press("next"); s.learn("zalo-group") }},
		{Name: "lessons-card", Of: "lessons", Play: func(s *Stage) { s.scan(exampleCard); s.Press("next") }},
		{Name: "card", Play: func(s *Stage) { s.Learn("zalo-group"); s.Press("card") }},
		{Name: "card-set", Of: "card", Play: func(s *Stage) {
			s.Learn("zalo-group")
			s.scan(exampleCard)
			s.TurnTo("card.group")
			s.Press("card.group", "home.3")
		}},
		{Name: "card-entry", Play: func(s *Stage) { s.Press("wake", "home.lessons", "card.have"); s.Letters(exampleCard.String()[:6]) }},
		{Name: "card-entry-wrong", Of: "card-entry", Play: func(s *Stage) {
			s.Press("wake", "home.lessons", "card.have")
			s.Letters(WrongCard)
			s.Kiosk.Handle(visit.NextChosen{})
		}},
		{Name: "card-group", Play: func(s *Stage) { s.Learn("zalo-group"); s.Press("card", "card.group") }},
		{Name: "services", Play: func(s *Stage) { s.Press("wake", "home.services") }},
		{Name: "service-group", Play: func(s *Stage) { s.Press("wake", "home.services", "group.civil-status") }},
		{Name: "service", Play: openService},
		{Name: "search", Play: func(s *Stage) { s.Press("wake", "home.services", "search"); s.Letters("khai sinh") }},
		{Name: "results", Play: func(s *Stage) {
			s.Press("wake", "home.services", "search")
			s.Letters("khai sinh")
			s.Press("key.done")
		}},
		{Name: "safety", Play: func(s *Stage) { s.Press("wake", "home.safety") }},
		{Name: "classes", Play: func(s *Stage) { s.Press("wake", "home.classes") }},
		{Name: "news", Play: func(s *Stage) { s.Press("wake", "home.classes", "news") }},
		{Name: "announcement", Play: func(s *Stage) { s.Press("wake", "home.classes", "news", "announcement.courses") }},
		{Name: "announcement-day", Of: "announcement", Play: func(s *Stage) { s.Press("wake", "home.classes", "news", "announcement.campaign") }},
		{Name: "connect", Play: func(s *Stage) { s.Press("wake", "home.connect") }},
		{Name: "wifi", Play: func(s *Stage) { s.Press("wake", "home.connect", "wifi") }},
		{Name: "zalo-group", Play: func(s *Stage) { s.Press("wake", "home.connect", "group.3") }},
		{Name: "zalo-group-none", Of: "zalo-group", Play: func(s *Stage) { s.Press("wake", "home.connect", "group.5") }},
		{Name: "help-topic", Play: func(s *Stage) { s.open("vneid-activate"); s.Press("next", "help") }},
		{Name: "help-how", Play: func(s *Stage) { s.Press("wake", "home.help", "topic.papers") }},
		{Name: "help-phone", Play: func(s *Stage) { typePhone(s); s.Press("key.delete", "next") }},
		{Name: "help-consent", Play: func(s *Stage) { typePhone(s); s.Press("next", "next") }},
		{Name: "help-ticket", Play: func(s *Stage) { typePhone(s); s.Press("next", "consent", "next"); s.UntilScreen("help-ticket") }},
		{Name: "help-ticket-coming", Of: "help-ticket", Play: func(s *Stage) {
			s.Press("wake", "home.help", "topic.papers", "how.wait")
			s.UntilScreen("help-ticket")
			s.AtWard(1, store.Taken, "")
		}},
		{Name: "help-ticket-calling", Of: "help-ticket", Play: func(s *Stage) {
			typePhone(s)
			s.Press("next", "consent", "next")
			s.UntilScreen("help-ticket")
			s.AtWard(1, store.Taken, "")
		}},
		{Name: "help-failed", Play: func(s *Stage) {
			s.Press("wake", "home.help", "topic.papers", "how.wait")
			s.Kiosk.Handle(visit.HelpNotSaved{})
		}},
		{Name: "display", Play: func(s *Stage) { openService(s); s.Press("display") }},
		{Name: "listen", Play: func(s *Stage) { openService(s); s.Press("listen") }},
		{Name: "still-there", Play: func(s *Stage) { s.Press("wake"); s.Tick(visit.IdleAfter + 5) }},
		{Name: "wiped", Play: func(s *Stage) { s.Press("wake", "finish") }},
		{Name: "out-of-order", Play: func(s *Stage) { s.Press("wake"); s.Kiosk.Handle(visit.Broken{}) }},
		{Name: "staff-pin", Play: func(s *Stage) { openStaff(s); s.Digits("pin.key.", "1234") }},
		{Name: "staff-queue", Play: workQueue},
		{Name: "staff-queue-none", Of: "staff-queue", Play: enterQueue},
		{Name: "staff-queue-next", Of: "staff-queue", Play: takeNext},
		{Name: "staff-queue-call", Of: "staff-queue", Play: callBack},
		{Name: "staff-queue-elsewhere", Of: "staff-queue", Play: func(s *Stage) { workQueue(s); s.Kiosk.Scanned("261123020001") }},
		{Name: "staff-queue-gone", Of: "staff-queue", Play: func(s *Stage) { workQueue(s); s.Kiosk.Scanned("261122010001") }},
		{Name: "staff-queue-list", Of: "staff-queue", Play: func(s *Stage) {
			workQueue(s)
			s.Press("staff.day_list")
			s.Until("the list", func() bool { return s.Kiosk.Staff().Paper.Status == staff.PaperOut })
		}},
		{Name: "staff-queue-calls", Of: "staff-queue", Play: func(s *Stage) { workCalls(s); s.Press("staff.back") }},
		{Name: "staff-request", Play: workCalls},
		{Name: "staff-request-new", Of: "staff-request", Play: func(s *Stage) {
			workCalls(s)
			s.Press("staff.back", "staff.request.261123010004", "staff.detail")
		}},
		{Name: "staff-request-call", Of: "staff-request", Play: func(s *Stage) { workCalls(s); s.Press("staff.call") }},
		{Name: "staff-request-erase", Of: "staff-request", Play: func(s *Stage) { workCalls(s); s.Press("staff.erase") }},
		{Name: "staff-request-phone", Of: "staff-request", Play: func(s *Stage) { callBack(s); s.Press("staff.detail") }},
		{Name: "staff-request-note", Of: "staff-request", Play: func(s *Stage) { note(s, "se den chieu nay luc ba gio") }},
		{Name: "staff-request-noted", Of: "staff-request", Play: func(s *Stage) {
			note(s, "se den chieu nay luc ba gio")
			s.Press("key.done")
			s.Until("the note", func() bool { return len(s.Kiosk.Staff().Phone.Notes) == 1 })
		}},
		{Name: "staff-add-topic", Play: beginAdding},
		{Name: "staff-add-topic-services", Of: "staff-add-topic", Play: func(s *Stage) { beginAdding(s); s.TurnTo("topics.service"); s.Press("topics.service") }},
		{Name: "staff-add", Play: func(s *Stage) { beginAdding(s); s.Press("topic.papers") }},
		{Name: "staff-add-told", Of: "staff-add", Play: func(s *Stage) { addTold(s); s.Press("add.draw") }},
		{Name: "staff-add-name", Play: func(s *Stage) { beginAdding(s); s.Press("topic.papers", "add.name"); s.Letters(exampleName) }},
		{Name: "staff-add-phone", Play: func(s *Stage) {
			beginAdding(s)
			s.Press("topic.papers", "add.call")
			s.Digits("key.", examplePhone[:9])
			s.Press("staff.next")
		}},
		{Name: "staff-add-ticket", Play: func(s *Stage) {
			addTold(s)
			s.Press("add.agreed", "add.draw")
			s.Until("the ticket", func() bool { return s.Kiosk.Staff().Paper.Status == staff.PaperOut })
		}},
		{Name: "staff-request-added", Of: "staff-request", Play: func(s *Stage) {
			addTold(s)
			s.Press("add.agreed", "add.draw")
			s.Until("the ticket", func() bool { return s.Kiosk.Staff().Paper.Status == staff.PaperOut })
			s.Press("staff.queue")
			s.Until("the queue", func() bool { return len(s.Kiosk.Staff().Requests) == 1 })
			s.Press("staff.request.261123010001", "staff.take")
			s.Until("the name", func() bool { return s.Kiosk.Staff().Phone.Name != "" })
			s.Press("staff.detail")
		}},
		{Name: "staff-figures", Play: countDay},
		{Name: "staff-figures-week", Of: "staff-figures", Play: func(s *Stage) {
			countDay(s)
			s.Press("staff.span.this_week")
			s.Until("the week", func() bool { return s.Kiosk.Staff().Counted.Known })
		}},
		{Name: "staff-figures-save", Of: "staff-figures", Play: func(s *Stage) { countDay(s); s.offer() }},
		{Name: "staff-figures-saved", Of: "staff-figures", Play: func(s *Stage) {
			countDay(s)
			s.offer()
			if err := s.stick.Tell(stick.Saved); err != nil {
				panic(err)
			}
			s.Tick(1)
			s.Until("the stick", func() bool { return s.Kiosk.Staff().Counted.Saving == staff.SavingDone })
		}},
		{Name: "staff-content", Play: openContent},
		{Name: "staff-device-technician", Of: "staff-device", Play: openAsTechnician},
		{Name: "staff-content-technician", Of: "staff-content", Play: func(s *Stage) {
			openAsTechnician(s)
			s.Press("staff.content")
			s.Until("the packs", func() bool { return s.Kiosk.Staff().Packs.Known })
		}},
		{Name: "staff-content-undo", Of: "staff-content", Play: func(s *Stage) { openContent(s); s.Press("staff.undo") }},
	}, append(deviceScenes(), firstScenes()...)...)
}

func openService(s *Stage) {
	s.Press("wake", "home.services", "group.benefits", "service.social-pension")
}

func typePhone(s *Stage) {
	s.Press("wake", "home.help", "topic.vneid", "how.call")
	s.Digits("key.", examplePhone)
}

// openStaff touches the lotus quickly enough.
func openStaff(s *Stage) {
	s.Press("wake")
	for range staff.OpeningTouches {
		s.Wait(-900 * time.Millisecond)
		s.Press("top.mark")
	}
}

// openContent looks at the content when half of a year has gone by.
func openContent(s *Stage) {
	openStaff(s)
	s.Digits("pin.key.", StagePIN)
	s.Press("pin.enter")
	s.UntilScreen("staff-queue")
	s.Wait(content.ShelfLife * 24 * time.Hour)
	s.Press("staff.content")
	s.Until("the packs", func() bool { return s.Kiosk.Staff().Packs.Known })
}

// openAsTechnician opens staff mode for a technician, who has no queue.
func openAsTechnician(s *Stage) {
	openStaff(s)
	s.Digits("pin.key.", StageTechnicianPIN)
	s.Press("pin.enter")
	s.Until("the devices", func() bool { return s.Kiosk.Staff().Devices.Known })
}

// countDay looks at the figures of a day on which something was done.
func countDay(s *Stage) {
	workCalls(s)
	service, _ := s.Kiosk.Pack().Service("social-pension")
	_, err := s.db.Ask(store.Ask{Topic: store.Topic{Kind: "service", ID: service.ID, Title: service.Title.In(locale.Vi)}})
	err = errors.Join(err, s.db.Learned(store.Learned{Card: "AAAA0001", Done: []string{"zalo-group"}, Group: "3"}))
	if err != nil {
		panic(err)
	}
	s.Press("staff.back", "staff.figures")
	s.Until("the figures", func() bool { return s.Kiosk.Staff().Counted.Known })
}

// offer offers the figures to a stick.
func (s *Stage) offer() {
	s.Press("staff.save")
	s.Until("the offer", func() bool { return s.Kiosk.Staff().Counted.Saving == staff.SavingWaits })
}

// exampleName is nobody's: "example".
const exampleName = "ba vi du"

// enterQueue opens staff mode for a clerk.
func enterQueue(s *Stage) {
	openStaff(s)
	s.Digits("pin.key.", StagePIN)
	s.Press("pin.enter")
	s.Until("the queue", func() bool { return s.Kiosk.Staff().Listed })
}

// beginAdding begins a request for somebody who does not touch the screen.
func beginAdding(s *Stage) {
	enterQueue(s)
	s.Press("staff.add")
}

// addTold fills in all that can be told.
func addTold(s *Stage) {
	beginAdding(s)
	s.Press("topic.papers", "add.name")
	s.Letters(exampleName)
	s.Press("key.done", "add.first", "add.call")
	s.Digits("key.", examplePhone)
	s.Press("staff.next")
}

// note types a note about a request in which somebody was reached.
func note(s *Stage, text string) {
	callBack(s)
	s.Press("staff.detail", "staff.call", "staff.outcome.reached")
	s.Until("the note", func() bool { return s.Kiosk.Staff().Page == staff.Notes })
	s.Letters(text)
}

// callBack has a resident ask to be called, and takes the request.
func callBack(s *Stage) {
	typePhone(s)
	s.Press("next", "consent", "next")
	s.UntilScreen("help-ticket")
	s.Press("next", "finish")
	openStaff(s)
	s.Digits("pin.key.", StagePIN)
	s.Press("pin.enter")
	s.Until("the queue", func() bool { return len(s.Kiosk.Staff().Requests) == 1 })
	s.Press("staff.request.261123010001", "staff.take")
	s.Until("the number", func() bool { return s.Kiosk.Staff().Phone.Number != "" })
}

// workQueue has three residents ask and takes the first.
func workQueue(s *Stage) {
	for range 3 {
		s.Press("wake", "home.help", "topic.papers", "how.wait")
		s.UntilScreen("help-ticket")
		s.Press("next", "finish")
	}
	openStaff(s)
	s.Digits("pin.key.", StagePIN)
	s.Press("pin.enter")
	s.Until("the queue", func() bool { return len(s.Kiosk.Staff().Requests) == 3 })
	s.Press("staff.request.261123010001", "staff.take")
	s.Until("the first to be taken", func() bool {
		request, _ := s.Kiosk.Staff().Request()
		return request.TakenBy != ""
	})
}

// AskFor draws a number for somebody who waits here, or is to be called, and waits until
// the kiosk knows of it and three minutes more.
func (s *Stage) AskFor(callback bool) {
	ask := store.Ask{Topic: store.Topic{Kind: "general", ID: "papers", Title: s.Kiosk.TopicTitle(visit.Topic{Kind: visit.GeneralTopic, ID: "papers"}, locale.Vi)}, Callback: callback}
	if _, err := s.db.Ask(ask); err != nil {
		panic(fmt.Sprintf("gallery: %v", err))
	}
	s.Kiosk.QueueChanged()
	s.Answers(1)
	s.Wait(3 * time.Minute)
}

// takeNext has eight residents ask, the first to be called, and takes who is next.
func takeNext(s *Stage) {
	for n := range 8 {
		s.AskFor(n%3 == 0)
	}
	enterQueue(s)
	s.Press("staff.take_next")
	s.Until("the next to be taken", func() bool {
		request, _ := s.Kiosk.Staff().Request()
		return request.TakenBy != ""
	})
}

// workCalls has four residents ask to be called and others do something about it,
// here and at the ward; the second is looked at.
func workCalls(s *Stage) {
	for range 4 {
		typePhone(s)
		s.Press("next", "consent", "next")
		s.UntilScreen("help-ticket")
		s.Press("next", "finish")
	}
	openStaff(s)
	s.Digits("pin.key.", StagePIN)
	s.Press("pin.enter")
	s.Until("the queue", func() bool { return len(s.Kiosk.Staff().Requests) == 4 })
	s.AtWard(1, store.Taken, "")
	s.AtWard(1, store.Called, store.Reached)
	s.AtWard(1, store.Done, "")
	s.Press("staff.request.261123010003", "staff.detail")
	s.mark("staff.refer")
	s.Press("staff.back")
	s.Answers(1)
	s.Press("staff.request.261123010002", "staff.detail")
	s.mark("staff.call", "staff.outcome.no-answer")
	s.AtWard(2, store.Called, store.Busy)
	s.Wait(12 * time.Minute)
	s.mark("staff.prioritise")
}

// mark presses what marks the request looked at and waits until the queue says so.
func (s *Stage) mark(ids ...string) {
	request, _ := s.Kiosk.Staff().Request()
	s.Press(ids...)
	s.Until("the mark", func() bool {
		now, _ := s.Kiosk.Staff().Request()
		return len(now.History) > len(request.History)
	})
}
