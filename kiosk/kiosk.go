package kiosk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/slip"
	"github.com/diemcham/diemcham/kiosk/speech"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/roster"
	"github.com/diemcham/diemcham/store/seal"
)

// Zone returns Việt Nam's time, which has had no summer time since 1975.
func Zone() *time.Location { return time.FixedZone("ICT", 7*60*60) }

// SameDay reports whether two times are of one day in Việt Nam.
func SameDay(a, b time.Time) bool {
	return a.In(Zone()).Format(time.DateOnly) == b.In(Zone()).Format(time.DateOnly)
}

// startOfDay is when the day began in Việt Nam on which it is t.
func startOfDay(t time.Time) time.Time {
	year, month, day := t.In(Zone()).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, Zone())
}

// ConsentVersion names the notice under which a telephone number is kept: the
// texts help.consent.* of the catalogue. It changes whenever they do.
const ConsentVersion = "2026-11-23"

// printDeadline is how long a slip may take. A resident who waits longer has
// gone, and the slip would be taken by somebody else.
const printDeadline = 25 * time.Second

// Requests keeps help requests. Every method returns only when the change is on
// disk.
type Requests interface {
	Ask(store.Ask) (store.Request, error)
	Take(request, by string) (store.Request, error)
	Called(request, by string, outcome store.CallOutcome) (store.Request, error)
	Note(request, by string, sealed []byte) (store.Request, error)
	Refer(request, by string) (store.Request, error)
	Prioritise(request, by string) (store.Request, error)
	Done(request, by string) (store.Request, error)
	Left(request, by string) (store.Request, error)
	Withdraw(request, by string) (store.Request, error)
	// Queue returns those that are open and those that were closed at since or later.
	Queue(since time.Time) ([]store.Request, error)
	// CardEvents returns all that is known here of learning cards.
	CardEvents() ([]store.Event, error)
}

// Printer prints one page at a time.
type Printer interface {
	Print(ctx context.Context, page printing.Page) (printing.Outcome, error)
}

// Sealer seals personal fields for the ward.
type Sealer interface {
	Seal(seal.Fields) ([]byte, error)
}

// Speaker reads a list of texts aloud; see package speech.
type Speaker interface {
	Say(ctx context.Context, list []speech.Utterance, manner speech.Manner, tell func(speech.Progress))
	Pause()
	Resume()
	Stop()
	Probe(ctx context.Context) error
	Chime(ctx context.Context) error
}

// Staff lets members of the staff in by their PINs; see package roster. All methods
// may be slow.
type Staff interface {
	Enter(pin seal.Secret) (roster.Entry, error)
	// Wait returns how long it is until somebody may try a PIN.
	Wait() (time.Duration, error)
	// Reset gives a member another PIN, by the site's key where their role opens it.
	Reset(name string, pin seal.Secret, by *roster.Key) error
}

// Packs are the signed packs of content on this machine.
type Packs interface {
	Packs() (staff.Packs, error)
	// Undo takes up the pack before. The kiosk shows it at its next idle.
	Undo() error
}

// Options is what a kiosk is made of.
type Options struct {
	Pack     *content.Pack
	Texts    *locale.Catalogue
	Place    config.Place
	Requests Requests
	Printer  Printer
	Sealer   Sealer  // nil: no telephone number is asked for
	Speaker  Speaker // nil: nothing is read aloud
	Staff    Staff
	Packs    Packs // nil: only what was there at the start is shown
	Cards    Cards // nil: nothing is kept of learning cards; they carry everything themselves
	Stick    Stick // nil: nothing can be saved on a stick

	About   About       // what the readiness report says of this kiosk
	Letter  string      // before this kiosk's ticket numbers
	Setup   staff.Setup // of Printer and of the scanner that is listened to
	Devices Devices     // nil: neither can be changed
	Codes   scan.Rules  // what scanned codes are taken for

	FirstRun FirstRun // nil: the kiosk is set up

	Sound error // what [Probe] said of the speaker

	Board      *diagnostics.Board      // looks at the machine once a minute; nil: nobody does
	TouchTests *diagnostics.TouchTests // nil: none is kept

	Rand    func() uint64    // 64 bits of chance, for the numbers of learning cards
	Now     func() time.Time // the clock
	Post    func(func())     // runs a function on the view's goroutine, in order
	Kept    func()           // a new event is on disk; called from any goroutine
	Restart func(fault bool) // ends the program to have it started anew: after a fault of its own, or because staff wish it
	Changed func()           // a state has changed; called on the view's goroutine

	// Crashed is told of a fault of the program's own after which it goes on, with the
	// stack where it was; called from any goroutine. Nil: only the log is.
	Crashed func(fault any, stack []byte)

	Log *slog.Logger
}

// Kiosk is a running kiosk. All methods belong to the view's goroutine.
type Kiosk struct {
	o       Options
	visit   visit.State
	staff   staff.State
	forget  context.CancelFunc // ends what was begun for this visit
	going   context.Context    // of this visit
	disk    worker
	printer worker
	pins    worker
	key     *roster.Key // the site's, while somebody is in who opens it
	sound   worker
	running context.Context // of the kiosk
	reading int             // which list is being read; what is told of another is dropped
	probed  int             // seconds since the sound was tried out
	probing bool            // it is being tried out
	fault   speech.Fault    // of the sound

	paper        paper       // see there: not the view's
	setup        staff.Setup // of it and of the scanner
	canAsk       bool        // it can be asked how it is
	asked        bool        // it was, or has printed
	answers      bool        // it knows
	printerFault printing.Fault
	watchedFor   int                // seconds since the printer was asked
	watching     bool               // it is being asked
	endTest      context.CancelFunc // of the test page that is wanted; nil: none

	devices        worker
	listening      string // the scanner that is listened to
	scannerTold    bool   // whether that can be used has been found out
	scannerTrouble string
	lastScan       staff.Scan

	renewal *renewal        // content that waits for an idle moment; nil: none
	sheets  *paperJob       // what staff have begun to print last
	waiting int             // requests that nobody has taken, when they were read last
	waits   map[string]bool // IDs of those who wait; nil until they were read once
	unread  bool            // the requests have changed since, and could not be read

	lookingForStick bool

	machine worker             // looks at it
	looked  int                // seconds since the machine was looked at
	looking bool               // it is being looked at
	health  diagnostics.Report // of the last look
}

// New returns a kiosk at its attract screen. It works until ctx ends.
func New(ctx context.Context, o Options) *Kiosk {
	k := &Kiosk{
		o:       o,
		visit:   visit.Fresh(visit.Setup{CanCall: o.Sealer != nil, CanScan: canScan(o.Setup.Scanner), CanListen: o.Speaker != nil && !speech.FaultOf(o.Sound).Silencing()}),
		disk:    newWorker(ctx),
		printer: newWorker(ctx),
		pins:    newWorker(ctx),
		sound:   newWorker(ctx),
		devices: newWorker(ctx),
		machine: newWorker(ctx),
		running: ctx,

		paper: paper{o.Printer}, setup: o.Setup, listening: o.Setup.Scanner,
		looked: lookEvery, // at the first second
	}
	k.usePrinter(o.Printer)
	k.heed(o.Sound)
	k.begin()
	wait, err := o.Staff.Wait()
	if err != nil {
		o.Log.Error("nobody can open staff mode", "err", err)
	}
	k.staff.Wait = seconds(wait)
	return k
}

// Visit returns the state of the visit.
func (k *Kiosk) Visit() visit.State { return k.visit }

// Staff returns the state of staff mode.
func (k *Kiosk) Staff() staff.State { return k.staff }

// Pack returns what there is to learn and to do.
func (k *Kiosk) Pack() *content.Pack { return k.o.Pack }

// Texts returns the program's own texts.
func (k *Kiosk) Texts() *locale.Catalogue { return k.o.Texts }

// Place returns where the kiosk stands.
func (k *Kiosk) Place() config.Place { return k.o.Place }

// Now returns the time in Việt Nam.
func (k *Kiosk) Now() time.Time { return k.o.Now().In(Zone()) }

// Handle lets something happen to the visit. A card that is scanned while staff mode
// is open is not for the visit beneath it, which stands still.
func (k *Kiosk) Handle(e visit.Event) {
	if _, scanned := e.(visit.CardScanned); scanned && k.staff.Screen != staff.Closed {
		return
	}
	k.guard(func() {
		next, commands := visit.Apply(k.visit, e)
		k.visit = next
		for _, command := range commands {
			k.carryOut(command)
		}
		k.o.Changed()
	})
}

// HandleStaff lets something happen in staff mode.
func (k *Kiosk) HandleStaff(e staff.Event) {
	k.guard(func() {
		next, commands := staff.Apply(k.staff, e)
		opened := k.staff.Screen == staff.Closed && next.Screen != staff.Closed
		k.staff = next
		if opened {
			k.Handle(visit.StaffOpened{})
		}
		for _, command := range commands {
			k.carryOutStaff(command)
		}
		k.settle()
		k.wipe()
		k.o.Changed()
	})
}

// guard does f, which may change the state and draw it. If a fault of our own
// makes it panic, the visit is forgotten and residents are told where to go; what
// they see is never the fault itself. A second one ends the program at once.
func (k *Kiosk) guard(f func()) {
	defer func() {
		fault := recover()
		if fault == nil {
			return
		}
		if k.visit.Screen == visit.OutOfOrder {
			panic(fault)
		}
		stack := debug.Stack()
		k.o.Log.Error("out of order", "fault", diagnostics.FaultText(fault), "stack", string(diagnostics.Trace(stack)))
		if k.o.Crashed != nil {
			k.disk.do(func() { k.o.Crashed(fault, stack) })
		}
		k.staff, _ = staff.Apply(k.staff, staff.Locked{})
		k.settle()
		k.wipe()
		k.Handle(visit.Broken{})
	}()
	f()
}

// Tick lets one second pass. While staff mode is open the visit beneath it
// stands still.
func (k *Kiosk) Tick() {
	k.probe()
	k.watchPrinter()
	if k.unread {
		k.QueueChanged()
	}
	k.watchHealth()
	k.watchStick()
	open := k.staff.Screen != staff.Closed
	k.HandleStaff(staff.Ticked{})
	if !open {
		k.Handle(visit.Ticked{})
	}
	k.renew()
}

func (k *Kiosk) begin() {
	k.going, k.forget = context.WithCancel(context.Background())
}

func (k *Kiosk) carryOut(command visit.Command) {
	switch c := command.(type) {
	case visit.Forget:
		k.forget()
		k.begin()
	case visit.Restart:
		k.o.Restart(true)
	case visit.Read:
		k.read(c)
	case visit.PauseReading:
		k.o.Speaker.Pause()
	case visit.ResumeReading:
		k.o.Speaker.Resume()
	case visit.StopReading:
		k.reading++
		k.o.Speaker.Stop()
	case visit.SubmitRequest:
		k.submit(c)
	case visit.MakeCard:
		k.makeCard()
	case visit.KeepCard:
		k.keepCard(c)
	case visit.PrintCard:
		k.printCard(c)
	case visit.PrintCertificate:
		k.printCertificate(c)
	case visit.PrintService:
		service, ok := k.o.Pack.Service(c.ID)
		if !ok {
			panic(fmt.Sprintf("kiosk: no service %q", c.ID))
		}
		k.print("service", slip.Service(k.o.Texts, c.Lang, k.slipPlace(c.Lang), service, k.o.Pack.HelpLine(), k.Now()))
	case visit.PrintLesson:
		lesson, ok := k.o.Pack.Lesson(c.ID)
		if !ok {
			panic(fmt.Sprintf("kiosk: no lesson %q", c.ID))
		}
		k.print("lesson", slip.Lesson(k.o.Texts, c.Lang, k.slipPlace(c.Lang), lesson, k.o.Pack.HelpLine(), k.Now()))
	case visit.PrintTicket:
		k.print("ticket", slip.Ticket(k.o.Texts, c.Lang, k.slipPlace(c.Lang), slip.TicketData{
			Number: c.Ticket.Number, Code: c.Ticket.Code, Topic: k.TopicTitle(c.Topic, c.Lang),
			At: c.Ticket.At.In(Zone()), Callback: c.Callback, Again: c.Again,
		}, k.Now()))
	default:
		panic(fmt.Sprintf("kiosk: unknown command %T", command))
	}
}

func (k *Kiosk) slipPlace(lang locale.Lang) slip.Place {
	p := k.o.Place
	return slip.Place{Name: p.Name.In(lang), Ward: p.Ward.In(lang), City: p.City.In(lang)}
}

// TopicTitle returns what a request is about, in words.
func (k *Kiosk) TopicTitle(topic visit.Topic, lang locale.Lang) string {
	switch topic.Kind {
	case visit.LessonTopic:
		lesson, _ := k.o.Pack.Lesson(topic.ID)
		if topic.Step > 0 {
			return k.o.Texts.Text(lang, "help.topic_step", "title", lesson.Title.In(lang), "n", topic.Step)
		}
		return lesson.Title.In(lang)
	case visit.ServiceTopic:
		service, _ := k.o.Pack.Service(topic.ID)
		return service.Title.In(lang)
	}
	return k.o.Texts.Text(lang, "help.topic."+topic.ID)
}

// during runs f on w for the visit that is going on. What f returns is done on
// the view's goroutine, unless the visit has ended in the meantime. If w has no
// room, busy is done instead.
func (k *Kiosk) during(w worker, f func(context.Context) func(), busy func()) {
	going := k.going
	taken := w.do(func() {
		done := f(going)
		k.o.Post(func() {
			if going.Err() == nil {
				done()
			}
		})
	})
	if !taken {
		k.o.Post(busy)
	}
}

func (k *Kiosk) submit(c visit.SubmitRequest) {
	ask := store.Ask{Topic: k.topic(c.Topic), Callback: c.Callback}
	var told seal.Fields
	if c.Callback {
		told.Phone, ask.Consent = c.Phone, ConsentVersion
	}
	lost := func() { k.Handle(visit.HelpNotSaved{}) }
	k.during(k.disk, func(context.Context) func() {
		ticket, heed, err := k.ask(ask, told)
		if err != nil {
			return lost
		}
		return func() {
			heed()
			k.Handle(visit.HelpSaved{Ticket: ticket})
		}
	}, lost)
}

func (k *Kiosk) topic(t visit.Topic) store.Topic {
	return store.Topic{Kind: string(t.Kind), ID: t.ID, Step: t.Step, Title: k.TopicTitle(t, locale.Vi)}
}

// ask keeps a request where the disk may be slow, with what was told sealed. heed takes
// in the queue as it is then, on the view's goroutine.
func (k *Kiosk) ask(ask store.Ask, told seal.Fields) (ticket visit.Ticket, heed func(), err error) {
	if told != (seal.Fields{}) {
		if ask.Sealed, err = k.o.Sealer.Seal(told); err != nil {
			k.o.Log.Error("request not kept", "err", err)
			return visit.Ticket{}, nil, err
		}
	}
	request, err := k.o.Requests.Ask(ask)
	if err != nil {
		k.o.Log.Error("request not kept", "err", err)
		return visit.Ticket{}, nil, err
	}
	k.o.Log.Info("request kept", "request", request.ID)
	k.o.Kept()
	ticket = visit.Ticket{Number: request.Number, Code: request.Code, At: request.AskedAt.In(Zone())}
	all, err := k.o.Requests.Queue(startOfDay(k.Now()))
	if err != nil {
		// No reason to keep the number from the resident: then nobody is said to be
		// ahead.
		k.o.Log.Error("queue not read", "err", err)
		return ticket, func() {}, nil
	}
	ticket.Ahead = ahead(all, request)
	return ticket, func() { k.heedQueue(all) }, nil
}

func (k *Kiosk) print(what string, page printing.Page) {
	job := k.visit.Jobs // it was asked for just now
	ended := func(status visit.PrintStatus) { k.Handle(visit.PrintEnded{Job: job, Status: status}) }
	k.during(k.printer, func(going context.Context) func() {
		ctx, cancel := context.WithTimeout(going, printDeadline)
		defer cancel()
		outcome, err := k.paper.printer.Print(ctx, page)
		return func() {
			k.heedPrint(what, err)
			ended(printStatus(outcome, err))
		}
	}, func() { ended(visit.NoSlip) })
}

// printStatus is what the resident is told of a page.
func printStatus(outcome printing.Outcome, err error) visit.PrintStatus {
	switch {
	case err != nil:
		return visit.NoSlip
	case outcome == printing.Sent:
		return visit.LookForSlip
	}
	return visit.TakeSlip
}

func (k *Kiosk) carryOutStaff(command staff.Command) {
	switch c := command.(type) {
	case staff.CheckPIN:
		k.checkPIN(c.PIN)
	case staff.OpenPhone:
		k.openPhone(c.ID)
	case staff.List:
		k.listRequests()
	case staff.TakeNext:
		k.takeNext(c)
	case staff.Mark:
		k.mark(c)
	case staff.ReadFigures:
		k.readFigures(c.Span)
	case staff.SaveReadiness:
		k.saveReadiness()
	case staff.SaveFigures:
		k.saveFigures()
	case staff.DropSaving:
		k.dropSaving()
	case staff.KeepNote:
		k.note(c)
	case staff.Add:
		k.add(c)
	case staff.PrintPaper:
		k.printPaper(c)
	case staff.ReadPacks:
		k.packs(nil)
	case staff.UndoPack:
		k.packs(k.o.Packs.Undo)
	case staff.ReadDevices:
		k.readDevices()
	case staff.TestPrinter:
		k.tryPrinter(c.Printer, k.testPage(c.Printer), "test page")
	case staff.PrintReadiness:
		k.tryPrinter(k.setup.Printer, k.readiness(), "readiness report")
	case staff.KeepPrinter:
		k.keepPrinter(c.Printer)
	case staff.KeepScanner:
		k.keepScanner(c.Device)
	case staff.ChangePIN:
		k.changePIN(c.PIN)
	case staff.KeepSite:
		k.keepSite(c.Site, nil)
	case staff.Finish:
		k.keepSite(c.Site, k.o.FirstRun.Finish)
	case staff.Enrol:
		k.enrol(c.Site)
	case staff.AddMember:
		k.addMember(c.Member, c.PIN)
	case staff.TrySound:
		k.trySound()
	case staff.EndTheVisit:
		k.Handle(visit.StaffEnded{})
	case staff.RestartTheProgram:
		k.restart()
	case staff.KeepTouchTest:
		k.keepTouchTest(c.Test)
	default:
		panic(fmt.Sprintf("kiosk: unknown staff command %T", command))
	}
}

// onDisk runs f where the disk may be slow and lets its event happen.
func (k *Kiosk) onDisk(f func() (staff.Event, error)) {
	notSaved := func() { k.HandleStaff(staff.NotChanged{Trouble: staff.NotSaved}) }
	taken := k.disk.do(func() {
		event, err := f()
		var status *store.StatusError
		switch {
		case errors.As(err, &status):
			k.o.Post(func() { k.HandleStaff(staff.NotChanged{Trouble: staff.TakenByNow}) })
		case err != nil:
			k.o.Log.Error("staff change not kept", "err", err)
			k.o.Post(notSaved)
		default:
			switch event.(type) {
			case staff.Changed, staff.NextTaken:
				k.o.Kept()
			}
			k.o.Post(func() { k.HandleStaff(event) })
		}
	})
	if !taken {
		k.o.Post(notSaved)
	}
}
