package hub

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

func (p *pages) sendGroups(w http.ResponseWriter, r *http.Request) {
	p.sendTable(w, r, "the-theo-to", func(counted Progress) [][]string {
		return groupTable(counted, strconv.Itoa)
	})
}

func (p *pages) sendWeeks(w http.ResponseWriter, r *http.Request) {
	p.sendTable(w, r, "the-moi-theo-tuan", func(counted Progress) [][]string {
		table := [][]string{{"Tuần từ thứ Hai", "Thẻ mới"}}
		for _, week := range counted.Weeks {
			table = append(table, []string{week.From.Format(time.DateOnly), strconv.Itoa(week.Cards)})
		}
		return table
	})
}

// sendTable sends what the ward has reached as a file for a spreadsheet.
func (p *pages) sendTable(w http.ResponseWriter, r *http.Request, name string, table func(Progress) [][]string) {
	now := p.o.Now().In(p.o.Zone)
	counted, err := p.o.Inbox.Progress(r.Context(), now, weeks)
	if err != nil {
		p.fail(w, err)
		return
	}
	var text bytes.Buffer
	text.WriteString("\ufeff") // without it a spreadsheet does not read UTF-8
	file := csv.NewWriter(&text)
	file.UseCRLF = true
	for _, row := range table(counted) {
		for i := range row {
			row[i] = harmless(row[i])
		}
		file.Write(row)
	}
	file.Flush()
	if err := file.Error(); err != nil {
		p.fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s.csv"`, name, now.Format(time.DateOnly)))
	w.Write(text.Bytes())
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
