package ui_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
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

// Screens are built and thrown away by the thousand here, and a quarter of the
// time would go into tidying up after them.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}

// newStage returns a stage with the built-in content and a made-up ward.
func newStage(t testing.TB, panel gallery.Panel) *gallery.Stage {
	t.Helper()
	return newStageOf(t, panel, gallery.Ward())
}

func newStageOf(t testing.TB, panel gallery.Panel, ward content.Ward) *gallery.Stage {
	t.Helper()
	pack := builtIn(t)
	pack.Ward = ward
	return newStageWith(t, pack, panel, gallery.Devices{})
}

func builtIn(t testing.TB) *content.Pack {
	t.Helper()
	pack, err := content.Load(assets.Content(), assets.Icons()...)
	if err != nil {
		t.Fatal(err)
	}
	return pack
}

func newStageWith(t testing.TB, pack *content.Pack, panel gallery.Panel, devices gallery.Devices) *gallery.Stage {
	t.Helper()
	test.NewTempApp(t)
	texts, err := locale.Load(assets.Strings())
	if err != nil {
		t.Fatal(err)
	}
	stage, err := gallery.NewStageWith(pack, texts, panel, devices)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stage.Close)
	return stage
}

// plays leads to the scene of that name.
func plays(k *gallery.Stage, scene string) {
	scenes := gallery.Scenes()
	scenes[slices.IndexFunc(scenes, func(s gallery.Scene) bool { return s.Name == scene })].Play(k)
}

// Every picture of the gallery, and every further page of what it shows: each
// screen in every language and look and on every panel passes the lints.
func TestEveryScreen(t *testing.T) {
	left := 0
	for _, scene := range gallery.Scenes() {
		for _, panel := range gallery.Panels() {
			t.Run(scene.Name+"/"+panel.Name, func(t *testing.T) {
				if panel.Name == "landscape" {
					checkGoldens(t, scene, panel)
				}
				k := newStage(t, panel)
				w := newWords(k.Kiosk.Pack(), k.Kiosk.Texts())
				looks := gallery.Looks()
				if strings.HasPrefix(scene.Screen(), "staff-") {
					looks = looks[:1] // staff mode is not the resident's to change
				}
				k.Each(scene, looks, func(name string) {
					if k.Screen() != scene.Screen() {
						t.Fatalf("on %s, want %s", k.Screen(), scene.Screen())
					}
					for page := 1; ; page++ {
						t.Run(fmt.Sprintf("%s-page-%d", name, page), func(t *testing.T) {
							p := pictureOf(k)
							lintAll(t, p)
							for _, fault := range w.foreign(p, names()...) {
								t.Errorf("words: %s", fault)
							}
							if !lintPixels(t, p, name, k.Picture) {
								left++
							}
						})
						if !k.Has("page.next") {
							break
						}
						k.Press("page.next")
					}
				})
			})
		}
	}
	if left > 0 {
		t.Logf("the pixels of %d pictures were not looked at; -lint=full looks at all", left)
	}
}

// typed is what the scenes type.
var typed = []string{"khai sinh", "Ba Vi Du", "se den chieu nay luc ba gio", "0900 000 000", "0900\u00a0000\u00a0000", "0900 000 00", "KSQM-7", "192.168.1.50", "192.168.1.500:9100"}

// devices are what the made-up devices call themselves, and where they are.
var devices = []string{"diemcham-scanner", "lp1", "EPSON TM-T20II", "Prolific Technology Inc. USB-Serial Cont", "laser", "192.168.1.50:9100"}

// firstRun is what is typed, and told, in the first run.
var firstRun = []string{"An", "Kỹ thuật viên 2", "hub.example.vn", "https://hub.example.vn", "viet-hung-1", "viet-hung-1-", "Nhà Văn Hóa", "0000", "1111"}

// names are what stands in any language: that, who is in, and what a ward calls
// its network and its Zalo groups.
func names() []string {
	all := slices.Concat([]string{"Cán bộ 1", "Cán bộ 5 (phường)"}, typed, devices, firstRun)
	ward := gallery.Ward()
	for _, g := range ward.ResidentialGroups {
		all = append(all, g.ZaloName, g.Leader)
	}
	return append(all, ward.WiFi.SSID, ward.WiFi.Password)
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
	for _, screen := range staff.Screens() {
		if !scenes[screen.String()] {
			t.Errorf("no scene for %v", screen)
		}
	}
}

// checkGoldens compares a screen in the look that residents meet it in.
func checkGoldens(t *testing.T, scene gallery.Scene, panel gallery.Panel) {
	t.Helper()
	k := newStage(t, panel)
	k.Each(scene, []visit.Look{{}}, func(name string) {
		lang, _, _ := strings.Cut(name, "-")
		checkGolden(t, scene.Name+"-"+lang+".xml", test.RenderToMarkup(k.Canvas()))
	})
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
					lintAll(t, pictureOf(k))
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
	for _, typed := range []string{"0900111222", "0900 111 222", "0900\u00a0111\u00a0222"} {
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

// A target that was reached by keys is gone with its screen, and must not go on
// taking what is typed.
func TestWhatIsGoneTakesNoKeys(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	k.Press("wake", "home.services")
	k.Wait(time.Second)
	k.Canvas().Focus(touch.Find(k.Content(), "search"))
	key(k, fyne.KeyReturn)
	if k.Screen() != "search" {
		t.Fatalf("Enter leads to %s, want search", k.Screen())
	}
	letter(k, 'k')
	if got := k.Kiosk.Visit().Query.Reveal(); got != "k" {
		t.Errorf("typed %q, want k", got)
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
