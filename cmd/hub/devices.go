package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"github.com/diemcham/diemcham/store/hub"
)

// enrol prints a code with which a kiosk can enrol.
func enrol(ctx context.Context, args []string, stdout io.Writer) error {
	inbox, args, err := inboxOf(ctx, "enrol", args, stdout)
	if err != nil {
		return err
	}
	defer inbox.Close()
	if len(args) != 1 {
		return usageError{"enrol needs the ID of one kiosk"}
	}
	code, err := inbox.Code(ctx, args[0], time.Now())
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s\ngood once, within an hour; on the kiosk %s: kioskctl enrol CODE\n", code, args[0])
	return nil
}

// devices lists the kiosks that have been enrolled, or shuts one out.
func devices(ctx context.Context, args []string, stdout io.Writer) error {
	inbox, args, err := inboxOf(ctx, "devices", args, stdout)
	if err != nil {
		return err
	}
	defer inbox.Close()
	switch {
	case len(args) == 1 && args[0] == "list":
		return listDevices(ctx, inbox, stdout)
	case len(args) == 2 && args[0] == "revoke":
		if err := inbox.Revoke(ctx, args[1], time.Now()); err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%s is shut out until it is enrolled again\n", args[1])
		return nil
	}
	return usageError{"devices needs list, or revoke and the ID of a kiosk"}
}

func listDevices(ctx context.Context, inbox *hub.Inbox, stdout io.Writer) error {
	devices, err := inbox.Devices(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "KIOSK\tENROLLED\tLAST SEEN\tWAITING\tREVOKED")
	for _, d := range devices {
		waiting := fmt.Sprint(d.Pending)
		if d.Pending < 0 {
			waiting = "-"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", d.Kiosk, moment(d.Enrolled), moment(d.Seen), waiting, moment(d.Revoked))
	}
	return table.Flush()
}

func moment(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}

// inboxOf opens the inbox for a command whose flags may stand before or after its
// other arguments, which are returned.
func inboxOf(ctx context.Context, command string, args []string, stdout io.Writer) (*hub.Inbox, []string, error) {
	flags := flag.NewFlagSet("diemcham-hub "+command, flag.ContinueOnError)
	data := flags.String("data", "", "`folder` for requests and secrets")
	var rest []string
	for len(args) > 0 {
		if err := parseSome(flags, args, stdout); err != nil {
			return nil, nil, err
		}
		if args = flags.Args(); len(args) > 0 {
			rest, args = append(rest, args[0]), args[1:]
		}
	}
	if *data == "" {
		return nil, nil, usageError{"--data is missing"}
	}
	if _, err := os.Stat(*data); errors.Is(err, os.ErrNotExist) {
		return nil, nil, fmt.Errorf("there is no %s yet; start the hub there once", *data)
	}
	inbox, err := openInbox(ctx, *data)
	return inbox, rest, err
}
