package hub

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/diemcham/diemcham/store"
)

// schemaVersion counts the forms that the tables have had.
const schemaVersion = 1

// The tables, as SQLite has them. An event's body is its JSON as this program
// writes it, with the sealed fields erased, so that two bodies are equal if and only
// if the events say the same; the sealed fields have a table of their own, found by
// event and hash. The requests and cards are worked out from the events; they are
// there so that a page need not read all of them, and so that whoever adds an event
// to one can lock it. An event of a card has an empty request and stands in learned.
// Feeds say how far the updates for a kiosk reach. Times are milliseconds since
// 1970: closed by the clock of who closed it, all others by that of the hub.
const schema = `
CREATE TABLE IF NOT EXISTS events (
	id       TEXT PRIMARY KEY,
	request  TEXT NOT NULL,
	body     BLOB NOT NULL,
	sum      BLOB NOT NULL,
	received INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS events_request ON events (request);
CREATE TABLE IF NOT EXISTS sealed (
	event   TEXT NOT NULL,
	sum     BLOB NOT NULL,
	request TEXT NOT NULL,
	blob    BLOB NOT NULL,
	PRIMARY KEY (event, sum)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sealed_request ON sealed (request);
CREATE TABLE IF NOT EXISTS conflicts (
	id       TEXT NOT NULL,
	digest   BLOB NOT NULL,
	body     BLOB NOT NULL,
	sum      BLOB NOT NULL,
	received INTEGER NOT NULL,
	PRIMARY KEY (id, digest)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS requests (
	id      TEXT PRIMARY KEY,
	kiosk   TEXT NOT NULL, -- where it was asked
	status  TEXT NOT NULL,
	closed  INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	version INTEGER NOT NULL, -- how many events it has
	erased  INTEGER NOT NULL, -- 1: nothing sealed of it is kept
	batches INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS requests_status ON requests (status, closed);
CREATE TABLE IF NOT EXISTS feeds (
	kiosk TEXT PRIMARY KEY,
	rev   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS updates (
	kiosk TEXT NOT NULL,
	rev   INTEGER NOT NULL,
	event TEXT NOT NULL,
	PRIMARY KEY (kiosk, rev)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counters (
	maker TEXT PRIMARY KEY,
	seq   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS codes (
	hash    BLOB PRIMARY KEY,
	kiosk   TEXT NOT NULL,
	expires INTEGER NOT NULL,
	key     BLOB NOT NULL -- that it was used for; empty if it was not
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS devices (
	kiosk    TEXT PRIMARY KEY,
	key      BLOB NOT NULL,
	ceiling  INTEGER NOT NULL,
	enrolled INTEGER NOT NULL,
	revoked  INTEGER NOT NULL, -- 0: it is not
	seen     INTEGER NOT NULL, -- 0: never
	pending  INTEGER NOT NULL  -- -1: it has not said
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS learned (
	card  TEXT NOT NULL,
	event TEXT NOT NULL,
	PRIMARY KEY (card, event)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cards (
	number            TEXT PRIMARY KEY,
	skills            TEXT NOT NULL,
	residential_group TEXT NOT NULL,
	first_seen        INTEGER NOT NULL,
	batches           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS cards_group ON cards (residential_group, skills);
CREATE INDEX IF NOT EXISTS cards_first_seen ON cards (first_seen)`

// Inbox keeps the events of all kiosks, in a file or in PostgreSQL. It is safe for
// use by several goroutines at once, and in PostgreSQL by several hubs.
type Inbox struct {
	db        *sql.DB
	sql       dialect
	gathering *gathering
}

// dialect is what has to be said differently to one database than to another.
type dialect interface {
	// schema returns the statements that make the tables.
	schema() string
	// among returns the condition that a text is in the list which a parameter is.
	among(parameter string) string
	// list returns what to give for such a parameter.
	list(texts []string) any
	// write runs an INSERT whose word ROWS stands for the rows, given column by
	// column as slices of the same length, and calls each for every row it returns.
	write(ctx context.Context, tx *sql.Tx, statement string, columns []any, each func(*sql.Rows) error) error
	// scrub sees that what was deleted cannot be read from the files, as far as that
	// is in the hub's hands.
	scrub(ctx context.Context, db *sql.DB) error
}

// Close closes the inbox.
func (b *Inbox) Close() error { return b.db.Close() }

// Ping reports whether the inbox can be read.
func (b *Inbox) Ping(ctx context.Context) error {
	var n int
	return b.db.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM requests LIMIT 1) AS first`).Scan(&n)
}

// Requests returns the requests that are not closed, and those closed since a
// time; the oldest first.
func (b *Inbox) Requests(ctx context.Context, since time.Time) ([]store.Request, error) {
	requests, _, err := b.requests(ctx, since)
	return requests, err
}

// requests returns their versions too, by their IDs.
func (b *Inbox) requests(ctx context.Context, since time.Time) ([]store.Request, map[string]int64, error) {
	rows, err := b.db.QueryContext(ctx, `
		SELECT e.body, s.blob FROM requests r
		JOIN events e ON e.request = r.id LEFT JOIN sealed s ON s.event = e.id AND s.sum = e.sum
		WHERE r.status IN ($1, $2) OR r.status = $3 AND r.closed >= $4`,
		string(store.Waiting), string(store.InHand), string(store.Closed), since.UnixMilli())
	if err != nil {
		return nil, nil, fmt.Errorf("list requests: %w", err)
	}
	events, err := scan(rows)
	if err != nil {
		return nil, nil, fmt.Errorf("list requests: %w", err)
	}
	versions := make(map[string]int64)
	for _, e := range events {
		versions[e.Request]++
	}
	return store.Fold(events), versions, nil
}

// Conflicts returns the events that came under an ID that another event has.
func (b *Inbox) Conflicts(ctx context.Context) ([]store.Event, error) {
	rows, err := b.db.QueryContext(ctx, `
		SELECT c.body, s.blob FROM conflicts c LEFT JOIN sealed s ON s.event = c.id AND s.sum = c.sum
		ORDER BY c.received, c.id, c.digest`)
	if err != nil {
		return nil, fmt.Errorf("list conflicts: %w", err)
	}
	events, err := scan(rows)
	if err != nil {
		return nil, fmt.Errorf("list conflicts: %w", err)
	}
	return events, nil
}

// scan reads events from rows of body and sealed fields.
func scan(rows *sql.Rows) ([]store.Event, error) {
	var events []store.Event
	err := readAll(rows, func(rows *sql.Rows) error {
		var body, sealed []byte
		if err := rows.Scan(&body, &sealed); err != nil {
			return err
		}
		e, err := decode(body, sealed)
		events = append(events, e)
		return err
	})
	return events, err
}

// decode puts an event together again. Without its sealed fields it is erased.
func decode(body, sealed []byte) (store.Event, error) {
	var e store.Event
	if err := json.Unmarshal(body, &e); err != nil {
		return store.Event{}, err
	}
	if sealed != nil {
		e.Sealed, e.Erased = sealed, nil
	}
	return e, nil
}

// readAll calls each for every row, and closes rows.
func readAll(rows *sql.Rows, each func(*sql.Rows) error) error {
	for rows.Next() {
		if err := each(rows); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}
