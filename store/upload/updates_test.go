package upload_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/upload"
)

// onHub is what somebody at the ward did about a request.
func onHub(request string, kind store.Kind) store.Event {
	e := store.Event{
		ID: uuid.Must(uuid.NewV7()).String(), Request: request, Kind: kind, Kiosk: store.Hub, Seq: 1,
		At: morning().Add(time.Minute), By: "Cán bộ phường",
	}
	if kind == store.Called {
		e.Outcome = store.NoAnswer
	}
	return e
}

// does has somebody at the ward do something about a request.
func (w *ward) does(request string, kind store.Kind) {
	w.Helper()
	items, err := w.inbox.Receive(w.Context(), []store.Event{onHub(request, kind)}, morning())
	if err != nil || items[0].Result != store.Created {
		w.Fatalf("%+v, %v", items, err)
	}
}

func (k *kiosk) requests() []store.Request {
	k.Helper()
	requests, err := k.db.Requests()
	if err != nil {
		k.Fatal(err)
	}
	return requests
}

func (k *kiosk) rev() uint64 {
	k.Helper()
	rev, err := k.db.Rev()
	if err != nil {
		k.Fatal(err)
	}
	return rev
}

func TestWhatTheHubDoesReachesTheKiosk(t *testing.T) {
	w := newWard(t)
	var received atomic.Int64
	var waits atomic.Value
	k := newKiosk(t, serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			waits.Store(r.Header.Get(store.PendingHeader))
		}
		w.handler.ServeHTTP(rw, r)
	})), func(o *upload.Options) {
		o.Received = func() { received.Add(1) }
	})
	k.ask(3)
	k.run()
	k.untilIdle()
	id := k.requests()[1].ID
	if received.Load() != 0 || k.rev() != 0 || waits.Load() != "0" {
		t.Errorf("received %d times, rev %d, %v pending before anybody did anything", received.Load(), k.rev(), waits.Load())
	}

	w.does(id, store.Taken)
	for range 2*store.MaxUpdates + 50 { // three answers
		w.does(id, store.Called)
	}
	k.uploader.Wake()
	k.untilIdle()
	r := k.requests()[1]
	if r.Status != store.InHand || r.TakenBy != "Cán bộ phường" || len(r.Calls) != 250 || received.Load() != 3 || k.rev() != 251 {
		t.Errorf("%s by %q, %d calls, received %d times, rev %d", r.Status, r.TakenBy, len(r.Calls), received.Load(), k.rev())
	}
	if k.pending() != 0 {
		t.Errorf("%d events go back to the hub", k.pending())
	}
	// Both sides work on it: the union is the truth.
	if _, err := k.db.Done(id, "Cán bộ 1"); err != nil {
		t.Fatal(err)
	}
	w.does(id, store.Withdrawn)
	k.uploader.Wake()
	k.untilIdle()
	if r := k.requests()[1]; r.Ending != store.Withdrawn {
		t.Errorf("%+v", r)
	}
	w.sameAs(k)
}

// The hub loses answers, breaks them off, is busy and has faults; in the end the
// kiosk has everything once.
func TestFlakyUpdates(t *testing.T) {
	w := newWard(t)
	var mutex sync.Mutex
	random := rand.New(rand.NewPCG(3, 4))
	lost, served := 0, 0
	k := newKiosk(t, serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			w.handler.ServeHTTP(rw, r)
			return
		}
		recorder := httptest.NewRecorder()
		w.handler.ServeHTTP(recorder, r)
		body := recorder.Body.Bytes()
		mutex.Lock()
		defer mutex.Unlock()
		switch fate := random.IntN(10); {
		case fate == 0:
			http.Error(rw, "fault", http.StatusInternalServerError)
		case fate == 1:
			rw.Header().Set("Retry-After", "1")
			http.Error(rw, "busy", http.StatusTooManyRequests)
		case fate < 5:
			lost++
			panic(http.ErrAbortHandler)
		case fate == 5:
			lost++
			rw.Header().Set("Content-Type", "application/json")
			rw.Header().Set("Content-Length", fmt.Sprint(len(body)))
			rw.Write(body[:len(body)/2])
			panic(http.ErrAbortHandler)
		default:
			served++
			rw.Header().Set("Content-Type", recorder.Header().Get("Content-Type"))
			rw.WriteHeader(recorder.Code)
			rw.Write(body)
		}
	})), nil)
	k.ask(1)
	k.run()
	k.untilIdle()
	id := k.requests()[0].ID
	const rounds = 20
	for n := range rounds {
		for range 20 {
			w.does(id, store.Called)
		}
		k.uploader.Wake()
		for int(k.rev()) < 20*(n+1) {
			k.untilIdle()
		}
	}
	if calls := len(k.requests()[0].Calls); calls != 20*rounds {
		t.Errorf("%d calls on the kiosk, want %d", calls, 20*rounds)
	}
	mutex.Lock()
	defer mutex.Unlock()
	if lost == 0 {
		t.Error("no answer was lost: the hub was not flaky")
	}
	t.Logf("%d events in %d answers, %d answers lost", 20*rounds, served, lost)
}

func TestAnswersThatAreNoUpdates(t *testing.T) {
	html := map[string]string{"Content-Type": "text/html"}
	jsonType := map[string]string{"Content-Type": "application/json"}
	many := store.Updates{Protocol: store.Protocol, Rev: 101}
	for range store.MaxUpdates + 1 {
		many.Events = append(many.Events, onHub(uuid.Must(uuid.NewV7()).String(), store.Taken))
	}
	tooMany, err := json.Marshal(many)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		handler http.HandlerFunc
		want    upload.Trouble
		says    string
	}{
		"captive portal with 200":       {says(200, html, "<html>Wi-Fi"), upload.Stranger, "the content type is not application/json"},
		"captive portal that says JSON": {says(200, jsonType, "<html>Wi-Fi"), upload.Stranger, "the body is not JSON"},
		"JSON of somebody else":         {says(200, jsonType, `{"events":[],"rev":7}`), upload.Stranger, "the protocol is not"},
		"a later protocol":              {says(200, jsonType, `{"protocol":"diemcham-kiosk/2","rev":7}`), upload.Stranger, "the protocol is not"},
		"more of nothing":               {says(200, jsonType, `{"protocol":"diemcham-kiosk/1","rev":7,"more":true}`), upload.Stranger, "none of them comes"},
		"too many":                      {says(200, jsonType, string(tooMany)), upload.Stranger, "more than 100 updates"},
		"a negative rev":                {says(200, jsonType, `{"protocol":"diemcham-kiosk/1","rev":-1}`), upload.Stranger, "not JSON of the right form"},
		"an endless body":               {says(200, jsonType, strings.Repeat(" ", 2<<20)), upload.Stranger, "the body is too long"},
		"a redirect":                    {says(302, map[string]string{"Location": "/login"}, ""), upload.Stranger, "status 302"},
		"no such page":                  {says(404, html, ""), upload.Stranger, "status 404"},
		"not enrolled":                  {says(401, nil, ""), upload.Refused, "status 401"},
		"a counter that is far ahead":   {says(401, map[string]string{store.CounterHeader: "9223372036854775807"}, ""), upload.Refused, "status 401"},
		"revoked":                       {says(403, jsonType, `{"protocol":"diemcham-kiosk/1","error":"device: revoked"}`), upload.Refused, "device: revoked"},
		"always 500":                    {says(500, html, ""), upload.Faulty, "status 500"},
		"busy":                          {says(429, nil, ""), upload.Busy, "status 429"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWard(t)
			var asked atomic.Int64
			k := newKiosk(t, serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					asked.Add(1)
					test.handler(rw, r)
					return
				}
				w.handler.ServeHTTP(rw, r)
			})), nil)
			k.ask(3)
			stop := k.run()
			for range 3 {
				if s := k.untilTrouble(test.want); !strings.Contains(s.Detail, test.says) || s.Pending != 0 {
					t.Errorf("status %+v", s)
				}
			}
			stop()
			if k.rev() != 0 || k.requests()[0].Status != store.Waiting {
				t.Errorf("rev %d, %+v", k.rev(), k.requests()[0])
			}
			if n, pauses := asked.Load(), len(k.timer.all()); n > 3*int64(pauses+1) {
				t.Errorf("asked %d times in %d pauses", n, pauses)
			}
			w.sameAs(k)
		})
	}
}

// What is told of requests that are not this kiosk's, or in another order, twice, or
// in no form that is known, changes nothing else.
func TestUpdatesInDisorder(t *testing.T) {
	w := newWard(t)
	var answer atomic.Value
	answer.Store(store.Updates{Protocol: store.Protocol})
	k := newKiosk(t, serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			w.handler.ServeHTTP(rw, r)
			return
		}
		rw.Header().Set("Content-Type", "application/json")
		json.NewEncoder(rw).Encode(answer.Load())
	})), nil)
	k.ask(2)
	k.run()
	k.untilIdle()
	id := k.requests()[0].ID
	taken, done := onHub(id, store.Taken), onHub(id, store.Done)
	own, strange, other := onHub(id, store.Left), onHub(id, "sung"), onHub(uuid.Must(uuid.NewV7()).String(), store.Taken)
	own.Kiosk = "viet-hung-1"
	for _, step := range []struct {
		events  []store.Event
		rev     uint64
		history int
	}{
		{[]store.Event{done, done, other, own, strange, {}}, 9, 1},
		{[]store.Event{taken, done}, 4, 2}, // set back, and in another order
		{nil, 0, 2},
		{[]store.Event{taken}, 5, 2},
	} {
		answer.Store(store.Updates{Protocol: store.Protocol, Events: step.events, Rev: step.rev})
		k.uploader.Wake()
		k.untilIdle()
		requests := k.requests()
		if len(requests[0].History) != step.history || len(requests[1].History) != 0 || k.rev() != step.rev || requests[0].Ending != store.Done {
			t.Errorf("rev %d: %+v", k.rev(), requests)
		}
	}
	if s := k.uploader.Status(); s.Trouble != upload.NoTrouble {
		t.Errorf("status %+v", s)
	}
}
