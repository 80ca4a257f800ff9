package store

import (
	"fmt"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"
)

// A kiosk's clock may stand at 1970 after a start without a network, or be years
// ahead. What is written then is marked as uncertain. Nothing that has to be in
// order goes by it: requests keep the order of their Seqs.
const (
	// apart is how far the clock may be from the hub's, which tells its own to the
	// second and by way of a slow line.
	apart = 2 * time.Minute

	// heardEvery is how often the hub's time is put on disk.
	heardEvery = time.Hour
)

// keyHeard stands in bucketMeta: the hub's time when it was put there last, in
// milliseconds since 1970.
const keyHeard = "heard"

// hubClock is what is known of the hub's clock.
type hubClock struct {
	mutex sync.Mutex
	saved time.Time // on disk; zero if the hub was never heard
	hub   time.Time // what its clock said last, since the start; zero if nothing
	here  time.Time // and this kiosk's at that moment
}

// Heard takes note of the time that the hub's clock shows. Once an hour it is put on
// disk, so that a clock that the next start finds before it is known to be wrong.
func (d *DB) Heard(hub time.Time) error {
	if hub.Before(d.o.Built) {
		return nil // it is the hub's clock that is wrong
	}
	c := &d.clock
	c.mutex.Lock()
	wasCertain := d.certain()
	c.hub, c.here = hub, d.o.Now()
	if now := d.certain(); now != wasCertain {
		d.log.Warn("clock", "agrees_with_the_hub", now, "ahead", c.here.Sub(hub).Round(time.Second))
	}
	due := hub.Sub(c.saved).Abs() >= heardEvery
	c.mutex.Unlock()
	if !due {
		return nil
	}
	err := d.update(func(tx *bolt.Tx) error {
		return setNumber(tx, keyHeard, uint64(hub.UnixMilli()))
	})
	if err != nil {
		return fmt.Errorf("keep the hub's time: %w", err)
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.saved = hub
	return nil
}

// Floor returns a time that is over whatever the clock shows: the latest of when
// the program was built and what the hub's clock said.
func (d *DB) Floor() time.Time {
	d.clock.mutex.Lock()
	defer d.clock.mutex.Unlock()
	return d.floor()
}

func (d *DB) floor() time.Time {
	floor := d.o.Built
	for _, t := range []time.Time{d.clock.saved, d.clock.hub} {
		if t.After(floor) {
			floor = t
		}
	}
	return floor
}

// uncertain reports whether the clock is not to be trusted now.
func (d *DB) uncertain() bool {
	d.clock.mutex.Lock()
	defer d.clock.mutex.Unlock()
	return !d.certain()
}

// certain is called with the mutex held.
func (d *DB) certain() bool {
	now := d.o.Now()
	if c := &d.clock; !c.hub.IsZero() {
		// By the hub, it is as much later as has passed here since.
		return c.hub.Add(now.Sub(c.here)).Sub(now).Abs() <= apart
	}
	return !now.Add(apart).Before(d.floor())
}

func (d *DB) readHeard() error {
	return d.view(func(tx *bolt.Tx) error {
		if ms := number(tx, keyHeard); ms > 0 {
			d.clock.saved = time.UnixMilli(int64(ms)).UTC()
		}
		return nil
	})
}
