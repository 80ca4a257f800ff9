package hub_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
	"github.com/diemcham/diemcham/store/seal"
)

const password = "staff-password-canary"

func morning() time.Time { return time.Date(2026, 3, 6, 3, 0, 0, 0, time.UTC) }

// ward is a hub that runs.
type ward struct {
	*testing.T
	place
	inbox    *hub.Inbox
	identity seal.Identity
	now      time.Time
	handler  http.Handler
	url      string
	log      *lockedBuffer
	device   *device // that sends what the events of tests are, and is enrolled
}

// lockedBuffer is a buffer that several goroutines may write.
type lockedBuffer struct {
	mutex  sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buffer.String()
}

func start(t *testing.T) *ward {
	t.Helper()
	return startWith(t, nil)
}

// startWith starts a hub some of whose options are changed.
func startWith(t *testing.T, change func(*hub.Options)) *ward {
	t.Helper()
	return startIn(t, inFile(t), change)
}

func startIn(t *testing.T, p place, change func(*hub.Options)) *ward {
	t.Helper()
	w := &ward{T: t, place: p, inbox: p.open(t), now: morning().Add(time.Hour), log: &lockedBuffer{}}
	var err error
	if w.identity, err = seal.NewIdentity(); err != nil {
		t.Fatal(err)
	}
	o := hub.Options{
		Inbox: w.inbox, Password: password, Identity: w.identity,
		Now: func() time.Time { return w.now }, Zone: vietnam(),
		Log: slog.New(slog.NewTextHandler(w.log, nil)),
	}
	if change != nil {
		change(&o)
	}
	if w.handler, err = hub.Handler(o); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(w.handler)
	t.Cleanup(server.Close)
	w.url = server.URL
	w.device = w.enrolled("viet-hung-1")
	return w
}

// call sends a request and returns status, headers and body.
func (w *ward) call(r *http.Request) (int, http.Header, string) {
	w.Helper()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		w.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		w.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(body)
}

func (w *ward) request(method, path, body string) *http.Request {
	w.Helper()
	r, err := http.NewRequest(method, w.url+path, strings.NewReader(body))
	if err != nil {
		w.Fatal(err)
	}
	return r
}

func (w *ward) batchRequest(body string) *http.Request {
	r := w.device.request(w, "POST", store.BatchPath, body)
	r.Header.Set("Content-Type", "application/json")
	return r
}

// post sends events as JSON texts and returns the receipt.
func (w *ward) post(events ...string) store.Receipt {
	w.Helper()
	status, header, body := w.call(w.batchRequest(
		`{"protocol": "diemcham-kiosk/1", "events": [` + strings.Join(events, ",") + `]}`))
	if status != http.StatusOK || header.Get("Content-Type") != "application/json" {
		w.Fatalf("status %d, %s: %s", status, header.Get("Content-Type"), body)
	}
	return w.receipt(body)
}

func (w *ward) receipt(body string) store.Receipt {
	w.Helper()
	var receipt store.Receipt
	if err := json.Unmarshal([]byte(body), &receipt); err != nil || receipt.Protocol != "diemcham-kiosk/1" {
		w.Fatalf("not a receipt: %v: %s", err, body)
	}
	return receipt
}

// send sends events that must all be created.
func (w *ward) send(events ...store.Event) {
	w.Helper()
	var texts []string
	for _, e := range events {
		texts = append(texts, text(w.T, e))
	}
	for _, item := range w.post(texts...).Items {
		if item.Result != store.Created {
			w.Fatalf("%+v", item)
		}
	}
}

func (w *ward) requests() []store.Request {
	w.Helper()
	requests, err := w.inbox.Requests(w.Context(), time.Time{})
	if err != nil {
		w.Fatal(err)
	}
	return requests
}

func id(t *testing.T) string {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	return id.String()
}

func asked(t *testing.T, number string, at time.Time) store.Event {
	return store.Event{
		ID: id(t), Request: id(t), Kind: store.Asked, Kiosk: "viet-hung-1", Seq: 1, At: at,
		Number: number, Code: fmt.Sprintf("26030601%04s", number[1:]), Place: "Nhà văn hóa tổ 11",
		Topic: &store.Topic{Kind: "lesson", ID: "vneid-muc-2", Step: 3, Title: "Kích hoạt VNeID · bước 3"},
	}
}

func later(t *testing.T, first store.Event, kind store.Kind, at time.Time, by string) store.Event {
	return store.Event{ID: id(t), Request: first.Request, Kind: kind, Kiosk: first.Kiosk, Seq: 2, At: at, By: by}
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
