package upload_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/upload"
)

// No counter is used twice, whatever is sent and however often it is tried.
func TestEveryAttemptIsSignedAnew(t *testing.T) {
	w := newWard(t)
	var mutex sync.Mutex
	seen := make(map[uint64]bool)
	n := 0
	k := newKiosk(t, serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		counter, err := strconv.ParseUint(r.Header.Get(store.CounterHeader), 10, 64)
		mutex.Lock()
		if err != nil || seen[counter] || r.Header.Get(store.DeviceHeader) != "viet-hung-1" {
			t.Errorf("counter %d was used before, or %v", counter, err)
		}
		seen[counter] = true
		n++
		faulty := n%3 != 0
		mutex.Unlock()
		if faulty {
			http.Error(rw, "fault", http.StatusInternalServerError)
			return
		}
		w.handler.ServeHTTP(rw, r)
	})), nil)
	k.run()
	for range 5 {
		k.ask(1)
		k.uploader.Wake()
		k.untilDelivered()
	}
	w.sameAs(k)
}

// A kiosk whose file was lost counts from 1 again; the hub tells it how far it was.
func TestCountersThatWereLost(t *testing.T) {
	w := newWard(t)
	url := serve(t, w.handler)
	far := new(counters)
	far.last.Store(70_000)
	before := newPacksOf(t, url, newDevice(t, t.TempDir(), far))
	if _, err := before.Fetch(t.Context(), 0, "", filepath.Join(t.TempDir(), "incoming")); err != nil {
		t.Fatal(err)
	}
	k := newKiosk(t, url, nil)
	k.ask(2)
	k.run()
	k.untilIdle()
	w.sameAs(k)
	if s := k.uploader.Status(); s.Trouble != upload.NoTrouble || len(k.timer.all()) != 0 {
		t.Errorf("status %+v after pauses of %v", s, k.timer.all())
	}
	if first, err := k.db.Counters(0); err != nil || first < 70_000 {
		t.Errorf("the next counters are from %d, %v", first, err)
	}
}

// A kiosk without a key keeps its events, bothers nobody, and begins by itself when
// it has been enrolled.
func TestNotEnrolledYet(t *testing.T) {
	w := newWard(t)
	var requests atomic.Int64
	var data string
	k := newKiosk(t, serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		w.handler.ServeHTTP(rw, r)
	})), func(o *upload.Options) {
		data = t.TempDir()
		o.Device = upload.NewDevice("viet-hung-1", data, o.Outbox.(*store.DB))
	})
	k.timer.held = make(chan held)
	k.ask(2)
	k.run()
	pause := <-k.timer.held
	if pause.d < 30*time.Second || pause.d > 45*time.Second {
		t.Errorf("paused %v", pause.d)
	}
	s := k.uploader.Status()
	if s.Trouble != upload.Refused || s.Detail != upload.ErrNotEnrolled.Error() || s.Pending != 2 || requests.Load() != 0 {
		t.Errorf("status %+v after %d requests", s, requests.Load())
	}
	newDevice(t, data, nil)
	pause.end()
	k.untilIdle()
	w.sameAs(k)
}

func TestKeysThatAreNone(t *testing.T) {
	w := newWard(t)
	for name, text := range map[string]string{"nothing": "", "no block": "canary", "another block": "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5\n-----END PRIVATE KEY-----\n"} {
		data := t.TempDir()
		if err := os.WriteFile(filepath.Join(data, upload.KeyFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		packs := newPacksOf(t, serve(t, w.handler), upload.NewDevice("viet-hung-1", data, new(counters)))
		if _, err := packs.Fetch(t.Context(), 0, "", filepath.Join(t.TempDir(), "incoming")); err == nil || !strings.Contains(err.Error(), upload.KeyFile) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func enrol(t *testing.T, url, data, code string) (string, error) {
	t.Helper()
	return upload.Enrol(t.Context(), upload.Options{URL: url, Rand: func(int64) int64 { return 0 }}, "viet-hung-1", data, code)
}

func (w *ward) code() string {
	w.Helper()
	code, err := w.inbox.Code(w.Context(), "viet-hung-1", morning())
	if err != nil {
		w.Fatal(err)
	}
	return code
}

func TestEnrol(t *testing.T) {
	w := newWard(t)
	url := serve(t, w.handler)
	data := t.TempDir()
	if _, err := enrol(t, url, data, "0000-0000-0000-0000-0000-0000-00"); !errors.Is(err, upload.ErrCode) {
		t.Errorf("a wrong code: %v", err)
	}
	if _, err := os.Stat(filepath.Join(data, upload.KeyFile)); err == nil {
		t.Error("there is a key after a wrong code")
	}
	code := w.code()
	recipient, err := enrol(t, url, data, strings.ToLower(code))
	if err != nil || !strings.HasPrefix(recipient, "age1") {
		t.Fatalf("%q, %v", recipient, err)
	}
	info, err := os.Stat(filepath.Join(data, upload.KeyFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if names, err := filepath.Glob(filepath.Join(data, "*")); err != nil || len(names) != 1 {
		t.Errorf("in the folder: %q, %v", names, err)
	}
	fetch := func(data string) error {
		_, err := newPacksOf(t, url, upload.NewDevice("viet-hung-1", data, new(counters))).Fetch(t.Context(), 0, "", filepath.Join(t.TempDir(), "incoming"))
		return err
	}
	if err := fetch(data); err != nil {
		t.Errorf("signed with the new key: %v", err)
	}
	if _, err := newPacks(t, url).Fetch(t.Context(), 0, "", filepath.Join(t.TempDir(), "incoming")); err == nil || !strings.Contains(err.Error(), "status 401") {
		t.Errorf("signed with the key of before: %v", err)
	}
	// Somebody who has seen the code can do nothing with it.
	if _, err := enrol(t, url, t.TempDir(), code); !errors.Is(err, upload.ErrCode) {
		t.Errorf("a code that was used: %v", err)
	}
	if err := fetch(data); err != nil {
		t.Errorf("the key is void: %v", err)
	}
}

// The hub takes the key and its answer is lost: the same command does it.
func TestEnrolWhereTheAnswerIsLost(t *testing.T) {
	w := newWard(t)
	var lose atomic.Bool
	lose.Store(true)
	url := serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if lose.Load() {
			w.handler.ServeHTTP(discarding{http.Header{}}, r)
			panic(http.ErrAbortHandler)
		}
		w.handler.ServeHTTP(rw, r)
	}))
	data, code := t.TempDir(), w.code()
	if _, err := enrol(t, url, data, code); err == nil || strings.Contains(err.Error(), code) || strings.Contains(err.Error(), url) {
		t.Errorf("the answer was lost: %v", err)
	}
	lose.Store(false)
	if _, err := enrol(t, url, data, code); err != nil {
		t.Errorf("once more: %v", err)
	}
	packs := newPacksOf(t, url, upload.NewDevice("viet-hung-1", data, new(counters)))
	if _, err := packs.Fetch(t.Context(), 0, "", filepath.Join(t.TempDir(), "incoming")); err != nil {
		t.Error(err)
	}
}

// discarding is an answer that nobody gets.
type discarding struct{ header http.Header }

func (d discarding) Header() http.Header         { return d.header }
func (d discarding) Write(p []byte) (int, error) { return len(p), nil }
func (d discarding) WriteHeader(int)             {}

func TestEnrolWithSomebodyElse(t *testing.T) {
	jsonType := map[string]string{"Content-Type": "application/json"}
	for name, test := range map[string]struct {
		handler http.HandlerFunc
		says    string
	}{
		"a captive portal":     {says(200, map[string]string{"Content-Type": "text/html"}, "<html>"), "not from a hub"},
		"a portal with 403":    {says(403, map[string]string{"Content-Type": "text/html"}, "<html>"), "not from a hub"},
		"another protocol":     {says(409, jsonType, `{"protocol":"diemcham-kiosk/2","error":"x"}`), "not from a hub"},
		"another kiosk":        {says(200, jsonType, `{"protocol":"diemcham-kiosk/1","kiosk":"viet-hung-2"}`), "another kiosk"},
		"a hub that is busy":   {says(429, jsonType, `{"protocol":"diemcham-kiosk/1","error":"too many requests"}`), "status 429: too many requests"},
		"one that leads on":    {says(302, map[string]string{"Location": "/login"}, ""), "not from a hub"},
		"a hub with no answer": {says(500, nil, ""), "status 500"},
	} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			if _, err := enrol(t, serve(t, test.handler), data, "CODE"); err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want %q", err, test.says)
			}
			if _, err := os.Stat(filepath.Join(data, upload.KeyFile)); err == nil {
				t.Error("there is a key")
			}
		})
	}
}
