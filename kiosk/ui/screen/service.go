package screen

import (
	"slices"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Service shows one service: what to bring, what it costs, and the QR that opens
// it on the resident's own phone.
func Service(e Env, bars Bars, service content.Service, groupTitle string, qr [][]bool, page Page, slip Slip) fyne.CanvasObject {
	s, b := e.frame(bars)
	if e.narrow() {
		// The code has a page of its own.
		parts := e.serviceParts(service, groupTitle, slip)
		parts = slices.Insert(parts, 1, touch.Part(codePart{e, service.Shown, qr, min(e.pageHeight(b), 1000)}))
		e.column(s, b, e.gap()*0.3, page, parts...)
		return picture(s)
	}
	var code box
	if e.portrait() {
		height := min(b.h*0.46, 760)
		code = box{b.x, b.bottom() - height, b.w, height}
		b.h -= height + e.gap()
	} else {
		b, code = b.split(min(560, b.w*0.36), e.gap()*1.6)
	}
	e.column(s, b, e.gap()*0.3, page, e.serviceParts(service, groupTitle, slip)...)
	e.codeCard(s, code, service.Shown, qr)
	return picture(s)
}

func (e Env) serviceParts(service content.Service, groupTitle string, slip Slip) []touch.Part {
	known := func(id, name string, text locale.Text) string {
		value := text.In(e.Lang)
		if text.Empty() {
			value = e.text("service.ask")
		}
		return e.text(id, name, value)
	}
	parts := []touch.Part{group{
		flow{touch.Chip{Text: groupTitle, Tone: theme.Blue}},
		paragraph(e.titleRole(), service.Title.In(e.Lang)),
	}}
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
	})
	print := slip.parts(e, "service.print", "print.none_service", nil)
	if e.compact() {
		// On a low panel the page is turned: what is wanted most comes first.
		parts = slices.Insert(parts, 1, print...)
	} else {
		parts = append(append(parts, space(6)), append(print, space(6))...)
	}
	checked := "service.checked"
	if service.Certainty == content.Recheck {
		checked = "service.recheck"
	}
	facts := group{}
	if service.Code != "" {
		facts = append(facts, paragraph(theme.Body, e.text("service.code", "code", service.Code), touch.Muted))
	}
	facts = append(facts, paragraph(theme.Body, e.text(checked, "date", service.Checked.Format("02/01/2006")), touch.Muted))
	return append(parts, facts)
}

// codeLeast is the least side of the QR on the screen: 45 mm, which a phone
// reads from a hand's width away.
const codeLeast = 180

// codeCard is the white card with the QR and, as far as there is room, how to
// read it.
func (e Env) codeCard(s *touch.Sheet, b box, shown string, qr [][]bool) {
	s.Card(b.x, b.y, b.w, b.h)
	in := b.inset(min(26, b.h/12))
	address := paragraph(theme.Strong, shown, touch.Centred, touch.In(theme.Blue.Deep()))
	how := paragraph(theme.Body, e.text("service.how"), touch.Centred)
	scan := paragraph(theme.Heading, e.text("service.scan"), touch.Centred)
	var above, below []touch.Part
	for _, rows := range [][2][]touch.Part{{{scan}, {how, address}}, {nil, {how, address}}, {nil, {address}}, {}} {
		above, below = rows[0], rows[1]
		if in.h-e.height(in.w, 0, above...)-e.height(in.w, 0, below...) >= max(codeLeast, 0.6*min(in.w, in.h)) {
			break
		}
	}
	y := s.Stack(in.x, in.y, in.w, 0, above...)
	under := e.height(in.w, 0, below...)
	side := min(in.w, in.bottom()-y-under)
	s.Put(touch.QR{Modules: qr}, in.x+(in.w-side)/2, y, side, side)
	if len(below) < 2 { // there was no room to write it
		s.Say(e.text("service.how"))
	}
	s.Stack(in.x, in.bottom()-under, in.w, 0, below...)
}

// codePart is the card as a part of a column.
type codePart struct {
	e      Env
	shown  string
	qr     [][]bool
	height float32
}

func (c codePart) Measure(_ theme.Look, width float32) (w, h float32) { return width, c.height }

func (c codePart) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := touch.NewSheet(look, w, h)
	c.e.codeCard(s, box{0, 0, w, h}, c.shown, c.qr)
	return s.Object()
}
