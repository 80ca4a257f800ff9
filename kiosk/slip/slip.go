// Package slip says what stands on the paper a resident takes home, and draws
// it as a picture in black and white or as a PDF.
//
// There are eight slips: of a service, of a lesson, of a help request (the ticket),
// the learning card, the certificate, the staff's list of a day, their figures and the
// readiness report; and a page for technicians to try a printer with. Each is a [Slip]: blocks from top to bottom, drawn by [Slip.Bitmap]
// for a paper of a given number of dots across (203 dots an inch, 8 a
// millimetre; 384 for paper of 58 mm, 576 for 80 mm). The same picture goes to
// every receipt printer, so nothing a printer would take for a command can ever
// reach it as text. [Slip.PDF] draws the same blocks for printers of sheets, A4
// or A5. A new kind of block draws itself once, for both.
//
// No name and no telephone number of a resident is ever on a slip: paper is
// left lying about. The only telephone number is that of the public help line.
//
// [QR] and [Barcode] give the squares and bars alone, for drawing them on the
// screen.
//
// Texts come from the catalogue under the ids slip.*, what can be the matter with the
// machine under health.*, those of services and lessons from package content. Letters are brought into Unicode's NFC form
// before they are drawn, because the drawing does not place combining marks;
// a mark that has no letter to join is left out.
//
// What it does not do: it knows nothing of printers, and it never shortens a
// text; a long one makes the slip longer.
package slip

import (
	"strings"
	"time"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
)

// Place is where the kiosk stands, in the language of the slip. What is empty
// is left out.
type Place struct {
	Name string // the house: "Nhà văn hóa Tổ dân phố số 11"
	Ward string // "Phường Việt Hưng"
	City string // "Thành phố Hà Nội"
}

// Slip is what stands on one piece of paper, from top to bottom. It never
// changes once made.
type Slip struct {
	blocks []block
	goesOn bool // on as many sheets as it takes
}

// Words lists what is written on the slip, from top to bottom, each paragraph
// as one string before it is broken into lines. The square code and the bars
// are not in it; the digits below the bars are.
func (s Slip) Words() []string {
	var words []string
	for _, b := range s.blocks {
		words = append(words, b.words()...)
	}
	return words
}

// writer gathers the blocks of one slip in one language.
type writer struct {
	catalogue *locale.Catalogue
	lang      locale.Lang
	blocks    []block
}

func (w *writer) slip() Slip { return Slip{blocks: w.blocks} }

func (w *writer) add(blocks ...block) { w.blocks = append(w.blocks, blocks...) }

func (w *writer) text(id string, args ...any) string {
	return w.catalogue.Text(w.lang, id, args...)
}

func (w *writer) texts(texts []locale.Text) []string {
	lines := make([]string, len(texts))
	for i, text := range texts {
		lines[i] = text.In(w.lang)
	}
	return lines
}

// centred and left add a text, unless it is empty.

func (w *writer) centred(s style, text string) {
	if text != "" {
		w.add(paragraph{style: s, text: text, centred: true})
	}
}

func (w *writer) left(s style, text string) {
	if text != "" {
		w.add(paragraph{style: s, text: text})
	}
}

// labelled adds "Lệ phí: miễn phí" with the label in bold.
func (w *writer) labelled(label, text string) {
	w.add(paragraph{style: body, label: w.text(label), text: text})
}

func (w *writer) header(place Place) {
	w.centred(small, place.City)
	w.centred(ward, strings.ToUpper(place.Ward))
	w.centred(small, place.Name)
	w.add(rule{})
}

// code adds the square code of an address with the address in words below it.
func (w *writer) code(address, shown string) {
	if address == "" {
		return
	}
	w.centred(small, w.text("slip.scan"))
	w.add(square{text: address})
	w.centred(strong, shown)
	w.add(gap(10))
}

// need adds a list with a box to tick before each line.
func (w *writer) need(need []locale.Text) {
	if len(need) == 0 {
		return
	}
	w.left(section, w.text("slip.need"))
	w.add(list{items: w.texts(need), boxes: true})
}

func (w *writer) steps(steps []locale.Text) {
	if len(steps) == 0 {
		return
	}
	w.left(section, w.text("slip.steps"))
	w.add(list{items: w.texts(steps)})
}

// footer adds what stands at the end of every slip that explains something.
func (w *writer) footer(help content.Hotline, checked, now time.Time) {
	w.add(rule{dashed: true})
	if help.Number != "" {
		id := "slip.help"
		if help.Free {
			id = "slip.help_free"
		}
		w.centred(strong, w.text(id, "number", locale.Together(help.Number)))
	}
	w.centred(strong, w.text("slip.otp"))
	if !checked.IsZero() {
		w.centred(small, w.text("slip.checked", "date", date(checked)))
	}
	w.centred(small, w.text("slip.printed", "time", clock(now), "date", date(now)))
}

// date and clock write a time as it stands in its own zone: the caller's for
// the clock on the wall, UTC for the days of package content.

func date(t time.Time) string  { return t.Format("02/01/2006") }
func clock(t time.Time) string { return t.Format("15:04") }
