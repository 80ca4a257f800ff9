package store_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/store"
)

func TestValidate(t *testing.T) {
	const id = "0190a5b8-7e5c-7000-8000-000000000000"
	topic := lesson()
	asked := store.Event{ID: id, Request: id, Kind: store.Asked, Kiosk: "viet-hung-1", Seq: 1, At: morning(), Number: "A001", Code: "260306010001", Topic: &topic}
	staff := func(kind store.Kind) store.Event {
		return store.Event{ID: id, Request: id, Kind: kind, Kiosk: "viet-hung-1", Seq: 1, At: morning(), By: "Cán bộ 1"}
	}
	called, noted := staff(store.Called), staff(store.Noted)
	called.Outcome, noted.Sealed = store.Reached, []byte("sealed")
	digest := bytes.Repeat([]byte{7}, 32)
	onHub := func(e *store.Event) { e.Kiosk = store.Hub }
	nobody := func(e *store.Event) { e.By = "" }
	for name, test := range map[string]struct {
		from   store.Event
		change func(*store.Event)
		says   string
	}{
		"asked":                     {asked, nil, ""},
		"asked by a bad clock":      {asked, func(e *store.Event) { e.Uncertain = true }, ""},
		"asked, erased":             {asked, func(e *store.Event) { e.Erased, e.Consent = digest, "1" }, ""},
		"asked, erased, no consent": {asked, func(e *store.Event) { e.Erased = digest }, "consent: "},
		"asked on the hub":          {asked, onHub, "kiosk: "},
		"taken":                     {staff(store.Taken), nil, ""},
		"taken by nobody":           {staff(store.Taken), nobody, "by: "},
		"taken on the hub":          {staff(store.Taken), onHub, ""},
		"taken, with an outcome":    {staff(store.Taken), func(e *store.Event) { e.Outcome = store.Busy }, "outcome: "},
		"taken, sealed":             {staff(store.Taken), func(e *store.Event) { e.Sealed = digest }, "sealed: "},
		"taken, erased":             {staff(store.Taken), func(e *store.Event) { e.Erased = digest }, "sealed: "},
		"called":                    {called, nil, ""},
		"called on the hub":         {called, onHub, ""},
		"called by nobody":          {called, nobody, "by: "},
		"called, nothing came":      {called, func(e *store.Event) { e.Outcome = "" }, "outcome: "},
		"called, they sang":         {called, func(e *store.Event) { e.Outcome = "sang" }, "outcome: "},
		"noted":                     {noted, nil, ""},
		"noted on the hub":          {noted, onHub, ""},
		"noted by nobody":           {noted, nobody, "by: "},
		"noted, nothing":            {noted, func(e *store.Event) { e.Sealed = nil }, "sealed: missing"},
		"noted, at length":          {noted, func(e *store.Event) { e.Sealed = make([]byte, 5000) }, "sealed: more"},
		"noted, erased":             {noted, func(e *store.Event) { e.Sealed, e.Erased = nil, digest }, ""},
		"noted, half erased":        {noted, func(e *store.Event) { e.Erased = digest }, "erased: "},
		"noted, erased to nothing":  {noted, func(e *store.Event) { e.Sealed, e.Erased = nil, digest[:5] }, "erased: "},
		"noted with a number":       {noted, func(e *store.Event) { e.Number = "A001" }, "kind: "},
		"referred":                  {staff(store.Referred), nil, ""},
		"referred by nobody":        {staff(store.Referred), nobody, "by: "},
		"referred on the hub":       {staff(store.Referred), onHub, "kiosk: "},
		"prioritised":               {staff(store.Prioritised), nil, ""},
		"prioritised on the hub":    {staff(store.Prioritised), onHub, ""},
		"prioritised by nobody":     {staff(store.Prioritised), nobody, "by: "},
		"left":                      {staff(store.Left), nil, ""},
		"left by nobody":            {staff(store.Left), nobody, "by: "},
		"done by nobody":            {staff(store.Done), nobody, "by: "},
		"withdrawn":                 {staff(store.Withdrawn), nil, ""},
		"withdrawn by a resident":   {staff(store.Withdrawn), nobody, ""},
		"withdrawn on the hub":      {staff(store.Withdrawn), onHub, ""},
		"withdrawn with a topic":    {staff(store.Withdrawn), func(e *store.Event) { e.Topic = &topic }, "kind: "},
		"of a later version":        {staff("sung"), nil, "kind: "},
	} {
		e := test.from
		if test.change != nil {
			test.change(&e)
		}
		err := e.Validate()
		if test.says == "" && err != nil || test.says != "" && (err == nil || !strings.HasPrefix(err.Error(), test.says)) {
			t.Errorf("%s: %v, want %q", name, err, test.says)
		}
	}
}

func TestSame(t *testing.T) {
	e := store.Event{ID: "1", Kind: store.Noted, At: morning(), Sealed: []byte("sealed")}
	other := e
	other.Sealed = []byte("something else")
	var read store.Event
	text, err := json.Marshal(e.Erase())
	if err != nil || json.Unmarshal(text, &read) != nil || bytes.Contains(text, []byte("sealed\":\"")) {
		t.Fatalf("%s, %v", text, err)
	}
	for name, test := range map[string]struct {
		a, b store.Event
		same bool
	}{
		"both whole":                  {e, e, true},
		"one erased":                  {e, e.Erase(), true},
		"both erased, one sent":       {read, e.Erase(), true},
		"erased twice":                {e.Erase().Erase(), e, true},
		"something else":              {e, other, false},
		"something else, erased":      {e.Erase(), other, false},
		"something else, both erased": {e.Erase(), other.Erase(), false},
		"nothing was there":           {e.Erase(), store.Event{ID: "1", Kind: store.Noted, At: morning()}, false},
	} {
		if test.a.Same(test.b) != test.same || test.b.Same(test.a) != test.same {
			t.Errorf("%s: want %v", name, test.same)
		}
	}
	if string(e.Sealed) != "sealed" {
		t.Error("Erase changed what it was given")
	}
}
