package hub

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/diemcham/diemcham/store"
)

// FileName is how the file of an inbox is called.
const FileName = "hub.db"

// Open opens the inbox in dir, one SQLite file, and makes dir and an empty inbox
// if there are none.
func Open(dir string) (*Inbox, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open inbox: %w", err)
	}
	path, err := filepath.Abs(filepath.Join(dir, FileName))
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
	b := &Inbox{db, sqlite{}, newGathering(1)}
	if err := b.createInSQLite(context.Background()); err != nil {
		db.Close()
		return nil, fmt.Errorf("open inbox %s: %w", path, err)
	}
	return b, nil
}

// source says how SQLite is to open path. With FULL a transaction is on disk when
// it has been committed, also in WAL mode; what is deleted is overwritten.
func source(path string) string {
	query := url.Values{
		"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(5000)", "secure_delete(ON)"},
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

func (b *Inbox) createInSQLite(ctx context.Context) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var version, tables int
	if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return err
	}
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = 'events'`).Scan(&tables); err != nil {
		return err
	}
	if version > schemaVersion {
		return fmt.Errorf("written by a later version of the hub")
	}
	var before []arrival
	if version == 0 && tables > 0 {
		if before, err = takeOut(ctx, tx); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, b.sql.schema()); err != nil {
		return err
	}
	for _, each := range before {
		if _, _, err := b.receive(ctx, tx, each.events, each.at); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, schemaVersion)); err != nil {
		return err
	}
	return tx.Commit()
}

// takeOut reads what came to an inbox of before there was a version, in the order
// in which it came, and drops its tables. All else there was worked out from that.
func takeOut(ctx context.Context, tx *sql.Tx) ([]arrival, error) {
	// An event's ID is taken by the first one that comes.
	rows, err := tx.QueryContext(ctx, `
		SELECT body, received FROM (
			SELECT 0 AS turn, body, received FROM events UNION ALL
			SELECT 1 AS turn, body, received FROM conflicts)
		ORDER BY turn, received`)
	if err != nil {
		return nil, err
	}
	var before []arrival
	err = readAll(rows, func(rows *sql.Rows) error {
		var body []byte
		var received int64
		if err := rows.Scan(&body, &received); err != nil {
			return err
		}
		e, err := decode(body, nil)
		before = append(before, arrival{[]store.Event{e}, received})
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, table := range []string{"events", "conflicts", "requests", "learned", "cards"} {
		if _, err := tx.ExecContext(ctx, `DROP TABLE IF EXISTS `+table); err != nil {
			return nil, err
		}
	}
	return before, nil
}

// sqlite is how the statements are said to SQLite.
type sqlite struct{}

func (sqlite) schema() string { return schema }

func (sqlite) among(parameter string) string {
	return "IN (SELECT value FROM json_each(" + parameter + "))"
}

func (sqlite) list(texts []string) any {
	text, err := json.Marshal(texts)
	if err != nil {
		panic("hub: " + err.Error()) // texts can be written
	}
	return string(text)
}

// rowsAtOnce is how many rows one statement writes: each statement costs more than a
// row, and a long one has to be understood first.
const rowsAtOnce = 100

// write runs the statement for some rows at a time.
func (sqlite) write(ctx context.Context, tx *sql.Tx, statement string, columns []any, each func(*sql.Rows) error) error {
	for from, all := 0, reflect.ValueOf(columns[0]).Len(); from < all; from += rowsAtOnce {
		var rows []string
		var values []any
		for row := from; row < min(from+rowsAtOnce, all); row++ {
			for _, column := range columns {
				values = append(values, reflect.ValueOf(column).Index(row).Interface())
			}
			rows = append(rows, "(?"+strings.Repeat(", ?", len(columns)-1)+")")
		}
		written, err := tx.QueryContext(ctx, strings.Replace(statement, "ROWS", "VALUES "+strings.Join(rows, ", "), 1), values...)
		if err != nil {
			return err
		}
		if err := readAll(written, each); err != nil {
			return err
		}
	}
	return nil
}

// scrub takes what was deleted out of the log that stands beside the file, where it
// was still to be read.
func (sqlite) scrub(ctx context.Context, db *sql.DB) error {
	var busy, pages, moved int
	err := db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved)
	if err == nil && busy != 0 {
		return errors.New("somebody else reads the file")
	}
	return err
}
