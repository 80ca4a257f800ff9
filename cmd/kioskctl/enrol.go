package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/store/upload"
)

const enrolUsage = "enrol CODE --config FILE [--data DIR]"

// enrolCommand makes this kiosk known to the ward's hub. The kiosk may run meanwhile.
func enrolCommand(env Env, args []string) error {
	set := flag.NewFlagSet("enrol", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	file, data := set.String("config", "", ""), set.String("data", config.DefaultData, "")
	var codes []string
	for len(args) > 0 { // the code may stand before the flags
		if err := set.Parse(args); err != nil {
			return usageError{"enrol: " + err.Error()}
		}
		if args = set.Args(); len(args) > 0 {
			codes, args = append(codes, args[0]), args[1:]
		}
	}
	switch {
	case len(codes) != 1:
		return usageError{"enrol needs one code; diemcham-hub enrol prints it at the ward"}
	case *file == "":
		return usageError{"enrol needs --config, such as /etc/diemcham/kiosk.toml"}
	}
	c, err := loadSite(*file, *data)
	if err != nil {
		return err
	}
	if c.Hub.URL == "" {
		return fmt.Errorf("%s names no hub: set hub.url first", *file)
	}
	if err := needData(*data); err != nil {
		return err
	}
	recipient, err := upload.Enrol(context.Background(), upload.Options{URL: c.Hub.URL, Rand: rand.Int64N}, c.Kiosk.ID, *data, codes[0])
	if errors.Is(err, upload.ErrCode) {
		return fmt.Errorf("%w, or for another kiosk than %s; have diemcham-hub enrol %s print a new one", err, c.Kiosk.ID, c.Kiosk.ID)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "%s is enrolled; a kiosk that runs uses its new key within a minute\n", c.Kiosk.ID)
	switch {
	case recipient == "" || recipient == c.Hub.Recipient:
		return nil
	case c.Hub.Recipient == "":
		fmt.Fprintf(env.Stdout, "to have telephone numbers asked for, set in %s:\n[hub]\nrecipient = %q\n", *file, recipient)
		return nil
	}
	return fmt.Errorf("hub.recipient in %s is %s, and the hub's is %s: what is sealed with the first cannot be read at the hub; nothing was changed, so set the one that is right", *file, c.Hub.Recipient, recipient)
}
