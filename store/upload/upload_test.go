package upload_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/diemcham/diemcham/packaging/faultdisk"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
	"github.com/diemcham/diemcham/store/seal"
	"github.com/diemcham/diemcham/store/upload"
)

func TestMain(m *testing.M) {
	faultdisk.InMemory()
	os.Exit(m.Run())
}

// key is that of the kiosk of the tests. It must turn up in no log, error or status.
func key() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed([]byte("the seed of the key of the tests"))
}

// newDevice is the kiosk of the tests, with its key in a folder.
func newDevice(t testing.TB, data string, counters upload.Counters) *upload.Device {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key())
	if err != nil {
		t.Fatal(err)
	}
	file := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	if err := os.WriteFile(filepath.Join(data, upload.KeyFile), file, 0o600); err != nil {
		t.Fatal(err)
	}
	return upload.NewDevice("viet-hung-1", data, counters)
}

// told reports whether a text gives the key away.
func told(text string) bool {
	return strings.Contains(text, base64.StdEncoding.EncodeToString(key().Seed())) || strings.Contains(text, string(key().Seed()))
}

func morning() time.Time { return time.Date(2026, 3, 6, 3, 0, 0, 0, time.UTC) }

// timer lets pauses end at once, or when a test says so if held is set. Those in
// which there is nothing to do it tells on idle and never ends.
type timer struct {
	mutex  sync.Mutex
	pauses []time.Duration
	idle   chan struct{}
	held   chan held
}

// held is a pause that a test may end.
type held struct {
	d    time.Duration
	over chan time.Time
}

func (h held) end() { h.over <- morning() }

func newTimer() *timer {
	return &timer{idle: make(chan struct{}, 1000)}
}

// looksAgain reports whether a pause is that of an uploader with nothing to do.
func looksAgain(d time.Duration) bool { return d >= 8*time.Second && d < 12*time.Second }

func (c *timer) After(d time.Duration) <-chan time.Time {
	if looksAgain(d) {
		c.idle <- struct{}{}
		return nil
	}
	c.mutex.Lock()
	c.pauses = append(c.pauses, d)
	c.mutex.Unlock()
	over := make(chan time.Time, 1)
	if c.held != nil {
		c.held <- held{d, over}
		return over
	}
	over <- morning()
	return over
}

func (c *timer) all() []time.Duration {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return append([]time.Duration(nil), c.pauses...)
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

// kiosk is a kiosk's outbox and uploader.
type kiosk struct {
	*testing.T
	db       *store.DB
	uploader *upload.Uploader
	timer    *timer
	log      *lockedBuffer
	statuses chan upload.Status
}

func newKiosk(t *testing.T, url string, change func(*upload.Options)) *kiosk {
	t.Helper()
	k := &kiosk{T: t, timer: newTimer(), log: &lockedBuffer{}, statuses: make(chan upload.Status, 10_000)}
	log := slog.New(slog.NewTextHandler(k.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	data := t.TempDir()
	k.db, err = store.Open(data, store.Options{
		Kiosk: "viet-hung-1", Letter: "A", Place: "Nhà văn hóa", Now: morning, Zone: time.UTC, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.db.Close() })
	o := upload.Options{
		URL: url, Device: newDevice(t, data, k.db), Outbox: k.db, Log: log, Now: morning, After: k.timer.After,
		Rand:    func(int64) int64 { return 0 },
		Changed: func(s upload.Status) { k.statuses <- s },
	}
	if change != nil {
		change(&o)
	}
	if k.uploader, err = upload.New(o); err != nil {
		t.Fatal(err)
	}
	return k
}

// run starts the uploader and returns what stops it again.
func (k *kiosk) run() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		k.uploader.Run(ctx)
		close(ended)
	}()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			<-ended
		})
	}
	k.Cleanup(func() {
		stop()
		if told(k.log.String()) {
			k.Errorf("the log holds the key:\n%s", k.log)
		}
	})
	return stop
}

func (k *kiosk) ask(n int) {
	k.Helper()
	for range n {
		_, err := k.db.Ask(store.Ask{Topic: store.Topic{Kind: "general", ID: "khac", Title: "Việc khác"}})
		if err != nil {
			k.Fatal(err)
		}
	}
}

// untilIdle waits until there is nothing left to do.
func (k *kiosk) untilIdle() {
	k.Helper()
	select {
	case <-k.timer.idle:
	case <-time.After(time.Minute):
		k.Fatalf("still at work after a minute: %+v\n%s", k.uploader.Status(), k.log)
	}
}

// until waits for a status that a test wants to see.
func (k *kiosk) until(what string, seen func(upload.Status) bool) upload.Status {
	k.Helper()
	timeout := time.After(time.Minute)
	for {
		select {
		case s := <-k.statuses:
			if told(s.Detail) || strings.Contains(s.Detail, "Việc khác") {
				k.Errorf("the status tells too much: %s", s.Detail)
			}
			if seen(s) {
				return s
			}
		case <-timeout:
			k.Fatalf("no status with %s: %+v\n%s", what, k.uploader.Status(), k.log)
		}
	}
}

func (k *kiosk) untilTrouble(kind upload.Trouble) upload.Status {
	k.Helper()
	return k.until("trouble "+string(kind), func(s upload.Status) bool { return s.Trouble == kind })
}

func (k *kiosk) untilDelivered() {
	k.Helper()
	for k.pending() > 0 {
		k.until("some news", func(upload.Status) bool { return true })
	}
}

func (k *kiosk) pending() int {
	k.Helper()
	n, err := k.db.Pending()
	if err != nil {
		k.Fatal(err)
	}
	return n
}

// ward is a hub.
type ward struct {
	*testing.T
	inbox   *hub.Inbox
	handler http.Handler
	packs   string // the folder of its content packs
	systems string // that of its systems
}

func newWard(t *testing.T) *ward {
	t.Helper()
	inbox, err := hub.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { inbox.Close() })
	identity, err := seal.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	packs, systems := filepath.Join(t.TempDir(), "packs"), t.TempDir()
	handler, err := hub.Handler(hub.Options{
		Inbox: inbox, Password: "password", Identity: identity, Packs: packs, Systems: systems,
		Now: morning, Zone: time.UTC, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	code, err := inbox.Code(t.Context(), "viet-hung-1", morning())
	if err == nil {
		err = inbox.Enrol(t.Context(), "viet-hung-1", code, key().Public().(ed25519.PublicKey), morning())
	}
	if err != nil {
		t.Fatal(err)
	}
	return &ward{t, inbox, handler, packs, systems}
}

// sameAs fails unless the hub has exactly the kiosk's requests and cards.
func (w *ward) sameAs(k *kiosk) {
	w.Helper()
	sent, err := k.db.Requests()
	if err != nil {
		w.Fatal(err)
	}
	stored, err := w.inbox.Requests(w.Context(), time.Time{})
	if err != nil {
		w.Fatal(err)
	}
	if len(stored) != len(sent) {
		w.Errorf("%d requests on the hub, %d on the kiosk", len(stored), len(sent))
	}
	status := make(map[string]store.Status)
	for _, r := range stored {
		status[r.ID] = r.Status
	}
	for _, r := range sent {
		if status[r.ID] != r.Status || !r.Delivered {
			w.Errorf("request %s is %s and delivered=%v, on the hub it is %q", r.Number, r.Status, r.Delivered, status[r.ID])
		}
	}
	cards, err := k.db.Cards()
	if err != nil {
		w.Fatal(err)
	}
	progress, err := w.inbox.Progress(w.Context(), morning(), 1)
	if err != nil {
		w.Fatal(err)
	}
	reached := make([]int, len(store.Skills()))
	for i, skill := range store.Skills() {
		for _, card := range cards {
			if slices.Contains(card.Skills, skill) {
				reached[i]++
			}
		}
	}
	if progress.Ward.Cards != len(cards) || !slices.Equal(progress.Ward.Skills, reached) {
		w.Errorf("on the hub %+v, on the kiosk %d cards with skills %v", progress.Ward, len(cards), reached)
	}
	if conflicts, err := w.inbox.Conflicts(w.Context()); err != nil || len(conflicts) > 0 {
		w.Errorf("conflicts %+v, %v", conflicts, err)
	}
}

func serve(t *testing.T, h http.Handler) (url string) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

func TestRequestsReachTheHub(t *testing.T) {
	w := newWard(t)
	k := newKiosk(t, serve(t, w.handler), nil)
	k.ask(3)
	k.run()
	k.untilIdle()
	w.sameAs(k)

	requests, err := k.db.Requests()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.db.Take(requests[1].ID, "Cán bộ 1"); err != nil {
		t.Fatal(err)
	}
	if _, err := k.db.Done(requests[1].ID, "Cán bộ 1"); err != nil {
		t.Fatal(err)
	}
	k.uploader.Wake()
	k.untilIdle()
	w.sameAs(k)

	status := k.uploader.Status()
	if want := (upload.Status{LastSuccess: morning()}); status != want {
		t.Errorf("status %+v", status)
	}
	if pauses := k.timer.all(); len(pauses) > 0 {
		t.Errorf("paused for %v", pauses)
	}
}

func (k *kiosk) learn(n int, skills ...string) {
	k.Helper()
	for i := range n {
		if err := k.db.Learned(store.Learned{Card: fmt.Sprintf("%08d", i), Done: []string{"goi-dien"}, Skills: skills, Group: "11"}); err != nil {
			k.Fatal(err)
		}
	}
}

func TestLearningCardsTravelWithRequests(t *testing.T) {
	w := newWard(t)
	var posts atomic.Int64
	k := newKiosk(t, serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			posts.Add(1)
		}
		w.handler.ServeHTTP(rw, r)
	})), nil)
	k.ask(3)
	k.learn(5, "phone")
	k.ask(3)
	k.learn(2, "wallet")
	k.run()
	k.untilIdle()
	w.sameAs(k)
	k.learn(5, "phone") // nothing new
	if n := k.pending(); n != 0 {
		t.Errorf("%d events pending after cards that say nothing new", n)
	}
	k.learn(5, "vneid")
	k.uploader.Wake()
	k.untilIdle()
	w.sameAs(k)
	if n := posts.Load(); n != 2 {
		t.Errorf("%d posts, want 2", n)
	}
	if strings.Contains(k.log.String(), "00000001") {
		t.Errorf("the log holds a card's number:\n%s", k.log)
	}
}

func TestBatchesOfFullCardsAreBounded(t *testing.T) {
	w := newWard(t)
	var mutex sync.Mutex
	largest, posts := int64(0), 0
	k := newKiosk(t, serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		mutex.Lock()
		if r.Method == http.MethodPost {
			largest, posts = max(largest, r.ContentLength), posts+1
		}
		mutex.Unlock()
		w.handler.ServeHTTP(rw, r)
	})), nil)
	var lessons []string
	for i := range 30 {
		lessons = append(lessons, fmt.Sprintf("%s%02d", strings.Repeat("a", 98), i))
	}
	for i := range 120 {
		if err := k.db.Learned(store.Learned{Card: fmt.Sprintf("%08d", i), Done: lessons, Skills: store.Skills(), Group: lessons[0]}); err != nil {
			t.Fatal(err)
		}
	}
	k.run()
	k.untilIdle()
	w.sameAs(k)
	mutex.Lock()
	defer mutex.Unlock()
	if largest > store.MaxBatchBytes || largest <= 0 || posts > 4 {
		t.Errorf("%d posts, the largest of %d bytes", posts, largest)
	}
}

func TestHubIsAwayAndComesLater(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()

	w := newWard(t)
	k := newKiosk(t, "http://"+address, nil)
	k.ask(250)
	k.run()
	for range 5 {
		k.untilTrouble(upload.Away)
	}
	if k.pending() != 250 {
		t.Errorf("%d pending of 250", k.pending())
	}

	if listener, err = net.Listen("tcp", address); err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: w.handler}
	go server.Serve(listener)
	defer server.Close()
	k.untilDelivered()
	w.sameAs(k)
	if lines := strings.Count(k.log.String(), "cannot be delivered"); lines != 1 {
		t.Errorf("the trouble was logged %d times", lines)
	}
}

func TestBatchesAreBounded(t *testing.T) {
	w := newWard(t)
	var mutex sync.Mutex
	var sizes []int64
	k := newKiosk(t, serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		mutex.Lock()
		if r.Method == http.MethodPost {
			sizes = append(sizes, r.ContentLength)
		}
		mutex.Unlock()
		w.handler.ServeHTTP(rw, r)
	})), nil)
	for range 150 {
		_, err := k.db.Ask(store.Ask{
			Topic:    store.Topic{Kind: "general", ID: "khac", Title: strings.Repeat("Ộ", 300)},
			Callback: true, Sealed: make([]byte, 4096), Consent: "1",
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	k.run()
	k.untilIdle()
	w.sameAs(k)
	for _, size := range sizes {
		if size > store.MaxBatchBytes || size <= 0 {
			t.Errorf("a batch of %d bytes", size)
		}
	}
	if len(sizes) > 6 {
		t.Errorf("%d posts for 150 events", len(sizes))
	}
}
