package upload

import (
	"errors"
	"time"
)

// Trouble is what keeps events from being delivered.
type Trouble string

// The troubles.
const (
	NoTrouble Trouble = ""
	Away      Trouble = "away"     // the hub cannot be reached or does not answer
	Busy      Trouble = "busy"     // the hub asks to be left alone for a while
	Faulty    Trouble = "faulty"   // the hub has a fault of its own
	Refused   Trouble = "refused"  // the hub does not know this kiosk, or no longer
	Stranger  Trouble = "stranger" // what answers is not the hub, such as a captive portal
	Local     Trouble = "local"    // the kiosk's own outbox cannot be read or written
)

// remedy tells a technician what to do about a trouble.
func (t Trouble) remedy() string {
	switch t {
	case Away:
		return "see that the hub runs and that the network leads to it; it is tried again by itself"
	case Busy:
		return "nothing; it is tried again when the hub has asked for"
	case Faulty:
		return "see what the hub's own log says; it is tried again by itself"
	case Refused:
		return "enrol this kiosk: have the hub give out a code for it, and hand that in with kioskctl enrol"
	case Stranger:
		return "see that the hub's address is right, that both programs are of one version, and that the network asks for no log-in"
	case Local:
		return "see that the data folder can be written, its disk is not full and without faults"
	}
	return ""
}

// Status is how the delivery stands.
type Status struct {
	Pending     int       // events still to be delivered
	Aside       int       // events that the hub does not take; they are not sent again
	LastSuccess time.Time // when the hub last took an event; zero if not since the start
	Trouble     Trouble
	Since       time.Time // when this trouble began; zero without one
	Detail      string    // for a technician's eyes; no personal data
	Next        time.Time // when it is tried again; zero without trouble
}

// Status returns how the delivery stands. It may be called from any goroutine.
func (u *Uploader) Status() Status {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	return u.status
}

// succeeded notes that the hub has taken an event.
func (u *Uploader) succeeded() {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	u.status.LastSuccess = u.o.Now()
}

// report notes where the delivery stands after a piece of work. A trouble is
// logged when it begins and when it ends, not at every try.
func (u *Uploader) report(kind Trouble, cause error, wait time.Duration) {
	pending, err := u.o.Outbox.Pending()
	aside, asideErr := u.o.Outbox.Aside()
	if err = errors.Join(err, asideErr); err != nil && kind == NoTrouble {
		kind, cause = Local, err
	}

	u.mutex.Lock()
	before := u.status
	status := Status{Pending: pending, Aside: aside, LastSuccess: before.LastSuccess, Trouble: kind}
	if kind != NoTrouble {
		now := u.o.Now()
		status.Since, status.Detail, status.Next = before.Since, cause.Error(), now.Add(wait)
		if kind != before.Trouble {
			status.Since = now
		}
	}
	u.status = status
	u.mutex.Unlock()

	if kind != before.Trouble {
		if kind == NoTrouble {
			u.o.Log.Info("hub takes requests again", "after", before.Trouble)
		} else {
			u.o.Log.Warn("requests cannot be delivered", "trouble", kind, "pending", pending, "error", cause, "remedy", kind.remedy())
		}
	}
	if u.o.Changed != nil {
		u.o.Changed(status)
	}
}
