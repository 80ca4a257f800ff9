package ui_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/speech"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/seal"
)

var (
	update   = flag.Bool("update", false, "take what is drawn now as what is wanted")
	pictures = flag.String("pictures", "", "save a picture of every screen into this folder")
)

// shape is a panel.
type shape struct {
	name          string
	width, height float32 // pixels
	millimetres   int
}

func shapes() []shape {
	return []shape{
		{"landscape", 1920, 1080, 476}, // 21.5 inches
		{"portrait", 1080, 1920, 268},  // the same upright
		{"small", 1366, 768, 344},      // 15.6 inches
	}
}

// kit is a kiosk in a window without a display.
type kit struct {
	t       testing.TB
	window  fyne.Window
	kiosk   *kiosk.Kiosk
	view    *ui.Window
	posts   chan func()
	now     time.Time
	outline string
	speaker *speech.Silent
}

func newKit(t testing.TB, panel shape) *kit {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Look{Unit: 1, Scale: 1}))
	k := &kit{
		t: t, posts: make(chan func(), 64), speaker: speech.NewSilent(""), outline: filepath.Join(t.TempDir(), "outline.json"),
		now: time.Date(2026, 11, 23, 2, 41, 0, 0, time.UTC),
	}
	clock := func() time.Time { return k.now }
	log := slog.New(slog.DiscardHandler)
	db, err := store.Open(t.TempDir(), store.Options{
		Kiosk: "viet-hung-1", Letter: "A", Place: "Nhà văn hóa", Now: clock, Zone: kiosk.Zone(), Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	texts, err := locale.Load(assets.Strings())
	if err != nil {
		t.Fatal(err)
	}
	pack, err := content.Load(assets.Content(), assets.Icons()...)
	if err != nil {
		t.Fatal(err)
	}
	identity, err := seal.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	k.kiosk = kiosk.New(ctx, kiosk.Options{
		Pack: pack, Texts: texts, Place: config.Default().Place, Requests: db,
		Printer: printing.NewFile(t.TempDir(), 576, clock), Sealer: identity.Recipient(), Speaker: k.speaker,
		WhoseByPIN: func(pin seal.Secret) (string, bool) { return "Cán bộ 1", pin.Reveal() == "583921" },
		Now:        clock, Post: func(f func()) { k.posts <- f }, Kept: func() {},
		Changed: func() { k.view.Refresh() }, Log: log,
	})
	k.window = test.NewTempWindow(t, nil)
	k.window.SetPadded(false)
	k.view = ui.New(k.window, k.kiosk, ui.Options{PanelWidthMM: panel.millimetres, Outline: k.outline, Log: log})
	k.window.Resize(fyne.NewSize(panel.width, panel.height))
	return k
}

func (k *kit) press(ids ...string) {
	k.t.Helper()
	for _, id := range ids {
		k.now = k.now.Add(time.Second)
		if err := touch.Press(k.window.Content(), id); err != nil {
			k.t.Fatalf("on %s: %v", k.screen(), err)
		}
	}
}

// until does what is posted until the screen has that name.
func (k *kit) until(screen string) {
	k.t.Helper()
	deadline := time.After(20 * time.Second)
	for k.screen() != screen {
		select {
		case f := <-k.posts:
			f()
		case <-deadline:
			k.t.Fatalf("waited in vain for screen %s, still on %s", screen, k.screen())
		}
	}
}

func (k *kit) screen() string {
	if s := k.kiosk.Staff().Screen; s != staff.Closed {
		return s.String()
	}
	return k.kiosk.Visit().Screen.String()
}

func (k *kit) tick(seconds int) {
	for range seconds {
		k.now = k.now.Add(time.Second)
		k.kiosk.Tick()
	}
}

func (k *kit) digits(prefix, digits string) {
	for _, digit := range digits {
		k.press(prefix + string(digit))
	}
}

// letters types on the keyboard; a letter that is not on this page of it is
// looked for on the other.
func (k *kit) letters(text string) {
	for _, r := range text {
		id := "key." + string(r)
		if r == ' ' {
			id = "key.space"
		}
		k.press(id)
	}
}

func (k *kit) has(id string) bool { return touch.Find(k.window.Content(), id) != nil }

// scenes leads to every screen, each from a fresh kiosk.
func scenes() map[string]func(*kit) {
	ask := func(k *kit) { k.press("wake", "home.help", "topic.vneid", "how.call"); k.digits("key.", "0900000000") }
	enter := func(k *kit) {
		k.press("wake")
		for range staff.OpeningTouches {
			k.now = k.now.Add(-900 * time.Millisecond)
			k.press("top.mark")
		}
	}
	return map[string]func(*kit){
		"attract":      func(k *kit) {},
		"home":         func(k *kit) { k.press("wake") },
		"lessons":      func(k *kit) { k.press("wake", "home.lessons") },
		"prepare":      func(k *kit) { k.press("wake", "home.lessons", "lesson.vneid-activate") },
		"step":         func(k *kit) { k.press("wake", "home.lessons", "lesson.vneid-activate", "next", "next", "next") },
		"finished":     func(k *kit) { k.learn("zalo-group") },
		"services":     func(k *kit) { k.press("wake", "home.services") },
		"service":      func(k *kit) { k.press("wake", "home.services", "service.social-pension") },
		"help-topic":   func(k *kit) { k.press("wake", "home.lessons", "lesson.vneid-activate", "next", "help") },
		"help-how":     func(k *kit) { k.press("wake", "home.help", "topic.papers") },
		"help-phone":   func(k *kit) { ask(k); k.press("key.delete", "next") },
		"help-consent": func(k *kit) { ask(k); k.press("next", "next") },
		"help-ticket":  func(k *kit) { ask(k); k.press("next", "consent", "next"); k.until("help-ticket") },
		"help-failed": func(k *kit) {
			k.press("wake", "home.help", "topic.papers", "how.wait")
			k.kiosk.Handle(visit.HelpNotSaved{})
		},
		"display":     func(k *kit) { k.press("wake", "home.services", "service.social-pension", "display") },
		"listen":      func(k *kit) { k.press("wake", "home.services", "service.social-pension", "listen") },
		"search":      func(k *kit) { k.press("wake", "home.services", "search"); k.letters("khai sinh") },
		"results":     func(k *kit) { k.press("wake", "home.services", "search"); k.letters("khai sinh"); k.press("key.done") },
		"safety":      func(k *kit) { k.press("wake", "home.safety") },
		"still-there": func(k *kit) { k.press("wake"); k.tick(visit.IdleAfter + 5) },
		"wiped":       func(k *kit) { k.press("wake", "finish") },
		"staff-pin":   func(k *kit) { enter(k); k.digits("pin.key.", "1234") },
		"staff-queue": func(k *kit) {
			for range 3 {
				k.press("wake", "home.help", "topic.papers", "how.wait")
				k.until("help-ticket")
				k.press("next", "finish")
			}
			enter(k)
			k.digits("pin.key.", "583921")
			k.press("pin.enter")
			k.until("staff-queue")
			for len(k.kiosk.Staff().Requests) == 0 {
				(<-k.posts)()
			}
			k.press("staff.request.A001", "staff.take")
			for k.kiosk.Staff().Working {
				(<-k.posts)()
			}
			(<-k.posts)() // the queue read anew
		},
	}
}

// learn takes a lesson to its end.
func (k *kit) learn(id string) {
	k.press("wake", "home.lessons", "lesson."+id)
	for range 40 {
		if k.screen() == "finished" {
			return
		}
		k.press("next")
	}
	k.t.Fatal("the lesson has no end")
}

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(m.Run())
}

// Every screen, in every language and on every panel: it comes up, nothing on it
// lies outside the window or over something else that can be pressed, what can
// be pressed is large enough, and help is never more than a touch away.
func TestEveryScreen(t *testing.T) {
	for name, lead := range scenes() {
		for _, panel := range shapes() {
			t.Run(name+"/"+panel.name, func(t *testing.T) {
				k := newKit(t, panel)
				lead(k)
				for _, lang := range locale.Langs() {
					k.kiosk.Handle(visit.LangChosen{Lang: lang})
					if name == "listen" && k.screen() != name {
						k.press("listen") // another language leads back to the page
					}
					for size, scale := range theme.Scales() {
						if name == "still-there" { // the look is chosen before
							k.press("stay")
						}
						k.kiosk.Handle(visit.TextSizeChosen{Size: size})
						k.kiosk.Handle(visit.ContrastChosen{On: size%2 == 1})
						if name == "still-there" {
							k.tick(visit.IdleAfter + 5)
						}
						if k.screen() != name {
							t.Fatalf("on %s, want %s", k.screen(), name)
						}
						picture := fmt.Sprintf("%s-%s-%s-%d", name, panel.name, lang, int(100*scale+0.5))
						k.save(picture)
						if panel.name == "landscape" && size == 0 {
							checkGolden(t, name+"-"+string(lang)+".xml", test.RenderToMarkup(k.window.Canvas()))
						}
						t.Run(fmt.Sprintf("%s-%d", lang, int(100*scale+0.5)), func(t *testing.T) {
							checkTargets(t, k, panel)
							checkInside(t, k, panel)
						})
					}
				}
			})
		}
	}
}

func (k *kit) save(name string) {
	if *pictures == "" {
		return
	}
	k.t.Helper()
	picture := software.RenderCanvas(k.window.Canvas(), theme.New(theme.Look{Unit: 1, Scale: 1}))
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		k.t.Fatal(err)
	}
	file := filepath.Join(*pictures, name+".png")
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		k.t.Fatal(err)
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

func checkTargets(t testing.TB, k *kit, panel shape) {
	t.Helper()
	perMM := panel.width / float32(panel.millimetres)
	spots := touch.Targets(k.window.Content())
	if len(spots) == 0 {
		t.Error("nothing can be pressed")
	}
	for i, a := range spots {
		if a.X < 0 || a.Y < 0 || a.X+a.W > panel.width+1 || a.Y+a.H > panel.height+1 {
			t.Errorf("target %s lies outside the window: %+v", a.ID, a)
		}
		// Keys may be lower than other targets where the text is large or the panel
		// is small, but never under the 12.7 mm of VVSG 7.2-I.
		least := float32(19.9)
		if k.screen() == "search" && (strings.HasPrefix(a.ID, "key.") || strings.HasPrefix(a.ID, "tone.")) {
			least = 12.7
		}
		if a.H/perMM < least || a.W/perMM < 12.7 {
			t.Errorf("target %s is %.1f×%.1f mm, want at least 12.7×%.1f", a.ID, a.W/perMM, a.H/perMM, least)
		}
		for _, b := range spots[i+1:] {
			if a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H {
				t.Errorf("targets %s and %s overlap: %+v, %+v", a.ID, b.ID, a, b)
			}
		}
	}
	switch k.screen() {
	case "attract", "wiped", "still-there", "staff-pin", "staff-queue":
		return
	}
	asking := k.kiosk.Visit().Help != (visit.Help{})
	if !asking && !k.has("help") {
		t.Error("no way to ask for help")
	}
	if !k.has("home") && k.screen() != "home" && k.screen() != "finished" {
		t.Error("no way home")
	}
}

// checkInside sees that no text ends outside the window.
func checkInside(t testing.TB, k *kit, panel shape) {
	t.Helper()
	for _, text := range texts(k.window.Content()) {
		if text.x < -0.5 || text.y < -0.5 || text.x+text.w > panel.width+0.5 || text.y+text.h > panel.height+0.5 {
			t.Errorf("%q lies outside the window: %.0f,%.0f %.0f×%.0f", text.text, text.x, text.y, text.w, text.h)
		}
	}
	for i, a := range texts(k.window.Content()) {
		for _, b := range texts(k.window.Content())[i+1:] {
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
	k := newKit(t, shapes()[0])
	k.press("wake")
	k.now = k.now.Add(100 * time.Millisecond)
	if err := touch.Press(k.window.Content(), "home.lessons"); err != nil {
		t.Fatal(err)
	}
	if k.screen() != "home" {
		t.Fatalf("the second of two quick taps led to %s", k.screen())
	}
	k.now = k.now.Add(time.Second)
	if err := touch.Press(k.window.Content(), "home.lessons"); err != nil {
		t.Fatal(err)
	}
	if k.screen() != "lessons" {
		t.Fatalf("a tap a second later led to %s, want lessons", k.screen())
	}
}

func TestTheRightSpotOfThePretendPhoneGoesOn(t *testing.T) {
	k := newKit(t, shapes()[0])
	k.press("wake", "home.lessons", "lesson.vneid-activate", "next")
	if got := k.kiosk.Visit().Step; got != 1 {
		t.Fatalf("step %d, want 1", got)
	}
	k.press("practice")
	if got := k.kiosk.Visit().Step; got != 2 {
		t.Errorf("after the right touch step %d, want 2", got)
	}
}

func TestEveryLessonAndServiceOpens(t *testing.T) {
	for _, panel := range shapes() {
		t.Run(panel.name, func(t *testing.T) {
			k := newKit(t, panel)
			for _, lesson := range k.kiosk.Pack().Lessons {
				k.learn(lesson.ID)
				k.press("finish")
			}
			k.press("wake", "home.services")
			for _, service := range k.kiosk.Pack().Services {
				for !k.has("service." + service.ID) {
					k.press("page.next")
				}
				k.press("service." + service.ID)
				checkTargets(t, k, panel)
				checkInside(t, k, panel)
				k.press("back")
			}
		})
	}
}

func TestOutlineNamesScreenAndTargetsAndNothingTyped(t *testing.T) {
	k := newKit(t, shapes()[0])
	k.press("wake", "home.help", "topic.vneid", "how.call")
	k.digits("key.", "0900111222")
	data, err := os.ReadFile(k.outline)
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
	k := newKit(t, shapes()[0])
	k.press("wake", "home.help", "topic.vneid", "how.call")
	k.digits("key.", "0900111222")
	k.press("listen")
	said := strings.Join(k.kiosk.Visit().Reading.Sentences, "|")
	if !strings.HasPrefix(said, "Nhờ cán bộ giúp|Số điện thoại của bác?") {
		t.Errorf("read: %s", said)
	}
	for _, silent := range []string{"0900", "111", "Trang đầu", "Tiếng Việt", "7"} {
		if strings.Contains(said, silent) {
			t.Errorf("%q is read aloud: %s", silent, said)
		}
	}
	k.press("back", "next", "listen")
	said = strings.Join(k.kiosk.Visit().Reading.Sentences, "|")
	if strings.Contains(said, "0900") || !strings.Contains(said, "Tôi đồng ý") {
		t.Errorf("the notice is read as: %s", said)
	}
	if len(k.speaker.Said()) != 2 {
		t.Errorf("the speaker was asked %d times, want 2", len(k.speaker.Said()))
	}
}

// key types a key of a keyboard that is plugged in.
func (k *kit) key(name fyne.KeyName) {
	k.now = k.now.Add(time.Second)
	k.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name})
}

func TestAKeyboardThatIsPluggedIn(t *testing.T) {
	k := newKit(t, shapes()[0])
	k.press("wake", "home.services", "search")
	test.TypeOnCanvas(k.window.Canvas(), "khai sinhh")
	k.key(fyne.KeyBackspace)
	if got := k.kiosk.Visit().Query.Reveal(); got != "khai sinh" {
		t.Errorf("typed %q, want khai sinh", got)
	}
	k.key(fyne.KeyReturn)
	if k.screen() != "results" {
		t.Errorf("Enter leads to %s, want results", k.screen())
	}
	k.press("home", "help", "topic.vneid", "how.call")
	test.TypeOnCanvas(k.window.Canvas(), "09a00")
	if got := k.kiosk.Visit().Help.Phone.Reveal(); got != "0900" {
		t.Errorf("%d digits of the number were taken, want 4", len(got))
	}
	// Whatever else is typed, nobody gets out or anywhere else.
	for _, name := range []fyne.KeyName{fyne.KeyEscape, fyne.KeyF11, fyne.KeyF4, fyne.KeyTab, fyne.KeyHome, fyne.KeySpace} {
		k.key(name)
		if k.screen() != "help-phone" {
			t.Fatalf("%s leads to %s", name, k.screen())
		}
	}
}

func TestAFingerIsActivity(t *testing.T) {
	k := newKit(t, shapes()[0])
	k.press("wake")
	k.tick(visit.IdleAfter - 1)
	k.press("lang.en")
	k.tick(visit.IdleAfter - 1)
	if k.screen() != "home" {
		t.Errorf("on %s, want home", k.screen())
	}
	k.tick(1)
	if k.screen() != "still-there" {
		t.Errorf("on %s, want still-there", k.screen())
	}
}
