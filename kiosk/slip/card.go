package slip

import (
	"time"

	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
)

// CardData is what stands on a learning card. Whose it is, is not known.
type CardData struct {
	Card   card.Card
	Done   []content.Lesson // in the order shown
	Of     int              // how many lessons there are
	Skills []content.Skill  // those reached
	Scan   bool             // the kiosks of the ward have scanners
}

// Card returns a learning card: its square code and its letters, which any kiosk
// of the ward reads, and what is done. now is printed as the clock of its zone
// shows it.
func Card(c *locale.Catalogue, lang locale.Lang, place Place, data CardData, now time.Time) Slip {
	w := &writer{catalogue: c, lang: lang}
	w.header(place)
	w.centred(title, w.text("slip.card.title"))
	how := "slip.card.type"
	if data.Scan {
		how = "slip.card.scan"
	}
	w.centred(body, w.text(how))
	w.add(square{text: data.Card.Code()}, letters(data.Card.String()), gap(16))
	w.centred(strong, w.text("slip.card.keep"))
	w.add(gap(14))
	w.left(section, w.text("slip.card.done", "n", len(data.Done), "m", data.Of))
	titles := make([]string, len(data.Done))
	for i, lesson := range data.Done {
		titles[i] = lesson.Title.In(lang)
	}
	w.add(list{items: titles})
	w.skills(data.Skills)
	w.add(rule{dashed: true})
	w.centred(strong, w.text("slip.otp"))
	w.centred(small, w.text("slip.printed", "time", clock(now), "date", date(now)))
	return w.slip()
}

func (w *writer) skills(skills []content.Skill) {
	if len(skills) == 0 {
		return
	}
	w.left(section, w.text("slip.card.skills"))
	w.add(list{items: w.skillNames(skills)})
}

func (w *writer) skillNames(skills []content.Skill) []string {
	names := make([]string, len(skills))
	for i, skill := range skills {
		names[i] = w.text("slip.skill." + string(skill))
	}
	return names
}

// CertificateData is what stands on a certificate. The name is written by hand,
// by whoever it is for.
type CertificateData struct {
	Card   card.Card
	Skills []content.Skill // those reached
}

// Certificate returns the certificate of the skills that were reached with a card.
// now is printed as the clock of its zone shows it.
func Certificate(c *locale.Catalogue, lang locale.Lang, place Place, data CertificateData, now time.Time) Slip {
	w := &writer{catalogue: c, lang: lang}
	w.header(place)
	w.centred(title, w.text("slip.certificate.title"))
	w.add(gap(12), dotted{label: w.text("slip.certificate.name")})
	w.add(gap(12))
	w.left(body, w.text("slip.certificate.body"))
	w.add(gap(8))
	for _, name := range w.skillNames(data.Skills) {
		w.centred(ward, name)
	}
	w.add(gap(10))
	w.left(body, w.text("slip.certificate.card", "number", card.Grouped(data.Card.Number())))
	w.left(body, w.text("slip.certificate.day", "date", date(now)))
	w.add(gap(10))
	w.centred(body, w.text("slip.certificate.by"))
	w.centred(strong, place.Ward)
	return w.slip()
}
