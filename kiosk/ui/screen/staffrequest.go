package screen

import (
	"slices"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// StaffAction is something that staff can do.
type StaffAction struct {
	ID, Label, Icon string
	Go              bool // it is done most often
	OnPress         func()
}

// StaffRequest is what the screen of one request shows and what can be pressed on
// it.
type StaffRequest struct {
	Who           string
	Number, Topic string
	Phone         string // whom to call back, grouped; empty: nobody, or not shown
	Lines         []string
	History       []string // who did what when, the last at the end
	Notice        string   // what went wrong; empty: nothing
	Question      string   // what is asked, in place of all that can be done
	Actions       []StaffAction

	OnBack, OnLock func()
}

const staffGap = 22

// Draw draws the request.
func (r StaffRequest) Draw(e Env) fyne.CanvasObject {
	s := touch.NewSheet(e.Look, e.Width, e.Height)
	s.Fill(theme.Paper, 0, 0, e.Width, e.Height)
	e.staffTop(s, "users-three", e.text("staff.request_title", "number", r.Number), r.Who, r.OnLock,
		touch.Button{ID: "staff.back", Label: e.text("staff.back"), Icon: "arrow-left", OnPress: r.OnBack})
	b := box{sideMargin, e.topHeight() + e.gap(), e.Width - 2*sideMargin, e.Height - e.topHeight() - 2*e.gap()}
	b, side := e.aside(b, min(720, b.w*0.58), 800)
	r.facts(e, s, b)
	r.actions(e, s, side)
	return picture(s)
}

func (r StaffRequest) facts(e Env, s *touch.Sheet, b box) {
	s.Card(b.x, b.y, b.w, b.h)
	in := b.inset(32)
	parts := []touch.Part{paragraph(theme.Strong, r.Topic)}
	if r.Notice != "" {
		parts = []touch.Part{touch.Notice{Tone: theme.Gold, Text: r.Notice}, parts[0]}
	}
	if r.Phone != "" {
		parts = append(parts, e.toDial(r.Phone, in.w))
	}
	for _, line := range r.Lines {
		parts = append(parts, paragraph(theme.Staff, line))
	}
	if history := r.history(e, in.w, in.h-e.height(in.w, staffGap, parts...)-staffGap); len(history) > 0 {
		parts = append(parts, history)
	}
	s.Stack(in.x, in.y, in.w, staffGap, parts...)
}

// history is as much of who did what when as there is room for, the last of it.
func (r StaffRequest) history(e Env, width, room float32) group {
	for from := range r.History {
		var lines group
		if from > 0 {
			lines = append(lines, paragraph(theme.Staff, e.text("staff.earlier", "n", from), touch.Muted))
		}
		for _, line := range r.History[from:] {
			lines = append(lines, paragraph(theme.Staff, line, touch.Muted))
		}
		if _, h := lines.Measure(e.Look, width); h <= room {
			return lines
		}
	}
	return nil
}

func (r StaffRequest) actions(e Env, s *touch.Sheet, b box) {
	s.Card(b.x, b.y, b.w, b.h)
	in := b.inset(32)
	var parts []touch.Part
	if r.Question != "" {
		parts = append(parts, paragraph(theme.Strong, r.Question))
	}
	s.Stack(in.x, in.y, in.w, staffGap, append(parts, actions(e.withFittingIcons(r.Actions))...)...)
}

// withFittingIcons is a list without its icons where the words need their room.
func (e Env) withFittingIcons(list []StaffAction) []StaffAction {
	list = slices.Clone(list)
	for i := range list {
		list[i].Icon = e.rowIcon(list[i].Icon)
	}
	return list
}

// actions are buttons: what is done most often each in a row of its own, the rest
// side by side.
func actions(list []StaffAction) (buttons []touch.Part) {
	var others flow
	for _, a := range list {
		button := touch.Button{ID: a.ID, Label: a.Label, Icon: a.Icon, OnPress: a.OnPress}
		if a.Go {
			button.Kind = touch.Go
			buttons = append(buttons, button)
			continue
		}
		others = append(others, button)
	}
	if len(others) > 0 {
		buttons = append(buttons, others)
	}
	return buttons
}
