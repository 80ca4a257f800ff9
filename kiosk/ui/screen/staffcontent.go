package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// DueRow is something of the content that has to be checked anew, in words.
type DueRow struct {
	Title string
	More  string // what it is, and when it was checked
}

// StaffContent is what the content screen of staff mode shows and what can be
// pressed on it. Without OnUndo there is no such button.
type StaffContent struct {
	Who                 string
	Lines               []string // which content is shown, and how the last installation fared
	Notice              string   // what went wrong; empty: nothing
	Due                 []DueRow
	Sure                string // asks whether going back is meant; empty: it was not chosen
	OnUndo, OnYes, OnNo func()
	OnQueue, OnDevices  func() // one of them is nil: where who is in came from
	OnLock              func()
	Page                Page
}

// Draw draws what is shown to residents, and how old it is.
func (c StaffContent) Draw(e Env) fyne.CanvasObject {
	s := touch.NewSheet(e.Look, e.Width, e.Height)
	s.Fill(theme.Paper, 0, 0, e.Width, e.Height)
	back := e.queueButton(c.OnQueue)
	if c.OnQueue == nil {
		back = e.devicesButton(c.OnDevices)
	}
	e.staffTop(s, "files", e.text("staff.content_title"), c.Who, c.OnLock, back)
	b := box{sideMargin, e.topHeight() + e.gap(), e.Width - 2*sideMargin, e.Height - e.topHeight() - 2*e.gap()}
	b, side := e.aside(b, min(640, b.w*0.4), 720)
	c.due(e, s, b)
	c.side(e, s, side)
	return picture(s)
}

func (c StaffContent) due(e Env, s *touch.Sheet, b box) {
	if len(c.Due) == 0 {
		s.Text(theme.Body, e.text("staff.content_fresh"), b.x, b.y, b.w, touch.Muted)
		return
	}
	b = b.from(s.Text(theme.Strong, e.text("staff.content_due", "n", len(c.Due)), b.x, b.y, b.w) + touch.Gap)
	rows := make([]touch.Part, len(c.Due))
	for i, row := range c.Due {
		rows[i] = group{paragraph(theme.Strong, row.Title), paragraph(theme.Staff, row.More, touch.Muted)}
	}
	e.list(s, b, "", "", 1, c.Page, rows)
}

func (c StaffContent) side(e Env, s *touch.Sheet, b box) {
	s.Card(b.x, b.y, b.w, b.h)
	in := b.inset(32)
	if c.Sure != "" {
		s.Stack(in.x, in.y, in.w, 22, paragraph(theme.Strong, c.Sure), flow{
			touch.Button{ID: "staff.undo_yes", Label: e.text("staff.content_undo_yes"), Kind: touch.Go, OnPress: c.OnYes},
			touch.Button{ID: "staff.undo_no", Label: e.text("staff.content_undo_no"), OnPress: c.OnNo},
		})
		return
	}
	var parts []touch.Part
	if c.Notice != "" {
		parts = append(parts, touch.Notice{Tone: theme.Gold, Text: c.Notice})
	}
	for _, line := range c.Lines {
		parts = append(parts, paragraph(theme.Staff, line))
	}
	if c.OnUndo != nil {
		parts = append(parts, touch.Button{ID: "staff.undo", Label: e.text("staff.content_undo"), Icon: "arrow-counter-clockwise", OnPress: c.OnUndo})
	}
	s.Stack(in.x, in.y, in.w, 22, parts...)
}

// queueButton leads back to the queue.
// The ways from one page of staff mode to the others.

func (e Env) queueButton(onPress func()) touch.Button {
	return touch.Button{ID: "staff.queue", Label: e.text("staff.queue_open"), Icon: "users-three", OnPress: onPress}
}

func (e Env) devicesButton(onPress func()) touch.Button {
	return touch.Button{ID: "staff.devices", Label: e.text("staff.device_open"), Icon: "printer", OnPress: onPress}
}

func (e Env) contentButton(onPress func()) touch.Button {
	return touch.Button{ID: "staff.content", Label: e.text("staff.content_open"), Icon: "files", OnPress: onPress}
}
