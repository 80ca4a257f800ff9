package visit

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/store/seal"
)

// Apply returns the state after an event and what has to be done about it. An
// event that makes no sense on the screen shown, such as the second of two taps
// in a hurry, changes nothing. It panics on a type of event it does not know.
func Apply(s State, e Event) (State, []Command) {
	next, commands := apply(s, e)
	return silenced(s, next, commands)
}

func apply(s State, e Event) (State, []Command) {
	switch e.(type) {
	case Ticked:
		return tick(s)
	case Broken:
		return s.forgotten(OutOfOrder), []Command{Forget{}}
	}
	if s.Screen == OutOfOrder {
		return s, nil // nothing can be relied on any more
	}
	switch e := e.(type) {
	case StaffEnded:
		if s.Screen == Attract {
			return s, nil
		}
		return s.forgotten(Attract), []Command{Forget{}}
	case HelpSaved, HelpNotSaved, HelpTaken, PrintEnded:
		return result(s, e), nil
	case ReadingAt, ReadingEnded, ReadingFailed, StaffOpened:
		return heard(s, e), nil
	case SoundProbed:
		if s.Screen == Attract {
			s.CanListen = e.CanListen
		}
		return s, nil
	case ScannerChanged:
		s.CanScan = e.CanScan
		return s, nil
	case PrinterProbed:
		s.PrinterTrouble = e.Trouble
		return s, nil
	case CardScanned:
		return scanned(s, e)
	}
	// Where the seconds are being counted down, only an answer stops them.
	if s.Screen != StillThere && s.Screen != Wiped {
		s.Idle = 0
	}
	switch e := e.(type) {
	case Touched:
		return s, nil
	case Woken:
		if s.Screen == Attract || s.Screen == Wiped {
			s.Idle = 0
			return s.home(), nil
		}
		return s, nil
	case LangChosen:
		if s.Screen == Attract || s.Screen == Wiped {
			return s, nil // nobody is there to choose one
		}
		if s.Screen == Listen {
			s = back(s) // the page has other words now
		}
		s.Lang = e.Lang
		if s.Screen == StillThere {
			s.Idle = IdleAfter // somebody is there, and has to read it anew
		}
		return s, nil
	case StayChosen:
		if s.Screen == StillThere {
			s.Screen, s.Under, s.Idle = s.Under, Attract, 0
		}
		return s, nil
	case ListenChosen:
		return listen(s, e)
	case FinishChosen:
		if s.Screen == Attract || s.Screen == Wiped {
			return s, nil
		}
		return s.wiped(), []Command{Forget{}}
	}
	if s.Screen == Attract || s.Screen == Wiped || s.Screen == StillThere {
		return s, nil
	}
	switch e := e.(type) {
	case HomeChosen:
		if s.Help.Saving {
			return s, nil
		}
		return s.home(), nil
	case BackChosen:
		return back(s), nil
	case RepeatChosen, PauseTurned, SpeedChosen, VolumeChosen, PrivateAsked:
		return control(s, e)
	case DisplayChosen:
		if s.Screen == Listen {
			s = back(s)
		}
		if s.Screen == Display || s.Help.Saving {
			return s, nil
		}
		return s.overlay(Display), nil
	case TextSizeChosen:
		if e.Size >= 0 && e.Size < TextSizes {
			s.Look.TextSize = e.Size
		}
		return s, nil
	case ContrastChosen:
		s.Look.Contrast = e.On
		return s, nil
	case LessonsChosen:
		return only(s, Home, func(s State) State { return s.forward(Place{Screen: Lessons}) }), nil
	case LessonChosen:
		return among(s, []Screen{Lessons, Results}, func(s State) State {
			return s.forward(Place{Screen: Prepare, Lesson: e.ID, Mark: e.Mark, Steps: e.Steps})
		}), nil
	case AgainChosen:
		return only(s, Finished, func(s State) State { return s.forward(s.step(1)) }), nil
	case ServicesChosen:
		return only(s, Home, func(s State) State { return s.forward(Place{Screen: Services}) }), nil
	case SafetyChosen:
		return only(s, Home, func(s State) State { return s.forward(Place{Screen: Safety}) }), nil
	case ClassesChosen, NewsChosen, AnnouncementChosen, ConnectChosen, WiFiChosen, ResidentialGroupChosen:
		return local(s, e), nil
	case SearchChosen:
		return only(s, Services, func(s State) State { return s.forward(Place{Screen: Search}) }), nil
	case QueryTyped:
		if s.Screen == Search && utf8.RuneCountInString(e.Query.Reveal()) <= QueryMost {
			s.Query = e.Query
		}
		return s, nil
	case DigitsShown:
		if s.Screen == Search {
			s.Digits = e.On
		}
		return s, nil
	case GroupChosen:
		return only(s, Services, func(s State) State {
			return s.forward(Place{Screen: ServiceGroup, Group: e.ID})
		}), nil
	case ServiceChosen:
		return among(s, []Screen{ServiceGroup, Results}, func(s State) State {
			return s.forward(Place{Screen: Service, Service: e.ID})
		}), nil
	case PageTurned:
		s.From = max(0, e.To)
		return s, nil
	case PrintChosen:
		return print(s)
	case SpotMissed, PracticeTyped, PracticeErased:
		return practise(s, e)
	case CardChosen, CardMade, HaveCardChosen, CodeTyped, CodeDeleted, CodeCleared, NameGroupChosen, GroupNamed, CertificateChosen:
		return withCard(s, e)
	}
	return help(s, e)
}

// only applies f on one screen and nowhere else.
func only(s State, on Screen, f func(State) State) State { return among(s, []Screen{on}, f) }

// among applies f on some screens and nowhere else.
func among(s State, on []Screen, f func(State) State) State {
	if !slices.Contains(on, s.Screen) {
		return s
	}
	return f(s)
}

func (s State) step(n int) Place {
	return Place{Screen: Step, Lesson: s.Lesson, Mark: s.Mark, Step: n, Steps: s.Steps}
}

func tick(s State) (State, []Command) {
	if s.Screen == Attract {
		return s, nil
	}
	s.Idle++
	switch {
	case s.Screen == OutOfOrder:
		if s.Idle == BrokenFor {
			return s, []Command{Restart{}}
		}
	case s.Screen == Wiped:
		if s.Idle >= WipedFor {
			return Fresh(s.Setup), nil
		}
	case s.Screen == StillThere:
		if s.Idle >= FinishAfter {
			return s.wiped(), []Command{Forget{}}
		}
	case s.Idle >= IdleAfter:
		if s.Screen == Listen {
			s = back(s) // the voice ended long ago
		}
		s.Under, s.Screen = s.Screen, StillThere
	case s.Screen == Step && s.Idle >= GlowAfter:
		s.Practice.Glow = true
	}
	return s, nil
}

// result takes in what slow work came to. It may find the resident on another
// page, or gone: then it has nothing to say.
func result(s State, e Event) State {
	shown := &s.Screen
	if s.Screen == StillThere {
		shown = &s.Under
	}
	switch e := e.(type) {
	case HelpSaved:
		if !s.Help.Saving {
			return s
		}
		s.Help.Saving, s.Help.Ticket = false, e.Ticket
		*shown = HelpTicket
	case HelpTaken:
		s.Help.Coming = s.Help.Coming || s.Help.Ticket != (Ticket{}) && s.Help.Ticket.Code == e.Code
	case HelpNotSaved:
		if !s.Help.Saving {
			return s
		}
		s.Help.Saving = false
		*shown = HelpFailed
	case PrintEnded:
		switch e.Job { // neither, if the page that asked for it is gone
		case s.Certificate.job(Printing):
			s.Certificate.Status = e.Status
		case s.Print.job(Printing):
			s.Print.Status = e.Status
			if onPaper := e.Status == TakeSlip || e.Status == LookForSlip; onPaper && s.page() == LearningCard {
				s.Paper = s.Card.Done
			}
		}
	}
	return s
}

func back(s State) State {
	if len(s.Trail) == 0 || s.Help.Saving || s.Screen == HelpTicket {
		return s
	}
	last := s.Trail[len(s.Trail)-1]
	s.Trail = s.Trail[: len(s.Trail)-1 : len(s.Trail)-1]
	if overlaid(s.Screen) {
		// Only the look has changed: the page is as it was left, with its slip.
		s.Place = last
		return s
	}
	s = s.at(last)
	if !asking(s.Screen) {
		s.Help = Help{}
	}
	switch s.Screen {
	case Services:
		s.Query, s.Digits = "", false
	case Lessons:
		s.Entry = Entry{}
	}
	return s
}

// overlay lays a screen over the page, which is kept as it is, with its slip and
// what was practised.
func (s State) overlay(screen Screen) State {
	print, certificate, practice := s.Print, s.Certificate, s.Practice
	s = s.forward(Place{Screen: screen})
	s.Print, s.Certificate, s.Practice = print, certificate, practice
	return s
}

// overlaid reports whether a screen only changes how the page below is seen or
// heard.
func overlaid(screen Screen) bool { return screen == Display || screen == Listen }

func asking(screen Screen) bool {
	switch screen {
	case HelpTopic, HelpHow, HelpPhone, HelpConsent, HelpTicket, HelpFailed:
		return true
	}
	return false
}

func print(s State) (State, []Command) {
	if !s.CanPrint() {
		return s, nil
	}
	var command Command
	switch s.Screen {
	case Service:
		command = PrintService{ID: s.Service, Lang: s.Lang}
	case Finished:
		command = PrintLesson{ID: s.Lesson, Lang: s.Lang}
	case LearningCard:
		command = PrintCard{Card: s.Card, Lang: s.Lang}
	case HelpTicket:
		command = PrintTicket{Ticket: s.Help.Ticket, Topic: s.Help.Topic, Callback: s.Help.Callback, Again: s.Print.Copies > 0, Lang: s.Lang}
	default:
		return s, nil
	}
	s.Jobs++
	s.Print = Print{Status: Printing, Copies: s.Print.Copies + 1, Job: s.Jobs}
	return s, []Command{command}
}

// help is the part of a visit that asks for help, and the go-on button.
func help(s State, e Event) (State, []Command) {
	if s.Help.Saving {
		return s, nil
	}
	switch e := e.(type) {
	case HelpChosen:
		for overlaid(s.Screen) {
			s = back(s)
		}
		if asking(s.Screen) {
			return s, nil
		}
		here := here(s)
		s = s.forward(Place{Screen: HelpTopic})
		s.Help = Help{Here: here}
		return s, nil
	case TopicChosen:
		if s.Screen != HelpTopic {
			return s, nil
		}
		s.Help.Topic = e.Topic
		if !s.CanCall {
			return submit(s, false)
		}
		return s.forward(Place{Screen: HelpHow}), nil
	case WaitChosen:
		if s.Screen != HelpHow {
			return s, nil
		}
		return submit(s, false)
	case CallbackChosen:
		return only(s, HelpHow, func(s State) State { return s.forward(Place{Screen: HelpPhone}) }), nil
	case DigitTyped:
		if typed := s.Help.Phone.Reveal(); s.Screen == HelpPhone && locale.TypePhone(typed, e.Digit) != typed {
			s.Help.Phone = seal.Secret(locale.TypePhone(typed, e.Digit))
			s.Help.Hint = false
		}
		return s, nil
	case DigitDeleted:
		if typed := s.Help.Phone.Reveal(); s.Screen == HelpPhone && typed != "" {
			s.Help.Phone = seal.Secret(typed[:len(typed)-1])
		}
		return s, nil
	case DigitsCleared:
		if s.Screen == HelpPhone {
			s.Help.Phone = ""
		}
		return s, nil
	case PhoneSkipped:
		if s.Screen != HelpPhone {
			return s, nil
		}
		return submit(s, false)
	case AgreementTurned:
		if s.Screen == HelpConsent {
			s.Help.Agreed, s.Help.Hint = !s.Help.Agreed, false
		}
		return s, nil
	case AgreementDeclined:
		if s.Screen != HelpConsent {
			return s, nil
		}
		return submit(s, false)
	case NextChosen:
		return next(s)
	}
	panic(fmt.Sprintf("visit: unknown event %T", e))
}

func next(s State) (State, []Command) {
	switch s.Screen {
	case Prepare:
		return s.forward(s.step(1)), nil
	case Step:
		if s.Step < s.Steps {
			return s.forward(s.step(s.Step + 1)), nil
		}
		s, commands := s.learn(s.Mark)
		return s.forward(Place{Screen: Finished, Lesson: s.Lesson, Mark: s.Mark, Steps: s.Steps}), commands
	case Finished, HelpTicket, HelpFailed:
		return s.home(), nil
	case LearningCard:
		return s.home().forward(Place{Screen: Lessons}), nil
	case CardEntry:
		return enter(s)
	case Display, Listen:
		return back(s), nil
	case Search:
		if strings.TrimSpace(s.Query.Reveal()) != "" {
			return s.forward(Place{Screen: Results}), nil
		}
	case HelpPhone:
		if s.Help.PhoneComplete() {
			s.Help.Hint = false
			return s.forward(Place{Screen: HelpConsent}), nil
		}
		s.Help.Hint = true
	case HelpConsent:
		if s.Help.Agreed {
			return submit(s, true)
		}
		s.Help.Hint = true
	}
	return s, nil
}

// submit hands the request over. Without a number to call, the resident waits;
// what was typed and not agreed to is forgotten at once.
func submit(s State, callback bool) (State, []Command) {
	if !callback {
		s.Help.Phone, s.Help.Agreed, s.Help.Hint = "", false, false
	}
	s.Help.Callback, s.Help.Saving = callback, true
	return s, []Command{SubmitRequest{Topic: s.Help.Topic, Callback: callback, Phone: s.Help.Phone}}
}

// here is what the resident was looking at.
func here(s State) Topic {
	switch s.Screen {
	case Prepare, Step, Finished:
		return Topic{Kind: LessonTopic, ID: s.Lesson, Step: s.Step}
	case Service:
		return Topic{Kind: ServiceTopic, ID: s.Service}
	case Connect, WiFi, ZaloGroup:
		return Topic{Kind: GeneralTopic, ID: "zalo"}
	}
	return Topic{}
}
