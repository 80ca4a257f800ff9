// Package ipp prints on sheets, A4 or A5, with printers that speak the Internet
// Printing Protocol: the printer itself, or a queue of CUPS before it.
//
// A page is a PDF. It is submitted once and watched until its end is known, and
// what the trouble is, is asked of the device: an idle queue does not know that
// the tray is empty, and remembers a jam long after it was cleared.
//
// A page that is not out in time must not come out later, for somebody else. So
// the job is withdrawn, and withdrawn counts only what the printer, and the queue
// if there is one, confirms. What could not be confirmed, because the printer is
// off or silent, is withdrawn as soon as it can be reached again: by [Printer.Run],
// and by Print before it sends anything else; so is what an earlier run of the
// program left. That leaves one hole, which no client can close: a printer that was
// cut off from us while it held the job, or whose kiosk lost its power, and that is
// mended before it can be reached again.
//
// # What the outcome means
//
// [printing.Printed]: the device said that the job is completed, which means by
// the protocol that its sheets lie in the tray, and has nothing to complain of. Of
// a queue that holds if the way from it to the device is IPP too; then "completed"
// is what the device told the queue, and the device is asked as well.
//
// [printing.Sent]: the job is completed, but the device complains, or cannot be
// asked because the queue reaches it in some other way (USB, port 9100). Such a
// queue says "completed" when it has got rid of the data.
//
// What it does not do: it never submits a page twice, looks for no printers, and
// sets up no queues.
package ipp

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/diemcham/diemcham/kiosk/printing"
)

// Paper is the sheets in the tray.
type Paper string

// The sheets a slip can be printed on.
const (
	A4 Paper = "a4"
	A5 Paper = "a5"
)

// Size returns the sides of the paper in millimetres; none for a paper that is not
// one of these.
func (p Paper) Size() (width, height int) {
	switch p {
	case A4:
		return 210, 297
	case A5:
		return 148, 210
	}
	return 0, 0
}

// media is the paper's name in the protocol.
func (p Paper) media() string {
	width, height := p.Size()
	return fmt.Sprintf("iso_%s_%dx%dmm", p, width, height)
}

// Profile says how a printer is to be treated.
type Profile struct {
	Paper  Paper
	User   string // whose the jobs are: no other kiosk at the same printer has this name
	Socket string // of the CUPS on this machine, for addresses that begin with cups:

	Poll     time.Duration // between two looks at a job
	Answer   time.Duration // how long a question may stay without an answer
	Patience time.Duration // how long a trouble may stand before the job is withdrawn
	Limit    time.Duration // how long one page may take, withdrawing included
	Undo     time.Duration // how much of Limit is kept for withdrawing
}

// DefaultProfile fits the usual printer. A cold laser printer takes most of the
// time to get warm.
func DefaultProfile(paper Paper, user string) Profile {
	return Profile{
		Paper:    paper,
		User:     user,
		Socket:   "/run/cups/cups.sock",
		Poll:     250 * time.Millisecond,
		Answer:   2 * time.Second,
		Patience: 3 * time.Second,
		Limit:    24 * time.Second,
		Undo:     4 * time.Second,
	}
}

func (p Profile) validate() error {
	var problems []error
	if width, _ := p.Paper.Size(); width == 0 {
		problems = append(problems, fmt.Errorf("paper %q: want a4 or a5", p.Paper))
	}
	if p.User == "" || len(p.User) > 200 {
		problems = append(problems, fmt.Errorf("user %q: want a name of 1 to 200 bytes", p.User))
	}
	for name, d := range map[string]time.Duration{"poll": p.Poll, "answer": p.Answer, "patience": p.Patience, "undo": p.Undo} {
		if d <= 0 {
			problems = append(problems, fmt.Errorf("%s of %v: want more than none", name, d))
		}
	}
	if p.Limit <= p.Undo {
		problems = append(problems, fmt.Errorf("limit of %v: want more than the %v for undoing", p.Limit, p.Undo))
	}
	return errors.Join(problems...)
}

// Printer is one printer of sheets. Unlike other printers it is safe for use by
// several goroutines, of which one is that of Run.
type Printer struct {
	address string
	profile Profile
	job     place // where jobs are submitted

	mu     sync.Mutex
	device *place // where the device itself is asked; nil if it cannot be

	// dirty: something of ours may still come out. It is so at the start, because
	// the program may have been ended while a page was on its way.
	dirty bool
	left  []int // the jobs known to be left, for printers that do not say whose a job is
}

var _ printing.Printer = (*Printer)(nil)

// New returns the printer at address: "ipp://host/path" or "ipps://host/path", of
// a device or of a queue, or "cups:NAME" for a queue of the CUPS on this machine.
// It does not reach for the printer.
func New(address string, p Profile) (*Printer, error) {
	if err := p.validate(); err != nil {
		return nil, fmt.Errorf("printer %s: %w", address, err)
	}
	at, err := newPlace(address, p)
	if err != nil {
		return nil, err
	}
	return &Printer{address: address, profile: p, job: at, dirty: true}, nil
}

// Print prints the page. It returns within the time of ctx or the profile's Limit,
// whichever is shorter, but takes up to Undo after ctx was cancelled. Where the
// error says that the job could not be withdrawn, Run and the next Print see to it.
func (p *Printer) Print(ctx context.Context, page printing.Page) (printing.Outcome, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	end := time.Now().Add(p.profile.Limit)
	if until, ok := ctx.Deadline(); ok && until.Before(end) {
		end = until
	}
	document, err := page.PDF(p.profile.Paper.Size())
	if err != nil {
		return 0, fmt.Errorf("print on %s: %w", p.address, err)
	}
	work, cancel := context.WithDeadline(ctx, end.Add(-p.profile.Undo))
	defer cancel()
	outcome, err := p.print(work, document)
	if err != nil {
		return 0, p.explain(err)
	}
	return outcome, nil
}

// Run withdraws what was left behind, by an earlier run of the program too, as
// soon as the printer can be reached. It returns when ctx ends.
func (p *Printer) Run(ctx context.Context) {
	ticker := time.NewTicker(p.profile.Answer)
	defer ticker.Stop()
	for {
		p.tidy(ctx)
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// tidy leaves a printer alone that is at work; what Print finds it withdraws
// itself.
func (p *Printer) tidy(ctx context.Context) {
	if !p.mu.TryLock() {
		return
	}
	defer p.mu.Unlock()
	if !p.dirty {
		return
	}
	// Both fail while the printer is away, and then the next time will do. The queue
	// is cleared although its device may be off.
	_, _ = p.look(ctx)
	_ = p.clear(ctx)
}

// fault is a trouble that was named.
func (p *Printer) fault(fault printing.Fault, err error) error {
	return &printing.FaultError{Fault: fault, Printer: p.address, Err: err}
}

// explain turns what went wrong into the fault it means.
func (p *Printer) explain(err error) error {
	var known *printing.FaultError
	if errors.As(err, &known) {
		return err
	}
	if fault := faultOf(err); fault != "" {
		return p.fault(fault, err)
	}
	return fmt.Errorf("print on %s: %w", p.address, err)
}
