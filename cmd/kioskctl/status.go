package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/locale"
)

// healthFlags is what may stand behind doctor and status.
type healthFlags struct {
	config, data string
	json         bool
	lang         locale.Lang
	report       string      // the file of a readiness report; empty: none
	onPaper      locale.Lang // the language of that
}

func parseHealth(name string, args []string) (healthFlags, error) {
	var f healthFlags
	var lang string
	set := flag.NewFlagSet(name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&f.data, "data", config.DefaultData, "")
	set.BoolVar(&f.json, "json", false, "")
	set.StringVar(&lang, "lang", "", "")
	if name == "doctor" {
		set.StringVar(&f.config, "config", settingsFile, "")
		set.StringVar(&f.report, "report", "", "")
	}
	if err := set.Parse(args); err != nil {
		return f, usageError{name + ": " + err.Error()}
	}
	f.lang, f.onPaper = locale.En, locale.Vi // technicians read what the tool says, the ward its papers
	if lang != "" {
		f.lang, f.onPaper = locale.Lang(lang), locale.Lang(lang)
	}
	switch {
	case set.NArg() > 0:
		return f, usageError{fmt.Sprintf("%s: unexpected argument %q", name, set.Arg(0))}
	case !slices.Contains(locale.Langs(), f.lang):
		return f, usageError{fmt.Sprintf("%s: %q is not a language; use vi or en", name, lang)}
	}
	return f, nil
}

// statusCommand says how the kiosk is that runs. It ends with 1 if none does, or if
// its screen is stuck.
func statusCommand(env Env, args []string) error {
	f, err := parseHealth("status", args)
	if err != nil {
		return err
	}
	s, err := diagnostics.Ask(f.data)
	if errors.Is(err, diagnostics.ErrNotRunning) {
		was := diagnostics.Restarts(f.data, time.Now).Look(context.Background()).Value
		return fmt.Errorf("%w; %s", err, was)
	}
	if err != nil {
		return err
	}
	now := time.Now()
	running := diagnostics.Running(s, now)
	if f.json {
		err = printJSON(env.Stdout, s)
	} else {
		fmt.Fprintf(env.Stdout, "kiosk    %s\nversion  %s\nsince    %s, %s\n", running.Value, s.Version,
			s.Started.In(vietnam()).Format("2006-01-02 15:04"), now.Sub(s.Started).Round(time.Second))
		err = printConditions(env.Stdout, f.lang, s.Report)
	}
	if err != nil {
		return err
	}
	if len(running.Troubles) > 0 {
		return exitError(1)
	}
	return nil
}

// printConditions says what is the matter and what to do, and how the last night went.
func printConditions(w io.Writer, lang locale.Lang, r diagnostics.Report) error {
	texts, err := locale.Load(assets.Strings())
	if err != nil {
		return err
	}
	if r.At.IsZero() {
		fmt.Fprintln(w, "the machine has not been looked at yet; ask again in a minute")
	} else {
		fmt.Fprintf(w, "state    %s at %s\n", r.Severity(), r.At.In(vietnam()).Format("2006-01-02 15:04"))
	}
	if n := r.Night; n != nil {
		fmt.Fprintf(w, "night    %s on %s\n", n.Severity, n.At.In(vietnam()).Format("2006-01-02 15:04"))
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range r.Visible() {
		id := "health." + string(c.Code)
		fmt.Fprintf(table, "%s\t%s\t%s. %s\n", c.Severity, c.Code, texts.Text(lang, id+".says"), texts.Text(lang, id+".do"))
	}
	return table.Flush()
}
