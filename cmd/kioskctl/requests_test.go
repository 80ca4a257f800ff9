package main

import (
	"bytes"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
)

// keep makes a kiosk's data: one request delivered and done, one half on the
// hub, one refused by it.
func keep(t *testing.T) (dir string, db *store.DB) {
	t.Helper()
	dir = t.TempDir()
	now := time.Date(2026, 3, 6, 3, 0, 0, 0, time.UTC)
	db, err := store.Open(dir, store.Options{
		Kiosk: "viet-hung-1", Letter: "A", Now: func() time.Time { return now },
		Zone: time.FixedZone("ICT", 7*60*60), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	var ids []string
	for _, topic := range []store.Topic{
		{Kind: "lesson", ID: "vneid", Step: 3, Title: "Kích hoạt VNeID"},
		{Kind: "service", ID: "birth", Title: "Đăng ký khai sinh"},
		{Kind: "general", ID: "other", Title: "Việc khác"},
	} {
		r, err := db.Ask(store.Ask{Topic: topic, Callback: true, Sealed: []byte("sealed-canary"), Consent: "1"})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, r.ID)
		now = now.Add(time.Minute)
	}
	for _, do := range []func(string, string) (store.Request, error){db.Take, db.Done} {
		if _, err := do(ids[0], "staff-canary"); err != nil {
			t.Fatal(err)
		}
	}
	events, err := db.Undelivered(10)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.MarkDelivered([]string{events[0].ID, events[1].ID, events[3].ID, events[4].ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Take(ids[1], "staff-canary"); err != nil {
		t.Fatal(err)
	}
	if err := db.SetAside(events[2].ID, "rejected: topic.id: missing"); err != nil {
		t.Fatal(err)
	}
	return dir, db
}

func call(args ...string) (stdout, stderr string, code int) {
	var out, errors bytes.Buffer
	code = run(Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errors}, args)
	return out.String(), errors.String(), code
}

func TestRequestsList(t *testing.T) {
	dir, db := keep(t)
	db.Close()
	stdout, stderr, code := call("requests", "list", "--data", dir)
	want := `NUMBER  STATUS   ASKED             HUB            TOPIC
A001    closed   2026-03-06 10:00  delivered      Kích hoạt VNeID, step 3
A002    in-hand  2026-03-06 10:01  not delivered  Đăng ký khai sinh
A003    waiting  2026-03-06 10:02  not delivered  Việc khác
the hub does not take event 3 (asked, ID): rejected: topic.id: missing
`
	got := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`).ReplaceAllString(stdout, "ID")
	if got != want || code != 0 || stderr != "" {
		t.Errorf("code %d, %s\ngot\n%s\nwant\n%s", code, stderr, got, want)
	}

	stdout, _, code = call("requests", "list", "--json", "--data", dir)
	for _, part := range []string{
		`"number": "A001"`, `"code": "2603060001"`, `"status": "closed"`, `"asked": "2026-03-06T03:00:00Z"`,
		`"title": "Đăng ký khai sinh"`, `"delivered": false`, `"reason": "rejected: topic.id: missing"`,
	} {
		if !strings.Contains(stdout, part) {
			t.Errorf("the JSON lacks %s:\n%s", part, stdout)
		}
	}
	if code != 0 || strings.Contains(stdout, "canary") || strings.Contains(stdout, "c2VhbGVk") {
		t.Errorf("code %d; the JSON holds what belongs to somebody:\n%s", code, stdout)
	}
}

func TestRequestsListWithLearningCards(t *testing.T) {
	dir := t.TempDir()
	db, err := store.Open(dir, store.Options{
		Kiosk: "viet-hung-1", Letter: "A", Now: func() time.Time { return time.Date(2026, 3, 6, 3, 0, 0, 0, time.UTC) },
		Zone: time.UTC, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for _, done := range [][]string{nil, {"goi-dien"}} {
		for _, number := range []string{"7K3M9QX1", "7K3M9QX2"} {
			if err := db.Learned(store.Learned{Card: number, Done: done}); err != nil {
				t.Fatal(err)
			}
		}
	}
	events, err := db.Undelivered(1)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.SetAside(events[0].ID, "rejected: kind: unknown"); err != nil {
		t.Fatal(err)
	}
	db.Close()

	stdout, stderr, code := call("requests", "list", "--data", dir)
	got := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`).ReplaceAllString(stdout, "ID")
	want := `no requests
the hub does not take event 1 (learned, ID): rejected: kind: unknown
learning cards seen on this kiosk: 2
`
	if got != want || code != 0 || stderr != "" {
		t.Errorf("code %d, %s\ngot\n%s\nwant\n%s", code, stderr, got, want)
	}
	stdout, _, _ = call("requests", "list", "--json", "--data", dir)
	if !strings.Contains(stdout, `"cards": 2`) || strings.Contains(stdout, "7K3M9QX") {
		t.Errorf("the JSON lacks the count, or names a card:\n%s", stdout)
	}
}

func TestRequestsListWhileTheKioskRuns(t *testing.T) {
	dir, _ := keep(t)
	start := time.Now()
	stdout, stderr, code := call("requests", "list", "--data", dir)
	if code != 1 || stdout != "" || !strings.Contains(stderr, "the kiosk is running and holds the requests in "+dir) {
		t.Errorf("code %d, %s%s", code, stdout, stderr)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("it took %v to say so", took)
	}
}
