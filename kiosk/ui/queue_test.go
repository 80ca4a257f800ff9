package ui_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
	"github.com/diemcham/diemcham/store"
)

// asks has residents ask for help, one after the other.
func asks(k *gallery.Stage, residents int) {
	for range residents {
		k.Press("wake", "home.help", "topic.papers", "how.wait")
		k.UntilScreen("help-ticket")
		k.Press("next", "finish")
	}
}

// opensQueue opens staff mode and waits for the queue.
func opensQueue(k *gallery.Stage) {
	k.Press("wake")
	for range staff.OpeningTouches {
		k.Wait(-900 * time.Millisecond)
		k.Press("top.mark")
	}
	k.Digits("pin.key.", "583921")
	k.Press("pin.enter")
	k.Until("the queue", func() bool { return len(k.Kiosk.Staff().Requests) > 0 })
}

// helps takes the first that waits and closes the request.
func helps(k *gallery.Stage) {
	status := func() store.Status {
		request, _ := k.Kiosk.Staff().Request()
		return request.Status
	}
	k.Press(rows(k)[0], "staff.take")
	k.Until("it is taken", func() bool { return status() == store.InHand })
	k.Press("staff.done")
	k.Until("it is closed", func() bool { return status() == store.Closed })
}

// rows lists the requests on the page of the queue that is shown, by their targets.
func rows(k *gallery.Stage) (ids []string) {
	for _, spot := range touch.Targets(k.Content()) {
		if strings.HasPrefix(spot.ID, "staff.request.") {
			ids = append(ids, spot.ID)
		}
	}
	return ids
}

// However many have been helped, who waits stands on the first page; and the
// numbers that start anew the next day are not taken for those of the day before.
func TestTheQueueOfASecondDay(t *testing.T) {
	panel := gallery.Panels()[0]
	k := newStage(t, panel)
	asks(k, 20)
	opensQueue(k)
	for range 20 {
		helps(k)
	}
	k.Press("staff.lock", "finish")
	asks(k, 1)
	opensQueue(k)
	if got := rows(k); got[0] != "staff.request.261123010021" || !k.Has("page.next") {
		t.Errorf("the first page has %v, want the one who waits at the top and more pages", got)
	}
	k.Press("staff.lock", "finish")

	k.Wait(24 * time.Hour)
	asks(k, 2)
	opensQueue(k)
	want := []string{"staff.request.261123010021", "staff.request.261124010001", "staff.request.261124010002"}
	if got := rows(k); !slices.Equal(got, want) {
		t.Errorf("on the second day the queue is %v, want %v", got, want)
	}
	var drawn []string
	for _, text := range texts(k.Content()) {
		words := strings.Join(strings.Fields(text.text), " ") // a number's space does not break
		if strings.HasPrefix(words, "A 0") || strings.Contains(words, "từ ") {
			drawn = append(drawn, words)
		}
	}
	slices.Sort(drawn)
	if want := []string{"A 001", "A 002", "A 021", "· từ 23/11"}; !slices.Equal(drawn, want) {
		t.Errorf("the rows say %q, want %q", drawn, want)
	}
	k.Press(want[0])
	lintAll(t, pictureOf(k))
}

// Whoever types a note sees on every panel what it is for.
func TestTheNoteHasItsHeading(t *testing.T) {
	for _, panel := range gallery.Panels() {
		t.Run(panel.Name, func(t *testing.T) {
			k := newStage(t, panel)
			plays(k, "staff-request-note")
			if !says(k, "Có gì cần ghi thêm không?") {
				t.Errorf("the screen says %q", touch.Written(k.Content()))
			}
		})
	}
}

// The button at the top says whether the next one is here or at home, and does nothing
// where there is none; once somebody is being helped it steps back behind that.
func TestTheButtonOfTheNextOne(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	label := func(want string) {
		t.Helper()
		if !says(k, want) {
			t.Fatalf("the screen lacks %q: %q", want, touch.Written(k.Content()))
		}
	}
	plays(k, "staff-queue-none")
	label("Chưa có ai để mời")
	k.Press("staff.take_next")
	if s := k.Kiosk.Staff(); s.Working || s.Chosen != "" {
		t.Errorf("with nobody there: working %v on %q", s.Working, s.Chosen)
	}
	k.AskFor(true)
	label("Gọi điện người tiếp theo")
	k.AskFor(false)
	label("Mời người tiếp theo")
	k.Press("staff.take_next")
	k.Until("it is taken", func() bool { r, _ := k.Kiosk.Staff().Request(); return r.Status == store.InHand })
	if r, _ := k.Kiosk.Staff().Request(); r.Number != "A002" || !k.Has("staff.done") {
		t.Errorf("%s is looked at", r.Number)
	}
	label("Gọi điện người tiếp theo")
}
