package ui_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/ui/screen"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// atStep leads to a step of a lesson.
func atStep(t *testing.T, panel gallery.Panel, lesson string, step int) *gallery.Stage {
	t.Helper()
	k := newStage(t, panel)
	openLesson(k, lesson)
	for range step {
		k.Press("next")
	}
	if got := k.Kiosk.Visit().Step; got != step {
		t.Fatalf("step %d, want %d", got, step)
	}
	return k
}

func openLesson(k *gallery.Stage, lesson string) {
	k.Press("wake", "home.lessons")
	k.TurnTo("lesson." + lesson)
	k.Press("lesson." + lesson)
}

// glows reports whether anything on the screen has the edge of a right spot.
func glows(k *gallery.Stage) bool {
	gold := theme.Look{Unit: 1, Scale: 1}.Color(theme.Gold.Strong())
	found := false
	var walk func(fyne.CanvasObject)
	walk = func(object fyne.CanvasObject) {
		if r, ok := object.(*canvas.Rectangle); ok && r.StrokeWidth > 0 && r.StrokeColor == gold && r.Visible() {
			found = true
		}
		for _, child := range children(object) {
			walk(child)
		}
	}
	walk(k.Content())
	return found
}

// Every lesson can be taken to its end by doing on the pretend phone what it
// waits for, and nothing else where there is something to do.
func TestEveryLessonIsPractised(t *testing.T) {
	for _, panel := range gallery.Panels() {
		t.Run(panel.Name, func(t *testing.T) {
			k := newStage(t, panel)
			for _, lesson := range k.Kiosk.Pack().Lessons {
				for _, lang := range locale.Langs() {
					openLesson(k, lesson.ID)
					k.Kiosk.Handle(visit.LangChosen{Lang: lang})
					k.Practise()
					if got := k.Kiosk.Visit(); got.Lesson != lesson.ID || got.Lang != lang {
						t.Fatalf("finished %q in %s, want %q in %s", got.Lesson, got.Lang, lesson.ID, lang)
					}
					k.Press("finish")
				}
			}
		})
	}
}

func TestAWrongTouchMarksTheRightSpotAndDoesNotGoOn(t *testing.T) {
	for _, kind := range []struct {
		name, lesson string
		step         int
	}{{"button", "vneid-activate", 3}, {"keypad", "vneid-activate", 6}, {"question", "app-install", 6}, {"message", "scam-spot", 2}} {
		for _, panel := range gallery.Panels() {
			t.Run(kind.name+"/"+panel.Name, func(t *testing.T) {
				k := atStep(t, panel, kind.lesson, kind.step)
				invite := k.Kiosk.Texts().Text(locale.Vi, "step.glow")[:10]
				if glows(k) || strings.Contains(said(k), invite) {
					t.Error("the right spot is marked at once")
				}
				k.Wait(time.Second)
				// The strip at the top of the phone is never the right spot.
				for _, spot := range touch.Targets(k.Content()) {
					if spot.ID == "phone" {
						touch.PressAt(k.Content(), fyne.NewPos(spot.X+spot.W/2, spot.Y+4))
					}
				}
				if got := k.Kiosk.Visit(); got.Step != kind.step || !got.Practice.Glow {
					t.Errorf("after a wrong touch: step %d, %+v", got.Step, got.Practice)
				}
				if !glows(k) {
					t.Error("the right spot is not marked")
				}
				if !strings.Contains(said(k), invite) {
					t.Errorf("nothing says where to press: %s", said(k))
				}
			})
		}
	}
}

func said(k *gallery.Stage) string { return strings.Join(touch.Said(k.Content()), "|") }

func TestTenStillSecondsMarkTheRightSpot(t *testing.T) {
	k := atStep(t, gallery.Panels()[0], "vneid-activate", 3)
	k.Tick(visit.GlowAfter - 1)
	if glows(k) {
		t.Error("marked too early")
	}
	k.Tick(1)
	if !glows(k) {
		t.Error("not marked")
	}
	k.Press("practice")
	if got := k.Kiosk.Visit().Step; got != 4 || glows(k) {
		t.Errorf("after the right touch step %d, marked: %t", got, glows(k))
	}
}

func TestThePretendKeypad(t *testing.T) {
	k := atStep(t, gallery.Panels()[0], "vneid-activate", 6)
	k.Digits("pad.", "12345")
	k.Press("pad.delete")
	k.Digits("pad.", "6")
	if got := k.Kiosk.Visit(); got.Step != 6 || got.Practice.Typed != 5 {
		t.Errorf("step %d with %d digits, want 6 with 5", got.Step, got.Practice.Typed)
	}
	if state := fmt.Sprintf("%+v", k.Kiosk.Visit()); strings.Contains(state, "12346") {
		t.Errorf("the digits are kept: %s", state)
	}
	if strings.ContainsAny(said(k), "789") {
		t.Errorf("the keys are read aloud: %s", said(k))
	}
	k.Press("pad.0")
	if got := k.Kiosk.Visit(); got.Step != 7 || got.Practice != (visit.Practice{}) {
		t.Errorf("after the sixth digit step %d with %+v", got.Step, got.Practice)
	}
}

// Whatever the size of the text, the right spot lies on the glass, and nothing of
// the phone beside it.
func TestTheRightSpotIsNeverLeftOut(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	for _, panel := range gallery.Panels() {
		for size, scale := range []float32{1, 2} {
			t.Run(fmt.Sprintf("%s/%.2f", panel.Name, scale), func(t *testing.T) {
				look := theme.Look{Unit: theme.UnitFor(panel.WidthMM, panel.Width), Scale: scale}
				env := screen.Env{Look: look, Texts: k.Kiosk.Texts(), Now: k.Kiosk.Now}
				env.Width, env.Height = look.Design(fyne.NewSize(panel.Width, panel.Height))
				shown, all := 0, 0
				for i, lesson := range k.Kiosk.Pack().Lessons {
					env.Lang = locale.Langs()[(i+size)%2]
					for n, step := range lesson.Steps {
						if step.Phone.Touchable() {
							all++
							shown += checkPhone(t, env, lesson, n+1)
						}
					}
				}
				// A panel of 15.6 inches has no room for the phone when the text is
				// as large as that.
				if tight := panel.Name == "small" && scale > 1.5; !tight && shown < all {
					t.Errorf("%d of %d steps can be practised", shown, all)
				}
			})
		}
	}
}

// checkPhone looks for the phone on the pages of a step and returns 1 if it is
// there.
func checkPhone(t *testing.T, env screen.Env, lesson content.Lesson, n int) (shown int) {
	t.Helper()
	nothing := func() {}
	bars := screen.Bars{
		Place: "Nhà văn hóa", OnLang: func(locale.Lang) {}, OnMark: nothing, OnHome: nothing,
		OnBack: nothing, OnListen: nothing, OnDisplay: nothing, OnHelp: nothing,
	}
	practice := screen.Practice{Glow: true, OnRight: nothing, OnMiss: nothing, OnType: func(int) {}, OnErase: nothing}
	page := screen.Page{}
	page.Turn = func(to float64) { page.From = to }
	for {
		root := screen.Step(env, bars, lesson, n, page, practice, nothing)
		if touch.Find(root, "phone") != nil {
			checkGlass(t, fmt.Sprintf("%s step %d", lesson.ID, n), root)
			return 1
		}
		if err := touch.Press(root, "page.next"); err != nil {
			return 0
		}
	}
}

func checkGlass(t *testing.T, where string, root fyne.CanvasObject) {
	t.Helper()
	var glass touch.Spot
	right := 0
	for _, spot := range touch.Targets(root) {
		switch {
		case spot.ID == "phone":
			glass = spot
		case spot.ID == "practice" || strings.HasPrefix(spot.ID, "pad."):
			right++
			if spot.X < glass.X || spot.Y < glass.Y || spot.X+spot.W > glass.X+glass.W || spot.Y+spot.H > glass.Y+glass.H {
				t.Errorf("%s: the right spot lies beside the phone", where)
			}
		}
	}
	if right == 0 {
		t.Errorf("%s: the right spot is left out", where)
	}
	for _, text := range texts(root) {
		middle := text.y + text.h/2
		if text.x >= glass.X && text.x < glass.X+glass.W && middle > glass.Y && middle < glass.Y+glass.H &&
			(text.x+text.w > glass.X+glass.W || text.y+text.h > glass.Y+glass.H+text.h/4) {
			t.Errorf("%s: %q does not fit the phone", where, text.text)
		}
	}
}
