package store_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
	"golang.org/x/sys/unix"

	"github.com/diemcham/diemcham/store"
)

// middle is the time that half of them took at most, and that all but one in a
// hundred took at most, in milliseconds.
func middle(times []time.Duration) (p50, p99 float64) {
	slices.Sort(times)
	at := func(share float64) float64 {
		return float64(times[int(share*float64(len(times)-1))]) / float64(time.Millisecond)
	}
	return at(0.5), at(0.99)
}

// A request on disk costs how many times 512 bytes added to a file and waited for, and
// how many times the same in a bare bbolt file and in SQLite that waits for the disk as
// well. Disks differ from one minute to the next, so the four take turns. Between them,
// as on a kiosk, requests are delivered and closed.
func BenchmarkAsk(b *testing.B) {
	dir := b.TempDir()
	db, err := store.Open(dir, options(&clock{morning()}, slog.New(slog.DiscardHandler)))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	raw, err := os.Create(filepath.Join(dir, "raw"))
	if err != nil {
		b.Fatal(err)
	}
	defer raw.Close()
	bare, err := bolt.Open(filepath.Join(dir, "bare"), 0o600, &bolt.Options{FreelistType: bolt.FreelistMapType, InitialMmapSize: 64 << 20})
	if err != nil {
		b.Fatal(err)
	}
	defer bare.Close()
	sql, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "sqlite.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	defer sql.Close()
	sql.SetMaxOpenConns(1)
	if _, err := sql.Exec("CREATE TABLE events (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, body BLOB)"); err != nil {
		b.Fatal(err)
	}
	sealed := make([]byte, 300)
	var raws, bares, sqls, asks []time.Duration
	var open []string
	for b.Loop() {
		start := time.Now()
		if _, err := raw.WriteAt(make([]byte, 512), int64(len(raws))*512); err != nil {
			b.Fatal(err)
		}
		if err := unix.Fdatasync(int(raw.Fd())); err != nil {
			b.Fatal(err)
		}
		raws = append(raws, time.Since(start))
		start = time.Now()
		if err := bare.Update(fourEntries(len(bares))); err != nil {
			b.Fatal(err)
		}
		bares = append(bares, time.Since(start))
		start = time.Now()
		if _, err := sql.Exec("INSERT INTO events (id, body) VALUES (?, ?)", fmt.Sprintf("%036x", len(sqls)), make([]byte, 640)); err != nil {
			b.Fatal(err)
		}
		sqls = append(sqls, time.Since(start))
		start = time.Now()
		if len(asks)%9000 == 8999 { // a day has no more numbers
			b.Fatal("too many rounds: use -benchtime 5000x")
		}
		request, err := db.Ask(store.Ask{Topic: lesson(), Sealed: sealed, Consent: "2026-03"})
		if err != nil {
			b.Fatal(err)
		}
		asks = append(asks, time.Since(start))
		open = append(open, request.ID)
		if len(open) < 20 {
			continue
		}
		b.StopTimer()
		for _, id := range open {
			if _, err := db.Left(id, "Cán bộ 1"); err != nil {
				b.Fatal(err)
			}
		}
		open = open[:0]
		deliverAll(b, db)
		b.StartTimer()
	}
	raw50, raw99 := middle(raws)
	bare50, _ := middle(bares)
	sql50, _ := middle(sqls)
	ask50, ask99 := middle(asks)
	b.ReportMetric(sql50, "sqlite-p50-ms")
	b.ReportMetric(bare50, "bbolt-p50-ms")
	b.ReportMetric(ask50/bare50, "ratio-to-bbolt-p50")
	b.ReportMetric(raw50, "raw-p50-ms")
	b.ReportMetric(raw99, "raw-p99-ms")
	b.ReportMetric(ask50, "ask-p50-ms")
	b.ReportMetric(ask99, "ask-p99-ms")
	b.ReportMetric(ask50/raw50, "ratio-to-raw-p50")
}

func deliverAll(b testing.TB, db *store.DB) (events int) {
	b.Helper()
	for {
		some, err := db.Undelivered(store.MaxBatchEvents)
		if err != nil {
			b.Fatal(err)
		}
		if len(some) == 0 {
			return events
		}
		var ids []string
		for _, e := range some {
			ids = append(ids, e.ID)
		}
		if err := db.MarkDelivered(ids); err != nil {
			b.Fatal(err)
		}
		events += len(some)
	}
}

// fourEntries are a record, two indexes of it and a note that it is to be sent.
func fourEntries(n int) func(tx *bolt.Tx) error {
	return func(tx *bolt.Tx) error {
		for i, size := range []int{640, 8, 0, 0} {
			b, err := tx.CreateBucketIfNotExists([]byte{byte('a' + i)})
			if err == nil {
				err = b.Put(fmt.Appendf(nil, "%016x", n), make([]byte, size))
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
}

// manyPending makes a data folder with very many requests that wait for the hub: it
// is saved from a file of their records.
func manyPending(b *testing.B, pending int) (dir string) {
	b.Helper()
	dir = b.TempDir()
	file, err := os.Create(filepath.Join(dir, "requests.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	var part []byte
	for n := range pending {
		topic := lesson()
		body, err := json.Marshal(store.Event{
			ID: fmt.Sprintf("0190a5b8-7e5c-7000-8000-%012x", 2*n), Request: fmt.Sprintf("0190a5b8-7e5c-7000-8000-%012x", 2*n+1),
			Kind: store.Asked, Kiosk: "viet-hung-1", Seq: uint64(n + 1), At: morning().AddDate(0, 0, n/5000),
			Number: fmt.Sprintf("A%03d", n%5000+1), Code: fmt.Sprintf("%s01%04d", morning().AddDate(0, 0, n/5000).Format("060102"), n%5000+1),
			Topic: &topic, Sealed: make([]byte, 300), Consent: "2026-03",
		})
		if err != nil {
			b.Fatal(err)
		}
		part = append(part, framed(body)...)
		if len(part) > 1<<20 || n == pending-1 {
			if _, err := file.Write(part); err != nil {
				b.Fatal(err)
			}
			part = part[:0]
		}
	}
	start := time.Now()
	db, err := store.Open(dir, waiting(&clock{morning().AddDate(1, 0, 0)}))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if n, err := db.Pending(); err != nil || n != pending {
		b.Fatalf("%d pending, %v", n, err)
	}
	b.Logf("carved %d in %v", pending, time.Since(start).Round(time.Millisecond))
	return dir
}

// waiting are the options of a kiosk with room for a million requests.
func waiting(c *clock) store.Options {
	o := options(c, slog.New(slog.DiscardHandler))
	o.MaxBytes = 4 << 30
	return o
}

// How long it takes to open the file, to list and to ask where very many requests wait
// for the hub.
func BenchmarkPending(b *testing.B) {
	for _, pending := range []int{1000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(pending), func(b *testing.B) { withPending(b, pending) })
	}
}

func withPending(b *testing.B, pending int) {
	dir, c := manyPending(b, pending), &clock{morning().AddDate(1, 0, 0)}
	path := filepath.Join(dir, "requests.db")
	opens := func(b *testing.B, o store.Options, cold bool) {
		var times []time.Duration
		for b.Loop() {
			if cold {
				forget(b, path)
			}
			start := time.Now()
			db, err := store.Open(dir, o)
			if err != nil {
				b.Fatal(err)
			}
			times = append(times, time.Since(start))
			db.Close()
		}
		p50, _ := middle(times)
		b.ReportMetric(p50, "p50-ms")
		b.ReportMetric(float64(slices.Max(times))/float64(time.Millisecond), "max-ms")
	}
	log := slog.New(slog.DiscardHandler)
	check := checked(c, log)
	check.MaxBytes = waiting(c).MaxBytes
	b.Run("cold start with the check in another process", func(b *testing.B) { opens(b, check, true) })
	b.Run("warm start with the check in another process", func(b *testing.B) { opens(b, check, false) })
	b.Run("warm open without a check", func(b *testing.B) {
		var times []time.Duration
		for b.Loop() {
			start := time.Now()
			r, err := store.OpenReadOnly(dir, log)
			if err != nil {
				b.Fatal(err)
			}
			times = append(times, time.Since(start))
			r.Close()
		}
		p50, _ := middle(times)
		b.ReportMetric(p50, "p50-ms")
	})
	b.Run("newest 50, and one more request", func(b *testing.B) {
		db, err := store.Open(dir, waiting(c))
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		list := func() time.Duration {
			start := time.Now()
			requests, err := db.Newest(50)
			if err != nil || len(requests) != 50 {
				b.Fatal(len(requests), err)
			}
			return time.Since(start)
		}
		var changed, again, asks []time.Duration
		for b.Loop() {
			start := time.Now()
			if _, err := db.Ask(store.Ask{Topic: lesson(), Sealed: make([]byte, 300), Consent: "2026-03"}); err != nil {
				b.Fatal(err)
			}
			asks = append(asks, time.Since(start))
			changed, again = append(changed, list()), append(again, list())
		}
		for name, times := range map[string][]time.Duration{"ask": asks, "list-changed": changed, "list-again": again} {
			p50, p99 := middle(times)
			b.ReportMetric(p50, name+"-p50-ms")
			b.ReportMetric(p99, name+"-p99-ms")
		}
	})
}

// forget takes a file out of the memory of the system, so that it is read from the
// disk.
func forget(b *testing.B, path string) {
	b.Helper()
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		b.Fatal(err)
	}
	if err := unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED); err != nil {
		b.Fatal(err)
	}
}
