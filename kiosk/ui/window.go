// Package ui is the kiosk's window: it draws the screen that belongs to the
// state of the visit, or of staff mode while that is open, and turns presses
// into events.
//
// The window has one content, set once: the screen and, above it, a layer that
// hides the pointer and notices every touch. When the state changes the screen
// is built anew and put in place of the old one; nothing on it is ever changed
// where it stands. Fyne's own dialogs, menus and pop-ups are not used, so there
// is nothing to escape to.
//
// Everything here belongs to Fyne's goroutine. The window of the system and its
// full screen are the window manager's business.
package ui

import (
	"log/slog"
	"reflect"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/speech"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui/screen"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store/upload"
)

// quiet is how long presses do nothing after the screen has changed, so that two
// taps in a hurry do one thing.
const quiet = 400 * time.Millisecond

// Options is what a window has to know.
type Options struct {
	PanelWidthMM int                  // of the panel's picture
	Outline      string               // file for the outline of targets; empty: none
	Upload       func() upload.Status // how the requests stand with the hub; nil: there is none
	Log          *slog.Logger
}

// Window shows a kiosk.
type Window struct {
	k       *kiosk.Kiosk
	o       Options
	canvas  fyne.Canvas
	body    *fyne.Container // holds the screen, and nothing else
	size    fyne.Size
	shown   sight
	changed time.Time // when another screen came up
	seq     int       // of the outline
	held    int       // seconds a finger has rested on a target
	wedge   scan.Wedge
}

// sight is everything a picture is drawn from. While it stays the same there is
// nothing to draw.
type sight struct {
	size    fyne.Size
	minute  string
	slide   int // of the attract screen
	visit   visit.State
	staff   staff.State
	upload  upload.Status
	sound   speech.Fault
	printer printing.Fault
	waiting bool // somebody waits for staff
	aside   bool // what was set up at the kiosk could not be read
	pack    *content.Pack

	printerState kiosk.PrinterState
	scannerState kiosk.ScannerState
	health       diagnostics.Report
}

// Surface is where a kiosk is shown: a window, or a canvas that nobody sees.
type Surface interface {
	SetContent(fyne.CanvasObject)
	Canvas() fyne.Canvas
}

// New shows a kiosk on a surface. The surface's size decides how it is drawn.
func New(surface Surface, k *kiosk.Kiosk, o Options) *Window {
	w := &Window{k: k, o: o, canvas: surface.Canvas(), body: container.NewStack()}
	root := container.New(rootLayout{resized: w.resize}, w.body, newTouchLayer(w.touched))
	surface.SetContent(root)
	w.listenToKeys()
	return w
}

func (w *Window) resize(size fyne.Size) {
	if size == w.size || size.Width < 2 || size.Height < 2 {
		return
	}
	w.size = size
	w.Refresh()
}

// touched keeps a visit alive while a finger moves, whatever it touches.
func (w *Window) touched() {
	if w.k.Staff().Screen != staff.Closed {
		w.k.HandleStaff(staff.Touched{})
		return
	}
	w.k.Handle(visit.Touched{})
}

// heldMost is how many seconds a finger that rests on the screen counts as
// somebody who is there. A panel that reports one for ever must not keep a visit
// open.
const heldMost = 600

// Tick lets one second pass. A finger that rests on a target is activity, though
// it does not move.
func (w *Window) Tick() {
	w.wedge = w.wedge.Rest(w.k.Now())
	if !touch.Pressed(w.body) {
		w.held = 0
	} else if w.held++; w.held <= heldMost {
		w.touched()
	}
	w.k.Tick()
}

// Refresh draws the screen anew if anything that it shows has changed.
func (w *Window) Refresh() {
	next := w.look()
	if w.size.IsZero() || reflect.DeepEqual(next, w.shown) {
		return
	}
	other := next.name() != w.shown.name() || next.visit.Place != w.shown.visit.Place || next.staff.Page != w.shown.staff.Page ||
		len(next.staff.Touching.Touches) != len(w.shown.staff.Touching.Touches)
	if !other && touch.Pressed(w.body) {
		return // the next second, or what the finger does itself, comes here again
	}
	if other {
		w.changed = w.k.Now()
	}
	if other && next.staff.Screen == staff.Closed && (next.visit.Screen == visit.Attract || w.shown.staff.Screen != staff.Closed) {
		theme.Forget()
	}
	w.shown = next
	env := w.env()
	w.canvas.Unfocus() // a target that is gone would go on taking the keys
	old := w.body.Objects
	w.body.Objects = []fyne.CanvasObject{w.draw(env)}
	w.body.Refresh()
	for _, object := range old {
		touch.Release(object)
	}
	w.outline()
}

func (w *Window) look() sight {
	s := sight{
		size: w.size, minute: w.k.Now().Format("15:04 02/01"),
		visit: w.k.Visit(), staff: w.k.Staff(), pack: w.k.Pack(), waiting: w.k.Waiting() > 0,
	}
	// Seconds pass unseen, except where they are counted down.
	if s.visit.Screen != visit.StillThere {
		s.visit.Idle = 0
	}
	s.staff.Idle, s.staff.Touches = 0, nil
	if s.name() == visit.Attract.String() {
		s.slide = w.slideNow()
	}
	if s.staff.Screen > staff.Content && s.staff.Screen < staff.NewPIN || s.staff.Screen == staff.FirstNetwork {
		s.printerState, s.scannerState = w.k.PrinterState(), w.k.ScannerState()
		s.health = w.k.Health()
	}
	if s.staff.Screen == staff.FirstSound {
		s.sound = w.k.SoundFault()
	}
	if s.staff.Screen == staff.Queue {
		s.sound, s.printer, s.aside = w.k.SoundFault(), w.k.PrinterFault(), w.k.DevicesAside()
	}
	if s.staff.Screen == staff.Queue && w.o.Upload != nil {
		s.upload = w.o.Upload()
	}
	return s
}

// name returns the name of the screen that is seen.
func (s sight) name() string {
	if s.staff.Screen != staff.Closed {
		return s.staff.Screen.String()
	}
	return s.visit.Screen.String()
}

func (w *Window) env() screen.Env {
	look := theme.Look{Unit: theme.UnitFor(w.o.PanelWidthMM, w.size.Width), Scale: 1}
	if w.shown.staff.Screen == staff.Closed { // staff mode is not the resident's to change
		look.Scale = theme.Scales()[w.shown.visit.Look.TextSize]
		look.Contrast = w.shown.visit.Look.Contrast
	}
	width, height := look.Design(w.size)
	return screen.Env{Look: look, Width: width, Height: height, Lang: w.shown.visit.Lang, Texts: w.k.Texts(), Now: w.k.Now}
}

// do returns what a press does to the visit.
func (w *Window) do(e visit.Event) func() {
	return w.press(func() { w.k.Handle(e) })
}

// doStaff returns what a press does in staff mode.
func (w *Window) doStaff(e staff.Event) func() {
	return w.press(func() { w.k.HandleStaff(e) })
}

// press lets f happen unless the screen has only just changed. A clock that was
// set back since then must not make the screen deaf until it has caught up.
func (w *Window) press(f func()) func() {
	return func() {
		if since := w.k.Now().Sub(w.changed); since >= 0 && since < quiet {
			return
		}
		f()
	}
}

func (w *Window) outline() {
	if w.o.Outline == "" {
		return
	}
	w.seq++
	err := writeOutline(w.o.Outline, outline{
		Seq: w.seq, Screen: w.shown.name(), Lang: string(w.shown.visit.Lang),
		QuietMS: quiet.Milliseconds(), Targets: outlineOf(touch.Targets(w.body)),
	})
	if err != nil {
		w.o.Log.Error("outline not written", "err", err)
	}
}
