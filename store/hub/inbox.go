package hub

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/diemcham/diemcham/store"
)

const fileName = "hub.db"

// An event's body is its JSON as this program writes it, so that two bodies are
// equal if and only if the events are. The requests and cards are worked out from
// the events; they are there so that a page need not read all of them. An event
// of a card has an empty request and stands in learned.
const schema = `
CREATE TABLE IF NOT EXISTS events (
	id       TEXT PRIMARY KEY,
	request  TEXT NOT NULL,
	body     BLOB NOT NULL,
	received INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS events_request ON events (request);
CREATE TABLE IF NOT EXISTS conflicts (
	id       TEXT NOT NULL,
	body     BLOB NOT NULL,
	received INTEGER NOT NULL,
	PRIMARY KEY (id, body)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS requests (
	id     TEXT PRIMARY KEY,
	status TEXT NOT NULL,
	closed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS requests_status ON requests (status, closed);
CREATE TABLE IF NOT EXISTS learned (
	card  TEXT NOT NULL,
	event TEXT NOT NULL,
	PRIMARY KEY (card, event)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cards (
	number            TEXT PRIMARY KEY,
	skills            TEXT NOT NULL, -- sorted, with spaces between
	residential_group TEXT NOT NULL,
	first_seen        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS cards_group ON cards (residential_group, skills);
CREATE INDEX IF NOT EXISTS cards_first_seen ON cards (first_seen);
`

// Inbox keeps the events of all kiosks. It is safe for use by several goroutines
// at once.
type Inbox struct{ db *sql.DB }

// Open opens the inbox in dir, and makes dir and an empty inbox if there are
// none.
func Open(dir string) (*Inbox, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open inbox: %w", err)
	}
	path, err := filepath.Abs(filepath.Join(dir, fileName))
	if err != nil {
		return nil, fmt.Errorf("open inbox: %w", err)
	}
	if err := touch(path); err != nil {
		return nil, fmt.Errorf("open inbox: %w", err)
	}
	db, err := sql.Open("sqlite", source(path))
	if err != nil {
		return nil, fmt.Errorf("open inbox %s: %w", path, err)
	}
	// One connection: SQLite has one writer, and it writes faster than the
	// kiosks of a ward ask.
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(schema); err != nil {
		db.Close()
		return nil, fmt.Errorf("open inbox %s: %w", path, err)
	}
	return &Inbox{db}, nil
}

// source says how SQLite is to open path. With FULL a transaction is on disk when
// it has been committed, also in WAL mode.
func source(path string) string {
	query := url.Values{
		"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(5000)"},
		"_txlock": {"immediate"},
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}).String()
}

// touch makes the file for its owner alone; SQLite gives the files beside it the
// same rights. Its name is on disk before any event is.
func touch(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		file.Close()
		return err
	}
	return errors.Join(file.Close(), dir.Sync(), dir.Close())
}

// Close closes the inbox.
func (b *Inbox) Close() error { return b.db.Close() }

// Ping reports whether the inbox can be read.
func (b *Inbox) Ping(ctx context.Context) error {
	var n int
	return b.db.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM requests LIMIT 1)`).Scan(&n)
}

// Receive stores events that came in at a time, and says for each, in their
// order, what became of it. It returns when all of them are on disk; if it
// returns an error, none of them is. The events have been validated.
func (b *Inbox) Receive(ctx context.Context, events []store.Event, at time.Time) ([]store.ReceiptItem, error) {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("store events: %w", err)
	}
	defer tx.Rollback()

	items := make([]store.ReceiptItem, len(events))
	requests, cards := make(map[string]bool), make(map[string]bool)
	for i, e := range events {
		result, err := receive(ctx, tx, e, at)
		if err != nil {
			return nil, fmt.Errorf("store event %s: %w", e.ID, err)
		}
		items[i] = store.ReceiptItem{ID: e.ID, Result: result}
		switch {
		case result != store.Created:
		case e.Kind == store.CardLearned:
			cards[e.Learned.Card] = true
		default:
			requests[e.Request] = true
		}
	}
	for id := range requests {
		if err := refold(ctx, tx, id); err != nil {
			return nil, fmt.Errorf("fold request %s: %w", id, err)
		}
	}
	for number := range cards {
		if err := refoldCard(ctx, tx, number); err != nil {
			return nil, fmt.Errorf("fold learning card: %w", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return nil, fmt.Errorf("store events: %w", err)
	}
	return items, nil
}

func receive(ctx context.Context, tx *sql.Tx, e store.Event, at time.Time) (store.Result, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return "", err
	}
	var stored []byte
	err = tx.QueryRowContext(ctx, `SELECT body FROM events WHERE id = ?`, e.ID).Scan(&stored)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		_, err = tx.ExecContext(ctx, `INSERT INTO events (id, request, body, received) VALUES (?, ?, ?, ?)`,
			e.ID, e.Request, body, at.UnixMilli())
		if err == nil && e.Kind == store.CardLearned {
			_, err = tx.ExecContext(ctx, `INSERT INTO learned (card, event) VALUES (?, ?)`, e.Learned.Card, e.ID)
		}
		return store.Created, err
	case err != nil:
		return "", err
	case bytes.Equal(stored, body):
		return store.Duplicate, nil
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO conflicts (id, body, received) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
		e.ID, body, at.UnixMilli())
	return store.Conflict, err
}

// refold works out where a request stands now.
func refold(ctx context.Context, tx *sql.Tx, id string) error {
	rows, err := tx.QueryContext(ctx, `SELECT body FROM events WHERE request = ?`, id)
	if err != nil {
		return err
	}
	events, err := scan(rows)
	if err != nil {
		return err
	}
	for _, r := range store.Fold(events) {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO requests (id, status, closed) VALUES (?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET status = excluded.status, closed = excluded.closed`,
			r.ID, string(r.Status), r.ClosedAt.UnixMilli())
		if err != nil {
			return err
		}
	}
	return nil
}

// Requests returns the requests that are not closed, and those closed since a
// time; the oldest first.
func (b *Inbox) Requests(ctx context.Context, since time.Time) ([]store.Request, error) {
	rows, err := b.db.QueryContext(ctx, `
		SELECT e.body FROM requests r JOIN events e ON e.request = r.id
		WHERE r.status IN (?, ?) OR r.status = ? AND r.closed >= ?`,
		string(store.Waiting), string(store.InHand), string(store.Closed), since.UnixMilli())
	if err != nil {
		return nil, fmt.Errorf("list requests: %w", err)
	}
	events, err := scan(rows)
	if err != nil {
		return nil, fmt.Errorf("list requests: %w", err)
	}
	return store.Fold(events), nil
}

// Conflicts returns the events that came under an ID that another event has.
func (b *Inbox) Conflicts(ctx context.Context) ([]store.Event, error) {
	rows, err := b.db.QueryContext(ctx, `SELECT body FROM conflicts ORDER BY received, id`)
	if err != nil {
		return nil, fmt.Errorf("list conflicts: %w", err)
	}
	events, err := scan(rows)
	if err != nil {
		return nil, fmt.Errorf("list conflicts: %w", err)
	}
	return events, nil
}

func scan(rows *sql.Rows) ([]store.Event, error) {
	defer rows.Close()
	var events []store.Event
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return nil, err
		}
		var e store.Event
		if err := json.Unmarshal(body, &e); err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, rows.Err()
}
