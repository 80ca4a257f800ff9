package hub_test

import (
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
)

func TestEveryEventIsStoredOnce(t *testing.T) { onEach(t, testEveryEventIsStoredOnce) }

func testEveryEventIsStoredOnce(t *testing.T, w *ward) {
	first := asked(t, "A001", morning())
	second := asked(t, "A002", morning().Add(time.Minute))
	taken := later(t, first, store.Taken, morning().Add(2*time.Minute), "Cán bộ 1")

	want := []store.ReceiptItem{{ID: taken.ID, Result: store.Created}, {ID: first.ID, Result: store.Created}, {ID: first.ID, Result: store.Duplicate}}
	if got := w.post(text(t, taken), text(t, first), text(t, first)); !reflect.DeepEqual(got.Items, want) {
		t.Errorf("first batch: %+v", got.Items)
	}
	// The same content in another spelling is the same event.
	spelled := strings.Replace(text(t, first), `{`, "{\n  ", 1)
	want = []store.ReceiptItem{{ID: first.ID, Result: store.Duplicate}, {ID: second.ID, Result: store.Created}}
	if got := w.post(spelled, text(t, second)); !reflect.DeepEqual(got.Items, want) {
		t.Errorf("second batch: %+v", got.Items)
	}

	requests := store.Fold([]store.Event{first, second, taken})
	if got := w.requests(); !reflect.DeepEqual(got, requests) {
		t.Errorf("got  %+v\nwant %+v", got, requests)
	}
	if err := w.inbox.Close(); err != nil {
		t.Fatal(err)
	}
	again := w.open(t)
	if got, err := again.Requests(t.Context(), time.Time{}); err != nil || !reflect.DeepEqual(got, requests) {
		t.Errorf("opened again: %v\ngot  %+v\nwant %+v", err, got, requests)
	}
}

func TestConflictIsKeptBeside(t *testing.T) { onEach(t, testConflictIsKeptBeside) }

func testConflictIsKeptBeside(t *testing.T, w *ward) {
	first := asked(t, "A001", morning())
	other := first
	other.Number = "A002"
	w.send(first)

	for range 2 {
		got := w.post(text(t, other)).Items
		if want := []store.ReceiptItem{{ID: first.ID, Result: store.Conflict}}; !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v", got)
		}
	}
	if requests := w.requests(); len(requests) != 1 || requests[0].Number != "A001" {
		t.Errorf("the stored one was changed: %+v", requests)
	}
	conflicts, err := w.inbox.Conflicts(t.Context())
	if err != nil || !reflect.DeepEqual(conflicts, []store.Event{other}) {
		t.Errorf("kept beside it: %+v, %v", conflicts, err)
	}
}

func TestOneBadEventDoesNotHoldUpTheOthers(t *testing.T) {
	onEach(t, testOneBadEventDoesNotHoldUpTheOthers)
}

func testOneBadEventDoesNotHoldUpTheOthers(t *testing.T, w *ward) {
	good := text(t, asked(t, "A001", morning()))
	for name, test := range map[string]struct{ old, new, reason string }{
		"unknown field":         {`"kind"`, `"colour":"red","kind"`, "cannot be read"},
		"text for a number":     {`"seq":1`, `"seq":"1"`, "cannot be read"},
		"unknown kind":          {`"asked"`, `"sung"`, "kind: "},
		"no kiosk":              {`"viet-hung-1"`, `""`, "kiosk: "},
		"line break in a name":  {`"viet-hung-1"`, `"viet\nhung"`, "kiosk: "},
		"seq 0":                 {`"seq":1`, `"seq":0`, "seq: "},
		"local time":            {`03:00:00Z`, `10:00:00+07:00`, "at: "},
		"small letter":          {`"A001"`, `"a001"`, "number: "},
		"two digits":            {`"A001"`, `"A01"`, "number: "},
		"letters in the code":   {`"260306010001"`, `"26030601000x"`, "code: "},
		"endless name of staff": {`"kind"`, `"by":"` + strings.Repeat("Bác Tư", 50) + `","kind"`, "by: "},
		"unknown kind of topic": {`"lesson"`, `"weather"`, "topic.kind: "},
		"no title":              {`"Kích hoạt VNeID · bước 3"`, `""`, "topic.title: "},
		"endless title":         {`"Kích hoạt VNeID · bước 3"`, `"` + strings.Repeat("à", 301) + `"`, "topic.title: "},
		"step below 0":          {`"step":3`, `"step":-1`, "topic.step: "},
		"sealed, no consent":    {`"kind"`, `"sealed":"AAAA","kind"`, "consent: "},
		"endless blob":          {`"kind"`, `"consent":"1","sealed":"` + strings.Repeat("AAAA", 2000) + `","kind"`, "sealed: "},
		"taken with a number":   {`"asked"`, `"taken"`, "kind: "},
	} {
		t.Run(name, func(t *testing.T) {
			template := asked(t, "A001", morning())
			bad := strings.Replace(text(t, template), test.old, test.new, 1)
			before := asked(t, "A002", morning())
			after := asked(t, "A003", morning())
			items := w.post(text(t, before), bad, text(t, after), good).Items
			if len(items) != 4 || items[0].Result != store.Created || items[2].Result != store.Created {
				t.Fatalf("got %+v", items)
			}
			if items[1].ID != template.ID || items[1].Result != store.Rejected || !strings.HasPrefix(items[1].Reason, test.reason) {
				t.Errorf("got %+v", items[1])
			}
			if got := w.post(bad).Items; len(got) != 1 || got[0].Result != store.Rejected {
				t.Errorf("sent again: %+v", got)
			}
		})
	}
	if strings.Contains(w.log.String(), "Bác Tư") {
		t.Error("the log repeats what is in an event")
	}
	// IDs that are none cannot be stored, yet are answered under what they are.
	for _, bad := range []string{"x", strings.ToUpper(id(t)), "0190a5b8-7e5c-4000-8000-000000000000", "{" + id(t) + "}"} {
		e := asked(t, "A004", morning())
		e.ID = bad
		if items := w.post(text(t, e)).Items; len(items) != 1 || items[0].ID != bad || items[0].Result != store.Rejected {
			t.Errorf("id %q: %+v", bad, items)
		}
	}
}

func TestBatchesThatCannotBeJudged(t *testing.T) {
	w := start(t)
	event := text(t, asked(t, "A001", morning()))
	batch := func(events string) string {
		return `{"protocol":"diemcham-kiosk/1","events":[` + events + `]}`
	}
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for name, test := range map[string]struct {
		body   string
		change func(*http.Request)
		status int
	}{
		"no device":              {batch(event), header(store.DeviceHeader, ""), 401},
		"the staff's password":   {batch(event), func(r *http.Request) { r.Header.Del(store.SignatureHeader); r.SetBasicAuth("canbo", password) }, 401},
		"a form":                 {batch(event), header("Content-Type", "application/x-www-form-urlencoded"), 415},
		"compressed":             {batch(event), header("Content-Encoding", "gzip"), 415},
		"not JSON":               {"events", nil, 400},
		"cut short":              {batch(event)[:100], nil, 400},
		"something follows":      {batch(event) + "{}", nil, 400},
		"another protocol":       {strings.Replace(batch(event), "kiosk/1", "kiosk/2", 1), nil, 409},
		"no protocol":            {`{"events":[]}`, nil, 409},
		"unknown field":          {strings.Replace(batch(event), "{", `{"x":1,`, 1), nil, 400},
		"event without an ID":    {batch(event + `,{"kind":"asked"}`), nil, 400},
		"event that is a number": {batch(event + `,1`), nil, 400},
		"101 events":             {batch(strings.Repeat(event+",", 100) + event), nil, 413},
		"more than 1 MiB":        {batch(event + strings.Repeat(" ", 1<<20)), nil, 413},
	} {
		t.Run(name, func(t *testing.T) {
			r := w.batchRequest(test.body)
			if test.change != nil {
				test.change(r)
			}
			status, head, body := w.call(r)
			if status != test.status || head.Get("Content-Type") != "application/json" {
				t.Errorf("status %d, %s", status, body)
			}
			if receipt := w.receipt(body); receipt.Error == "" || receipt.Items != nil {
				t.Errorf("answer %s", body)
			}
		})
	}
	if requests := w.requests(); len(requests) != 0 {
		t.Errorf("stored all the same: %+v", requests)
	}
	w.unlogged(password)
	if status, _, _ := w.call(w.request("GET", store.BatchPath, "")); status != http.StatusMethodNotAllowed && status != http.StatusNotFound {
		t.Errorf("GET: status %d", status)
	}
}

func TestManyKiosksSendTheSame(t *testing.T) { onEach(t, testManyKiosksSendTheSame) }

func testManyKiosksSendTheSame(t *testing.T, w *ward) {
	var texts []string
	for range 20 {
		texts = append(texts, text(t, asked(t, "A001", morning())))
	}
	body := `{"protocol":"diemcham-kiosk/1","events":[` + strings.Join(texts, ",") + `]}`

	const kiosks = 8
	answers := make(chan string, kiosks)
	for range kiosks {
		r := w.batchRequest(body)
		go func() {
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				answers <- err.Error()
				return
			}
			defer resp.Body.Close()
			text, err := io.ReadAll(resp.Body)
			if err != nil {
				answers <- err.Error()
				return
			}
			answers <- string(text)
		}()
	}
	created, duplicate := 0, 0
	for range kiosks {
		for _, item := range w.receipt(<-answers).Items {
			switch item.Result {
			case store.Created:
				created++
			case store.Duplicate:
				duplicate++
			}
		}
	}
	if stored := len(w.requests()); created != 20 || duplicate != 20*(kiosks-1) || stored != 20 {
		t.Errorf("%d created, %d duplicate, %d stored of 20", created, duplicate, stored)
	}
}
