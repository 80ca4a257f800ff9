package diagnostics

import (
	"context"
	"sync"
	"time"
)

// Options is what a [Board] is made of.
type Options struct {
	Checks []Check
	Now    func() time.Time // its monotonic reading, if it has one, decides how long a trouble has stood
	Nights *Nights          // nil: no nightly result is kept
}

// Board keeps what is the matter with a machine from one look to the next.
type Board struct {
	o       Options
	pending map[string]running // checks that were late and may still end
	since   map[key]time.Time  // of the conditions that stand
	begun   time.Time          // the first look

	mutex sync.Mutex // guards last
	last  Report
}

// key tells conditions from each other: a late check is one of its own.
type key struct {
	check string
	code  Code
}

// NewBoard returns a board that has not looked yet.
func NewBoard(o Options) *Board {
	return &Board{o: o, pending: map[string]running{}, since: map[key]time.Time{}}
}

// Look runs all checks side by side and returns what is the matter, with what the
// caller has found itself. A check that was late last time and has still not ended
// is not begun a second time. Look is called by one goroutine at a time; how long it
// takes is bounded.
func (b *Board) Look(ctx context.Context, known ...Finding) Report {
	limited, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	begun := make([]running, len(b.o.Checks))
	for i, check := range b.o.Checks {
		r, still := b.pending[check.Name]
		if !still {
			r = check.start(limited)
		}
		begun[i] = r
	}
	var findings []Finding
	for _, r := range begun {
		f, inTime := r.await(limited)
		delete(b.pending, r.name)
		if !inTime {
			b.pending[r.name] = r
		}
		findings = append(findings, f)
	}
	return b.fold(append(findings, known...))
}

// fold makes conditions of findings.
func (b *Board) fold(findings []Finding) Report {
	now := b.o.Now()
	if b.begun.IsZero() {
		b.begun = now
	}
	r := Report{At: now, Findings: findings}
	stand := map[key]time.Time{}
	for _, f := range findings {
		for _, code := range f.Troubles {
			k := key{f.Check, code}
			since, stood := b.since[k]
			if !stood {
				since = now
			}
			stand[k] = since
			kind := kindOf(code)
			r.Conditions = append(r.Conditions, Condition{
				Check: f.Check, Code: code, Severity: kind.Severity, Since: since,
				Visible: now.Sub(since) >= kind.Visible,
			})
		}
	}
	sortConditions(r.Conditions)
	b.since = stand
	if b.o.Nights != nil {
		// What has not had the time to be shown yet cannot be in a result.
		r.Night = b.o.Nights.heed(r, now.Sub(b.begun) >= longestHidden())
	}
	b.mutex.Lock()
	b.last = r
	b.mutex.Unlock()
	return r
}

// Last returns what the last look found. It may be called from any goroutine.
func (b *Board) Last() Report {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.last
}
