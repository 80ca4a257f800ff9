package upload_test

import (
	"context"
	"flag"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
	"github.com/diemcham/diemcham/store/seal"
	"github.com/diemcham/diemcham/store/upload"
)

var waiting = flag.Int("waiting", 4000, "how many requests a kiosk sends to its hub in the benchmark")

// How many requests a second reach a hub on this machine and are marked as delivered,
// after a long time without one.
func BenchmarkDrain(b *testing.B) {
	log := slog.New(slog.DiscardHandler)
	var took time.Duration
	sent := 0
	for b.Loop() {
		b.StopTimer()
		inbox, err := hub.Open(b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		identity, err := seal.NewIdentity()
		if err != nil {
			b.Fatal(err)
		}
		handler, err := hub.Handler(hub.Options{
			Inbox: inbox, Token: token, Password: "password", Identity: identity, Packs: b.TempDir(),
			Now: morning, Zone: time.UTC, Log: log,
		})
		if err != nil {
			b.Fatal(err)
		}
		server := httptest.NewServer(handler)
		db, err := store.Open(b.TempDir(), store.Options{Kiosk: "viet-hung-1", Letter: "A", Now: morning, Zone: time.UTC, Log: log})
		if err != nil {
			b.Fatal(err)
		}
		for range *waiting {
			if _, err := db.Ask(store.Ask{Topic: store.Topic{Kind: "general", ID: "khac", Title: "Việc khác"}, Sealed: make([]byte, 300), Consent: "1"}); err != nil {
				b.Fatal(err)
			}
		}
		timer := newTimer()
		uploader, err := upload.New(upload.Options{
			URL: server.URL, Token: token, Outbox: db, Log: log, Now: morning, After: timer.After, Rand: func(int64) int64 { return 0 },
		})
		if err != nil {
			b.Fatal(err)
		}
		ctx, cancel := context.WithCancel(b.Context())
		ended := make(chan struct{})
		b.StartTimer()
		start := time.Now()
		go func() {
			uploader.Run(ctx)
			close(ended)
		}()
		<-timer.idle
		took += time.Since(start)
		b.StopTimer()
		sent += *waiting
		cancel()
		<-ended
		if n, err := db.Pending(); n != 0 || err != nil {
			b.Fatalf("%d are still to be sent, %v", n, err)
		}
		server.Close()
		db.Close()
		inbox.Close()
		b.StartTimer()
	}
	b.ReportMetric(float64(sent)/took.Seconds(), "requests/s")
}
