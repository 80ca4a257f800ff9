package store_test

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/diemcham/diemcham/store"
)

func newID(t *testing.T) string {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	return id.String()
}

// onHub is what somebody at the ward did about a request.
func onHub(t *testing.T, request string, kind store.Kind) store.Event {
	return store.Event{
		ID: newID(t), Request: request, Kind: kind, Kiosk: store.Hub, Seq: 1, At: morning().Add(time.Minute), By: "Cán bộ phường",
	}
}

func TestReceive(t *testing.T) {
	for name, test := range map[string]struct {
		change  func(*store.Event)
		created int
		says    string // in the log
	}{
		"taken on the hub":            {func(*store.Event) {}, 1, ""},
		"taken at another kiosk":      {func(e *store.Event) { e.Kiosk = "viet-hung-2" }, 1, ""},
		"made here":                   {func(e *store.Event) { e.Kiosk = "viet-hung-1" }, 0, ""},
		"of a request that is not":    {func(e *store.Event) { e.Request = e.ID }, 0, ""},
		"of a later version":          {func(e *store.Event) { e.Kind = "sung" }, 0, "kind: not one of"},
		"nobody did it":               {func(e *store.Event) { e.By = "" }, 0, "by: missing"},
		"no event":                    {func(e *store.Event) { *e = store.Event{} }, 0, "id: not a UUID"},
		"a path in place of a UUID":   {func(e *store.Event) { e.Request = "../../x" }, 0, "request: not a UUID"},
		"asked at another kiosk":      {func(e *store.Event) { *e = askedElsewhere(t, e.Request) }, 0, ""},
		"referred, which hubs do not": {func(e *store.Event) { e.Kind = store.Referred }, 0, "kiosk: "},
	} {
		t.Run(name, func(t *testing.T) {
			var logged bytes.Buffer
			dir := t.TempDir()
			db, err := store.Open(dir, options(&clock{morning()}, slog.New(slog.NewTextHandler(&logged, nil))))
			if err != nil {
				t.Fatal(err)
			}
			id := ask(t, db).ID
			e, good := onHub(t, id, store.Taken), onHub(t, id, store.Prioritised)
			test.change(&e)
			if n, err := db.Receive([]store.Event{e, good}, 7); err != nil || n != test.created+1 {
				t.Errorf("%d new, %v", n, err)
			}
			if test.says == "" && strings.Contains(logged.String(), "left out") || !strings.Contains(logged.String(), test.says) {
				t.Errorf("the log says %s", logged.String())
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}

			again := open(t, dir, &clock{morning()})
			r, err := again.Request(id)
			if err != nil || !r.Priority || len(r.History) != test.created+1 || (r.Status == store.InHand) != (test.created == 1) {
				t.Errorf("%+v, %v", r, err)
			}
			if rev, err := again.Rev(); err != nil || rev != 7 {
				t.Errorf("rev %d, %v", rev, err)
			}
			if events := undelivered(t, again); len(events) != 1 || !r.Priority || r.Delivered {
				t.Errorf("what came from the hub goes back to it: %+v, %+v", events, r)
			}
			if checked, err := store.CheckFile(copyOf(t, dir)); err != nil || checked.Others != test.created+1 || checked.Events != 1 {
				t.Errorf("%+v, %v", checked, err)
			}
		})
	}
}

func askedElsewhere(t *testing.T, request string) store.Event {
	topic := lesson()
	return store.Event{
		ID: newID(t), Request: request, Kind: store.Asked, Kiosk: "viet-hung-2", Seq: 1, At: morning(),
		Number: "B001", Code: "260306020001", Topic: &topic,
	}
}

// A hub that was restored from a copy of yesterday counts lower than before.
func TestReceiveFollowsTheHub(t *testing.T) {
	db := open(t, t.TempDir(), &clock{morning()})
	for _, rev := range []uint64{9, 3, 0, 1 << 63} {
		if _, err := db.Receive(nil, rev); err != nil {
			t.Fatal(err)
		}
		if got, err := db.Rev(); err != nil || got != rev {
			t.Errorf("got %d, %v, want %d", got, err, rev)
		}
	}
}

// After damage the hub is asked for everything once more.
func TestReceivedAgainAfterDamage(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir, &clock{morning()})
	id := ask(t, db).ID
	taken := onHub(t, id, store.Taken)
	if _, err := db.Receive([]store.Event{taken}, 5); err != nil {
		t.Fatal(err)
	}
	before, err := db.Request(id)
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	spoil(t, filepath.Join(dir, "requests.db"), taken.ID)

	db = open(t, dir, &clock{morning()})
	if _, carved, err := db.Carved(); err != nil || !carved {
		t.Fatalf("the damage was not seen: %v", err)
	}
	if rev, err := db.Rev(); err != nil || rev != 0 {
		t.Errorf("rev %d, %v", rev, err)
	}
	if r, err := db.Request(id); err != nil || r.Status != store.Waiting {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := db.Receive([]store.Event{taken}, 5); err != nil {
		t.Fatal(err)
	}
	if r, err := db.Request(id); err != nil || !reflect.DeepEqual(r, before) {
		t.Errorf("%+v, %v, want %+v", r, err, before)
	}
}

func TestCounters(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir, &clock{morning()})
	for _, step := range []struct{ after, first uint64 }{
		{0, 1}, {0, 1001}, {1500, 2001}, {5000, 5001}, {5500, 6001},
	} {
		if first, err := db.Counters(step.after); err != nil || first != step.first {
			t.Errorf("after %d: from %d, %v, want %d", step.after, first, err, step.first)
		}
	}
	if first, err := db.Counters(1 << 63); err == nil {
		t.Errorf("from %d: the counters are used up at once", first)
	}
	db.Close()
	if first, err := open(t, dir, &clock{morning()}).Counters(0); err != nil || first != 7001 {
		t.Errorf("opened again: from %d, %v", first, err)
	}
}

func TestSignedText(t *testing.T) {
	const want = "diemcham-kiosk/1\nPOST\n/v1/kiosk/batch?x=1\nviet-hung-1\n12\n" +
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
	if got := store.SignedText("POST", "/v1/kiosk/batch?x=1", "viet-hung-1", 12, nil); string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
