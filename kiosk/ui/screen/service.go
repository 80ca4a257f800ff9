package screen

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Service shows one service: what to bring, what it costs, the steps, and the QR
// that opens it on the resident's own phone.
func Service(e Env, bars Bars, service content.Service, groupTitle string, qr [][]bool, page Page, slip Slip) fyne.CanvasObject {
	s, b := e.frame(bars)
	print := slip.parts(e, "service.print", "print.none_service", nil)
	first := 1
	if e.portrait() {
		first += len(print) // there is room for it above the code
	}
	e.besideCode(s, b, service.Shown, qr, page, first, e.serviceParts(service, groupTitle, bars.Now, print))
	return picture(s)
}

// besideCode lays down a column and, beside or below it, the card with a QR. Where
// the text leaves no room for that, the card comes after the first parts, on
// their page or on one of its own.
func (e Env) besideCode(s *touch.Sheet, b box, shown string, qr [][]bool, page Page, first int, parts []touch.Part) {
	e.beside(s, b, e.addressCode(shown, qr), e.gap()*0.3, page, first, parts)
}

// beside is besideCode for any code.
func (e Env) beside(s *touch.Sheet, b box, qr code, gap float32, page Page, first int, parts []touch.Part) {
	if e.narrow() {
		height := e.pageHeight(b)
		if below := height - e.height(b.w, gap, parts[:first]...) - gap; below >= 2*codeLeast {
			height = below // there is room for it on the same page
		}
		parts = slices.Insert(parts, first, touch.Part(codePart{e, qr, min(height, 1000)}))
		e.column(s, b, gap, page, parts...)
		return
	}
	var card box
	if e.portrait() {
		height := min(b.h*0.46, 760)
		card = box{b.x, b.bottom() - height, b.w, height}
		b.h -= height + e.gap()
	} else {
		most := b.w * 0.36
		width := max(560, qr.whole+2*qrPad+2)
		if width > most {
			width = min(most, max(560, qr.least+2*qrPad+2))
		}
		b, card = b.split(width, e.gap()*1.6)
	}
	e.airyColumn(s, b, gap, page, parts...)
	e.codeCard(s, card, qr)
}

func (e Env) serviceParts(service content.Service, groupTitle string, now time.Time, print []touch.Part) []touch.Part {
	known := func(id, name string, text locale.Text) string {
		value := text.In(e.Lang)
		if text.Empty() {
			value = e.text("service.ask")
		}
		return e.text(id, name, value)
	}
	// What has to be asked about again says so first, however many pages follow.
	title := group{paragraph(e.titleRole(), service.Title.In(e.Lang))}
	roomy := !e.large() && !e.compact()
	if !e.large() {
		chips := flow{touch.Chip{Text: groupTitle, Tone: theme.Blue}}
		if service.Code != "" && roomy {
			chips = append(chips, touch.Chip{Text: e.text("service.code", "code", service.Code), Tone: theme.Blue})
		}
		title = append(group{chips}, title...)
	}
	recheck := service.Certainty == content.Recheck || content.Overdue(service.Due, now)
	switch {
	case recheck && roomy:
		title = append(title, e.checked(service.Checked, true))
	case recheck:
		title = append(title, touch.Bullet{Icon: "warning-circle", Tone: theme.Gold, Text: e.text("service.confirm"), Role: theme.Body})
	}
	parts := []touch.Part{title}
	// The page is turned: what is wanted most comes first.
	parts = append(parts, print...)
	for i, need := range service.Need {
		var part touch.Part = touch.Bullet{Icon: "caret-right", Tone: theme.Blue, Text: need.In(e.Lang), Role: theme.Body}
		if i == 0 {
			part = group{paragraph(theme.Heading, e.text("service.need")), part}
		}
		parts = append(parts, part)
	}
	parts = append(parts, group{
		touch.Bullet{Icon: "coins", Tone: theme.Green, Text: known("service.fee", "fee", service.Fee), Role: theme.Body},
		touch.Bullet{Icon: "clock", Tone: theme.Gold, Text: known("service.time", "time", service.Time), Role: theme.Body},
	}, touch.Bullet{Icon: "bank", Tone: theme.Blue, Text: known("service.office", "office", service.Office), Role: theme.Body})
	for i, text := range service.Steps {
		var part touch.Part = numbered{i + 1, text.In(e.Lang)}
		if i == 0 {
			part = group{paragraph(theme.Heading, e.text("service.steps")), part}
		}
		parts = append(parts, part)
	}
	facts := group{}
	if service.Code != "" && !roomy {
		facts = append(facts, paragraph(theme.Body, e.text("service.code", "code", service.Code), touch.Muted))
	}
	if !recheck || !roomy {
		facts = append(facts, paragraph(theme.Body, e.text("service.checked", "date", date(service.Checked)), touch.Muted))
	}
	if len(facts) > 0 {
		parts = append(parts, facts)
	}
	return parts
}

// numbered is a step with its number before it. They are texts of their own, so
// that the step is read aloud as it was recorded.
type numbered struct {
	n    int
	text string
}

func (p numbered) indent(look theme.Look) float32 { return look.FontSize(theme.Body) * 1.8 }

func (p numbered) Measure(look theme.Look, width float32) (w, h float32) {
	return width, look.Height(theme.Body, p.text, width-p.indent(look))
}

func (p numbered) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := touch.NewSheet(look, w, h)
	indent := p.indent(look)
	s.Text(theme.Body, fmt.Sprintf("%d.", p.n), 0, 0, indent)
	s.Text(theme.Body, p.text, indent, 0, w-indent)
	return s.Object()
}

// codeLeast is the least side of the QR on the screen: 45 mm, which a phone
// reads from a hand's width away.
const codeLeast = 180

// qrPad is the room between the edge of the card and what is on it.
const qrPad = 26

// code is a QR and what is written about it.
type code struct {
	modules [][]bool
	what    string     // above it
	how     string     // below it
	said    touch.Part // below that: the code in words
	whole   float32    // how wide the last of these is on one line,
	least   float32    // and where its lines end where they may
}

// addressCode is the code of an address.
func (e Env) addressCode(shown string, modules [][]bool) code {
	c := code{modules: modules, what: e.text("service.scan"), how: e.text("service.how"), said: group{}}
	if shown != "" {
		c.said = paragraph(theme.Strong, shown, touch.Centred, touch.In(theme.Blue.Deep()))
		// It is compared letter by letter: a line ends after a dot or nowhere.
		c.whole = e.Look.Width(theme.Strong, shown)
		c.least = e.Look.WidestWord(theme.Strong, strings.ReplaceAll(shown, ".", ". "))
	}
	return c
}

// codeCard is the white card with the QR and, as far as there is room, how to
// read it.
func (e Env) codeCard(s *touch.Sheet, b box, qr code) {
	s.Card(b.x, b.y, b.w, b.h)
	in := b.inset(min(qrPad, b.h/12))
	how := paragraph(theme.Body, qr.how, touch.Centred)
	what := paragraph(theme.Heading, qr.what, touch.Centred)
	var above, below []touch.Part
	for _, rows := range [][2][]touch.Part{{{what}, {how, qr.said}}, {nil, {how, qr.said}}, {nil, {qr.said}}, {}} {
		above, below = rows[0], rows[1]
		if in.h-e.height(in.w, 0, above...)-e.height(in.w, 0, below...) >= max(codeLeast, 0.6*min(in.w, in.h)) {
			break
		}
	}
	y := s.Stack(in.x, in.y, in.w, 0, above...)
	under := e.height(in.w, 0, below...)
	side := min(in.w, in.bottom()-y-under)
	s.Put(touch.QR{Modules: qr.modules}, in.x+(in.w-side)/2, y, side, side)
	if len(below) < 2 { // there was no room to write it
		s.Say(qr.how)
	}
	s.Stack(in.x, in.bottom()-under, in.w, 0, below...)
}

// codePart is the card as a part of a column.
type codePart struct {
	e      Env
	qr     code
	height float32
}

func (c codePart) Measure(_ theme.Look, width float32) (w, h float32) { return width, c.height }

func (c codePart) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := touch.NewSheet(look, w, h)
	c.e.codeCard(s, box{0, 0, w, h}, c.qr)
	return s.Object()
}
