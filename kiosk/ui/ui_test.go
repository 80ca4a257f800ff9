package ui_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
	"github.com/diemcham/diemcham/kiosk/visit"
)

var update = flag.Bool("update", false, "take what is drawn now as what is wanted")

// newStage returns a stage with the built-in content and a made-up ward.
func newStage(t testing.TB, panel gallery.Panel) *gallery.Stage {
	t.Helper()
	return newStageOf(t, panel, gallery.Ward())
}

func newStageOf(t testing.TB, panel gallery.Panel, ward content.Ward) *gallery.Stage {
	t.Helper()
	test.NewTempApp(t)
	texts, err := locale.Load(assets.Strings())
	if err != nil {
		t.Fatal(err)
	}
	pack, err := content.Load(assets.Content(), assets.Icons()...)
	if err != nil {
		t.Fatal(err)
	}
	pack.Ward = ward
	stage, err := gallery.NewStage(pack, texts, panel)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stage.Close)
	return stage
}

// Every screen, in every language and on every panel: it comes up, nothing on it
// lies outside the window or over something else that can be pressed, what can
// be pressed is large enough, and help is never more than a touch away.
func TestEveryScreen(t *testing.T) {
	// Contrast changes no place: each size is looked at in one of the two.
	var looks []visit.Look
	for i, look := range gallery.Looks() {
		if i%4 == 0 || i%4 == 3 {
			looks = append(looks, look)
		}
	}
	for _, scene := range gallery.Scenes() {
		for _, panel := range gallery.Panels() {
			t.Run(scene.Name+"/"+panel.Name, func(t *testing.T) {
				k := newStage(t, panel)
				k.Each(scene, looks, func(name string) {
					if k.Screen() != scene.Screen() {
						t.Fatalf("on %s, want %s", k.Screen(), scene.Screen())
					}
					if panel.Name == "landscape" && (name == "vi-100" || name == "en-100") {
						checkGolden(t, scene.Name+"-"+name[:2]+".xml", test.RenderToMarkup(k.Canvas()))
					}
					t.Run(name, func(t *testing.T) {
						checkTargets(t, k, panel)
						checkInside(t, k, panel)
					})
				})
			})
		}
	}
}

// Every screen of the visit and of staff mode has a scene.
func TestEveryScreenHasAScene(t *testing.T) {
	scenes := map[string]bool{}
	for _, scene := range gallery.Scenes() {
		scenes[scene.Screen()] = true
	}
	for _, screen := range visit.Screens() {
		if !scenes[screen.String()] {
			t.Errorf("no scene for %v", screen)
		}
	}
	for _, screen := range []staff.Screen{staff.PIN, staff.Queue} {
		if !scenes[screen.String()] {
			t.Errorf("no scene for %v", screen)
		}
	}
}

// checkGolden compares a drawing, as Fyne's markup, with the one kept. After a
// change that is meant, look at the pictures and run the test with -update.
func checkGolden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "markup", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	failed := filepath.Join("testdata", "failed", name)
	if err := os.MkdirAll(filepath.Dir(failed), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(failed, []byte(got), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Errorf("drawn otherwise than %s; see %s", file, failed)
}

func checkTargets(t testing.TB, k *gallery.Stage, panel gallery.Panel) {
	t.Helper()
	perMM := panel.Width / float32(panel.WidthMM)
	spots := touch.Targets(k.Content())
	if (len(spots) == 0) != (k.Screen() == "out-of-order") {
		t.Errorf("%d targets", len(spots))
	}
	for i, a := range spots {
		if a.X < 0 || a.Y < 0 || a.X+a.W > panel.Width+1 || a.Y+a.H > panel.Height+1 {
			t.Errorf("target %s lies outside the window: %+v", a.ID, a)
		}
		// Keys may be lower than other targets where the text is large or the panel
		// is small, but never under the 12.7 mm of VVSG 7.2-I.
		least := float32(19.9)
		if k.Screen() == "search" && (strings.HasPrefix(a.ID, "key.") || strings.HasPrefix(a.ID, "tone.")) || strings.HasPrefix(a.ID, "pad.") {
			least = 12.7
		}
		if a.H/perMM < least || a.W/perMM < 12.7 {
			t.Errorf("target %s is %.1f×%.1f mm, want at least 12.7×%.1f", a.ID, a.W/perMM, a.H/perMM, least)
		}
		for _, b := range spots[i+1:] {
			if a.ID == "phone" && a.X <= b.X && a.Y <= b.Y && a.X+a.W >= b.X+b.W && a.Y+a.H >= b.Y+b.H {
				continue // what can be practised lies on the pretend phone
			}
			if a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H {
				t.Errorf("targets %s and %s overlap: %+v, %+v", a.ID, b.ID, a, b)
			}
		}
	}
	switch k.Screen() {
	case "attract", "wiped", "out-of-order", "still-there", "staff-pin", "staff-queue":
		return
	}
	asking := k.Kiosk.Visit().Help != (visit.Help{})
	if !asking && !k.Has("help") {
		t.Error("no way to ask for help")
	}
	if !k.Has("home") && k.Screen() != "home" && k.Screen() != "finished" {
		t.Error("no way home")
	}
}

// checkInside sees that no text ends outside the window.
func checkInside(t testing.TB, k *gallery.Stage, panel gallery.Panel) {
	t.Helper()
	for _, text := range texts(k.Content()) {
		if text.x < -0.5 || text.y < -0.5 || text.x+text.w > panel.Width+0.5 || text.y+text.h > panel.Height+0.5 {
			t.Errorf("%q lies outside the window: %.0f,%.0f %.0f×%.0f", text.text, text.x, text.y, text.w, text.h)
		}
	}
	for i, a := range texts(k.Content()) {
		for _, b := range texts(k.Content())[i+1:] {
			// Lines that touch share the room between them; more than a fifth of a
			// line is an overlap.
			const share = 0.2
			overlapX := min(a.x+a.w, b.x+b.w) - max(a.x, b.x)
			overlapY := min(a.y+a.h, b.y+b.h) - max(a.y, b.y)
			if overlapX > 1 && overlapY > share*min(a.h, b.h) {
				t.Errorf("%q and %q overlap", a.text, b.text)
			}
		}
	}
}

func TestTwoTapsInAHurryDoOneThing(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	k.Press("wake")
	k.Wait(100 * time.Millisecond)
	if err := touch.Press(k.Content(), "home.lessons"); err != nil {
		t.Fatal(err)
	}
	if k.Screen() != "home" {
		t.Fatalf("the second of two quick taps led to %s", k.Screen())
	}
	k.Wait(time.Second)
	if err := touch.Press(k.Content(), "home.lessons"); err != nil {
		t.Fatal(err)
	}
	if k.Screen() != "lessons" {
		t.Fatalf("a tap a second later led to %s, want lessons", k.Screen())
	}
}

// A kiosk without a battery for its clock starts in the past or in the future,
// and is put right when the network comes.
func TestAClockThatIsSetBackMakesNothingDeaf(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	k.Press("wake")
	k.Wait(-time.Hour)
	if err := touch.Press(k.Content(), "home.lessons"); err != nil {
		t.Fatal(err)
	}
	if k.Screen() != "lessons" {
		t.Errorf("a press led to %s, want lessons", k.Screen())
	}
}

// A lesson that is not there is a fault of ours, met while its screen is drawn.
func TestAFaultWhileDrawingShowsWhereToGo(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	k.Press("wake", "home.lessons", "display", "size.200", "back")
	k.Kiosk.Handle(visit.LessonChosen{ID: "no-such-lesson", Steps: 5})
	if k.Screen() != "out-of-order" {
		t.Fatalf("on %s, want out-of-order", k.Screen())
	}
	var said strings.Builder
	for _, text := range texts(k.Content()) {
		said.WriteString(text.text + " ")
	}
	for _, want := range []string{"Mời bác gặp cán bộ tại Nhà văn hóa", "one-stop desk", "1800 1096"} {
		if !strings.Contains(strings.Join(strings.Fields(said.String()), " "), want) {
			t.Errorf("the screen does not say %q: %s", want, said.String())
		}
	}
	if strings.Contains(said.String(), "no-such-lesson") {
		t.Errorf("the fault itself is shown: %s", said.String())
	}
}

func TestEveryLessonAndServiceOpens(t *testing.T) {
	for _, panel := range gallery.Panels() {
		t.Run(panel.Name, func(t *testing.T) {
			k := newStage(t, panel)
			for _, lesson := range k.Kiosk.Pack().Lessons {
				k.Learn(lesson.ID)
				k.Press("finish")
			}
			k.Press("wake", "home.services")
			for _, group := range k.Kiosk.Pack().Groups {
				open(k, "group."+group.ID)
				for _, service := range k.Kiosk.Pack().InGroup(group.ID) {
					open(k, "service."+service.ID)
					checkTargets(t, k, panel)
					checkInside(t, k, panel)
					k.Press("back")
				}
				k.Press("back")
			}
		})
	}
}

// open presses a row of a list, on whatever page it is from here on.
func open(k *gallery.Stage, id string) {
	for !k.Has(id) {
		k.Press("page.next")
	}
	k.Press(id)
}

func TestOutlineNamesScreenAndTargetsAndNothingTyped(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	k.Press("wake", "home.help", "topic.vneid", "how.call")
	k.Digits("key.", "0900111222")
	data, err := os.ReadFile(k.Outline)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Screen, Lang string
		Targets      []struct{ ID string }
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if got.Screen != "help-phone" || got.Lang != "vi" || len(got.Targets) < 15 {
		t.Errorf("outline %s", data)
	}
	for _, typed := range []string{"0900111222", "0900 111 222"} {
		if bytes.Contains(data, []byte(typed)) {
			t.Errorf("the outline holds what was typed: %s", data)
		}
	}
}

// The page is read in its order, without what stands on every screen and without
// what was typed.
func TestWhatIsReadAloud(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	k.Press("wake", "home.help", "topic.vneid", "how.call")
	k.Digits("key.", "0900111222")
	k.Press("listen")
	said := heard(k)
	if !strings.HasPrefix(said, "Nhờ cán bộ giúp|Số điện thoại của bác?") {
		t.Errorf("read: %s", said)
	}
	for _, silent := range []string{"0900", "111", "Trang đầu", "Tiếng Việt", "7"} {
		if strings.Contains(said, silent) {
			t.Errorf("%q is read aloud: %s", silent, said)
		}
	}
	k.Press("back", "next", "listen")
	said = heard(k)
	if strings.Contains(said, "0900") || !strings.Contains(said, "Tôi đồng ý") {
		t.Errorf("the notice is read as: %s", said)
	}
	if len(k.Speaker.Said()) != 2 {
		t.Errorf("the speaker was asked %d times, want 2", len(k.Speaker.Said()))
	}
}

// typeKey types a key of a keyboard that is plugged in.
func typeKey(k *gallery.Stage, name fyne.KeyName) {
	k.Wait(time.Second)
	k.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name})
}

func TestAKeyboardThatIsPluggedIn(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	k.Press("wake", "home.services", "search")
	test.TypeOnCanvas(k.Canvas(), "khai sinhh")
	typeKey(k, fyne.KeyBackspace)
	if got := k.Kiosk.Visit().Query.Reveal(); got != "khai sinh" {
		t.Errorf("typed %q, want khai sinh", got)
	}
	typeKey(k, fyne.KeyReturn)
	if k.Screen() != "results" {
		t.Errorf("Enter leads to %s, want results", k.Screen())
	}
	k.Press("home", "help", "topic.vneid", "how.call")
	test.TypeOnCanvas(k.Canvas(), "09a00")
	if got := k.Kiosk.Visit().Help.Phone.Reveal(); got != "0900" {
		t.Errorf("%d digits of the number were taken, want 4", len(got))
	}
	// Whatever else is typed, nobody gets out or anywhere else.
	for _, name := range []fyne.KeyName{fyne.KeyEscape, fyne.KeyF11, fyne.KeyF4, fyne.KeyTab, fyne.KeyHome, fyne.KeySpace} {
		typeKey(k, name)
		if k.Screen() != "help-phone" {
			t.Fatalf("%s leads to %s", name, k.Screen())
		}
	}
}

func TestAFingerIsActivity(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	k.Press("wake")
	k.Tick(visit.IdleAfter - 1)
	k.Press("lang.en")
	k.Tick(visit.IdleAfter - 1)
	if k.Screen() != "home" {
		t.Errorf("on %s, want home", k.Screen())
	}
	k.Tick(1)
	if k.Screen() != "still-there" {
		t.Errorf("on %s, want still-there", k.Screen())
	}
}
