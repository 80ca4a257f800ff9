package ui_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/store"
)

// moodyPrinter prints, runs out of paper, is unplugged or keeps a slip waiting,
// as its dice have it: the same for the same seed.
type moodyPrinter struct {
	seed   uint64
	asked  atomic.Uint64 // slips it was given; of the kiosk's goroutine for slips
	letGo  chan struct{} // lets a slip go on that is kept waiting
	closed chan struct{}
}

func newMoodyPrinter(seed uint64) *moodyPrinter {
	return &moodyPrinter{seed: seed, letGo: make(chan struct{}), closed: make(chan struct{})}
}

var _ kiosk.Printer = (*moodyPrinter)(nil)

// mood is how it is with the nth slip.
func (p *moodyPrinter) mood(n uint64) (late bool, outcome printing.Outcome, err error) {
	r := rand.New(rand.NewPCG(p.seed, n))
	late = r.IntN(6) == 0
	switch faults := []printing.Fault{printing.PaperOut, printing.CoverOpen, printing.Unplugged, printing.NoAnswer}; r.IntN(8) {
	case 0, 1, 2:
		return late, printing.Printed, nil
	case 3:
		return late, printing.Sent, nil
	case 4:
		return late, 0, errors.New("a fault that has no name")
	default:
		return late, 0, &printing.FaultError{Fault: faults[r.IntN(len(faults))], Printer: "moody"}
	}
}

func (p *moodyPrinter) late(n uint64) bool {
	late, _, _ := p.mood(n)
	return late
}

// Print does not heed that its slip is no longer wanted, which a printer may be
// too slow to do; so when it answers is known.
func (p *moodyPrinter) Print(context.Context, printing.Page) (printing.Outcome, error) {
	late, outcome, err := p.mood(p.asked.Add(1) - 1)
	if late {
		select {
		case <-p.letGo:
		case <-p.closed:
		}
	}
	return outcome, err
}

// moodyDisk fails now and then, and now and then somebody else is quicker.
type moodyDisk struct {
	disk kiosk.Requests
	r    *rand.Rand // of the kiosk's goroutine for the disk
}

var _ kiosk.Requests = moodyDisk{}

var errDisk = errors.New("no space left on device")

func (d moodyDisk) fails() bool { return d.r.IntN(12) == 0 }

func (d moodyDisk) Ask(a store.Ask) (store.Request, error) {
	if d.fails() {
		return store.Request{}, errDisk
	}
	return d.disk.Ask(a)
}

func (d moodyDisk) Take(request, by string) (store.Request, error) {
	if d.fails() {
		return store.Request{}, errDisk
	}
	if d.r.IntN(6) == 0 {
		if _, err := d.disk.Take(request, "Cán bộ 2"); err != nil {
			return store.Request{}, err
		}
	}
	return d.disk.Take(request, by)
}

// do does one of the other things.
func (d moodyDisk) do(what func(request, by string) (store.Request, error), request, by string) (store.Request, error) {
	if d.fails() {
		return store.Request{}, errDisk
	}
	return what(request, by)
}

func (d moodyDisk) Called(request, by string, outcome store.CallOutcome) (store.Request, error) {
	return d.do(func(request, by string) (store.Request, error) { return d.disk.Called(request, by, outcome) }, request, by)
}

func (d moodyDisk) Note(request, by string, sealed []byte) (store.Request, error) {
	return d.do(func(request, by string) (store.Request, error) { return d.disk.Note(request, by, sealed) }, request, by)
}

func (d moodyDisk) Refer(request, by string) (store.Request, error) {
	return d.do(d.disk.Refer, request, by)
}

func (d moodyDisk) Prioritise(request, by string) (store.Request, error) {
	return d.do(d.disk.Prioritise, request, by)
}

func (d moodyDisk) Done(request, by string) (store.Request, error) {
	return d.do(d.disk.Done, request, by)
}

func (d moodyDisk) Left(request, by string) (store.Request, error) {
	return d.do(d.disk.Left, request, by)
}

func (d moodyDisk) Withdraw(request, by string) (store.Request, error) {
	return d.do(d.disk.Withdraw, request, by)
}

func (d moodyDisk) CardEvents() ([]store.Event, error) {
	if d.fails() {
		return nil, errDisk
	}
	return d.disk.CardEvents()
}

func (d moodyDisk) Queue(since time.Time) ([]store.Request, error) {
	if d.fails() {
		return nil, errDisk
	}
	return d.disk.Queue(since)
}
