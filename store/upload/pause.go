package upload

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	shortest = 5 * time.Second  // the first pause after trouble is up to this
	longest  = 15 * time.Minute // no pause is longer
	floor    = time.Second      // and none is shorter
	idle     = 8 * time.Second  // the least pause in which there is nothing to do; the most is half as long again
	refused  = 30 * time.Second // likewise of a kiosk that the hub does not know: it may be enrolled meanwhile
)

// pause is a time to wait. Wake ends it, but not before least is over.
type pause struct{ least, most time.Duration }

func (u *Uploader) pause(ctx context.Context, p pause) {
	if p.least > 0 {
		select {
		case <-u.o.After(p.least):
		case <-ctx.Done():
			return
		}
	}
	if p.most > p.least {
		select {
		case <-u.o.After(p.most - p.least):
		case <-u.wake:
		case <-ctx.Done():
		}
	}
}

// pauseAfter returns how long to wait for trouble to end. A new request may cut
// it short, for the line is perhaps back; but not where the hub itself asked to
// wait or refused the kiosk.
func (u *Uploader) pauseAfter(t trouble) pause {
	switch {
	case t.kind == Refused:
		wait := refused + u.random(refused/2)
		return pause{wait, wait}
	case t.kind == Busy && t.wait > 0:
		wait := min(max(t.wait, floor), longest)
		return pause{wait, wait}
	}
	window := longest
	if doublings := u.fails - 1; doublings < 8 { // 5 s doubled 8 times is over 15 min
		window = min(window, shortest<<doublings)
	}
	wait := floor + u.random(window-floor)
	return pause{min(wait, shortest), wait}
}

func (u *Uploader) random(below time.Duration) time.Duration {
	return time.Duration(u.o.Rand(int64(below)))
}

// retryAfter reads the header of that name: seconds, or a date by a clock that
// may not agree with ours. It returns 0 if there is none.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if text == "" {
		return 0
	}
	if date, err := http.ParseTime(text); err == nil {
		return min(max(date.Sub(now), floor), longest)
	}
	seconds, err := strconv.ParseUint(text, 10, 63)
	if err != nil && !isDigits(text) {
		return 0
	}
	if err != nil || seconds > uint64(longest/time.Second) {
		return longest
	}
	return max(time.Duration(seconds)*time.Second, floor)
}

func isDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}
