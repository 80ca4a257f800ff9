package screen

import (
	"strings"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/keyboard"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// StaffAdd is the form of a request that staff put together for a resident.
type StaffAdd struct {
	StaffStep
	Topic    string
	Name     string // or that it was not told
	Wait     string // on the choice to wait here
	Call     string // on the choice to be called, with the number once there is one
	Callback bool   // which of them holds
	Priority bool
	Keeps    string // what the resident is to agree to; empty: nothing is kept of them
	Agreed   bool
	Notice   string // what is missing or went wrong; empty: nothing
	Working  bool

	OnTopic, OnWait, OnPriority, OnAgreed, OnDraw func()
	OnName, OnCall                                func() // nil: nothing of a resident can be kept here
}

// Draw draws what was told at the left and what is done with it at the right.
func (a StaffAdd) Draw(e Env) fyne.CanvasObject {
	s, b := a.begin(e)
	b, side := e.aside(b, min(760, b.w*0.47), 900)
	row := func(id, icon, title, what string, onPress func()) touch.Part {
		r := touch.Row{ID: id, Icon: e.rowIcon(icon), Tone: theme.Teal, Small: true, Title: title, Subtitle: e.text(what), OnPress: onPress}
		if e.compact() {
			r.Subtitle = ""
		}
		return r
	}
	rows := []touch.Part{row("add.topic", "question", a.Topic, "staff.add_topic", a.OnTopic)}
	how := flow{a.choice("add.wait", "armchair", a.Wait, !a.Callback, a.OnWait)}
	if a.OnName != nil {
		rows = append(rows, row("add.name", "user", a.Name, "staff.add_name", a.OnName))
		how = append(how, a.choice("add.call", "phone-call", a.Call, a.Callback, a.OnCall))
	}
	rows = append(rows, how, touch.Check{ID: "add.first", Label: e.text("staff.add_first"), Checked: a.Priority, OnPress: a.OnPriority})
	gap := float32(staffGap)
	if e.compact() {
		gap = 14
	}
	s.Stack(b.x, b.y, b.w, gap, rows...)
	a.side(e, s, side)
	return picture(s)
}

func (a StaffAdd) choice(id, icon, label string, chosen bool, onPress func()) touch.Button {
	b := touch.Button{ID: id, Label: label, Icon: icon, OnPress: onPress}
	if chosen {
		b.Kind = touch.Chosen
	}
	return b
}

func (a StaffAdd) side(e Env, s *touch.Sheet, b box) {
	s.Card(b.x, b.y, b.w, b.h)
	in := b.inset(32)
	read := e.text("staff.add_read")
	var parts []touch.Part
	switch {
	case a.Notice != "" && e.compact() && a.Keeps != "": // there is no room for both
		in, read = b.inset(20), a.Notice
	case a.Notice != "":
		parts = append(parts, touch.Notice{Tone: theme.Gold, Text: a.Notice})
	}
	if a.Keeps == "" {
		parts = append(parts, paragraph(theme.Staff, e.text("staff.add_keeps_nothing")))
	} else {
		parts = append(parts,
			group{paragraph(theme.StaffStrong, read), paragraph(theme.Staff, a.Keeps)},
			touch.Check{ID: "add.agreed", Label: e.text("staff.add_agreed"), Checked: a.Agreed, OnPress: a.OnAgreed},
		)
	}
	parts = append(parts, touch.Button{ID: "add.draw", Label: e.text("staff.add_draw"), Icon: "check", Kind: touch.Go, Disabled: a.Working, OnPress: a.OnDraw})
	s.Stack(in.x, in.y, in.w, staffGap, parts...)
}

// StaffTicket shows the number that was drawn for a resident.
type StaffTicket struct {
	StaffStep
	Number  string
	Lines   []string // what it is about, who is before, and how its paper fares
	Tone    theme.Tone
	Paper   string // how its paper fares
	Waiting bool   // the paper is on its way

	OnAgain, OnQueue func()
}

// Draw draws the number as large as a resident sees it.
func (t StaffTicket) Draw(e Env) fyne.CanvasObject {
	s, b := t.begin(e)
	parts := []touch.Part{paragraph(e.titleRole(), e.text("staff.add_done"))}
	if number := paragraph(theme.Number, t.Number, touch.Centred); e.portrait() {
		parts = append(parts, number)
	} else {
		left, right := b.split(b.w*0.52, e.gap()*2)
		s.Card(left.x, left.y, left.w, left.h)
		_, high := number.Measure(e.Look, left.w)
		s.Put(number, left.x, left.y+(left.h-high)/2, left.w, high)
		b = right
	}
	for _, line := range t.Lines {
		parts = append(parts, paragraph(theme.Body, line))
	}
	parts = append(parts, touch.Notice{Icon: "printer", Tone: t.Tone, Text: t.Paper}, flow{
		touch.Button{ID: "staff.queue", Label: e.text("staff.queue_open"), Icon: "users-three", Kind: touch.Go, OnPress: t.OnQueue},
		touch.Button{ID: "add.again", Label: e.text("staff.add_again"), Icon: "printer", Disabled: t.Waiting, OnPress: t.OnAgain},
	})
	e.middled(s, b, e.gap()*0.8, Page{}, parts...)
	return picture(s)
}

// StaffTyping is a step in which something is typed.
type StaffTyping struct {
	StaffStep
	Title  string
	Hint   string // shown while nothing is typed
	Notice string // what went wrong; empty: nothing
	Typed  string
	Long   bool // it may be many lines
	Digits bool
	Done   string // on the key that ends it
	Plain  bool   // it has neither marks nor spaces, as an address
	Code   bool   // it is made of the letters of a code
	OnKey  func(keyboard.Key)
}

// Draw draws what is typed, and the keyboard below.
func (t StaffTyping) Draw(e Env) fyne.CanvasObject {
	s, b := t.begin(e)
	keys := keyboard.Keyboard{Lang: e.Lang, Texts: e.Texts, Digits: t.Digits, Plain: t.Plain, Code: t.Code, Done: t.Done, OnKey: t.OnKey}
	_, keysHigh := keys.Measure(e.Look, b.w)
	s.Put(keys, b.x, b.bottom()-keysHigh, b.w, keysHigh)
	b.h -= keysHigh + e.gap()*0.6
	if t.Notice != "" {
		b = b.from(s.Place(touch.Notice{Tone: theme.Gold, Text: t.Notice}, b.x, b.y, b.w) + 10)
	}
	title := e.Look.Height(theme.Strong, t.Title, b.w) + 10
	field := touch.Part(touch.Field{Text: t.Typed, Hint: t.Hint, Low: e.compact()})
	_, least := field.Measure(e.Look, b.w)
	high := least
	if t.Long {
		field, least = longField{t.Typed, t.Hint}, 2*e.Look.LineHeight(theme.Body)+2*longPad
		high = max(least, min(b.h-title, 420))
	}
	if b.h >= title+least {
		b = b.from(s.Text(theme.Strong, t.Title, b.x, b.y, b.w) + 10)
	}
	s.Put(field, b.x, b.y, b.w, min(high, b.h))
	return picture(s)
}

const longPad = 18

// longField shows a text of many lines, or its end if there is no room for all of it.
type longField struct{ text, hint string }

func (f longField) Measure(look theme.Look, width float32) (w, h float32) {
	return width, 3*look.LineHeight(theme.Body) + 2*longPad
}

func (f longField) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := touch.NewSheet(look, w, h)
	s.Mute() // what is typed is nobody else's business
	s.Rounded(theme.Card, theme.Teal.Strong(), 4, 24, 0, 0, w, h)
	room := w - 2*longPad - 16
	line := look.LineHeight(theme.Body)
	all := look.Wrap(theme.Body, f.text, room)
	if strings.HasSuffix(f.text, " ") && len(all) > 0 {
		all[len(all)-1] += " "
	}
	if most := max(1, int((h-2*longPad)/line)); len(all) > most {
		all = all[len(all)-most:]
	}
	x, y := float32(longPad), float32(longPad)
	for i, text := range all {
		if i > 0 {
			y += line
		}
		s.Middle(theme.Body, text, longPad, y, room+16, line)
		x = longPad + look.Width(theme.Body, text) + 6
	}
	mark := look.FontSize(theme.Body) * 1.2
	s.Fill(theme.Teal.Strong(), x, y+(line-mark)/2, 5, mark)
	if f.text == "" {
		s.Middle(theme.Body, f.hint, longPad+24, longPad, room-24, line, touch.Muted)
	}
	return s.Object()
}
