package diagnostics

import (
	"context"
	"fmt"
	"os"
	"time"
)

// Printer is the finding of a printer: the fault that the kiosk knows of it, "" if
// none, and what it is.
func Printer(fault, what string) Finding {
	return troubled("printer", fault, what)
}

// Sound is likewise that of what reads aloud.
func Sound(fault, what string) Finding {
	return troubled("sound", fault, what)
}

func troubled(check, fault, well string) Finding {
	f := Finding{Check: check, Value: well}
	if fault != "" {
		f.Value, f.Troubles = fault, []Code{Code(check + "." + fault)}
	}
	return f
}

// Scanner sees whether a scanner's device file is there. device returns its path,
// empty without one of its own.
func Scanner(device func() string) Check {
	return Check{"scanner", func(context.Context) Finding {
		path := device()
		if path == "" {
			return Finding{Value: "none of its own"}
		}
		info, err := os.Stat(path)
		there := err == nil && info.Mode()&os.ModeCharDevice != 0
		return Finding{Value: path}.with(!there, "scanner.missing")
	}}
}

// Content is the finding of what residents are shown: the version of the content
// pack, 0 for what is built in; how much of it has to be checked anew; whether the
// last pack that was offered was refused.
func Content(version uint64, overdue int, refused bool) Finding {
	f := Finding{Check: "content", Value: "built in"}
	if version > 0 {
		f.Value = fmt.Sprintf("pack %d", version)
	}
	if overdue > 0 {
		f.Value += fmt.Sprintf(", %d overdue", overdue)
	}
	return f.with(overdue > 0, "content.overdue").with(refused, "content.refused")
}

// Version is the finding of the version of a program; there is no wrong one.
func Version(version string) Finding { return Finding{Check: "version", Value: version} }

// Upload is how the requests stand with the hub.
type Upload struct {
	Pending, Aside int
	Last           time.Time // the hub last took one; zero if not since the start
	Trouble        string    // as package upload names it
}

// queueLong is how many events wait when it is said that there are many: more than
// a busy week of a kiosk without a line.
const queueLong = 500

// Uploads looks at the outbox. hub says whether there is one to send to.
func Uploads(hub bool, status func() (Upload, error), zone *time.Location) Check {
	return Check{"upload", func(context.Context) Finding {
		u, err := status()
		if err != nil {
			return Finding{Value: "the outbox cannot be read", Troubles: []Code{"upload.local"}}
		}
		f := Finding{Value: fmt.Sprintf("%d to send", u.Pending)}
		if u.Aside > 0 {
			f.Value += fmt.Sprintf(", %d not taken by the hub", u.Aside)
		}
		if !u.Last.IsZero() {
			f.Value += ", last " + u.Last.In(zone).Format("2006-01-02 15:04")
		}
		if !hub {
			f.Value += ", no hub"
			return f
		}
		switch u.Trouble {
		case "refused", "stranger", "local":
			f = f.with(true, Code("upload."+u.Trouble))
		}
		return f.with(u.Pending >= queueLong, "queue.long").with(u.Aside > 0, "queue.aside")
	}}
}

// Carving says that the requests were damaged once, and what came of it.
type Carving struct {
	At    time.Time
	Saved int
	Lost  uint64
}

// carvingShown is how long that is told.
const carvingShown = 30 * 24 * time.Hour

// Requests sees whether the requests can be read and were damaged. carved returns
// whether they were.
func Requests(carved func() (Carving, bool, error), now func() time.Time) Check {
	return Check{"requests", func(context.Context) Finding {
		c, ok, err := carved()
		switch {
		case err != nil:
			return Finding{Value: "cannot be read", Troubles: []Code{"requests.unreadable"}}
		case !ok:
			return Finding{Value: "sound"}
		}
		f := Finding{Value: fmt.Sprintf("damaged once, %d events saved, %d lost", c.Saved, c.Lost)}
		return f.with(now().Sub(c.At) < carvingShown, "requests.damaged")
	}}
}
