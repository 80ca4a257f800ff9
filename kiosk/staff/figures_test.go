package staff_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/store/figures"
)

func TestFigures(t *testing.T) {
	var (
		begun   = then(atQueue, []staff.Event{staff.FiguresChosen{CanSave: true}})
		some    = figures.Figures{Cards: 3}
		known   = then(begun, []staff.Event{staff.FiguresRead{Figures: some}})
		saving  = then(known, []staff.Event{staff.SaveChosen{}, staff.SaveStands{Saving: staff.SavingWaits}})
		read    = staff.ReadFigures{}
		save    = staff.SaveFigures{}
		counted = staff.Counted{CanSave: true, Known: true, Figures: some}
		with    = func(change func(*staff.Counted)) staff.Counted {
			c := counted
			change(&c)
			return c
		}
		waits = with(func(c *staff.Counted) { c.Saving = staff.SavingWaits })
	)
	for name, c := range map[string]struct {
		events   []staff.Event
		screen   staff.Screen
		counted  staff.Counted
		commands []staff.Command // after coming in
	}{
		"begun":            {begun, staff.Figures, staff.Counted{CanSave: true}, []staff.Command{read}},
		"known":            {known, staff.Figures, counted, []staff.Command{read}},
		"another span":     {then(known, []staff.Event{staff.SpanChosen{Span: staff.ThisWeek}}), staff.Figures, staff.Counted{CanSave: true, Span: staff.ThisWeek}, []staff.Command{read, staff.ReadFigures{Span: staff.ThisWeek}}},
		"of another span":  {then(begun, []staff.Event{staff.SpanChosen{Span: staff.LastWeek}, staff.FiguresRead{Figures: some}}), staff.Figures, staff.Counted{CanSave: true, Span: staff.LastWeek}, []staff.Command{read, staff.ReadFigures{Span: staff.LastWeek}}},
		"printed":          {then(known, []staff.Event{staff.FiguresPrintChosen{}, staff.SaveChosen{}, staff.SpanChosen{Span: staff.ThisWeek}}), staff.Figures, counted, []staff.Command{read, staff.PrintPaper{What: staff.FiguresPaper, Part: 1}}},
		"nothing to print": {then(begun, []staff.Event{staff.FiguresPrintChosen{}, staff.SaveChosen{}}), staff.Figures, staff.Counted{CanSave: true}, []staff.Command{read}},
		"no way to a stick": {
			then(atQueue, []staff.Event{staff.FiguresChosen{}, staff.FiguresRead{Figures: some}, staff.SaveChosen{}}),
			staff.Figures, with(func(c *staff.Counted) { c.CanSave = false }), []staff.Command{read},
		},
		"a stick is waited for":     {then(saving, []staff.Event{staff.SaveChosen{}, staff.QueueChosen{}, staff.FiguresPrintChosen{}}), staff.Figures, waits, []staff.Command{read, save}},
		"it comes":                  {then(saving, []staff.Event{staff.SaveStands{Saving: staff.SavingDone}}), staff.Figures, with(func(c *staff.Counted) { c.Saving = staff.SavingDone }), []staff.Command{read, save}},
		"it is full":                {then(saving, []staff.Event{staff.SaveStands{Saving: "full"}}), staff.Figures, with(func(c *staff.Counted) { c.Saving = "full" }), []staff.Command{read, save}},
		"given up":                  {then(saving, []staff.Event{staff.SaveDropped{}, staff.SaveStands{Saving: staff.SavingDone}}), staff.Figures, counted, []staff.Command{read, save, staff.DropSaving{}}},
		"the page stays open":       {then(saving, ticks(staff.LockAfter+5)), staff.Figures, with(func(c *staff.Counted) { c.Saving, c.Waited = staff.SavingWaits, staff.LockAfter+5 }), []staff.Command{read, save}},
		"no stick comes":            {then(saving, ticks(staff.SavingMost)), staff.Figures, with(func(c *staff.Counted) { c.Saving, c.Waited = staff.SavingLate, staff.SavingMost }), []staff.Command{read, save, staff.DropSaving{}}},
		"and then the screen locks": {then(saving, ticks(staff.SavingMost+staff.LockAfter)), staff.Closed, staff.Counted{}, []staff.Command{read, save, staff.DropSaving{}}},
		"locked while one is waited for": {
			then(saving, []staff.Event{staff.Locked{}}), staff.Closed, staff.Counted{}, []staff.Command{read, save, staff.DropSaving{}},
		},
		"back to the queue": {then(known, []staff.Event{staff.QueueChosen{}}), staff.Queue, staff.Counted{}, []staff.Command{read, staff.List{}}},
	} {
		t.Run(name, func(t *testing.T) {
			s, commands := play(staff.State{}, c.events...)
			commands = commands[len(entering):]
			if s.Screen != c.screen || !reflect.DeepEqual(s.Counted, c.counted) || !slices.EqualFunc(commands, c.commands, func(a, b staff.Command) bool { return reflect.DeepEqual(a, b) }) {
				t.Errorf("on %v with %+v and %#v", s.Screen, s.Counted, commands)
			}
		})
	}
}
