package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"
)

// outline is what the kiosk says of its screen: its name and where it can be
// touched, in pixels.
type outline struct {
	Seq     int      `json:"seq"`
	Screen  string   `json:"screen"`
	Lang    string   `json:"lang"`
	QuietMS int64    `json:"quiet_ms"` // touches so soon after a change do nothing
	Targets []target `json:"targets"`
}

type target struct {
	ID string  `json:"id"`
	X  float64 `json:"x"`
	Y  float64 `json:"y"`
	W  float64 `json:"w"`
	H  float64 `json:"h"`
}

func (o outline) target(id string) (target, bool) {
	for _, t := range o.Targets {
		if t.ID == id {
			return t, true
		}
	}
	return target{}, false
}

// ids lists the targets that begin with prefix, in the kiosk's order.
func (o outline) ids(prefix string) (ids []string) {
	for _, t := range o.Targets {
		if strings.HasPrefix(t.ID, prefix) {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

// patience is how long a screen may take to come up: far longer than it does, so
// that a busy machine is not taken for a broken kiosk.
const patience = 30 * time.Second

// window is the kiosk as a resident meets it: a picture and a place to touch.
type window struct {
	ctx     context.Context
	display *display
	kiosk   *process
	file    string  // where the kiosk writes its outline
	now     outline // the last one seen
}

// see reads the outline that holds now.
func (w *window) see() (outline, time.Time, error) {
	info, err := os.Stat(w.file)
	if err != nil {
		return outline{}, time.Time{}, err
	}
	data, err := os.ReadFile(w.file)
	if err != nil {
		return outline{}, time.Time{}, err
	}
	var o outline
	if err := json.Unmarshal(data, &o); err != nil {
		return outline{}, time.Time{}, fmt.Errorf("%s: %w", w.file, err)
	}
	return o, info.ModTime(), nil
}

// until waits for an outline that pleases, and then until the screen takes
// touches.
func (w *window) until(what string, pleases func(outline) bool) error {
	return w.within(patience, what, pleases)
}

func (w *window) within(limit time.Duration, what string, pleases func(outline) bool) error {
	return w.watch(limit, what, func(o outline, changed time.Time) bool {
		quiet := time.Duration(o.QuietMS) * time.Millisecond
		return pleases(o) && time.Since(changed) > quiet+50*time.Millisecond
	})
}

// watch waits for an outline that pleases, whether the screen takes touches or not.
func (w *window) watch(limit time.Duration, what string, pleases func(o outline, changed time.Time) bool) error {
	ctx, cancel := context.WithTimeout(w.ctx, limit)
	defer cancel()
	err := await(ctx, what, func() (bool, error) {
		if !w.kiosk.running() {
			return false, fmt.Errorf("waited for %s: the kiosk ended: %s", what, w.kiosk.said())
		}
		o, changed, err := w.see()
		if errors.Is(err, fs.ErrNotExist) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		w.now = o
		return pleases(o, changed), nil
	})
	if err != nil {
		return fmt.Errorf("%w; the screen is %q with %v", err, w.now.Screen, w.now.ids(""))
	}
	return nil
}

// screen waits for a screen.
func (w *window) screen(name string) error {
	return w.until("screen "+name, func(o outline) bool { return o.Screen == name })
}

// tap touches the middle of a target that is on the screen now.
func (w *window) tap(id string) error {
	t, ok := w.now.target(id)
	if !ok {
		return fmt.Errorf("screen %q has no target %q; it has %v", w.now.Screen, id, w.now.ids(""))
	}
	if t.X < 0 || t.Y < 0 || t.X+t.W > displayWidth || t.Y+t.H > displayHeight || t.W < 1 || t.H < 1 {
		return fmt.Errorf("screen %q: target %q is not on the display: %+v", w.now.Screen, id, t)
	}
	return w.display.tap(t.X+t.W/2, t.Y+t.H/2)
}

// tapTo touches a target and waits for one of the screens that it may lead to;
// the same one has to have changed.
func (w *window) tapTo(id string, screens ...string) error {
	seq, screen := w.now.Seq, w.now.Screen
	if err := w.tap(id); err != nil {
		return err
	}
	what := fmt.Sprintf("screen %s after touching %s", strings.Join(screens, " or "), id)
	arrived := func(o outline) bool { return o.Seq > seq && slices.Contains(screens, o.Screen) }
	err := w.within(patience/3, what, arrived)
	if !errors.Is(err, context.DeadlineExceeded) || w.ctx.Err() != nil || w.now.Screen != screen {
		return err
	}
	if err := w.tapAgain(id); err != nil {
		return err
	}
	return w.until(what, arrived)
}

// tapAgain touches a target that was touched and did nothing. A machine that is busy
// with a dozen other things has been seen to lose a touch, above all one that came
// before the window was on the display. Who stands before it touches again; but it is
// told.
func (w *window) tapAgain(id string) error {
	fmt.Fprintf(os.Stderr, "touched %s on %s again: the first touch did nothing for %v\n", id, w.now.Screen, patience/3)
	return w.tap(id)
}

// press touches keys one after the other, each of which changes what the screen shows.
func (w *window) press(ids ...string) error {
	for _, id := range ids {
		seq := w.now.Seq
		changed := func() error {
			return w.watch(patience/3, id+" to show", func(o outline, _ time.Time) bool { return o.Seq > seq })
		}
		if err := w.tap(id); err != nil {
			return err
		}
		err := changed()
		if errors.Is(err, context.DeadlineExceeded) && w.ctx.Err() == nil {
			if err = w.tapAgain(id); err == nil {
				err = changed()
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// keys returns the targets that type a text, one for each of its signs.
func keys(prefix, text string) (ids []string) {
	names := map[rune]string{' ': "space", '.': "dot", '-': "hyphen", ':': "colon"}
	for _, sign := range text {
		ids = append(ids, prefix+cmp.Or(names[sign], string(sign)))
	}
	return ids
}
