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
	Phone  string // the number that will be called, in groups; empty if the resident waits
	Bars   []bool // of its barcode
}

// HelpTicket shows the number.
func HelpTicket(e Env, bars Bars, ward string, ticket Ticket, page Page, slip Slip, onDone func()) fyne.CanvasObject {
	bars.Go = e.goOn("help.ticket_done", "check", onDone)
	s, b := e.frame(bars)
	var card box
	height := e.ticketHeight(min(560, b.w), ticket.Topic)
	if e.portrait() {
		card = box{b.x + (b.w-560)/2, b.bottom() - height, 560, height}
		b.h -= height + e.gap()
	} else {
		b, card = b.split(min(560, b.w*0.4), e.gap()*2)
		height = min(e.ticketHeight(card.w, ticket.Topic), card.h)
		card.y, card.h = card.y+(card.h-height)/2, height
	}
	e.ticketCard(s, card, ward, ticket)
	told := e.text("help.ticket_wait", "number", ticket.Number)
	if ticket.Phone != "" {
		told = e.text("help.ticket_call", "phone", ticket.Phone)
	}
	ahead := e.text("help.ticket_first")
	if ticket.Ahead > 0 {
		ahead = e.text("help.ticket_ahead", "n", ticket.Ahead)
	}
	parts := append([]touch.Part{
		headline{icon: "check-circle", tone: theme.Green, role: e.titleRole(), text: e.text("help.ticket_title")},
		group{paragraph(e.leadRole(), told), paragraph(e.leadRole(), ahead)},
	}, slip.parts(e, "help.ticket_print", "print.none_ticket", nil, "number", ticket.Number)...)
	e.middled(s, b, e.gap(), page, parts...)
	return picture(s)
}

const (
	ticketBars = 90
	ticketPad  = 28
)

func (e Env) ticketHeight(w float32, topic string) float32 {
	height := e.Look.LineHeight(theme.Body) + e.Look.Height(theme.Body, topic, w-60) + e.Look.LineHeight(theme.Number) + ticketBars + 2*ticketPad + 14
	if !e.compact() {
		height += e.Look.LineHeight(theme.Strong) + e.Look.LineHeight(theme.Body)
	}
	return height
}

func (e Env) ticketCard(s *touch.Sheet, b box, ward string, ticket Ticket) {
	s.Card(b.x, b.y, b.w, b.h)
	in := b.inset(ticketPad)
	y := in.y
	if !e.compact() {
		y = s.Text(theme.Strong, ward, in.x, y, in.w, touch.Centred)
		y = s.Text(theme.Body, e.text("help.ticket_kind"), in.x, y, in.w, touch.Centred, touch.Muted)
	}
	y = s.Text(theme.Number, ticket.Number, in.x, y, in.w, touch.Centred)
	y = s.Text(theme.Body, ticket.Topic, in.x, y, in.w, touch.Centred)
	y = s.Text(theme.Body, ticket.At.Format("15:04 · 02/01/2006"), in.x, y, in.w, touch.Centred, touch.Muted)
	s.Put(touch.Barcode{Bars: ticket.Bars}, in.x, y+14, in.w, ticketBars)
}
