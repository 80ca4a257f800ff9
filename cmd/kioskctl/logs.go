package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os/exec"
	"strconv"
)

// kioskUnit is the unit that the package starts the kiosk by.
const kioskUnit = "diemcham-kiosk.service"

// logsCommand shows the kiosk's log. It is what systemd keeps of it: the kiosk itself
// writes to standard error and keeps no file, so nothing fills its disk.
func logsCommand(env Env, args []string) error {
	set := flag.NewFlagSet("logs", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	lines, since, follow := set.Int("lines", 200, ""), set.String("since", "", ""), set.Bool("follow", false, "")
	if err := set.Parse(args); err != nil {
		return usageError{"logs: " + err.Error()}
	}
	switch {
	case set.NArg() > 0:
		return usageError{fmt.Sprintf("logs: unexpected argument %q", set.Arg(0))}
	case *lines < 1:
		return usageError{fmt.Sprintf("logs: --lines %d: use a number above 0", *lines)}
	}
	elsewhere := "the kiosk writes its log to standard error; look where whoever starts it sends that"
	journalctl, err := exec.LookPath("journalctl")
	if err != nil {
		return fmt.Errorf("there is no journal on this machine; %s", elsewhere)
	}
	ask := []string{"--unit", kioskUnit, "--quiet", "--no-pager", "--output", "cat", "--lines", strconv.Itoa(*lines)}
	if *since != "" {
		ask = append(ask, "--since", *since)
	}
	if *follow {
		ask = append(ask, "--follow")
	}
	var complaint bytes.Buffer
	said := counted{w: env.Stdout}
	cmd := exec.Command(journalctl, ask...)
	cmd.Stdout, cmd.Stderr = &said, &complaint
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return fmt.Errorf("journalctl: %s", bytes.TrimSpace(complaint.Bytes()))
	case err != nil:
		return fmt.Errorf("journalctl: %w", err)
	case said.n == 0 && *since != "":
		return fmt.Errorf("the journal holds nothing of %s since %s that this user may read", kioskUnit, *since)
	case said.n == 0:
		return fmt.Errorf("the journal holds nothing of %s that this user may read; if it is not started by that unit: %s", kioskUnit, elsewhere)
	}
	return nil
}

// counted counts what is written.
type counted struct {
	w io.Writer
	n int
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += n
	return n, err
}
