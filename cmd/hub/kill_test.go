package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/upload"
)

// kiosk is a real outbox with a real uploader that residents do not leave alone.
type kiosk struct {
	letter   string
	db       *store.DB
	uploader *upload.Uploader
	asked    int // as many cards were made
	news     chan struct{}
}

func newKiosk(t *testing.T, letter, url, data, address string, change ...func(*upload.Options)) *kiosk {
	t.Helper()
	k := &kiosk{letter: letter, news: make(chan struct{}, 1)}
	log := slog.New(slog.DiscardHandler)
	var err error
	mine := t.TempDir()
	k.db, err = store.Open(mine, store.Options{
		Kiosk: "kiosk-" + letter, Letter: letter, Now: time.Now, Zone: time.UTC, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.db.Close() })
	code, err := command(t, "enrol", "kiosk-"+letter, "--data", data).Output()
	if err == nil {
		_, err = upload.Enrol(t.Context(), upload.Options{URL: "http://" + address, Rand: rand.Int64N}, "kiosk-"+letter, mine, strings.SplitN(string(code), "\n", 2)[0])
	}
	if err != nil {
		t.Fatal(err)
	}
	options := upload.Options{
		URL: url, Device: upload.NewDevice("kiosk-"+letter, mine, k.db), Outbox: k.db, Log: log, Now: time.Now, Rand: func(int64) int64 { return 0 },
		// A thousandth of the time: 5 s are 5 ms.
		After: func(d time.Duration) <-chan time.Time { return time.After(d / 1000) },
		Changed: func(upload.Status) {
			select {
			case k.news <- struct{}{}:
			default:
			}
		},
	}
	for _, c := range change {
		c(&options)
	}
	k.uploader, err = upload.New(options)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// run has it deliver until stop is called.
func (k *kiosk) run() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		k.uploader.Run(ctx)
		close(ended)
	}()
	return func() {
		cancel()
		<-ended
	}
}

func (k *kiosk) ask(t *testing.T, n int) {
	t.Helper()
	for range n {
		k.asked++
		_, err := k.db.Ask(store.Ask{Topic: store.Topic{Kind: "general", ID: fmt.Sprint(k.asked), Title: "Việc khác"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := k.db.Learned(store.Learned{Card: fmt.Sprintf("%s%07d", k.letter, k.asked)}); err != nil {
			t.Fatal(err)
		}
	}
	k.uploader.Wake()
}

// pending returns how many events wait, when there is news of them.
func (k *kiosk) pending(t *testing.T) int {
	t.Helper()
	select {
	case <-k.news:
	case <-time.After(time.Minute):
		t.Fatalf("no news for a minute: %+v", k.uploader.Status())
	}
	n, err := k.db.Pending()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

var kills = flag.Int("kills", 20, "how often the hub is killed under load; 200 for the full test")

// The hub is killed under kiosks that deliver: what it has answered for is there,
// and is there once.
func TestHubKilledUnderLoad(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		if lost := killUnderLoad(t, t.TempDir(), *kills, false); lost > 0 {
			t.Errorf("%d lost", lost)
		}
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		_, data := onPostgres(t)
		if lost := killUnderLoad(t, data, *kills, false); lost > 0 {
			t.Errorf("%d lost", lost)
		}
	})
}

// The same with a server before the hub that answers for it too early.
func TestHubThatAnswersTooEarly(t *testing.T) {
	if lost := killUnderLoad(t, t.TempDir(), max(*kills/4, 1), true); lost == 0 {
		t.Error("nothing is lost: it was never killed at a bad time")
	}
}

// early answers batches before it passes them on.
func early(hub string) http.Handler {
	target, err := url.Parse(hub)
	if err != nil {
		panic(err)
	}
	pass := httputil.NewSingleHostReverseProxy(target)
	pass.ErrorLog = log.New(io.Discard, "", 0)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var batch store.Batch
		if r.URL.Path != store.BatchPath || err != nil || json.Unmarshal(body, &batch) != nil {
			pass.ServeHTTP(w, r)
			return
		}
		later := r.Clone(context.Background())
		later.Body = io.NopCloser(bytes.NewReader(body))
		time.AfterFunc(20*time.Millisecond, func() { pass.ServeHTTP(httptest.NewRecorder(), later) })
		receipt := store.Receipt{Protocol: store.Protocol}
		for _, e := range batch.Events {
			receipt.Items = append(receipt.Items, store.ReceiptItem{ID: e.ID, Result: store.Created})
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(receipt)
	})
}

func killUnderLoad(t *testing.T, data string, kills int, tooEarly bool) (lost int) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	first := start(t, data, address) // to enrol with
	url := "http://" + address
	if tooEarly {
		server := httptest.NewServer(early(url))
		defer server.Close()
		url = server.URL
	}

	var kiosks []*kiosk
	for _, letter := range []string{"A", "B", "C"} {
		kiosks = append(kiosks, newKiosk(t, letter, url, data, address))
	}
	stop(t, first)
	for _, k := range kiosks {
		defer k.run()()
	}

	killedAtWork := 0
	for range kills {
		p := start(t, data, address)
		for _, k := range kiosks {
			k.ask(t, 12)
		}
		// Kill it when one of the kiosks has been told of a success, more or less.
		one := kiosks[rand.IntN(len(kiosks))]
		one.pending(t)
		if err := p.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		p.Wait()
		left := 0
		for _, k := range kiosks {
			n, err := k.db.Pending()
			if err != nil {
				t.Fatal(err)
			}
			left += n
		}
		if left > 0 {
			killedAtWork++
		}
		lost = max(lost, same(t, data, kiosks, false))
	}
	if killedAtWork == 0 && !tooEarly {
		t.Error("the hub was never killed before its work was done")
	}

	p := start(t, data, address)
	for _, k := range kiosks {
		k.ask(t, 1)
		for k.pending(t) > 0 {
		}
	}
	time.Sleep(50 * time.Millisecond) // what was answered for too early arrives
	stop(t, p)
	lost = max(lost, same(t, data, kiosks, !tooEarly))
	asked := 0
	for _, k := range kiosks {
		asked += k.asked
	}
	t.Logf("killed %d times, %d of them at work: %d requests and as many cards, %d lost", kills, killedAtWork, asked, lost)
	return lost
}

// same returns how many requests that a kiosk knows to be delivered are not on the
// hub. It fails if one is there twice; at the end also if there is anything else, or
// less than every card.
func same(t *testing.T, data string, kiosks []*kiosk, end bool) (lost int) {
	t.Helper()
	inbox, err := openInbox(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer inbox.Close()
	requests, err := inbox.Requests(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	stored := make(map[string]int)
	for _, r := range requests {
		stored[r.Kiosk+" "+r.Topic.ID]++
	}
	delivered := 0
	for _, k := range kiosks {
		requests, err := k.db.Requests()
		if err != nil {
			t.Fatal(err)
		}
		if len(requests) != k.asked {
			t.Errorf("%d requests on the kiosk, %d asked", len(requests), k.asked)
		}
		for _, r := range requests {
			n := stored[r.Kiosk+" "+r.Topic.ID]
			if r.Delivered && n == 0 {
				lost++
			}
			if n > 1 || end && n != 1 {
				t.Errorf("request %s of %s, delivered=%v, is on the hub %d times", r.Number, r.Kiosk, r.Delivered, n)
			}
			if r.Delivered {
				delivered++
			}
		}
	}
	if end && (len(requests) != delivered || delivered == 0) {
		t.Errorf("%d on the hub, %d delivered", len(requests), delivered)
	}
	made := 0
	for _, k := range kiosks {
		made += k.asked
	}
	progress, err := inbox.Progress(t.Context(), time.Now(), 1)
	if err != nil || progress.Ward.Cards > made || end && progress.Ward.Cards < made {
		t.Errorf("%d cards on the hub, %d made, %v", progress.Ward.Cards, made, err)
	}
	if conflicts, err := inbox.Conflicts(t.Context()); err != nil || len(conflicts) > 0 {
		t.Errorf("conflicts: %+v, %v", conflicts, err)
	}
	return lost
}
