package ui_test

import (
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/speech"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// shows reports whether a text is drawn somewhere, however it is broken into lines.
func shows(k *gallery.Stage, text string) bool {
	var all []string
	for _, line := range texts(k.Content()) {
		all = append(all, line.text)
	}
	return strings.Contains(strings.Join(strings.Fields(strings.Join(all, " ")), " "), text)
}

func TestAVoiceThatFailsIsOwnedUpTo(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	k.Press("wake", "home.lessons", "listen")
	k.Speaker.Have(speech.NoCard)
	k.Speaker.Next()
	k.Drain(0)
	if !shows(k, "Máy chưa đọc thành tiếng được") || k.Has("listen.pause") || k.Has("listen.repeat") {
		t.Errorf("not said that nothing can be heard, or still to be controlled: %v", touch.Targets(k.Content()))
	}
	k.Press("next")
	if k.Screen() != "lessons" || k.Has("listen") {
		t.Errorf("on %s, with the button: %v", k.Screen(), k.Has("listen"))
	}
}

// Staff see how it is now, not how it was when the kiosk started.
func TestStaffAreToldOfTheSoundAsItIs(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	playScene(k, "staff-queue")
	for _, each := range []struct {
		fault speech.Fault
		text  string
	}{{speech.NoCard, "máy chưa thấy loa"}, {speech.Unknown, "chưa rõ vì sao"}, {"", ""}} {
		k.Speaker.Have(each.fault)
		k.Tick(61)
		k.Until(string(each.fault), func() bool { return k.Kiosk.SoundFault() == each.fault })
		if each.text != "" && !shows(k, each.text) || each.text == "" && shows(k, "Không có tiếng") {
			t.Errorf("with %q staff are not told so", each.fault)
		}
		if k.Screen() != "staff-queue" {
			t.Fatalf("on %s", k.Screen())
		}
		k.Kiosk.HandleStaff(staff.Touched{})
	}
}

func playScene(k *gallery.Stage, name string) {
	for _, scene := range gallery.Scenes() {
		if scene.Name == name {
			scene.Play(k)
		}
	}
}
