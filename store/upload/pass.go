package upload

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/diemcham/diemcham/store"
)

// suspectsAtMost bounds how many events are tried one by one when every one of
// them is refused and nothing shows that it is the hub that refuses.
const suspectsAtMost = 8

// trouble is what stopped a pass.
type trouble struct {
	kind  Trouble
	cause error
	wait  time.Duration // what the hub asked for; 0 if nothing
}

// pass is one attempt to deliver a batch, in halves if it has to be.
type pass struct {
	*Uploader
	heard     bool // the hub itself has answered
	delivered int  // events that the hub has
	settled   int  // events that need not be sent again: these, and those set aside
	suspects  []suspect
	trouble   trouble
}

// suspect is an event that was refused alone, by whatever answered.
type suspect struct {
	id     string
	reason string
}

func (p *pass) run(ctx context.Context, events []store.Event) {
	if !p.deliver(ctx, events) {
		return
	}
	if !p.heard {
		p.stop(Stranger, errors.New("every event is refused, and not in the hub's words"))
		return
	}
	for _, s := range p.suspects {
		if !p.setAside(s.id, s.reason) {
			return
		}
	}
	if p.settled == 0 {
		p.stop(Stranger, errors.New("the receipt lists none of the events that were sent"))
	}
}

// deliver sends events and reports whether to go on. A batch that is refused as
// a whole is halved until the event that spoils it stands alone.
func (p *pass) deliver(ctx context.Context, events []store.Event) bool {
	exchange, done := lingering(ctx)
	answer := p.hub.post(exchange, events)
	done()
	if !answer.date.IsZero() {
		if err := p.o.Outbox.Heard(answer.date); err != nil {
			return p.stop(Local, err)
		}
	}
	switch {
	case answer.trouble.kind != NoTrouble:
		p.trouble = answer.trouble
		return false
	case !answer.refused:
		p.heard = true
		return p.settle(events, answer.receipt)
	case len(events) > 1:
		middle := len(events) / 2
		return p.deliver(ctx, events[:middle]) && p.deliver(ctx, events[middle:])
	case answer.own:
		p.heard = true
		return p.setAside(events[0].ID, answer.reason())
	}
	// A proxy on the way may refuse everything. Only if the hub takes others in
	// the same pass is this event the cause.
	p.suspects = append(p.suspects, suspect{events[0].ID, answer.reason()})
	if len(p.suspects) == suspectsAtMost && !p.heard {
		p.stop(Stranger, fmt.Errorf("one event after the other is refused, and not in the hub's words: %s", answer.reason()))
		return false
	}
	return true
}

// farewell is how long an exchange that is under way may still take when the
// kiosk is told to stop. Without it the hub's receipt would often be thrown away
// and the event be sent once more after the next start: harmless, but it would
// stand as not delivered until then.
const farewell = 2 * time.Second

// lingering returns a context that ends a little after ctx does.
func lingering(ctx context.Context) (context.Context, func()) {
	long, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(farewell, cancel) })
	return long, func() { stop(); cancel() }
}

// settle does what the receipt says about the events that were sent, and about
// no others.
func (p *pass) settle(events []store.Event, receipt store.Receipt) bool {
	open := make(map[string]bool, len(events))
	for _, e := range events {
		open[e.ID] = true
	}
	var delivered []string
	var aside []suspect
	for _, item := range receipt.Items {
		if !open[item.ID] {
			continue
		}
		delete(open, item.ID)
		switch item.Result {
		case store.Created, store.Duplicate:
			delivered = append(delivered, item.ID)
		case store.Conflict, store.Rejected:
			aside = append(aside, suspect{item.ID, itemReason(item)})
		}
	}

	if len(delivered) > 0 {
		if err := p.o.Outbox.MarkDelivered(delivered); err != nil {
			return p.stop(Local, err)
		}
		p.delivered += len(delivered)
		p.settled += len(delivered)
	}
	for _, s := range aside {
		if !p.setAside(s.id, s.reason) {
			return false
		}
	}
	return true
}

func (p *pass) setAside(id, reason string) bool {
	if err := p.o.Outbox.SetAside(id, reason); err != nil {
		return p.stop(Local, err)
	}
	p.settled++
	p.o.Log.Error("hub does not take an event", "event", id, "reason", reason)
	return true
}

// stop returns false, for its callers to return.
func (p *pass) stop(kind Trouble, cause error) bool {
	p.trouble = trouble{kind: kind, cause: cause}
	return false
}

func itemReason(item store.ReceiptItem) string {
	if item.Reason == "" {
		return string(item.Result)
	}
	return string(item.Result) + ": " + clip(item.Reason)
}

// clip keeps a stranger's text from filling the log.
func clip(s string) string {
	runes := []rune(s)
	if len(runes) > 200 {
		runes = append(runes[:200], '…')
	}
	return string(runes)
}

// firstBatch returns as many of events as fit into one batch, at least one.
func firstBatch(events []store.Event) []store.Event {
	const envelope = 100 // bytes around the events
	size := envelope
	for i, e := range events {
		text, err := json.Marshal(e)
		if err != nil {
			panic("upload: an event that is no JSON: " + err.Error())
		}
		size += len(text) + 1
		if i > 0 && (size > store.MaxBatchBytes || i == store.MaxBatchEvents) {
			return events[:i]
		}
	}
	return events
}
