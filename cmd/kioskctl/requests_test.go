package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"os"
	"path/filepath"
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
	db = openKept(t, dir, func() time.Time { return now })
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

func openKept(t *testing.T, dir string, now func() time.Time) *store.DB {
	t.Helper()
	db, err := store.Open(dir, store.Options{
		Kiosk: "viet-hung-1", Letter: "A", Now: now,
		Zone: time.FixedZone("ICT", 7*60*60), Log: slog.New(slog.DiscardHandler),
		Keep: store.Keep{Closed: 24 * time.Hour, Open: 96 * time.Hour, Records: 720 * time.Hour},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
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

	stdout, _, _ = call("requests", "list", "--last", "1", "--data", dir)
	if strings.Contains(stdout, "A002") || !strings.Contains(stdout, "A003") {
		t.Errorf("the last one is A003, and this is listed:\n%s", stdout)
	}

	stdout, _, code = call("requests", "list", "--json", "--data", dir)
	for _, part := range []string{
		`"number": "A001"`, `"code": "260306010001"`, `"status": "closed"`, `"asked": "2026-03-06T03:00:00Z"`,
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

// While the kiosk runs it gives a copy to who reads; who checks or compacts is told
// why not.
func TestRequestsWhileTheKioskRuns(t *testing.T) {
	dir, db := keep(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- db.Lend(ctx) }()
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); {
		if conn, err := net.Dial("unix", filepath.Join(dir, "requests.sock")); err == nil {
			conn.Close()
			break
		}
	}
	for _, command := range [][]string{{"list"}, {"show", "A001"}, {"export"}} {
		stdout, stderr, code := call(append(append([]string{"requests"}, command...), "--data", dir)...)
		if code != 0 || !strings.Contains(stdout, "A001") || stderr != "" {
			t.Errorf("%s: code %d, %s%s", command[0], code, stdout, stderr)
		}
	}
	for _, command := range []string{"verify", "compact"} {
		if stdout, stderr, code := call("requests", command, "--data", dir); code != 1 || stdout != "" || !strings.Contains(stderr, "the kiosk is running") {
			t.Errorf("%s: code %d, %s%s", command, code, stdout, stderr)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// Where the kiosk that runs gives no copy, every command says so, soon.
func TestRequestsOfAKioskThatLendsNone(t *testing.T) {
	dir, _ := keep(t)
	for _, command := range [][]string{{"list"}, {"show", "A001"}, {"export"}, {"verify"}, {"compact"}} {
		start := time.Now()
		stdout, stderr, code := call(append(append([]string{"requests"}, command...), "--data", dir)...)
		if code != 1 || stdout != "" || !strings.Contains(stderr, "the kiosk is running and holds the requests in "+dir) {
			t.Errorf("%s: code %d, %s%s", command[0], code, stdout, stderr)
		}
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("%s: it took %v to say so", command[0], took)
		}
	}
}

func TestRequestsWhereThereAreNone(t *testing.T) {
	dir := t.TempDir()
	for _, command := range [][]string{{"list"}, {"show", "A001"}, {"export"}, {"verify"}, {"compact"}} {
		stdout, stderr, code := call(append(append([]string{"requests"}, command...), "--data", dir)...)
		if code != 1 || stdout != "" || !strings.Contains(stderr, "there are no requests in "+dir) {
			t.Errorf("%s: code %d, %s%s", command[0], code, stdout, stderr)
		}
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
		t.Errorf("something was made there: %v, %v", files, err)
	}
}

func TestRequestsCalledWrongly(t *testing.T) {
	for _, args := range [][]string{
		{}, {"count"}, {"show"}, {"show", "A001", "A002"}, {"list", "A001"}, {"list", "--out", "x"}, {"verify", "--json"}, {"list", "--last", "-1"}, {"compact", "now"},
	} {
		if stdout, stderr, code := call(append([]string{"requests"}, args...)...); code != 2 || stdout != "" || !strings.Contains(stderr, "usage: kioskctl requests") {
			t.Errorf("%q: code %d, %s%s", args, code, stdout, stderr)
		}
	}
}

func TestRequestsShow(t *testing.T) {
	dir, db := keep(t)
	db.Close()
	want := `number    A001
barcode   260306010001
status    closed
asked     2026-03-06 10:00:00
taken     2026-03-06 10:03:00
closed    2026-03-06 10:03:00
topic     Kích hoạt VNeID, step 3
callback  true
hub       delivered
`
	for _, args := range [][]string{{"A001", "--data", dir}, {"--data", dir, "260306010001"}} {
		if stdout, stderr, code := call(append([]string{"requests", "show"}, args...)...); code != 0 || stdout != want || stderr != "" {
			t.Errorf("%q: code %d, %s\n%s", args, code, stderr, stdout)
		}
	}
	if stdout, _, code := call("requests", "show", "A002", "--json", "--data", dir); code != 0 || !strings.Contains(stdout, `"code": "260306010002"`) || strings.Contains(stdout, "canary") {
		t.Errorf("code %d\n%s", code, stdout)
	}
	if _, stderr, code := call("requests", "show", "A009", "--data", dir); code != 1 || !strings.Contains(stderr, `no request "A009"`) {
		t.Errorf("code %d, %s", code, stderr)
	}
}

func TestRequestsExport(t *testing.T) {
	dir, db := keep(t)
	if _, err := db.Ask(store.Ask{Topic: store.Topic{Kind: "general", ID: "other", Title: "=1+1, \"việc\" khác"}}); err != nil {
		t.Fatal(err)
	}
	db.Close()
	want := strings.ReplaceAll("\ufeff"+`number,code,status,asked,taken,closed,topic_kind,topic_id,step,topic,callback,delivered
A001,260306010001,closed,2026-03-06 10:00:00,2026-03-06 10:03:00,2026-03-06 10:03:00,lesson,vneid,3,Kích hoạt VNeID,true,true
A002,260306010002,in-hand,2026-03-06 10:01:00,2026-03-06 10:03:00,,service,birth,,Đăng ký khai sinh,true,false
A003,260306010003,waiting,2026-03-06 10:02:00,,,general,other,,Việc khác,true,false
A004,260306010004,waiting,2026-03-06 10:03:00,,,general,other,,"'=1+1, ""việc"" khác",false,false
`, "\n", "\r\n")
	stdout, stderr, code := call("requests", "export", "--data", dir)
	if code != 0 || stdout != want || stderr != "" {
		t.Errorf("code %d, %s\ngot\n%q\nwant\n%q", code, stderr, stdout, want)
	}
	file := filepath.Join(t.TempDir(), "requests.json")
	if stdout, stderr, code := call("requests", "export", "--json", "--out", file, "--data", dir); code != 0 || stdout != "" || stderr != "" {
		t.Errorf("code %d, %s%s", code, stdout, stderr)
	}
	text, err := os.ReadFile(file)
	var rows []map[string]any
	if err != nil || json.Unmarshal(text, &rows) != nil || len(rows) != 4 || rows[3]["code"] != "260306010004" {
		t.Errorf("%v\n%s", err, text)
	}
	if strings.Contains(string(text), "canary") || strings.Contains(string(text), "c2VhbGVk") {
		t.Errorf("the JSON holds what belongs to somebody:\n%s", text)
	}
}

// What leaves the kiosk is what the hub has, and nobody is named.
func TestRequestsLeaving(t *testing.T) {
	dir, db := keep(t)
	db.Close()
	want := "NUMBER  BARCODE       STATUS  NUMBER AND NOTES LEAVE  THE REST LEAVES\n" +
		"A001    260306010001  closed  2026-03-07 10:03        2026-04-05 10:03\n"
	if stdout, stderr, code := call("requests", "leaving", "--data", dir); code != 0 || stdout != want || stderr != "" {
		t.Errorf("code %d, %s\ngot\n%s\nwant\n%s", code, stderr, stdout, want)
	}
	stdout, stderr, code := call("requests", "leaving", "--json", "--data", dir)
	if code != 0 || !strings.Contains(stdout, `"rest": "2026-04-05T03:03:00Z"`) || strings.Contains(stdout, "canary") {
		t.Errorf("code %d, %s\n%s", code, stderr, stdout)
	}

	// A file that was damaged leaves as well.
	file := filepath.Join(dir, "requests.db")
	text, err := os.ReadFile(file)
	if err == nil {
		clear(text[:2*os.Getpagesize()])
		err = os.WriteFile(file, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	db = openKept(t, dir, func() time.Time { return time.Date(2026, 3, 6, 4, 0, 0, 0, time.UTC) })
	if err := db.Tidy(); err != nil {
		t.Fatal(err)
	}
	db.Close()
	stdout, _, code = call("requests", "leaving", "--data", dir)
	if code != 0 || !regexp.MustCompile(`^the damaged file requests\.db\.damaged-\S+ leaves on 2026-03-10 11:00\n`).MatchString(stdout) {
		t.Errorf("damaged: code %d\n%s", code, stdout)
	}
	if stdout, _, code := call("requests", "leaving", "--json", "--data", dir); code != 0 || !strings.Contains(stdout, `"file": "requests.db.damaged-`) {
		t.Errorf("damaged: code %d\n%s", code, stdout)
	}
	if stdout, _, code := call("requests", "verify", "--data", dir); code != 0 || !strings.Contains(stdout, `the damaged file is "requests.db.damaged-`) {
		t.Errorf("damaged: code %d\n%s", code, stdout)
	}
	damaged, err := filepath.Glob(file + ".damaged-*")
	if err != nil || len(damaged) != 1 || os.Remove(damaged[0]) != nil {
		t.Fatalf("%q, %v", damaged, err)
	}
	if stdout, _, code := call("requests", "verify", "--data", dir); code != 0 || !strings.Contains(stdout, "the damaged file has left after its term") {
		t.Errorf("damaged: code %d\n%s", code, stdout)
	}
}

func TestRequestsVerifyAndCompact(t *testing.T) {
	dir, db := keep(t)
	db.Close()
	sound := "6 events of 3 requests and 0 cards, 1 pending, 1 set aside, 0 not there, 0 from elsewhere, 0 deleted after their term\n"
	if stdout, stderr, code := call("requests", "verify", "--data", dir); code != 0 || !strings.HasSuffix(stdout, sound) || stderr != "" {
		t.Errorf("code %d, %s%s", code, stdout, stderr)
	}
	stdout, stderr, code := call("requests", "compact", "--data", dir)
	if code != 0 || !regexp.MustCompile(`^[0-9]+ bytes before, [0-9]+ after\n$`).MatchString(stdout) || stderr != "" {
		t.Errorf("code %d, %s%s", code, stdout, stderr)
	}
	if stdout, _, code := call("requests", "verify", "--data", dir); code != 0 || !strings.HasSuffix(stdout, sound) {
		t.Errorf("compacted: code %d, %s", code, stdout)
	}

	// The page that says where everything is, and all behind it: the kind of damage
	// that ends the process which reads it.
	file := filepath.Join(dir, "requests.db")
	if err := os.Truncate(file, 3*int64(os.Getpagesize())); err != nil {
		t.Fatal(err)
	}
	if stdout, stderr, code := call("requests", "verify", "--data", dir); code != 1 || stdout != "" || !strings.Contains(stderr, file) || !strings.Contains(stderr, "leave the file where it is") {
		t.Errorf("damaged: code %d, %s%s", code, stdout, stderr)
	}
	if _, stderr, code := call("requests", "compact", "--data", dir); code != 1 || stderr == "" {
		t.Errorf("compacted a damaged file: code %d, %s", code, stderr)
	}
}
