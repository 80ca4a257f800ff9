package hub

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/diemcham/diemcham/store"
)

// maxGathered is how many events are stored in one transaction at most, unless one
// delivery has more.
const maxGathered = 1000

// errApart tells a delivery that it could not be stored together with others.
var errApart = errors.New("not together with others")

// delivery is one call of Receive.
type delivery struct {
	events []store.Event
	at     int64
	alone  bool // not together with others

	items  []store.ReceiptItem // once result is nil
	result chan error          // what became of it, if another took it along
}

// gathering lets deliveries that come while the disk is at work share the next
// transaction, so that a kiosk that sends one event at a time does not cost a flush
// each.
type gathering struct {
	turns chan struct{} // holds one for each transaction at work

	mutex   sync.Mutex
	waiting []*delivery // under mutex
}

func newGathering(turns int) *gathering { return &gathering{turns: make(chan struct{}, turns)} }

func (g *gathering) add(d *delivery) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.waiting = append(g.waiting, d)
}

func (g *gathering) drop(d *delivery) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.waiting = slices.DeleteFunc(g.waiting, func(other *delivery) bool { return other == d })
}

// take takes a delivery from those that wait, and others that fit into the same
// transaction. It takes none if it does not wait any more.
func (g *gathering) take(d *delivery) []*delivery {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	at := slices.Index(g.waiting, d)
	if at < 0 {
		return nil
	}
	g.waiting = slices.Delete(g.waiting, at, at+1)
	taken := []*delivery{d}
	if d.alone {
		return taken
	}
	n := len(d.events)
	g.waiting = slices.DeleteFunc(g.waiting, func(other *delivery) bool {
		fits := !other.alone && n+len(other.events) <= maxGathered
		if fits {
			n += len(other.events)
			taken = append(taken, other)
		}
		return fits
	})
	return taken
}

// run stores a delivery, in a transaction with others that wait or in that of
// another. If a transaction of several fails each has one of its own.
func (g *gathering) run(ctx context.Context, d *delivery, keep func([]*delivery) error) error {
	g.add(d)
	for {
		var err error
		select {
		case err = <-d.result:
		case g.turns <- struct{}{}:
			taken := g.take(d)
			if len(taken) == 0 {
				<-g.turns
				err = <-d.result
				break
			}
			err = keep(taken)
			<-g.turns
			if err != nil && len(taken) > 1 {
				err = errApart
			}
			for _, other := range taken[1:] {
				other.result <- err
			}
		case <-ctx.Done():
			g.drop(d)
			return ctx.Err()
		}
		if !errors.Is(err, errApart) {
			return err
		}
		d.alone = true
		g.add(d)
	}
}
