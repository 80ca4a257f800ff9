package hub_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"github.com/diemcham/diemcham/packaging/faultdisk"
	"github.com/diemcham/diemcham/packaging/postgres"
	"github.com/diemcham/diemcham/store/hub"
)

// server is one PostgreSQL for all tests that need no more than a database.
var server = sync.OnceValues(postgres.New)

var serverStarted atomic.Bool

func TestMain(m *testing.M) {
	faultdisk.InMemory()
	status := m.Run()
	if serverStarted.Load() {
		if s, err := server(); err == nil {
			if err := s.Remove(); err != nil {
				fmt.Fprintln(os.Stderr, err)
				status = 1
			}
		}
	}
	os.Exit(status)
}

// place is where an inbox is kept.
type place struct {
	name       string
	dir        string // of its files
	connection string // empty: in a file in dir
}

func (p place) open(t testing.TB) *hub.Inbox {
	t.Helper()
	var inbox *hub.Inbox
	var err error
	if p.connection == "" {
		inbox, err = hub.Open(p.dir)
	} else {
		inbox, err = hub.OpenPostgres(t.Context(), p.connection)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { inbox.Close() })
	return inbox
}

func inFile(t testing.TB) place { return place{name: "SQLite", dir: t.TempDir()} }

var schemas atomic.Int64

// inPostgres makes an empty schema, which is all that an inbox needs of a
// database.
func inPostgres(t testing.TB) place {
	t.Helper()
	serverStarted.Store(true)
	s, err := server()
	if errors.Is(err, postgres.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	schema := fmt.Sprintf("ward%d", schemas.Add(1))
	execute(t, s.Connection(), "CREATE SCHEMA "+schema)
	return place{name: "PostgreSQL", dir: s.Data(), connection: s.Connection("search_path=" + schema)}
}

// execute runs a statement past the inbox.
func execute(t testing.TB, connection, statement string) {
	t.Helper()
	db := database(t, connection)
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func database(t testing.TB, connection string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", connection)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// onEach runs a test with an inbox of each kind.
func onEach(t *testing.T, test func(t *testing.T, w *ward)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) { test(t, startIn(t, inFile(t), nil)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, startIn(t, inPostgres(t), nil)) })
}

func TestErrorsHoldNoConnectionString(t *testing.T) {
	for name, connection := range map[string]string{
		"no connection string":    "postgres://user:canary@[::1/x",
		"unknown setting":         "password=canary wheels=4",
		"endless port":            "password=canary port=99999999",
		"nobody answers":          "host=127.0.0.1 port=1 user=clerk password=canary",
		"no socket":               "host=/nowhere/canary user=clerk password=canary",
		"a host that there isn't": "host=canary.invalid user=clerk password=canary",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := hub.OpenPostgres(t.Context(), connection)
			if err == nil {
				t.Fatal("opened")
			}
			for _, secret := range []string{"canary", "clerk", "127.0.0.1"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("holds %q: %v", secret, err)
				}
			}
			t.Log(err)
		})
	}
	t.Run("refused by the server", func(t *testing.T) {
		p := inPostgres(t)
		_, err := hub.OpenPostgres(t.Context(), strings.Replace(p.connection, "dbname=postgres", "dbname=canary", 1))
		if err == nil || strings.Contains(err.Error(), "canary") || !strings.Contains(err.Error(), "3D000") {
			t.Errorf("got %v", err)
		}
	})
}

func TestServerThatDoesNotFlush(t *testing.T) {
	s, err := postgres.New()
	if errors.Is(err, postgres.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer s.Remove()
	open := func() error {
		inbox, err := hub.OpenPostgres(t.Context(), s.Connection())
		if err == nil {
			inbox.Close()
		}
		return err
	}
	if err := open(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Stop(postgres.Fast), s.Start("fsync=off")); err != nil {
		t.Fatal(err)
	}
	if err := open(); err == nil || !strings.Contains(err.Error(), "fsync") {
		t.Errorf("with fsync off: %v", err)
	}
}

// Hubs that begin at the same time make the tables once.
func TestManyHubsOpenAtOnce(t *testing.T) {
	p := inPostgres(t)
	ended := make(chan error, 8)
	for range cap(ended) {
		go func() {
			inbox, err := hub.OpenPostgres(t.Context(), p.connection)
			if err == nil {
				err = errors.Join(inbox.Ping(t.Context()), inbox.Close())
			}
			ended <- err
		}()
	}
	for range cap(ended) {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}
