package hub

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/diemcham/diemcham/store/figures"
)

// Figures works out the figures of a period, of all kiosks together.
func (b *Inbox) Figures(ctx context.Context, period figures.Period) (figures.Figures, error) {
	requests, err := b.Requests(ctx, period.From)
	if err != nil {
		return figures.Figures{}, fmt.Errorf("figures: %w", err)
	}
	rows, err := b.db.QueryContext(ctx, `SELECT e.body, NULL FROM learned l JOIN events e ON e.id = l.event`)
	if err != nil {
		return figures.Figures{}, fmt.Errorf("figures: %w", err)
	}
	learned, err := scan(rows)
	if err != nil {
		return figures.Figures{}, fmt.Errorf("figures: %w", err)
	}
	return figures.Of(period, requests, learned), nil
}

// figuresPage is what the page shows.
type figuresPage struct {
	Spans   []choice
	Period  string
	File    string // where the spreadsheet is
	Explain string
	Tables  []figuresTable
}

type figuresTable struct {
	Title string
	Head  []string
	Rows  [][]string
}

// spans are the periods that the page offers.
var spans = []struct {
	id, name string
	of       func(now time.Time) figures.Period
}{
	{"today", "Hôm nay", figures.Day},
	{"yesterday", "Hôm qua", func(now time.Time) figures.Period { return figures.Day(now).Before() }},
	{"week", "Tuần này", figures.Week},
	{"last-week", "Tuần trước", func(now time.Time) figures.Period { return figures.Week(now).Before() }},
}

// counted works out what the page was asked for: by default the figures of today.
func (p *pages) counted(r *http.Request) (span string, period figures.Period, tables []figures.Table, err error) {
	now := p.o.Now().In(p.o.Zone)
	span, period = spans[0].id, spans[0].of(now)
	for _, s := range spans {
		if s.id == r.FormValue("span") {
			span, period = s.id, s.of(now)
		}
	}
	counted, err := p.o.Inbox.Figures(r.Context(), period)
	// The hub knows lessons and groups by their IDs alone.
	return span, period, counted.Tables(p.texts, figures.Names{}), err
}

func (p *pages) showFigures(w http.ResponseWriter, r *http.Request) {
	span, period, tables, err := p.counted(r)
	shown := figuresPage{Period: period.Says(p.texts), File: "/figures.xlsx?span=" + span, Explain: p.texts.Text("vi", "figures.explain")}
	for _, s := range spans {
		shown.Spans = append(shown.Spans, choice{s.id, s.name, s.id == span})
	}
	for _, t := range tables {
		table := figuresTable{Title: t.Title, Head: t.Head}
		for _, row := range t.Rows {
			cells := []string{row.Name}
			for _, cell := range row.Cells {
				text := count(cell.Number)
				if cell.Unknown {
					text = none
				}
				cells = append(cells, text)
			}
			table.Rows = append(table.Rows, cells)
		}
		shown.Tables = append(shown.Tables, table)
	}
	p.show(w, "figures.html", shown, err)
}

func (p *pages) sendFigures(w http.ResponseWriter, r *http.Request) {
	span, period, tables, err := p.counted(r)
	var file []byte
	if err == nil {
		file, err = figures.XLSX(p.texts, "", period, tables)
	}
	if err != nil {
		p.fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="so-lieu-%s-%s.xlsx"`, span, period.From.Format(time.DateOnly)))
	w.Write(file)
}
