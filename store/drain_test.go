package store_test

import (
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"database/sql"
	"encoding/pem"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
	"github.com/diemcham/diemcham/store/seal"
	"github.com/diemcham/diemcham/store/upload"
)

// How many requests a second a kiosk brings to its hub after a long time without one,
// until each is on the hub's disk and marked as delivered on the kiosk's. The hub is
// the real one with a file, over TLS, and has the same two processors and the same
// disk.
func BenchmarkDrain(b *testing.B) {
	for _, pending := range []int{1000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(pending), func(b *testing.B) {
			var took time.Duration
			for range b.N {
				b.StopTimer()
				took += drain(b, pending)
			}
			b.ReportMetric(float64(b.N*pending)/took.Seconds(), "requests/s")
		})
	}
}

func drain(b *testing.B, pending int) time.Duration {
	log, ctx := slog.New(slog.DiscardHandler), b.Context()
	dir := manyPending(b, pending)
	now := func() time.Time { return morning().AddDate(1, 0, 0) }

	wardDir := b.TempDir()
	inbox, err := hub.Open(wardDir)
	if err != nil {
		b.Fatal(err)
	}
	defer inbox.Close()
	identity, err := seal.NewIdentity()
	if err != nil {
		b.Fatal(err)
	}
	handler, err := hub.Handler(hub.Options{Inbox: inbox, Password: "password", Identity: identity, Now: now, Zone: vietnam(), Log: log})
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewTLSServer(handler)
	defer server.Close()

	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		b.Fatal(err)
	}
	code, err := inbox.Code(ctx, "viet-hung-1", now())
	if err == nil {
		err = inbox.Enrol(ctx, "viet-hung-1", code, public, now())
	}
	if err != nil {
		b.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, upload.KeyFile), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600)
	}
	if err != nil {
		b.Fatal(err)
	}

	o := waiting(&clock{now()})
	o.Keep = store.Keep{Closed: 30 * 24 * time.Hour, Open: 90 * 24 * time.Hour, Records: 400 * 24 * time.Hour}
	db, err := store.Open(dir, o)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	idle := make(chan time.Duration, 1)
	uploader, err := upload.New(upload.Options{
		URL: server.URL, Device: upload.NewDevice("viet-hung-1", dir, db), Outbox: db, Client: server.Client(), Log: log, Now: now,
		After: func(d time.Duration) <-chan time.Time { idle <- d; return nil },
		Rand:  func(int64) int64 { return 0 },
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	b.StartTimer()
	start := time.Now()
	go func() {
		uploader.Run(ctx)
		close(ended)
	}()
	<-idle
	took := time.Since(start)
	b.StopTimer()
	cancel()
	<-ended
	if n, err := db.Pending(); n != 0 || err != nil {
		b.Fatalf("%d are still to be sent, %v: %+v", n, err, uploader.Status())
	}
	stored, err := sql.Open("sqlite", "file:"+filepath.Join(wardDir, hub.FileName))
	if err != nil {
		b.Fatal(err)
	}
	defer stored.Close()
	var there int
	if err := stored.QueryRow("SELECT count(*) FROM requests").Scan(&there); err != nil || there != pending {
		b.Fatalf("the hub has %d of %d, %v", there, pending, err)
	}
	return took
}
