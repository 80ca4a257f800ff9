package hub

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

const (
	postgresConnections = 16 // above this, a machine of a ward's size only waits for itself
	postgresWriters     = 4  // transactions of deliveries at work at the same time
	connectWithin       = 5 * time.Second
	schemaLock          = 8417 // of those who create the tables at the same time
)

// ErrConnection says that a text is no connection string. It does not repeat it:
// a password stands in it.
var ErrConnection = errors.New("not a connection string of PostgreSQL")

// OpenPostgres opens the inbox in a PostgreSQL database and makes its tables if
// there are none. The connection string is libpq's, key=value or a URL; errors
// never hold it.
//
// A database has one inbox, or one in each schema that a connection string names
// with search_path: a ward is not a column here, so that no query can forget it.
func OpenPostgres(ctx context.Context, connection string) (*Inbox, error) {
	config, err := pgx.ParseConfig(connection)
	if err != nil {
		return nil, fmt.Errorf("open inbox: %w", ErrConnection)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectWithin
	}
	db := sql.OpenDB(quiet{stdlib.GetConnector(*config, stdlib.OptionAfterConnect(durable))})
	db.SetMaxOpenConns(postgresConnections)
	db.SetMaxIdleConns(postgresConnections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	b := &Inbox{db, postgres{}, newGathering(postgresWriters)}
	if err := b.createInPostgres(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("open inbox: %w", err)
	}
	return b, nil
}

// durable sees that a commit on this connection is on disk before it is answered,
// whatever the server is set to for others.
func durable(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`)
	return err
}

func (b *Inbox) createInPostgres(ctx context.Context) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var fsync string
	if err := tx.QueryRowContext(ctx, `SELECT current_setting('fsync')`).Scan(&fsync); err != nil {
		return err
	}
	if fsync != "on" {
		return errors.New("the PostgreSQL server runs with fsync off and would lose requests; turn it on")
	}
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, schemaLock); err != nil {
		return err
	}
	for statement := range strings.SplitSeq(b.sql.schema(), ";\n") {
		// To make an index locks its table also where it is there already, in the way of
		// hubs that are at work.
		const name = 5 // CREATE TABLE IF NOT EXISTS name
		var there bool
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM pg_class WHERE relname = $1 AND relnamespace = to_regnamespace(current_schema()))`,
			strings.Fields(statement)[name]).Scan(&there)
		if err != nil {
			return err
		}
		if there {
			continue
		}
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// quiet opens connections and leaves out of its errors whose they were to be.
type quiet struct{ driver.Connector }

func (q quiet) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := q.Connector.Connect(ctx)
	if refused := (*pgconn.ConnectError)(nil); errors.As(err, &refused) {
		if server := (*pgconn.PgError)(nil); errors.As(err, &server) {
			return nil, fmt.Errorf("PostgreSQL refuses the connection with SQLSTATE %s", server.Code)
		}
		reason := "no way to it"
		if dial := (*net.OpError)(nil); errors.As(err, &dial) && dial.Err != nil {
			reason = dial.Err.Error() // without the address
		}
		return nil, fmt.Errorf("PostgreSQL cannot be reached: %s", reason)
	}
	return conn, err
}

// postgres is how the statements are said to PostgreSQL.
type postgres struct{}

// schema says what the schema says: texts are compared byte by byte, as in
// SQLite.
func (postgres) schema() string {
	return strings.NewReplacer(
		" STRICT, WITHOUT ROWID", "",
		"INTEGER", "bigint",
		"BLOB", "bytea",
		"TEXT", `text COLLATE "C"`,
	).Replace(schema)
}

func (postgres) among(parameter string) string { return "= ANY(" + parameter + ")" }

func (postgres) list(texts []string) any { return texts }

// write sends all rows in one statement, as arrays.
func (postgres) write(ctx context.Context, tx *sql.Tx, statement string, columns []any, each func(*sql.Rows) error) error {
	arrays := make([]string, len(columns))
	for i, column := range columns {
		kind := "text[]"
		switch column.(type) {
		case []int64:
			kind = "bigint[]"
		case [][]byte:
			kind = "bytea[]"
		}
		arrays[i] = fmt.Sprintf("$%d::%s", i+1, kind)
	}
	rows, err := tx.QueryContext(ctx, strings.Replace(statement, "ROWS", "SELECT * FROM unnest("+strings.Join(arrays, ", ")+")", 1), columns...)
	if err != nil {
		return err
	}
	return readAll(rows, each)
}

// scrub leaves it to the server: what was deleted is overwritten when a VACUUM has
// given its room free and something new takes it, and leaves the log when its
// segments are used again.
func (postgres) scrub(context.Context, *sql.DB) error { return nil }
