package hub_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
)

// eachFile hands over the files of a folder, whatever a server takes away meanwhile of
// its own.
func eachFile(t *testing.T, dir string, use func(path string, data []byte)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			return nil
		}
		var data []byte
		if err == nil {
			data, err = os.ReadFile(path)
		}
		switch {
		case err == nil:
			use(path, data)
		case errors.Is(err, fs.ErrNotExist) && path != dir:
			return nil
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// filesWith counts the files of a folder that hold a text, those of a kind apart.
func filesWith(t *testing.T, dir string, text []byte, kind string) (ofKind, others int) {
	t.Helper()
	eachFile(t, dir, func(path string, data []byte) {
		switch {
		case !bytes.Contains(data, text):
		case strings.Contains(path, kind):
			ofKind++
		default:
			others++
		}
	})
	return ofKind, others
}

// What was erased is not in the hub's files any more, sealed though it was.
func TestErasedIsNotInTheFiles(t *testing.T) {
	for name, erase := range map[string]func(w *ward, first store.Event){
		"withdrawn at a kiosk": func(w *ward, first store.Event) { w.send(later(w.T, first, store.Withdrawn, morning(), "")) },
		"withdrawn on the hub": func(w *ward, first store.Event) {
			if err := w.do(first.Request, store.Withdrawn, nil); err != nil {
				w.Fatal(err)
			}
		},
		"over its term": func(w *ward, first store.Event) {
			if n, err := w.inbox.Sweep(w.Context(), hub.Terms{Closed: 30 * time.Minute, Open: 30 * time.Minute}, w.now); err != nil || n != 1 {
				w.Fatalf("%d, %v", n, err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t)
			canary := []byte("canary-" + strings.Repeat("x", 400))
			for i := range 20 { // it has neighbours
				w.send(withPhone(asked(t, fmt.Sprintf("B%03d", i), w.now), true, w.sealed("0900000001")))
			}
			first := withPhone(asked(t, "A001", morning()), true, canary)
			if _, err := w.inbox.Receive(t.Context(), []store.Event{first}, morning()); err != nil {
				t.Fatal(err)
			}
			if log, file := filesWith(t, w.dir, canary, "-wal"); log+file == 0 {
				t.Fatal("the canary is in no file before it is erased")
			}
			erase(w, first)
			if log, file := filesWith(t, w.dir, canary, "-wal"); log+file > 0 {
				t.Errorf("in %d logs and %d other files", log, file)
			}
		})
	}
}

// In PostgreSQL it is gone from the table's file when the table was written anew, and
// from the log when its segments have been used again: this is what the package says
// of it, no more.
func TestErasedInPostgres(t *testing.T) {
	p := inPostgres(t)
	w := startIn(t, p, nil)
	// Ten times, so that it is somewhere in one piece: the log has a header every 8 KiB.
	canary := []byte(id(t))
	first := withPhone(asked(t, "A001", morning()), true, bytes.Repeat(canary, 10))
	w.send(first)
	execute(t, p.connection, `CHECKPOINT`)
	if log, table := filesWith(t, p.dir, canary, "pg_wal"); log == 0 || table == 0 {
		t.Fatalf("before: in %d logs and %d tables", log, table)
	}
	if err := w.do(first.Request, store.Withdrawn, nil); err != nil {
		t.Fatal(err)
	}
	if err := w.holdsNothing(canary); err != nil {
		t.Error(err)
	}
	execute(t, p.connection, `VACUUM FULL sealed`)
	execute(t, p.connection, `CHECKPOINT`)
	log, table := filesWith(t, p.dir, canary, "pg_wal")
	if table > 0 {
		t.Errorf("in %d tables after VACUUM FULL", table)
	}
	t.Logf("after VACUUM FULL: in %d tables, and still in %d segments of the log", table, log)
}
