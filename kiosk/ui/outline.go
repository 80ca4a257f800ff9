package ui

import (
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// outline is what a test can know of the screen without seeing it: its name and
// where it can be touched, never what has been typed.
type outline struct {
	Seq     int             `json:"seq"` // grows by one with each outline
	Screen  string          `json:"screen"`
	Lang    string          `json:"lang"`
	QuietMS int64           `json:"quiet_ms"` // touches within this time after the screen changed do nothing
	Targets []outlineTarget `json:"targets"`
}

// outlineTarget is a touch target in pixels of the window.
type outlineTarget struct {
	ID string  `json:"id"`
	X  float32 `json:"x"`
	Y  float32 `json:"y"`
	W  float32 `json:"w"`
	H  float32 `json:"h"`
}

func outlineOf(targets []touch.Spot) []outlineTarget {
	list := make([]outlineTarget, len(targets))
	for i, t := range targets {
		list[i] = outlineTarget{ID: t.ID, X: t.X, Y: t.Y, W: t.W, H: t.H}
	}
	return list
}

// writeOutline replaces the file in one step, so that a reader never sees half
// of it.
func writeOutline(file string, o outline) error {
	data, err := json.Marshal(o)
	if err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(next.Name()) // gone already if all went well
	_, err = next.Write(data)
	if cerr := next.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	return os.Rename(next.Name(), file)
}
