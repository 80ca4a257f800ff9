// Command kioskctl is the technician's tool for a kiosk: it checks content, makes
// and installs signed packs of it, draws slips, tries the printer and the scanner,
// lists requests, looks at the machine and says who may open staff mode. It needs no
// display and works over SSH.
//
// kioskctl help lists the commands. It exits with 0 when all is well, 1 when the
// command found something wrong, 2 when it was called wrongly. doctor alone ends with
// 1 for what is amber and 2 for what is red.
package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"sort"
)

// Both are set by packaging/build.
var (
	version = "development"
	built   = "" // when the sources were made, as RFC 3339 has times
)

// Env is where a command reads and writes.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// log is where something that is read on the way says what is wrong with it.
func (e Env) log() *slog.Logger { return slog.New(slog.NewTextHandler(e.Stderr, nil)) }

// usageError is a command called wrongly.
type usageError struct{ message string }

func (e usageError) Error() string { return e.message }

// exitError ends the program with a status when all has been said.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("status %d", int(e)) }

type command struct {
	usage   string
	summary string
	run     func(env Env, args []string) error
}

func commands() map[string]command {
	return map[string]command{
		"content":      {"content check DIR | content list [--json] [DIR] | content overdue [--on DAY] [DIR]", "check lessons and services, or a ward's folder; list lessons and services, or what has to be checked anew", contentCommand},
		"slip":         {"slip --service ID (--png FILE [--dots 576] | --pdf FILE [--paper a4|a5]) [--lang vi|en] [--content DIR] [--config FILE [--data DIR]] [--at TIME]", "draw a slip as it is printed", slipCommand},
		"requests":     {"requests list [--last N] [--json] | requests show NUMBER [--json] | requests leaving [--json] | requests export [--json] [--out FILE] | requests verify | requests compact, each with [--data DIR]", "list or export the help requests of this kiosk, or what of them is deleted when; with the kiosk stopped, check their file or make it small again", requestsCommand},
		"figures":      {figuresUsage, "show the figures of a day or a week, by default of today: what help was asked for, how long it took, what was learnt; no names", figuresCommand},
		"print-test":   {"print-test --config FILE [--data DIR] [--ask] | print-test --address tcp://HOST:PORT|DEVICE|ipp://HOST/PATH|cups:NAME [--model NAME] [--speed N] [--ask]", "print a test page and say what the printer answers; --ask: only ask", printTestCommand},
		"fake-printer": {fakePrinterUsage, "pretend to be a receipt printer, with any fault; each slip becomes a picture. On standard input: " + controls, fakePrinterCommand},
		"scan-test":    {"scan-test [--device /dev/diemcham-scanner] | scan-test --png FILE [--dots 576]", "tell what a scanner sends, without showing it; draw a sheet to try it with", scanTestCommand},
		"speech":       {"speech build --out DIR [--lang vi|en] [--content DIR] [--config FILE] | speech check DIR [--lang vi|en] [--content DIR] [--config FILE]", "make or check the clips of what is read aloud", speechCommand},
		"doctor":       {"doctor [--config FILE] [--data DIR] [--json] [--report FILE.pdf] [--lang vi|en]", "look at the whole machine and say what is the matter and what to do, also on a sheet to be signed; ends with 0 for green, 1 for amber, 2 for red", doctorCommand},
		"status":       {"status [--data DIR] [--json] [--lang vi|en]", "say whether the kiosk runs, since when, and what is the matter with it", statusCommand},
		"logs":         {"logs [--lines N] [--since TIME] [--follow]", "show the kiosk's log, as the journal keeps it; no personal data is in it", logsCommand},
		"settings":     {"settings --config FILE [--data DIR]", "say which printer and scanner a kiosk uses, and whether the file or its own screen says so", settingsCommand},
		"enrol":        {enrolUsage, "make this kiosk known to the ward's hub, with the code that diemcham-hub enrol prints there", enrolCommand},
		"backup":       {backupUsage, "keep settings, staff and requests in one sealed file; the kiosk may run", backupCommand},
		"restore":      {restoreUsage, "bring a backup back, onto this machine or a fresh one; it has to be enrolled anew then", restoreCommand},
		"setup":        {setupUsage, "set this kiosk up with a file of answers; --check: only read the file; --screen: have it ask on its own screen", setupCommand},
		"panel":        {"panel --config FILE [--data DIR] [--setup FILE] [--udev]", "say how far the panel is turned, in degrees; --udev: the rule that turns touches likewise", panelCommand},
		"pack":         {packUsage, "make signed packs of content, install them on a kiosk, and go back", packCommand},
		"system":       {systemUsage, "on a machine made from an image: say which of its two systems runs, install another one, go back; make one", systemCommand},
		"staff":        {staffUsage, "say who may open staff mode, each with a PIN of their own; reset --all is for a site that has forgotten them", staffCommand},
		"completion":   {completionUsage, "print what makes bash complete all this; the package installs it", completionCommand},
		"version":      {"version", "print the version", versionCommand},
	}
}

func main() {
	env := Env{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	os.Exit(run(env, os.Args[1:]))
}

func run(env Env, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		help(env.Stdout)
		return 0
	}
	if args[0] == "--version" {
		args[0] = "version"
	}
	c, ok := commands()[args[0]]
	if !ok {
		fmt.Fprintf(env.Stderr, "kioskctl: no command %q; kioskctl help lists them\n", args[0])
		return 2
	}
	if slices.ContainsFunc(args[1:], func(arg string) bool { return arg == "--help" || arg == "-h" }) {
		c.help(env.Stdout)
		return 0
	}
	err := c.run(env, args[1:])
	var usage usageError
	var exit exitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return int(exit)
	case errors.As(err, &usage):
		fmt.Fprintf(env.Stderr, "kioskctl: %s\nusage: kioskctl %s\n", usage.message, c.usage)
		return 2
	}
	fmt.Fprintf(env.Stderr, "kioskctl: %v\n", err)
	return 1
}

func help(w io.Writer) {
	fmt.Fprint(w, "kioskctl: the technician's tool for a Điểm Chạm kiosk\n\n")
	all := commands()
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		all[name].help(w)
	}
}

func (c command) help(w io.Writer) {
	fmt.Fprintf(w, "  kioskctl %s\n        %s\n", c.usage, c.summary)
}

func versionCommand(env Env, args []string) error {
	fmt.Fprintf(env.Stdout, "kioskctl %s\n", version)
	return nil
}
