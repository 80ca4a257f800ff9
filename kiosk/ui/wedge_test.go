package ui_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/gallery"
)

// types lets digits and Enter come, so far apart, from a keyboard or from a scanner
// that acts as one.
func types(k *gallery.Stage, digits string, pace time.Duration) {
	k.Wait(time.Second)
	for _, r := range digits {
		k.Wait(pace)
		letter(k, r)
	}
	k.Wait(pace)
	key(k, fyne.KeyReturn)
}

// A ticket that is typed as fast as a scanner does it chooses its request; typed by
// a person it does not.
func TestAScannerThatActsAsAKeyboard(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	asks(k, 2)
	opensQueue(k)
	request := k.Kiosk.Staff().Requests[1]
	types(k, request.Code, 150*time.Millisecond)
	if k.Kiosk.Staff().Chosen != "" {
		t.Error("typing chooses a request")
	}
	types(k, request.Code, 5*time.Millisecond)
	if k.Kiosk.Staff().Chosen != request.ID {
		t.Error("a scan does not choose its request")
	}
}

// Where digits are typed a scan fills them in, but sends nothing off.
func TestAScanWhereDigitsAreTyped(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	k.Press("wake", "home.help", "topic.vneid", "how.call")
	types(k, "0900000000", 5*time.Millisecond)
	if k.Screen() != "help-phone" {
		t.Errorf("a scan leads to %s", k.Screen())
	}
	types(k, "", time.Millisecond)
	if k.Screen() != "help-consent" {
		t.Errorf("Enter by hand leads to %s, want help-consent", k.Screen())
	}
}
