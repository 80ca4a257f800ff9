package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content/pack"
	"github.com/diemcham/diemcham/kiosk/locale"
)

// packSettings is what the settings of a kiosk say of packs.
type packSettings = config.Content

func readPackSettings(file string) (packSettings, error) {
	settings, err := config.Load(file)
	if err != nil {
		return packSettings{}, fmt.Errorf("the settings cannot be used:\n%w", err)
	}
	if len(settings.Content.Keys) == 0 {
		return packSettings{}, fmt.Errorf("%s: this kiosk takes no packs: content.keys is empty; put the line there that kioskctl pack key new printed", file)
	}
	return settings.Content, nil
}

// openPacks opens the packs of the kiosk whose settings and data are named in the
// arguments.
func openPacks(part string, args []string, want ...string) (store *pack.Store, others []string, asJSON bool, err error) {
	set := newPackFlags(part)
	configFile, data := set.String("config", "", ""), set.String("data", config.DefaultData, "")
	if part == "status" {
		set.BoolVar(&asJSON, "json", false, "")
	}
	if others, err = packFlags(part, set, args, want...); err != nil {
		return nil, nil, false, err
	}
	if *configFile == "" {
		return nil, nil, false, usageError{"pack " + part + " needs --config, such as /etc/diemcham/kiosk.toml: it says which packs this kiosk takes"}
	}
	settings, err := readPackSettings(*configFile)
	if err != nil {
		return nil, nil, false, err
	}
	store, err = pack.Open(*data, pack.Options{Keys: settings.Keys, Ward: settings.PackWard, Icons: assets.Icons(), Now: time.Now})
	return store, others, asJSON, err
}

// refusal tells why a pack was refused, for staff too.
func refusal(env Env, what string, err error) error {
	var refused *pack.Refusal
	if errors.As(err, &refused) {
		texts, loadErr := locale.Load(assets.Strings())
		if loadErr != nil {
			return loadErr
		}
		fmt.Fprintln(env.Stderr, texts.Text(locale.Vi, "pack.refused."+string(refused.Reason)))
	}
	return fmt.Errorf("%s: %w", what, err)
}

// packInstall installs a pack, or the newest one on a stick.
func packInstall(env Env, args []string) error {
	store, others, _, err := openPacks("install", args, "a pack or a folder with packs")
	if err != nil {
		return err
	}
	m, passed, err := store.InstallFrom(others[0])
	for _, other := range passed {
		fmt.Fprintf(env.Stderr, "passed over: %v\n", refusal(env, other.File, other.Err))
	}
	switch {
	case errors.Is(err, pack.ErrNoPack):
		return fmt.Errorf("%s: %w", others[0], err)
	case err != nil:
		return refusal(env, others[0], err)
	}
	fmt.Fprintf(env.Stdout, "version %d of %s is installed; a running kiosk shows it as soon as nobody is using it\n", m.Version, m.Ward)
	return nil
}

// packRollback goes back to what was shown before the last pack.
func packRollback(env Env, args []string) error {
	store, _, _, err := openPacks("rollback", args)
	if err != nil {
		return err
	}
	before, err := store.Status()
	if err != nil {
		return err
	}
	state, err := store.Undo()
	if err != nil {
		return refusal(env, "rollback", err)
	}
	fmt.Fprintf(env.Stdout, "from version %d back to %s; %d is refused from now on, a newer one is not\n", before.Current, versionText(state.Current), before.Current)
	return nil
}

// packReport is what pack status prints.
type packReport struct {
	pack.Status
	Shown  uint64   `json:"shown"` // differs from Current if that cannot be used
	Faults []string `json:"faults"`
}

func packStatus(env Env, args []string) error {
	store, _, asJSON, err := openPacks("status", args)
	if err != nil {
		return err
	}
	status, err := store.Status()
	if err != nil {
		return err
	}
	loaded := store.Current()
	report := packReport{Status: status, Shown: loaded.Version, Faults: []string{}}
	for _, fault := range loaded.Faults {
		report.Faults = append(report.Faults, fault.Error())
	}
	if asJSON {
		encoder := json.NewEncoder(env.Stdout)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		return encoder.Encode(report)
	}
	fmt.Fprintf(env.Stdout, "packs in %s\nshown: %s\n", store.Folder(), versionText(report.Shown))
	if status.CanUndo() {
		fmt.Fprintf(env.Stdout, "before it: %s; kioskctl pack rollback goes back\n", versionText(status.Previous))
	}
	if status.Undone != 0 {
		fmt.Fprintf(env.Stdout, "gone back from: version %d\n", status.Undone)
	}
	if last := status.Last; last != nil {
		fmt.Fprintf(env.Stdout, "last: %s, %s\n", last.At.In(time.FixedZone("ICT", 7*60*60)).Format("2006-01-02 15:04"), lastText(*last))
	}
	for _, fault := range report.Faults {
		fmt.Fprintln(env.Stdout, fault)
	}
	if len(report.Faults) > 0 {
		return errors.New("a pack on this kiosk is damaged; install it again")
	}
	return nil
}

// lastText says how the last installation or undo ended.
func lastText(last pack.Result) string {
	which := versionText(last.Version)
	switch {
	case last.Undo && last.Reason == pack.Done:
		return "gone back from " + which
	case last.Undo:
		return "not gone back: " + last.Detail
	case last.Reason == pack.Done && last.Passed != "":
		return which + " installed; another pack was passed over: " + string(last.Passed)
	case last.Reason == pack.Done:
		return which + " installed"
	case last.Version == 0:
		return "a pack not installed: " + last.Detail
	}
	return which + " not installed: " + last.Detail
}

func versionText(version uint64) string {
	if version == 0 {
		return "the built-in content"
	}
	return fmt.Sprintf("version %d", version)
}
