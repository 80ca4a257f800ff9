package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"text/tabwriter"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
)

// contentCommand checks a content folder or lists what a pack holds.
func contentCommand(env Env, args []string) error {
	if len(args) == 0 {
		return usageError{"content needs check, list or overdue"}
	}
	switch args[0] {
	case "check":
		return contentCheck(env, args[1:])
	case "list":
		return contentList(env, args[1:])
	case "overdue":
		return contentOverdue(env, args[1:])
	}
	return usageError{fmt.Sprintf("content has no %q, only check, list and overdue", args[0])}
}

// contentCheck prints every problem of a folder, one a line. A folder that holds
// nothing of a pack is one of a ward, whose addresses lead to the hosts of the
// built-in pack.
func contentCheck(env Env, args []string) error {
	if len(args) != 1 {
		return usageError{"content check needs one folder"}
	}
	dir := args[0]
	fsys, err := contentFolder(dir)
	if err != nil {
		return err
	}
	var pack *content.Pack
	var ward content.Ward
	isPack := content.IsPack(fsys)
	if isPack {
		if pack, err = content.Load(fsys, assets.Icons()...); err == nil {
			ward = pack.Ward
		}
	} else if pack, err = content.Load(assets.Content(), assets.Icons()...); err == nil {
		ward, err = content.LoadWard(fsys, pack.Hosts)
	}
	if problems := content.Problems(err); len(problems) > 0 {
		for _, problem := range problems {
			fmt.Fprintln(env.Stdout, problem)
		}
		return fmt.Errorf("%s: problems found: %d", dir, len(problems))
	}
	if err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	if isPack {
		fmt.Fprintf(env.Stdout, "%s: no problems; %d lessons, %d services in %d groups, %d hotlines; of the ward %s\n",
			dir, len(pack.Lessons), len(pack.Services), len(pack.Groups), len(pack.Hotlines), wardCount(ward))
		return nil
	}
	fmt.Fprintf(env.Stdout, "%s: no problems; a ward's folder with %s\n", dir, wardCount(ward))
	return nil
}

// wardCount says how much a ward tells.
func wardCount(w content.Ward) string {
	network := "no Wi-Fi"
	if !w.WiFi.Empty() {
		network = "Wi-Fi"
	}
	return fmt.Sprintf("%d announcements, %d sessions, %d residential groups, %s",
		len(w.Announcements), len(w.Sessions), len(w.ResidentialGroups), network)
}

// contentList prints what a folder, or the built-in pack, holds.
func contentList(env Env, args []string) error {
	flags := flag.NewFlagSet("content list", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	asJSON := flags.Bool("json", false, "")
	pack, err := parsePack(flags, args)
	switch {
	case err != nil:
		return err
	case *asJSON:
		return writeListJSON(env.Stdout, pack)
	}
	return writeList(env.Stdout, pack)
}

// contentOverdue prints what has to be checked anew by a day, the longest overdue
// first. It is no error that there is some.
func contentOverdue(env Env, args []string) error {
	flags := flag.NewFlagSet("content overdue", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	on := time.Now()
	flags.Func("on", "", func(text string) (err error) {
		if on, err = time.Parse(time.DateOnly, text); err != nil {
			return errors.New("use a day such as 2026-12-31")
		}
		return nil
	})
	pack, err := parsePack(flags, args)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "DUE\tCHECKED\tKIND\tID\tTITLE")
	for _, e := range pack.Overdue(on) {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n",
			e.Due.Format(time.DateOnly), e.Checked.Format(time.DateOnly), e.Kind, e.ID, e.Title.Vi)
	}
	return table.Flush()
}

// parsePack parses the flags of a command and loads the one folder named beside
// them, or the built-in pack.
func parsePack(flags *flag.FlagSet, args []string) (*content.Pack, error) {
	folders, err := parseMixed(flags, args)
	if err != nil {
		return nil, usageError{flags.Name() + ": " + err.Error()}
	}
	fsys := assets.Content()
	switch len(folders) {
	case 0:
	case 1:
		if fsys, err = contentFolder(folders[0]); err != nil {
			return nil, err
		}
	default:
		return nil, usageError{flags.Name() + " takes one folder at most"}
	}
	return content.Load(fsys, assets.Icons()...)
}

// parseMixed parses flags that may stand before or after the other arguments,
// and returns the others.
func parseMixed(flags *flag.FlagSet, args []string) (others []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if flags.NArg() == 0 {
			return others, nil
		}
		others = append(others, flags.Arg(0))
		args = flags.Args()[1:]
	}
}

func contentFolder(dir string) (fs.FS, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s: not a folder", dir)
	}
	return os.DirFS(dir), nil
}

type lessonEntry struct {
	ID       string      `json:"id"`
	Title    locale.Text `json:"title"`
	Steps    int         `json:"steps"`
	Practice int         `json:"practice"`
	Source   string      `json:"source"`
	Checked  string      `json:"checked"`
}

type serviceEntry struct {
	ID      string      `json:"id"`
	Group   string      `json:"group"`
	Title   locale.Text `json:"title"`
	Address string      `json:"address"`
	Code    string      `json:"code"`
	Source  string      `json:"source"`
	Checked string      `json:"checked"`
}

func writeListJSON(w io.Writer, pack *content.Pack) error {
	list := struct {
		Lessons  []lessonEntry  `json:"lessons"`
		Services []serviceEntry `json:"services"`
	}{[]lessonEntry{}, []serviceEntry{}}
	for _, l := range pack.Lessons {
		list.Lessons = append(list.Lessons, lessonEntry{
			l.ID, l.Title, len(l.Steps), l.Practice(), l.Source, l.Checked.Format(time.DateOnly)})
	}
	for _, s := range pack.Services {
		list.Services = append(list.Services, serviceEntry{
			s.ID, s.Group, s.Title, s.Address, s.Code, s.Source, s.Checked.Format(time.DateOnly)})
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(list)
}

func writeList(w io.Writer, pack *content.Pack) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "LESSON\tTITLE\tSTEPS\tPRACTICE\tCHECKED")
	for _, l := range pack.Lessons {
		fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%s\n",
			l.ID, l.Title.Vi, len(l.Steps), l.Practice(), l.Checked.Format(time.DateOnly))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(table, "\nSERVICE\tTITLE\tCODE\tCERTAINTY\tCHECKED")
	for _, s := range pack.Services {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", s.ID, s.Title.Vi, s.Code, s.Certainty, s.Checked.Format(time.DateOnly))
	}
	return table.Flush()
}
