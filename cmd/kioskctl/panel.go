package main

import (
	"flag"
	"fmt"
	"io"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/firstrun"
)

// calibrations turn touches the way the compositor turns the picture: libinput's
// matrix for each turn of the panel. That of 90 degrees was tried with cage 0.1.4;
// the others are the same rotation repeated.
var calibrations = map[int]string{
	0:   "1 0 0 0 1 0",
	90:  "0 -1 1 1 0 0",
	180: "-1 0 1 0 -1 1",
	270: "0 1 0 -1 0 1",
}

// panelCommand tells the session how the panel hangs: for the compositor how many
// quarters, for udev how touches are to be turned.
func panelCommand(env Env, args []string) error {
	set := flag.NewFlagSet("panel", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	file, data, udev := set.String("config", "", ""), set.String("data", config.DefaultData, ""), set.Bool("udev", false, "")
	setup := set.String("setup", firstrun.AnswersFile, "")
	if err := set.Parse(args); err != nil {
		return usageError{"panel: " + err.Error()}
	}
	switch {
	case set.NArg() > 0:
		return usageError{fmt.Sprintf("panel: unexpected argument %q", set.Arg(0))}
	case *file == "":
		return usageError{"panel needs --config, such as /etc/diemcham/kiosk.toml"}
	}
	turn, err := panelTurn(*file, *data, *setup)
	if err != nil {
		return err
	}
	if *udev {
		fmt.Fprintf(env.Stdout, "SUBSYSTEM==\"input\", ENV{ID_INPUT_TOUCHSCREEN}==\"1\", ENV{LIBINPUT_CALIBRATION_MATRIX}=%q\n", calibrations[turn])
		return nil
	}
	fmt.Fprintln(env.Stdout, turn)
	return nil
}

// panelTurn returns how far the panel is turned, also for a kiosk that is about to be
// set up with a file of answers: the picture is turned before it reads them.
func panelTurn(file, data, setup string) (int, error) {
	settings, site, err := loadBoth(file, data)
	if err != nil {
		return 0, err
	}
	expects, err := firstrun.Expects(settings, data, site)
	if err != nil {
		return 0, err
	}
	if expects {
		// Of answers with a mistake nothing is taken; the kiosk says so on the screen.
		if answers, err := config.LoadAnswers(setup); err == nil && answers.Site.Turn != nil {
			return *answers.Site.Turn, nil
		}
	}
	return settings.At(site).Panel.Turn, nil
}
