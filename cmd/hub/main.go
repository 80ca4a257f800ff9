// Command hub is the ward's end of the help queue: kiosks deliver requests and
// what learning cards say to it, staff see them on its pages. It is installed as
// diemcham-hub.
//
//	diemcham-hub --data DIR [--listen 127.0.0.1:8417] [--households N]
//	             [--keep-days 90] [--keep-open-days 365]
//	diemcham-hub recipient --data DIR
//	diemcham-hub enrol KIOSK --data DIR
//	diemcham-hub devices list --data DIR
//	diemcham-hub devices revoke KIOSK --data DIR
//	diemcham-hub --version
//
// At its first start it makes two secrets in DIR, each in a file that only its
// owner can read: identity.txt opens what residents typed and must be kept safe,
// for nothing else can; staff-password.txt opens the pages, to whoever gives a name
// with it. diemcham-hub recipient prints the public half of the identity, which goes
// into the settings of every kiosk.
//
// A kiosk enrols once: diemcham-hub enrol KIOSK prints a code that is good for an
// hour, and kioskctl enrol on the kiosk makes a key and hands in its public half with
// the code. From then on the kiosk signs what it sends. diemcham-hub devices lists
// the kiosks and when they were last seen, and shuts out one that is lost. These
// commands may be used while the hub runs.
//
// Content packs that lie in DIR/packs, named WARD-VERSION.dcpack as kioskctl pack
// build names them, are offered to the kiosks, the newest one alone; likewise systems in
// DIR/systems, named as packaging/image names them, to those made from an image. With
// --households, the number of households in the ward, the page of progress
// measures by the ward's target what has been learnt.
//
// What the kiosks send is kept in one file, DIR/hub.db; or in PostgreSQL, if
// DIR/postgres.txt holds a connection string, libpq's key=value or a URL, and only
// its owner can read that file. Several wards may share a database if each names a
// schema of its own with search_path.
//
// Telephone numbers and notes are erased when their request has been closed for
// --keep-days, or nothing has happened for --keep-open-days to one that nobody has
// closed; and at once if the resident withdraws it.
//
// It speaks plain HTTP and listens to its own machine alone unless told
// otherwise. On a network it belongs behind a server that does TLS.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/diemcham/diemcham/store/hub"
)

// version is set by packaging/build.
var version = "development"

const (
	defaultListen = "127.0.0.1:8417"
	stopWithin    = 10 * time.Second
)

// usageError is a program called wrongly.
type usageError struct{ message string }

func (e usageError) Error() string { return e.message }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	var usage usageError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case errors.As(err, &usage):
		fmt.Fprintf(os.Stderr, "diemcham-hub: %v\nusage: diemcham-hub --data DIR [--listen %s] [--households N] [--keep-days N] [--keep-open-days N] | diemcham-hub recipient --data DIR | diemcham-hub enrol KIOSK --data DIR | diemcham-hub devices list --data DIR | diemcham-hub devices revoke KIOSK --data DIR | diemcham-hub --version\n", err, defaultListen)
		os.Exit(2)
	default:
		fmt.Fprintf(os.Stderr, "diemcham-hub: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) > 0 {
		switch args[0] {
		case "recipient":
			return recipient(args[1:], stdout)
		case "enrol":
			return enrol(ctx, args[1:], stdout)
		case "devices":
			return devices(ctx, args[1:], stdout)
		}
	}
	flags := flag.NewFlagSet("diemcham-hub", flag.ContinueOnError)
	listen := flags.String("listen", defaultListen, "`address` to listen on")
	data := flags.String("data", "", "`folder` for requests and secrets")
	households := flags.Int("households", 0, "`number` of households in the ward, for the page of progress; 0 if not known")
	keep := flags.Int("keep-days", days(hub.DefaultKeepClosed), "`days` for which telephone numbers and notes of closed requests are kept")
	keepOpen := flags.Int("keep-open-days", days(hub.DefaultKeepOpen), "`days` without news for which those of other requests are kept")
	showVersion := flags.Bool("version", false, "print the version and exit")
	if err := parse(flags, args, stdout); err != nil {
		return err
	}
	if *showVersion {
		fmt.Fprintln(stdout, "diemcham-hub", version)
		return nil
	}
	if *data == "" {
		return usageError{"--data is missing"}
	}
	if *households < 0 {
		return usageError{fmt.Sprintf("--households %d: use the number of households in the ward, or 0 if it is not known", *households)}
	}
	if *keep < 1 || *keepOpen < *keep {
		return usageError{"--keep-days is at least 1, and --keep-open-days not less than that"}
	}
	return serve(ctx, settings{
		listen: *listen, data: *data, households: *households,
		terms: hub.Terms{Closed: time.Duration(*keep) * day, Open: time.Duration(*keepOpen) * day},
	}, stdout, slog.New(slog.NewTextHandler(stderr, nil)))
}

const day = 24 * time.Hour

func days(d time.Duration) int { return int(d / day) }

// settings are what the command line says.
type settings struct {
	listen, data string
	households   int
	terms        hub.Terms
}

func recipient(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("diemcham-hub recipient", flag.ContinueOnError)
	data := flags.String("data", "", "`folder` for requests and secrets")
	if err := parse(flags, args, stdout); err != nil {
		return err
	}
	if *data == "" {
		return usageError{"--data is missing"}
	}
	identity, err := readIdentity(*data)
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("there is no identity in %s yet; start the hub there once", *data)
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(stdout, identity.Recipient())
	return nil
}

// parse reads the flags of a command that takes nothing else.
func parse(flags *flag.FlagSet, args []string, stdout io.Writer) error {
	if err := parseSome(flags, args, stdout); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return usageError{fmt.Sprintf("%q is not understood", flags.Arg(0))}
	}
	return nil
}

// parseSome reads the flags up to what is none.
func parseSome(flags *flag.FlagSet, args []string, stdout io.Writer) error {
	flags.SetOutput(io.Discard) // main says what is wrong
	err := flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(stdout, "usage: %s\n", flags.Name())
		flags.SetOutput(stdout)
		flags.PrintDefaults()
		return err
	}
	if err != nil {
		return usageError{err.Error()}
	}
	return nil
}

// openInbox opens the inbox where the folder says it is.
func openInbox(ctx context.Context, data string) (*hub.Inbox, error) {
	path := filepath.Join(data, connectionFile)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return hub.Open(data)
	}
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s holds a password and others can read it; chmod 600 it", path)
	}
	if _, err := os.Stat(filepath.Join(data, hub.FileName)); !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s has both %s and %s: take away the one that is not to be used", data, connectionFile, hub.FileName)
	}
	connection, err := readSecret(path)
	if err != nil {
		return nil, err
	}
	inbox, err := hub.OpenPostgres(ctx, connection)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return inbox, nil
}

// serve listens until ctx ends, then lets running requests come to their end.
func serve(ctx context.Context, set settings, stdout io.Writer, log *slog.Logger) error {
	inbox, err := openInbox(ctx, set.data)
	if err != nil {
		return err
	}
	defer inbox.Close()
	keys, err := loadKeys(set.data, stdout)
	if err != nil {
		return err
	}
	handler, err := hub.Handler(hub.Options{
		Inbox:      inbox,
		Password:   keys.password,
		Identity:   keys.identity,
		Packs:      filepath.Join(set.data, "packs"),
		Systems:    filepath.Join(set.data, "systems"),
		Now:        time.Now,
		Zone:       time.FixedZone("ICT", 7*60*60),
		Households: set.households,
		Terms:      set.terms,
		Log:        log,
	})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", set.listen)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "kiosks need this recipient: %s\n", keys.identity.Recipient())
	fmt.Fprintf(stdout, "listening on http://%s/\n", listener.Addr())

	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	sweeping, stopSweeping := context.WithCancel(ctx)
	swept := make(chan struct{})
	go func() {
		sweep(sweeping, inbox, set.terms, log)
		close(swept)
	}()
	defer func() {
		stopSweeping()
		<-swept
	}()
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	log.Info("stopping")
	stopping, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	return server.Shutdown(stopping)
}

// sweep erases every hour what is over its term.
func sweep(ctx context.Context, inbox *hub.Inbox, terms hub.Terms, log *slog.Logger) {
	for {
		if n, err := inbox.Sweep(ctx, terms, time.Now()); err != nil && ctx.Err() == nil {
			log.Error("what is over its term is not erased yet", "error", err)
		} else if n > 0 {
			log.Info("erased what was over its term", "requests", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Hour):
		}
	}
}
