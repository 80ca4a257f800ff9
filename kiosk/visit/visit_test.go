package visit_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store/seal"
)

var setup = visit.Setup{CanCall: true, CanListen: true, CanScan: true}

// play applies events one after the other and returns the last state and every
// command on the way.
// play applies events one after the other. The end of a slip is that of the one
// asked for last, unless it names another.
func play(s visit.State, events ...visit.Event) (visit.State, []visit.Command) {
	var all []visit.Command
	for _, e := range events {
		if ended, ok := e.(visit.PrintEnded); ok && ended.Job == 0 {
			ended.Job = s.Jobs
			e = ended
		}
		var commands []visit.Command
		s, commands = visit.Apply(s, e)
		all = append(all, commands...)
	}
	return s, all
}

func ticks(n int) []visit.Event {
	events := make([]visit.Event, n)
	for i := range events {
		events[i] = visit.Ticked{}
	}
	return events
}

func digits(number string) (events []visit.Event) {
	for _, digit := range number {
		events = append(events, visit.DigitTyped{Digit: digit})
	}
	return events
}

func then(lists ...[]visit.Event) (events []visit.Event) {
	for _, list := range lists {
		events = append(events, list...)
	}
	return events
}

var (
	lesson  = []visit.Event{visit.Woken{}, visit.LessonsChosen{}, visit.LessonChosen{ID: "zalo", Steps: 3}}
	service = []visit.Event{visit.Woken{}, visit.ServicesChosen{}, visit.GroupChosen{ID: "civil-status"}, visit.ServiceChosen{ID: "birth"}}
	toPhone = []visit.Event{
		visit.Woken{}, visit.HelpChosen{},
		visit.TopicChosen{Topic: visit.Topic{Kind: visit.GeneralTopic, ID: "vneid"}}, visit.CallbackChosen{},
	}
	ticket = visit.Ticket{Number: "A001", Code: "261123010001", At: time.Unix(0, 0)}
)

func TestJourneys(t *testing.T) {
	general := visit.Topic{Kind: visit.GeneralTopic, ID: "vneid"}
	tests := map[string]struct {
		setup    visit.Setup
		events   []visit.Event
		screen   visit.Screen
		commands []visit.Command
	}{
		"the waking touch does nothing else": {
			events: []visit.Event{visit.HelpChosen{}, visit.LessonsChosen{}, visit.Woken{}},
			screen: visit.Home,
		},
		"a lesson to its end": {
			events: then(lesson, []visit.Event{visit.NextChosen{}, visit.NextChosen{}, visit.NextChosen{}, visit.NextChosen{}}),
			screen: visit.Finished,
		},
		"a lesson printed and begun again": {
			events:   then(lesson, []visit.Event{visit.NextChosen{}, visit.NextChosen{}, visit.NextChosen{}, visit.NextChosen{}, visit.PrintChosen{}, visit.AgainChosen{}}),
			screen:   visit.Step,
			commands: []visit.Command{visit.PrintLesson{ID: "zalo", Lang: locale.Vi}},
		},
		"back from the second step is the first": {
			events: then(lesson, []visit.Event{visit.NextChosen{}, visit.NextChosen{}, visit.BackChosen{}}),
			screen: visit.Step,
		},
		"back from the first step is what to prepare": {
			events: then(lesson, []visit.Event{visit.NextChosen{}, visit.BackChosen{}}),
			screen: visit.Prepare,
		},
		"a service found by its name": {
			events: []visit.Event{visit.Woken{}, visit.ServicesChosen{}, visit.SearchChosen{}, visit.QueryTyped{Query: "khai sinh"}, visit.NextChosen{}, visit.ServiceChosen{ID: "birth"}},
			screen: visit.Service,
		},
		"back from a service is its group": {
			events: then(service, []visit.Event{visit.BackChosen{}}),
			screen: visit.ServiceGroup,
		},
		"back from a group is all of them": {
			events: then(service, []visit.Event{visit.BackChosen{}, visit.BackChosen{}}),
			screen: visit.Services,
		},
		"a service is chosen in its group, not before": {
			events: []visit.Event{visit.Woken{}, visit.ServicesChosen{}, visit.ServiceChosen{ID: "birth"}},
			screen: visit.Services,
		},
		"a group is chosen among the groups only": {
			events: []visit.Event{visit.Woken{}, visit.GroupChosen{ID: "civil-status"}},
			screen: visit.Home,
		},
		"an announcement": {
			events: []visit.Event{visit.Woken{}, visit.ClassesChosen{}, visit.NewsChosen{}, visit.AnnouncementChosen{ID: "fee"}},
			screen: visit.Announcement,
		},
		"back from an announcement, step by step": {
			events: []visit.Event{visit.Woken{}, visit.ClassesChosen{}, visit.NewsChosen{}, visit.AnnouncementChosen{ID: "fee"}, visit.BackChosen{}, visit.BackChosen{}},
			screen: visit.Classes,
		},
		"the Wi-Fi": {
			events: []visit.Event{visit.Woken{}, visit.ConnectChosen{}, visit.WiFiChosen{}},
			screen: visit.WiFi,
		},
		"a residential group": {
			events: []visit.Event{visit.Woken{}, visit.ConnectChosen{}, visit.ResidentialGroupChosen{ID: "11"}},
			screen: visit.ZaloGroup,
		},
		"no announcement from where none stands": {
			events: []visit.Event{visit.Woken{}, visit.AnnouncementChosen{ID: "fee"}, visit.WiFiChosen{}, visit.ResidentialGroupChosen{ID: "11"}, visit.NewsChosen{}},
			screen: visit.Home,
		},
		"nothing typed, nothing searched": {
			events: []visit.Event{visit.Woken{}, visit.ServicesChosen{}, visit.SearchChosen{}, visit.QueryTyped{Query: " "}, visit.NextChosen{}},
			screen: visit.Search,
		},
		"a service printed in English": {
			events:   then(service, []visit.Event{visit.LangChosen{Lang: locale.En}, visit.PrintChosen{}}),
			screen:   visit.Service,
			commands: []visit.Command{visit.PrintService{ID: "birth", Lang: locale.En}},
		},
		"two taps in a hurry print once": {
			events:   then(service, []visit.Event{visit.PrintChosen{}, visit.PrintChosen{}}),
			screen:   visit.Service,
			commands: []visit.Command{visit.PrintService{ID: "birth", Lang: locale.Vi}},
		},
		"help in a step remembers the step": {
			events: then(lesson, []visit.Event{visit.NextChosen{}, visit.NextChosen{}, visit.HelpChosen{}}),
			screen: visit.HelpTopic,
		},
		"waiting here": {
			setup:    setup,
			events:   []visit.Event{visit.Woken{}, visit.HelpChosen{}, visit.TopicChosen{Topic: general}, visit.WaitChosen{}, visit.HelpSaved{Ticket: ticket}},
			screen:   visit.HelpTicket,
			commands: []visit.Command{visit.SubmitRequest{Topic: general}},
		},
		"without the ward's key no call back is offered": {
			events:   []visit.Event{visit.Woken{}, visit.HelpChosen{}, visit.TopicChosen{Topic: general}},
			screen:   visit.HelpTopic,
			commands: []visit.Command{visit.SubmitRequest{Topic: general}},
		},
		"called back, agreed": {
			setup:    setup,
			events:   then(toPhone, digits("0900000000"), []visit.Event{visit.NextChosen{}, visit.AgreementTurned{}, visit.NextChosen{}}),
			screen:   visit.HelpConsent,
			commands: []visit.Command{visit.SubmitRequest{Topic: general, Callback: true, Phone: "0900000000"}},
		},
		"called back, the box not ticked": {
			setup:  setup,
			events: then(toPhone, digits("0900000000"), []visit.Event{visit.NextChosen{}, visit.NextChosen{}}),
			screen: visit.HelpConsent,
		},
		"called back, not agreed: the number goes nowhere": {
			setup:    setup,
			events:   then(toPhone, digits("0900000000"), []visit.Event{visit.NextChosen{}, visit.AgreementTurned{}, visit.AgreementDeclined{}}),
			screen:   visit.HelpConsent,
			commands: []visit.Command{visit.SubmitRequest{Topic: general}},
		},
		"number skipped after some digits: they go nowhere": {
			setup:    setup,
			events:   then(toPhone, digits("0900"), []visit.Event{visit.PhoneSkipped{}}),
			screen:   visit.HelpPhone,
			commands: []visit.Command{visit.SubmitRequest{Topic: general}},
		},
		"a number too short to call": {
			setup:  setup,
			events: then(toPhone, digits("090000000"), []visit.Event{visit.NextChosen{}}),
			screen: visit.HelpPhone,
		},
		"a number that does not begin with 0": {
			setup:  setup,
			events: then(toPhone, digits("9000000000"), []visit.Event{visit.NextChosen{}}),
			screen: visit.HelpPhone,
		},
		"the disk refuses the request": {
			setup:    setup,
			events:   []visit.Event{visit.Woken{}, visit.HelpChosen{}, visit.TopicChosen{Topic: general}, visit.WaitChosen{}, visit.HelpNotSaved{}},
			screen:   visit.HelpFailed,
			commands: []visit.Command{visit.SubmitRequest{Topic: general}},
		},
		"while the request is on its way nothing else happens": {
			setup:    setup,
			events:   []visit.Event{visit.Woken{}, visit.HelpChosen{}, visit.TopicChosen{Topic: general}, visit.WaitChosen{}, visit.WaitChosen{}, visit.BackChosen{}, visit.HomeChosen{}},
			screen:   visit.HelpHow,
			commands: []visit.Command{visit.SubmitRequest{Topic: general}},
		},
		"idle for three minutes": {
			events: then(lesson, ticks(visit.IdleAfter)),
			screen: visit.StillThere,
		},
		"still there: the same page again": {
			events: then(lesson, ticks(visit.IdleAfter), []visit.Event{visit.StayChosen{}}),
			screen: visit.Prepare,
		},
		"nobody answers": {
			events:   then(lesson, ticks(visit.FinishAfter)),
			screen:   visit.Wiped,
			commands: []visit.Command{visit.Forget{}},
		},
		"and then the attract screen": {
			events:   then(lesson, ticks(visit.FinishAfter+visit.WipedFor)),
			screen:   visit.Attract,
			commands: []visit.Command{visit.Forget{}},
		},
		"the request is kept while the kiosk asks whether anybody is there": {
			setup:    setup,
			events:   then([]visit.Event{visit.Woken{}, visit.HelpChosen{}, visit.TopicChosen{Topic: general}, visit.WaitChosen{}}, ticks(visit.IdleAfter), []visit.Event{visit.HelpSaved{Ticket: ticket}, visit.StayChosen{}}),
			screen:   visit.HelpTicket,
			commands: []visit.Command{visit.SubmitRequest{Topic: general}},
		},
		"finished on purpose": {
			events:   []visit.Event{visit.Woken{}, visit.FinishChosen{}},
			screen:   visit.Wiped,
			commands: []visit.Command{visit.Forget{}},
		},
		"a touch on the wiped screen begins anew": {
			events:   []visit.Event{visit.Woken{}, visit.FinishChosen{}, visit.Woken{}},
			screen:   visit.Home,
			commands: []visit.Command{visit.Forget{}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, commands := play(visit.Fresh(test.setup), test.events...)
			if s.Screen != test.screen {
				t.Errorf("on screen %v, want %v", s.Screen, test.screen)
			}
			if !reflect.DeepEqual(commands, test.commands) {
				t.Errorf("commands %v, want %v", commands, test.commands)
			}
		})
	}
}

func TestHelpRemembersWhereTheResidentWas(t *testing.T) {
	s, _ := play(visit.Fresh(setup), then(lesson, []visit.Event{visit.NextChosen{}, visit.NextChosen{}, visit.HelpChosen{}})...)
	if want := (visit.Topic{Kind: visit.LessonTopic, ID: "zalo", Step: 2}); s.Help.Here != want {
		t.Errorf("help offered for %+v, want %+v", s.Help.Here, want)
	}
	s, _ = play(s, visit.BackChosen{})
	if s.Screen != visit.Step || s.Step != 2 {
		t.Errorf("back from help leads to %v step %d, want step 2", s.Screen, s.Step)
	}
	s, _ = play(visit.Fresh(setup), visit.Woken{}, visit.ConnectChosen{}, visit.ResidentialGroupChosen{ID: "11"}, visit.HelpChosen{})
	if want := (visit.Topic{Kind: visit.GeneralTopic, ID: "zalo"}); s.Help.Here != want {
		t.Errorf("help offered for %+v, want %+v", s.Help.Here, want)
	}
	if s, _ = play(s, visit.BackChosen{}); s.Screen != visit.ZaloGroup || s.ResidentialGroup != "11" {
		t.Errorf("back from help leads to %v of group %q", s.Screen, s.ResidentialGroup)
	}
}

func TestTheLookIsChangedWithoutLosingThePlace(t *testing.T) {
	s, _ := play(visit.Fresh(setup), then(toPhone, digits("0900"), []visit.Event{
		visit.DisplayChosen{}, visit.TextSizeChosen{Size: 3}, visit.ContrastChosen{On: true}, visit.BackChosen{},
	})...)
	if s.Screen != visit.HelpPhone || s.Help.Phone.Reveal() != "0900" {
		t.Errorf("back on %v with %d digits, want help-phone with 4", s.Screen, len(s.Help.Phone.Reveal()))
	}
	if want := (visit.Look{TextSize: 3, Contrast: true}); s.Look != want {
		t.Errorf("look %+v, want %+v", s.Look, want)
	}
	s, _ = play(visit.Fresh(setup), then(service, []visit.Event{
		visit.PrintChosen{}, visit.PrintEnded{Status: visit.TakeSlip}, visit.DisplayChosen{}, visit.NextChosen{},
	})...)
	if s.Screen != visit.Service || s.Print.Status != visit.TakeSlip {
		t.Errorf("back on %v with the slip %v, want the service with its slip", s.Screen, s.Print.Status)
	}
}

func TestReadingAloud(t *testing.T) {
	sentences := []visit.Sentence{{Text: "Bác muốn học gì?"}, {Text: "Kích hoạt VNeID"}}
	begin := then([]visit.Event{visit.Woken{}, visit.LessonsChosen{}, visit.ListenChosen{Sentences: sentences}})
	read := func(from int, manner visit.Manner) visit.Command {
		return visit.Read{Sentences: sentences, From: from, Lang: locale.Vi, Manner: manner}
	}
	tests := map[string]struct {
		events   []visit.Event
		screen   visit.Screen
		commands []visit.Command
	}{
		"to its end": {
			[]visit.Event{visit.ReadingAt{Index: 1}, visit.ReadingEnded{}}, visit.Listen,
			[]visit.Command{read(0, visit.Manner{})},
		},
		"paused and resumed": {
			[]visit.Event{visit.PauseTurned{}, visit.PauseTurned{}}, visit.Listen,
			[]visit.Command{read(0, visit.Manner{}), visit.PauseReading{}, visit.ResumeReading{}},
		},
		"slower begins the sentence anew": {
			[]visit.Event{visit.ReadingAt{Index: 1}, visit.SpeedChosen{By: -1}}, visit.Listen,
			[]visit.Command{read(0, visit.Manner{}), read(1, visit.Manner{Speed: -1})},
		},
		"once more from the beginning": {
			[]visit.Event{visit.ReadingAt{Index: 1}, visit.RepeatChosen{}}, visit.Listen,
			[]visit.Command{read(0, visit.Manner{}), read(0, visit.Manner{})},
		},
		"back stops the voice": {
			[]visit.Event{visit.BackChosen{}}, visit.Lessons,
			[]visit.Command{read(0, visit.Manner{}), visit.StopReading{}},
		},
		"home stops the voice": {
			[]visit.Event{visit.HomeChosen{}}, visit.Home,
			[]visit.Command{read(0, visit.Manner{}), visit.StopReading{}},
		},
		"help stops the voice": {
			[]visit.Event{visit.HelpChosen{}}, visit.HelpTopic,
			[]visit.Command{read(0, visit.Manner{}), visit.StopReading{}},
		},
		"another language stops the voice": {
			[]visit.Event{visit.LangChosen{Lang: locale.En}}, visit.Lessons,
			[]visit.Command{read(0, visit.Manner{}), visit.StopReading{}},
		},
		"silent for three minutes": {
			ticks(visit.IdleAfter), visit.StillThere,
			[]visit.Command{read(0, visit.Manner{}), visit.StopReading{}},
		},
		"a long text is no idleness": {
			then(ticks(100), []visit.Event{visit.ReadingAt{Index: 1}}, ticks(100)), visit.Listen,
			[]visit.Command{read(0, visit.Manner{})},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, commands := play(visit.Fresh(setup), then(begin, test.events)...)
			if s.Screen != test.screen {
				t.Errorf("on screen %v, want %v", s.Screen, test.screen)
			}
			if !reflect.DeepEqual(commands, test.commands) {
				t.Errorf("commands %+v, want %+v", commands, test.commands)
			}
		})
	}
	mute, commands := play(visit.Fresh(visit.Setup{}), begin...)
	if mute.Screen != visit.Lessons || commands != nil {
		t.Errorf("without a voice: on %v with %v", mute.Screen, commands)
	}
}

func TestAtMostThreeCopies(t *testing.T) {
	s, _ := play(visit.Fresh(setup), service...)
	printed := 0
	for range 10 {
		var commands []visit.Command
		s, commands = play(s, visit.PrintChosen{}, visit.PrintEnded{Status: visit.TakeSlip})
		printed += len(commands)
	}
	if printed != visit.CopiesMost {
		t.Errorf("%d copies, want %d", printed, visit.CopiesMost)
	}
}

// Nothing is printed while the printer is in trouble, and it is again afterwards; a
// visit that ends does not mend it.
func TestWhileThePrinterIsInTrouble(t *testing.T) {
	trouble := visit.PrinterProbed{Trouble: "paper-out"}
	s, commands := play(visit.Fresh(setup), then([]visit.Event{trouble}, service, []visit.Event{visit.PrintChosen{}})...)
	if s.CanPrint() || !s.CopiesLeft() || len(commands) > 0 || s.Print.Status != visit.NotPrinted {
		t.Errorf("in trouble: %v, %v, %+v", s.CanPrint(), commands, s.Print)
	}
	if s.Idle != 0 {
		t.Errorf("idle for %d seconds", s.Idle)
	}
	if left, _ := play(s, visit.FinishChosen{}); left.PrinterTrouble != trouble.Trouble {
		t.Errorf("the next visit knows of %q", left.PrinterTrouble)
	}
	s, commands = play(s, visit.PrinterProbed{}, visit.PrintChosen{})
	if len(commands) != 1 || s.Print.Status != visit.Printing {
		t.Errorf("mended: %v, %+v", commands, s.Print)
	}
	// A probe is not somebody who is there.
	idle, _ := play(visit.Fresh(setup), then(service, ticks(100), []visit.Event{trouble})...)
	if idle.Idle != 100 {
		t.Errorf("a probe counts as a touch: idle for %d seconds", idle.Idle)
	}
}

// A slip that was asked for on an earlier page says nothing about that of the page
// shown, nor does one that was asked for here before.
func TestASlipSaysNothingAboutAnother(t *testing.T) {
	s, _ := play(visit.Fresh(setup), then(service, []visit.Event{visit.PrintChosen{}, visit.BackChosen{}, visit.ServiceChosen{ID: "death"}, visit.PrintChosen{}})...)
	for _, status := range []visit.PrintStatus{visit.NoSlip, visit.TakeSlip} {
		if after, _ := play(s, visit.PrintEnded{Job: 1, Status: status}); after.Print.Status != visit.Printing {
			t.Errorf("the first slip's end, %v, is told of the second: %v", status, after.Print.Status)
		}
	}
	if after, _ := play(s, visit.PrintEnded{Job: 2, Status: visit.TakeSlip}); after.Print.Status != visit.TakeSlip {
		t.Errorf("the second slip's end is not told: %v", after.Print.Status)
	}
	again, _ := play(s, visit.PrintEnded{Job: 2, Status: visit.NoSlip}, visit.PrintChosen{}, visit.PrintEnded{Job: 2, Status: visit.TakeSlip})
	if again.Print.Status != visit.Printing {
		t.Errorf("an end told twice is taken for that of the copy: %v", again.Print.Status)
	}
}

func TestOnlyTheFirstTicketIsTheFirst(t *testing.T) {
	s, _ := play(visit.Fresh(setup), visit.Woken{}, visit.HelpChosen{}, visit.TopicChosen{Topic: visit.Topic{Kind: visit.GeneralTopic, ID: "vneid"}}, visit.WaitChosen{}, visit.HelpSaved{Ticket: ticket})
	for copy, again := range []bool{false, true, true} {
		var commands []visit.Command
		s, commands = play(s, visit.PrintChosen{}, visit.PrintEnded{Status: visit.TakeSlip})
		if len(commands) != 1 {
			t.Fatalf("copy %d: commands %+v, want one", copy+1, commands)
		}
		if got := commands[0].(visit.PrintTicket).Again; got != again {
			t.Errorf("copy %d is printed again: %v, want %v", copy+1, got, again)
		}
	}
}

// The resident is told when staff have taken the request that the screen shows, and
// of no other.
func TestStaffAreComing(t *testing.T) {
	general := visit.Topic{Kind: visit.GeneralTopic, ID: "vneid"}
	asked := []visit.Event{visit.Woken{}, visit.HelpChosen{}, visit.TopicChosen{Topic: general}, visit.WaitChosen{}, visit.HelpSaved{Ticket: ticket}}
	taken, other := visit.HelpTaken{Code: ticket.Code}, visit.HelpTaken{Code: "261123010002"}
	for name, test := range map[string]struct {
		events []visit.Event
		coming bool
		screen visit.Screen
	}{
		"nobody yet":                     {asked, false, visit.HelpTicket},
		"taken":                          {then(asked, []visit.Event{taken}), true, visit.HelpTicket},
		"taken, told twice":              {then(asked, []visit.Event{taken, taken, other}), true, visit.HelpTicket},
		"somebody else's":                {then(asked, []visit.Event{other}), false, visit.HelpTicket},
		"no request, no code":            {[]visit.Event{visit.Woken{}, visit.HelpTaken{}}, false, visit.Home},
		"taken before the number shows":  {then(asked[:4], []visit.Event{taken}), false, visit.HelpHow},
		"taken while nobody is there":    {then(asked, ticks(visit.IdleAfter), []visit.Event{taken}), true, visit.StillThere},
		"taken when the visit has ended": {then(asked, []visit.Event{visit.FinishChosen{}, taken}), false, visit.Wiped},
		"taken, and on to the home page": {then(asked, []visit.Event{taken, visit.HomeChosen{}}), false, visit.Home},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := play(visit.Fresh(setup), test.events...)
			if s.Help.Coming != test.coming || s.Screen != test.screen {
				t.Errorf("coming: %v, on %v; want %v, %v", s.Help.Coming, s.Screen, test.coming, test.screen)
			}
		})
	}
	// It is no touch: a visit that nobody attends to ends all the same.
	s, _ := play(visit.Fresh(setup), then(asked, ticks(visit.IdleAfter-1), []visit.Event{taken, visit.Ticked{}})...)
	if s.Screen != visit.StillThere {
		t.Errorf("on %v", s.Screen)
	}
}

func TestManyExtensions(t *testing.T) {
	s, _ := play(visit.Fresh(setup), lesson...)
	for i := range 20 {
		s, _ = play(s, ticks(visit.IdleAfter+visit.AnswerIn-1)...)
		if s.Screen != visit.StillThere {
			t.Fatalf("extension %d: on screen %v, want still-there", i+1, s.Screen)
		}
		if s, _ = play(s, visit.StayChosen{}); s.Screen != visit.Prepare {
			t.Fatalf("extension %d: on screen %v, want prepare", i+1, s.Screen)
		}
	}
}

// dirt fills every field of a state with something a visit could have left.
func dirt(t *testing.T) visit.State {
	s := visit.State{
		Setup:   visit.Setup{CanListen: true, CanScan: true, CanCall: true, PrinterTrouble: "paper-out"},
		Place:   visit.Place{Screen: visit.HelpConsent, From: 2.5, Lesson: "zalo", Mark: 4, Step: 2, Steps: 3, Group: "civil-status", Service: "birth", Announcement: "fee", ResidentialGroup: "11"},
		Lang:    locale.En,
		Look:    visit.Look{TextSize: 2, Contrast: true},
		Manner:  visit.Manner{Speed: 1, Volume: -1, Private: true},
		Reading: visit.Reading{Sentences: []visit.Sentence{{Text: "?", Private: "0900000000"}}, At: 1, Paused: true, Over: true, Failed: true},
		Help: visit.Help{
			Here: visit.Topic{Kind: visit.LessonTopic, ID: "zalo", Step: 1}, Topic: visit.Topic{Kind: visit.GeneralTopic, ID: "other", Step: 1},
			Callback: true, Phone: seal.Secret("0900000000"), Agreed: true, Hint: true, Saving: true, Coming: true, Ticket: visit.Ticket{Number: "A001", Code: "1", Ahead: 1, At: time.Unix(1, 0)},
		},
		Print: visit.Print{Status: visit.Printing, Copies: 1, Job: 1}, Jobs: 2, Practice: visit.Practice{Glow: true, Typed: 3},
		Query: "giay khai sinh", Digits: true,
		Trail: []visit.Place{{Screen: visit.Home}},
		Idle:  7,
		Under: visit.Step,

		Learnt: 1, Card: card.Card{ID: 7, Done: 3}, Paper: 1, Entry: visit.Entry{Typed: "K7", Hint: visit.LookAgain},
		Household: "11", Certificate: visit.Print{Status: visit.Printing, Copies: 1, Job: 2},
	}
	// A field added to the state and forgotten here would not be tested.
	var check func(v reflect.Value, path string)
	check = func(v reflect.Value, path string) {
		if v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]() {
			for i := range v.NumField() {
				check(v.Field(i), path+"."+v.Type().Field(i).Name)
			}
			return
		}
		if v.IsZero() {
			t.Fatalf("the test leaves %s empty", path)
		}
	}
	check(reflect.ValueOf(s), "State")
	return s
}

func TestNothingOfAVisitIsLeft(t *testing.T) {
	ways := map[string][]visit.Event{
		"nobody answers":      ticks(visit.FinishAfter),
		"finished on purpose": {visit.FinishChosen{}},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			s, _ := play(dirt(t), way...)
			want := visit.Fresh(dirt(t).Setup)
			want.Screen = visit.Wiped
			for i := range reflect.TypeFor[visit.State]().NumField() {
				field := reflect.TypeFor[visit.State]().Field(i)
				got, fresh := reflect.ValueOf(s).Field(i), reflect.ValueOf(want).Field(i)
				if field.Name == "Idle" {
					continue // counts how long the wiped screen has stood
				}
				if !reflect.DeepEqual(got.Interface(), fresh.Interface()) {
					t.Errorf("%s is %+v, want as fresh", field.Name, got)
				}
			}
			if s, _ = play(s, ticks(visit.WipedFor)...); !reflect.DeepEqual(s, visit.Fresh(dirt(t).Setup)) {
				t.Errorf("after the wiped screen %+v, want a fresh state", s)
			}
		})
	}
}

func TestAnotherLanguageCountsTheSecondsAnew(t *testing.T) {
	s, _ := play(visit.Fresh(setup), visit.Woken{})
	s, _ = play(s, ticks(visit.FinishAfter-1)...)
	s, _ = visit.Apply(s, visit.LangChosen{Lang: locale.En})
	if s.Screen != visit.StillThere || s.Left() != visit.AnswerIn {
		t.Errorf("on %v with %d seconds left, want %d", s.Screen, s.Left(), visit.AnswerIn)
	}
}

func TestAFaultLeavesNothingOfAVisit(t *testing.T) {
	s, commands := visit.Apply(dirt(t), visit.Broken{})
	want := visit.Fresh(dirt(t).Setup)
	want.Screen = visit.OutOfOrder
	if !reflect.DeepEqual(s, want) || !slices.Contains(commands, visit.Command(visit.Forget{})) {
		t.Errorf("left: %+v, commands %v", s, commands)
	}
	for _, e := range []visit.Event{visit.Woken{}, visit.HomeChosen{}, visit.FinishChosen{}, visit.LangChosen{Lang: locale.En}, visit.HelpSaved{}} {
		if s, _ = visit.Apply(s, e); !reflect.DeepEqual(s, want) {
			t.Errorf("%T changes %+v", e, s)
		}
	}
}

func TestWhateverHappens(t *testing.T) {
	events := []func(*rand.Rand) visit.Event{
		func(*rand.Rand) visit.Event { return visit.Touched{} },
		func(*rand.Rand) visit.Event { return visit.Woken{} },
		func(*rand.Rand) visit.Event { return visit.StaffEnded{} },
		func(r *rand.Rand) visit.Event { return visit.LangChosen{Lang: locale.Langs()[r.IntN(2)]} },
		func(*rand.Rand) visit.Event { return visit.HomeChosen{} },
		func(*rand.Rand) visit.Event { return visit.BackChosen{} },
		func(*rand.Rand) visit.Event { return visit.FinishChosen{} },
		func(*rand.Rand) visit.Event { return visit.NextChosen{} },
		func(*rand.Rand) visit.Event { return visit.LessonsChosen{} },
		func(r *rand.Rand) visit.Event {
			return visit.LessonChosen{ID: "zalo", Mark: r.IntN(33), Steps: 3 + r.IntN(10)}
		},
		func(*rand.Rand) visit.Event { return visit.CardChosen{} },
		func(r *rand.Rand) visit.Event { return visit.CardMade{ID: 1 + r.Uint64N(card.Numbers-1)} },
		func(*rand.Rand) visit.Event { return visit.HaveCardChosen{} },
		func(r *rand.Rand) visit.Event { return visit.CodeTyped{Letter: rune(card.Letters[r.IntN(32)])} },
		func(*rand.Rand) visit.Event { return visit.CodeDeleted{} },
		func(*rand.Rand) visit.Event { return visit.CodeCleared{} },
		func(*rand.Rand) visit.Event { return visit.NameGroupChosen{} },
		func(r *rand.Rand) visit.Event { return visit.GroupNamed{ID: []string{"", "11"}[r.IntN(2)]} },
		func(*rand.Rand) visit.Event { return visit.CertificateChosen{} },
		func(r *rand.Rand) visit.Event {
			return visit.CardScanned{Text: card.Card{ID: 1 + r.Uint64N(3), Done: card.Marks(r.Uint32N(1 << card.Most))}.Code()}
		},
		func(*rand.Rand) visit.Event { return visit.CardScanned{Text: "261123010001"} },
		func(*rand.Rand) visit.Event { return visit.AgainChosen{} },
		func(*rand.Rand) visit.Event { return visit.DisplayChosen{} },
		func(*rand.Rand) visit.Event {
			return visit.ListenChosen{Sentences: []visit.Sentence{{Text: "một"}, {Text: "hai", Private: "0900"}}}
		},
		func(*rand.Rand) visit.Event { return visit.RepeatChosen{} },
		func(*rand.Rand) visit.Event { return visit.PauseTurned{} },
		func(r *rand.Rand) visit.Event { return visit.SpeedChosen{By: r.IntN(3) - 1} },
		func(r *rand.Rand) visit.Event { return visit.VolumeChosen{By: r.IntN(3) - 1} },
		func(r *rand.Rand) visit.Event { return visit.ReadingAt{Index: r.IntN(4) - 1} },
		func(*rand.Rand) visit.Event { return visit.ReadingEnded{} },
		func(*rand.Rand) visit.Event { return visit.StaffOpened{} },
		func(*rand.Rand) visit.Event { return visit.PrivateAsked{} },
		func(r *rand.Rand) visit.Event { return visit.TextSizeChosen{Size: r.IntN(6) - 1} },
		func(r *rand.Rand) visit.Event { return visit.ContrastChosen{On: r.IntN(2) == 1} },
		func(*rand.Rand) visit.Event { return visit.ServicesChosen{} },
		func(*rand.Rand) visit.Event { return visit.SearchChosen{} },
		func(*rand.Rand) visit.Event { return visit.SafetyChosen{} },
		func(*rand.Rand) visit.Event { return visit.ClassesChosen{} },
		func(*rand.Rand) visit.Event { return visit.NewsChosen{} },
		func(*rand.Rand) visit.Event { return visit.AnnouncementChosen{ID: "fee"} },
		func(*rand.Rand) visit.Event { return visit.ConnectChosen{} },
		func(*rand.Rand) visit.Event { return visit.WiFiChosen{} },
		func(*rand.Rand) visit.Event { return visit.ResidentialGroupChosen{ID: "11"} },
		func(*rand.Rand) visit.Event { return visit.QueryTyped{Query: "tam tru"} },
		func(r *rand.Rand) visit.Event { return visit.DigitsShown{On: r.IntN(2) == 1} },
		func(*rand.Rand) visit.Event { return visit.GroupChosen{ID: "civil-status"} },
		func(*rand.Rand) visit.Event { return visit.ServiceChosen{ID: "birth"} },
		func(r *rand.Rand) visit.Event { return visit.PageTurned{To: float64(r.IntN(5)) / 2} },
		func(*rand.Rand) visit.Event { return visit.PrintChosen{} },
		func(*rand.Rand) visit.Event { return visit.HelpChosen{} },
		func(*rand.Rand) visit.Event {
			return visit.TopicChosen{Topic: visit.Topic{Kind: visit.GeneralTopic, ID: "other"}}
		},
		func(*rand.Rand) visit.Event { return visit.WaitChosen{} },
		func(*rand.Rand) visit.Event { return visit.CallbackChosen{} },
		func(r *rand.Rand) visit.Event { return visit.DigitTyped{Digit: rune('0' + r.IntN(10))} },
		func(*rand.Rand) visit.Event { return visit.DigitDeleted{} },
		func(*rand.Rand) visit.Event { return visit.DigitsCleared{} },
		func(*rand.Rand) visit.Event { return visit.PhoneSkipped{} },
		func(*rand.Rand) visit.Event { return visit.AgreementTurned{} },
		func(*rand.Rand) visit.Event { return visit.AgreementDeclined{} },
		func(*rand.Rand) visit.Event { return visit.StayChosen{} },
		func(*rand.Rand) visit.Event { return visit.SpotMissed{} },
		func(*rand.Rand) visit.Event { return visit.PracticeTyped{Of: 6} },
		func(*rand.Rand) visit.Event { return visit.PracticeErased{} },
		func(*rand.Rand) visit.Event { return visit.Ticked{} },
		func(*rand.Rand) visit.Event { return visit.HelpSaved{Ticket: ticket} },
		func(*rand.Rand) visit.Event { return visit.HelpTaken{Code: ticket.Code} },
		func(*rand.Rand) visit.Event { return visit.HelpNotSaved{} },
		func(r *rand.Rand) visit.Event {
			return visit.PrintEnded{Job: r.IntN(4), Status: visit.PrintStatus(1 + r.IntN(4))}
		},
	}
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		s := visit.Fresh(setup)
		for step := range 500 {
			s, _ = visit.Apply(s, events[r.IntN(len(events))](r))
			page := s.Screen
			if page == visit.StillThere {
				page = s.Under
			}
			listening := page == visit.Listen
			for below := len(s.Trail); page == visit.Display || page == visit.Listen; {
				below--
				page = s.Trail[below].Screen
			}
			if s.Practice != (visit.Practice{}) && page != visit.Step || s.Practice.Typed < 0 || s.Practice.Typed >= 6 {
				t.Fatalf("seed %d, event %d: on %v there is %+v", seed, step, page, s.Practice)
			}
			asking := page >= visit.HelpTopic && page <= visit.HelpTicket
			if s.Help.Phone != "" && !asking {
				t.Fatalf("seed %d, event %d: a telephone number is left on %v", seed, step, s.Screen)
			}
			if s.Screen == visit.StillThere && (s.Left() < 1 || s.Left() > visit.AnswerIn) {
				t.Fatalf("seed %d, event %d: %d seconds left", seed, step, s.Left())
			}
			if onCard := page == visit.LearningCard || page == visit.CardGroup; onCard && s.Card.None() {
				t.Fatalf("seed %d, event %d: on %v without a card", seed, step, page)
			}
			if len(s.Entry.Typed) > card.Length || !s.Card.None() && s.Learnt&^s.Card.Done != 0 {
				t.Fatalf("seed %d, event %d: typed %q, learnt %b, on the card %b", seed, step, s.Entry.Typed, s.Learnt, s.Card.Done)
			}
			if listening && len(s.Reading.Sentences) == 0 {
				t.Fatalf("seed %d, event %d: nothing is read aloud", seed, step)
			}
			// From anywhere, a waking touch, an answer and Home lead home.
			if home, _ := play(s, visit.Woken{}, visit.StayChosen{}, visit.HelpSaved{Ticket: ticket}, visit.HomeChosen{}); home.Screen != visit.Home {
				t.Fatalf("seed %d, event %d: no way home from %v", seed, step, s.Screen)
			}
		}
		if s, _ = play(s, ticks(visit.FinishAfter+visit.WipedFor+1)...); !reflect.DeepEqual(s, visit.Fresh(setup)) {
			t.Fatalf("seed %d: left alone, the kiosk keeps %+v", seed, s)
		}
	}
}

// Staff end a visit from any screen, and nothing of it is left.
func TestStaffEndAVisit(t *testing.T) {
	s, commands := visit.Apply(dirt(t), visit.StaffEnded{})
	if want := visit.Fresh(dirt(t).Setup); !reflect.DeepEqual(s, want) || !slices.Contains(commands, visit.Command(visit.Forget{})) {
		t.Errorf("left: %+v, %v, want %+v", s, commands, want)
	}
	if _, commands := visit.Apply(s, visit.StaffEnded{}); len(commands) > 0 {
		t.Errorf("where nobody is: %v", commands)
	}
}
