package screen

import (
	"slices"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// QueueRow is a request in the queue, in words.
type QueueRow struct {
	ID      string // of the touch target
	Number  string
	First   string // says that it goes first; empty: it does not
	Topic   string
	Status  string
	Tone    theme.Tone
	How     string // the resident waits: here, or to be called
	Waited  string
	By      string // who has it; empty: nobody
	Chosen  bool
	OnPress func()

	Callback bool // what How says
}

// QueueDetail is the request that is looked at.
type QueueDetail struct {
	Number, Topic string
	Phone         string // whom to call back, grouped; empty: nobody, or not shown
	Lines         []string
	Actions       []StaffAction
}

// StaffQueue is what the queue screen shows and what can be pressed on it.
type StaffQueue struct {
	Who    string
	Count  string
	Next   touch.Button // takes whoever is next
	Rows   []QueueRow
	Detail *QueueDetail // nil: none chosen
	Notice string       // what went wrong; empty: nothing
	Upload string       // how the upload stands
	Sent   bool         // all is on the hub
	Page   Page

	Printing bool // the list of the day is on its way to the printer

	OnContent, OnDevices, OnAdd, OnFigures, OnDayList, OnLock func()
}

const staffRow = 92

// Draw draws the queue.
func (q StaffQueue) Draw(e Env) fyne.CanvasObject {
	s := touch.NewSheet(e.Look, e.Width, e.Height)
	s.Fill(theme.Paper, 0, 0, e.Width, e.Height)
	e.staffTop(s, "users-three", e.text("staff.queue_title")+" · "+q.Count, q.Who, q.OnLock,
		e.devicesButton(q.OnDevices), e.contentButton(q.OnContent))
	buttons := []touch.Button{
		{ID: "staff.add", Label: e.text("staff.add"), Icon: "plus", Disabled: q.Printing, OnPress: q.OnAdd},
		{ID: "staff.figures", Label: e.text("staff.figures_open"), Icon: "gauge", Disabled: q.Printing, OnPress: q.OnFigures},
		{ID: "staff.day_list", Label: e.text("staff.day_list"), Icon: "printer", Disabled: q.Printing, OnPress: q.OnDayList},
	}
	w := -float32(touch.Gap)
	for i, button := range buttons {
		if e.compact() {
			button.Icon = "" // or what is said would have no room
			buttons[i] = button
		}
		bw, _ := button.Measure(e.Look, 400)
		w += bw + touch.Gap
	}
	says, row := e.Width-2*sideMargin-60-w-touch.Gap, float32(touch.MinTarget)
	if e.portrait() { // the buttons have a row of their own
		says, row = e.Width-2*sideMargin-60, 0
	}
	said := max(row, e.Look.Height(theme.Staff, q.Upload, says)) + 16
	foot := said
	if e.portrait() {
		foot += touch.MinTarget + 12
	}
	e.staffFoot(s, foot)
	icon, colour := "cloud-check-fill", theme.Green.Strong()
	if !q.Sent {
		icon, colour = "cloud-slash-fill", theme.Gold.Mark()
	}
	s.Icon(icon, colour, sideMargin, e.Height-foot+(said-44)/2, 44)
	s.Middle(theme.Staff, q.Upload, sideMargin+60, e.Height-foot, says, said)
	x, y := e.Width-sideMargin-w, e.Height-foot+(said-touch.MinTarget)/2
	if e.portrait() {
		y = e.Height - touch.MinTarget - 12
	}
	for _, button := range buttons {
		bw, _ := button.Measure(e.Look, 400)
		s.Put(button, x, y, bw, touch.MinTarget)
		x += bw + touch.Gap
	}

	b := box{sideMargin, e.topHeight() + e.gap(), e.Width - 2*sideMargin, e.Height - e.topHeight() - foot - 2*e.gap()}
	b, detail := e.aside(b, min(560, b.w*0.36), 620)
	q.list(e, s, b)
	q.detail(e, s, detail)
	return picture(s)
}

// staffFoot is the ground of what stands at the foot of a page of staff mode.
func (e Env) staffFoot(s *touch.Sheet, height float32) {
	s.Fill(theme.Card, 0, e.Height-height, e.Width, height)
	s.Fill(theme.Line, 0, e.Height-height, e.Width, 2)
}

// aside parts a box into that of a list and that of what goes with it: so wide beside
// the list or, on an upright panel, so high below it.
func (e Env) aside(b box, width, height float32) (list, aside box) {
	if !e.portrait() {
		return b.split(width, e.gap())
	}
	aside = box{b.x, b.bottom() - height, b.w, height}
	b.h -= height + e.gap()
	return b, aside
}

// staffTop is the bar at the top of staff mode, with the button that locks and, before
// it, those that lead elsewhere. Upright they stand in a row of their own. Who is in
// is left out where there is no room for it.
func (e Env) staffTop(s *touch.Sheet, icon, title, who string, onLock func(), others ...touch.Button) {
	topHeight := e.topHeight()
	s.Fill(theme.Dark, 0, 0, e.Width, topHeight)
	white := touch.In(theme.OnDark)
	row, y := topHeight, (topHeight-touch.MinTarget)/2
	if e.portrait() {
		row = topHeight - touch.MinTarget - 12
		y = row
	}
	s.Icon(icon+"-fill", theme.Gold.Strong(), sideMargin, (row-56)/2, 56)
	right := e.Width - sideMargin
	if onLock != nil {
		others = append([]touch.Button{{ID: "staff.lock", Label: e.text("staff.lock"), Icon: "lock", OnPress: onLock}}, others...)
	}
	for _, button := range others {
		if e.compact() {
			button.Icon = "" // or the title would have no room
		}
		w, _ := button.Measure(e.Look, 400)
		s.Put(button, right-w, y, w, touch.MinTarget)
		right -= w + touch.Gap
	}
	if e.portrait() {
		right = e.Width - sideMargin
	}
	x := float32(sideMargin + 80)
	s.Middle(theme.Strong, title, x, 0, right-x, row, white)
	if w := e.Look.Width(theme.Staff, who); x+e.Look.Width(theme.Strong, title)+w+60 < right {
		s.Middle(theme.Staff, who, right-w, 0, w+2, row, white)
	}
}

func (q StaffQueue) list(e Env, s *touch.Sheet, b box) {
	if q.Notice != "" {
		b = b.from(s.Place(touch.Notice{Tone: theme.Gold, Text: q.Notice}, b.x, b.y, b.w) + touch.Gap)
	}
	_, high := q.Next.Measure(e.Look, b.w)
	if e.compact() {
		high = touch.MinTarget // or fewer would be seen to wait
	}
	s.Put(q.Next, b.x, b.y, b.w, high)
	b = b.from(b.y + high + touch.Gap)
	rows := make([]touch.Part, len(q.Rows))
	for i, row := range q.Rows {
		rows[i] = row
	}
	e.list(s, b, "", "", 1, q.Page, rows)
}

// Measure returns the width given and the height of a row.
func (r QueueRow) Measure(look theme.Look, width float32) (w, h float32) {
	return width, max(staffRow, 2*look.LineHeight(theme.Staff)+12)
}

// Build draws the row.
func (r QueueRow) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	area := touch.Area{ID: r.ID, Label: r.Number, Fill: theme.Card, Edge: theme.Line, Stroke: 2, Radius: 18, OnPress: r.OnPress, Draw: r.draw}
	if r.Chosen {
		area.Edge, area.Stroke = theme.Teal.Strong(), 6
	}
	return area.Build(look, w, h)
}

// draw lays down the number and, beside it, what it is about above how the resident
// waits; what does not fit is left out from the end, for all of it stands in the detail.
// The caret is that of every list whose entries can be pressed.
func (r QueueRow) draw(s *touch.Sheet) {
	const pad, caret = 26, 40
	s.Icon("caret-right-bold", theme.Ink, s.Width-pad-caret, (s.Height-caret)/2, caret)
	chip := touch.Chip{Text: r.Status, Tone: r.Tone}
	cw, ch := chip.Measure(s.Look, s.Width)
	right := s.Width - pad - caret - 16 - cw
	s.Put(chip, right, (s.Height-ch)/2, cw, ch)
	right -= 20

	number := max(130, s.Look.Width(theme.Strong, r.Number)) + 20
	line := s.Look.LineHeight(theme.Staff)
	above := (s.Height-2*line)/2 - 4
	below := above + line
	if r.First == "" {
		s.Middle(theme.Strong, r.Number, pad, 0, number, s.Height)
	} else {
		s.Middle(theme.Strong, r.Number, pad, above, number, line)
		s.Middle(theme.StaffStrong, r.First, pad, below, number, line, touch.In(theme.Plum.Deep()))
	}
	x := pad + number
	s.Middle(theme.Staff, s.Look.Wrap(theme.Staff, r.Topic, right-x)[0], x, above, right-x, line)
	icon, tone := "armchair-fill", theme.Teal
	if r.Callback {
		icon, tone = "phone-call-fill", theme.Blue
	}
	size := s.Look.FontSize(theme.Staff) * 1.25
	s.Icon(icon, tone.Mark(), x, below+(line-size)/2, size)
	x = s.Line(theme.StaffStrong, r.How, x+size+10, below)
	for _, more := range []string{r.Waited, r.By} {
		if more = " · " + more; more == " · " || x+s.Look.Width(theme.Staff, more) > right {
			break
		}
		x = s.Line(theme.Staff, more, x, below, touch.Muted)
	}
}

// toDial draws a number to dial, in one line and as large as there is room.
func (e Env) toDial(number string, width float32) touch.Part {
	role := theme.Title
	if e.Look.Width(role, number) > width {
		role = theme.Heading
	}
	return paragraph(role, number)
}

func (q StaffQueue) detail(e Env, s *touch.Sheet, b box) {
	s.Card(b.x, b.y, b.w, b.h)
	in := b.inset(32)
	d := q.Detail
	if d == nil && len(q.Rows) == 0 {
		return
	}
	if d == nil {
		s.Text(theme.Body, e.text("staff.choose"), in.x, in.y, in.w, touch.Muted)
		return
	}
	parts := []touch.Part{group{
		paragraph(theme.Title, d.Number),
		paragraph(theme.Strong, d.Topic),
	}}
	buttons := actions(d.Actions)
	if d.Phone != "" {
		parts = append(parts, e.toDial(d.Phone, in.w))
	}
	for _, line := range d.Lines {
		// What does not fit is left out: all of it stands on the request's own screen.
		longer := append(slices.Clone(parts), paragraph(theme.Staff, line))
		if e.height(in.w, staffGap, append(slices.Clone(longer), buttons...)...) <= in.h {
			parts = longer
		}
	}
	s.Stack(in.x, in.y, in.w, staffGap, append(parts, buttons...)...)
}
