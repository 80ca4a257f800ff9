// Package gallery shows every screen of the kiosk with made-up data and without
// a display: as pictures to look at, and as a stage for tests.
//
// A [Stage] is a whole kiosk on a panel that nobody sees, with a clock of its
// own, a store in a folder of its own, and a voice that says nothing. A [Scene]
// is a screen and the presses that lead to it. [Write] takes a picture of every
// scene in every language, size of text, contrast and panel, [Preview] of what is
// in some content.
//
// A scene that cannot be played is a slip of ours and panics. What it does not
// do: it compares nothing; the tests of package ui do.
package gallery

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"github.com/google/uuid"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/speech"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/stick"
	"github.com/diemcham/diemcham/kiosk/ui"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/roster"
	"github.com/diemcham/diemcham/store/seal"
	"github.com/diemcham/diemcham/store/upload"
)

// Panel is a screen in a case.
type Panel struct {
	Name          string
	Width, Height float32 // pixels
	WidthMM       int
}

// Panels lists the panels that every screen must fit.
func Panels() []Panel {
	return []Panel{
		{"landscape", 1920, 1080, 476}, // 21.5 inches
		{"portrait", 1080, 1920, 268},  // the same upright
		{"small", 1366, 768, 344},      // 15.6 inches
	}
}

// PINs that open staff mode on a stage: a clerk's and a technician's.
const (
	StagePIN           = "583921"
	StageTechnicianPIN = "620584"
	StageOncePIN       = "907135" // of a technician, for one time
)

// answerTime is how long the disk of a stage may take.
const answerTime = 20 * time.Second

// Stage is a kiosk without a display. It belongs to one goroutine.
type Stage struct {
	Kiosk   *kiosk.Kiosk
	Speaker *speech.Silent
	Panel   Panel
	Outline string // the file of the outline of targets

	clock  atomic.Int64 // nanoseconds since 1970; the disk and the printer read it too
	db     *store.DB
	stick  stick.Spool
	rev    uint64 // of what the ward's hub told last
	canvas software.WindowlessCanvas
	view   *ui.Window
	posts  chan func()
	close  []func()
}

// Devices is what a stage uses in place of devices of its own. The zero value
// keeps those, which never fail.
type Devices struct {
	Printer  kiosk.Printer
	Requests func(kiosk.Requests) kiosk.Requests // stands between the kiosk and the store
	Setup    staff.Setup                         // of printer and scanner; zero: a made-up one
	Packs    kiosk.Packs                         // nil: made-up ones
	Upload   func() upload.Status                // how the requests stand with the hub; nil: there is none
	At       time.Time                           // when the stage's clock begins; zero: the day of the made-up ward
}

// NewStage returns a stage with a kiosk at its attract screen. There must be a
// current Fyne app; its theme is set. Close ends the stage.
func NewStage(pack *content.Pack, texts *locale.Catalogue, panel Panel) (*Stage, error) {
	return NewStageWith(pack, texts, panel, Devices{})
}

// NewStageWith is [NewStage] with other devices.
func NewStageWith(pack *content.Pack, texts *locale.Catalogue, panel Panel, d Devices) (*Stage, error) {
	fyne.CurrentApp().Settings().SetTheme(theme.New(theme.Look{Unit: 1, Scale: 1}))
	dir, err := os.MkdirTemp("", "diemcham-stage")
	if err != nil {
		return nil, err
	}
	s := &Stage{
		Speaker: speech.NewSilent(""), Panel: panel,
		Outline: filepath.Join(dir, "outline.json"),
		posts:   make(chan func(), 64),
	}
	if d.At.IsZero() {
		d.At = time.Date(2026, 11, 23, 2, 41, 0, 0, time.UTC)
	}
	s.clock.Store(d.At.UnixNano())
	s.close = append(s.close, func() { os.RemoveAll(dir) })
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	db, err := store.Open(filepath.Join(dir, "data"), store.Options{
		Kiosk: "viet-hung-1", Letter: "A", Place: "Nhà văn hóa", Now: s.now, Zone: kiosk.Zone(), Log: log,
	})
	if err != nil {
		s.Close()
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.close = append(s.close, func() { db.Close() }, cancel)
	s.db, s.stick = db, stick.Open(filepath.Join(dir, "data"), s.now)
	members, err := s.roster(filepath.Join(dir, "data"))
	if err != nil {
		s.Close()
		return nil, err
	}
	identity, err := seal.NewIdentity()
	if err != nil {
		s.Close()
		return nil, err
	}
	var requests kiosk.Requests = db
	if d.Requests != nil {
		requests = d.Requests(db)
	}
	if d.Printer == nil {
		d.Printer = printing.NewFile(filepath.Join(dir, "slips"), 576, s.now)
	}
	if d.Setup == (staff.Setup{}) {
		d.Setup = exampleSetup()
	}
	if d.Packs == nil {
		d.Packs = examplePacks{}
	}
	s.Kiosk = kiosk.New(ctx, kiosk.Options{
		Pack: pack, Texts: texts, Place: config.Default().Place, Requests: requests,
		Printer: d.Printer, Packs: d.Packs, Stick: s.stick,
		Sealer: kiosk.SealTo(identity.Recipient(), members.Site, log), Speaker: s.Speaker,
		Rand: func() uint64 { return 0x9e6f43f5a9 }, Letter: "A",
		Setup: d.Setup, Devices: exampleDevices{d.Printer},
		Staff: members, FirstRun: exampleFirstRun{},
		Now: s.now, Post: func(f func()) { s.posts <- f }, Kept: func() {}, Restart: func(bool) {},
		Changed: func() { s.view.Refresh() }, Log: log,
	})
	s.canvas = software.NewCanvas()
	s.canvas.SetPadded(false)
	s.view = ui.New(surface{s.canvas}, s.Kiosk, ui.Options{PanelWidthMM: panel.WidthMM, Outline: s.Outline, Upload: d.Upload, Log: log})
	s.canvas.Resize(fyne.NewSize(panel.Width, panel.Height))
	return s, nil
}

// roster is a list whose PINs cost little to try. The machine has been on since the
// stage's clock began.
func (s *Stage) roster(dir string) (*roster.Roster, error) {
	r := roster.Open(dir, roster.Options{
		Cost:   roster.Cost{MemoryKiB: 8, Passes: 1},
		Uptime: func() (roster.Uptime, error) { return roster.Uptime{Since: time.Duration(s.clock.Load())}, nil },
	})
	return r, errors.Join(
		r.Add(roster.Member{Name: "Cán bộ 1", Role: roster.Clerk}, StagePIN, nil),
		r.Add(roster.Member{Name: "Kỹ thuật viên", Role: roster.Technician}, StageTechnicianPIN, nil),
		r.AddOnce(roster.Member{Name: "Kỹ thuật viên 2", Role: roster.Technician}, StageOncePIN, nil),
	)
}

// examplePacks are of a machine that refused what it was offered last.
type examplePacks struct{}

func (examplePacks) Packs() (staff.Packs, error) {
	return staff.Packs{
		Known: true, Current: 202611101430, Previous: 202610050905, CanUndo: true,
		Last: staff.Installation{
			At: time.Date(2026, 11, 20, 2, 15, 0, 0, time.UTC), Version: 202609011000, Refused: "older",
		},
	}, nil
}

func (examplePacks) Undo() error { return nil }

// surface is a canvas without a window.
type surface struct{ canvas software.WindowlessCanvas }

func (s surface) SetContent(content fyne.CanvasObject) { s.canvas.SetContent(content) }
func (s surface) Canvas() fyne.Canvas                  { return s.canvas }

// Close ends the kiosk and removes what it wrote.
func (s *Stage) Close() {
	for i := len(s.close) - 1; i >= 0; i-- {
		s.close[i]()
	}
	s.close = nil
}

func (s *Stage) now() time.Time { return time.Unix(0, s.clock.Load()).UTC() }

// Wait lets the clock go on, or back, without anything happening.
func (s *Stage) Wait(d time.Duration) { s.clock.Add(int64(d)) }

// Canvas returns what the panel would show.
func (s *Stage) Canvas() fyne.Canvas { return s.canvas }

// Content returns what is on the canvas.
func (s *Stage) Content() fyne.CanvasObject { return s.canvas.Content() }

// Picture draws what the panel would show.
func (s *Stage) Picture() image.Image { return s.canvas.Capture() }

// Screen returns the name of the screen shown.
func (s *Stage) Screen() string {
	if shown := s.Kiosk.Staff().Screen; shown != staff.Closed {
		return shown.String()
	}
	return s.Kiosk.Visit().Screen.String()
}

// Has reports whether there is a target with that ID.
func (s *Stage) Has(id string) bool { return touch.Find(s.Content(), id) != nil }

// First returns the ID of the first target that begins so, or nothing.
func (s *Stage) First(prefix string) string {
	for _, spot := range touch.Targets(s.Content()) {
		if strings.HasPrefix(spot.ID, prefix) {
			return spot.ID
		}
	}
	return ""
}

// Press presses targets one after the other, a second apart.
func (s *Stage) Press(ids ...string) {
	for _, id := range ids {
		s.Wait(time.Second)
		if err := touch.Press(s.Content(), id); err != nil {
			panic(fmt.Sprintf("gallery: on %s: %v", s.Screen(), err))
		}
	}
}

// Drag puts a finger down, moves it evenly and lifts it after the time given.
func (s *Stage) Drag(from, to fyne.Position, took time.Duration) {
	const steps = 20
	s.Wait(time.Second)
	f := touch.Finger{Root: s.Content()}
	f.Down(from)
	for i := range steps {
		s.Wait(took / steps)
		part := float32(i+1) / steps
		f.Move(from.AddXY((to.X-from.X)*part, (to.Y-from.Y)*part))
	}
	f.Up()
}

// Digits presses keys of a number pad, whose IDs begin with prefix.
func (s *Stage) Digits(prefix, digits string) {
	for _, digit := range digits {
		s.Press(prefix + string(digit))
	}
}

// Letters presses keys of the keyboard. What stands between the groups of a card's
// letters has none.
func (s *Stage) Letters(text string) {
	for _, r := range text {
		if r == ' ' {
			s.Press("key.space")
			continue
		}
		if r == '-' {
			continue
		}
		s.Press("key." + string(r))
	}
}

// Tick lets seconds pass.
func (s *Stage) Tick(seconds int) {
	for range seconds {
		s.Wait(time.Second)
		s.view.Tick()
	}
}

// Until does what the disk, the printer and the check of PINs post until the
// condition holds.
func (s *Stage) Until(what string, holds func() bool) {
	deadline := time.After(answerTime)
	for !holds() {
		select {
		case f := <-s.posts:
			f()
		case <-deadline:
			panic(fmt.Sprintf("gallery: waited in vain for %s, still on %s", what, s.Screen()))
		}
	}
}

// UntilScreen is [Stage.Until] for a screen.
func (s *Stage) UntilScreen(name string) {
	s.Until("screen "+name, func() bool { return s.Screen() == name })
}

// Drain does what has been posted so far, and what is posted until nothing has
// come for a while.
func (s *Stage) Drain(while time.Duration) {
	for {
		select {
		case f := <-s.posts:
			f()
			continue
		default:
		}
		if while == 0 {
			return
		}
		select {
		case f := <-s.posts:
			f()
		case <-time.After(while):
			return
		}
	}
}

// Answers does the next n things that are posted, and waits for them.
func (s *Stage) Answers(n int) {
	for range n {
		select {
		case f := <-s.posts:
			f()
		case <-time.After(answerTime):
			panic(fmt.Sprintf("gallery: an answer did not come, on %s", s.Screen()))
		}
	}
}

// AtWard has somebody at the ward do something about the request asked for as the
// nth, from 1, and waits until the kiosk knows of it.
func (s *Stage) AtWard(nth int, kind store.Kind, outcome store.CallOutcome) {
	requests, err := s.db.Requests()
	if err != nil {
		panic(fmt.Sprintf("gallery: %v", err))
	}
	s.rev++
	e := store.Event{
		ID: uuid.Must(uuid.NewV7()).String(), Request: requests[nth-1].ID, Kind: kind, Outcome: outcome,
		Kiosk: store.Hub, Seq: s.rev, At: s.now().Truncate(time.Millisecond), By: "Cán bộ 5",
	}
	if n, err := s.db.Receive([]store.Event{e}, s.rev); n != 1 || err != nil {
		panic(fmt.Sprintf("gallery: %d events received: %v", n, err))
	}
	s.Kiosk.QueueChanged()
	s.Answers(1)
}

// scan lets a scanner read a learning card.
func (s *Stage) scan(c card.Card) { s.Kiosk.Handle(visit.CardScanned{Text: c.Code()}) }

// Learn takes a lesson to its end.
func (s *Stage) Learn(id string) {
	s.Press("wake", "home.lessons")
	s.learn(id)
}

// learn takes a lesson of the list shown to its end.
func (s *Stage) learn(id string) {
	s.TurnTo("lesson." + id)
	s.Press("lesson." + id)
	for s.Screen() != "finished" {
		s.Press("next")
	}
}

// open leads from the attract screen to a lesson.
func (s *Stage) open(id string) {
	s.Press("wake", "home.lessons")
	s.TurnTo("lesson." + id)
	s.Press("lesson." + id)
}

// TurnTo turns pages until there is a target with that ID.
func (s *Stage) TurnTo(id string) {
	for !s.Has(id) {
		s.Press("page.next")
	}
}

// Practise takes the lesson just opened to its end on the pretend phone, and goes
// on only where there is nothing to practise.
func (s *Stage) Practise() {
	s.Press("next")
	for s.Screen() != "finished" {
		switch shown := s.Kiosk.Visit().Place; {
		case s.Has("practice"):
			s.Press("practice")
		case s.Has("pad.1"):
			for s.Kiosk.Visit().Place == shown {
				s.Press("pad.1")
			}
		default:
			s.Press("next")
		}
	}
}
