package hub

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/seal"
)

// pages are what staff see.
type pages struct {
	o         Options
	templates *template.Template
	texts     *locale.Catalogue // of what is said in the same words at a kiosk
	door      *door
}

func newPages(o Options) (*pages, error) {
	parsed, err := template.New("").Funcs(template.FuncMap{"icon": icon}).ParseFS(pageFiles, "page/*.html")
	if err != nil {
		return nil, err
	}
	texts, err := locale.Load(assets.Strings())
	if err != nil {
		return nil, err
	}
	return &pages{o, parsed, texts, newDoor(o.Password)}, nil
}

// icon returns one of our own drawings.
func icon(name string) (template.HTML, error) {
	svg, ok := assets.Icon(name)
	if !ok {
		return "", fmt.Errorf("no icon %q", name)
	}
	return template.HTML(strings.Replace(string(svg), "<svg ", `<svg aria-hidden="true" `, 1)), nil
}

func (p *pages) showQueue(w http.ResponseWriter, r *http.Request) {
	queue, err := p.queue(r.Context(), p.o.Now().In(p.o.Zone))
	p.show(w, "queue.html", queue, err)
}

// show draws a page, or says that it could not be read.
func (p *pages) show(w http.ResponseWriter, name string, data any, err error) {
	p.showAs(w, http.StatusOK, name, data, err)
}

func (p *pages) showAs(w http.ResponseWriter, status int, name string, data any, err error) {
	var text bytes.Buffer
	if err == nil {
		err = p.templates.ExecuteTemplate(&text, name, data)
	}
	if err != nil {
		p.fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(text.Bytes())
}

func (p *pages) fail(w http.ResponseWriter, err error) {
	p.o.Log.Error("page cannot be shown", "error", err)
	http.Error(w, "Trang chưa mở được. Hãy tải lại trang sau ít phút.", http.StatusInternalServerError)
}

// queue is what the page shows.
type queue struct {
	Now         string
	Refresh     int // seconds
	Waiting     int
	LongestWait string // empty if nobody waits
	InHand      int
	Done        int
	MedianWait  string // until taken, of those done today; empty if none
	Rows        []row
	Next        *row   // is seen to next; nil: nobody waits
	NextText    string // on the button that takes it

	Alert string // what is wrong with what was just tried
}

type row struct {
	ID      string
	Version int64
	Number  string
	Place   string
	Topic   string
	Status  string
	Class   string // of the status, for its colour
	Waited  string
	TakenBy string
	Phone   string

	Callback           bool // wishes to be called, and does not wait at the kiosk
	Priority, Referred bool
	Open               bool // nobody has taken it
}

const none = "—"

func (p *pages) queue(ctx context.Context, now time.Time) (queue, error) {
	requests, versions, err := p.inTurn(ctx, now)
	if err != nil {
		return queue{}, err
	}

	q := queue{Now: now.Format("15:04"), Refresh: 15}
	q.Next, q.NextText = p.next(requests, now)
	var waits []time.Duration
	var longest time.Duration
	for _, r := range requests {
		switch r.Status {
		case store.Waiting:
			q.Waiting++
			if !r.Uncertain {
				longest = max(longest, waited(r, now))
				q.LongestWait = minutes(longest)
			}
		case store.InHand:
			q.InHand++
		case store.Closed:
			if r.Ending == store.Done {
				q.Done++
				if !r.Uncertain {
					waits = append(waits, waited(r, now))
				}
			}
		}
		row := p.row(r, now)
		row.Version = versions[r.ID]
		q.Rows = append(q.Rows, row)
	}
	if len(waits) > 0 {
		q.MedianWait = minutes(median(waits))
	}
	return q, nil
}

// inTurn returns the requests that are open or were closed today, who is next at the
// top, and their versions.
func (p *pages) inTurn(ctx context.Context, now time.Time) ([]store.Request, map[string]int64, error) {
	requests, versions, err := p.o.Inbox.requests(ctx, startOfDay(now))
	slices.SortStableFunc(requests, store.InTurn)
	return requests, versions, err
}

func startOfDay(now time.Time) time.Time {
	year, month, day := now.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, now.Location())
}

func median(waits []time.Duration) time.Duration {
	slices.Sort(waits)
	middle := len(waits) / 2
	if len(waits)%2 == 0 {
		return (waits[middle-1] + waits[middle]) / 2
	}
	return waits[middle]
}

func (p *pages) row(r store.Request, now time.Time) row {
	status, class := statusText(r)
	return row{
		ID:      r.ID,
		Number:  numberText(r),
		Place:   cmp.Or(r.Place, r.Kiosk),
		Topic:   r.Topic.Title,
		Status:  status,
		Class:   class,
		Waited:  waitText(r, now),
		TakenBy: cmp.Or(r.TakenBy, none),
		Phone:   p.phone(r),

		Callback: r.Callback,
		Priority: r.Priority && r.Status != store.Closed,
		Referred: r.Referred && r.Status != store.Closed,
		Open:     r.Status == store.Waiting,
	}
}

func numberText(r store.Request) string { return r.Number[:1] + " " + r.Number[1:] }

// waitText says nothing about the time of a clock that was not to be trusted.
func waitText(r store.Request, now time.Time) string {
	if r.Uncertain {
		return "không rõ"
	}
	return minutes(waited(r, now))
}

func statusText(r store.Request) (text, class string) {
	switch r.Status {
	case store.Waiting:
		if r.Callback {
			return "Chờ gọi lại", "callback"
		}
		return "Đang chờ", "waiting"
	case store.InHand:
		return "Đang giúp", "in-hand"
	case store.Closed:
		switch r.Ending {
		case store.Left:
			return "Không đến", "left"
		case store.Withdrawn:
			return "Đã rút", "left"
		}
		return "Xong", "closed"
	}
	panic("hub: request with status " + string(r.Status))
}

// phone opens the number of somebody who asked to be called back, and of nobody
// else.
func (p *pages) phone(r store.Request) string {
	if !r.Callback || len(r.Sealed) == 0 {
		return none
	}
	fields, ok := p.unseal(r.ID, r.Sealed)
	if !ok {
		return unreadable
	}
	return cmp.Or(locale.GroupPhone(fields.Phone.Reveal()), none)
}

const unreadable = "không mở được"

func (p *pages) unseal(request string, sealed []byte) (seal.Fields, bool) {
	fields, err := p.o.Identity.Open(sealed)
	if err != nil {
		p.o.Log.Debug("sealed fields cannot be opened", "request", request, "error", err)
	}
	return fields, err == nil
}

// waited is the time until somebody took the request. The clocks of kiosk and
// hub may disagree, so it is never below zero.
func waited(r store.Request, now time.Time) time.Duration {
	until := now
	switch {
	case !r.TakenAt.IsZero():
		until = r.TakenAt
	case !r.ClosedAt.IsZero():
		until = r.ClosedAt
	}
	return max(until.Sub(r.AskedAt), 0)
}

func minutes(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "dưới 1 phút"
	case d < time.Hour:
		return fmt.Sprintf("%d phút", d/time.Minute)
	case d < 24*time.Hour && d%time.Hour < time.Minute:
		return fmt.Sprintf("%d giờ", d/time.Hour)
	case d < 24*time.Hour:
		return fmt.Sprintf("%d giờ %d phút", d/time.Hour, d%time.Hour/time.Minute)
	}
	return fmt.Sprintf("%d ngày", d/(24*time.Hour))
}
