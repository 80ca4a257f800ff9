package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/store"
)

// checkCommand is what kioskctl calls itself with to have one file checked in a
// process of its own: requests verify-file FILE.
const checkCommand = "verify-file"

// requestsCommand reads what is kept on this kiosk. It shows no personal data; it
// could not, for that is sealed, and it leaves out who of the staff did what.
func requestsCommand(env Env, args []string) error {
	if len(args) == 0 {
		return usageError{"requests needs list, show, leaving, export, verify or compact"}
	}
	if args[0] == checkCommand && len(args) == 2 {
		if store.CheckProcess(args[1], env.Stdout, env.Stderr) != 0 {
			return errors.New("the file is damaged")
		}
		return nil
	}
	do, ok := map[string]func(env Env, data string, o requestFlags) error{
		"list": listRequests, "show": showRequest, "leaving": listLeaving, "export": exportRequests,
		"verify": verifyRequests, "compact": compactRequests,
	}[args[0]]
	if !ok {
		return usageError{fmt.Sprintf("requests: no %q; it needs list, show, leaving, export, verify or compact", args[0])}
	}

	var o requestFlags
	flags := flag.NewFlagSet("requests "+args[0], flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	data := flags.String("data", config.DefaultData, "")
	switch args[0] {
	case "list":
		flags.BoolVar(&o.json, "json", false, "")
		flags.IntVar(&o.last, "last", 0, "")
	case "show", "leaving":
		flags.BoolVar(&o.json, "json", false, "")
	case "export":
		flags.BoolVar(&o.json, "json", false, "")
		flags.StringVar(&o.out, "out", "", "")
	}
	rest, err := parseMixed(flags, args[1:]) // a number may stand before the flags
	if err != nil {
		return usageError{flags.Name() + ": " + err.Error()}
	}
	switch {
	case flags.Name() == "requests show" && len(rest) == 1:
		o.which = rest[0]
	case flags.Name() == "requests show":
		return usageError{"requests show needs one number, such as A001, or the twelve digits of a barcode"}
	case o.last < 0:
		return usageError{fmt.Sprintf("requests list: --last %d: use a number above 0", o.last)}
	case len(rest) > 0:
		return usageError{fmt.Sprintf("%s: %q is not understood", flags.Name(), rest[0])}
	}

	err = do(env, *data, o)
	switch {
	case errors.Is(err, store.ErrInUse):
		return fmt.Errorf("the kiosk is running and holds the requests in %s; stop it and try again; while it runs, requests list, show, leaving and export read a copy that it gives", *data)
	case errors.Is(err, fs.ErrNotExist) && o.out == "":
		return fmt.Errorf("there are no requests in %s; no kiosk has run with this data folder yet", *data)
	}
	return err
}

// requestFlags is what may stand behind a command besides the data folder.
type requestFlags struct {
	json  bool
	out   string // a file; empty for standard output
	last  int    // only so many, those asked last; 0 for all
	which string // a number, a barcode or an ID
}

func listRequests(env Env, data string, o requestFlags) error {
	list, err := readRequests(data, o.last, env.log())
	if err != nil {
		return err
	}
	if o.json {
		return printJSON(env.Stdout, list)
	}
	return list.print(env.Stdout)
}

// showRequest shows every request that has a number: it comes again each day.
func showRequest(env Env, data string, o requestFlags) error {
	list, err := readRequests(data, o.last, env.log())
	if err != nil {
		return err
	}
	list.Requests = slices.DeleteFunc(list.Requests, func(r listedRequest) bool {
		return r.Number != o.which && r.Code != o.which
	})
	if len(list.Requests) == 0 {
		return fmt.Errorf("there is no request %q in %s; give a number such as A001, or the twelve digits of a barcode", o.which, data)
	}
	if o.json {
		return printJSON(env.Stdout, list.Requests)
	}
	for i, r := range list.Requests {
		if i > 0 {
			fmt.Fprintln(env.Stdout)
		}
		if err := r.print(env.Stdout); err != nil {
			return err
		}
	}
	return nil
}

func exportRequests(env Env, data string, o requestFlags) error {
	list, err := readRequests(data, o.last, env.log())
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if o.json {
		err = printJSON(&text, list.Requests)
	} else {
		err = list.csv(&text)
	}
	if err != nil {
		return err
	}
	if o.out != "" {
		return os.WriteFile(o.out, text.Bytes(), 0o600)
	}
	_, err = env.Stdout.Write(text.Bytes())
	return err
}

// checker is this program as the one that checks a file.
func checker() ([]string, error) {
	program, err := os.Executable()
	return []string{program, "requests", checkCommand}, err
}

// verifyRequests checks in a process of its own: damage can end the one that meets
// it.
func verifyRequests(env Env, data string, _ requestFlags) error {
	checker, err := checker()
	if err != nil {
		return err
	}
	said, err := store.Verify(data, checker)
	switch {
	case errors.Is(err, store.ErrInUse), errors.Is(err, fs.ErrNotExist):
		return err
	case err != nil:
		return fmt.Errorf("%w; leave the file where it is: at its next start the kiosk saves what is intact in it", err)
	}
	fmt.Fprintf(env.Stdout, "the requests in %s are sound: %s\n", data, said)
	return printCarving(env, data)
}

// printCarving says whether the file was made of a damaged one.
func printCarving(env Env, data string) error {
	reader, err := store.OpenReadOnly(data, env.log())
	if err != nil {
		return err
	}
	defer reader.Close()
	carved, ok, err := reader.Carved()
	if err != nil || !ok {
		return err
	}
	_, err = fmt.Fprintf(env.Stdout, "damaged once, and saved on %s: %d events; %d lost, perhaps up to %d more; the damaged file %s\n",
		carved.At.In(vietnam()).Format("2006-01-02 15:04"), carved.Saved, carved.Lost, carved.Perhaps, whereabouts(data, carved.Aside))
	return err
}

// whereabouts says what has become of a damaged file.
func whereabouts(data, name string) string {
	if name == "" {
		return "was gone"
	}
	if _, err := os.Stat(filepath.Join(data, name)); errors.Is(err, fs.ErrNotExist) {
		return "has left after its term"
	}
	return fmt.Sprintf("is %q", name)
}

func compactRequests(env Env, data string, _ requestFlags) error {
	checker, err := checker()
	if err != nil {
		return err
	}
	before, after, err := store.Compact(data, checker)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.Stdout, "%d bytes before, %d after\n", before, after)
	return err
}

func printJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}

func vietnam() *time.Location { return time.FixedZone("ICT", 7*60*60) }

// requestList is what the command prints.
type requestList struct {
	Requests []listedRequest `json:"requests"`
	Refused  []refusedEvent  `json:"refused"` // what the hub does not take
	Cards    int             `json:"cards"`   // learning cards seen
}

type listedRequest struct {
	Number    string       `json:"number"`
	Code      string       `json:"code"`
	Status    store.Status `json:"status"`
	Asked     time.Time    `json:"asked"`
	Taken     *time.Time   `json:"taken,omitempty"`
	Closed    *time.Time   `json:"closed,omitempty"`
	Topic     store.Topic  `json:"topic"`
	Callback  bool         `json:"callback"`
	Delivered bool         `json:"delivered"`
}

type refusedEvent struct {
	Event  string     `json:"event"`
	Seq    uint64     `json:"seq"`
	Kind   store.Kind `json:"kind"`
	Reason string     `json:"reason"`
	At     time.Time  `json:"at"`
}

// openRequests reads a copy that the kiosk gives, or what it left when it is not
// running.
func openRequests(data string, log *slog.Logger) (*store.Reader, error) {
	reader, err := store.Borrow(data, log)
	if err != nil {
		return store.OpenReadOnly(data, log)
	}
	return reader, nil
}

func readRequests(data string, last int, log *slog.Logger) (requestList, error) {
	reader, err := openRequests(data, log)
	if err != nil {
		return requestList{}, err
	}
	defer reader.Close()
	requests, err := reader.Newest(cmp.Or(last, math.MaxInt))
	if err != nil {
		return requestList{}, err
	}
	refused, err := reader.Rejected()
	if err != nil {
		return requestList{}, err
	}
	cards, err := reader.Cards()
	if err != nil {
		return requestList{}, err
	}

	list := requestList{Requests: []listedRequest{}, Refused: []refusedEvent{}, Cards: len(cards)}
	for _, r := range requests {
		list.Requests = append(list.Requests, listedRequest{
			Number: r.Number, Code: r.Code, Status: r.Status,
			Asked: r.AskedAt, Taken: unlessZero(r.TakenAt), Closed: unlessZero(r.ClosedAt),
			Topic: r.Topic, Callback: r.Callback, Delivered: r.Delivered,
		})
	}
	for _, r := range refused {
		list.Refused = append(list.Refused, refusedEvent{
			Event: r.Event.ID, Seq: r.Event.Seq, Kind: r.Event.Kind, Reason: r.Reason, At: r.At,
		})
	}
	return list, nil
}

func unlessZero(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func (l requestList) print(w io.Writer) error {
	if err := l.printRequests(w); err != nil {
		return err
	}
	for _, r := range l.Refused {
		if _, err := fmt.Fprintf(w, "the hub does not take event %d (%s, %s): %s\n", r.Seq, r.Kind, r.Event, r.Reason); err != nil {
			return err
		}
	}
	if l.Cards == 0 {
		return nil
	}
	_, err := fmt.Fprintf(w, "learning cards seen on this kiosk: %d\n", l.Cards)
	return err
}

func (l requestList) printRequests(w io.Writer) error {
	if len(l.Requests) == 0 {
		_, err := fmt.Fprintln(w, "no requests")
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NUMBER\tSTATUS\tASKED\tHUB\tTOPIC")
	for _, r := range l.Requests {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n",
			r.Number, r.Status, r.Asked.In(vietnam()).Format("2006-01-02 15:04"), r.hub(), r.topic())
	}
	return table.Flush()
}

func (r listedRequest) hub() string {
	if r.Delivered {
		return "delivered"
	}
	return "not delivered"
}

func (r listedRequest) topic() string {
	if r.Topic.Step == 0 {
		return r.Topic.Title
	}
	return fmt.Sprintf("%s, step %d", r.Topic.Title, r.Topic.Step)
}
