package main

import (
	"encoding/json"
	"fmt"
	"testing"
)

// Somebody at the ward takes a request on the hub's page, and whoever looks at it on
// the kiosk sees that it is in hand.
func TestTheWardTakesARequest(t *testing.T) {
	s := ward(t)
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, askToWait(w))
	rows, err := s.hub.awaitRows(t.Context(), "the request to be on the hub", func(rows []row) bool { return len(rows) == 1 })
	must(t, err)
	must(t, openStaff(w, pin, unseen))
	must(t, w.until("the queue", func(o outline) bool { return len(o.ids("staff.request.")) > 0 }))
	must(t, w.tap(w.now.ids("staff.request.")[0]))
	must(t, w.until("the request to be looked at", shows("staff.take")))

	must(t, s.hub.take(rows[0].number))
	must(t, w.until("the ward to have it", shows("staff.done")))
	shown, err := s.kioskctl("", "requests", "show", rows[0].number, "--json", "--data", s.path("kiosk"))
	must(t, err)
	var requests []struct {
		Status string `json:"status"`
	}
	if err := json.Unmarshal(shown, &requests); err != nil || fmt.Sprint(requests) != "[{in-hand}]" {
		t.Errorf("%v\n%s", err, shown)
	}
}
