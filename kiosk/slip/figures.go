package slip

import (
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// FigureSection is some figures under one heading.
type FigureSection struct {
	Title string
	Lines []FigureLine
}

// FigureLine is the figures of one thing.
type FigureLine struct {
	Name string
	Text string
	Wide bool // they take lines of their own
}

// What fits on a sheet of A5, where a line of its own takes one and a wide one four.
const (
	figureRoom = 30
	wideRoom   = 4
)

func (l FigureLine) room() int {
	if l.Wide {
		return wideRoom
	}
	return 1
}

// Figures returns the figures of a period, for staff: as many slips as it takes.
func Figures(c *locale.Catalogue, lang locale.Lang, place Place, period string, sections []FigureSection, now time.Time) []Slip {
	var parts [][]FigureSection
	used := figureRoom
	for _, section := range sections {
		for i, line := range section.Lines {
			fresh := i == 0
			if used+line.room()+2 > figureRoom {
				parts, used, fresh = append(parts, nil), 0, true
			}
			part := &parts[len(parts)-1]
			if fresh {
				*part = append(*part, FigureSection{Title: section.Title})
				used += 2
			}
			last := &(*part)[len(*part)-1]
			last.Lines = append(last.Lines, line)
			used += line.room()
		}
	}
	var slips []Slip
	for i, part := range parts {
		w := &writer{catalogue: c, lang: lang}
		w.header(place)
		w.centred(title, w.text("slip.figures.title"))
		w.centred(strong, period)
		for _, section := range part {
			w.add(rule{})
			w.left(strong, section.Title)
			for _, line := range section.Lines {
				w.figures(line)
			}
		}
		w.add(rule{dashed: true})
		w.centred(small, w.text("slip.figures.explain"))
		if len(parts) > 1 {
			w.centred(strong, w.text("slip.day.part", "n", i+1, "m", len(parts)))
		}
		w.centred(small, w.text("slip.printed", "time", clock(now), "date", date(now)))
		slips = append(slips, w.slip())
	}
	return slips
}

func (w *writer) figures(line FigureLine) {
	if !line.Wide {
		w.add(paragraph{style: body, label: line.Name + ":", text: line.Text})
		return
	}
	w.left(body, line.Name)
	w.left(small, line.Text)
	w.add(gap(6))
}
