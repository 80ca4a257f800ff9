package hub

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/diemcham/diemcham/store"
)

// Progress counts the learning cards of the ward and what has been learnt with
// them. It tells no card from another.
type Progress struct {
	Ward   Tally
	Groups []GroupTally // in the order of their IDs; the cards that name none come last, under an empty ID
	Weeks  []Week       // the newest first
}

// Tally counts cards.
type Tally struct {
	Cards  int
	Skills []int // the cards that have reached each of [store.Skills]
	All    int   // the cards that have reached every one
}

// GroupTally counts the cards of a residential group.
type GroupTally struct {
	Group string
	Tally
}

// Week counts the cards that were new in a week.
type Week struct {
	From  time.Time // midnight of its Monday
	Cards int
}

// add counts cards that have reached the same skills.
func (t *Tally) add(skills []string, cards int) {
	if t.Skills == nil {
		t.Skills = make([]int, len(store.Skills()))
	}
	t.Cards += cards
	all := true
	for i, skill := range store.Skills() {
		if slices.Contains(skills, skill) {
			t.Skills[i] += cards
		} else {
			all = false
		}
	}
	if all {
		t.All += cards
	}
}

// Progress counts the cards. The last of the weeks is the one that now is in, by
// the zone of now; a card belongs to the week in which a kiosk first saw it.
func (b *Inbox) Progress(ctx context.Context, now time.Time, weeks int) (Progress, error) {
	p, err := b.progress(ctx, now, weeks)
	if err != nil {
		return Progress{}, fmt.Errorf("count learning cards: %w", err)
	}
	return p, nil
}

func (b *Inbox) progress(ctx context.Context, now time.Time, weeks int) (Progress, error) {
	tx, err := b.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return Progress{}, err
	}
	defer tx.Rollback()
	p := Progress{}
	p.Ward.add(nil, 0)
	if err := p.countGroups(ctx, tx); err != nil {
		return Progress{}, err
	}
	from := monday(now)
	for range weeks {
		week := Week{From: from}
		err := tx.QueryRowContext(ctx, `SELECT count(*) FROM cards WHERE first_seen >= ? AND first_seen < ?`,
			from.UnixMilli(), from.AddDate(0, 0, 7).UnixMilli()).Scan(&week.Cards)
		if err != nil {
			return Progress{}, err
		}
		p.Weeks = append(p.Weeks, week)
		from = from.AddDate(0, 0, -7)
	}
	return p, nil
}

func (p *Progress) countGroups(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `
		SELECT residential_group, skills, count(*) FROM cards
		GROUP BY residential_group, skills ORDER BY residential_group`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var group, skills string
		var cards int
		if err := rows.Scan(&group, &skills, &cards); err != nil {
			return err
		}
		if n := len(p.Groups); n == 0 || p.Groups[n-1].Group != group {
			p.Groups = append(p.Groups, GroupTally{Group: group})
		}
		p.Groups[len(p.Groups)-1].add(strings.Fields(skills), cards)
		p.Ward.add(strings.Fields(skills), cards)
	}
	slices.SortFunc(p.Groups, func(a, b GroupTally) int { return compareGroups(a.Group, b.Group) })
	return rows.Err()
}

// compareGroups puts group 2 before group 11 and no group last.
func compareGroups(a, b string) int {
	if a == "" || b == "" {
		return cmp.Compare(len(b), len(a))
	}
	m, errA := strconv.ParseUint(a, 10, 64)
	n, errB := strconv.ParseUint(b, 10, 64)
	switch {
	case errA == nil && errB == nil:
		return cmp.Or(cmp.Compare(m, n), strings.Compare(a, b))
	case errA == nil:
		return -1
	case errB == nil:
		return 1
	}
	return strings.Compare(a, b)
}

// monday returns the midnight at which t's week began.
func monday(t time.Time) time.Time {
	since := (int(t.Weekday()) + 6) % 7
	year, month, day := t.Date()
	return time.Date(year, month, day-since, 0, 0, 0, 0, t.Location())
}

// refoldCard works out what a card says now.
func refoldCard(ctx context.Context, tx *sql.Tx, number string) error {
	rows, err := tx.QueryContext(ctx, `SELECT e.body FROM learned l JOIN events e ON e.id = l.event WHERE l.card = ?`, number)
	if err != nil {
		return err
	}
	events, err := scan(rows)
	if err != nil {
		return err
	}
	for _, c := range store.FoldCards(events) {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO cards (number, skills, residential_group, first_seen) VALUES (?, ?, ?, ?)
			ON CONFLICT (number) DO UPDATE SET skills = excluded.skills,
				residential_group = excluded.residential_group, first_seen = excluded.first_seen`,
			c.Number, strings.Join(c.Skills, " "), c.Group, c.FirstSeen.UnixMilli())
		if err != nil {
			return err
		}
	}
	return nil
}
