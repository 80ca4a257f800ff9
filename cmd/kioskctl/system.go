package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/diemcham/diemcham/kiosk/content/pack"
	"github.com/diemcham/diemcham/kiosk/system"
)

const systemUsage = `system status [--json]
  kioskctl system install PATH [--again]
  kioskctl system back
  kioskctl system pending
  kioskctl system build --root FILE --kernel FILE --initrd FILE --version VERSION --made MINUTE [--options TEXT] --key NAME.key [--password-file FILE] -o FILE
  kioskctl system verify FILE --pub KEY
  kioskctl system sign FILE --key NAME.key [--password-file FILE]`

// Where a machine that was made from an image has what this command needs.
const (
	systemKey   = "/usr/lib/diemcham-system/system.pub"
	systemBoot  = "/efi"
	systemSlots = "/dev/disk/by-partlabel"
)

// systemCommand keeps the two systems of a machine that was made from an image.
func systemCommand(env Env, args []string) error {
	parts := map[string]func(Env, string, []string) error{
		"status": systemStatus, "install": systemInstall, "back": systemBack, "pending": systemPending,
		"build": systemBuild, "verify": systemVerify, "sign": systemSign,
	}
	if len(args) == 0 {
		return usageError{"system needs status, install, back, pending, build, verify or sign"}
	}
	part, ok := parts[args[0]]
	if !ok {
		return usageError{fmt.Sprintf("system has no %q, only status, install, back, pending, build, verify and sign", args[0])}
	}
	return part(env, args[0], args[1:])
}

// systemFlags parses what stands behind a part of the command, which takes that many
// other arguments.
func systemFlags(part string, set *flag.FlagSet, args []string, want int) ([]string, error) {
	set.SetOutput(io.Discard)
	others, err := parseMixed(set, args)
	switch {
	case err != nil:
		return nil, usageError{"system " + part + ": " + err.Error()}
	case len(others) < want:
		return nil, usageError{"system " + part + " needs a file"}
	case len(others) > want:
		return nil, usageError{fmt.Sprintf("system %s: unexpected argument %q", part, others[want])}
	}
	return others, nil
}

// arch is what Debian calls the kind of machine that this program was built for.
func arch() string {
	return runtime.GOARCH // amd64 and arm64 have one name in both
}

// systemMachine parses what is left of a command line. It returns the machine that is
// meant, which is this one unless flags name another, and the files.
func systemMachine(part string, set *flag.FlagSet, args []string, want int) (m system.Machine, files []string, err error) {
	set.StringVar(&m.Boot, "boot", systemBoot, "")
	set.StringVar(&m.Slots, "slots", systemSlots, "")
	set.StringVar(&m.Running, "running", "", "")
	first := set.Bool("first", false, "")
	if files, err = systemFlags(part, set, args, want); err != nil {
		return m, nil, err
	}
	m.Arch = arch()
	if m.Running == "" && !*first {
		cmdline, err := os.ReadFile("/proc/cmdline")
		if err != nil {
			return m, nil, err
		}
		if m.Running = system.RunningSlot(string(cmdline)); m.Running == "" {
			return m, nil, errors.New("this machine was not made from an image: it has one system, which apt keeps")
		}
	}
	return m, files, nil
}

func systemStatus(env Env, part string, args []string) error {
	set := flag.NewFlagSet("system", flag.ContinueOnError)
	asJSON := set.Bool("json", false, "")
	m, _, err := systemMachine(part, set, args, 0)
	if err != nil {
		return err
	}
	slots, err := m.Status()
	if err != nil {
		return err
	}
	if *asJSON {
		return json.NewEncoder(env.Stdout).Encode(slots)
	}
	next := system.Next(slots)
	for _, slot := range slots {
		if slot.System == nil {
			fmt.Fprintf(env.Stdout, "slot %s: empty\n", slot.Name)
			continue
		}
		var says []string
		if slot.Running {
			says = append(says, "runs")
		}
		switch {
		case slot.Failed():
			says = append(says, "was tried and did not show the kiosk")
		case slot.Trying:
			says = append(says, fmt.Sprintf("new: tried %d times more, then the machine goes back", slot.Left))
		}
		if slot.Name == next.Name && !slot.Running {
			says = append(says, "starts next time")
		}
		if len(says) == 0 {
			says = append(says, "the one of before")
		}
		fmt.Fprintf(env.Stdout, "slot %s: %s; %s\n", slot.Name, slot.System, strings.Join(says, "; "))
	}
	return nil
}

func systemInstall(env Env, part string, args []string) error {
	set := flag.NewFlagSet("system", flag.ContinueOnError)
	pub, again := set.String("pub", systemKey, ""), set.Bool("again", false, "")
	m, files, err := systemMachine(part, set, args, 1)
	if err != nil {
		return err
	}
	keys, err := publicKeys(*pub)
	if err != nil {
		return err
	}
	installed, err := m.Install(files[0], keys, *again)
	switch {
	case errors.Is(err, system.ErrInstalled):
		fmt.Fprintln(env.Stdout, err)
		return nil
	case err != nil:
		return err
	}
	fmt.Fprintf(env.Stdout, "system %s is installed; it is used from the next start on, which comes at night or with \"systemctl reboot\"\n", installed)
	return nil
}

func systemBack(env Env, part string, args []string) error {
	m, _, err := systemMachine(part, flag.NewFlagSet("system", flag.ContinueOnError), args, 0)
	if err != nil {
		return err
	}
	to, err := m.Back()
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "system %s is used from the next start on: systemctl reboot\n", to)
	return nil
}

// systemPending ends with 0 if the next start is one with another system, and with 1 if
// not, for the service that starts the machine anew at night.
func systemPending(_ Env, part string, args []string) error {
	m, _, err := systemMachine(part, flag.NewFlagSet("system", flag.ContinueOnError), args, 0)
	if err != nil {
		return err
	}
	slots, err := m.Status()
	if err != nil {
		return err
	}
	if next := system.Next(slots); next.System == nil || next.Running {
		return exitError(1)
	}
	return nil
}

func systemBuild(env Env, part string, args []string) error {
	set := flag.NewFlagSet("system", flag.ContinueOnError)
	var from system.Files
	var m system.Manifest
	set.StringVar(&from.Root, "root", "", "")
	set.StringVar(&from.Kernel, "kernel", "", "")
	set.StringVar(&from.Initrd, "initrd", "", "")
	set.StringVar(&m.Version, "version", "", "")
	set.Uint64Var(&m.Made, "made", 0, "")
	set.StringVar(&m.Options, "options", "", "")
	set.StringVar(&m.Arch, "arch", arch(), "")
	out := set.String("o", "", "")
	key, passwordFile := set.String("key", "", ""), set.String("password-file", "", "")
	if _, err := systemFlags(part, set, args, 0); err != nil {
		return err
	}
	for name, value := range map[string]string{"root": from.Root, "kernel": from.Kernel, "initrd": from.Initrd, "o": *out, "key": *key} {
		if value == "" {
			return usageError{"system build needs -" + name}
		}
	}
	secret, err := openSecretKey(env, *key, *passwordFile)
	if err != nil {
		return err
	}
	if err := system.Build(*out, m, from, secret, time.Now()); err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "%s: system %s, signed\n", *out, m)
	return nil
}

func openSecretKey(env Env, file, passwordFile string) (pack.SecretKey, error) {
	password, err := askPassword(env, passwordFile, false)
	if err != nil {
		return pack.SecretKey{}, err
	}
	return pack.OpenKey(file, password)
}

func systemVerify(env Env, part string, args []string) error {
	set := flag.NewFlagSet("system", flag.ContinueOnError)
	pub, kind := set.String("pub", systemKey, ""), set.String("arch", arch(), "")
	others, err := systemFlags(part, set, args, 1)
	if err != nil {
		return err
	}
	keys, err := publicKeys(*pub)
	if err != nil {
		return err
	}
	m, err := system.Verify(others[0], *kind, keys)
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "%s: whole and signed; system %s\n", others[0], m)
	return nil
}

// systemSign signs any file, such as the sums of an image, in the way of minisign.
func systemSign(env Env, part string, args []string) error {
	set := flag.NewFlagSet("system", flag.ContinueOnError)
	key, passwordFile := set.String("key", "", ""), set.String("password-file", "", "")
	others, err := systemFlags(part, set, args, 1)
	if err != nil {
		return err
	}
	if *key == "" {
		return usageError{"system sign needs --key"}
	}
	secret, err := openSecretKey(env, *key, *passwordFile)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(others[0])
	if err != nil {
		return err
	}
	return os.WriteFile(others[0]+".minisig", secret.Sign(text, "image of Điểm Chạm", time.Now()), 0o644)
}
