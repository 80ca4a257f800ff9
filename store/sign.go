package store

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math"

	bolt "go.etcd.io/bbolt"
)

// SignedText is what a kiosk signs of every request that it sends to the hub, and
// what the hub checks. The address is path and query as they are sent.
func SignedText(method, address, device string, counter uint64, body []byte) []byte {
	return fmt.Appendf(nil, "%s\n%s\n%s\n%s\n%d\n%x\n", Protocol, method, address, device, counter, sha256.Sum256(body))
}

// CounterBlock is how many counters [DB.Counters] sets apart at a time.
const CounterBlock = 1000

// keyCounter stands in bucketMeta: up to where counters of signed requests are set
// apart.
const keyCounter = "counter"

// Counters sets apart the counters of [CounterBlock] signed requests, first and
// those that follow it. They are above after and above all that were set apart
// before, also by a process that was killed since.
func (d *DB) Counters(after uint64) (first uint64, err error) {
	err = d.update(func(tx *bolt.Tx) error {
		last := max(after, number(tx, keyCounter))
		if last > math.MaxInt64 {
			return errors.New("the hub has seen a counter that is too high")
		}
		first = last + 1
		return setNumber(tx, keyCounter, last+CounterBlock)
	})
	if err != nil {
		return 0, fmt.Errorf("set counters apart: %w", err)
	}
	return first, nil
}
