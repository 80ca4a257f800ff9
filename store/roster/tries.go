package roster

import (
	"bytes"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// The rule of VxSuite for wrong tries.
const (
	FreeTries   = 5 // before anybody has to wait
	firstWait   = 15 * time.Second
	LongestWait = 16 * time.Minute // it doubles six times
)

// tries is how often a PIN was tried since the last right one. The try that is being
// made is among them.
type tries struct {
	Count int           `json:"count"`
	Boot  string        `json:"boot"` // of the machine's start before the last try
	At    time.Duration `json:"at"`   // of the last try, since then
}

// wait returns how long it is until the next try. If the machine has been started since
// the last one, all that is known is that it was before that, so the wait begins at
// the start.
func (t tries) wait(now Uptime) time.Duration {
	if t.Count < FreeTries {
		return 0
	}
	passed := now.Since
	if now.Boot == t.Boot {
		passed = max(0, now.Since-t.At)
	}
	return max(0, min(firstWait<<min(t.Count-FreeTries, 6), LongestWait)-passed)
}

// Uptime is how long the machine has been on, sleep included, and which of its starts
// that is since. Neither setting the clock nor pulling the plug turns it back.
type Uptime struct {
	Boot  string
	Since time.Duration
}

// bootID names each start of the machine by chance.
const bootID = "/proc/sys/kernel/random/boot_id"

func uptime() (Uptime, error) {
	boot, err := os.ReadFile(bootID)
	if err != nil {
		return Uptime{}, err
	}
	var since unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &since); err != nil {
		return Uptime{}, fmt.Errorf("read how long the machine has been on: %w", err)
	}
	return Uptime{Boot: string(bytes.TrimSpace(boot)), Since: time.Duration(since.Nano())}, nil
}
