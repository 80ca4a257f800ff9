package slip

import (
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// TicketData is what a help ticket says. It holds nothing that tells who asked.
type TicketData struct {
	Number   string    // what is called out: a letter and a number, "A012"
	Code     string    // the same for a scanner: yymmdd, the letter as 01 to 26, and 4 digits: "261123010012"
	Topic    string    // what the help is about, in the language of the slip
	At       time.Time // when the help was asked for
	Callback bool      // staff will telephone; otherwise the resident waits here
	Again    bool      // it may not be the only copy, and says so
}

// Ticket returns the slip of a help request. Times are printed as the clocks of
// their zones show them.
func Ticket(c *locale.Catalogue, lang locale.Lang, place Place, t TicketData, now time.Time) Slip {
	w := &writer{catalogue: c, lang: lang}
	w.header(place)
	w.centred(section, w.text("slip.ticket.title"))
	w.add(number{Spaced(t.Number)})
	w.centred(strong, t.Topic)
	w.centred(body, clock(t.At)+" · "+date(t.At))
	w.add(gap(6))
	if t.Callback {
		w.centred(body, w.text("slip.ticket.callback"))
	} else {
		w.centred(body, w.text("slip.ticket.wait"))
	}
	w.centred(body, w.text("slip.ticket.keep"))
	w.add(gap(20), bars{t.Code}, rule{dashed: true})
	w.centred(strong, w.text("slip.otp"))
	if t.Again {
		w.centred(small, w.text("slip.ticket.again", "time", clock(now), "date", date(now)))
	}
	return w.slip()
}

// Spaced parts the letter of a ticket number from its digits, as people read it:
// "A 012".
func Spaced(number string) string {
	for i, r := range number {
		if i > 0 && '0' <= r && r <= '9' {
			return number[:i] + "\u00a0" + number[i:]
		}
	}
	return number
}
