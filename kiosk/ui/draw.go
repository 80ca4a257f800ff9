package ui

import (
	"fmt"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/slip"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui/keyboard"
	"github.com/diemcham/diemcham/kiosk/ui/screen"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store/seal"
)

// draw returns the picture of the state shown.
func (w *Window) draw(e screen.Env) fyne.CanvasObject {
	switch w.shown.staff.Screen {
	case staff.PIN:
		return w.drawPIN(e)
	case staff.Queue:
		return w.drawQueue(e)
	case staff.Content:
		return w.drawContent(e)
	case staff.Request:
		return w.drawRequest(e)
	case staff.AddTopic, staff.AddForm, staff.AddName, staff.AddPhone, staff.AddTicket:
		return w.drawAdd(e)
	case staff.Figures:
		return w.drawFigures(e)
	}
	if w.shown.staff.Screen >= staff.NewPIN {
		return w.drawFirst(e)
	}
	if w.shown.staff.Screen != staff.Closed {
		return w.drawDevice(e)
	}
	s := w.shown.visit
	place, ward := w.k.Place().Name.In(s.Lang), w.k.Place().Ward.In(s.Lang)
	bars := w.bars()
	switch s.Screen {
	case visit.Attract:
		return screen.Attract(e, place, ward, w.k.Now(), w.slide(e), w.do(visit.Woken{}))
	case visit.Home:
		bars.OnHome, bars.OnBack, bars.OnEnd = nil, nil, w.do(visit.FinishChosen{})
		return screen.Home(e, bars, w.page(), screen.HomeActions{
			Lessons: w.do(visit.LessonsChosen{}), Services: w.do(visit.ServicesChosen{}), Help: w.do(visit.HelpChosen{}), Safety: w.do(visit.SafetyChosen{}),
			Classes: w.do(visit.ClassesChosen{}), Connect: w.do(visit.ConnectChosen{}),
		})
	case visit.Lessons:
		return w.drawLessons(e, bars)
	case visit.Prepare:
		return screen.Prepare(e, bars, w.lesson(), w.page(), w.do(visit.NextChosen{}))
	case visit.Step:
		return screen.Step(e, bars, w.lesson(), s.Step, w.page(), w.practice(), w.do(visit.NextChosen{}))
	case visit.Finished:
		return w.drawFinished(e, bars)
	case visit.LearningCard, visit.CardEntry, visit.CardGroup:
		return w.drawCard(e, bars)
	case visit.Services:
		return screen.Services(e, bars, w.k.Pack(), w.page(), w.do(visit.SearchChosen{}), func(group string) {
			w.do(visit.GroupChosen{ID: group})()
		})
	case visit.ServiceGroup:
		return screen.ServiceGroup(e, bars, w.k.Pack(), w.group(), w.page(), w.openService)
	case visit.Service:
		return w.drawService(e, bars)
	case visit.Safety:
		return screen.Safety(e, bars, w.k.Pack().Hotlines, w.page())
	case visit.Classes, visit.News, visit.Announcement, visit.Connect, visit.WiFi, visit.ZaloGroup:
		return w.drawLocal(e, bars)
	case visit.Search:
		return screen.Search(e, bars, s.Query.Reveal(), s.Digits, w.typed, w.do(visit.NextChosen{}))
	case visit.Results:
		query := s.Query.Reveal()
		return screen.Results(e, bars, w.k.Pack(), query, w.k.Pack().Search(s.Lang, query), w.page(), w.openService, w.openLesson)
	case visit.Display:
		bars.OnDisplay = nil
		return screen.Display(e, bars, s.Look.TextSize, s.Look.Contrast, w.page(), func(size int) {
			w.do(visit.TextSizeChosen{Size: size})()
		}, func(on bool) { w.do(visit.ContrastChosen{On: on})() }, w.do(visit.NextChosen{}))
	case visit.Listen:
		bars.OnListen = nil
		return w.drawListen(e, bars)
	case visit.StillThere:
		return screen.StillThere(e, bars, s.Left(), w.do(visit.StayChosen{}), w.do(visit.FinishChosen{}))
	case visit.Wiped:
		return screen.Wiped(e, w.do(visit.Woken{}))
	case visit.OutOfOrder:
		return screen.OutOfOrder(e, w.k.Place().Name, w.k.Place().Ward, w.k.Pack().HelpLine())
	}
	return w.drawHelp(e, bars)
}

func (w *Window) bars() screen.Bars {
	s := w.shown.visit
	return screen.Bars{
		Place:  w.k.Place().Name.In(s.Lang),
		Ward:   w.k.Place().Ward.In(s.Lang) + " · " + w.k.Place().City.In(s.Lang),
		Now:    w.k.Now(),
		Calls:  w.shown.waiting,
		OnLang: func(lang locale.Lang) { w.do(visit.LangChosen{Lang: lang})() },
		// Not held back: seven touches in a row are meant.
		OnMark:    func() { w.k.HandleStaff(staff.MarkTouched{At: w.k.Now()}) },
		OnHome:    w.do(visit.HomeChosen{}),
		OnBack:    w.do(visit.BackChosen{}),
		OnListen:  w.listen(),
		OnDisplay: w.do(visit.DisplayChosen{}),
		OnHelp:    w.do(visit.HelpChosen{}),
	}
}

// practice is what happens on the pretend phone. Which digit was typed there is
// not even told to the visit.
func (w *Window) practice() screen.Practice {
	s := w.shown.visit
	return screen.Practice{
		Glow: s.Practice.Glow, Typed: s.Practice.Typed,
		OnRight: w.do(visit.NextChosen{}), OnMiss: w.do(visit.SpotMissed{}),
		OnType: func(of int) { w.do(visit.PracticeTyped{Of: of})() }, OnErase: w.do(visit.PracticeErased{}),
	}
}

func (w *Window) openLesson(lesson content.Lesson) {
	w.do(visit.LessonChosen{ID: lesson.ID, Mark: lesson.Mark, Steps: len(lesson.Steps)})()
}

func (w *Window) openService(id string) { w.do(visit.ServiceChosen{ID: id})() }

// typed takes a key of the keyboard.
func (w *Window) typed(key keyboard.Key) {
	switch key.Kind {
	case keyboard.Done:
		w.do(visit.NextChosen{})()
	case keyboard.Digits:
		w.do(visit.DigitsShown{On: true})()
	case keyboard.Letters:
		w.do(visit.DigitsShown{On: false})()
	default:
		query := key.Type(w.shown.visit.Query.Reveal())
		w.do(visit.QueryTyped{Query: seal.Secret(query)})()
	}
}

func (w *Window) turn(to float64) { w.do(visit.PageTurned{To: to})() }

func (w *Window) page() screen.Page {
	return screen.Page{From: w.shown.visit.From, Turn: w.turn}
}

func (w *Window) lesson() content.Lesson {
	lesson, ok := w.k.Pack().Lesson(w.shown.visit.Lesson)
	if !ok {
		panic(fmt.Sprintf("ui: no lesson %q", w.shown.visit.Lesson))
	}
	return lesson
}

func (w *Window) group() content.Group {
	group, ok := w.k.Pack().Group(w.shown.visit.Group)
	if !ok {
		panic(fmt.Sprintf("ui: no group %q", w.shown.visit.Group))
	}
	return group
}

func slipState(status visit.PrintStatus) screen.SlipState {
	return map[visit.PrintStatus]screen.SlipState{
		visit.NotPrinted: screen.SlipNone, visit.Printing: screen.SlipPrinting,
		visit.TakeSlip: screen.SlipTake, visit.LookForSlip: screen.SlipLook, visit.NoSlip: screen.SlipFailed,
	}[status]
}

func (w *Window) slip() screen.Slip {
	s := w.shown.visit
	slip := screen.Slip{State: slipState(s.Print.Status), Can: s.CanPrint(), OnPrint: w.do(visit.PrintChosen{})}
	if s.PrinterTrouble != "" && s.CopiesLeft() && s.Print.Status != visit.Printing {
		slip.Why = w.text("print.why." + why(s.PrinterTrouble))
	}
	return slip
}

// why leaves only what a resident can make something of.
func why(trouble string) string {
	switch fault := printing.Fault(trouble); fault {
	case printing.PaperOut, printing.CoverOpen:
		return trouble
	}
	return "other"
}

func (w *Window) drawService(e screen.Env, bars screen.Bars) fyne.CanvasObject {
	service, ok := w.k.Pack().Service(w.shown.visit.Service)
	if !ok {
		panic(fmt.Sprintf("ui: no service %q", w.shown.visit.Service))
	}
	group, _ := w.k.Pack().Group(service.Group)
	return screen.Service(e, bars, service, group.Title.In(e.Lang), addressQR(service.Address), w.page(), w.slip())
}

func (w *Window) drawHelp(e screen.Env, bars screen.Bars) fyne.CanvasObject {
	s := w.shown.visit
	bars.OnHelp = nil // help is being asked for already
	switch s.Screen {
	case visit.HelpTopic:
		here, topics := w.topics()
		return screen.HelpTopic(e, bars, here, topics, s.Help.Saving, w.page())
	case visit.HelpHow:
		return screen.HelpHow(e, bars, w.page(), s.Help.Saving, w.do(visit.WaitChosen{}), w.do(visit.CallbackChosen{}))
	case visit.HelpPhone:
		return screen.HelpPhone(e, bars, locale.GroupPhone(s.Help.Phone.Reveal()), s.Help.PhoneComplete(), w.phoneHint(), s.Help.Saving, screen.PadActions{
			Digit:  func(r rune) { w.do(visit.DigitTyped{Digit: r})() },
			Clear:  w.do(visit.DigitsCleared{}),
			Delete: w.do(visit.DigitDeleted{}),
		}, w.do(visit.NextChosen{}), w.do(visit.PhoneSkipped{}))
	case visit.HelpConsent:
		return screen.HelpConsent(e, bars, w.k.Place().Ward.In(e.Lang), locale.Together(locale.GroupPhone(s.Help.Phone.Reveal())), s.Help.Agreed, s.Help.Hint, s.Help.Saving, w.page(),
			w.do(visit.AgreementTurned{}), w.do(visit.NextChosen{}), w.do(visit.AgreementDeclined{}))
	case visit.HelpTicket:
		return w.drawTicket(e, bars)
	case visit.HelpFailed:
		bars.OnBack = nil
		return screen.HelpFailed(e, bars, w.page(), w.do(visit.NextChosen{}))
	}
	panic(fmt.Sprintf("ui: no picture for screen %v", s.Screen))
}

// phoneHint says what the telephone number still lacks, once going on with it
// was wished for.
func (w *Window) phoneHint() string {
	help, texts, lang := w.shown.visit.Help, w.k.Texts(), w.shown.visit.Lang
	typed := help.Phone.Reveal()
	switch {
	case !help.Hint:
		return ""
	case len(typed) < locale.PhoneLength(typed):
		return texts.Text(lang, "help.phone_more", "n", locale.PhoneLength(typed)-len(typed))
	}
	return texts.Text(lang, "help.phone_short")
}

// topics returns where the resident was, if anywhere, and what else help can be
// wanted with.
func (w *Window) topics() (here *screen.Topic, topics []screen.Topic) {
	s, texts := w.shown.visit, w.k.Texts()
	choose := func(topic visit.Topic) func() { return w.do(visit.TopicChosen{Topic: topic}) }
	if topic := s.Help.Here; topic != (visit.Topic{}) {
		here = &screen.Topic{
			ID: "topic.here", Icon: "check-circle", Title: w.k.TopicTitle(topic, s.Lang),
			Subtitle: texts.Text(s.Lang, "help.topic_here"), OnPress: choose(topic),
		}
	}
	for _, id := range visit.GeneralTopics() {
		topic := visit.Topic{Kind: visit.GeneralTopic, ID: id}
		if topic == s.Help.Here {
			continue // it stands at the top
		}
		topics = append(topics, screen.Topic{
			ID: "topic." + id, Icon: topicIcon(id), Title: w.k.TopicTitle(topic, s.Lang), OnPress: choose(topic),
		})
	}
	return here, topics
}

func topicIcon(general string) string {
	return map[string]string{
		"vneid": "identification-card", "papers": "files", "phone": "device-mobile",
		"zalo": "chat-circle-text", "payment": "coins", "other": "question",
	}[general]
}

func (w *Window) drawTicket(e screen.Env, bars screen.Bars) fyne.CanvasObject {
	help := w.shown.visit.Help
	code, err := slip.Barcode(help.Ticket.Code)
	if err != nil {
		panic(fmt.Sprintf("ui: ticket code: %v", err)) // the store makes digits only
	}
	bars.OnBack = nil
	ticket := screen.Ticket{
		Number: slip.Spaced(help.Ticket.Number), Topic: w.k.TopicTitle(help.Topic, e.Lang),
		At: help.Ticket.At.In(kiosk.Zone()), Ahead: help.Ticket.Ahead, Bars: code,
	}
	if help.Coming {
		ticket.Coming = w.text("help.ticket_coming")
		if help.Callback {
			ticket.Coming = w.text("help.ticket_calling")
		}
	}
	if help.Callback {
		ticket.Phone = locale.Together(locale.GroupPhone(help.Phone.Reveal()))
	}
	return screen.HelpTicket(e, bars, w.k.Place().Ward.In(e.Lang), ticket, w.page(), w.slip(), w.do(visit.NextChosen{}))
}
