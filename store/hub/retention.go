package hub

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/diemcham/diemcham/store"
)

// The terms of a ward that has not said otherwise.
const (
	DefaultKeepClosed = 90 * 24 * time.Hour
	DefaultKeepOpen   = 365 * 24 * time.Hour
)

// Terms says how long what is sealed of a request is kept after the last that
// happened to it, by the hub's clock. What is not sealed is nobody's, and stays.
type Terms struct {
	Closed time.Duration // of a request that is closed
	Open   time.Duration // of one that nobody has closed
}

// Kept is a request of which something sealed is kept.
type Kept struct {
	store.Request
	Until time.Time
}

// due is the condition that the term of a request is over, and how to give its two
// parameters.
const due = `(status = 'closed' AND changed <= $1 OR status <> 'closed' AND changed <= $2)`

func (t Terms) before(now time.Time) (closed, open int64) {
	return now.Add(-t.Closed).UnixMilli(), now.Add(-t.Open).UnixMilli()
}

// Sweep erases what is sealed of the requests whose term is over, and returns how
// many those were.
func (b *Inbox) Sweep(ctx context.Context, terms Terms, now time.Time) (erased int, err error) {
	closed, open := terms.before(now)
	rows, err := b.db.QueryContext(ctx, `SELECT id FROM requests WHERE erased = 0 AND `+due, closed, open)
	if err != nil {
		return 0, fmt.Errorf("erase what is over its term: %w", err)
	}
	var ids []string
	err = readAll(rows, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	// One at a time, for whoever locks several does so in an order.
	for i := 0; err == nil && i < len(ids); i++ {
		var n int64
		n, err = b.eraseOne(ctx, ids[i], closed, open)
		erased += int(n)
	}
	if err == nil {
		// What is in conflict may be of a request that there is not.
		_, err = b.db.ExecContext(ctx, `
			DELETE FROM sealed WHERE event IN (SELECT id FROM conflicts WHERE received <= $1)
			AND request NOT IN (SELECT id FROM requests)`, closed)
	}
	if err == nil {
		err = b.sql.scrub(ctx, b.db)
	}
	if err != nil {
		return erased, fmt.Errorf("erase what is over its term: %w", err)
	}
	return erased, nil
}

func (b *Inbox) eraseOne(ctx context.Context, id string, closed, open int64) (int64, error) {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	done, err := tx.ExecContext(ctx, `UPDATE requests SET erased = 1 WHERE erased = 0 AND `+due+` AND id = $3`, closed, open, id)
	if err != nil {
		return 0, err
	}
	n, err := done.RowsAffected()
	if err != nil {
		return 0, err
	}
	if n > 0 { // nothing has happened to it meanwhile
		_, err = tx.ExecContext(ctx, `DELETE FROM sealed WHERE request = $1`, id)
	}
	return n, errors.Join(err, tx.Commit())
}

// Kept returns how many requests there are of which something sealed is kept, and
// the first of them to be erased.
func (b *Inbox) Kept(ctx context.Context, terms Terms, most int) (count int, first []Kept, err error) {
	count, first, err = b.kept(ctx, terms, most)
	if err != nil {
		return 0, nil, fmt.Errorf("list what is kept: %w", err)
	}
	return count, first, nil
}

func (b *Inbox) kept(ctx context.Context, terms Terms, most int) (count int, first []Kept, err error) {
	tx, err := b.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return 0, nil, err
	}
	defer tx.Rollback()
	const kept = ` FROM requests WHERE erased = 0 AND id IN (SELECT request FROM sealed)`
	if err := tx.QueryRowContext(ctx, `SELECT count(*)`+kept).Scan(&count); err != nil {
		return 0, nil, err
	}
	rows, err := tx.QueryContext(ctx, `
		SELECT id, changed + CASE WHEN status = 'closed' THEN CAST($1 AS bigint) ELSE CAST($2 AS bigint) END AS until`+kept+`
		ORDER BY until, id LIMIT $3`, terms.Closed.Milliseconds(), terms.Open.Milliseconds(), most)
	if err != nil {
		return 0, nil, err
	}
	var ids []string
	until := make(map[string]int64)
	err = readAll(rows, func(rows *sql.Rows) error {
		var id string
		var at int64
		err := rows.Scan(&id, &at)
		ids, until[id] = append(ids, id), at
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	events, err := b.eventsOf(ctx, tx, `SELECT request, body FROM events WHERE request `+b.sql.among("$1"), ids)
	for _, id := range ids {
		for _, r := range store.Fold(events[id]) {
			first = append(first, Kept{r, instant(until[id])})
		}
	}
	return count, first, err
}
