package hub_test

import (
	"errors"
	"testing"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
)

func TestActs(t *testing.T) { onEach(t, acts) }

func acts(t *testing.T, w *ward) {
	first := withPhone(asked(t, "A001", morning()), true, w.sealed("0900000001"))
	orphan := later(t, asked(t, "A002", morning()), store.Done, morning(), "Cán bộ 1")
	w.send(first, orphan)
	step := func(kind store.Kind, want error, change func(*hub.Act)) {
		t.Helper()
		if err := w.do(first.Request, kind, change); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", kind, err, want)
		}
	}
	step(store.Done, hub.ErrStatus, nil) // nobody has it
	step(store.Referred, hub.ErrStatus, nil)
	step(store.Asked, hub.ErrStatus, nil)
	step(store.Prioritised, nil, nil)
	step(store.Called, nil, func(a *hub.Act) { a.Outcome = store.NoAnswer })
	step(store.Noted, nil, func(a *hub.Act) { a.Sealed = w.sealed("0900000002") })
	step(store.Taken, nil, nil)
	step(store.Taken, hub.ErrStatus, nil)
	step(store.Taken, hub.ErrChanged, func(a *hub.Act) { a.Version-- })
	step(store.Left, nil, nil)
	step(store.Done, hub.ErrStatus, nil)
	step(store.Called, hub.ErrStatus, func(a *hub.Act) { a.Outcome = store.Reached })

	r, version, err := w.inbox.Request(t.Context(), first.Request)
	if err != nil || version != 6 || r.Status != store.Closed || r.Ending != store.Left || !r.Priority ||
		len(r.Calls) != 1 || len(r.Notes) != 1 || len(r.Notes[0].Sealed) == 0 || len(r.Sealed) == 0 || r.TakenBy != "Cán bộ 1" {
		t.Errorf("%+v, %d, %v", r, version, err)
	}
	step(store.Withdrawn, nil, nil)
	r, _, err = w.inbox.Request(t.Context(), first.Request)
	if err != nil || r.Ending != store.Withdrawn || len(r.Sealed)+len(r.Notes) > 0 {
		t.Errorf("withdrawn: %+v, %v", r, err)
	}
	// It comes again from a kiosk that had no answer, and stays erased.
	if got := w.post(text(t, first)).Items; got[0].Result != store.Duplicate {
		t.Errorf("again: %+v", got)
	}
	other := first
	other.Number, other.Sealed = "A003", w.sealed("0900000003")
	if got := w.post(text(t, other)).Items; got[0].Result != store.Conflict {
		t.Errorf("another of its ID: %+v", got)
	}
	note := later(t, first, store.Noted, morning(), "Cán bộ 2")
	note.Sealed = w.sealed("0900000004")
	w.send(note)
	for _, blob := range [][]byte{first.Sealed, other.Sealed, note.Sealed} {
		if err := w.holdsNothing(blob); err != nil {
			t.Error(err)
		}
	}
	for name, test := range map[string]struct {
		act  hub.Act
		want error
	}{
		"unknown":          {hub.Act{Request: id(t), Version: 1, Kind: store.Taken, By: "x"}, hub.ErrUnknown},
		"asked by nobody":  {hub.Act{Request: orphan.Request, Version: 1, Kind: store.Taken, By: "x"}, hub.ErrUnknown},
		"nothing":          {hub.Act{}, hub.ErrUnknown},
		"note when erased": {hub.Act{Request: first.Request, Version: 7, Kind: store.Noted, By: "x", Sealed: []byte{1}}, hub.ErrChanged},
	} {
		if err := w.inbox.Do(t.Context(), test.act, w.now); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, unknown := range []string{"", orphan.Request, "x"} {
		if _, _, err := w.inbox.Request(t.Context(), unknown); !errors.Is(err, hub.ErrUnknown) {
			t.Errorf("%q: %v", unknown, err)
		}
	}
	// Nobody's deed is none.
	second := asked(t, "A004", morning())
	w.send(second)
	if err := w.do(second.Request, store.Taken, func(a *hub.Act) { a.By = "" }); err == nil {
		t.Error("taken by nobody")
	}
	if err := w.do(second.Request, store.Taken, nil); err != nil {
		t.Error(err)
	}
}

// holdsNothing reports whether a blob can still be read from the inbox.
func (w *ward) holdsNothing(blob []byte) error {
	for _, list := range []func() ([]store.Event, error){
		func() ([]store.Event, error) { return w.inbox.Conflicts(w.Context()) },
		func() ([]store.Event, error) {
			u, err := w.inbox.Updates(w.Context(), "viet-hung-1", 0)
			return u.Events, err
		},
	} {
		events, err := list()
		if err != nil {
			return err
		}
		for _, e := range events {
			if string(e.Sealed) == string(blob) {
				return errors.New("what was erased can be read")
			}
		}
	}
	for _, r := range w.requests() {
		if string(r.Sealed) == string(blob) {
			return errors.New("what was erased can be read")
		}
	}
	return nil
}
