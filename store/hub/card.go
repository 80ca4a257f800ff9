package hub

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
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
	tx, err := b.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
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
		err := tx.QueryRowContext(ctx, `SELECT count(*) FROM cards WHERE first_seen >= $1 AND first_seen < $2`,
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
	slices.SortFunc(p.Groups, func(a, b GroupTally) int { return store.CompareGroups(a.Group, b.Group) })
	return rows.Err()
}

// monday returns the midnight at which t's week began.
func monday(t time.Time) time.Time {
	since := (int(t.Weekday()) + 6) % 7
	year, month, day := t.Date()
	return time.Date(year, month, day-since, 0, 0, 0, 0, t.Location())
}

// writeCards locks cards and says which of them were not there; those now say what
// their events do.
func (b *Inbox) writeCards(ctx context.Context, tx *sql.Tx, cards map[string][]store.Event) (isNew map[string]bool, err error) {
	return b.lock(ctx, tx, `
		INSERT INTO cards (number, skills, residential_group, first_seen, batches) ROWS
		ON CONFLICT (number) DO UPDATE SET batches = cards.batches + 1 RETURNING number, batches`, cardColumns(cards))
}

// refoldCards works out what cards say now.
func (b *Inbox) refoldCards(ctx context.Context, tx *sql.Tx, numbers []string) error {
	events, err := b.eventsOf(ctx, tx, `
		SELECT l.card, e.body FROM learned l JOIN events e ON e.id = l.event WHERE l.card `+b.sql.among("$1"), numbers)
	if err != nil {
		return err
	}
	for _, number := range numbers {
		if len(events[number]) > 0 {
			continue
		}
		// All that came for it was known with another card.
		if _, err := tx.ExecContext(ctx, `DELETE FROM cards WHERE number = $1`, number); err != nil {
			return err
		}
	}
	return b.write(ctx, tx, `
		INSERT INTO cards (number, skills, residential_group, first_seen, batches) ROWS
		ON CONFLICT (number) DO UPDATE SET skills = excluded.skills,
			residential_group = excluded.residential_group, first_seen = excluded.first_seen`, cardColumns(events), nil)
}

// cardColumns are those of the table of cards. The skills are sorted, with spaces
// between.
func cardColumns(cards map[string][]store.Event) []any {
	var numbers, skills, groups []string
	var firstSeen, batches []int64
	for _, number := range slices.Sorted(maps.Keys(cards)) {
		for _, c := range store.FoldCards(cards[number]) {
			numbers = append(numbers, c.Number)
			skills = append(skills, strings.Join(c.Skills, " "))
			groups = append(groups, c.Group)
			firstSeen = append(firstSeen, c.FirstSeen.UnixMilli())
			batches = append(batches, 1)
		}
	}
	return []any{numbers, skills, groups, firstSeen, batches}
}
