package hub

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/diemcham/diemcham/store"
)

const (
	target = 70 // percent of the households are to have reached each skill
	weeks  = 8
)

func (p *pages) showProgress(w http.ResponseWriter, r *http.Request) {
	progress, err := p.progress(r.Context(), p.o.Now().In(p.o.Zone))
	p.show(w, "progress.html", progress, err)
}

// progress is what the page shows.
type progress struct {
	Now         string
	Cards       string
	NewThisWeek string
	All         string
	AllShare    string // empty if the number of households is not known
	Percent     string // the target
	TargetAt    int
	Target      string // in households; empty if their number is not known
	Households  string
	Skills      []skillRow // the last one is all of them
	GroupHead   []string
	Groups      [][]string
	Weeks       []weekRow
}

type skillRow struct {
	Name    string
	Cards   string
	Share   string // of the households
	Bar     int    // the same as a length, at most 100
	Missing string // households until the target
}

type weekRow struct{ From, Cards string }

func (p *pages) progress(ctx context.Context, now time.Time) (progress, error) {
	counted, err := p.o.Inbox.Progress(ctx, now, weeks)
	if err != nil {
		return progress{}, err
	}
	shown := progress{
		Now:         now.Format("15:04"),
		Cards:       count(counted.Ward.Cards),
		NewThisWeek: count(counted.Weeks[0].Cards),
		All:         count(counted.Ward.All),
		Percent:     percent(target),
		TargetAt:    target,
	}
	households := p.o.Households
	if households > 0 {
		shown.AllShare = percent(share(counted.Ward.All, households))
		shown.Target = count(wanted(households))
		shown.Households = count(households)
	}
	for i, skill := range store.Skills() {
		shown.Skills = append(shown.Skills, rowOf(skillName(skill), counted.Ward.Skills[i], households))
	}
	shown.Skills = append(shown.Skills, rowOf("Đủ cả bốn", counted.Ward.All, households))
	table := groupTable(counted, count)
	shown.GroupHead, shown.Groups = table[0], table[1:]
	for i, week := range counted.Weeks {
		row := weekRow{week.From.Format("02/01/2006"), count(week.Cards)}
		if i == 0 {
			row.From += " (tuần này)"
		}
		shown.Weeks = append(shown.Weeks, row)
	}
	return shown, nil
}

func rowOf(name string, cards, households int) skillRow {
	row := skillRow{Name: name, Cards: count(cards)}
	if households > 0 {
		row.Share = percent(share(cards, households))
		row.Bar = min(share(cards, households), 100)
		row.Missing = "đã đạt"
		if missing := wanted(households) - cards; missing > 0 {
			row.Missing = count(missing)
		}
	}
	return row
}

// share is rounded down: what is not reached must not look as if it were.
func share(cards, households int) int { return cards * 100 / households }

// wanted is the number of households that is the target, rounded up.
func wanted(households int) int { return (households*target + 99) / 100 }

func skillName(skill string) string {
	switch skill {
	case "phone":
		return "Điện thoại thông minh"
	case "vneid":
		return "VNeID"
	case "wallet":
		return "Ví điện tử"
	case "services":
		return "Dịch vụ công"
	}
	panic("hub: skill " + skill)
}

// groupTable has a head and a row for each residential group. The hub knows
// groups by their IDs alone.
func groupTable(p Progress, number func(int) string) [][]string {
	head := []string{"Tổ", "Số thẻ"}
	for _, skill := range store.Skills() {
		head = append(head, skillName(skill))
	}
	table := [][]string{append(head, "Đủ cả bốn")}
	for _, g := range p.Groups {
		row := []string{g.Group, number(g.Cards)}
		if g.Group == "" {
			row[0] = "Chưa nói tổ"
		}
		for _, cards := range g.Skills {
			row = append(row, number(cards))
		}
		table = append(table, append(row, number(g.All)))
	}
	return table
}

// count writes a number as people here read it: 12.345.
func count(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "." + digits[at:]
	}
	return digits
}

// percent keeps number and sign on one line.
func percent(n int) string { return fmt.Sprintf("%d\u00a0%%", n) }
