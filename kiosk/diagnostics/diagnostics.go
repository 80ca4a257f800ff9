// Package diagnostics finds out how the machine of a kiosk is.
//
// A [Check] looks at one thing and returns a [Finding]: what was measured, in words
// and numbers for a technician, and the [Code]s of the troubles it tells of. Checks
// run side by side, each within a time limit, so that one that hangs hides none of
// the others. A trouble that is found is a [Condition], with a [Severity] and a time
// for which it must stand before anybody is shown it; it goes away by itself as soon
// as it is not found any more. A [Board] keeps the conditions from one look to the
// next.
//
// What a trouble is called and what to do about it stands in the catalogue, under
// health.CODE.says and health.CODE.do.
//
// The package knows nothing of visits, prints nothing and mends nothing. What it is
// told of the printer, the sound and the upload comes from those who have them: it
// opens no second connection. No finding holds anything personal.
package diagnostics

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Severity says how bad something is.
type Severity int

// The severities.
const (
	Green Severity = iota // all is well
	Amber                 // the kiosk works, but somebody should see to it in the next days
	Red                   // residents or their requests suffer: somebody should see to it now
)

// String returns the severity's name, such as "amber".
func (s Severity) String() string { return [...]string{"green", "amber", "red"}[s] }

// MarshalText writes the severity's name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a severity's name.
func (s *Severity) UnmarshalText(text []byte) error {
	for _, known := range []Severity{Green, Amber, Red} {
		if string(text) == known.String() {
			*s = known
			return nil
		}
	}
	return fmt.Errorf("%q is no severity", text)
}

// Finding is what a check found.
type Finding struct {
	Check    string `json:"check"`
	Value    string `json:"value"`              // what was measured; never anything personal
	Troubles []Code `json:"troubles,omitempty"` // none: all is well
}

func (f Finding) with(on bool, code Code) Finding {
	if on {
		f.Troubles = append(f.Troubles, code)
	}
	return f
}

// Check looks at one thing of the machine.
type Check struct {
	Name string
	Look func(ctx context.Context) Finding // may leave out the Check of its finding
}

// checkTime is how long a check may take. What hangs for longer is a trouble in
// itself.
const checkTime = 8 * time.Second

// late is the finding of a check that has not ended in time.
func late(check string) Finding {
	return Finding{Check: check, Value: fmt.Sprintf("no result within %d s", checkTime/time.Second), Troubles: []Code{"check.late"}}
}

// running is a check that has begun.
type running struct {
	name  string
	ended <-chan Finding
}

func (c Check) start(ctx context.Context) running {
	ended := make(chan Finding, 1)
	go func() {
		f := c.Look(ctx)
		f.Check = c.Name
		ended <- f
	}()
	return running{c.Name, ended}
}

// await returns the finding, or that it is late when ctx ends first.
func (r running) await(ctx context.Context) (f Finding, inTime bool) {
	select {
	case f := <-r.ended:
		return f, true
	case <-ctx.Done():
	}
	select {
	case f := <-r.ended:
		return f, true
	default:
		return late(r.name), false
	}
}

// Condition is a trouble that stands.
type Condition struct {
	Check    string    `json:"check"`
	Code     Code      `json:"code"`
	Severity Severity  `json:"severity"`
	Since    time.Time `json:"since"`
	Visible  bool      `json:"visible"` // it has stood for as long as it must before it is shown
}

// Report is how the machine was at one time.
type Report struct {
	At         time.Time   `json:"at"`
	Findings   []Finding   `json:"findings"`
	Conditions []Condition `json:"conditions"` // the worst first
	Night      *Night      `json:"night,omitempty"`
}

// Severity returns that of the worst condition that is shown.
func (r Report) Severity() Severity {
	worst := Green
	for _, c := range r.Visible() {
		worst = max(worst, c.Severity)
	}
	return worst
}

// Visible lists the conditions that are to be shown, the worst first.
func (r Report) Visible() []Condition {
	return slices.DeleteFunc(slices.Clone(r.Conditions), func(c Condition) bool { return !c.Visible })
}

// Once runs all checks and returns how the machine is. Nothing is known of how long
// a trouble has stood, so each is shown.
func Once(ctx context.Context, now func() time.Time, checks ...Check) Report {
	b := NewBoard(Options{Now: now, Checks: checks})
	r := b.Look(ctx)
	for i := range r.Conditions {
		r.Conditions[i].Visible = true
	}
	return r
}

func worstFirst(a, b Condition) int {
	if a.Severity != b.Severity {
		return int(b.Severity - a.Severity)
	}
	if d := a.Since.Compare(b.Since); d != 0 {
		return d
	}
	return strings.Compare(string(a.Code), string(b.Code))
}
