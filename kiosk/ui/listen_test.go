package ui_test

import (
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/speech"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
	"github.com/diemcham/diemcham/kiosk/visit"
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
	var said []string
	for _, sentence := range k.Kiosk.Visit().Reading.Sentences {
		text, _ := sentence.In(k.Kiosk.Visit().Manner)
		said = append(said, text)
	}
	return strings.Join(said, "|")
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

// What was typed is read one sign after the other, once asked for, and not before;
// the next resident has to ask anew.
func TestWhatWasTypedIsReadWhenAskedFor(t *testing.T) {
	const kept, all = "0900", "không chín không không, không không không, không không không"
	for _, test := range []struct {
		name       string
		play       func(*gallery.Stage)
		kept, read string
	}{
		{"begun", func(k *gallery.Stage) {
			k.Press("wake", "home.help", "topic.vneid", "how.call")
			k.Digits("key.", "0900")
		}, "0 9", "Bác đã bấm: không chín không không"},
		{"consent", func(k *gallery.Stage) { playScene(k, "help-consent") }, kept, "giữ số " + all + " chỉ để"},
		{"ticket", func(k *gallery.Stage) { playScene(k, "help-ticket") }, kept, "gọi vào số " + all},
		{"results", func(k *gallery.Stage) { playScene(k, "results") }, "khai sinh”", "Kết quả cho khai sinh"},
	} {
		t.Run(test.name, func(t *testing.T) {
			k := newStage(t, gallery.Panels()[0])
			test.play(k)
			k.Press("listen")
			if said := heard(k); strings.Contains(said, test.kept) {
				t.Fatalf("read without being asked for: %s", said)
			}
			k.Press("listen.private")
			if said := speech.Spoken(locale.Vi, heard(k)); !strings.Contains(said, test.read) {
				t.Errorf("read as %s, want %s", said, test.read)
			}
			said := k.Speaker.Said()
			if last := said[len(said)-1]; !last.Manner.Private || !last.List[0].Private {
				t.Errorf("not begun with what was asked for: %+v", last)
			}
			if k.Has("listen.private") {
				t.Error("it can be asked for twice")
			}
			k.Press("back", "listen")
			if said := speech.Spoken(locale.Vi, heard(k)); !strings.Contains(said, test.read) {
				t.Errorf("later in the visit read as %s", said)
			}
			k.Press("home", "finish")
			test.play(k)
			k.Press("listen")
			if said := heard(k); strings.Contains(said, test.kept) {
				t.Errorf("read to the next resident: %s", said)
			}
		})
	}
	k := newStage(t, gallery.Panels()[0])
	k.Press("wake", "home.lessons", "listen")
	if k.Has("listen.private") {
		t.Error("offered where nothing was typed")
	}
}

// Whatever is read, in whatever size, the controls are there and stay where they
// are, beside how fast and how loud it is.
func TestTheControlsOfTheVoiceStayWhereTheyAre(t *testing.T) {
	controls := []string{"listen.pause", "listen.repeat", "listen.slower", "listen.faster", "listen.softer", "listen.louder"}
	for _, panel := range gallery.Panels() {
		for size := range visit.TextSizes {
			k := newStage(t, panel)
			playScene(k, "help-consent")
			k.Kiosk.Handle(visit.TextSizeChosen{Size: size})
			k.Press("listen")
			before := map[string]touch.Spot{}
			for n := 0; ; n++ {
				if !k.Speaker.Next() {
					break
				}
				k.Drain(0)
				for page := 0; ; page++ {
					spots := map[string]touch.Spot{}
					for _, spot := range touch.Targets(k.Content()) {
						spot.Label = ""
						spots[spot.ID] = spot
					}
					for _, id := range controls {
						if spot, on := spots[id]; !on || n+page > 0 && spot != before[id] {
							t.Fatalf("%s at size %d, sentence %d, page %d: %s at %+v, before at %+v", panel.Name, size, n, page, id, spot, before[id])
						}
						before[id] = spots[id]
					}
					lintAll(t, pictureOf(k))
					if !k.Has("page.next") {
						break
					}
					k.Press("page.next")
				}
			}
			k.Press("listen.faster", "listen.softer")
			if !shows(k, "125 %") || !shows(k, "55 %") {
				t.Errorf("%s at size %d: it is not shown how fast and how loud it is", panel.Name, size)
			}
		}
	}
}
