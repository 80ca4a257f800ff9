package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/slip"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui/screen"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/store"
)

// waited returns how many minutes a request has waited, or did wait until somebody
// saw to it.
func (w *Window) waited(r store.Request) int {
	until := w.k.Now()
	switch {
	case !r.TakenAt.IsZero():
		until = r.TakenAt
	case !r.ClosedAt.IsZero():
		until = r.ClosedAt
	}
	return max(0, int(until.Sub(r.AskedAt).Minutes()))
}

func clock(t time.Time) string { return t.In(kiosk.Zone()).Format("15:04") }
func day(t time.Time) string   { return t.In(kiosk.Zone()).Format("02/01") }

// tone is the colour of where a request stands.
func tone(r store.Request) theme.Tone {
	switch {
	case r.Status == store.Waiting && (r.Referred || r.Callback):
		return theme.Blue
	case r.Status == store.Waiting:
		return theme.Red
	case r.Status == store.InHand:
		return theme.Gold
	case r.Ending == store.Done:
		return theme.Green
	}
	return theme.Plum
}

func (w *Window) queueRow(r store.Request, chosen bool) screen.QueueRow {
	by := ""
	for _, deed := range r.History {
		if deed.Kind == store.Taken && deed.By == r.TakenBy && deed.At.Equal(r.TakenAt) {
			by = w.who(deed)
		}
	}
	waited := w.staffText("minutes", "n", w.waited(r))
	if !kiosk.SameDay(r.AskedAt, w.k.Now()) {
		waited = w.staffText("since", "day", day(r.AskedAt))
	}
	row := screen.QueueRow{
		ID:     "staff.request." + r.Code, // numbers start anew each day, codes do not
		Number: slip.Spaced(r.Number), Topic: r.Topic.Title,
		Status: w.k.StatusText(r), Tone: tone(r),
		How: w.staffText("row_here"), Waited: waited, By: by, Chosen: chosen, Callback: r.Callback,
		OnPress: w.doStaff(staff.RequestChosen{ID: r.ID}),
	}
	if r.Callback {
		row.How = w.staffText("row_call")
	}
	if r.Priority && r.Status == store.Waiting {
		row.First = w.staffText("first")
	}
	return row
}

// queueDetail is what is seen of the request looked at beside the queue.
func (w *Window) queueDetail(r store.Request) *screen.QueueDetail {
	phone, lines := w.facts(r)
	return &screen.QueueDetail{
		Number: slip.Spaced(r.Number), Topic: r.Topic.Title, Phone: phone, Lines: lines,
		Actions: append(w.main(r), screen.StaffAction{
			ID: "staff.detail", Label: w.staffText("detail"), OnPress: w.doStaff(staff.DetailChosen{}),
		}),
	}
}

// drawRequest draws the request looked at.
func (w *Window) drawRequest(e screen.Env) fyne.CanvasObject {
	e.Lang = locale.Vi
	s := w.shown.staff
	r, ok := s.Request()
	if !ok {
		panic("ui: no request is looked at")
	}
	d := screen.StaffRequest{
		Who: w.staffText("who", "name", s.Who), Number: slip.Spaced(r.Number), Topic: r.Topic.Title,
		History: w.history(r), Notice: w.troubleText(s),
		OnBack: w.doStaff(staff.QueueChosen{}), OnLock: w.doStaff(staff.Locked{}),
	}
	d.Phone, d.Lines = w.facts(r)
	switch s.Page {
	case staff.Notes:
		return w.drawNote(e, r)
	case staff.Call:
		d.Question, d.Actions, d.OnBack = w.staffText("called"), w.outcomes(r), w.turnTo(staff.Facts)
	case staff.Erase:
		d.Question, d.OnBack = w.staffText("erase_sure", "number", d.Number), w.turnTo(staff.Facts)
		d.Actions = w.mark(nil, r, store.Withdrawn, "erase_yes", "")
		d.Actions = append(d.Actions, screen.StaffAction{ID: "staff.erase_no", Label: w.staffText("erase_no"), OnPress: w.turnTo(staff.Facts)})
	default:
		d.Actions = w.main(r)
		if staff.Can(r, store.Called) {
			d.Actions = append(d.Actions, screen.StaffAction{ID: "staff.call", Label: w.staffText("call"), Icon: "phone-call", OnPress: w.turnTo(staff.Call)})
		}
		if staff.Can(r, store.Noted) && w.shown.visit.CanCall {
			d.Actions = append(d.Actions, screen.StaffAction{ID: "staff.note", Label: w.staffText("note"), OnPress: w.turnTo(staff.Notes)})
		}
		d.Actions = w.mark(d.Actions, r, store.Prioritised, "prioritise", "")
		d.Actions = w.mark(d.Actions, r, store.Referred, "refer", "bank")
		d.Actions = w.mark(d.Actions, r, store.Left, "left", "")
		if staff.Can(r, store.Withdrawn) {
			d.Actions = append(d.Actions, screen.StaffAction{ID: "staff.erase", Label: w.staffText("erase"), OnPress: w.turnTo(staff.Erase)})
		}
	}
	return d.Draw(e)
}

// drawNote draws a note being typed.
func (w *Window) drawNote(e screen.Env, r store.Request) fyne.CanvasObject {
	s := w.shown.staff
	title := "note_title"
	if s.Note.Called {
		title = "note_title_called"
	}
	return screen.StaffTyping{
		StaffStep: screen.StaffStep{
			Icon: "users-three", Device: w.staffText("request_title", "number", slip.Spaced(r.Number)), Who: w.staffText("who", "name", s.Who),
			OnBack: w.turnTo(staff.Facts), OnLock: w.doStaff(staff.Locked{}),
		},
		Title: w.staffText(title), Hint: w.staffText("note_hint"), Notice: w.troubleText(s), Done: w.staffText("note_done"), Long: true,
		Typed: s.Note.Text.Reveal(), Digits: s.Note.Digits, OnKey: w.typedByStaff(func() string { return w.shown.staff.Note.Text.Reveal() }),
	}.Draw(e)
}

func (w *Window) turnTo(to staff.Page) func() { return w.doStaff(staff.PageChosen{Page: to}) }

// main is what is done most often.
func (w *Window) main(r store.Request) (actions []screen.StaffAction) {
	actions = w.mark(actions, r, store.Taken, "take", "")
	actions = w.mark(actions, r, store.Done, "done", "check")
	for i := range actions {
		actions[i].Go = true
	}
	return actions
}

// mark adds what marks a request, if it can be marked so.
func (w *Window) mark(actions []screen.StaffAction, r store.Request, kind store.Kind, id, icon string) []screen.StaffAction {
	if !staff.Can(r, kind) {
		return actions
	}
	return append(actions, screen.StaffAction{
		ID: "staff." + id, Label: w.staffText(id), Icon: icon, OnPress: w.doStaff(staff.MarkChosen{Kind: kind}),
	})
}

// outcomes are what can come of a call.
func (w *Window) outcomes(r store.Request) (actions []screen.StaffAction) {
	if !staff.Can(r, store.Called) {
		return nil
	}
	for _, outcome := range store.CallOutcomes() {
		id := "outcome." + string(outcome)
		actions = append(actions, screen.StaffAction{
			ID: "staff." + id, Label: w.staffText(id),
			OnPress: w.doStaff(staff.MarkChosen{Kind: store.Called, Outcome: outcome}),
		})
	}
	return actions
}

// callback says how the number of somebody who wishes to be called comes to light: id is
// that of the text. The number itself is there only for who has taken the request.
func (w *Window) callback(r store.Request) (id, number string) {
	s := w.shown.staff
	switch {
	case s.Phone.Of == r.ID && s.Phone.Unread:
		return "callback_unread", ""
	case s.Phone.Of == r.ID:
		return "callback", locale.GroupPhone(s.Phone.Number.Reveal())
	case r.Status == store.Waiting:
		return "callback_take", ""
	}
	return "callback", ""
}

// facts says what a request is, and whom to call back.
func (w *Window) facts(r store.Request) (phone string, lines []string) {
	how := "comes"
	if r.Callback {
		how, phone = w.callback(r)
	}
	asked := w.staffText("asked", "time", clock(r.AskedAt), "n", w.waited(r))
	if !kiosk.SameDay(r.AskedAt, w.k.Now()) {
		asked = w.staffText("asked_before", "time", clock(r.AskedAt), "day", day(r.AskedAt))
	}
	if s := w.shown.staff; s.Phone.Of == r.ID && s.Phone.Name != "" {
		lines = append(lines, w.staffText("name", "name", s.Phone.Name.Reveal()))
	}
	lines = append(lines, w.staffText(how), asked)
	if r.Priority {
		lines = append(lines, w.staffText("is_first"))
	}
	if r.Uncertain {
		lines = append(lines, w.staffText("uncertain"))
	}
	return phone, lines
}

// history says who did what when.
func (w *Window) history(r store.Request) (lines []string) {
	did := func(id string, deed store.Deed, more ...any) {
		at := clock(deed.At)
		if !kiosk.SameDay(deed.At, w.k.Now()) {
			at += " " + day(deed.At)
		}
		lines = append(lines, w.staffText("did."+id, append([]any{"time", at, "name", w.who(deed)}, more...)...))
	}
	if r.AskedBy != "" {
		did("asked", store.Deed{At: r.AskedAt, By: r.AskedBy})
	}
	notes := 0
	for _, deed := range r.History {
		switch deed.Kind {
		case store.Called:
			did("called-"+string(deed.Outcome), deed)
		case store.Noted:
			text := w.noteText(r, notes)
			notes++
			switch {
			case text != "":
				did("noted-read", deed, "text", text)
			case deed.OnHub:
				did("noted", deed)
			default:
				did("noted-here", deed)
			}
		default:
			did(string(deed.Kind), deed)
		}
	}
	return lines
}

// noteText returns a note of a request; empty where who is in may not, or cannot, read
// it.
func (w *Window) noteText(r store.Request, i int) string {
	p := w.shown.staff.Phone
	if p.Of != r.ID || i >= len(p.Notes) {
		return ""
	}
	return p.Notes[i].Reveal()
}

// who names whoever did something.
func (w *Window) who(deed store.Deed) string {
	name := deed.By
	if name == "" {
		name = w.staffText("resident")
	}
	if deed.OnHub {
		return w.staffText("at_ward", "name", name)
	}
	return name
}
