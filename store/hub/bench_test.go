package hub_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
)

// BenchmarkIngest is 32 kiosks that deliver new requests to one hub over HTTP at
// the same time, every tenth batch twice; kiosks, hub and database share this
// machine. One operation is one event.
func BenchmarkIngest(b *testing.B) {
	for _, size := range []int{1, 20, 100} {
		for _, where := range []func(testing.TB) place{inFile, inPostgres} {
			p := where(b)
			b.Run(fmt.Sprintf("%s/batch=%d", p.name, size), func(b *testing.B) { ingest(b, where(b), size) })
		}
	}
}

func ingest(b *testing.B, p place, size int) {
	const kiosks = 32
	inbox := p.open(b)
	handler, err := hub.Handler(hub.Options{
		Inbox: inbox, Password: password, Now: time.Now, Zone: vietnam(), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: kiosks}}
	defer client.CloseIdleConnections()

	devices := make([]*device, kiosks)
	for i := range devices {
		devices[i] = enrol(b, inbox, fmt.Sprintf("kiosk-%d", i))
		devices[i].address = fmt.Sprintf("10.0.0.%d", i)
	}
	var left atomic.Int64
	left.Store(int64(b.N))
	took := make([][]time.Duration, kiosks)
	var wait sync.WaitGroup
	b.ResetTimer()
	for kiosk := range kiosks {
		wait.Go(func() {
			for seq := uint64(1); left.Add(-int64(size)) > -int64(size); {
				var events []store.Event
				for range size {
					events = append(events, request(kiosk, seq))
					seq++
				}
				for range 1 + (10-rand.IntN(10))/10 {
					start := time.Now()
					if err := deliver(client, server.URL, devices[kiosk], events); err != nil {
						b.Error(err)
						return
					}
					took[kiosk] = append(took[kiosk], time.Since(start))
				}
			}
		})
	}
	wait.Wait()
	b.StopTimer()
	all := slices.Concat(took...)
	slices.Sort(all)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
}

// request is a request as a kiosk makes them, with a sealed number.
func request(kiosk int, seq uint64) store.Event {
	return store.Event{
		ID: uuid.Must(uuid.NewV7()).String(), Request: uuid.Must(uuid.NewV7()).String(),
		Kind: store.Asked, Kiosk: fmt.Sprintf("kiosk-%d", kiosk), Seq: seq, At: time.Now().UTC(),
		Number: fmt.Sprintf("A%03d", seq%1000), Code: fmt.Sprintf("26030601%04d", seq%10000), Place: "Nhà văn hóa tổ 11",
		Topic:    &store.Topic{Kind: "lesson", ID: "vneid-muc-2", Step: 3, Title: "Kích hoạt VNeID · bước 3"},
		Callback: true, Sealed: bytes.Repeat([]byte{byte(kiosk)}, 320), Consent: "2026-03",
	}
}

func deliver(client *http.Client, url string, from *device, events []store.Event) error {
	body, err := json.Marshal(store.Batch{Protocol: store.Protocol, Events: events})
	if err != nil {
		return err
	}
	r, err := http.NewRequest(http.MethodPost, url+store.BatchPath, bytes.NewReader(body))
	if err != nil {
		return err
	}
	from.sign(r, body)
	r.Header.Set("X-Forwarded-For", from.address) // each has its own, as the server before the hub says
	r.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d: %s, %w", resp.StatusCode, answer, err)
	}
	return nil
}
