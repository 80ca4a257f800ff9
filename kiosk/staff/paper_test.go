package staff_test

import (
	"reflect"
	"testing"

	"github.com/diemcham/diemcham/kiosk/staff"
)

func TestDayList(t *testing.T) {
	var (
		choose = staff.DayListChosen{}
		sure   = func(of int) staff.Event { return staff.PaperPrinted{Of: of, Sure: true} }
		slips  = func(parts ...int) (commands []staff.Command) {
			for _, part := range parts {
				commands = append(commands, staff.PrintPaper{Part: part})
			}
			return commands
		}
	)
	for name, c := range map[string]struct {
		events   []staff.Event
		want     staff.Paper
		commands []staff.Command
	}{
		"is printed": {
			[]staff.Event{choose}, staff.Paper{Status: staff.PaperPrinting, Part: 1}, slips(1),
		},
		"is out": {
			[]staff.Event{choose, sure(1)}, staff.Paper{Status: staff.PaperOut, Part: 1, Of: 1}, slips(1),
		},
		"slip by slip": {
			[]staff.Event{choose, sure(3), sure(3), sure(3)}, staff.Paper{Status: staff.PaperOut, Part: 3, Of: 3}, slips(1, 2, 3),
		},
		"on a printer that cannot say": {
			[]staff.Event{choose, staff.PaperPrinted{Of: 1}}, staff.Paper{Status: staff.PaperLook, Part: 1, Of: 1}, slips(1),
		},
		"no further slip after one that failed": {
			[]staff.Event{choose, sure(3), staff.PaperPrinted{Of: 3, Failed: true}},
			staff.Paper{Status: staff.PaperFailed, Part: 2, Of: 3}, slips(1, 2),
		},
		"again after it failed": {
			[]staff.Event{choose, staff.PaperPrinted{Of: 1, Failed: true}, choose}, staff.Paper{Status: staff.PaperPrinting, Part: 1}, slips(1, 1),
		},
		"not twice at once": {
			[]staff.Event{choose, choose}, staff.Paper{Status: staff.PaperPrinting, Part: 1}, slips(1),
		},
		"no further slip once staff have left": {
			[]staff.Event{choose, staff.Locked{}, sure(3)}, staff.Paper{}, slips(1),
		},
		"what was said of it goes with the next request looked at": {
			[]staff.Event{choose, sure(1), staff.RequestChosen{ID: "1"}}, staff.Paper{}, slips(1),
		},
		"goes on while a request is looked at": {
			[]staff.Event{choose, staff.RequestChosen{ID: "1"}}, staff.Paper{Status: staff.PaperPrinting, Part: 1}, slips(1),
		},
		"holds the screen until it is out": {
			[]staff.Event{choose, staff.ContentChosen{}}, staff.Paper{Status: staff.PaperPrinting, Part: 1}, slips(1),
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, commands := play(staff.State{}, then(atQueue, c.events)...)
			if s.Paper != c.want || !reflect.DeepEqual(commands, append(entering[:2:2], c.commands...)) {
				t.Errorf("%+v, commands %+v, want %+v, %+v", s.Paper, commands, c.want, c.commands)
			}
		})
	}
	t.Run("not before the queue has been read", func(t *testing.T) {
		s, commands := play(staff.State{}, then(atQueue[:len(atQueue)-1], []staff.Event{choose})...)
		if s.Paper.Status != staff.NoPaper || len(commands) != 2 {
			t.Errorf("%+v, %+v", s.Paper, commands)
		}
	})
}
