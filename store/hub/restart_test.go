package hub_test

import (
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/diemcham/diemcham/packaging/postgres"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
)

var restarts = flag.Int("restarts", 2, "how often PostgreSQL is stopped under load; 5 for the full test")

// PostgreSQL is stopped so that it drops everything, under 16 kiosks that deliver:
// what was answered for is there, and is there once.
func TestPostgresStoppedUnderLoad(t *testing.T) {
	missing, twice := stopUnderLoad(t, *restarts, false)
	if missing > 0 || twice > 0 {
		t.Errorf("%d missing, %d twice", missing, twice)
	}
}

// The same with commits that are answered before they are on disk.
func TestPostgresThatAnswersTooEarly(t *testing.T) {
	if missing, _ := stopUnderLoad(t, 1, true); missing == 0 {
		t.Error("nothing is missing: this way of stopping it loses nothing")
	}
}

func stopUnderLoad(t *testing.T, restarts int, early bool) (missing, twice int) {
	s, err := postgres.New()
	if errors.Is(err, postgres.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer s.Remove()
	const roomy = "wal_buffers=64MB" // for what does not wait for the disk
	if err := errors.Join(s.Stop(postgres.Fast), s.Start(roomy)); err != nil {
		t.Fatal(err)
	}
	// Whatever a server is set to, the hub waits for the disk.
	execute(t, s.Connection(), `ALTER DATABASE postgres SET synchronous_commit = off`)
	inbox := place{connection: s.Connection()}.open(t)
	if early {
		execute(t, s.Connection(), `CREATE FUNCTION early() RETURNS trigger LANGUAGE plpgsql AS
			$$ BEGIN PERFORM set_config('synchronous_commit', 'off', true); RETURN NULL; END $$`)
		execute(t, s.Connection(), `CREATE TRIGGER early AFTER INSERT ON events EXECUTE FUNCTION early()`)
	}
	handler, err := hub.Handler(hub.Options{
		Inbox: inbox, Password: password, Now: time.Now, Zone: vietnam(), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()

	const kiosks, batch = 16, 20
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: kiosks}}
	defer client.CloseIdleConnections()
	var ended atomic.Bool
	var acked, tries, failed atomic.Int64
	delivered := make([][]store.Event, kiosks)
	var wait sync.WaitGroup
	for kiosk := range kiosks {
		d := enrol(t, inbox, fmt.Sprintf("kiosk-%d", kiosk))
		d.address = fmt.Sprintf("10.0.0.%d", kiosk)
		wait.Go(func() {
			for seq := uint64(1); !ended.Load(); {
				var events []store.Event
				for range batch {
					events = append(events, request(kiosk, seq))
					seq++
				}
				for sent := false; !sent && !ended.Load(); {
					tries.Add(1)
					if err := deliver(client, server.URL, d, events); err != nil {
						failed.Add(1)
						time.Sleep(5 * time.Millisecond)
						continue
					}
					sent = true
					acked.Add(batch)
					delivered[kiosk] = append(delivered[kiosk], events...)
				}
			}
		})
	}
	for range restarts {
		goOn := func() {}
		if early {
			goOn = pauseWriter(t, s.Connection())
		}
		before := acked.Load()
		for late := time.Now().Add(time.Minute); acked.Load() < before+2000 && time.Now().Before(late); {
			time.Sleep(time.Millisecond)
		}
		if n := acked.Load() - before; n < 2000 {
			t.Errorf("%d acknowledged in a minute", n)
		}
		time.AfterFunc(100*time.Millisecond, goOn) // to hear that it is to end
		if err := errors.Join(s.Stop(postgres.Immediate), s.Start(roomy)); err != nil {
			t.Fatal(err)
		}
	}
	ended.Store(true)
	wait.Wait()

	requests, err := inbox.Requests(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	stored := make(map[string]int)
	for _, r := range requests {
		stored[r.ID]++
	}
	for _, events := range delivered {
		for _, e := range events {
			switch n := stored[e.Request]; {
			case n == 0:
				missing++
			case n > 1:
				twice++
			}
		}
	}
	if failed.Load() == 0 || len(requests) == 0 {
		t.Errorf("%d failed, %d requests: it was never stopped at work", failed.Load(), len(requests))
	}
	t.Logf("stopped %d times: acknowledged %d, missing %d, twice %d; %d of %d deliveries failed and were sent again",
		restarts, acked.Load(), missing, twice, failed.Load(), tries.Load())
	return missing, twice
}

// pauseWriter stops the process that writes down what nobody waits for, so that the
// more is lost if anything is. It goes on when goOn is called.
func pauseWriter(t *testing.T, connection string) (goOn func()) {
	t.Helper()
	db := database(t, connection)
	defer db.Close()
	var pid int
	if err := db.QueryRow(`SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'`).Scan(&pid); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	return func() { syscall.Kill(pid, syscall.SIGCONT) }
}
