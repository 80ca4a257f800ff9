package slip

import (
	"time"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
)

// Service returns the slip of a service: what to bring, what to do, and the
// square code that opens it on the resident's own phone. A help line without a
// number is left out. now is printed as the clock of its zone shows it.
func Service(c *locale.Catalogue, lang locale.Lang, place Place, s content.Service, help content.Hotline, now time.Time) Slip {
	w := &writer{catalogue: c, lang: lang}
	w.header(place)
	w.centred(title, s.Title.In(lang))
	w.code(s.Address, s.Shown)
	w.need(s.Need)
	w.steps(s.Steps)
	w.add(gap(10))
	w.labelled("slip.fee", w.known(s.Fee))
	w.labelled("slip.time", w.known(s.Time))
	if !s.Office.Empty() {
		w.labelled("slip.office", s.Office.In(lang))
	}
	w.recheck(s.Certainty == content.Recheck || content.Overdue(s.Due, now))
	w.footer(help, s.Checked, now)
	return w.slip()
}

// recheck adds that the staff are to be asked again, if they are.
func (w *writer) recheck(wanted bool) {
	if wanted {
		w.add(gap(6))
		w.left(strong, w.text("slip.recheck"))
	}
}

// known returns the text, or where to ask.
func (w *writer) known(text locale.Text) string {
	if text.Empty() {
		return w.text("slip.ask")
	}
	return text.In(w.lang)
}
