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
