package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/content/pack"
	"github.com/diemcham/diemcham/packaging"
)

// packUsage has a line for each part of the command.
const packUsage = `pack new DIR --ward NAME
  kioskctl pack check DIR
  kioskctl pack preview DIR OUT
  kioskctl pack build DIR [-o FILE]
  kioskctl pack key new NAME [--password-file FILE]
  kioskctl pack sign FILE --key NAME.key [--password-file FILE] | pack sign FILE --signature FILE --pub KEY
  kioskctl pack verify FILE --pub KEY | pack verify FILE --config FILE
  kioskctl pack install PATH --config FILE [--data DIR]
  kioskctl pack status --config FILE [--data DIR] [--json]
  kioskctl pack rollback --config FILE [--data DIR]`

// packCommand makes content packs and installs them.
func packCommand(env Env, args []string) error {
	parts := map[string]func(Env, []string) error{
		"new": packNew, "check": packCheck, "preview": packPreview, "build": packBuild, "key": packKey, "sign": packSign,
		"verify": packVerify, "install": packInstall, "status": packStatus, "rollback": packRollback,
	}
	const all = "new, check, preview, build, key, sign, verify, install, status or rollback"
	if len(args) == 0 {
		return usageError{"pack needs " + all}
	}
	part, ok := parts[args[0]]
	if !ok {
		return usageError{fmt.Sprintf("pack has no %q, only %s", args[0], all)}
	}
	return part(env, args[1:])
}

// packFlags parses what stands behind a part of the command; want names the other
// arguments.
func packFlags(part string, set *flag.FlagSet, args []string, want ...string) ([]string, error) {
	set.SetOutput(io.Discard)
	others, err := parseMixed(set, args)
	switch {
	case err != nil:
		return nil, usageError{"pack " + part + ": " + err.Error()}
	case len(others) != len(want) && len(want) == 0:
		return nil, usageError{fmt.Sprintf("pack %s: unexpected argument %q", part, others[0])}
	case len(others) != len(want):
		return nil, usageError{fmt.Sprintf("pack %s needs %s", part, strings.Join(want, " and "))}
	}
	return others, nil
}

func newPackFlags(part string) *flag.FlagSet {
	return flag.NewFlagSet("pack "+part, flag.ContinueOnError)
}

// packNew makes a folder to build packs of: the built-in content, and the ward's
// folder with its explanations.
func packNew(env Env, args []string) error {
	set := newPackFlags("new")
	ward := set.String("ward", "", "")
	others, err := packFlags("new", set, args, "a folder")
	if err != nil {
		return err
	}
	if *ward == "" {
		return usageError{"pack new needs --ward, the ward's short name, such as viet-hung"}
	}
	if err := pack.CheckWard(*ward); err != nil {
		return usageError{"pack new: --ward: " + err.Error()}
	}
	dir := others[0]
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s: not empty; name a new folder", dir)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.CopyFS(dir, assets.Content()); err != nil {
		return err
	}
	if err := addTemplate(filepath.Join(dir, "ward")); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, pack.FolderFile), []byte(pack.FolderText(*ward)), 0o644); err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "%s: a content folder of %s; edit the files in %s, then: kioskctl pack check %s\n", dir, *ward, filepath.Join(dir, "ward"), dir)
	return nil
}

// addTemplate puts the explanations of the template above what the built-in content
// tells of every ward.
func addTemplate(dir string) error {
	return fs.WalkDir(packaging.Ward(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(packaging.Ward(), name)
		if err != nil {
			return err
		}
		file := filepath.Join(dir, name)
		builtIn, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if len(builtIn) > 0 {
			text = slices.Concat(text, []byte("\n"), builtIn)
		}
		return os.WriteFile(file, text, 0o644)
	})
}

// checkFolder prints everything that is wrong with a folder, one problem a line.
func checkFolder(env Env, dir string) (*content.Pack, pack.Folder, error) {
	fsys, err := contentFolder(dir)
	if err != nil {
		return nil, pack.Folder{}, err
	}
	if !content.IsPack(fsys) {
		return nil, pack.Folder{}, fmt.Errorf("%s: not a content folder, as kioskctl pack new makes them; if this is the ward's part of one, name the folder above it", dir)
	}
	loaded, folder, err := pack.Check(fsys, assets.Icons()...)
	return loaded, folder, told(env, dir, err)
}

// told prints the problems in an error and returns how many there are.
func told(env Env, dir string, err error) error {
	problems := content.Problems(err)
	if len(problems) == 0 {
		if err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		return nil
	}
	for _, problem := range problems {
		fmt.Fprintln(env.Stdout, problem)
	}
	return fmt.Errorf("%s: problems found: %d", dir, len(problems))
}

func packCheck(env Env, args []string) error {
	others, err := packFlags("check", newPackFlags("check"), args, "a folder")
	if err != nil {
		return err
	}
	loaded, folder, err := checkFolder(env, others[0])
	if err != nil {
		return err
	}
	for _, doubt := range doubts(loaded, time.Now()) {
		fmt.Fprintln(env.Stdout, "look again: "+doubt)
	}
	fmt.Fprintf(env.Stdout, "%s: no problems; of %s, %d lessons, %d services, %s\n",
		others[0], folder.Ward, len(loaded.Lessons), len(loaded.Services), wardCount(loaded.Ward))
	return nil
}

func packBuild(env Env, args []string) error {
	set := newPackFlags("build")
	out := set.String("o", "", "")
	others, err := packFlags("build", set, args, "a folder")
	if err != nil {
		return err
	}
	dir := others[0]
	if _, err := contentFolder(dir); err != nil {
		return err
	}
	file, m, err := pack.Build(dir, *out, time.Now(), assets.Icons()...)
	if err != nil {
		return told(env, dir, err)
	}
	fmt.Fprintf(env.Stdout, "%s: version %d of %s, %d files; now: kioskctl pack sign %s --key …\n", file, m.Version, m.Ward, len(m.Files), file)
	return nil
}
