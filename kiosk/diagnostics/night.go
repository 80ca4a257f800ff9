package diagnostics

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"
)

// Night is the result of a nightly self-test, to be told in one line.
type Night struct {
	At       time.Time `json:"at"`
	Severity Severity  `json:"severity"`
	Codes    []Code    `json:"codes,omitempty"` // the worst first
}

// nightHour is when the result of the day is taken: the kiosk is in nobody's hands.
// A kiosk that is switched off at night takes it when it has been on for a while.
const nightHour = 3

// Nights keeps the last nightly result in the data folder.
type Nights struct {
	path string
	zone *time.Location
	last *Night
}

const nightName = "night.json"

// OpenNights reads the last result in a data folder. What cannot be read is as if
// there were none.
func OpenNights(data string, zone *time.Location) *Nights {
	n := &Nights{path: filepath.Join(data, nightName), zone: zone}
	if text, err := os.ReadFile(n.path); err == nil {
		var last Night
		if json.Unmarshal(text, &last) == nil {
			n.last = &last
		}
	}
	return n
}

// Last returns the last result; nil if there is none.
func (n *Nights) Last() *Night { return n.last }

// heed takes a report as the result of the day if it is time to and settled says
// that all there is to show is shown.
func (n *Nights) heed(r Report, settled bool) *Night {
	if !settled || !n.due(r.At) {
		return n.last
	}
	night := &Night{At: r.At, Severity: r.Severity()}
	for _, c := range r.Visible() {
		night.Codes = append(night.Codes, c.Code)
	}
	n.last = night
	// A disk that does not take it is a condition of its own, and the result is
	// known for as long as the kiosk runs.
	if text, err := json.Marshal(night); err == nil {
		_ = replace(n.path, text)
	}
	return night
}

func (n *Nights) due(now time.Time) bool {
	local := now.In(n.zone)
	if local.Hour() < nightHour {
		return false
	}
	return n.last == nil || n.last.At.In(n.zone).Format(time.DateOnly) != local.Format(time.DateOnly)
}

// replace puts text in place of a file, whole or not at all.
func replace(path string, text []byte) error {
	temp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(text)
	if err == nil {
		err = temp.Sync()
	}
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}
