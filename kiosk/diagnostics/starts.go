package diagnostics

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Start is one time that the kiosk was started.
type Start struct {
	At      time.Time `json:"at"`
	Version string    `json:"version"`
	Stopped bool      `json:"stopped"` // it was told to stop and did; else it fell, or the power went
}

// Starts keeps the last starts in the data folder.
type Starts struct {
	path string
	all  []Start // this one last
	when time.Time
}

const (
	startsName = "starts.json"
	startsKept = 50

	// startsOften is how many of the starts within startsSpan follow one that was not
	// stopped, when it is said that there are too many.
	startsOften = 4
	startsSpan  = 24 * time.Hour
)

// Begin notes that the kiosk was started. A disk that does not take it keeps nothing
// down: then it is known as long as the kiosk runs.
func Begin(data, version string, now time.Time) *Starts {
	s := &Starts{path: filepath.Join(data, startsName), all: readStarts(data), when: now}
	s.all = append(s.all, Start{At: now.UTC().Round(0), Version: version})
	s.all = s.all[max(0, len(s.all)-startsKept):]
	s.keep()
	return s
}

// End notes that the kiosk was told to stop.
func (s *Starts) End() {
	s.all[len(s.all)-1].Stopped = true
	s.keep()
}

func (s *Starts) keep() {
	if text, err := json.Marshal(s.all); err == nil {
		_ = replace(s.path, text)
	}
}

// readStarts returns the starts in a data folder; what cannot be read is as if there
// were none.
func readStarts(data string) (all []Start) {
	text, err := os.ReadFile(filepath.Join(data, startsName))
	if err != nil || json.Unmarshal(text, &all) != nil {
		return nil
	}
	return all
}

// Last returns the last n starts, the latest first.
func (s *Starts) Last(n int) []Start { return latest(s.all, n) }

// LastStarts returns the last n starts of a kiosk by its data folder, the latest first.
func LastStarts(data string, n int) []Start { return latest(readStarts(data), n) }

func latest(all []Start, n int) []Start {
	last := slices.Clone(all[max(0, len(all)-n):])
	slices.Reverse(last)
	return last
}

// Check tells how long the kiosk has run, and whether it falls again and again.
func (s *Starts) Check(now func() time.Time) Check {
	all, begun := s.all, s.when
	return Check{"starts", func(context.Context) Finding {
		at := now()
		fallen := fallenStarts(all, at)
		f := Finding{Value: fmt.Sprintf("running for %s, %d restarts after a fall in 24 h", at.Sub(begun).Round(time.Second), fallen)}
		return f.with(fallen >= startsOften, "starts.often")
	}}
}

// Restarts tells of a kiosk that does not run whether it fell again and again.
func Restarts(data string, now func() time.Time) Check {
	return Check{"starts", func(context.Context) Finding {
		all := readStarts(data)
		if len(all) == 0 {
			return Finding{Value: "never started"}
		}
		last, how := all[len(all)-1], "was not stopped"
		if last.Stopped {
			how = "was stopped"
		}
		fallen := fallenStarts(all, now())
		f := Finding{Value: fmt.Sprintf("last started %s, %s, %d restarts after a fall in 24 h", last.At.Format(time.RFC3339), how, fallen)}
		return f.with(fallen >= startsOften, "starts.often")
	}}
}

// fallenStarts counts the starts of the last day that followed one that was not
// stopped.
func fallenStarts(all []Start, now time.Time) (n int) {
	for i, start := range all {
		if i > 0 && !all[i-1].Stopped && now.Sub(start.At) < startsSpan {
			n++
		}
	}
	return n
}
