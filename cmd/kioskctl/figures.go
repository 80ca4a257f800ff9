package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/stick"
	"github.com/diemcham/diemcham/store/figures"
)

const figuresUsage = "figures [--day DAY | --week DAY] [--xlsx FILE] [--data DIR]"

// figuresCommand shows the figures of a day or a week, as staff see them. What follows
// figures otherwise is what the system calls when a stick is plugged in.
func figuresCommand(env Env, args []string) error {
	if len(args) > 0 {
		if do, ok := map[string]func(env Env, args []string) error{"wanted": figuresWanted, "save": saveFigures, "tell": tellFigures}[args[0]]; ok {
			return do(env, args[1:])
		}
	}
	flags := flag.NewFlagSet("figures", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	data := flags.String("data", config.DefaultData, "")
	day := flags.String("day", "", "")
	week := flags.String("week", "", "")
	xlsx := flags.String("xlsx", "", "")
	if err := flags.Parse(args); err != nil {
		return usageError{"figures: " + err.Error()}
	}
	if flags.NArg() > 0 || *day != "" && *week != "" {
		return usageError{"figures needs one day or one week, such as --day 2026-11-29"}
	}
	period := figures.Day(time.Now().In(vietnam()))
	for _, wish := range []struct {
		day string
		of  func(time.Time) figures.Period
	}{{*day, figures.Day}, {*week, figures.Week}} {
		if wish.day == "" {
			continue
		}
		t, err := time.ParseInLocation(time.DateOnly, wish.day, vietnam())
		if err != nil {
			return usageError{fmt.Sprintf("figures: %q is not a day; write it as 2026-11-29", wish.day)}
		}
		period = wish.of(t)
	}
	reader, err := openRequests(*data, env.log())
	if err != nil {
		return err
	}
	defer reader.Close()
	requests, err := reader.Requests()
	if err != nil {
		return err
	}
	learned, err := reader.CardEvents()
	if err != nil {
		return err
	}
	texts, err := locale.Load(assets.Strings())
	if err != nil {
		return err
	}
	pack, err := content.Load(assets.Content(), assets.Icons()...)
	if err != nil {
		return err
	}
	tables := figures.Of(period, requests, learned).Tables(texts, figures.Names{Lesson: func(id string) string {
		lesson, _ := pack.Lesson(id)
		return lesson.Title.In(locale.Vi)
	}})
	if *xlsx != "" {
		file, err := figures.XLSX(texts, "", period, tables)
		if err != nil {
			return err
		}
		return os.WriteFile(*xlsx, file, 0o600)
	}
	return printFigures(env.Stdout, texts, period, tables)
}

func printFigures(w io.Writer, texts *locale.Catalogue, period figures.Period, tables []figures.Table) error {
	fmt.Fprintln(w, period.Says(texts))
	for _, t := range tables {
		fmt.Fprintf(w, "\n%s\n", t.Title)
		table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, line := range t.Lines(texts) {
			fmt.Fprintf(table, "  %s\t%s\n", line.Name, line.Text)
		}
		if err := table.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// spool reads what follows wanted, save and tell.
func spool(what string, args []string, words int) (stick.Spool, []string, error) {
	flags := flag.NewFlagSet("figures "+what, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	data := flags.String("data", config.DefaultData, "")
	rest, err := parseMixed(flags, args)
	if err != nil || len(rest) != words {
		return stick.Spool{}, nil, usageError{"figures " + what + " is called by install-from-stick"}
	}
	return stick.Open(*data, time.Now), rest, nil
}

// figuresWanted ends with 0 if staff wait for a stick.
func figuresWanted(_ Env, args []string) error {
	s, _, err := spool("wanted", args, 0)
	switch {
	case err != nil:
		return err
	case !s.Wanted():
		return exitError(1)
	}
	return nil
}

// saveFigures copies what is offered onto a stick, and prints what became of it.
func saveFigures(env Env, args []string) error {
	s, rest, err := spool("save", args, 1)
	if err != nil {
		return err
	}
	result, err := s.Save(rest[0])
	if _, printErr := fmt.Fprintln(env.Stdout, result); err == nil {
		err = printErr
	}
	if err != nil {
		return fmt.Errorf("save figures on %s: %w", rest[0], err)
	}
	return nil
}

// tellFigures says what became of it, once the stick is not mounted any more.
func tellFigures(_ Env, args []string) error {
	s, rest, err := spool("tell", args, 1)
	if err != nil {
		return err
	}
	if !slices.Contains(stick.Results(), stick.Result(rest[0])) {
		return errors.Join(s.Tell(stick.Failed), fmt.Errorf("%q is nothing that can become of saving figures", rest[0]))
	}
	return s.Tell(stick.Result(rest[0]))
}
