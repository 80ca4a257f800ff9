package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// csv writes the requests for a spreadsheet.
func (l requestList) csv(w io.Writer) error {
	// Without the mark a spreadsheet does not read UTF-8.
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	table := csv.NewWriter(w)
	table.UseCRLF = true
	rows := [][]string{{"number", "code", "status", "asked", "taken", "closed", "topic_kind", "topic_id", "step", "topic", "callback", "delivered"}}
	for _, r := range l.Requests {
		rows = append(rows, []string{
			r.Number, r.Code, string(r.Status), local(&r.Asked), local(r.Taken), local(r.Closed),
			r.Topic.Kind, r.Topic.ID, step(r.Topic.Step), r.Topic.Title,
			strconv.FormatBool(r.Callback), strconv.FormatBool(r.Delivered),
		})
	}
	for _, row := range rows {
		for i := range row {
			row[i] = harmless(row[i])
		}
		if err := table.Write(row); err != nil {
			return err
		}
	}
	table.Flush()
	return table.Error()
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

func (r listedRequest) print(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, line := range [][2]string{
		{"number", r.Number}, {"barcode", r.Code}, {"status", string(r.Status)},
		{"asked", local(&r.Asked)}, {"taken", local(r.Taken)}, {"closed", local(r.Closed)},
		{"topic", r.topic()}, {"callback", strconv.FormatBool(r.Callback)}, {"hub", r.hub()},
	} {
		if line[1] != "" {
			fmt.Fprintf(table, "%s\t%s\n", line[0], line[1])
		}
	}
	return table.Flush()
}

// local is a time as the clock on the wall shows it; empty for none.
func local(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.In(vietnam()).Format("2006-01-02 15:04:05")
}

func step(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
