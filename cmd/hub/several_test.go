package main

import (
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
)

// Two hubs share a database, behind a server that gives every request to the other one,
// and each is killed and comes again. Kiosks deliver and staff take, at both: all that
// was acknowledged is there once, nothing is taken twice, and what staff did reaches
// the kiosk it belongs to.
func TestTwoHubsOnOneDatabase(t *testing.T) {
	_, data := onPostgres(t)
	addresses := []string{free(t), free(t)}
	hubs := make([]*process, len(addresses))
	for i, address := range addresses {
		hubs[i] = start(t, data, address)
	}
	var passed [2]atomic.Int64
	server := httptest.NewServer(inTurn(addresses, &passed))
	defer server.Close()
	var kiosks []*kiosk
	for _, letter := range []string{"A", "B", "C"} {
		k := newKiosk(t, letter, server.URL, data, addresses[0])
		defer k.run()()
		kiosks = append(kiosks, k)
	}

	taken := make(map[string]string) // by whom, as staff were told
	for round := range *kills / 5 {
		for _, k := range kiosks {
			k.ask(t, 20)
		}
		killed := round % len(hubs)
		kiosks[round%len(kiosks)].pending(t)
		if err := hubs[killed].Process.Kill(); err != nil {
			t.Fatal(err)
		}
		hubs[killed].Wait()
		takeAll(t, data, taken)
		hubs[killed] = start(t, data, addresses[killed])
	}
	for _, k := range kiosks {
		k.ask(t, 1)
		for k.pending(t) > 0 {
		}
	}
	takeAll(t, data, taken)
	if lost := same(t, data, kiosks, true); lost > 0 {
		t.Errorf("%d lost", lost)
	}

	late := time.Now().Add(30 * time.Second)
	for _, k := range kiosks {
		for {
			wrong := 0
			requests, err := k.db.Requests()
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range requests {
				if r.TakenBy == "" || r.TakenBy != taken[r.ID] {
					wrong++
				}
			}
			if wrong == 0 {
				break
			}
			if time.Now().After(late) {
				t.Fatalf("kiosk %s does not know who took %d of its %d requests: %+v", k.letter, wrong, len(requests), k.uploader.Status())
			}
			k.uploader.Wake()
			time.Sleep(20 * time.Millisecond)
		}
	}
	if passed[0].Load() == 0 || passed[1].Load() == 0 {
		t.Errorf("%d and %d requests went to the two", passed[0].Load(), passed[1].Load())
	}
	t.Logf("%d requests, each taken once; %d and %d requests of kiosks went to the two hubs, which were killed %d times", len(taken), passed[0].Load(), passed[1].Load(), *kills/5)
}

func free(t *testing.T) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// inTurn passes each request on to the next address.
func inTurn(addresses []string, passed *[2]atomic.Int64) http.Handler {
	var to []*httputil.ReverseProxy
	for _, address := range addresses {
		proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: address})
		proxy.ErrorLog = log.New(io.Discard, "", 0)
		to = append(to, proxy)
	}
	var n atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next := int(n.Add(1)) % len(to)
		passed[next].Add(1)
		to[next].ServeHTTP(w, r)
	})
}

// takeAll has two members of staff, each at an inbox of their own, take everything that
// waits, at the same time. It keeps who was told to have what.
func takeAll(t *testing.T, data string, taken map[string]string) {
	t.Helper()
	var mutex sync.Mutex
	var wait sync.WaitGroup
	for _, name := range []string{"Cán bộ 1", "Cán bộ 2"} {
		inbox, err := openInbox(t.Context(), data)
		if err != nil {
			t.Fatal(err)
		}
		defer inbox.Close()
		requests, err := inbox.Requests(t.Context(), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		wait.Go(func() {
			for _, r := range requests {
				if r.Status != store.Waiting {
					continue
				}
				_, version, err := inbox.Request(t.Context(), r.ID)
				if err == nil {
					err = inbox.Do(t.Context(), hub.Act{Request: r.ID, Version: version, Kind: store.Taken, By: name}, time.Now())
				}
				switch {
				case errors.Is(err, hub.ErrChanged), errors.Is(err, hub.ErrStatus):
				case err != nil:
					t.Error(err)
				default:
					mutex.Lock()
					if other, ok := taken[r.ID]; ok {
						t.Errorf("request %s was taken by %s and by %s", r.Number, other, name)
					}
					taken[r.ID] = name
					mutex.Unlock()
				}
			}
		})
	}
	wait.Wait()
}
