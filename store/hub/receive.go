package hub

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/diemcham/diemcham/store"
)

// arrival is events that came at the same time.
type arrival struct {
	events []store.Event
	at     int64
}

// packed is an event as the tables have it.
type packed struct {
	store.Event
	body []byte // with the sealed fields erased
	sum  []byte // of the sealed fields, if there were any
}

func pack(e store.Event) (packed, error) {
	erased := e.Erase()
	body, err := json.Marshal(erased)
	return packed{e, body, append([]byte{}, erased.Erased...)}, err // no sum is an empty one, not NULL
}

// digest tells apart what came under one ID.
func (p packed) digest() []byte {
	sum := sha256.Sum256(p.body)
	return sum[:]
}

// Receive stores events that came in at a time, and says for each, in their
// order, what became of it. It returns when all of them are on disk; if it
// returns an error, none of them may be. The events have been validated.
func (b *Inbox) Receive(ctx context.Context, events []store.Event, at time.Time) ([]store.ReceiptItem, error) {
	if len(events) == 0 {
		return nil, nil
	}
	d := &delivery{events: events, at: at.UnixMilli(), result: make(chan error, 1)}
	err := b.gathering.run(ctx, d, func(taken []*delivery) error { return b.keep(ctx, taken) })
	if err != nil {
		return nil, fmt.Errorf("store events: %w", err)
	}
	return d.items, nil
}

// keep stores deliveries in one transaction, as if they came when the first did.
func (b *Inbox) keep(ctx context.Context, deliveries []*delivery) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var events []store.Event
	for _, d := range deliveries {
		events = append(events, d.events...)
	}
	items, erased, err := b.receive(ctx, tx, events, deliveries[0].at)
	if err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	for _, d := range deliveries {
		d.items, items = items[:len(d.events):len(d.events)], items[len(d.events):]
	}
	if erased {
		// The events are stored whether this works or not, and it is tried again.
		_ = b.sql.scrub(ctx, b.db)
	}
	return nil
}

// receive stores events. So that two that do this at the same time neither miss
// each other's events nor wait for each other in a circle, each first locks the
// requests and then the cards its events belong to, in the order of their IDs. It
// reports whether anything sealed was erased.
func (b *Inbox) receive(ctx context.Context, tx *sql.Tx, events []store.Event, at int64) (items []store.ReceiptItem, erased bool, err error) {
	all := make([]packed, len(events))
	for i, e := range events {
		if all[i], err = pack(e); err != nil {
			return nil, false, err
		}
	}
	ordered := slices.Clone(all)
	slices.SortStableFunc(ordered, func(a, b packed) int { return strings.Compare(a.ID, b.ID) })
	// Of several with one ID the first is stored.
	ordered = slices.CompactFunc(ordered, func(a, b packed) bool { return a.ID == b.ID })
	requests, cards := make(map[string][]store.Event), make(map[string][]store.Event)
	for _, p := range ordered {
		if p.Kind == store.CardLearned {
			cards[p.Learned.Card] = append(cards[p.Learned.Card], p.Event)
		} else {
			requests[p.Request] = append(requests[p.Request], p.Event)
		}
	}

	newRequests, err := b.writeRequests(ctx, tx, requests, at)
	if err != nil {
		return nil, false, err
	}
	newCards, err := b.writeCards(ctx, tx, cards)
	if err != nil {
		return nil, false, err
	}
	created, err := b.insert(ctx, tx, ordered, at)
	if err != nil {
		return nil, false, err
	}
	items, err = b.judge(ctx, tx, all, created, at)
	if err != nil {
		return nil, false, err
	}
	staleRequests := stale(requests, newRequests, created)
	whole, err := b.refoldRequests(ctx, tx, staleRequests, at)
	if err != nil {
		return nil, false, err
	}
	for id, events := range requests {
		if _, ok := whole[id]; !ok && newRequests[id] {
			whole[id] = events
		}
	}
	if err := b.tell(ctx, tx, whole, created); err != nil {
		return nil, false, err
	}
	if erased, err = b.forget(ctx, tx, all, items); err != nil {
		return nil, false, err
	}
	return items, erased, b.refoldCards(ctx, tx, stale(cards, newCards, created))
}

// stale returns what is no longer, or never was, what the events at hand fold to:
// what was there before and got a new event, and what was not and did not get all
// of them.
func stale(batch map[string][]store.Event, isNew, created map[string]bool) []string {
	var ids []string
	for id, events := range batch {
		n := 0
		for _, e := range events {
			if created[e.ID] {
				n++
			}
		}
		if isNew[id] && n < len(events) || !isNew[id] && n > 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// writeRequests locks requests and says which of them were not there; those are now
// what their events fold to.
func (b *Inbox) writeRequests(ctx context.Context, tx *sql.Tx, requests map[string][]store.Event, at int64) (isNew map[string]bool, err error) {
	return b.lock(ctx, tx, `
		INSERT INTO requests (id, kiosk, status, closed, changed, version, erased, batches) ROWS
		ON CONFLICT (id) DO UPDATE SET batches = requests.batches + 1 RETURNING id, batches`, requestColumns(requests, at))
}

// refoldRequests works out where requests stand now, and returns their events.
func (b *Inbox) refoldRequests(ctx context.Context, tx *sql.Tx, ids []string, at int64) (map[string][]store.Event, error) {
	events, err := b.eventsOf(ctx, tx, `
		SELECT request, body FROM events WHERE request `+b.sql.among("$1"), ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if len(events[id]) > 0 {
			continue
		}
		// All that came for it was known under another request.
		if _, err := tx.ExecContext(ctx, `DELETE FROM requests WHERE id = $1`, id); err != nil {
			return nil, err
		}
	}
	return events, b.write(ctx, tx, `
		INSERT INTO requests (id, kiosk, status, closed, changed, version, erased, batches) ROWS
		ON CONFLICT (id) DO UPDATE SET kiosk = excluded.kiosk, status = excluded.status, closed = excluded.closed,
			changed = excluded.changed, version = excluded.version,
			erased = CASE WHEN excluded.erased = 1 THEN 1 ELSE requests.erased END`, requestColumns(events, at), nil)
}

// requestColumns are those of the table of requests. One whose first event has not
// come yet has no kiosk and no status.
func requestColumns(requests map[string][]store.Event, at int64) []any {
	ids := slices.Sorted(maps.Keys(requests))
	var kiosks, statuses []string
	var closed, changed, versions, erased, batches []int64
	for _, id := range ids {
		var r store.Request
		if folded := store.Fold(requests[id]); len(folded) > 0 {
			r = folded[0]
		}
		kiosks, statuses = append(kiosks, r.Kiosk), append(statuses, string(r.Status))
		closed, changed = append(closed, r.ClosedAt.UnixMilli()), append(changed, at)
		versions = append(versions, int64(len(requests[id])))
		erased = append(erased, 0)
		if r.Ending == store.Withdrawn {
			erased[len(erased)-1] = 1
		}
		batches = append(batches, 1)
	}
	return []any{ids, kiosks, statuses, closed, changed, versions, erased, batches}
}

// forget erases what is sealed of those requests among the events of a batch of
// which nothing sealed is kept.
func (b *Inbox) forget(ctx context.Context, tx *sql.Tx, batch []packed, items []store.ReceiptItem) (erased bool, err error) {
	sealed := make(map[string]bool)
	for i, p := range batch {
		// A new one may be of a request that was withdrawn before it came, and so may
		// one that is in conflict.
		if p.Kind == store.Withdrawn || len(p.Sealed) > 0 && items[i].Result != store.Duplicate {
			sealed[p.Request] = true
		}
	}
	if len(sealed) == 0 {
		return false, nil
	}
	gone, err := tx.ExecContext(ctx, `
		DELETE FROM sealed WHERE request IN (SELECT id FROM requests WHERE erased = 1 AND id `+b.sql.among("$1")+`)`,
		b.sql.list(slices.Sorted(maps.Keys(sealed))))
	if err != nil {
		return false, err
	}
	n, err := gone.RowsAffected()
	return n > 0, err
}

// lock writes rows that are locked by that until the transaction ends, and says
// which of them were not there before.
func (b *Inbox) lock(ctx context.Context, tx *sql.Tx, statement string, columns []any) (isNew map[string]bool, err error) {
	isNew = make(map[string]bool)
	err = b.write(ctx, tx, statement, columns, func(rows *sql.Rows) error {
		var id string
		var batches int64
		err := rows.Scan(&id, &batches)
		isNew[id] = batches == 1
		return err
	})
	return isNew, err
}

// write writes rows, the first column of which is text, if there are any.
func (b *Inbox) write(ctx context.Context, tx *sql.Tx, statement string, columns []any, each func(*sql.Rows) error) error {
	if len(columns[0].([]string)) == 0 {
		return nil
	}
	return b.sql.write(ctx, tx, statement, columns, each)
}

// eventsOf reads the events of requests or cards, without their sealed fields. The
// query returns ID and body.
func (b *Inbox) eventsOf(ctx context.Context, tx *sql.Tx, query string, ids []string) (map[string][]store.Event, error) {
	events := make(map[string][]store.Event)
	if len(ids) == 0 {
		return events, nil
	}
	rows, err := tx.QueryContext(ctx, query, b.sql.list(ids))
	if err != nil {
		return nil, err
	}
	err = readAll(rows, func(rows *sql.Rows) error {
		var id string
		var body []byte
		if err := rows.Scan(&id, &body); err != nil {
			return err
		}
		e, err := decode(body, nil)
		events[id] = append(events[id], e)
		return err
	})
	return events, err
}

// insert stores events whose IDs are not taken, and says which those were.
func (b *Inbox) insert(ctx context.Context, tx *sql.Tx, events []packed, at int64) (created map[string]bool, err error) {
	var ids, requests []string
	var bodies, sums [][]byte
	var received []int64
	for _, p := range events {
		ids, requests = append(ids, p.ID), append(requests, p.Request)
		bodies, sums = append(bodies, p.body), append(sums, p.sum)
		received = append(received, at)
	}
	created = make(map[string]bool)
	err = b.write(ctx, tx, `
		INSERT INTO events (id, request, body, sum, received) ROWS ON CONFLICT (id) DO NOTHING RETURNING id`,
		[]any{ids, requests, bodies, sums, received}, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			created[id] = true
			return err
		})
	if err != nil {
		return nil, err
	}
	var sealed []packed
	var cards, cardEvents []string
	for _, p := range events {
		switch {
		case !created[p.ID]:
		case p.Kind == store.CardLearned:
			cards, cardEvents = append(cards, p.Learned.Card), append(cardEvents, p.ID)
		case len(p.Sealed) > 0:
			sealed = append(sealed, p)
		}
	}
	if err := b.insertSealed(ctx, tx, sealed); err != nil {
		return nil, err
	}
	return created, b.write(ctx, tx, `INSERT INTO learned (card, event) ROWS`, []any{cards, cardEvents}, nil)
}

func (b *Inbox) insertSealed(ctx context.Context, tx *sql.Tx, sealed []packed) error {
	var ids, requests []string
	var sums, blobs [][]byte
	for _, p := range sealed {
		ids, requests = append(ids, p.ID), append(requests, p.Request)
		sums, blobs = append(sums, p.sum), append(blobs, p.Sealed)
	}
	return b.write(ctx, tx, `INSERT INTO sealed (event, sum, request, blob) ROWS ON CONFLICT DO NOTHING`,
		[]any{ids, sums, requests, blobs}, nil)
}

// judge says what became of events, and keeps those that are in conflict.
func (b *Inbox) judge(ctx context.Context, tx *sql.Tx, events []packed, created map[string]bool, at int64) ([]store.ReceiptItem, error) {
	stored := make(map[string]packed)
	var unknown []string
	items := make([]store.ReceiptItem, len(events))
	for i, p := range events {
		items[i].ID = p.ID
		if _, again := stored[p.ID]; created[p.ID] && !again {
			stored[p.ID], items[i].Result = p, store.Created
		} else if !created[p.ID] {
			unknown = append(unknown, p.ID)
		}
	}
	if err := b.readStored(ctx, tx, unknown, stored); err != nil {
		return nil, err
	}
	var conflicts []packed
	for i, p := range events {
		there, ok := stored[p.ID]
		switch {
		case items[i].Result == store.Created:
		case !ok:
			// Taken by a transaction that this one cannot see. The kiosk sends it again.
			return nil, errors.New("an event is being stored at this moment")
		case bytes.Equal(p.body, there.body):
			items[i].Result = store.Duplicate
		default:
			items[i].Result = store.Conflict
			conflicts = append(conflicts, p)
		}
	}
	return items, b.keepConflicts(ctx, tx, conflicts, at)
}

func (b *Inbox) readStored(ctx context.Context, tx *sql.Tx, ids []string, stored map[string]packed) error {
	if len(ids) == 0 {
		return nil
	}
	rows, err := tx.QueryContext(ctx, `SELECT id, body FROM events WHERE id `+b.sql.among("$1"), b.sql.list(ids))
	if err != nil {
		return err
	}
	return readAll(rows, func(rows *sql.Rows) error {
		var id string
		var p packed
		err := rows.Scan(&id, &p.body)
		stored[id] = p
		return err
	})
}

func (b *Inbox) keepConflicts(ctx context.Context, tx *sql.Tx, conflicts []packed, at int64) error {
	var ids []string
	var digests, bodies, sums [][]byte
	var received []int64
	var sealed []packed
	for _, p := range conflicts {
		ids, digests = append(ids, p.ID), append(digests, p.digest())
		bodies, sums = append(bodies, p.body), append(sums, p.sum)
		received = append(received, at)
		if len(p.Sealed) > 0 {
			sealed = append(sealed, p)
		}
	}
	if err := b.insertSealed(ctx, tx, sealed); err != nil {
		return err
	}
	return b.write(ctx, tx, `INSERT INTO conflicts (id, digest, body, sum, received) ROWS ON CONFLICT DO NOTHING`,
		[]any{ids, digests, bodies, sums, received}, nil)
}
