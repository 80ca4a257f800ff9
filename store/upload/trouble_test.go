package upload_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/upload"
)

func TestFlakyHub(t *testing.T) {
	w := newWard(t)
	var mutex sync.Mutex
	random := rand.New(rand.NewPCG(1, 2))
	duplicates, posts := 0, 0
	flaky := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		mutex.Lock()
		defer mutex.Unlock()
		posts++
		fate := random.IntN(10)
		if fate == 0 {
			http.Error(rw, "before", http.StatusInternalServerError)
			return
		}
		if fate == 1 {
			rw.Header().Set("Retry-After", "1")
			http.Error(rw, "busy", http.StatusTooManyRequests)
			return
		}
		recorder := httptest.NewRecorder()
		w.handler.ServeHTTP(recorder, r)
		duplicates += strings.Count(recorder.Body.String(), `"duplicate"`)
		switch {
		case fate == 2:
			http.Error(rw, "after", http.StatusInternalServerError)
		case fate < 6:
			panic(http.ErrAbortHandler) // the answer is lost
		case fate == 6: // half of the answer is lost
			rw.Header().Set("Content-Type", "application/json")
			rw.Header().Set("Content-Length", fmt.Sprint(recorder.Body.Len()))
			rw.Write(recorder.Body.Bytes()[:recorder.Body.Len()/2])
			panic(http.ErrAbortHandler)
		default:
			rw.Header().Set("Content-Type", "application/json")
			rw.Write(recorder.Body.Bytes())
		}
	})
	k := newKiosk(t, serve(t, flaky), nil)
	k.run()
	for range 40 {
		k.ask(20)
		k.uploader.Wake()
		k.untilDelivered()
	}
	w.sameAs(k)
	mutex.Lock()
	defer mutex.Unlock()
	if duplicates == 0 {
		t.Error("no duplicate was absorbed: the hub was not flaky")
	}
	if posts > 40*20 {
		t.Errorf("%d posts for 800 events", posts)
	}
	t.Logf("800 events, %d posts, %d duplicates", posts, duplicates)
}

// says answers everything in the same way.
func says(status int, header map[string]string, body string) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		for name, value := range header {
			rw.Header().Set(name, value)
		}
		rw.WriteHeader(status)
		io.WriteString(rw, body)
	}
}

// remedies are the words of the log by which a technician knows what to do.
var remedies = map[upload.Trouble]string{
	upload.Away:     "that the network leads to it",
	upload.Busy:     "when the hub has asked for",
	upload.Faulty:   "the hub's own log",
	upload.Refused:  "kioskctl enrol",
	upload.Stranger: "the hub's address is right",
	upload.Local:    "the data folder can be written",
}

func TestAnswersThatAreNoReceipt(t *testing.T) {
	page := "<!DOCTYPE html><title>Chào mừng đến với Wi-Fi</title>"
	html := map[string]string{"Content-Type": "text/html; charset=utf-8"}
	jsonType := map[string]string{"Content-Type": "application/json"}
	for name, test := range map[string]struct {
		handler http.HandlerFunc
		want    upload.Trouble
		says    string // of the cause
	}{
		"captive portal with 200":          {says(200, html, page), upload.Stranger, "status 200, but not from a hub: the content type is not application/json"},
		"captive portal that says JSON":    {says(200, jsonType, page), upload.Stranger, "status 200, but not from a hub: the body is not JSON"},
		"JSON of somebody else":            {says(200, jsonType, `{"ok":true}`), upload.Stranger, "status 200, but not from a hub: the protocol is not diemcham-kiosk/1"},
		"a later protocol":                 {says(200, jsonType, `{"protocol":"diemcham-kiosk/2"}`), upload.Stranger, "status 200, but not from a hub: the protocol is not diemcham-kiosk/1"},
		"a receipt for nothing":            {says(200, jsonType, `{"protocol":"diemcham-kiosk/1","items":[]}`), upload.Stranger, "the receipt lists none of the events"},
		"a receipt without a content type": {says(200, map[string]string{"Content-Type": ""}, `{"protocol":"diemcham-kiosk/1"}`), upload.Stranger, "status 200, but not from a hub: the content type is not application/json"},
		"an endless body":                  {says(200, jsonType, strings.Repeat(" ", 2<<20)), upload.Stranger, "status 200, but not from a hub: the body is too long"},
		"a redirect to a log-in page":      {says(302, map[string]string{"Location": "/login?token=x"}, ""), upload.Stranger, "status 302"},
		"a redirect that keeps the body":   {says(307, map[string]string{"Location": "http://127.0.0.1:1/"}, ""), upload.Stranger, "status 307"},
		"no such page":                     {says(404, html, page), upload.Stranger, "status 404"},
		"a hub of another protocol":        {says(409, jsonType, `{"protocol":"diemcham-kiosk/2","error":"x"}`), upload.Stranger, "status 409"},
		"every batch is 413":               {says(413, html, page), upload.Stranger, "not in the hub's words: status 413"},
		"every batch is 400":               {says(400, nil, ""), upload.Stranger, "not in the hub's words: status 400"},
		"not enrolled":                     {says(401, nil, ""), upload.Refused, "status 401"},
		"revoked":                          {says(403, html, page), upload.Refused, "status 403"},
		"always 500":                       {says(500, html, page), upload.Faulty, "status 500"},
		"always 502":                       {says(502, html, page), upload.Faulty, "status 502"},
		"not implemented":                  {says(501, html, page), upload.Faulty, "status 501"},
		"busy":                             {says(429, nil, ""), upload.Busy, "status 429"},
		"down for repair":                  {says(503, html, page), upload.Busy, "status 503"},
	} {
		t.Run(name, func(t *testing.T) {
			var posts atomic.Int64
			k := newKiosk(t, serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				posts.Add(1)
				test.handler(rw, r)
			})), nil)
			k.ask(30)
			k.run()
			for range 3 {
				if s := k.untilTrouble(test.want); s.Pending != 30 || !s.LastSuccess.IsZero() || s.Detail == "" {
					t.Errorf("status %+v", s)
				}
			}
			said := k.log.String()
			if n := strings.Count(said, "requests cannot be delivered"); n != 1 {
				t.Errorf("the trouble was logged %d times, want once:\n%s", n, said)
			}
			for _, part := range []string{"level=WARN", "trouble=" + string(test.want) + " ", test.says, remedies[test.want]} {
				if part == "" || !strings.Contains(said, part) {
					t.Errorf("the log does not say %q:\n%s", part, said)
				}
			}
			if rejected, err := k.db.Rejected(); err != nil || len(rejected) > 0 {
				t.Errorf("set aside: %+v, %v", rejected, err)
			}
			if n := posts.Load(); n > 4*25 {
				t.Errorf("%d posts in 4 tries", n)
			}
		})
	}
}

// What answers in this way would be believed if it said what it is.
func TestReceiptOfTheWrongType(t *testing.T) {
	good := receipts(func(events []store.Event) []store.ReceiptItem {
		var items []store.ReceiptItem
		for _, e := range events {
			items = append(items, store.ReceiptItem{ID: e.ID, Result: store.Created})
		}
		return items
	})
	for _, media := range []string{"text/html; charset=utf-8", "text/plain", "application/jsonx"} {
		k := newKiosk(t, serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			recorder := httptest.NewRecorder()
			good(recorder, r)
			rw.Header().Set("Content-Type", media)
			rw.Write(recorder.Body.Bytes())
		})), nil)
		k.ask(2)
		k.run()
		if s := k.untilTrouble(upload.Stranger); s.Pending != 2 {
			t.Errorf("%s: status %+v", media, s)
		}
	}
}

func TestFewEventsAllRefusedByAProxy(t *testing.T) {
	k := newKiosk(t, serve(t, says(413, nil, "")), nil)
	k.ask(3)
	k.run()
	if s := k.untilTrouble(upload.Stranger); s.Pending != 3 {
		t.Errorf("status %+v", s)
	}
}

func TestHubThatIsSilent(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	url := serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	k := newKiosk(t, url, func(o *upload.Options) { o.Client = &http.Client{Timeout: 50 * time.Millisecond} })
	k.ask(1)
	stop := k.run()
	if s := k.untilTrouble(upload.Away); s.Pending != 1 || strings.Contains(s.Detail, url) {
		t.Errorf("status %+v", s)
	}
	if said := k.log.String(); !strings.Contains(said, "trouble=away") || !strings.Contains(said, remedies[upload.Away]) {
		t.Errorf("the log does not say what to do: %s", said)
	}
	stop()
}

func TestStopsInTheMiddleOfAPost(t *testing.T) {
	arrived := make(chan struct{}, 10)
	k := newKiosk(t, serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		arrived <- struct{}{}
		<-r.Context().Done()
	})), nil)
	k.ask(1)
	stop := k.run()
	<-arrived
	start := time.Now()
	stop()
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("stopped after %v", took)
	}
	if k.pending() != 1 {
		t.Error("the event is gone")
	}
}

// A kiosk that is switched off just then still hears the receipt.
func TestStoppingLetsAnExchangeEnd(t *testing.T) {
	w := newWard(t)
	arrived, release := make(chan struct{}, 10), make(chan struct{})
	k := newKiosk(t, serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-release
		w.handler.ServeHTTP(rw, r)
	})), nil)
	k.ask(1)
	stop := k.run()
	<-arrived
	stopped := make(chan struct{})
	go func() {
		stop()
		close(stopped)
	}()
	time.AfterFunc(300*time.Millisecond, func() { close(release) })
	<-stopped
	if n := k.pending(); n != 0 {
		t.Errorf("%d events stand as not delivered, want 0", n)
	}
	w.sameAs(k)
}

// picky refuses batches that hold one of some events, as the hub itself does or
// as a server in front of it.
func picky(w *ward, status int, own bool, bad func(store.Event) bool) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			w.handler.ServeHTTP(rw, r)
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		var batch store.Batch
		if err := json.Unmarshal(body, &batch); err != nil {
			w.Error(err)
		}
		if !slices.ContainsFunc(batch.Events, bad) {
			r.Body = io.NopCloser(strings.NewReader(string(body)))
			w.handler.ServeHTTP(rw, r)
			return
		}
		if own {
			rw.Header().Set("Content-Type", "application/json")
			rw.WriteHeader(status)
			json.NewEncoder(rw).Encode(store.Receipt{Protocol: store.Protocol, Error: "not this one"})
			return
		}
		http.Error(rw, "no", status)
	}
}

func TestPoisonDoesNotHoldUpTheOthers(t *testing.T) {
	for _, status := range []int{400, 413, 422} {
		for name, test := range map[string]struct {
			own bool
			bad []uint64
		}{
			"in the hub's words":               {true, []uint64{27}},
			"by a server in front of it":       {false, []uint64{27}},
			"the first one, by such a server":  {false, []uint64{1}},
			"several, by such a server":        {false, []uint64{1, 2, 3, 30, 31, 59, 60}},
			"several, in the hub's words":      {true, []uint64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 60}},
			"the only ones left, in its words": {true, []uint64{59, 60}},
		} {
			t.Run(fmt.Sprintf("%d %s", status, name), func(t *testing.T) {
				w := newWard(t)
				bad := func(e store.Event) bool { return slices.Contains(test.bad, e.Seq) }
				k := newKiosk(t, serve(t, picky(w, status, test.own, bad)), nil)
				k.ask(60)
				k.run()
				k.untilIdle()

				rejected, err := k.db.Rejected()
				if err != nil {
					t.Fatal(err)
				}
				var aside []uint64
				for _, one := range rejected {
					aside = append(aside, one.Event.Seq)
					if !strings.Contains(one.Reason, fmt.Sprint(status)) || test.own && !strings.Contains(one.Reason, "not this one") {
						t.Errorf("reason %q", one.Reason)
					}
				}
				if !slices.Equal(aside, test.bad) {
					t.Errorf("set aside %v, want %v", aside, test.bad)
				}
				stored, err := w.inbox.Requests(t.Context(), time.Time{})
				if err != nil || len(stored) != 60-len(test.bad) {
					t.Errorf("%d on the hub, %v", len(stored), err)
				}
			})
		}
	}
}

// eventOfBefore is what an event was before there were learning cards.
type eventOfBefore struct {
	ID       string       `json:"id"`
	Request  string       `json:"request"`
	Kind     store.Kind   `json:"kind"`
	Kiosk    string       `json:"kiosk"`
	Seq      uint64       `json:"seq"`
	At       time.Time    `json:"at"`
	By       string       `json:"by"`
	Number   string       `json:"number"`
	Code     string       `json:"code"`
	Place    string       `json:"place"`
	Topic    *store.Topic `json:"topic"`
	Callback bool         `json:"callback"`
	Sealed   []byte       `json:"sealed"`
	Consent  string       `json:"consent"`
}

// ofBefore is a hub that was not brought up to date: like every hub it takes no
// field that it does not know, and it stores the rest of the batch.
func ofBefore(w *ward) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			w.handler.ServeHTTP(rw, r)
			return
		}
		var batch struct {
			Protocol string            `json:"protocol"`
			Events   []json.RawMessage `json:"events"`
		}
		if err := json.NewDecoder(r.Body).Decode(&batch); err != nil {
			http.Error(rw, err.Error(), http.StatusTeapot)
			return
		}
		var items []store.ReceiptItem
		for _, raw := range batch.Events {
			var e store.Event
			if err := json.Unmarshal(raw, &e); err != nil {
				w.Error(err)
			}
			decoder := json.NewDecoder(strings.NewReader(string(raw)))
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(&eventOfBefore{}); err != nil {
				items = append(items, store.ReceiptItem{ID: e.ID, Result: store.Rejected, Reason: "cannot be read as an event"})
				continue
			}
			stored, err := w.inbox.Receive(r.Context(), []store.Event{e}, morning())
			if err != nil {
				w.Error(err)
			}
			items = append(items, stored...)
		}
		rw.Header().Set("Content-Type", "application/json")
		json.NewEncoder(rw).Encode(store.Receipt{Protocol: store.Protocol, Items: items})
	}
}

func TestHubOfBeforeThereWereCards(t *testing.T) {
	w := newWard(t)
	var upToDate atomic.Bool
	k := newKiosk(t, serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if upToDate.Load() {
			w.handler.ServeHTTP(rw, r)
			return
		}
		ofBefore(w)(rw, r)
	})), nil)
	k.learn(2)
	k.ask(3)
	k.learn(4)
	k.ask(1)
	k.run()
	k.untilIdle()

	requests, err := w.inbox.Requests(t.Context(), time.Time{})
	if err != nil || len(requests) != 4 {
		t.Errorf("requests on the hub: %+v, %v", requests, err)
	}
	rejected, err := k.db.Rejected()
	if err != nil {
		t.Fatal(err)
	}
	var aside []uint64
	for _, one := range rejected {
		aside = append(aside, one.Event.Seq)
		if one.Event.Kind != store.CardLearned || !strings.HasPrefix(one.Reason, "rejected: ") {
			t.Errorf("set aside: %+v", one)
		}
	}
	if !slices.Equal(aside, []uint64{1, 2, 6, 7}) || k.pending() != 0 {
		t.Errorf("set aside %v, %d pending", aside, k.pending())
	}
	kept, err := k.db.Requests()
	if err != nil || slices.ContainsFunc(kept, func(r store.Request) bool { return !r.Delivered }) {
		t.Errorf("requests on the kiosk: %+v, %v", kept, err)
	}
	if cards, err := k.db.Cards(); err != nil || len(cards) != 4 {
		t.Errorf("cards on the kiosk: %+v, %v", cards, err)
	}

	// When the hub is brought up to date, a card's next lesson brings all of it.
	upToDate.Store(true)
	k.learn(2, "phone")
	k.uploader.Wake()
	k.untilIdle()
	progress, err := w.inbox.Progress(t.Context(), morning(), 1)
	if err != nil || progress.Ward.Cards != 2 || progress.Groups[0].Group != "11" {
		t.Errorf("on the hub: %+v, %v", progress, err)
	}
}

// receipts answers with items made from the events of a batch.
func receipts(make func(events []store.Event) []store.ReceiptItem) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			rw.Header().Set("Content-Type", "application/json")
			json.NewEncoder(rw).Encode(store.Updates{Protocol: store.Protocol, Events: []store.Event{}})
			return
		}
		var batch store.Batch
		if err := json.NewDecoder(r.Body).Decode(&batch); err != nil {
			http.Error(rw, err.Error(), http.StatusTeapot)
			return
		}
		rw.Header().Set("Content-Type", "application/json; charset=utf-8")
		json.NewEncoder(rw).Encode(store.Receipt{Protocol: store.Protocol, Items: make(batch.Events)})
	}
}

func TestOnlyWhatIsListedIsMarked(t *testing.T) {
	k := newKiosk(t, serve(t, receipts(func(events []store.Event) []store.ReceiptItem {
		if len(events) < 6 {
			return []store.ReceiptItem{{ID: "of somebody else", Result: store.Created}, {ID: events[0].ID, Result: "eaten"}}
		}
		return []store.ReceiptItem{
			{ID: "of somebody else", Result: store.Created},
			{ID: events[1].ID, Result: store.Created},
			{ID: events[1].ID, Result: store.Rejected},
			{ID: events[2].ID, Result: store.Duplicate},
			{ID: events[3].ID, Result: store.Conflict},
			{ID: events[4].ID, Result: store.Rejected, Reason: "number: " + strings.Repeat("x", 1000)},
		}
	})), nil)
	k.ask(6)
	k.run()
	// The second receipt settles nothing.
	if s := k.untilTrouble(upload.Stranger); s.Pending != 2 || s.Aside != 2 || !s.LastSuccess.Equal(morning()) {
		t.Errorf("status %+v, want 2 pending, 2 set aside, a success", s)
	}

	left, err := k.db.Undelivered(10)
	if err != nil || len(left) != 2 || left[0].Seq != 1 || left[1].Seq != 6 {
		t.Errorf("left: %+v, %v", left, err)
	}
	rejected, err := k.db.Rejected()
	if err != nil || len(rejected) != 2 || rejected[0].Reason != "conflict" || !strings.HasPrefix(rejected[1].Reason, "rejected: number: x") || len(rejected[1].Reason) > 300 {
		t.Errorf("set aside: %+v, %v", rejected, err)
	}
}

// A hub that takes nothing is no success, however clearly it says so, and it is
// still known after a new start.
func TestWhatIsSetAsideIsNoSuccess(t *testing.T) {
	for _, result := range []store.Result{store.Rejected, store.Conflict} {
		t.Run(string(result), func(t *testing.T) {
			url := serve(t, receipts(func(events []store.Event) (items []store.ReceiptItem) {
				for _, e := range events {
					items = append(items, store.ReceiptItem{ID: e.ID, Result: result})
				}
				return items
			}))
			k := newKiosk(t, url, nil)
			k.ask(3)
			k.run()
			k.untilIdle()
			want := upload.Status{Aside: 3}
			if got := k.uploader.Status(); got != want {
				t.Errorf("status %+v, want %+v", got, want)
			}

			again := newKiosk(t, url, func(o *upload.Options) { o.Outbox = k.db })
			again.run()
			again.untilIdle()
			if got := again.uploader.Status(); got != want {
				t.Errorf("after a new start status %+v, want %+v", got, want)
			}
		})
	}
}

func TestPausesGrow(t *testing.T) {
	var windows []time.Duration
	var mutex sync.Mutex
	k := newKiosk(t, serve(t, says(501, nil, "")), func(o *upload.Options) { // 501 is not tried again at once
		o.Rand = func(n int64) int64 {
			mutex.Lock()
			defer mutex.Unlock()
			windows = append(windows, time.Duration(n))
			return n - 1
		}
	})
	k.ask(1)
	stop := k.run()
	for range 12 {
		k.untilTrouble(upload.Faulty)
	}
	stop()

	mutex.Lock()
	defer mutex.Unlock()
	for i, most := range []time.Duration{5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900} {
		if want := most*time.Second - time.Second; windows[i] != want {
			t.Errorf("pause %d is chosen out of %v, want %v", i+1, windows[i], want)
		}
	}
	for _, pause := range k.timer.all() {
		if pause > 15*time.Minute {
			t.Errorf("a pause of %v", pause)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"30":                            30 * time.Second,
		"0":                             time.Second,
		"900":                           15 * time.Minute,
		"86400":                         15 * time.Minute,
		"99999999999":                   15 * time.Minute,
		"99999999999999999999999":       15 * time.Minute,
		"Fri, 06 Mar 2026 03:02:00 GMT": 2 * time.Minute,
		"Fri, 06 Mar 2094 03:02:00 GMT": 15 * time.Minute,
		"Thu, 01 Jan 1970 00:00:00 GMT": time.Second,
		"":                              time.Second, // not given: as after any trouble
		"soon":                          time.Second,
		"-5":                            time.Second,
	} {
		for _, status := range []int{429, 503} {
			t.Run(fmt.Sprintf("%d %s", status, text), func(t *testing.T) {
				var posts atomic.Int64
				k := newKiosk(t, serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
					posts.Add(1)
					says(status, map[string]string{"Retry-After": text}, "")(rw, r)
				})), nil)
				k.timer.held = make(chan held)
				k.ask(1)
				k.run()
				if got := <-k.timer.held; got.d != want {
					t.Errorf("paused %v, want %v", got.d, want)
				}
				if n := posts.Load(); n != 1 {
					t.Errorf("%d posts to a hub that asks for time", n)
				}
			})
		}
	}
}

func TestWakeCutsALongPauseShort(t *testing.T) {
	k := newKiosk(t, serve(t, says(501, nil, "")), func(o *upload.Options) {
		o.Rand = func(n int64) int64 { return n - 1 }
	})
	k.timer.held = make(chan held)
	k.ask(1)
	k.run()
	first := <-k.timer.held
	first.end()
	second := <-k.timer.held // of a pause of ten seconds, the part that nothing cuts short
	if second.d != 5*time.Second {
		t.Errorf("the hub is left alone for %v", second.d)
	}
	k.uploader.Wake()
	select {
	case early := <-k.timer.held:
		t.Fatalf("tried again within the first seconds, next pause %v", early.d)
	case <-time.After(50 * time.Millisecond):
	}
	second.end()
	rest := <-k.timer.held
	next := <-k.timer.held // rest did not end and yet it was tried again
	if rest.d >= 5*time.Second || next.d != 5*time.Second {
		t.Errorf("rest %v, next %v", rest.d, next.d)
	}
}

func TestRefusedKioskAsksSlowly(t *testing.T) {
	w := newWard(t)
	k := newKiosk(t, serve(t, w.handler), func(o *upload.Options) { o.Device = upload.NewDevice("another", t.TempDir(), new(counters)) })
	k.timer.held = make(chan held)
	k.ask(2)
	k.run()
	if got := <-k.timer.held; got.d < 30*time.Second || got.d > 45*time.Second {
		t.Errorf("paused %v", got.d)
	}
	status := k.uploader.Status()
	if status.Trouble != upload.Refused || status.Pending != 2 || !status.Next.After(morning()) || !status.Since.Equal(morning()) {
		t.Errorf("status %+v", status)
	}
}

// brokenDisk is an outbox that cannot be written.
type brokenDisk struct{ *store.DB }

func (brokenDisk) MarkDelivered([]string) error { return errors.New("disk full") }

func TestOutboxThatCannotBeWritten(t *testing.T) {
	w := newWard(t)
	k := newKiosk(t, serve(t, w.handler), nil)
	k.ask(2)
	other := newKiosk(t, serve(t, w.handler), func(o *upload.Options) { o.Outbox = brokenDisk{k.db} })
	other.run()
	for range 3 {
		if s := other.untilTrouble(upload.Local); s.Pending != 2 || s.Detail != "disk full" {
			t.Errorf("status %+v", s)
		}
	}
	if said := other.log.String(); !strings.Contains(said, "trouble=local") || !strings.Contains(said, remedies[upload.Local]) {
		t.Errorf("the log does not say what to do: %s", said)
	}
	if len(other.timer.all()) < 2 {
		t.Error("no pause between tries")
	}
}

func TestOptionsThatCannotWork(t *testing.T) {
	k := newKiosk(t, "http://127.0.0.1:1", nil)
	for name, change := range map[string]func(*upload.Options){
		"no address":        func(o *upload.Options) { o.URL = "" },
		"a file":            func(o *upload.Options) { o.URL = "file:///etc/passwd" },
		"no host":           func(o *upload.Options) { o.URL = "https://" },
		"a password inside": func(o *upload.Options) { o.URL = "https://kiosk:canary@hub" },
		"a query":           func(o *upload.Options) { o.URL = "https://hub?key=canary" },
		"not a URL":         func(o *upload.Options) { o.URL = "https://kiosk:canary@hub:port%zz" },
		"no device":         func(o *upload.Options) { o.Device = nil },
		"no outbox":         func(o *upload.Options) { o.Outbox = nil },
	} {
		o := upload.Options{
			URL: "https://hub", Device: newDevice(t, t.TempDir(), k.db), Outbox: k.db, Now: morning, After: time.After,
			Rand: rand.Int64N, Log: slog.New(slog.DiscardHandler),
		}
		change(&o)
		if _, err := upload.New(o); err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWakeNeverBlocks(t *testing.T) {
	k := newKiosk(t, "http://127.0.0.1:1", nil) // nobody runs it
	for range 1000 {
		k.uploader.Wake()
	}
}
