package printing

import (
	"context"
	"errors"
	"slices"
)

// Status is how a printer is.
type Status struct {
	// Known is false for a printer that never says how it is. Even of that one it
	// is found out whether it is there at all.
	Known bool
	// Faults is what is the matter, the one to be mended first at the beginning.
	Faults []Fault
}

// Stopped returns the fault that keeps a page from coming out, the one to be
// mended first; empty if there is none.
func (s Status) Stopped() Fault { return stopping(s.Faults) }

// Warned reports whether the roll will soon be used up.
func (s Status) Warned() bool { return slices.Contains(s.Faults, PaperLow) }

func stopping(faults []Fault) Fault {
	for _, fault := range faults {
		if fault != PaperLow {
			return fault
		}
	}
	return ""
}

// Answers is what an ESC/POS printer answered to its four questions (DLE EOT 1 to
// 4): whether it is online, why not, what its error is, and how its roll is. A
// question that was not answered is 0, which is no answer to any.
type Answers [4]byte

// Faults names what the answers tell, the one to be mended first at the beginning;
// none if the printer is well. Only what was answered counts.
func (a Answers) Faults() []Fault {
	printer, cause, trouble, roll := a[0], a[1], a[2], a[3]
	var faults []Fault
	add := func(on bool, fault Fault) {
		if on {
			faults = append(faults, fault)
		}
	}
	add(cause&0x04 != 0, CoverOpen)
	add(cause&0x20 != 0 || roll&0x60 == 0x60, PaperOut)
	add(trouble&0x08 != 0, Cutter)
	add(trouble&0x40 != 0, HeadHot)
	// What has a name of its own is not also offline.
	add(len(faults) == 0 && (trouble&0x20 != 0 || cause&0x40 != 0 || printer&0x08 != 0), Offline)
	add(roll&0x0c == 0x0c && !slices.Contains(faults, PaperOut), PaperLow)
	return faults
}

// Status asks the printer how it is. A printer that is not there or says nothing
// is no error but a status.
func (e *ESCPOS) Status(ctx context.Context) (Status, error) {
	answers, err := e.Answers(ctx)
	var known *FaultError
	switch {
	case errors.As(err, &known):
		return Status{Known: e.profile.Status, Faults: []Fault{known.Fault}}, nil
	case err != nil:
		return Status{}, err
	}
	return Status{Known: e.profile.Status, Faults: answers.Faults()}, nil
}

// Answers asks the printer how it is and returns what it answered, as far as it
// did, even when there is an error. A printer whose profile says that it never
// answers is only reached for.
func (e *ESCPOS) Answers(ctx context.Context) (Answers, error) {
	var answers Answers
	err := e.use(ctx, func(j *job) (err error) {
		if e.profile.Status {
			answers, err = j.howAreYou()
		}
		return err
	})
	return answers, err
}
