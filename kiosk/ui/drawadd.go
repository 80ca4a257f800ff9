package ui

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/slip"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui/keyboard"
	"github.com/diemcham/diemcham/kiosk/ui/screen"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/seal"
)

// drawAdd draws a step of adding a request for somebody who does not touch the screen.
func (w *Window) drawAdd(e screen.Env) fyne.CanvasObject {
	e.Lang = locale.Vi
	s, d := w.shown.staff, w.shown.staff.Draft
	step := screen.StaffStep{
		Icon: "user", Device: w.staffText("add_title"), Who: w.staffText("who", "name", s.Who),
		OnBack: w.doStaff(staff.BackChosen{}), OnLock: w.doStaff(staff.Locked{}),
	}
	switch s.Screen {
	case staff.AddTopic:
		c := screen.StaffChoice{StaffStep: step, Title: w.staffText("add_topic_title"), Page: w.staffPage()}
		c.Rows = w.addTopics(d.Topics)
		return c.Draw(e)
	case staff.AddName:
		return screen.StaffTyping{
			StaffStep: step, Title: w.staffText("add_name_title"), Hint: w.staffText("add_name_hint"), Done: w.staffText("add_name_done"),
			Typed: locale.Capitalise(d.Name.Reveal()), Digits: d.Digits, OnKey: w.typedByStaff(func() string { return w.shown.staff.Draft.Name.Reveal() }),
		}.Draw(e)
	case staff.AddPhone:
		return w.drawAddPhone(e, step)
	case staff.AddTicket:
		return w.drawAdded(e, step)
	}
	name := d.Name.Reveal()
	if name == "" {
		name = w.staffText("add_no_name")
	}
	a := screen.StaffAdd{
		StaffStep: step, Topic: w.draftTopic(d), Name: name, Callback: d.Callback, Priority: d.Priority,
		Wait: w.staffText("add_wait"), Call: w.staffText("add_call"), Agreed: d.Agreed, Working: s.Working,
		OnTopic: w.doStaff(staff.TopicAsked{}), OnWait: w.doStaff(staff.HowChosen{}),
		OnPriority: w.doStaff(staff.PriorityTurned{}), OnAgreed: w.doStaff(staff.AgreementTurned{}), OnDraw: w.doStaff(staff.NumberChosen{}),
	}
	if d.CanSeal {
		a.OnName, a.OnCall = w.doStaff(staff.NameAsked{}), w.doStaff(staff.HowChosen{Callback: true})
	}
	if d.Callback {
		a.Call = w.staffText("add_call_at", "phone", locale.GroupPhone(d.Phone.Reveal()))
	}
	if d.Personal() {
		a.Keeps = w.staffText("add_notice", "ward", w.k.Place().Ward.In(locale.Vi))
	}
	if a.Notice = w.troubleText(s); a.Notice == "" && d.Hint {
		a.Notice = w.staffText("add_hint")
	}
	return a.Draw(e)
}

// addTopics offers what help can be wanted with: what is wanted every day and two
// lists, or one of these.
func (w *Window) addTopics(kind string) (rows []screen.ChoiceRow) {
	pack := w.k.Pack()
	row := func(kind visit.TopicKind, id, icon, title string) {
		rows = append(rows, screen.ChoiceRow{
			ID: "topic." + id, Icon: icon, Title: title,
			OnPress: w.doStaff(staff.TopicChosen{Topic: store.Topic{Kind: string(kind), ID: id}}),
		})
	}
	switch visit.TopicKind(kind) {
	case visit.ServiceTopic:
		for _, service := range pack.Services {
			row(visit.ServiceTopic, service.ID, "file-text", service.Title.In(locale.Vi))
		}
		return rows
	case visit.LessonTopic:
		for _, lesson := range pack.Lessons {
			row(visit.LessonTopic, lesson.ID, lesson.Icon, lesson.Title.In(locale.Vi))
		}
		return rows
	}
	for _, id := range visit.GeneralTopics() {
		row(visit.GeneralTopic, id, topicIcon(id), w.k.TopicTitle(visit.Topic{Kind: visit.GeneralTopic, ID: id}, locale.Vi))
	}
	for _, more := range []struct {
		kind visit.TopicKind
		icon string
	}{{visit.ServiceTopic, "files"}, {visit.LessonTopic, "chalkboard-teacher"}} {
		rows = append(rows, screen.ChoiceRow{
			ID: "topics." + string(more.kind), Icon: more.icon, Title: w.staffText("add_topics." + string(more.kind)),
			OnPress: w.doStaff(staff.TopicsChosen{Kind: string(more.kind)}),
		})
	}
	return rows
}

func (w *Window) draftTopic(d staff.Draft) string {
	return w.k.TopicTitle(visit.Topic{Kind: visit.TopicKind(d.Topic.Kind), ID: d.Topic.ID}, locale.Vi)
}

func (w *Window) drawAddPhone(e screen.Env, step screen.StaffStep) fyne.CanvasObject {
	d := w.shown.staff.Draft
	typed := d.Phone.Reveal()
	a := screen.StaffDigits{
		StaffStep: step, Title: w.staffText("add_phone_title"), Hint: w.staffText("add_phone_hint"),
		Typed: locale.GroupPhone(typed), Complete: locale.PhoneComplete(typed), OnNext: w.doStaff(staff.Entered{}),
		Corner: touch.Key{ID: "key.clear", Label: w.k.Texts().Text(locale.Vi, "help.phone_clear"), Role: theme.Label, OnPress: w.doStaff(staff.DigitsCleared{})},
		Pad: screen.PadActions{
			Digit:  func(r rune) { w.doStaff(staff.DigitTyped{Digit: r})() },
			Delete: w.doStaff(staff.DigitDeleted{}),
		},
	}
	if d.Hint {
		a.Notice = w.k.Texts().Text(locale.Vi, "help.phone_short")
		if more := locale.PhoneLength(typed) - len(typed); more > 0 {
			a.Notice = w.staffText("add_phone_more", "n", more)
		}
	}
	return a.Draw(e)
}

// drawAdded shows the number that was drawn.
func (w *Window) drawAdded(e screen.Env, step screen.StaffStep) fyne.CanvasObject {
	s, d := w.shown.staff, w.shown.staff.Draft
	step.OnBack = w.doStaff(staff.QueueChosen{})
	ahead := w.staffText("add_first_in_line")
	if d.Ticket.Ahead > 0 {
		ahead = w.staffText("add_ahead", "n", d.Ticket.Ahead)
	}
	t := screen.StaffTicket{
		StaffStep: step, Number: slip.Spaced(d.Ticket.Number), Lines: []string{w.draftTopic(d), ahead},
		Paper: w.paperNotice(s.Paper), Tone: theme.Gold, Waiting: s.Paper.Status == staff.PaperPrinting,
		OnAgain: w.doStaff(staff.TicketChosen{}), OnQueue: w.doStaff(staff.QueueChosen{}),
	}
	switch s.Paper.Status {
	case staff.PaperPrinting:
		t.Tone = theme.Blue
	case staff.PaperOut:
		t.Tone = theme.Green
	}
	return t.Draw(e)
}

// typedByStaff takes a key of the keyboard in staff mode. now returns the text so far.
func (w *Window) typedByStaff(now func() string) func(keyboard.Key) {
	return func(key keyboard.Key) {
		switch key.Kind {
		case keyboard.Done:
			w.doStaff(staff.Entered{})()
		case keyboard.Digits:
			w.doStaff(staff.DigitsShown{On: true})()
		case keyboard.Letters:
			w.doStaff(staff.DigitsShown{On: false})()
		default:
			w.doStaff(staff.TextTyped{Text: seal.Secret(key.Type(now()))})()
		}
	}
}
