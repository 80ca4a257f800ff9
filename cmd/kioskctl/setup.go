package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/firstrun"
	"github.com/diemcham/diemcham/store/roster"
)

const setupUsage = "setup FILE --config FILE [--data DIR] | setup --check FILE | setup --screen [--data DIR]"

// setupCommand sets this kiosk up with a file of answers, the same that is asked for on
// its screen.
func setupCommand(env Env, args []string) error {
	set := flag.NewFlagSet("setup", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	file, data := set.String("config", "", ""), set.String("data", config.DefaultData, "")
	check, screen := set.String("check", "", ""), set.Bool("screen", false, "")
	rest, err := parseMixed(set, args)
	if err != nil {
		return usageError{"setup: " + err.Error()}
	}
	switch {
	case *check != "" && len(rest) == 0:
		if _, err := config.LoadAnswers(*check); err != nil {
			return err
		}
		fmt.Fprintf(env.Stdout, "%s can be used\n", *check)
		return nil
	case *screen && len(rest) == 0:
		return setupOnScreen(env, *data)
	case len(rest) != 1:
		return usageError{"setup needs one file of answers; /usr/share/doc/diemcham-kiosk/examples/setup.toml shows all that can stand in it"}
	case *file == "":
		return usageError{"setup needs --config, such as /etc/diemcham/kiosk.toml"}
	}
	answers, err := config.LoadAnswers(rest[0])
	if err != nil {
		return fmt.Errorf("nothing is changed:\n%w", err)
	}
	settings, err := config.Load(*file)
	if err != nil {
		return fmt.Errorf("the settings cannot be used:\n%w", err)
	}
	if err := needData(*data); err != nil {
		return err
	}
	list, err := readRequests(*data, 1, env.log())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("nothing is changed: %w", err)
	}
	m := firstrun.Machine{Settings: settings, Data: *data, Staff: roster.Open(*data, roster.Options{}), Used: len(list.Requests) > 0}
	if err := m.Set(context.Background(), answers, false); err != nil {
		return fmt.Errorf("%s: %w", rest[0], err)
	}
	s, err := loadSettings(env, *file, *data)
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "%s is set up: %s, %s; a kiosk that runs has to be started anew\n", s.Kiosk.ID, s.Place.Name.Vi, s.Place.Ward.Vi)
	for _, n := range answers.Staff {
		fmt.Fprintf(env.Stdout, "%s may open staff mode as %s, and chooses another PIN the first time\n", n.Name, n.Role)
	}
	return nil
}

// setupOnScreen has the kiosk ask for everything on its screen at its next start.
func setupOnScreen(env Env, data string) error {
	if err := needData(data); err != nil {
		return err
	}
	site, _, err := config.LoadSite(data)
	if err != nil {
		return err
	}
	site.Step = firstrun.FirstStep
	if err := config.SaveSite(data, site); err != nil {
		return err
	}
	fmt.Fprintln(env.Stdout, "the kiosk asks on its screen at its next start; what was said before stands there already")
	return nil
}

func needData(data string) error {
	if _, err := os.Stat(data); err != nil {
		return fmt.Errorf("data folder: %w; start the kiosk once, or name its folder with --data", err)
	}
	return nil
}
