package hub

import (
	"net/http"
	"time"
)

// maxKept is how many requests the page of what is kept lists.
const maxKept = 100

// keptRow is one request on that page.
type keptRow struct{ ID, Number, Place, Status, Class, Last, Until string }

func (p *pages) showRetention(w http.ResponseWriter, r *http.Request) {
	terms := p.o.Terms
	total, first, err := p.o.Inbox.Kept(r.Context(), terms, maxKept)
	shown := struct {
		Closed, Open int // days
		Count        string
		Most         int
		Rows         []keptRow
	}{days(terms.Closed), days(terms.Open), count(total), maxKept, nil}
	for _, each := range first {
		status, class := statusText(each.Request)
		last := each.AskedAt
		if n := len(each.History); n > 0 {
			last = each.History[n-1].At
		}
		shown.Rows = append(shown.Rows, keptRow{
			each.ID, numberText(each.Request), each.Place, status, class,
			last.In(p.o.Zone).Format("02/01/2006"), each.Until.In(p.o.Zone).Format("02/01/2006"),
		})
	}
	p.show(w, "retention.html", shown, err)
}

func days(d time.Duration) int { return int(d / (24 * time.Hour)) }
