package diagnostics

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Built reads when the sources of a program were made, as its build tells in the form
// of RFC 3339; if it does not, that is a time before the first one was.
func Built(told string) time.Time {
	if at, err := time.Parse(time.RFC3339, told); err == nil {
		return at
	}
	return time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
}

// Clock sees whether the clock was ever set: without a battery and a network it
// begins in 1970.
func Clock(now func() time.Time, built time.Time, zone *time.Location) Check {
	return Check{"clock", func(context.Context) Finding {
		at := now()
		return Finding{Value: at.In(zone).Format("2006-01-02 15:04:05")}.with(at.Before(built.Add(-24*time.Hour)), "clock.unset")
	}}
}

const (
	clockOff   = 2 * time.Minute  // from the hub's: waiting times are wrong by minutes
	clockWrong = 30 * time.Minute // the day may be another one
	hubLost    = 24 * time.Hour
)

// Hub asks the hub whether it is there, and compares the clocks. ask returns the
// hub's time; its error wraps faulty if the hub answers but is not well. A hub that was
// not reached for a day is worse than one that is away for a while.
func Hub(ask func(context.Context) (time.Time, error), faulty error, now func() time.Time) Check {
	var mutex sync.Mutex // a look that is late and the next one
	var away time.Time   // since when; zero: it is not
	return Check{"hub", func(ctx context.Context) Finding {
		asked := now()
		theirs, err := ask(ctx)
		answered := now()
		mutex.Lock()
		defer mutex.Unlock()
		switch {
		case errors.Is(err, faulty):
			away = time.Time{}
			return Finding{Value: "answers, but has a fault of its own", Troubles: []Code{"hub.faulty"}}
		case err != nil:
			if away.IsZero() {
				away = answered
			}
			lost := answered.Sub(away) >= hubLost
			return Finding{Value: "does not answer"}.with(!lost, "hub.away").with(lost, "hub.lost")
		}
		away = time.Time{}
		took := answered.Sub(asked)
		// By the wall clock, and theirs is cut to whole seconds.
		ahead := asked.Add(took / 2).Round(0).Sub(theirs.Round(0).Add(time.Second / 2))
		f := Finding{Value: fmt.Sprintf("answers in %d ms, clock %s", took.Milliseconds(), apart(ahead))}
		ahead = ahead.Abs()
		return f.with(ahead >= clockOff && ahead < clockWrong, "clock.off").with(ahead >= clockWrong, "clock.wrong")
	}}
}

// apart says how this clock stands against the hub's, which tells whole seconds.
func apart(ahead time.Duration) string {
	switch rounded := ahead.Round(time.Second); {
	case ahead.Abs() < 2*time.Second:
		return "as the hub's"
	case ahead > 0:
		return rounded.String() + " ahead of the hub's"
	default:
		return (-rounded).String() + " behind the hub's"
	}
}
