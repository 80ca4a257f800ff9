package slip

import (
	"slices"
	"strings"
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// DayRequest is a help request as it stands on the staff's list of a day. It holds
// nothing that tells who asked, or who helped.
type DayRequest struct {
	Number   string // "A012"
	Topic    string // what the help is about, in the language of the slip
	Status   string // where it stands, in words
	Callback bool   // wishes to be called back

	Asked, Taken, Closed time.Time // zero: not yet
}

// DayListLength is how many requests stand on one slip: as many as fit on a sheet
// of A5.
const DayListLength = 9

// DayList returns the staff's list of a day's requests, for handing them over on
// paper: as many slips as it takes, at least one. The requests stand in the order
// given. Times are printed as the clocks of their zones show them, with the day if
// that is another than now's.
func DayList(c *locale.Catalogue, lang locale.Lang, place Place, requests []DayRequest, now time.Time) []Slip {
	chunks := slices.Collect(slices.Chunk(requests, DayListLength))
	if len(chunks) == 0 {
		chunks = [][]DayRequest{nil}
	}
	waiting, inHand, closed := count(requests)
	var slips []Slip
	for i, chunk := range chunks {
		w := &writer{catalogue: c, lang: lang}
		w.header(place)
		w.centred(title, w.text("slip.day.title"))
		w.centred(strong, date(now))
		w.centred(body, w.text("slip.day.counts", "waiting", waiting, "in_hand", inHand, "closed", closed))
		w.add(rule{})
		for _, r := range chunk {
			w.request(r, now)
		}
		w.add(rule{dashed: true})
		if len(chunks) > 1 {
			w.centred(strong, w.text("slip.day.part", "n", i+1, "m", len(chunks)))
		}
		w.centred(small, w.text("slip.printed", "time", clock(now), "date", date(now)))
		slips = append(slips, w.slip())
	}
	return slips
}

func count(requests []DayRequest) (waiting, inHand, closed int) {
	for _, r := range requests {
		switch {
		case !r.Closed.IsZero():
			closed++
		case !r.Taken.IsZero():
			inHand++
		default:
			waiting++
		}
	}
	return waiting, inHand, closed
}

// request takes two paragraphs, so that many stand on one slip.
func (w *writer) request(r DayRequest, now time.Time) {
	w.add(paragraph{style: body, label: Spaced(r.Number), text: r.Topic})
	steps := []string{r.Status}
	for _, step := range []struct {
		id string
		at time.Time
	}{{"slip.day.asked", r.Asked}, {"slip.day.taken", r.Taken}, {"slip.day.closed", r.Closed}} {
		if !step.at.IsZero() {
			steps = append(steps, w.text(step.id, "time", moment(step.at, now)))
		}
	}
	if r.Callback {
		steps = append(steps, w.text("slip.day.callback"))
	}
	w.left(small, strings.Join(steps, " · "))
	w.add(gap(10))
}

// moment is the clock's time, with the day if it is not that of now.
func moment(at, now time.Time) string {
	if date(at) == date(now) {
		return clock(at)
	}
	return clock(at) + "\u00a0" + at.Format("02/01")
}
