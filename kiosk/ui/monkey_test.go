package ui_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store/upload"
)

var (
	monkeyEvents = flag.Int("monkey", 400, "how many random events the monkey of each panel plays")
	monkeySeed   = flag.Uint64("monkey-seed", 0, "play the monkeys of this seed")
)

// A monkey presses whatever there is, drags, types, waits, leaves and comes back,
// on every panel, while the printer, the disk and the hub have moods of their
// own. Whatever it does, something can be pressed and there is a way home, and
// left alone the kiosk forgets it. With the same seed it does the same again.
func TestMonkey(t *testing.T) {
	for i, panel := range gallery.Panels() {
		t.Run(panel.Name, func(t *testing.T) {
			seed := uint64(i + 1)
			if *monkeySeed != 0 {
				seed = *monkeySeed
			}
			m := newMonkey(t, panel, seed)
			defer m.explain()
			began := time.Now()
			var early uint64
			for m.n < *monkeyEvents {
				m.event()
				if t.Failed() {
					return
				}
				if m.n == *monkeyEvents/3 {
					early = heap(m.k)
				}
				if m.n%500 == 0 {
					m.k.Picture() // has Fyne clear its caches, as each frame of a window does
				}
			}
			m.leaveAlone()
			late := heap(m.k)
			t.Logf("%d events in %.0f s, the heap grew from %d to %d kB", m.n, time.Since(began).Seconds(), early/1024, late/1024)
			if late > early+early/4+mayGrow() {
				t.Errorf("the heap grew from %d to %d kB", early/1024, late/1024)
			}
			if len(m.visited) < 14 {
				t.Errorf("the monkey saw only %v", m.visited)
			}
		})
	}
}

// A run is long if it says something of days on end.
func isLong() bool { return *monkeyEvents >= 5000 }

// mayGrow is how many bytes a run may leave behind: in a short one that is what
// Fyne's caches hold for a minute.
func mayGrow() uint64 {
	if isLong() {
		return 4 << 20
	}
	return 16 << 20
}

// heap returns how much memory is in use once all that is not has been let go
// of. In a long run it waits for Fyne's caches too, whose minute is one of the
// real clock.
func heap(k *gallery.Stage) uint64 {
	if isLong() {
		time.Sleep(75 * time.Second)
	}
	k.Picture()
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// monkey plays on a stage.
type monkey struct {
	t       *testing.T
	k       *gallery.Stage
	r       *rand.Rand
	seed    uint64
	printer *moodyPrinter
	upload  upload.Status
	finger  finger

	n       int      // events played
	trail   []string // what they were
	plan    []string // what it has in mind
	keys    int      // how many it goes on to type
	slips   uint64   // asked for so far
	part    int      // of the list of the day that was asked for last; 0 if none is printed
	held    []uint64 // slips the printer keeps waiting, or that wait behind one
	owed    int      // answers that are on their way
	typed   []string // numbers and words of this visit
	visited map[string]int
}

func newMonkey(t *testing.T, panel gallery.Panel, seed uint64) *monkey {
	t.Helper()
	m := &monkey{
		t: t, seed: seed, r: rand.New(rand.NewPCG(seed, 7)), printer: newMoodyPrinter(seed), visited: map[string]int{},
	}
	m.k = newStageWith(t, builtIn(t), panel, gallery.Devices{
		Printer: m.printer,
		Requests: func(disk kiosk.Requests) kiosk.Requests {
			return moodyDisk{disk, rand.New(rand.NewPCG(seed, 11))}
		},
		Upload: func() upload.Status { return m.upload },
	})
	m.finger.k = m.k
	t.Cleanup(func() { close(m.printer.closed) }) // before the stage is closed
	return m
}

// explain turns a panic into a failure, and tells how to see a failure again.
func (m *monkey) explain() {
	if caught := recover(); caught != nil {
		m.t.Errorf("panic: %v\n%s", caught, debug.Stack())
	}
	if m.t.Failed() {
		last := m.trail[max(0, len(m.trail)-25):]
		m.t.Errorf("seed %d, event %d, on %s. It did last:\n\t%s\nAgain: go test ./kiosk/ui -run '%s' -monkey %d -monkey-seed %d",
			m.seed, m.n, m.k.Screen(), strings.Join(last, "\n\t"), m.t.Name(), *monkeyEvents, m.seed)
	}
}

// did takes note of what is about to be done.
func (m *monkey) did(format string, args ...any) {
	m.trail = append(m.trail, m.k.Screen()+": "+fmt.Sprintf(format, args...))
	if len(m.trail) > 200 {
		m.trail = slices.Clone(m.trail[100:])
	}
}

// event lets one thing happen, waits for what it brings about, and looks whether
// all is well.
func (m *monkey) event() {
	m.n++
	m.k.Wait(time.Duration(m.r.IntN(900)) * time.Millisecond)
	if m.keys > 0 {
		m.keys--
		m.follow(m.key)
	} else if len(m.plan) > 0 && m.r.IntN(100) < 85 {
		m.follow(m.act)
	} else {
		m.follow(m.chance)
	}
	m.visited[m.k.Screen()]++
	m.remember()
	for _, fault := range m.faults() {
		m.t.Errorf("%s", fault)
	}
}

// follow does something and then waits until every answer to it has come, but
// for slips that the printer keeps waiting: so the same seed plays the same
// again, however slow the disk.
func (m *monkey) follow(f func()) {
	visit, staff := m.k.Kiosk.Visit(), m.k.Kiosk.Staff()
	f()
	m.account(visit, staff)
	for m.owed > 0 || m.k.Kiosk.Probing() || m.k.Kiosk.LookingForStick() {
		visit, staff = m.k.Kiosk.Visit(), m.k.Kiosk.Staff()
		probing, looking := m.k.Kiosk.Probing(), m.k.Kiosk.LookingForStick()
		m.k.Answers(1)
		// Or the sound was tried out, or it was looked for a stick.
		if probing == m.k.Kiosk.Probing() && looking == m.k.Kiosk.LookingForStick() {
			m.owed--
		}
		m.account(visit, staff)
	}
}

// account counts the answers that are owed since.
func (m *monkey) account(v visit.State, s staff.State) {
	nowV, nowS := m.k.Kiosk.Visit(), m.k.Kiosk.Staff()
	began := func(before, now bool) bool { return now && !before }
	if began(v.Help.Saving, nowV.Help.Saving) {
		m.owed++
	}
	printing := func(s visit.State) bool {
		return s.Print.Status == visit.Printing || s.Certificate.Status == visit.Printing
	}
	if began(printing(v), printing(nowV)) || began(s.Devices.Test.Running, nowS.Devices.Test.Running) {
		m.slip()
	}
	if part := nowS.Paper.Part; nowS.Paper.Status != staff.PaperPrinting {
		m.part = 0
	} else if part != m.part {
		m.part = part
		m.slip()
	}
	keepsPrinter := nowS.Screen == staff.PrinterTest
	if began(s.Working, nowS.Working) && keepsPrinter && len(m.held) > 0 {
		m.held = append(m.held, noSlip) // the printer is changed after them
	} else if began(s.Checking, nowS.Checking) || began(s.Working, nowS.Working) {
		m.owed++
	}
	if began(s.Devices.Finding, nowS.Devices.Finding) {
		m.owed++
	}
	if c := nowS.Counted; nowS.Screen == staff.Figures && !c.Known &&
		(s.Screen != staff.Figures || s.Counted.Known || s.Counted.Span != c.Span || s.Trouble != nowS.Trouble && nowS.Trouble == staff.NoTrouble) {
		m.owed++
	}
	if began(s.Counted.Saving == staff.SavingBegins, nowS.Counted.Saving == staff.SavingBegins) {
		m.owed++
	}
	if p := nowS.Phone; p.Of != "" && (p.Of != s.Phone.Of || p.Noted != s.Phone.Noted) {
		m.owed++
	}
	// On coming to these screens they are read, and so is the queue after a change.
	_, there := nowS.Request()
	gone := s.Screen == staff.Request && !there // it has left the queue, which has just been read
	if s.Screen != nowS.Screen && !gone && (nowS.Screen == staff.Queue || nowS.Screen == staff.Content) {
		m.owed++
	}
	atQueue := nowS.Screen == staff.Queue || nowS.Screen == staff.Request
	if s.Working && !nowS.Working && atQueue && nowS.Trouble != staff.NotSaved {
		m.owed++
	}
}

// noSlip stands among the slips that wait for what is no slip.
const noSlip = math.MaxUint64

// slip takes note of a slip that the printer was given.
func (m *monkey) slip() {
	if len(m.held) > 0 || m.printer.late(m.slips) {
		m.held = append(m.held, m.slips)
	} else {
		m.owed++
	}
	m.slips++
}

// release lets the printer go on with what it keeps waiting, and with what follows
// from that.
func (m *monkey) release() {
	m.did("the printer goes on with %d slips", len(m.held))
	for len(m.held) > 0 {
		visit, staff := m.k.Kiosk.Visit(), m.k.Kiosk.Staff()
		if m.held[0] != noSlip && m.printer.late(m.held[0]) {
			m.printer.letGo <- struct{}{}
		}
		m.k.Answers(1)
		m.held = m.held[1:]
		m.account(visit, staff)
	}
}

// chance lets something random happen.
func (m *monkey) chance() {
	switch n := m.r.IntN(1000); {
	case len(m.held) > 8:
		m.release()
	case n < 550:
		m.tapTarget()
	case n < 620:
		m.tapAnywhere()
	case n < 700:
		m.drag()
	case n < 780:
		m.keys = m.r.IntN(5)
		m.key()
	case n < 850:
		seconds := 1 + m.r.IntN(10)
		m.did("%d seconds pass", seconds)
		m.k.Tick(seconds)
	case n < 862:
		seconds := visit.IdleAfter + m.r.IntN(visit.AnswerIn)
		m.did("%d seconds pass", seconds)
		m.k.Tick(seconds)
	case n < 880:
		m.did("the voice reads on")
		for m.r.IntN(12) > 0 && m.k.Speaker.Next() {
			m.k.Drain(0)
		}
	case n < 887:
		text := card.Card{ID: 1 + m.r.Uint64N(3), Done: card.Marks(m.r.Uint32N(1 << card.Most))}.Code()
		if m.r.IntN(4) == 0 {
			text = "261123010001" // a ticket
		}
		m.did("a scanner reads %s", text)
		m.k.Kiosk.Handle(visit.CardScanned{Text: text})
	case n < 895:
		m.release()
	case n < 915:
		troubles := []upload.Trouble{upload.NoTrouble, upload.Away, upload.Refused}
		m.upload = upload.Status{Pending: m.r.IntN(3), Trouble: troubles[m.r.IntN(len(troubles))]}
		m.did("the hub is %q", m.upload.Trouble)
	case n < 985:
		m.plan = m.newPlan()
		m.did("has something in mind: %v", m.plan)
	case n < 995:
		m.goHome()
	default:
		m.leaveAlone()
	}
}

// act does the next thing it has in mind, and gives up if that cannot be done.
func (m *monkey) act() {
	next := m.plan[0]
	m.plan = m.plan[1:]
	switch {
	case next == anyTarget:
		m.tapTarget()
	case m.k.Has(next):
		m.tap(next)
	default:
		m.plan = nil
	}
}

// tap presses a target.
func (m *monkey) tap(id string) {
	m.did("taps %s", id)
	if id != "top.mark" { // which wants to be touched quickly
		m.k.Wait(time.Second)
	}
	if err := touch.Press(m.k.Content(), id); err != nil {
		m.t.Errorf("%v", err)
	}
}

// anyTarget stands in a plan for whatever there is.
const anyTarget = "*"

// newPlan is how to get somewhere that chance alone seldom leads to.
func (m *monkey) newPlan() (plan []string) {
	digits := func(prefix, digits string) {
		for _, digit := range digits {
			plan = append(plan, prefix+string(digit))
		}
	}
	switch m.r.IntN(9) {
	case 8:
		for range staff.OpeningTouches {
			plan = append(plan, "top.mark")
		}
		digits("pin.key.", gallery.StagePIN)
		plan = append(plan, "pin.enter", "staff.devices", []string{"staff.printer.set", "staff.scanner.set", "staff.printer.test", "staff.care"}[m.r.IntN(4)])
		for range 2 + m.r.IntN(4) {
			plan = append(plan, anyTarget)
		}
		plan = append(plan, "staff.test", "staff.test", "staff.keep", anyTarget, "staff.lock")
	case 6:
		plan = []string{"home", "home.lessons", anyTarget, "next"}
		for range 5 + m.r.IntN(7) {
			plan = append(plan, "next")
		}
		plan = append(plan, "card", "print", "card.group", "home.none", anyTarget, "certificate", "next")
	case 7:
		// A card is typed, mostly a good one.
		c := card.Card{ID: 1 + m.r.Uint64N(card.Numbers-1), Done: card.Marks(m.r.Uint32N(1 << card.Most))}
		plan = []string{"home", "home.lessons", "card.have"}
		for _, letter := range strings.ReplaceAll(c.String(), "-", "") {
			if m.r.IntN(40) == 0 {
				letter = '7'
			}
			plan = append(plan, "key."+string(letter))
		}
		goOn := "next"
		if m.k.Panel.Name == "small" {
			goOn = "key.done"
		}
		plan = append(plan, goOn, "card", "certificate", "print", anyTarget)
	case 0:
		plan = []string{"home", "help", "topic.other", "how.call"}
		digits("key.", fmt.Sprintf("09%08d", m.r.IntN(1e8)))
		plan = append(plan, "next", "consent", "next", "print", anyTarget, "next")
	case 1:
		plan = []string{"home", "home.lessons", anyTarget, "next"}
		for range 2 + m.r.IntN(14) {
			plan = append(plan, "next")
		}
		plan = append(plan, "print", "listen", anyTarget)
	case 2:
		plan = []string{"home", "home.services", "search"}
		letters := []rune("abcdeghiklmnopqrstuvxy")
		for range 4 + m.r.IntN(9) {
			plan = append(plan, "key."+string(letters[m.r.IntN(len(letters))]))
		}
		plan = append(plan, "key.done", anyTarget, "print", "listen")
	case 3, 4:
		for range staff.OpeningTouches {
			plan = append(plan, "top.mark")
		}
		if m.r.IntN(3) == 0 {
			digits("pin.key.", fmt.Sprintf("%06d", m.r.IntN(1e6)))
		} else {
			digits("pin.key.", gallery.StagePIN)
		}
		plan = append(plan, "pin.enter", anyTarget, "staff.take_next", anyTarget, "staff.take", anyTarget, "staff.detail", anyTarget, anyTarget, anyTarget, "staff.back", "staff.day_list", anyTarget, "staff.done", "staff.lock")
	default:
		sizes := []string{"100", "125", "160", "200"}
		plan = []string{"display", "size." + sizes[m.r.IntN(4)], []string{"contrast.on", "contrast.off"}[m.r.IntN(2)], "next"}
	}
	return plan
}

// someTarget returns one of those on the screen. While that is being wiped there is none,
// and it waits for the end of it.
func (m *monkey) someTarget() (spot touch.Spot, ok bool) {
	spots := touch.Targets(m.k.Content())
	if len(spots) == 0 {
		m.k.Tick(staff.CleaningTime)
		return touch.Spot{}, false
	}
	return spots[m.r.IntN(len(spots))], true
}

// waitOut waits for the end of what ends by itself alone.
func (m *monkey) waitOut() {
	for m.k.Screen() == "staff-touch" || m.k.Screen() == "staff-cleaning" {
		m.follow(func() { m.k.Tick(1) })
	}
}

func (m *monkey) tapTarget() {
	spot, ok := m.someTarget()
	if !ok {
		return
	}
	m.did("taps %s, somewhere", spot.ID)
	m.finger.move(fyne.NewPos(spot.X+spot.W*m.r.Float32(), spot.Y+spot.H*m.r.Float32()))
	m.finger.press()
	m.finger.lift()
}

func (m *monkey) anywhere() fyne.Position {
	return fyne.NewPos(m.k.Panel.Width*m.r.Float32(), m.k.Panel.Height*m.r.Float32())
}

func (m *monkey) tapAnywhere() {
	at := m.anywhere()
	m.did("taps at %.0f", at)
	touch.PressAt(m.k.Content(), at)
}

// drag puts the finger down on something, wanders about, and lifts it; a second
// may pass meanwhile.
func (m *monkey) drag() {
	spot, ok := m.someTarget()
	if !ok {
		return
	}
	m.did("drags from %s", spot.ID)
	m.finger.move(fyne.NewPos(spot.X+spot.W/2, spot.Y+spot.H/2))
	m.finger.press()
	for range 1 + m.r.IntN(6) {
		switch m.r.IntN(8) {
		case 0:
			m.k.Tick(1)
		case 1, 2:
			m.finger.move(m.anywhere())
		default:
			m.finger.move(m.finger.at.AddXY(60*m.r.Float32()-30, 60*m.r.Float32()-30))
		}
	}
	m.finger.lift()
}

// key types a few keys of a keyboard that is plugged in.
func (m *monkey) key() {
	names := []fyne.KeyName{
		fyne.KeyTab, fyne.KeyTab, fyne.KeyTab, fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace, fyne.KeyBackspace,
		fyne.KeyDelete, fyne.KeyEscape, fyne.KeyF4, fyne.KeyF11, fyne.KeyHome, fyne.KeyUp,
	}
	letters := []rune("0123456789 aăđợữX.@\u0300\u0000\u200b😀")
	if m.r.IntN(2) == 0 {
		name := names[m.r.IntN(len(names))]
		m.did("types %s", name)
		key(m.k, name)
		return
	}
	r := letters[m.r.IntN(len(letters))]
	m.did("types %q", r)
	letter(m.k, r)
}

// goHome presses what a resident would who has had enough.
func (m *monkey) goHome() {
	m.plan = nil
	m.waitOut()
	for range 8 {
		for _, id := range []string{"pin.leave", "staff.lock", "stay", "wake", "home", "next", "back"} {
			if m.k.Screen() != "home" && m.k.Has(id) {
				m.follow(func() { m.tap(id) })
				break
			}
		}
	}
	if m.k.Screen() != "home" {
		m.t.Errorf("no way home from %s", m.k.Screen())
	}
}

// leaveAlone goes away for good: staff mode locks, the visit is wiped, and
// nothing of it is left.
func (m *monkey) leaveAlone() {
	m.release()
	m.plan = nil
	m.did("leaves")
	m.waitOut()
	m.follow(func() { m.k.Tick(staff.LockAfter + visit.FinishAfter + visit.WipedFor + 1) })
	if fields := leftOver(m.k.Kiosk.Visit()); len(fields) > 0 {
		m.t.Errorf("left alone, the visit keeps %q", fields)
	}
	if fields := staffLeftOver(m.k.Kiosk.Staff()); len(fields) > 0 {
		m.t.Errorf("left alone, staff mode keeps %q", fields)
	}
	if found := reachableFrom(m.k, m.typed); len(found) > 0 {
		m.t.Errorf("left alone, what was typed stands in %q", found)
	}
	m.typed = nil
}

// remember takes note of what has been typed, as soon as it is too long to be
// there by chance.
func (m *monkey) remember() {
	add := func(word string, least int) {
		if len(word) >= least && !slices.Contains(m.typed, word) {
			m.typed = append(m.typed, word)
		}
	}
	v, s := m.k.Kiosk.Visit(), m.k.Kiosk.Staff()
	phone := v.Help.Phone.Reveal()
	add(phone, 9)
	if len(phone) >= 9 {
		add(phone[:4]+" "+phone[4:7]+" "+phone[7:], 9)
	}
	add(v.Query.Reveal(), 8)
	add(s.Digits.Reveal(), staff.PINDigitsMin)
}

// faults says what must never be, whatever happened.
func (m *monkey) faults() (faults []string) {
	root := m.k.Content()
	ways := false
	spots := touch.Targets(root)
	for _, spot := range spots {
		switch spot.ID {
		case "home", "wake", "finish", "stay", "pin.leave", "staff.lock":
			ways = true
		}
	}
	cleaning := slices.Contains(untouchable, m.k.Screen()) // which ends by itself
	ways = ways || m.k.Screen() == "staff-touch"           // likewise
	if len(spots) == 0 && !cleaning {
		faults = append(faults, "nothing can be pressed")
	}
	if !ways && !cleaning {
		faults = append(faults, "no way out")
	}
	if len(touch.Written(root)) == 0 {
		faults = append(faults, "not a word on the screen")
	}
	if focused, ok := m.k.Canvas().Focused().(*touch.Target); ok && touch.Find(root, focused.ID()) != focused {
		faults = append(faults, focused.ID()+" has the focus and is not on the screen")
	}
	return append(faults, m.outlineFaults()...)
}

func (m *monkey) outlineFaults() (faults []string) {
	data, err := os.ReadFile(m.k.Outline)
	if err != nil {
		return []string{err.Error()}
	}
	for _, word := range m.typed {
		if len(word) >= 9 && bytes.Contains(data, []byte(word)) {
			faults = append(faults, "the outline holds what was typed")
		}
	}
	var outline struct{ Screen string }
	if err := json.Unmarshal(data, &outline); err != nil || outline.Screen != m.k.Screen() {
		faults = append(faults, fmt.Sprintf("the outline is of %q (%v)", outline.Screen, err))
	}
	return faults
}

// What a seed plays can be played again, or it could not be looked into.
func TestMonkeyDoesTheSameAgain(t *testing.T) {
	play := func() []string {
		m := newMonkey(t, gallery.Panels()[0], 5)
		defer m.explain()
		for range 120 {
			m.event()
		}
		return append(m.trail, m.k.Screen())
	}
	if first, second := play(), play(); !slices.Equal(first, second) {
		for i := range first {
			if first[i] != second[i] {
				t.Fatalf("event %d: first %q, then %q", i, first[i], second[i])
			}
		}
	}
}

// The monkey's eyes are open: a screen that lacks what must be there is seen.
func TestMonkeySeesFaults(t *testing.T) {
	m := newMonkey(t, gallery.Panels()[0], 1)
	m.k.Press("wake", "home.services", "search")
	if faults := m.faults(); len(faults) > 0 {
		t.Fatalf("on a good screen: %q", faults)
	}
	look := broken(t, "home", func(*touch.Sheet) {}).look()
	blank := touch.NewSheet(look, 1920, 1080)
	stray := touch.Button{ID: "stray", Label: "x"}.Build(look, 300, 100).(*touch.Target)
	m.k.Canvas().Focus(stray)
	m.k.Canvas().(interface{ SetContent(fyne.CanvasObject) }).SetContent(blank.Object())
	m.k.Canvas().Focus(stray)
	if err := os.WriteFile(m.k.Outline, []byte(`{"screen":"search","targets":["0900000000"]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	m.typed = []string{"0900000000"}
	faults := strings.Join(m.faults(), "; ")
	for _, want := range []string{"nothing can be pressed", "no way out", "not a word", "the outline holds"} {
		if !strings.Contains(faults, want) {
			t.Errorf("found %q, not %q", faults, want)
		}
	}
}
