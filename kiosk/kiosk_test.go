package kiosk_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/roster"
	"github.com/diemcham/diemcham/store/seal"
)

const canary = "0900111222"

var morning = time.Date(2026, 11, 23, 2, 41, 0, 0, time.UTC)

// desk is a kiosk without a window: what it posts is done by until.
type desk struct {
	*kiosk.Kiosk
	t        *testing.T
	posts    chan func()
	data     string
	db       *store.DB
	identity seal.Identity
	log      *bytes.Buffer
	kept     chan struct{}
	later    atomic.Int64 // how long after morning it is; the disk reads it too
}

func (d *desk) now() time.Time { return morning.Add(time.Duration(d.later.Load())) }

func storeOptions(log *slog.Logger) store.Options {
	return store.Options{
		Kiosk: "viet-hung-1", Letter: "A", Place: "Nhà văn hóa",
		Now: func() time.Time { return morning }, Zone: kiosk.Zone(), Log: log,
	}
}

func newDesk(t *testing.T, change func(*kiosk.Options)) *desk {
	d := &desk{t: t, posts: make(chan func(), 64), data: t.TempDir(), log: &bytes.Buffer{}, kept: make(chan struct{}, 64)}
	log := slog.New(slog.NewTextHandler(d.log, nil))
	options := storeOptions(log)
	options.Now = d.now
	db, err := store.Open(d.data, options)
	if err != nil {
		t.Fatal(err)
	}
	d.db = db
	t.Cleanup(func() { db.Close() })
	if d.identity, err = seal.NewIdentity(); err != nil {
		t.Fatal(err)
	}
	texts, err := locale.Load(assets.Strings())
	if err != nil {
		t.Fatal(err)
	}
	pack, err := content.Load(assets.Content(), assets.Icons()...)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	o := kiosk.Options{
		Pack: pack, Texts: texts, Place: config.Default().Place,
		Requests: db, Printer: printing.NewFile(filepath.Join(d.data, "slips"), 576, func() time.Time { return morning }),
		Sealer: d.identity.Recipient(), Letter: "A",
		Staff: d.untilTheEnd(d.staffed(d.data)),
		Rand:  func() uint64 { return 0x9e6f43f5a9 },
		Now:   d.now, Post: func(f func()) { d.posts <- f },
		Kept: func() { d.kept <- struct{}{} }, Changed: func() {}, Log: log,
	}
	if change != nil {
		change(&o)
	}
	d.Kiosk = kiosk.New(ctx, o)
	return d
}

// staffed is a list of one clerk, whose PIN costs little to try.
func (d *desk) staffed(dir string) *roster.Roster {
	d.t.Helper()
	r := d.roster(dir)
	if err := r.Add(roster.Member{Name: "Cán bộ 1", Role: roster.Clerk}, "583921", nil); err != nil {
		d.t.Fatal(err)
	}
	return r
}

// untilTheEnd lets nobody in once the test has ended, whose folder goes then.
func (d *desk) untilTheEnd(r *roster.Roster) kiosk.Staff {
	open := &openHours{Roster: r}
	d.t.Cleanup(func() {
		open.mutex.Lock()
		defer open.mutex.Unlock()
		open.over = true
	})
	return open
}

type openHours struct {
	*roster.Roster
	mutex sync.Mutex
	over  bool
}

func (o *openHours) Enter(pin seal.Secret) (roster.Entry, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.over {
		return roster.Entry{}, roster.ErrNobody
	}
	return o.Roster.Enter(pin)
}

// roster is the list in a folder. The machine has been on since the desk's clock began.
func (d *desk) roster(dir string) *roster.Roster {
	return roster.Open(dir, roster.Options{
		Cost:   roster.Cost{MemoryKiB: 8, Passes: 1},
		Uptime: func() (roster.Uptime, error) { return roster.Uptime{Since: time.Duration(d.later.Load())}, nil },
	})
}

// until does what is posted until the condition holds.
func (d *desk) until(what string, holds func() bool) {
	d.t.Helper()
	deadline := time.After(20 * time.Second)
	for !holds() {
		select {
		case f := <-d.posts:
			f()
		case <-deadline:
			d.t.Fatalf("waited in vain until %s", what)
		}
	}
}

func (d *desk) untilScreen(screen visit.Screen) {
	d.t.Helper()
	d.until("screen "+screen.String(), func() bool { return d.Visit().Screen == screen })
}

func (d *desk) do(events ...visit.Event) {
	for _, e := range events {
		d.Handle(e)
	}
}

func (d *desk) askForCall() {
	d.t.Helper()
	d.do(visit.Woken{}, visit.HelpChosen{}, visit.TopicChosen{Topic: visit.Topic{Kind: visit.GeneralTopic, ID: "vneid"}}, visit.CallbackChosen{})
	for _, digit := range canary {
		d.do(visit.DigitTyped{Digit: digit})
	}
	d.do(visit.NextChosen{}, visit.AgreementTurned{}, visit.NextChosen{})
	d.untilScreen(visit.HelpTicket)
}

func TestTheNumberIsShownOnlyWhenTheRequestIsOnDisk(t *testing.T) {
	d := newDesk(t, nil)
	d.askForCall()
	if got := d.Visit().Help.Ticket.Number; got != "A001" {
		t.Errorf("number %q, want A001", got)
	}
	if err := d.db.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := store.Open(d.data, storeOptions(slog.New(slog.DiscardHandler)))
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	requests, err := again.Requests()
	if err != nil {
		t.Fatal(err)
	}
	if len(requests) != 1 || requests[0].Number != "A001" || !requests[0].Callback {
		t.Fatalf("on disk: %+v, want one request A001 to be called back", requests)
	}
	if want := "VNeID, căn cước"; requests[0].Topic.Title != want {
		t.Errorf("about %q, want %q", requests[0].Topic.Title, want)
	}
	fields, err := d.identity.Open(requests[0].Sealed)
	if err != nil {
		t.Fatal(err)
	}
	if fields.Phone.Reveal() != canary {
		t.Error("the ward cannot read the telephone number that was typed")
	}
	if len(d.kept) != 1 {
		t.Errorf("the upload was woken %d times, want once", len(d.kept))
	}
}

func TestATelephoneNumberIsNowhereInClear(t *testing.T) {
	d := newDesk(t, nil)
	d.askForCall()
	d.do(visit.PrintChosen{})
	d.until("the ticket is printed", func() bool { return d.Visit().Print.Status == visit.TakeSlip })
	d.do(visit.FinishChosen{})
	if strings.Contains(d.log.String(), canary) {
		t.Error("the log holds the number")
	}
	files := 0
	err := filepath.WalkDir(d.data, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(canary)) || strings.Contains(path, canary) {
			t.Errorf("%s holds the number", entry.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 2 {
		t.Errorf("looked into %d files, want the requests and the slip at least", files)
	}
}

func TestADiskThatRefuses(t *testing.T) {
	d := newDesk(t, nil)
	if err := d.db.Close(); err != nil {
		t.Fatal(err)
	}
	d.do(visit.Woken{}, visit.HelpChosen{}, visit.TopicChosen{Topic: visit.Topic{Kind: visit.GeneralTopic, ID: "vneid"}}, visit.WaitChosen{})
	d.untilScreen(visit.HelpFailed)
	if got := d.Visit().Help.Ticket.Number; got != "" {
		t.Errorf("a number %q was given out", got)
	}
}

func TestWithoutTheWardsKeyNoNumberIsAskedFor(t *testing.T) {
	d := newDesk(t, func(o *kiosk.Options) { o.Sealer = nil })
	d.do(visit.Woken{}, visit.HelpChosen{}, visit.TopicChosen{Topic: visit.Topic{Kind: visit.GeneralTopic, ID: "other"}})
	d.untilScreen(visit.HelpTicket)
}

func TestHowManyAreAhead(t *testing.T) {
	d := newDesk(t, nil)
	for ahead := range 3 {
		d.do(visit.Woken{}, visit.HelpChosen{}, visit.TopicChosen{Topic: visit.Topic{Kind: visit.GeneralTopic, ID: "other"}}, visit.WaitChosen{})
		d.untilScreen(visit.HelpTicket)
		if got := d.Visit().Help.Ticket.Ahead; got != ahead {
			t.Errorf("%d ahead, want %d", got, ahead)
		}
		d.do(visit.FinishChosen{})
	}
}

// Who asked on another day has gone home, and who wishes to be called does not
// stand in line here.
func TestOnlyThoseWhoWaitHereTodayAreAhead(t *testing.T) {
	d := newDesk(t, nil)
	ask := func(how visit.Event) int {
		d.do(visit.Woken{}, visit.HelpChosen{}, visit.TopicChosen{Topic: visit.Topic{Kind: visit.GeneralTopic, ID: "other"}}, how)
		d.untilScreen(visit.HelpTicket)
		ahead := d.Visit().Help.Ticket.Ahead
		d.do(visit.FinishChosen{})
		return ahead
	}
	call := func() int {
		d.askForCall()
		ahead := d.Visit().Help.Ticket.Ahead
		d.do(visit.FinishChosen{})
		return ahead
	}
	for i, test := range []struct {
		after time.Duration
		ahead func() int
		want  int
	}{
		{0, func() int { return ask(visit.WaitChosen{}) }, 0},
		{time.Minute, func() int { return ask(visit.WaitChosen{}) }, 1},
		{2 * time.Minute, call, 0},
		{3 * time.Minute, call, 1},
		{4 * time.Minute, func() int { return ask(visit.WaitChosen{}) }, 2},
		// 23:59 in Việt Nam, which is the same day, and a minute later.
		{14*time.Hour + 18*time.Minute, func() int { return ask(visit.WaitChosen{}) }, 3},
		{14*time.Hour + 19*time.Minute, func() int { return ask(visit.WaitChosen{}) }, 0},
		{14*time.Hour + 20*time.Minute, func() int { return ask(visit.WaitChosen{}) }, 1},
		{14*time.Hour + 21*time.Minute, call, 0},
	} {
		d.later.Store(int64(test.after))
		if got := test.ahead(); got != test.want {
			t.Errorf("resident %d: %d ahead, want %d", i+1, got, test.want)
		}
	}
}

// printer is one that answers as told, when told.
type printer struct {
	outcome printing.Outcome
	err     error
	began   chan struct{}
	proceed chan struct{} // nil: at once
}

func (p *printer) Print(ctx context.Context, page printing.Page) (printing.Outcome, error) {
	if p.proceed == nil {
		return p.outcome, p.err
	}
	close(p.began)
	select {
	case <-p.proceed:
		return p.outcome, p.err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func TestWhatTheResidentIsToldOfThePrinter(t *testing.T) {
	tests := map[string]struct {
		printer *printer
		want    visit.PrintStatus
	}{
		"confirmed":              {&printer{outcome: printing.Printed}, visit.TakeSlip},
		"a printer that is mute": {&printer{outcome: printing.Sent}, visit.LookForSlip},
		"paper is out":           {&printer{err: &printing.FaultError{Fault: printing.PaperOut}}, visit.NoSlip},
		"something unforeseen":   {&printer{err: errors.New("unforeseen")}, visit.NoSlip},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, func(o *kiosk.Options) { o.Printer = test.printer })
			first := d.Pack().Services[0]
			d.do(visit.Woken{}, visit.ServicesChosen{}, visit.GroupChosen{ID: first.Group}, visit.ServiceChosen{ID: first.ID}, visit.PrintChosen{})
			d.until("the slip has ended", func() bool { return d.Visit().Print.Status != visit.Printing })
			if got := d.Visit().Print.Status; got != test.want {
				t.Errorf("status %v, want %v", got, test.want)
			}
		})
	}
}

func TestASlipOfAVisitThatHasEndedIsCancelled(t *testing.T) {
	slow := &printer{outcome: printing.Printed, began: make(chan struct{}), proceed: make(chan struct{})}
	d := newDesk(t, func(o *kiosk.Options) { o.Printer = slow })
	first := d.Pack().Services[0]
	d.do(visit.Woken{}, visit.ServicesChosen{}, visit.GroupChosen{ID: first.Group}, visit.ServiceChosen{ID: first.ID}, visit.PrintChosen{})
	<-slow.began
	d.do(visit.FinishChosen{}, visit.Woken{}, visit.ServicesChosen{}, visit.GroupChosen{ID: first.Group}, visit.ServiceChosen{ID: first.ID})
	// The printer comes back only because it was cancelled, and its answer is not
	// for the visit that goes on now.
	select {
	case f := <-d.posts:
		f()
	case <-time.After(10 * time.Second):
		t.Fatal("the slip of the ended visit was not cancelled")
	}
	if got := d.Visit().Print.Status; got != visit.NotPrinted {
		t.Errorf("the next visit is told %v of a slip it never asked for", got)
	}
}

func (d *desk) staffDo(events ...staff.Event) {
	for _, e := range events {
		d.HandleStaff(e)
	}
}

func (d *desk) enter(pin string) {
	for range staff.OpeningTouches {
		d.staffDo(staff.MarkTouched{At: morning})
	}
	for _, digit := range pin {
		d.staffDo(staff.DigitTyped{Digit: digit})
	}
	d.staffDo(staff.Entered{})
}

func TestStaffTakeAndClose(t *testing.T) {
	d := newDesk(t, nil)
	d.askForCall()
	d.enter("583921")
	d.until("the queue is shown", func() bool { return len(d.Staff().Requests) == 1 })
	id := d.Staff().Requests[0].ID
	d.staffDo(staff.RequestChosen{ID: id}, staff.MarkChosen{Kind: store.Taken})
	status := func() store.Status { request, _ := d.Staff().Request(); return request.Status }
	d.until("it is in hand", func() bool { return status() == store.InHand })
	if request, _ := d.Staff().Request(); request.TakenBy != "Cán bộ 1" {
		t.Errorf("taken by %q, want Cán bộ 1", request.TakenBy)
	}
	d.staffDo(staff.MarkChosen{Kind: store.Done})
	d.until("it is closed", func() bool { return status() == store.Closed })
	if len(d.kept) != 3 {
		t.Errorf("the upload was woken %d times, want 3", len(d.kept))
	}
	// The resident's visit lies beneath as it was.
	if d.Visit().Screen != visit.HelpTicket {
		t.Errorf("the visit is on %v, want help-ticket", d.Visit().Screen)
	}
}

// The queue has who is next at the top, and of those who were helped today's only.
func TestTheQueueIsInTurn(t *testing.T) {
	d := newDesk(t, nil)
	ask := func() store.Request {
		d.later.Add(int64(time.Minute))
		request, err := d.db.Ask(store.Ask{Topic: store.Topic{Kind: "general", ID: "other", Title: "Việc khác"}})
		if err != nil {
			t.Fatal(err)
		}
		return request
	}
	take := func(r store.Request) {
		d.later.Add(int64(time.Minute))
		if _, err := d.db.Take(r.ID, "Cán bộ 2"); err != nil {
			t.Fatal(err)
		}
	}
	closeIt := func(r store.Request) {
		take(r)
		if _, err := d.db.Done(r.ID, "Cán bộ 2"); err != nil {
			t.Fatal(err)
		}
	}
	queue := func() (list []string) {
		d.staffDo(staff.Locked{})
		d.enter("583921")
		d.until("the queue is read", func() bool { return d.Staff().Requests != nil })
		for _, r := range d.Staff().Requests {
			list = append(list, r.Code+" "+string(r.Status))
		}
		return list
	}
	helped, helpedLater, waits, inHand, helpedNextDay := ask(), ask(), ask(), ask(), ask()
	closeIt(helped)
	closeIt(helpedLater)
	take(inHand)
	want := []string{
		"261123010003 waiting", "261123010005 waiting", "261123010004 in-hand", "261123010002 closed", "261123010001 closed",
	}
	if got := queue(); !slices.Equal(got, want) {
		t.Errorf("on the first day\ngot  %q\nwant %q", got, want)
	}

	d.later.Store(int64(24 * time.Hour))
	next, last := ask(), ask()
	closeIt(helpedNextDay)
	closeIt(next)
	want = []string{
		"261123010003 waiting", "261124010002 waiting", "261123010004 in-hand", "261124010001 closed", "261123010005 closed",
	}
	if got := queue(); !slices.Equal(got, want) {
		t.Errorf("on the second day\ngot  %q\nwant %q", got, want)
	}
	if waits.Number != "A003" || last.Number != "A002" {
		t.Errorf("numbers %s and %s, want A003 and A002", waits.Number, last.Number)
	}
}

func TestSomebodyWasQuicker(t *testing.T) {
	d := newDesk(t, nil)
	d.askForCall()
	d.enter("583921")
	d.until("the queue is shown", func() bool { return len(d.Staff().Requests) == 1 })
	id := d.Staff().Requests[0].ID
	if _, err := d.db.Take(id, "Cán bộ 2"); err != nil {
		t.Fatal(err)
	}
	d.staffDo(staff.RequestChosen{ID: id}, staff.MarkChosen{Kind: store.Taken})
	d.until("it is said", func() bool { return d.Staff().Trouble == staff.TakenByNow })
	d.until("the queue is read again", func() bool {
		request, _ := d.Staff().Request()
		return request.TakenBy == "Cán bộ 2"
	})
}

func TestStaffPINs(t *testing.T) {
	tests := map[string]struct {
		change  func(t *testing.T, list string)
		pin     string
		trouble staff.Trouble
	}{
		"nobody has it":                 {nil, "583922", staff.WrongPIN},
		"no PIN is set on this machine": {func(t *testing.T, list string) { remove(t, list) }, "583921", staff.NoStaff},
		"the list of staff is damaged":  {func(t *testing.T, list string) { cut(t, list) }, "583921", staff.StaffUnread},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, nil)
			if test.change != nil {
				test.change(t, filepath.Join(d.data, "staff.json"))
			}
			d.enter(test.pin)
			d.until("the answer", func() bool { return d.Staff().Trouble != staff.NoTrouble })
			if got := d.Staff(); got.Trouble != test.trouble || got.Screen != staff.PIN {
				t.Errorf("trouble %v on %v, want %v on staff-pin", got.Trouble, got.Screen, test.trouble)
			}
			if strings.Contains(d.log.String(), test.pin) {
				t.Error("the log holds the PIN")
			}
		})
	}
}

func remove(t *testing.T, file string) {
	t.Helper()
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
}

func cut(t *testing.T, file string) {
	t.Helper()
	if err := os.Truncate(file, 100); err != nil {
		t.Fatal(err)
	}
}

// Wrong tries are counted over the kiosk's end, and the wait is shown before anybody
// types.
func TestWrongPINsOverARestart(t *testing.T) {
	d := newDesk(t, nil)
	for n := range roster.FreeTries {
		d.enter("583922")
		d.until("the answer", func() bool { return d.Staff().Trouble == staff.WrongPIN })
		if wait := d.Staff().Wait; (wait > 0) != (n == roster.FreeTries-1) {
			t.Fatalf("after try %d: %d seconds to wait", n+1, wait)
		}
		d.staffDo(staff.Locked{})
	}
	again := newDesk(t, func(o *kiosk.Options) { o.Staff = d.untilTheEnd(d.roster(d.data)) })
	if wait := again.Staff().Wait; wait != 15 {
		t.Fatalf("after a new start: %d seconds to wait", wait)
	}
	// Somebody else may have tried meanwhile, over SSH, say.
	for range 15 {
		again.Tick()
	}
	again.enter("583921")
	again.until("the answer", func() bool { return !again.Staff().Checking })
	if s := again.Staff(); s.Wait != 15 || s.Screen != staff.PIN || s.Trouble != staff.NoTrouble {
		t.Errorf("by the roster's time it was too early: %v, %d seconds, trouble %v", s.Screen, s.Wait, s.Trouble)
	}
	d.later.Store(int64(15 * time.Second))
	for range 15 {
		again.Tick()
	}
	again.staffDo(staff.Locked{})
	again.enter("583921")
	again.until("the queue is shown", func() bool { return again.Staff().Screen == staff.Queue })
}

// Whoever has taken a request sees the number on the kiosk, and it goes no further.
func TestTheNumberIsShownToWhoHelps(t *testing.T) {
	ward, err := seal.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t, func(o *kiosk.Options) {
		o.Sealer = kiosk.SealTo(ward.Recipient(), o.Staff.(*openHours).Site, o.Log)
	})
	d.askForCall()
	d.do(visit.FinishChosen{})
	d.enter("583921")
	d.until("the queue is shown", func() bool { return len(d.Staff().Requests) == 1 })
	d.staffDo(staff.RequestChosen{ID: d.Staff().Requests[0].ID})
	if phone := d.Staff().Phone; phone.Of != "" || phone.Number != "" {
		t.Errorf("before it is taken %q is shown", phone.Number.Reveal())
	}
	d.staffDo(staff.MarkChosen{Kind: store.Taken})
	d.until("the number is shown", func() bool { return d.Staff().Phone.Number == canary })

	d.staffDo(staff.Locked{})
	if phone := d.Staff().Phone; phone.Of != "" || phone.Number != "" {
		t.Errorf("after locking %q is shown", phone.Number.Reveal())
	}
	d.enter("583921")
	d.until("the queue is shown", func() bool { return len(d.Staff().Requests) == 1 })
	d.staffDo(staff.RequestChosen{ID: d.Staff().Requests[0].ID})
	d.until("the number is shown again", func() bool { return d.Staff().Phone.Number == canary })
	d.staffDo(staff.MarkChosen{Kind: store.Done})
	d.until("it is closed", func() bool { return d.Staff().Phone.Of == "" && d.Staff().Phone.Number == "" })
	if strings.Contains(d.log.String(), canary) {
		t.Error("the log holds the number")
	}
}

// What was sealed for the ward alone is said to be there.
func TestANumberThatOnlyTheWardReads(t *testing.T) {
	d := newDesk(t, nil)
	d.askForCall()
	d.enter("583921")
	d.until("the queue is shown", func() bool { return len(d.Staff().Requests) == 1 })
	d.staffDo(staff.RequestChosen{ID: d.Staff().Requests[0].ID}, staff.MarkChosen{Kind: store.Taken})
	d.until("it is said", func() bool { return d.Staff().Phone.Unread })
}

// What is sealed before there is a list of staff, and while it cannot be read, is the
// ward's alone; in between it is the site's too.
func TestSealedForTheSite(t *testing.T) {
	ward, err := seal.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t}
	dir, log := t.TempDir(), &bytes.Buffer{}
	list := d.roster(dir)
	sealer := kiosk.SealTo(ward.Recipient(), list.Site, slog.New(slog.NewTextHandler(log, nil)))
	blob := func() []byte {
		t.Helper()
		blob, err := sealer.Seal(seal.Fields{Phone: canary})
		if err != nil {
			t.Fatal(err)
		}
		if fields, err := ward.Open(blob); err != nil || fields.Phone != canary {
			t.Fatalf("the ward reads %q, %v", fields.Phone.Reveal(), err)
		}
		return blob
	}
	before := blob()
	d.staffed(dir)
	with := blob()
	entry, err := list.Enter("583921")
	if err != nil {
		t.Fatal(err)
	}
	cut(t, filepath.Join(dir, "staff.json"))
	damaged := blob()
	for name, test := range map[string]struct {
		blob  []byte
		opens bool
	}{"before there is a list": {before, false}, "with one": {with, true}, "while it is damaged": {damaged, false}} {
		if fields, err := entry.Key.Open(test.blob); (err == nil) != test.opens || (fields.Phone == canary) != test.opens {
			t.Errorf("%s: the site reads %q, %v", name, fields.Phone.Reveal(), err)
		}
	}
	if !strings.Contains(log.String(), "sealed for the ward alone") || strings.Contains(log.String(), canary) {
		t.Errorf("the log: %s", log)
	}
}

func TestTheVisitStandsStillUnderStaffMode(t *testing.T) {
	d := newDesk(t, nil)
	d.do(visit.Woken{})
	d.enter("583921")
	d.until("the queue is shown", func() bool { return d.Staff().Screen == staff.Queue })
	for range staff.LockAfter - 1 {
		d.Tick()
	}
	if d.Visit().Idle != 0 {
		t.Errorf("the visit beneath has idled %d s", d.Visit().Idle)
	}
	d.Tick()
	if d.Staff().Screen != staff.Closed {
		t.Error("staff mode did not lock by itself")
	}
}

// A service that is not in the pack is a fault of ours.
func TestAFaultForgetsTheVisitAndStartsAnew(t *testing.T) {
	restarts := 0
	reported := make(chan string, 1)
	d := newDesk(t, func(o *kiosk.Options) {
		o.Restart = func(bool) { restarts++ }
		o.Crashed = func(fault any, stack []byte) { reported <- string(stack) }
	})
	d.do(visit.Woken{}, visit.LangChosen{Lang: locale.En}, visit.ServicesChosen{}, visit.GroupChosen{ID: "benefits"}, visit.ServiceChosen{ID: "no-such-service"}, visit.PrintChosen{})
	want := visit.Fresh(d.Visit().Setup)
	want.Screen = visit.OutOfOrder
	if got := d.Visit(); !reflect.DeepEqual(got, want) {
		t.Fatalf("after the fault: %+v", got)
	}
	// Where the fault was, not what it said: that could be what a resident typed.
	if said := d.log.String(); !strings.Contains(said, "kiosk.(*Kiosk).carryOut(...)") || strings.Contains(said, "no-such-service") {
		t.Errorf("the log does not tell the fault as it should: %s", said)
	}
	if stack := <-reported; !strings.Contains(stack, "carryOut") {
		t.Errorf("reported is %s", stack)
	}
	d.do(visit.Touched{}, visit.Woken{}, visit.HomeChosen{}, visit.HelpChosen{})
	for range visit.BrokenFor - 1 {
		d.Tick()
	}
	if restarts != 0 || d.Visit().Screen != visit.OutOfOrder {
		t.Fatalf("on %v after %d restarts", d.Visit().Screen, restarts)
	}
	for range 10 {
		d.Tick()
	}
	if restarts != 1 {
		t.Errorf("%d restarts, want 1", restarts)
	}
}

func TestAFaultInStaffModeClosesIt(t *testing.T) {
	broken := false
	d := newDesk(t, func(o *kiosk.Options) {
		o.Changed = func() {
			if broken {
				broken = false
				panic("made for this test")
			}
		}
	})
	for range staff.OpeningTouches {
		d.HandleStaff(staff.MarkTouched{At: morning})
	}
	if d.Staff().Screen != staff.PIN {
		t.Fatalf("staff mode is %v", d.Staff().Screen)
	}
	broken = true
	d.HandleStaff(staff.DigitTyped{Digit: '5'})
	if d.Staff().Screen != staff.Closed || d.Staff().Digits != "" || d.Visit().Screen != visit.OutOfOrder {
		t.Errorf("staff mode %v over %v", d.Staff().Screen, d.Visit().Screen)
	}
}

// If not even that screen can be shown, only a new start can help.
func TestAFaultThatStaysEndsTheProgram(t *testing.T) {
	d := newDesk(t, func(o *kiosk.Options) { o.Changed = func() { panic("made for this test") } })
	defer func() {
		if recover() == nil {
			t.Error("the kiosk went on")
		}
	}()
	d.Handle(visit.Woken{})
}
