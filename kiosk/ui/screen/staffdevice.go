package screen

import (
	"cmp"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// DeviceCard is a device as it stands.
type DeviceCard struct {
	Icon, Title string
	Name        string   // which one it is
	More        []string // what else is known of it
	State       string   // how it is
	Tone        theme.Tone
	Buttons     []touch.Button
}

// StaffDevice is what the device page of staff mode shows and what can be pressed on
// it.
type StaffDevice struct {
	Who                string
	Machine            touch.Row // how the machine is as a whole; leads to more
	MachineShort       string    // likewise, for panels too low for a row
	Notice             string    // what went wrong; empty: nothing
	Cards              []DeviceCard
	OnQueue, OnContent func() // one of them is nil: a technician has no queue
	OnCare, OnLock     func()
}

// Draw draws the machine and below it printer and scanner, side by side or, upright,
// one below the other.
func (d StaffDevice) Draw(e Env) fyne.CanvasObject {
	other := e.queueButton(d.OnQueue)
	if d.OnQueue == nil {
		other = e.contentButton(d.OnContent)
	}
	others := []touch.Button{other}
	if e.compact() {
		others = append(others, touch.Button{ID: d.Machine.ID, Label: d.MachineShort, OnPress: d.Machine.OnPress})
	}
	others = append(others, touch.Button{ID: "staff.care", Label: e.text("staff.care_open"), Icon: "wrench", OnPress: d.OnCare})
	s, b := e.staffPage("printer", e.text("staff.device_title"), d.Who, d.OnLock, others...)
	if !e.compact() {
		b = b.from(s.Place(d.Machine, b.x, b.y, b.w) + e.gap())
	}
	if d.Notice != "" {
		b = b.from(s.Place(touch.Notice{Tone: theme.Gold, Text: d.Notice}, b.x, b.y, b.w) + e.gap())
	}
	for i, card := range d.Cards {
		n := float32(len(d.Cards))
		at := box{b.x, b.y, touch.CellWidth(b.w, len(d.Cards), e.gap()), b.h}
		at.x += float32(i) * (at.w + e.gap())
		if e.portrait() {
			at = box{b.x, b.y, b.w, (b.h - (n-1)*e.gap()) / n}
			at.y += float32(i) * (at.h + e.gap())
		}
		card.draw(e, s, at)
	}
	return picture(s)
}

// draw lays down how the device is and what can be done about it, and of the rest
// what there is room for.
func (d DeviceCard) draw(e Env, s *touch.Sheet, b box) {
	s.Card(b.x, b.y, b.w, b.h)
	in := b.inset(32)
	buttons := make(flow, len(d.Buttons))
	for i, button := range d.Buttons {
		buttons[i] = button
	}
	const gap = 18
	_, low := buttons.Measure(e.Look, in.w)
	title, state := paragraph(theme.Heading, d.Title), d.state()
	more := []touch.Part{group{title, paragraph(theme.Strong, d.Name)}, state}
	for _, line := range d.More {
		more = append(more, paragraph(theme.Staff, line, touch.Muted))
	}
	var parts []touch.Part
	for _, parts = range [][]touch.Part{
		more,
		more[:2],
		{group{title, paragraph(theme.Staff, d.Name)}, state},
		{paragraph(theme.Staff, d.Name), state},
	} {
		if e.height(in.w, gap, parts...)+gap+low <= in.h {
			break
		}
	}
	s.Stack(in.x, in.y, in.w, gap, parts...)
	s.Place(buttons, in.x, in.bottom()-low, in.w)
}

// state says how the device is.
func (d DeviceCard) state() touch.Part {
	icon, ok := map[theme.Tone]string{theme.Green: "check-circle", theme.Blue: "clock"}[d.Tone]
	if !ok {
		icon = "warning-circle"
	}
	return touch.Bullet{Icon: icon, Tone: d.Tone, Text: d.State, Role: theme.Body}
}

// staffPage begins a page of staff mode. The box is what is left below its bar.
func (e Env) staffPage(icon, title, who string, onLock func(), others ...touch.Button) (*touch.Sheet, box) {
	s := touch.NewSheet(e.Look, e.Width, e.Height)
	s.Fill(theme.Paper, 0, 0, e.Width, e.Height)
	e.staffTop(s, icon, title, who, onLock, others...)
	return s, box{sideMargin, e.topHeight() + e.gap(), e.Width - 2*sideMargin, e.Height - e.topHeight() - 2*e.gap()}
}

// StaffStep is what every step of setting up a device, and of adding a request, has:
// where one is, and the ways out of it.
type StaffStep struct {
	Icon   string // of what is done; empty: the printer's
	Device string // what is set up, or what else is done
	Who    string

	OnBack, OnLock func()
	OnFind         func() // looks again what there is; nil: no such button
	Finding        bool   // that is going on: said on the button, so that no row moves away from a finger
}

func (t StaffStep) begin(e Env) (*touch.Sheet, box) {
	var others []touch.Button
	if t.OnBack != nil {
		others = append(others, touch.Button{ID: "staff.back", Label: e.text("staff.device_back"), Icon: "arrow-left", OnPress: t.OnBack})
	}
	if t.OnFind != nil {
		others = append(others, touch.Button{ID: "staff.find", Label: e.text("staff.device_find"), Icon: "magnifying-glass", Disabled: t.Finding, OnPress: t.OnFind})
	}
	return e.staffPage(cmp.Or(t.Icon, "printer"), t.Device, t.Who, t.OnLock, others...)
}

// ChoiceRow is one of the answers to the question of a step.
type ChoiceRow struct {
	ID, Icon    string
	Title, More string
	InUse       bool // it is what is used now
	OnPress     func()
}

// StaffChoice is a step that asks for one of several answers.
type StaffChoice struct {
	StaffStep
	Title, More string
	Notice      string // why there is nothing to choose, or less than expected; empty: nothing
	Rows        []ChoiceRow
	Page        Page

	// End stands below all pages and ends what the answers belong to, EndMore says more
	// of that; nil: an answer does.
	End     *touch.Button
	EndMore string
}

// Draw draws the question and its answers.
func (c StaffChoice) Draw(e Env) fyne.CanvasObject {
	s, b := c.begin(e)
	if c.End != nil {
		const pad = 12
		w, h := c.End.Measure(e.Look, b.w*0.6)
		foot := h + 2*pad
		b.h -= foot
		e.staffFoot(s, foot)
		s.Put(*c.End, b.right()-w, e.Height-foot+pad, w, h)
		s.Middle(theme.Staff, c.EndMore, b.x, e.Height-foot, b.w-w-touch.Gap, foot, touch.Muted)
	}
	if c.Notice != "" {
		b = b.from(s.Place(touch.Notice{Tone: theme.Gold, Text: c.Notice}, b.x, b.y, b.w) + e.gap()*0.6)
	}
	rows := make([]touch.Part, len(c.Rows))
	for i, row := range c.Rows {
		rows[i] = touch.Row{ID: row.ID, Icon: e.rowIcon(row.Icon), Tone: theme.Teal, Title: row.Title, Subtitle: row.More, Done: row.InUse, Small: e.compact(), OnPress: row.OnPress}
	}
	e.list(s, b, c.Title, c.More, e.columns(), c.Page, rows)
	return picture(s)
}

// StaffDigits is a step that asks for numbers: an address on the network, or whom to
// call. Corner is the key at the lower left.
type StaffDigits struct {
	StaffStep
	Title, Hint   string
	Typed, Notice string
	Complete      bool // or OnNext leads to what is missing
	Corner        touch.Part
	Pad           PadActions
	OnNext        func()
}

// Draw draws what was typed, and the keys of a number pad.
func (a StaffDigits) Draw(e Env) fyne.CanvasObject {
	s, b := a.begin(e)
	var keys box
	if e.portrait() {
		height := padHeight(padKey)
		keys = box{b.x + (b.w-min(b.w, 760))/2, b.bottom() - height, min(b.w, 760), height}
		b.h -= height + e.gap()
	} else {
		b, keys = b.split(min(640, b.w*0.4), e.gap()*1.6)
	}
	e.pad(s, keys, "key.", a.Pad, a.Corner)
	parts := []touch.Part{paragraph(e.titleRole(), a.Title), paragraph(theme.Body, a.Hint, touch.Muted), touch.Field{Text: a.Typed, Low: e.compact()}}
	if a.Notice != "" {
		parts = append(parts, touch.Notice{Tone: theme.Gold, Text: a.Notice})
	}
	parts = append(parts, flow{touch.Button{
		ID: "staff.next", Label: e.text("staff.address_next"), Icon: "arrow-right", After: true, Kind: touch.Go, OnPress: a.OnNext,
		Disabled: !a.Complete, OnRefused: a.OnNext,
	}})
	s.Stack(b.x, b.y, b.w, e.gap()*0.6, parts...)
	return picture(s)
}

// StaffTrial is the step that tries a device out.
type StaffTrial struct {
	StaffStep
	Icon, Title string
	Name        string
	Lines       []string
	Outcome     string // how the trial went; empty: not yet
	Tone        theme.Tone
	Notice      string // what went wrong otherwise; empty: nothing
	Hint        string // what holds until it is kept; empty: it is in use
	Buttons     []touch.Button
	Page        Page
}

// Draw draws what is tried and how that went.
func (t StaffTrial) Draw(e Env) fyne.CanvasObject {
	s, b := t.begin(e)
	b.x, b.w = b.x+max(0, b.w-1300)/2, min(b.w, 1300)
	parts := []touch.Part{headline{icon: t.Icon, tone: theme.Teal, role: e.titleRole(), text: t.Title}, paragraph(theme.Strong, t.Name)}
	for _, line := range t.Lines {
		parts = append(parts, paragraph(theme.Body, line))
	}
	if t.Outcome != "" {
		parts = append(parts, touch.Notice{Tone: t.Tone, Text: t.Outcome})
	}
	if t.Notice != "" {
		parts = append(parts, touch.Notice{Tone: theme.Gold, Text: t.Notice})
	}
	buttons := make(flow, len(t.Buttons))
	for i, button := range t.Buttons {
		buttons[i] = button
	}
	if len(buttons) > 0 {
		parts = append(parts, buttons)
	}
	if t.Hint != "" {
		parts = append(parts, paragraph(theme.Body, t.Hint, touch.Muted))
	}
	e.middled(s, b, e.gap()*0.8, t.Page, parts...)
	return picture(s)
}

// StaffMachine is what the page of the machine shows: what is the matter with it, the
// worst first.
type StaffMachine struct {
	StaffStep
	State touch.Bullet // the machine as a whole
	Night string       // how the last nightly self-test ended
	Rows  []MachineRow
	Page  Page
}

// MachineRow is one thing that is the matter, in words.
type MachineRow struct {
	Says touch.Bullet
	Do   string // what to do about it, and its code
}

// Draw draws the page.
func (m StaffMachine) Draw(e Env) fyne.CanvasObject {
	s, b := m.begin(e)
	b = b.from(s.Place(m.State, b.x, b.y, b.w) + 6)
	b = b.from(s.Text(theme.Staff, m.Night, b.x, b.y, b.w, touch.Muted) + e.gap())
	rows := make([]touch.Part, len(m.Rows))
	for i, row := range m.Rows {
		rows[i] = group{row.Says, paragraph(theme.Staff, row.Do)}
	}
	e.list(s, b, "", "", 1, m.Page, rows)
	return picture(s)
}
