package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/store/roster"
	"github.com/diemcham/diemcham/store/seal"
)

const staffUsage = "staff add NAME --role clerk|lead|technician | staff reset NAME | staff reset --all | staff remove NAME | staff list [--json], each with [--data DIR]"

// staffFlags is what the staff commands are told.
type staffFlags struct {
	name string
	role roster.Role
	all  bool
	json bool
}

// staffCommand keeps the list of who may open staff mode. PINs are read from standard
// input, so that they never stand in a list of processes or a shell's history.
func staffCommand(env Env, args []string) error {
	if len(args) == 0 {
		return usageError{"staff needs add, reset, remove or list"}
	}
	do, ok := map[string]func(Env, *roster.Roster, staffFlags) error{
		"add": addStaff, "reset": resetStaff, "remove": removeStaff, "list": listStaff,
	}[args[0]]
	if !ok {
		return usageError{fmt.Sprintf("staff: no %q; it needs add, reset, remove or list", args[0])}
	}
	var o staffFlags
	set := flag.NewFlagSet("staff "+args[0], flag.ContinueOnError)
	set.SetOutput(io.Discard)
	data := set.String("data", config.DefaultData, "")
	switch args[0] {
	case "add":
		set.Func("role", "", func(s string) error { o.role = roster.Role(s); return nil })
	case "reset":
		set.BoolVar(&o.all, "all", false, "")
	case "list":
		set.BoolVar(&o.json, "json", false, "")
	}
	rest, err := parseMixed(set, args[1:])
	if err != nil {
		return usageError{set.Name() + ": " + err.Error()}
	}
	names := 1
	if set.Name() == "staff list" || o.all {
		names = 0
	}
	switch {
	case names == 1 && len(rest) == 0:
		return usageError{set.Name() + " needs a name, such as \"Cán bộ 1\""}
	case len(rest) > names:
		return usageError{fmt.Sprintf("%s: %q is not understood; a PIN is typed when it is asked for, and a name of several words stands in quotation marks", set.Name(), rest[names])}
	case set.Name() == "staff add" && o.role == "":
		return usageError{"staff add needs --role: clerk, lead or technician"}
	case names == 1:
		o.name = rest[0]
	}
	if _, err := os.Stat(*data); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no data folder %s: start the kiosk once, or name its folder with --data", *data)
	}
	err = do(env, roster.Open(*data, roster.Options{}), o)
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%w; run this as root, or as the user who runs the kiosk", err)
	}
	return err
}

func addStaff(env Env, r *roster.Roster, o staffFlags) error {
	ask := newAsker(env)
	by, err := vouch(r, o.role, ask)
	if err != nil {
		return err
	}
	defer by.Wipe()
	pin, err := ask.newPIN()
	if err != nil {
		return err
	}
	if err := r.Add(roster.Member{Name: o.name, Role: o.role}, pin, by); err != nil {
		return fmt.Errorf("nobody is added: %w", err)
	}
	fmt.Fprintf(env.Stdout, "%s may open staff mode as %s\n", o.name, o.role)
	return nil
}

func resetStaff(env Env, r *roster.Roster, o staffFlags) error {
	ask := newAsker(env)
	if o.all {
		return startOver(env, r, ask)
	}
	member, err := r.Member(o.name)
	if err != nil {
		return err
	}
	by, err := vouch(r, member.Role, ask)
	if err != nil {
		return err
	}
	defer by.Wipe()
	pin, err := ask.newPIN()
	if err != nil {
		return err
	}
	if err := r.Reset(member.Name, pin, by); err != nil {
		return fmt.Errorf("the PIN is as it was: %w", err)
	}
	fmt.Fprintf(env.Stdout, "%s has another PIN\n", member.Name)
	return nil
}

// startOver is the way in for a site where nobody knows a PIN any more.
func startOver(env Env, r *roster.Roster, ask *asker) error {
	fmt.Fprintln(env.Stderr, "This takes away everybody who may open staff mode, and the site's key with them: "+
		"telephone numbers and notes of before can be read at the ward only.")
	answer, err := ask.line("Type yes to do it: ", false)
	if err != nil {
		return err
	}
	if answer != "yes" {
		return errors.New("the list is as it was")
	}
	if err := r.StartOver(); err != nil {
		return err
	}
	fmt.Fprintln(env.Stdout, "nobody may open staff mode now; kioskctl staff add begins a new list")
	return nil
}

func removeStaff(env Env, r *roster.Roster, o staffFlags) error {
	err := r.Remove(o.name)
	if errors.Is(err, roster.ErrLast) {
		return fmt.Errorf("%w: add another clerk or lead first, or take everybody away with kioskctl staff reset --all", err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "%s may not open staff mode any more\n", o.name)
	return nil
}

func listStaff(env Env, r *roster.Roster, o staffFlags) error {
	members, err := r.Members()
	if err != nil {
		return err
	}
	if o.json {
		encoder := json.NewEncoder(env.Stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(append([]roster.Member{}, members...))
	}
	for _, m := range members {
		fmt.Fprintf(env.Stdout, "%-10s  %s\n", m.Role, m.Name)
	}
	if len(members) == 0 {
		fmt.Fprintln(env.Stdout, "nobody; kioskctl staff add adds the first")
	}
	return nil
}

// vouch opens the site's key with the PIN of somebody who has it, where a member of
// that role is to get it. It is nil where it is not needed.
func vouch(r *roster.Roster, role roster.Role, ask *asker) (*roster.Key, error) {
	site, err := r.Site()
	if err != nil || len(site) == 0 || !role.OpensKey() {
		return nil, err
	}
	pin, err := ask.pin("PIN of a clerk or lead who is on the list, to hand on the site's key: ")
	if err != nil {
		return nil, err
	}
	entry, err := r.Enter(pin)
	switch {
	case err != nil:
		return nil, err
	case entry.Key == nil:
		return nil, errors.New("that is a technician's PIN, which does not open the site's key")
	}
	return entry.Key, nil
}

// asker asks for lines of standard input, without showing on a terminal what is typed.
type asker struct {
	env      Env
	in       *bufio.Reader
	terminal int // its file descriptor; -1 if there is none
}

func newAsker(env Env) *asker {
	a := &asker{env: env, in: bufio.NewReader(env.Stdin), terminal: -1}
	if in, isFile := env.Stdin.(*os.File); isFile && term.IsTerminal(int(in.Fd())) {
		a.terminal = int(in.Fd())
	}
	return a
}

func (a *asker) pin(prompt string) (seal.Secret, error) {
	line, err := a.line(prompt, true)
	return seal.Secret(line), err
}

// newPIN asks twice on a terminal, where nobody sees what they type.
func (a *asker) newPIN() (seal.Secret, error) {
	pin, err := a.pin("New PIN (6 to 8 digits): ")
	if err != nil || a.terminal < 0 {
		return pin, err
	}
	again, err := a.pin("Once more: ")
	if err == nil && again != pin {
		err = errors.New("the two PINs differ; nothing was changed")
	}
	return pin, err
}

func (a *asker) line(prompt string, secret bool) (string, error) {
	fmt.Fprint(a.env.Stderr, prompt)
	if secret && a.terminal >= 0 {
		typed, err := term.ReadPassword(a.terminal)
		fmt.Fprintln(a.env.Stderr)
		return strings.TrimSpace(string(typed)), err
	}
	line, err := a.in.ReadString('\n')
	if a.terminal < 0 {
		fmt.Fprintln(a.env.Stderr)
	}
	if err != nil && line == "" {
		return "", fmt.Errorf("read standard input: %w", err)
	}
	return strings.TrimSpace(line), nil
}
