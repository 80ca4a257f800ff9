package screen

import (
	"time"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Ticket is a place in the queue, as shown.
type Ticket struct {
	Number string // "A 012"
	Topic  string
	At     time.Time // in Việt Nam's time
	Ahead  int
	Coming string // says that staff have taken it; empty: not yet
	Phone  string // the number that will be called, in groups; empty if the resident waits
	Bars   []bool // of its barcode
}

// HelpTicket shows the number.
func HelpTicket(e Env, bars Bars, ward string, ticket Ticket, page Page, slip Slip, onDone func()) fyne.CanvasObject {
	bars.Go = e.goOn("help.ticket_done", "check", onDone)
	s, b := e.frame(bars)
	var card box
	var draw func()
	if e.portrait() {
		full := b
		full.h *= 0.55
		lines, height := e.ticketLines(full.w, full.h, ward, ticket)
		card = box{b.x, b.bottom() - height, b.w, height}
		b.h -= height + e.gap()
		draw = func() { ticketCard(s, card, lines, ticket) }
	} else {
		b, card = b.split(max(560, e.Look.Width(theme.Number, ticket.Number)+2*ticketPad+8), e.gap()*2)
		lines, height := e.ticketLines(card.w, card.h, ward, ticket)
		card.y, card.h = card.y+(card.h-height)/2, height
		draw = func() { ticketCard(s, card, lines, ticket) }
	}
	where := e.text("help.ticket_wait", "number", ticket.Number)
	if ticket.Phone != "" {
		where = e.text("help.ticket_call", "phone", ticket.Phone)
	}
	ahead := e.text("help.ticket_first")
	if ticket.Ahead > 0 {
		ahead = e.text("help.ticket_ahead", "n", ticket.Ahead)
	}
	head := headline{icon: "check-circle", tone: theme.Green, role: e.titleRole(), text: e.text("help.ticket_title")}
	told := group{paragraph(e.leadRole(), where), paragraph(e.leadRole(), ahead)}
	if ticket.Coming != "" { // which must not stand on a second page
		head.icon, head.text = "users-three", ticket.Coming
		told = told[:1]
	}
	parts := append([]touch.Part{head, told}, slip.parts(e, "help.ticket_print", "print.none_ticket", nil, "number", ticket.Number)...)
	e.middled(s, b, e.gap(), page, parts...)
	draw()
	return picture(s)
}

const (
	ticketBars = 90
	ticketPad  = 28
)

// ticketLines returns what stands on the card, as much of it as fits into a
// height, and how high the card is with it. The number is always there.
func (e Env) ticketLines(w, h float32, ward string, ticket Ticket) (lines []touch.Part, height float32) {
	number := paragraph(theme.Number, ticket.Number, touch.Centred)
	topic := paragraph(theme.Body, ticket.Topic, touch.Centred)
	at := paragraph(theme.Body, ticket.At.Format("15:04 · 02/01/2006"), touch.Centred, touch.Muted)
	head := paragraph(theme.Strong, ward, touch.Centred)
	kind := paragraph(theme.Body, e.text("help.ticket_kind"), touch.Centred, touch.Muted)
	for _, lines = range [][]touch.Part{
		{head, kind, number, topic, at}, {number, topic, at}, {number, topic}, {number},
	} {
		height = e.height(w-2*ticketPad, 0, lines...) + ticketBars + 2*ticketPad + 14
		if height <= h {
			break
		}
	}
	return lines, height
}

func ticketCard(s *touch.Sheet, b box, lines []touch.Part, ticket Ticket) {
	s.Card(b.x, b.y, b.w, b.h)
	in := b.inset(ticketPad)
	y := s.Stack(in.x, in.y, in.w, 0, lines...)
	s.Put(touch.Barcode{Bars: ticket.Bars}, in.x, y+14, in.w, ticketBars)
}
