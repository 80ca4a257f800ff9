package slip

import (
	"net/url"
	"strings"
	"time"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
)

// Lesson returns the slip of a lesson: its steps, to do them again at home, and
// a square code if the lesson has an address. A help line without a number is
// left out. now is printed as the clock of its zone shows it.
func Lesson(c *locale.Catalogue, lang locale.Lang, place Place, l content.Lesson, help content.Hotline, now time.Time) Slip {
	w := &writer{catalogue: c, lang: lang}
	w.header(place)
	w.centred(title, l.Title.In(lang))
	w.code(l.Address, spoken(l.Address))
	w.need(l.Need)
	steps := make([]locale.Text, len(l.Steps))
	for i, step := range l.Steps {
		steps[i] = step.Title
	}
	w.steps(steps)
	w.recheck(content.Overdue(l.Due, now))
	w.footer(help, l.Checked, now)
	return w.slip()
}

// spoken is an address as people say it: the whole of a short one without its
// https://, the name of the site alone where the whole is too long to type.
func spoken(address string) string {
	short := strings.TrimSuffix(strings.TrimPrefix(address, "https://"), "/")
	if len(short) <= 32 {
		return short
	}
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return short
}
