package main

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/diemcham/diemcham/kiosk/scan/fakescanner"
	"github.com/diemcham/diemcham/store"
	inbox "github.com/diemcham/diemcham/store/hub"
)

var residents = flag.Int("residents", 10, "how many residents ask in the shift; 40 for the full test")

// line is the cable between a kiosk and the hub. It can be cut and mended.
type line struct {
	t    *testing.T
	to   string
	addr string

	mutex sync.Mutex
	l     net.Listener // nil while it is cut
	ends  []net.Conn
}

func newLine(t *testing.T, to string) *line {
	t.Helper()
	c := &line{t: t, to: to, addr: "127.0.0.1:0"}
	c.mend()
	t.Cleanup(c.cut)
	return c
}

func (c *line) url() string { return "http://" + c.addr }

func (c *line) mend() {
	c.t.Helper()
	l, err := net.Listen("tcp", c.addr)
	must(c.t, err)
	c.mutex.Lock()
	c.l, c.addr = l, l.Addr().String()
	c.mutex.Unlock()
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", c.to)
			if err != nil {
				near.Close()
				continue
			}
			c.mutex.Lock()
			cut := c.l != l
			c.ends = append(c.ends, near, far)
			c.mutex.Unlock()
			if cut {
				near.Close()
				far.Close()
			}
			for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
				go func() {
					io.Copy(way[1], way[0])
					way[0].Close()
					way[1].Close()
				}()
			}
		}
	}()
}

func (c *line) cut() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.l == nil {
		return
	}
	c.l.Close()
	for _, end := range c.ends {
		end.Close()
	}
	c.l, c.ends = nil, nil
}

var (
	openLink    = regexp.MustCompile(`href="(/requests/[^"]+)">Mở<span class="unseen"> ([^<]+)</span>`)
	formVersion = regexp.MustCompile(`name="version" value="([0-9]+)"`)
)

// wardPage is the hub as its staff see it.
type wardPage struct{ *site }

// act has somebody at the ward do something about the request with that number, on its
// page.
func (w wardPage) act(number, act string, form url.Values) error {
	text, err := w.hub.call(http.MethodGet, "/", nil)
	if err != nil {
		return err
	}
	for _, link := range openLink.FindAllStringSubmatch(string(text), -1) {
		if strings.ReplaceAll(link[2], " ", "") != number {
			continue
		}
		page, err := w.hub.call(http.MethodGet, link[1], nil)
		if err != nil {
			return err
		}
		version := formVersion.FindSubmatch(page)
		if version == nil {
			return fmt.Errorf("nothing can be done about %s: %s", number, page)
		}
		form.Set("version", string(version[1]))
		_, err = w.hub.call(http.MethodPost, link[1]+"/"+act, form)
		return err
	}
	return fmt.Errorf("the hub's page does not show %s", number)
}

// A shift at the counter. Residents ask; one of the staff works the queue at the kiosk,
// with touches and a scanner, and another on the ward's page; for half of the time the
// line between them is down, and both see to the same request. Afterwards kiosk and hub
// know of the same deeds, and make the same of them.
func TestAShift(t *testing.T) {
	s := ward(t)
	cable := newLine(t, s.hub.listen)
	settings, err := os.ReadFile(s.path("kiosk.toml"))
	must(t, err)
	scanner := fakescanner.New(filepath.Join(s.dir, "scanner"))
	must(t, scanner.PlugIn())
	defer scanner.Unplug()
	text := strings.ReplaceAll(string(settings), s.hub.url(), cable.url()) + fmt.Sprintf("\n[scanner]\ndevice = %q\n", scanner.Device())
	must(t, os.WriteFile(s.path("kiosk.toml"), []byte(text), 0o600))
	began, page := time.Now(), wardPage{s}
	w := turnOn(t, s)

	// The first half of the residents, while all is well.
	must(t, wake(w, unseen))
	must(t, w.tapTo("home.lessons", "lessons"))
	must(t, w.tapTo(w.now.ids("lesson.")[0], "prepare"))
	must(t, w.tapTo("next", "step"))
	must(t, askForCall(w, examplePhone, unseen))
	must(t, w.tapTo("next", "home"))
	half := *residents / 2
	for range half - 1 {
		must(t, askToWait(w))
	}
	number := func(n int) string { return fmt.Sprintf("A%03d", n) }
	rows, err := s.hub.awaitRows(t.Context(), "the first half", func(rows []row) bool { return len(rows) == half })
	must(t, err)
	// Who is to be called comes after those who wait here.
	if last := rows[half-1]; last.number != number(1) || strings.Count(last.cells[2], "bước 1") != 1 {
		t.Errorf("at the end of the ward's page stands %q, want %s in the first step of a lesson", last.cells, number(1))
	}
	taken, err := s.hub.call(http.MethodPost, "/next", url.Values{})
	must(t, err)
	if !strings.Contains(string(taken), "Yêu cầu A 002") {
		t.Errorf("the ward's next one is not A 002: %s", taken)
	}

	// The line goes down. The ward goes on with what it knows of, the kiosk with all.
	cable.cut()
	for range *residents - half - 1 {
		must(t, askToWait(w))
	}
	must(t, page.act(number(2), "note", url.Values{"note": {"đã gọi sang tổ 11"}}))
	must(t, page.act(number(2), "done", url.Values{}))
	must(t, s.hub.take(number(3))) // and so does the kiosk, below

	must(t, openStaff(w, pin, unseen))
	must(t, w.until("the queue", func(o outline) bool { return len(o.ids("staff.request.")) > 0 }))
	// The last resident does not touch the screen.
	must(t, w.tapTo("staff.add", "staff-add-topic"))
	must(t, w.tapTo("topic.papers", "staff-add"))
	must(t, w.tapTo("add.first", "staff-add"))
	must(t, w.tapTo("add.draw", "staff-add-ticket"))
	must(t, w.tapTo("staff.queue", "staff-queue"))
	must(t, w.until("the queue", func(o outline) bool { return len(o.ids("staff.request.")) > 0 }))

	day := strings.TrimPrefix(w.now.ids("staff.request.")[0], "staff.request.")[:8]
	ticket := func(n int) string { return fmt.Sprintf("%s%04d\r\n", day, n) }
	open := func(n int, button string) {
		t.Helper()
		must(t, scanner.Send(ticket(n), 7))
		must(t, w.until("request "+number(n)+" to be looked at", shows(button)))
	}
	press := func(id, then string) {
		t.Helper()
		must(t, w.tap(id))
		must(t, w.until(then+" after "+id, shows(then)))
	}
	finish := func(n int) {
		t.Helper()
		must(t, w.tap("staff.done"))
		must(t, w.until(number(n)+" to be done", func(o outline) bool { return !shows("staff.done")(o) }))
	}
	last := fmt.Sprintf("staff.request.%s%04d", day, *residents)
	must(t, w.until("whoever goes first to be at the top", func(o outline) bool { return o.ids("staff.request.")[0] == last }))
	open(1, "staff.take")
	press("staff.take", "staff.done")
	press("staff.detail", "staff.call")
	press("staff.call", "staff.outcome.reached")
	press("staff.outcome.reached", "key.done") // which asks for a note
	must(t, w.tap("key.a"))
	press("key.done", "staff.refer")
	must(t, w.tap("staff.refer"))
	must(t, w.until("it to be referred", func(o outline) bool { return !shows("staff.refer")(o) && shows("staff.done")(o) }))
	finish(1)
	must(t, w.tapTo("staff.back", "staff-queue"))
	must(t, w.until("the queue", func(o outline) bool { return len(o.ids("staff.request.")) > 0 }))
	press("staff.take_next", "staff.done")
	// of whom the ward knows nothing
	finish(*residents)
	open(3, "staff.take") // whom the ward has taken
	press("staff.take", "staff.done")
	for n := half + 1; n < *residents; n++ {
		open(n, "staff.take")
		press("staff.take", "staff.done")
		finish(n)
	}
	if rows, err := s.hub.page(); err != nil || len(rows) != half {
		t.Errorf("the ward's page shows %d requests while the line is down, want %d, %v", len(rows), half, err)
	}
	if agreed(t, s, *residents) == "" {
		t.Error("kiosk and hub agree while the line is down")
	}
	down := time.Since(began)

	// The line is mended, and the ward sees to somebody who asked while it was down.
	cable.mend()
	_, err = s.hub.awaitRows(t.Context(), "the second half", func(rows []row) bool {
		return len(rows) == *residents && has(number(*residents-1), "Xong")(rows) && has(number(*residents), "Xong")(rows)
	})
	must(t, err)
	must(t, page.act(number(4), "withdraw", url.Values{"sure": {"1"}}))
	must(t, page.act(number(3), "left", url.Values{}))
	differs := agreed(t, s, *residents)
	for tries := 0; differs != "" && tries < 60; tries++ {
		time.Sleep(500 * time.Millisecond) // it borrows a copy of all that the kiosk has
		differs = agreed(t, s, *residents)
	}
	if differs != "" {
		t.Error(differs)
	}
	must(t, w.kiosk.stop())
	if differs := agreed(t, s, *residents); differs != "" {
		t.Errorf("once the kiosk is stopped: %s", differs)
	}
	here, there := eventsOfKiosk(t, s), eventsOfHub(t, s)
	if !maps.Equal(here, there) {
		t.Errorf("the kiosk has these events, by their IDs\n%v\nand the hub\n%v", here, there)
	}
	if least := 3 * *residents; len(here) < least { // nearly everybody asked, was taken and is done
		t.Errorf("only %d events, want %d", len(here), least)
	}
	checkNoPhone(t, s)
	t.Logf("a shift of %d residents took %.0f s, the line was mended after %.0f s", *residents, time.Since(began).Seconds(), down.Seconds())
}

// agreed compares what kiosk and hub know, deed by deed, and says what differs first;
// empty: nothing does.
func agreed(t *testing.T, s *site, want int) string {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	reader, err := store.Borrow(s.path("kiosk"), log)
	if err != nil {
		reader, err = store.OpenReadOnly(s.path("kiosk"), log)
	}
	must(t, err)
	defer reader.Close()
	here, err := reader.Requests()
	must(t, err)
	at, err := inbox.Open(s.path("hub"))
	must(t, err)
	defer at.Close()
	there, err := at.Requests(t.Context(), time.Time{})
	must(t, err)
	if len(here) != want || len(there) != want {
		return fmt.Sprintf("the kiosk has %d requests and the hub %d, of %d", len(here), len(there), want)
	}
	by := func(a, b store.Request) int { return cmp.Compare(a.ID, b.ID) }
	slices.SortFunc(here, by)
	slices.SortFunc(there, by)
	for i, r := range here {
		if !r.Delivered {
			return r.Number + " is not delivered"
		}
		if !reflect.DeepEqual(r, there[i]) {
			return fmt.Sprintf("the kiosk says of %s\n%+v\nand the hub\n%+v", r.Number, r, there[i])
		}
	}
	conflicts, err := at.Conflicts(t.Context())
	must(t, err)
	if len(conflicts) > 0 {
		return fmt.Sprintf("%d events are there twice and say something else", len(conflicts))
	}
	return ""
}

// eventsOfKiosk are the events in the file of a kiosk that is stopped, those that it made
// and those that it heard of: their IDs and all they say, but for what is sealed.
func eventsOfKiosk(t *testing.T, s *site) map[string]string {
	t.Helper()
	file, err := bbolt.Open(s.path("kiosk/requests.db"), 0o600, &bbolt.Options{ReadOnly: true, Timeout: time.Second})
	must(t, err)
	defer file.Close()
	events := map[string]string{}
	must(t, file.View(func(tx *bbolt.Tx) error {
		for _, bucket := range []string{"events", "others"} {
			err := tx.Bucket([]byte(bucket)).ForEach(func(_, record []byte) error {
				const header = 12
				var e store.Event
				if err := json.Unmarshal(record[header:], &e); err != nil {
					return err
				}
				body, err := json.Marshal(e.Erase())
				events[e.ID] = string(body)
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
	return events
}

// eventsOfHub are those in the hub's file.
func eventsOfHub(t *testing.T, s *site) map[string]string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.path("hub"), inbox.FileName))
	must(t, err)
	defer db.Close()
	rows, err := db.Query("SELECT id, body FROM events")
	must(t, err)
	defer rows.Close()
	events := map[string]string{}
	for rows.Next() {
		var id string
		var body []byte
		must(t, rows.Scan(&id, &body))
		events[id] = string(body)
	}
	must(t, rows.Err())
	return events
}
