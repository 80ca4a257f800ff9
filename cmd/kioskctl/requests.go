package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"text/tabwriter"
	"time"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/store"
)

// requestsCommand lists what is kept on this kiosk. It shows no personal data;
// it could not, for that is sealed.
func requestsCommand(env Env, args []string) error {
	if len(args) == 0 || args[0] != "list" {
		return usageError{"requests needs list"}
	}
	flags := flag.NewFlagSet("requests list", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	data := flags.String("data", config.DefaultData, "")
	asJSON := flags.Bool("json", false, "")
	if err := flags.Parse(args[1:]); err != nil {
		return usageError{"requests list: " + err.Error()}
	}
	if flags.NArg() > 0 {
		return usageError{fmt.Sprintf("requests list: %q is not understood", flags.Arg(0))}
	}

	list, err := readRequests(*data, slog.New(slog.NewTextHandler(env.Stderr, nil)))
	switch {
	case errors.Is(err, store.ErrInUse):
		return fmt.Errorf("the kiosk is running and holds the requests in %s; stop it and try again, or look at its staff screen or at the hub's page", *data)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there are no requests in %s; no kiosk has run with this data folder yet", *data)
	case err != nil:
		return err
	}
	if *asJSON {
		encoder := json.NewEncoder(env.Stdout)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		return encoder.Encode(list)
	}
	return list.print(env.Stdout)
}

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

func readRequests(data string, log *slog.Logger) (requestList, error) {
	reader, err := store.OpenReadOnly(data, log)
	if err != nil {
		return requestList{}, err
	}
	defer reader.Close()
	requests, err := reader.Requests()
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
	vietnam := time.FixedZone("ICT", 7*60*60)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NUMBER\tSTATUS\tASKED\tHUB\tTOPIC")
	for _, r := range l.Requests {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n",
			r.Number, r.Status, r.Asked.In(vietnam).Format("2006-01-02 15:04"), r.hub(), r.topic())
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
