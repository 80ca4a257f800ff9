package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
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

func newKiosk(t *testing.T, letter, url, token string) *kiosk {
	t.Helper()
	k := &kiosk{letter: letter, news: make(chan struct{}, 1)}
	log := slog.New(slog.DiscardHandler)
	var err error
	k.db, err = store.Open(t.TempDir(), store.Options{
		Kiosk: "kiosk-" + letter, Letter: letter, Now: time.Now, Zone: time.UTC, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.db.Close() })
	k.uploader, err = upload.New(upload.Options{
		URL: url, Token: token, Outbox: k.db, Log: log, Now: time.Now, Rand: func(int64) int64 { return 0 },
		// A thousandth of the time: 5 s are 5 ms.
		After: func(d time.Duration) <-chan time.Time { return time.After(d / 1000) },
		Changed: func(upload.Status) {
			select {
			case k.news <- struct{}{}:
			default:
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
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

func TestHubKilledUnderLoad(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	data := t.TempDir()
	stop(t, start(t, data, address)) // makes the token
	token := read(t, filepath.Join(data, tokenFile))

	var kiosks []*kiosk
	for _, letter := range []string{"A", "B", "C"} {
		k := newKiosk(t, letter, "http://"+address, token)
		kiosks = append(kiosks, k)
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan struct{})
		go func() {
			k.uploader.Run(ctx)
			close(ended)
		}()
		defer func() {
			cancel()
			<-ended
		}()
	}

	killedAtWork := 0
	for range 8 {
		p := start(t, data, address)
		for _, k := range kiosks {
			k.ask(t, 40)
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
		same(t, data, kiosks, false)
	}
	if killedAtWork == 0 {
		t.Error("the hub was never killed before its work was done")
	}

	p := start(t, data, address)
	for _, k := range kiosks {
		k.ask(t, 1)
		for k.pending(t) > 0 {
		}
	}
	stop(t, p)
	same(t, data, kiosks, true)
}

// same fails unless every request that a kiosk knows to be delivered is on the
// hub, and each of them once; at the end there is nothing else, and every card.
func same(t *testing.T, data string, kiosks []*kiosk, end bool) {
	t.Helper()
	inbox, err := hub.Open(data)
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
			if n > 1 || r.Delivered && n == 0 || end && n != 1 {
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
}
