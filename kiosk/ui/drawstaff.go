package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui/screen"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/upload"
)

// staffText returns a text of staff mode. Staff mode speaks Vietnamese: the
// language chosen belongs to the resident's visit.
func (w *Window) staffText(id string, args ...any) string {
	return w.k.Texts().Text(locale.Vi, "staff."+id, args...)
}

func (w *Window) drawPIN(e screen.Env) fyne.CanvasObject {
	e.Lang = locale.Vi
	s := w.shown.staff
	notice := ""
	switch {
	case s.Checking:
		notice = w.staffText("pin_checking")
	case s.Trouble == staff.NoStaff:
		notice = w.staffText("pin_none")
	case s.Trouble == staff.StaffUnread:
		notice = w.staffText("pin_unread")
	case s.Wait > 0:
		notice = w.staffText("pin_wait", "n", s.Wait)
	case s.Trouble == staff.WrongPIN:
		notice = w.staffText("pin_wrong")
	case s.Trouble == staff.ShortPIN:
		notice = w.staffText("pin_short", "n", s.DigitsMissing())
	}
	can := s.DigitsMissing() == 0 && s.Wait == 0 && !s.Checking
	leave := w.doStaff(staff.Locked{})
	return screen.StaffPIN(e, len(s.Digits.Reveal()), notice, can, screen.PadActions{
		Digit:  func(r rune) { w.doStaff(staff.DigitTyped{Digit: r})() },
		Delete: w.doStaff(staff.DigitDeleted{}),
	}, w.doStaff(staff.Entered{}), leave)
}

func (w *Window) drawQueue(e screen.Env) fyne.CanvasObject {
	e.Lang = locale.Vi
	s := w.shown.staff
	q := screen.StaffQueue{
		Who:    w.staffText("who", "name", s.Who),
		Count:  w.staffText("count", "n", s.Waiting()),
		Next:   w.nextButton(s),
		Page:   screen.Page{From: s.From, Turn: func(to float64) { w.doStaff(staff.PageTurned{To: to})() }},
		OnLock: w.doStaff(staff.Locked{}), OnContent: w.doStaff(staff.ContentChosen{}), OnDevices: w.doStaff(staff.DevicesChosen{}),
		OnAdd:     w.doStaff(staff.AddChosen{CanSeal: w.shown.visit.CanCall}),
		OnFigures: w.doStaff(staff.FiguresChosen{CanSave: w.k.CanSave()}),
		OnDayList: w.doStaff(staff.DayListChosen{}), Printing: s.Paper.Status == staff.PaperPrinting,
	}
	for _, request := range s.Requests {
		q.Rows = append(q.Rows, w.queueRow(request, request.ID == s.Chosen))
	}
	if request, ok := s.Request(); ok {
		q.Detail = w.queueDetail(request)
	}
	if q.Notice = w.troubleText(s); q.Notice == "" {
		q.Notice = w.paperNotice(s.Paper)
	}
	q.Upload, q.Sent = w.uploadText()
	if w.shown.printer != "" {
		q.Upload += " · " + w.staffText("printer."+string(w.shown.printer))
	}
	if w.shown.aside {
		q.Upload += " · " + w.staffText("device_aside_short")
	}
	if w.shown.sound != "" {
		q.Upload += " · " + w.k.Texts().Text(locale.Vi, "speech.fault."+string(w.shown.sound))
	}
	return q.Draw(e)
}

// nextButton takes whoever is next. It is what is done most often, unless something is
// to be done about the request looked at.
func (w *Window) nextButton(s staff.State) touch.Button {
	b := touch.Button{ID: "staff.take_next", Label: w.staffText("next_here"), Icon: "arrow-right", After: true, Kind: touch.Go, OnPress: w.doStaff(staff.NextAsked{})}
	if looked, ok := s.Request(); ok && len(w.main(looked)) > 0 {
		b.Kind = touch.Try
	}
	i := slices.IndexFunc(s.Requests, func(r store.Request) bool { return r.ID == s.Next })
	switch {
	case i < 0:
		b.Label, b.Icon, b.Disabled = w.staffText("next_none"), "", true
	case s.Requests[i].Callback:
		b.Label, b.Icon, b.After = w.staffText("next_call"), "phone-call", false
	}
	return b
}

// troubleText says what went wrong last.
func (w *Window) troubleText(s staff.State) string {
	switch s.Trouble {
	case staff.NotSaved:
		return w.staffText("not_saved")
	case staff.TakenByNow:
		return w.staffText("taken_by_now")
	case staff.NobodyNext:
		return w.staffText("nobody_next")
	case staff.TicketElsewhere:
		return w.staffText("ticket_elsewhere", "letter", s.Elsewhere)
	case staff.TicketGone:
		return w.staffText("ticket_gone")
	}
	return ""
}

// paperNotice says how what was printed last fares.
func (w *Window) paperNotice(p staff.Paper) string {
	what := [...]string{staff.DayListPaper: "day_list", staff.TicketPaper: "ticket", staff.FiguresPaper: "figures"}[p.What]
	switch p.Status {
	case staff.PaperPrinting:
		if p.Of > 1 {
			return w.staffText(what+"_part", "n", p.Part, "m", p.Of)
		}
		return w.staffText(what + "_printing")
	case staff.PaperOut:
		return w.staffText(what + "_out")
	case staff.PaperLook:
		return w.staffText(what + "_look")
	case staff.PaperFailed:
		return w.staffText(what + "_failed")
	}
	return ""
}

func (w *Window) uploadText() (text string, sent bool) {
	u := w.shown.upload
	if w.o.Upload == nil {
		return w.staffText("no_hub"), false
	}
	switch u.Trouble {
	case upload.Refused, upload.Stranger, upload.Faulty:
		return w.staffText("trouble."+string(u.Trouble), "n", u.Pending), false
	case upload.Local: // then how many there are is perhaps not known
		return w.staffText("trouble.local"), false
	}
	switch {
	case u.Pending > 0 && u.Aside > 0:
		return w.staffText("unsent", "n", u.Pending) + " · " + w.staffText("aside", "n", u.Aside), false
	case u.Aside > 0:
		return w.staffText("aside", "n", u.Aside), false
	case u.Pending > 0:
		return w.staffText("unsent", "n", u.Pending), false
	case u.Trouble != upload.NoTrouble:
		return w.staffText("hub_away"), false
	case u.LastSuccess.IsZero():
		return w.staffText("nothing_to_send"), true
	default:
		return w.staffText("sent", "time", clock(u.LastSuccess)), true
	}
}
