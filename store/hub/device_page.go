package hub

import (
	"net/http"
	"strconv"
	"time"
)

// silent is how long a kiosk may say nothing until staff are to look after it.
const silent = 15 * time.Minute

// deviceRow is one kiosk on the page of kiosks.
type deviceRow struct{ Kiosk, Enrolled, Seen, Pending, State, Class string }

func (p *pages) showDevices(w http.ResponseWriter, r *http.Request) {
	devices, err := p.o.Inbox.Devices(r.Context())
	now := p.o.Now().In(p.o.Zone)
	shown := struct {
		Now     string
		Refresh int
		Rows    []deviceRow
	}{Now: now.Format("15:04"), Refresh: 60}
	for _, d := range devices {
		row := deviceRow{Kiosk: d.Kiosk, Enrolled: p.when(d.Enrolled, now), Seen: "chưa lần nào", Pending: none}
		if !d.Seen.IsZero() {
			row.Seen = minutes(max(now.Sub(d.Seen), 0)) + " trước"
		}
		if d.Pending >= 0 {
			row.Pending = strconv.Itoa(d.Pending)
		}
		switch {
		case !d.Revoked.IsZero():
			row.State, row.Class = "Đã thu hồi "+p.when(d.Revoked, now), "left"
		case d.Seen.IsZero():
			row.State, row.Class = "Chưa kết nối", "callback"
		case now.Sub(d.Seen) >= silent:
			row.State, row.Class = "Mất liên lạc", "waiting"
		default:
			row.State, row.Class = "Đang kết nối", "closed"
		}
		shown.Rows = append(shown.Rows, row)
	}
	p.show(w, "devices.html", shown, err)
}

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
