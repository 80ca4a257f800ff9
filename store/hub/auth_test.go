package hub_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
)

// device is a kiosk's key, and how far it has counted.
type device struct {
	kiosk   string
	key     ed25519.PrivateKey
	counter atomic.Uint64
	address string // that it comes from, if the test says so
}

func newDevice(t testing.TB, kiosk string) *device {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &device{kiosk: kiosk, key: key}
}

func (d *device) public() ed25519.PublicKey { return d.key.Public().(ed25519.PublicKey) }

// enrol makes a device that is enrolled.
func enrol(t testing.TB, inbox *hub.Inbox, kiosk string) *device {
	t.Helper()
	d := newDevice(t, kiosk)
	now := time.Now()
	code, err := inbox.Code(t.Context(), kiosk, now)
	if err == nil {
		err = inbox.Enrol(t.Context(), kiosk, code, d.public(), now)
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (w *ward) enrolled(kiosk string) *device { return enrol(w, w.inbox, kiosk) }

// sign signs a request with the next counter.
func (d *device) sign(r *http.Request, body []byte) { d.signWith(r, body, d.counter.Add(1)) }

func (d *device) signWith(r *http.Request, body []byte, counter uint64) {
	r.Header.Set(store.DeviceHeader, d.kiosk)
	r.Header.Set(store.CounterHeader, strconv.FormatUint(counter, 10))
	text := store.SignedText(r.Method, r.URL.RequestURI(), d.kiosk, counter, body)
	r.Header.Set(store.SignatureHeader, base64.StdEncoding.EncodeToString(ed25519.Sign(d.key, text)))
}

func (d *device) request(w *ward, method, path, body string) *http.Request {
	w.Helper()
	r := w.request(method, path, body)
	d.sign(r, []byte(body))
	return r
}

// ask asks for updates with a counter and returns status, the counter of the answer
// and its error.
func (d *device) ask(w *ward, counter uint64) (status int, last, problem string) {
	w.Helper()
	r := w.request("GET", store.UpdatesPath+"?after=0", "")
	d.signWith(r, nil, counter)
	status, header, body := w.call(r)
	return status, header.Get(store.CounterHeader), w.receipt(body).Error
}

func (w *ward) enrol(e store.Enrolment) (int, store.Enrolled) {
	w.Helper()
	status, _, body := w.call(w.request("POST", store.EnrolPath, text(w.T, e)))
	var answer store.Enrolled
	if err := json.Unmarshal([]byte(body), &answer); err != nil || answer.Protocol != store.Protocol {
		w.Fatalf("status %d: %s, %v", status, body, err)
	}
	return status, answer
}

func TestEnrolment(t *testing.T) { onEach(t, enrolment) }

func enrolment(t *testing.T, w *ward) {
	const kiosk = "viet-hung-2"
	code := func() string {
		t.Helper()
		code, err := w.inbox.Code(t.Context(), kiosk, w.now)
		if err != nil {
			t.Fatal(err)
		}
		if len(strings.ReplaceAll(code, "-", "")) != 26 {
			t.Errorf("code %q", code)
		}
		return code
	}
	first, other := newDevice(t, kiosk), newDevice(t, kiosk)
	void, good := code(), code()
	with := func(kiosk, code string, key ed25519.PublicKey) store.Enrolment {
		return store.Enrolment{Protocol: store.Protocol, Kiosk: kiosk, Code: code, Key: key}
	}
	now := w.now
	for name, test := range map[string]struct {
		e       store.Enrolment
		later   time.Duration
		status  int
		problem string
	}{
		"a code of before":  {with(kiosk, void, first.public()), 0, 403, "code: "},
		"no code":           {with(kiosk, "", first.public()), 0, 403, "code: "},
		"for another kiosk": {with("viet-hung-3", good, first.public()), 0, 403, "code: "},
		"an hour later":     {with(kiosk, good, first.public()), time.Hour, 403, "code: "},
		"half a key":        {with(kiosk, good, first.public()[:16]), 0, 400, "key: "},
		"another protocol":  {store.Enrolment{Kiosk: kiosk, Code: good}, 0, 409, "not an enrolment"},
	} {
		w.now = now.Add(test.later)
		if status, answer := w.enrol(test.e); status != test.status || !strings.HasPrefix(answer.Error, test.problem) {
			t.Errorf("%s: %d, %+v", name, status, answer)
		}
	}
	w.now = now
	if status, _, _ := first.ask(w, 1); status != http.StatusUnauthorized {
		t.Errorf("not enrolled: status %d", status)
	}
	// As somebody may type it.
	typed := strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(good, "-", " "), "0", "o"))
	for range 2 { // the first answer was lost
		status, answer := w.enrol(with(kiosk, typed, first.public()))
		if status != http.StatusOK || answer.Kiosk != kiosk || answer.Recipient != w.identity.Recipient().String() {
			t.Errorf("%d, %+v", status, answer)
		}
	}
	if status, _ := w.enrol(with(kiosk, good, other.public())); status != http.StatusForbidden {
		t.Errorf("used again: status %d", status)
	}
	if status, _, problem := first.ask(w, 5); status != http.StatusOK {
		t.Errorf("enrolled: %d, %s", status, problem)
	}
	w.unlogged(good)
	w.nowhere(good, strings.ReplaceAll(good, "-", ""))
}

func TestAnotherKeyTakesThePlaceOfTheFirst(t *testing.T) { onEach(t, anotherKeyTakesThePlace) }

func anotherKeyTakesThePlace(t *testing.T, w *ward) {
	first := w.enrolled("viet-hung-2")
	if status, _, problem := first.ask(w, 1000); status != http.StatusOK {
		t.Errorf("first: %d, %s", status, problem)
	}
	second := w.enrolled("viet-hung-2")
	if status, _, problem := first.ask(w, 1001); status != http.StatusUnauthorized || !strings.HasPrefix(problem, "device: ") {
		t.Errorf("first again: %d, %s", status, problem)
	}
	if status, _, problem := second.ask(w, 1); status != http.StatusOK {
		t.Errorf("second: %d, %s", status, problem)
	}
}

func TestRevokedDevice(t *testing.T) { onEach(t, revokedDevice) }

func revokedDevice(t *testing.T, w *ward) {
	d := w.enrolled("viet-hung-2")
	if status, _, _ := d.ask(w, 1); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	if err := w.inbox.Revoke(t.Context(), "viet-hung-2", w.now); err != nil {
		t.Fatal(err)
	}
	if status, _, problem := d.ask(w, 2); status != http.StatusForbidden || problem != "device: revoked" {
		t.Errorf("revoked: %d, %s", status, problem)
	}
	// Who does not have its key is not told.
	stranger := newDevice(t, "viet-hung-2")
	if status, _, problem := stranger.ask(w, 2); status != http.StatusUnauthorized {
		t.Errorf("stranger: %d, %s", status, problem)
	}
	if err := w.inbox.Revoke(t.Context(), "viet-hung-9", w.now); err == nil {
		t.Error("revoked a kiosk that there is not")
	}
	devices, err := w.inbox.Devices(t.Context())
	if err != nil || len(devices) != 2 || devices[1].Revoked.IsZero() || !devices[1].Seen.Equal(w.now) {
		t.Errorf("%+v, %v", devices, err)
	}
}

func TestChangedRequests(t *testing.T) {
	w := start(t)
	event := text(t, asked(t, "A001", morning()))
	body := `{"protocol":"diemcham-kiosk/1","events":[` + event + `]}`
	for name, change := range map[string]func(*http.Request){
		"another body": func(r *http.Request) {
			r.Body = io.NopCloser(strings.NewReader(strings.Replace(body, "A001", "A002", 1)))
		},
		"another path":    func(r *http.Request) { r.URL.RawQuery = "x=1" },
		"another counter": func(r *http.Request) { r.Header.Set(store.CounterHeader, "77") },
		"no counter":      func(r *http.Request) { r.Header.Set(store.CounterHeader, "-1") },
		"another device":  func(r *http.Request) { r.Header.Set(store.DeviceHeader, "viet-hung-2") },
		"no signature":    func(r *http.Request) { r.Header.Del(store.SignatureHeader) },
	} {
		r := w.batchRequest(body)
		change(r)
		if status, _, answer := w.call(r); status != http.StatusUnauthorized || !strings.HasPrefix(w.receipt(answer).Error, "device: ") {
			t.Errorf("%s: %d, %s", name, status, answer)
		}
	}
	if got := w.requests(); len(got) != 0 {
		t.Errorf("stored all the same: %+v", got)
	}
	if status, _, answer := w.call(w.batchRequest(body)); status != http.StatusOK {
		t.Errorf("unchanged: %d, %s", status, answer)
	}
}

func TestReplayedRequest(t *testing.T) { onEach(t, replayedRequest) }

func replayedRequest(t *testing.T, w *ward) {
	d := w.enrolled("viet-hung-2")
	takes := func(counter uint64) {
		t.Helper()
		if status, _, problem := d.ask(w, counter); status != http.StatusOK {
			t.Errorf("counter %d: %d, %s", counter, status, problem)
		}
	}
	refuses := func(counter, last uint64) {
		t.Helper()
		status, header, problem := d.ask(w, counter)
		if status != http.StatusUnauthorized || header != fmt.Sprint(last) || !strings.HasPrefix(problem, "counter: ") {
			t.Errorf("counter %d: %d, last %s, %s", counter, status, header, problem)
		}
	}
	takes(1)
	refuses(1, 1)
	takes(3)
	takes(2) // was overtaken
	refuses(2, 3)
	refuses(0, 3)
	takes(5000)
	takes(5000 - 1023)
	refuses(5000-1024, 5000)
	refuses(3, 5000)
	takes(5001)

	// Started again, the hub remembers no more than that nothing above a ceiling was
	// used.
	again := startIn(t, w.place, nil)
	w.url = again.url
	_, last, _ := d.ask(w, 5001)
	ceiling, err := strconv.ParseUint(last, 10, 64)
	if err != nil || ceiling < 5001 || ceiling > 5001+2*store.CounterBlock {
		t.Fatalf("last %q", last)
	}
	refuses(5002, ceiling)
	takes(ceiling + 1)
	refuses(ceiling+1, ceiling+1)

	// With the same key enrolled once more, too.
	code, err := w.inbox.Code(t.Context(), d.kiosk, w.now)
	if err == nil {
		err = w.inbox.Enrol(t.Context(), d.kiosk, code, d.public(), w.now)
	}
	if err != nil {
		t.Fatal(err)
	}
	refuses(ceiling+1, ceiling+1)
	refuses(1<<63, ceiling+1)
}

// Two hubs that share a database do not take each other's counters.
func TestReplayToAnotherHub(t *testing.T) {
	p := inPostgres(t)
	one, two := startIn(t, p, nil), startIn(t, p, nil)
	d := one.enrolled("viet-hung-2")
	for counter, round := uint64(0), 0; round < 6; round++ {
		w, other := one, two
		if round%2 == 1 {
			w, other = two, one
		}
		counter++
		status, last, _ := d.ask(w, counter)
		if status == http.StatusUnauthorized {
			var err error
			if counter, err = strconv.ParseUint(last, 10, 64); err != nil {
				t.Fatal(err)
			}
			counter++
			status, _, _ = d.ask(w, counter)
		}
		if status != http.StatusOK {
			t.Fatalf("round %d: status %d", round, status)
		}
		for _, w := range []*ward{w, other} {
			if status, _, _ := d.ask(w, counter); status != http.StatusUnauthorized {
				t.Errorf("round %d, replayed: status %d", round, status)
			}
		}
	}
}

// A kiosk whose clock has stopped is heard all the same, and speaks for itself
// alone.
func TestDeviceOfAnotherTime(t *testing.T) { onEach(t, deviceOfAnotherTime) }

func deviceOfAnotherTime(t *testing.T, w *ward) {
	old := asked(t, "A001", time.Unix(3600, 0).UTC())
	old.Uncertain = true
	foreign := asked(t, "A002", morning())
	foreign.Kiosk = "viet-hung-2"
	own := asked(t, "A003", morning())
	own.Kiosk = store.Hub
	items := w.post(text(t, old), text(t, foreign), text(t, own)).Items
	if items[0].Result != store.Created {
		t.Errorf("of 1970: %+v", items[0])
	}
	for _, item := range items[1:] {
		if item.Result != store.Rejected || !strings.HasPrefix(item.Reason, "kiosk: ") {
			t.Errorf("not its own: %+v", item)
		}
	}
	if got := w.requests(); len(got) != 1 || !got[0].Uncertain {
		t.Errorf("got %+v", got)
	}
}

func TestRates(t *testing.T) {
	w := start(t)
	refused := func(send func() *http.Request, most int) int {
		t.Helper()
		for n := range most {
			status, header, _ := w.call(send())
			if status == http.StatusTooManyRequests {
				if seconds, err := strconv.Atoi(header.Get("Retry-After")); err != nil || seconds < 1 {
					t.Errorf("Retry-After %q", header.Get("Retry-After"))
				}
				return n
			}
		}
		return most
	}
	if n := refused(func() *http.Request { return w.request("POST", store.EnrolPath, "{}") }, 50); n < 5 || n > 20 {
		t.Errorf("enrolments: %d before it was too many", n)
	}
	asks := func(d *device) func() *http.Request {
		return func() *http.Request { return d.request(w, "GET", store.UpdatesPath+"?after=0", "") }
	}
	one, other := w.enrolled("viet-hung-2"), w.enrolled("viet-hung-3")
	if n := refused(asks(one), 5000); n < 100 || n == 5000 {
		t.Errorf("one device: %d before it was too many", n)
	}
	if n := refused(asks(other), 50); n < 50 {
		t.Errorf("another device: %d before it was too many", n)
	}
	if n := refused(func() *http.Request { return w.request("POST", store.BatchPath, "") }, 20000); n == 20000 {
		t.Errorf("one address: %d and never too many", n)
	}
}

// Somebody who comes from ever new addresses does not fill the hub's memory.
func TestRatesOfManyAddresses(t *testing.T) {
	w := start(t)
	enrols := func(address string) int {
		r := httptest.NewRequest("POST", store.EnrolPath, strings.NewReader("{}"))
		r.RemoteAddr = "127.0.0.1:1"
		r.Header.Set("X-Forwarded-For", "192.0.2.1, "+address) // what comes first anybody can write
		answer := httptest.NewRecorder()
		w.handler.ServeHTTP(answer, r)
		return answer.Code
	}
	heap := func() uint64 {
		var stats runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	one := "198.51.100.7"
	for range 20 {
		enrols(one)
	}
	before := heap()
	for i := range 30_000 {
		if status := enrols(fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255)); status != http.StatusConflict {
			t.Fatalf("address %d: status %d", i, status)
		}
		if i == 3000 && enrols(one) != http.StatusTooManyRequests {
			t.Error("one that had too many is forgotten after 3,000 others")
		}
	}
	if after := heap(); after > before+4<<20 {
		t.Errorf("the heap has grown by %d KiB", (after-before)>>10)
	}
	// A household with many IPv6 addresses is one.
	refused := 0
	for i := range 30 {
		if enrols(fmt.Sprintf("2001:db8::%x", i)) == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused == 0 {
		t.Error("each IPv6 address has a rate of its own")
	}
}
