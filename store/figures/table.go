package figures

import (
	"cmp"
	"strings"
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// Names are what lessons and residential groups are called. Nil, or an empty name: as
// who asked about a lesson was told, or by their ID.
type Names struct{ Lesson, Group func(id string) string }

// Table is some of the figures in words.
type Table struct {
	Title string
	Head  []string // of Name and each of Cells; that of the only cell may be empty
	Rows  []Row
}

// Row is the figures of one thing.
type Row struct {
	Name  string
	Cells []Cell
}

// Cell is one figure.
type Cell struct {
	Number  int
	Minutes bool // it is a length of time, in whole minutes
	Unknown bool // nobody was there to measure
}

// Line is a row for places too narrow for a table.
type Line struct{ Name, Text string }

// Says names the period: a day, or the days from and to.
func (p Period) Says(c *locale.Catalogue) string {
	if p.IsDay() {
		return c.Text(locale.Vi, "figures.day", "day", day(p.From))
	}
	return c.Text(locale.Vi, "figures.week", "from", day(p.From), "to", day(p.To.AddDate(0, 0, -1)))
}

func day(t time.Time) string { return t.Format("02/01/2006") }

// Tables puts the figures into words, in Vietnamese. Tables that would be empty are
// left out, but for the first.
func (f Figures) Tables(c *locale.Catalogue, names Names) []Table {
	text := func(id string) string { return c.Text(locale.Vi, "figures."+id) }
	all := []Table{f.totals(text)}
	for _, kind := range []string{"service", "lesson", "general"} {
		if t := f.topics(kind, text, names); len(t.Rows) > 0 {
			all = append(all, t)
		}
	}
	groups := Table{Title: text("groups"), Head: []string{text("group"), text("cards"), text("new_cards"), text("learnt")}}
	for _, g := range f.Groups {
		name := text("no_group")
		if g.ID != "" {
			name = called(names.Group, g.ID, "")
		}
		groups.Rows = append(groups.Rows, Row{name, []Cell{{Number: g.Cards}, {Number: g.NewCards}, {Number: g.Learnt}}})
	}
	if len(groups.Rows) > 0 {
		all = append(all, groups)
	}
	return all
}

// called returns a name, or else another, or else the ID.
func called(name func(string) string, id, other string) string {
	if name == nil {
		return cmp.Or(other, id)
	}
	return cmp.Or(name(id), other, id)
}

func (f Figures) totals(text func(string) string) Table {
	t := Table{Title: text("totals"), Head: []string{text("what"), text("how_many")}}
	add := func(id string, cell Cell) { t.Rows = append(t.Rows, Row{text(id), []Cell{cell}}) }
	cells := f.Total.cells()
	for i, id := range tallyIDs() {
		add(id, cells[i])
	}
	add("open", Cell{Number: f.Open})
	add("learnt", Cell{Number: f.Learnt})
	add("cards", Cell{Number: f.Cards})
	add("new_cards", Cell{Number: f.NewCards})
	return t
}

func (f Figures) topics(kind string, text func(string) string, names Names) Table {
	t := Table{Title: text(kind + "s"), Head: []string{text(kind)}}
	if kind == "lesson" {
		t.Head = append(t.Head, text("learnt"))
	}
	for _, id := range tallyIDs() {
		t.Head = append(t.Head, text(id))
	}
	for _, topic := range f.Topics {
		if topic.Kind != kind {
			continue
		}
		row := Row{Name: topic.Title}
		if kind == "lesson" {
			row.Name = called(names.Lesson, topic.ID, topic.Title)
			row.Cells = append(row.Cells, Cell{Number: topic.Learnt})
		}
		row.Cells = append(row.Cells, topic.cells()...)
		t.Rows = append(t.Rows, row)
	}
	return t
}

// tallyIDs are those of the texts that say what the cells of a tally are.
func tallyIDs() []string {
	return []string{"asked", "done", "left", "referred", "withdrawn", "waiting", "longest_waiting", "handling", "longest_handling"}
}

func (t Tally) cells() []Cell {
	cells := []Cell{{Number: t.Asked}, {Number: t.Done}, {Number: t.Left}, {Number: t.Referred}, {Number: t.Withdrawn}}
	for _, times := range []Times{t.Waiting, t.Handling} {
		for _, length := range []time.Duration{times.Median, times.Longest} {
			cells = append(cells, Cell{Number: int(length / time.Minute), Minutes: true, Unknown: times.Of == 0})
		}
	}
	return cells
}

// Lines are the rows one by one, without the figures that say nothing.
func (t Table) Lines(c *locale.Catalogue) (lines []Line) {
	for _, row := range t.Rows {
		var said []string
		for i, cell := range row.Cells {
			switch {
			case len(row.Cells) == 1:
				said = append(said, cell.says(c, ""))
			case !cell.Unknown && cell.Number > 0:
				said = append(said, cell.says(c, t.Head[i+1]))
			}
		}
		lines = append(lines, Line{row.Name, strings.Join(said, " · ")})
	}
	return lines
}

func (cell Cell) says(c *locale.Catalogue, what string) string {
	id := "figures.number"
	switch {
	case cell.Unknown:
		return c.Text(locale.Vi, "figures.unknown")
	case cell.Minutes && what == "":
		id = "figures.minutes"
	case cell.Minutes:
		id = "figures.minutes_of"
	case what != "":
		id = "figures.number_of"
	}
	return c.Text(locale.Vi, id, "what", what, "n", cell.Number)
}
