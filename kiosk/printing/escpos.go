package printing

import (
	"context"
	"errors"
	"fmt"
	"image"
	"time"
)

// Model says what a model of ESC/POS printer can do. Nothing can find that out
// but the technician, so all of it comes from the kiosk's settings.
//
// The bands of a window have to fit the printer's buffer together. Otherwise,
// when the paper runs out early in one, the rest fills the buffer, the printer
// reads no further, and the question what is the matter never gets to it.
type Model struct {
	Dots     int  // dots across its head: 384 for paper of 58 mm, 576 for 80 mm
	BandRows int  // rows sent at a time; many printers lose or garble larger pictures
	Window   int  // bands sent and not yet confirmed
	Feed     int  // rows of white paper after the page, so that its end passes the edge
	Cut      bool // it has a cutter; the page is left hanging by a strip
	Status   bool // it answers; without this the outcome is at best [Sent]
	Speed    int  // of a serial line, in bits a second; 0 leaves it as it is
}

// Profile is a model and the patience with it.
type Profile struct {
	Model
	Wait  time.Duration // how long it may say nothing before it is asked how it is
	Limit time.Duration // how long one page may take
}

// NewProfile has for a model the patience that fits every one of them.
func NewProfile(m Model) Profile {
	return Profile{Model: m, Wait: time.Second, Limit: 20 * time.Second}
}

// DefaultProfile fits the usual printer with a cutter, a status channel and a
// buffer of 4 KB, up to 640 dots.
func DefaultProfile(dots int) Profile {
	return NewProfile(Model{Dots: dots, BandRows: 24, Window: 2, Feed: 80, Cut: true, Status: true})
}

func (p Profile) validate() error {
	var problems []error
	if p.Dots < 8 || p.Dots > 4096 {
		problems = append(problems, fmt.Errorf("%d dots across: want 8 to 4096", p.Dots))
	}
	if p.BandRows < 1 || p.BandRows > 1024 {
		problems = append(problems, fmt.Errorf("bands of %d rows: want 1 to 1024", p.BandRows))
	}
	if p.Window < 1 || p.Window > 100 {
		problems = append(problems, fmt.Errorf("window of %d bands: want 1 to 100", p.Window))
	}
	if p.Feed < 0 || p.Feed > 255 {
		problems = append(problems, fmt.Errorf("feed of %d rows: want 0 to 255", p.Feed))
	}
	if _, ok := speeds[p.Speed]; !ok && p.Speed != 0 {
		problems = append(problems, fmt.Errorf("speed of %d: want 38400, 57600 or 115200", p.Speed))
	}
	if p.Wait <= 0 {
		problems = append(problems, fmt.Errorf("wait of %v: want more than none", p.Wait))
	}
	if p.Limit <= 0 {
		problems = append(problems, fmt.Errorf("limit of %v: want more than none", p.Limit))
	}
	return errors.Join(problems...)
}

// ESCPOS is a receipt printer that takes pictures in the ESC/POS language,
// reached directly: over the network or through its device file. It must have
// no print queue (CUPS) before it, which would hide what the printer says.
//
// The page goes out in bands of a few rows. Behind each the printer finds a
// question that it answers only when it gets there (GS r), so the answer is a
// receipt for everything before it, and only a few bands are ever on the way.
// When receipts stay out, the printer is asked what is the matter (DLE EOT),
// which it answers at once, but only if it can still read: a whole page sent
// ahead would stand between it and the question.
//
// It may be used by several goroutines; one waits for the other.
type ESCPOS struct {
	address string
	open    func(context.Context) (link, error)
	profile Profile

	// unsynced: the printer may still be waiting for the rest of a band. It is
	// so after a failure, and at the start, because the program may have been
	// ended in the middle of a page.
	unsynced bool
	stuck    Fault // what stopped it, as it last said; empty when it was well since

	busy chan struct{} // holds something while the printer is in use
}

var _ Printer = (*ESCPOS)(nil)

// NewESCPOS returns the printer at address, either "tcp://host:port" or the
// path of a device file such as "/dev/usb/lp0". It does not reach for the
// printer: that is done for each page, and ends with it. A serial line is made
// raw, and set to the profile's speed.
func NewESCPOS(address string, p Profile) (*ESCPOS, error) {
	open, err := opener(address, p.Speed)
	if err != nil {
		return nil, err
	}
	if err := p.validate(); err != nil {
		return nil, fmt.Errorf("printer %s: %w", address, err)
	}
	return &ESCPOS{address: address, open: open, profile: p, unsynced: true, busy: make(chan struct{}, 1)}, nil
}

// Print prints the page. It returns within the time of ctx or the profile's
// Limit, whichever is shorter. When it fails in the middle, what was on the way
// may still come out once the trouble is mended: at most Window bands.
func (e *ESCPOS) Print(ctx context.Context, page Page) (Outcome, error) {
	picture, err := e.picture(page)
	if err != nil {
		return 0, fmt.Errorf("print on %s: %w", e.address, err)
	}
	var outcome Outcome
	err = e.use(ctx, func(j *job) (err error) {
		j.printing = true
		outcome, err = j.print(picture)
		return err
	})
	return outcome, err
}

// use opens the printer for one job and closes it after.
func (e *ESCPOS) use(ctx context.Context, do func(*job) error) error {
	ctx, cancel := context.WithTimeout(ctx, e.profile.Limit)
	defer cancel()
	select { // one at a time
	case e.busy <- struct{}{}:
		defer func() { <-e.busy }()
	case <-ctx.Done():
		return fmt.Errorf("%s: in use: %w", e.address, ctx.Err())
	}
	to, err := e.open(ctx)
	if err != nil {
		e.stuck = ""
		return e.explain(err)
	}
	defer to.Close()
	// A deadline in the past wakes whoever waits for the printer.
	stop := context.AfterFunc(ctx, func() { to.SetDeadline(time.Unix(1, 0)) })
	defer stop()

	j := &job{ctx: ctx, link: to, profile: e.profile, unsynced: e.unsynced}
	err = do(j)
	e.unsynced = j.unsynced || err != nil && j.printing
	if err != nil {
		to.drop()
		err = e.explain(err)
	}
	return e.remember(err)
}

// remember keeps what stopped the printer for as long as it says nothing since.
// While it is stopped it reads no further than its buffer, and the questions that
// it was asked in the meantime fill that: then it is silent because of the fault
// it has named before.
func (e *ESCPOS) remember(err error) error {
	var now *FaultError
	switch {
	case err == nil:
		e.stuck = ""
	case !errors.As(err, &now):
	case now.Fault != NoAnswer:
		e.stuck = now.Fault
	case e.stuck != "":
		return &FaultError{Fault: e.stuck, Printer: e.address, Err: now.Err}
	}
	return err
}

func (e *ESCPOS) picture(page Page) (*image.Paletted, error) {
	picture, err := page.Bitmap(e.profile.Dots)
	if err != nil {
		return nil, err
	}
	if box := picture.Bounds(); box.Min != (image.Point{}) || box.Dx() != e.profile.Dots {
		return nil, fmt.Errorf("the page drew itself as %v for %d dots", box, e.profile.Dots)
	}
	return picture, nil
}

// explain turns what went wrong with the link into the fault it means.
func (e *ESCPOS) explain(err error) error {
	var known *FaultError
	switch {
	case errors.As(err, &known):
		known.Printer = e.address
		return known
	case errors.Is(err, context.Canceled), errors.Is(err, errNotOurs):
		return fmt.Errorf("print on %s: %w", e.address, err)
	case errors.Is(err, errSilent), errors.Is(err, context.DeadlineExceeded):
		return &FaultError{Fault: NoAnswer, Printer: e.address, Err: err}
	}
	return &FaultError{Fault: Unplugged, Printer: e.address, Err: err}
}
