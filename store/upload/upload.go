// Package upload carries the events of help requests and learning cards from a
// kiosk's outbox to its hub, and from there what others did about the requests, and
// content packs.
//
// An [Uploader] sends the undelivered events in batches, oldest first, and marks
// as delivered only what the hub's receipt lists by ID. So an event may reach
// the hub several times, when a receipt was lost on its way, but never not at
// all; the hub knows it by its ID. package store/hub describes the words that
// are exchanged.
//
// It never gives up. A hub that does not answer is tried again after 5 seconds
// to 15 minutes, longer each time and never twice after the same; a hub that
// names a time is given it, within bounds; one that does not know the kiosk is
// asked again slowly while [Status] says so. An answer counts only if it is in
// the hub's own words: the page of a captive portal is not a receipt, whatever
// its status. An event that the hub refuses for good is set aside so that it
// does not hold up the others.
//
// When there is nothing to send, and every ten seconds or so, it asks the hub what
// others did. The outbox keeps that together with how far it reaches, so nothing is
// missed and nothing done twice.
//
// Everything sent is signed with the kiosk's own key, which [Enrol] makes: see
// [Device]. No log line, error or status holds the key, an event's content or the
// query of an address.
package upload

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/diemcham/diemcham/store"
)

// Outbox is where the events are; a [store.DB] is one.
type Outbox interface {
	Undelivered(limit int) ([]store.Event, error)
	Pending() (int, error)
	Aside() (int, error)
	MarkDelivered(ids []string) error
	SetAside(id, reason string) error
	Heard(hub time.Time) error // what the hub's clock shows
	Rev() (uint64, error)      // how far updates are received
	Receive(events []store.Event, rev uint64) (created int, err error)
}

// Options is what an [Uploader] is given. Client, Time, Changed and Received may be
// left out.
type Options struct {
	URL    string  // of the hub; the path of the protocol is added
	Device *Device // signs for this kiosk
	Outbox Outbox
	Client *http.Client // how to reach the hub: proxies, trusted certificates

	// Time is when the hub's certificate has to be good: a clock that stands at 1970
	// would refuse every one. Without it, now.
	Time func() time.Time

	Log     *slog.Logger
	Now     func() time.Time
	After   func(time.Duration) <-chan time.Time // time.After
	Rand    func(n int64) int64                  // from 0 to n-1, to spread the kiosks
	Changed func(Status)                         // called on the goroutine of Run

	// Received is called, on the goroutine of Run, when others did something about a
	// request of this kiosk.
	Received func()
}

// Uploader delivers one outbox to one hub.
type Uploader struct {
	o     Options
	hub   *hub
	wake  chan struct{}
	fails int // tries in a row that brought trouble

	mutex  sync.Mutex // guards status
	status Status
}

// New returns an uploader that has not begun yet.
func New(o Options) (*Uploader, error) {
	if o.Device == nil || o.Outbox == nil || o.Log == nil || o.Now == nil || o.After == nil || o.Rand == nil {
		return nil, errors.New("upload: device, outbox, log, clock, timer and randomness must be given")
	}
	hub, err := newHub(o)
	if err != nil {
		return nil, err
	}
	return &Uploader{o: o, hub: hub, wake: make(chan struct{}, 1)}, nil
}

// Run delivers until ctx ends. It is called once.
func (u *Uploader) Run(ctx context.Context) {
	for ctx.Err() == nil {
		u.pause(ctx, u.deliverAll(ctx))
	}
}

// Wake tells the uploader that there is a new event. It never blocks and may be
// called from any goroutine.
func (u *Uploader) Wake() {
	select {
	case u.wake <- struct{}{}:
	default:
	}
}

// deliverAll sends until nothing is left or something is in the way, asks what others
// did, and returns how long to wait then.
func (u *Uploader) deliverAll(ctx context.Context) pause {
	for {
		events, err := u.o.Outbox.Undelivered(store.MaxBatchEvents)
		if err != nil {
			return u.troubled(trouble{kind: Local, cause: err})
		}
		if len(events) == 0 {
			exchange, done := lingering(ctx)
			t := u.receive(exchange)
			done()
			if ctx.Err() != nil {
				return pause{}
			}
			if t.kind != NoTrouble {
				return u.troubled(t)
			}
			u.fails = 0
			u.report(NoTrouble, nil, 0)
			return pause{most: idle + u.random(idle/2)}
		}
		pass := &pass{Uploader: u}
		pass.run(ctx, firstBatch(events))
		if pass.delivered > 0 {
			u.succeeded()
		}
		if ctx.Err() != nil {
			return pause{}
		}
		if pass.trouble.kind != NoTrouble {
			return u.troubled(pass.trouble)
		}
		u.fails = 0
		u.report(NoTrouble, nil, 0)
	}
}

// troubled says what is in the way and returns how long to wait for it.
func (u *Uploader) troubled(t trouble) pause {
	u.fails++
	p := u.pauseAfter(t)
	u.report(t.kind, t.cause, p.most)
	return p
}

// hubURL returns the address of a path of the protocol on the hub at s.
func hubURL(s, path string) (*url.URL, error) {
	address, err := url.Parse(s)
	switch {
	case err != nil:
		// The error would quote the address, and with it a password inside it.
		return nil, errors.New("upload: the hub's address is not a URL")
	case address.Scheme != "http" && address.Scheme != "https":
		return nil, fmt.Errorf("upload: the hub's address begins with %q; use https or http", address.Scheme)
	case address.Host == "":
		return nil, errors.New("upload: the hub's address names no host")
	case address.User != nil || address.RawQuery != "" || address.Fragment != "":
		return nil, errors.New("upload: the hub's address holds more than host and path")
	}
	return address.JoinPath(path), nil
}
