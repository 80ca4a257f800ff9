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

// heard returns the sentences of what is being read.
func heard(k *gallery.Stage) string {
	return strings.Join(k.Kiosk.Visit().Reading.Sentences, "|")
}

// Who cannot read hears that more follows, and which button goes on.
func TestHowToGoOnIsReadAloud(t *testing.T) {
	for _, panel := range gallery.Panels() {
		for _, scene := range []string{"prepare", "step", "finished", "display", "help-consent", "help-ticket"} {
			k := newStage(t, panel)
			playScene(k, scene)
			want := "|Bấm “" + touch.Find(k.Content(), "next").Label() + "” để đi tiếp."
			k.Press("listen")
			if said := heard(k); !strings.HasSuffix(said, want) {
				t.Errorf("%s on %s is read as %s, want last %s", scene, panel.Name, said, want)
			}
		}
	}
	k := newStage(t, gallery.Panels()[2])
	k.Press("wake", "home.services", "display", "size.200", "back")
	for page := 0; ; page++ {
		more := k.Has("page.next")
		k.Press("listen")
		if said := heard(k); strings.HasSuffix(said, "|Còn trang sau, bác bấm “Xem tiếp”.") != more {
			t.Errorf("page %d, with more: %v, is read as %s", page, more, said)
		}
		k.Press("back")
		if !more {
			if page < 2 {
				t.Errorf("only %d pages; this test can find nothing", page)
			}
			return
		}
		k.Press("page.next")
	}
}

func TestTheSearchIsReadWithoutItsKeysAndWhatIsTyped(t *testing.T) {
	for _, panel := range gallery.Panels() {
		k := newStage(t, panel)
		playScene(k, "search")
		k.Press("listen")
		if said := heard(k); said != "Bác tìm việc gì?|Gõ tên việc, không cần dấu|Bấm “Tìm” để đi tiếp." {
			t.Errorf("%s: read as %s", panel.Name, said)
		}
		k.Press("back")
		if got := k.Kiosk.Visit().Query.Reveal(); got != "khai sinh" {
			t.Errorf("%s: after listening %q is typed", panel.Name, got)
		}
	}
}

func TestTheQuestionWhetherAnybodyIsThereIsReadAloud(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	playScene(k, "still-there")
	k.Press("listen")
	if said := heard(k); !strings.HasPrefix(said, "Bác còn ở đó không ạ?|Sau ") || !strings.HasSuffix(said, "|Bác bấm “Tôi dùng tiếp” để dùng tiếp, hoặc “Tôi xong rồi” để kết thúc.") {
		t.Errorf("read as %s", said)
	}
	left := k.Kiosk.Visit().Left()
	for k.Speaker.Next() {
		k.Drain(0)
	}
	k.Tick(3)
	if k.Screen() != "still-there" || k.Kiosk.Visit().Left() != left-3 {
		t.Errorf("on %s with %d seconds left, want %d", k.Screen(), k.Kiosk.Visit().Left(), left-3)
	}
}
