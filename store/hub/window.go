package hub

import (
	"context"
	"crypto/ed25519"
	"math"
	"sync"
	"time"
)

// windowSize is how far requests of one device may overtake each other.
const windowSize = 1024

// counters remembers which counters each device has used. It knows devices that
// are enrolled and no others, so their number bounds it.
type counters struct {
	inbox *Inbox

	mutex   sync.Mutex
	devices map[string]*window // under mutex
}

// window is what is remembered of one device: the counters up to highest, of which
// those below the last windowSize all count as used.
type window struct {
	mutex   sync.Mutex
	key     ed25519.PublicKey
	ceiling uint64 // durably set apart
	highest uint64
	used    [windowSize / 64]uint64 // by counter modulo windowSize
	seen    time.Time               // written down
}

func (c *counters) window(kiosk string) *window {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.devices == nil {
		c.devices = make(map[string]*window)
	}
	w := c.devices[kiosk]
	if w == nil {
		w = &window{}
		c.devices[kiosk] = w
	}
	return w
}

// use takes a counter of a device, as it was read just now. If it was used before
// or may have been, ok is false and last is the highest that counts as used.
func (c *counters) use(ctx context.Context, d Device, n uint64) (last uint64, ok bool, err error) {
	w := c.window(d.Kiosk)
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if !w.key.Equal(d.Key) {
		// What was used under this ceiling nobody remembers.
		w.key, w.ceiling = d.Key, d.ceiling
		w.exhaust(d.ceiling)
	}
	if n > w.ceiling && n <= math.MaxInt64-counterBlock {
		ceiling, mine, err := c.inbox.setApart(ctx, d, n)
		if err != nil {
			return 0, false, err
		}
		w.ceiling = ceiling
		if !mine {
			w.exhaust(ceiling)
		}
	}
	return w.highest, n <= w.ceiling && w.take(n), nil
}

// exhaust makes all counters up to n count as used.
func (w *window) exhaust(n uint64) {
	w.highest = n
	for i := range w.used {
		w.used[i] = math.MaxUint64
	}
}

func (w *window) take(n uint64) bool {
	if n+windowSize <= w.highest || n == 0 {
		return false
	}
	for w.highest < n {
		if n-w.highest > windowSize {
			w.highest = n - windowSize
		}
		w.highest++
		w.used[w.highest%windowSize/64] &^= 1 << (w.highest % 64)
	}
	word, bit := &w.used[n%windowSize/64], uint64(1)<<(n%64)
	if *word&bit != 0 {
		return false
	}
	*word |= bit
	return true
}

// unseen reports whether it is a minute since it was written down that a device
// was here.
func (c *counters) unseen(kiosk string, now time.Time) bool {
	w := c.window(kiosk)
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if d := now.Sub(w.seen); d >= 0 && d < time.Minute {
		return false
	}
	w.seen = now
	return true
}
