package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"

	"github.com/diemcham/diemcham/kiosk/config"
)

// settings is what holds on a kiosk, as the kiosk itself reads it, and which file
// its printer and its scanner are from.
type settings struct {
	config.Config
	printerFrom, scannerFrom string
	screen                   error // why what was set on the screen is not used
}

// loadSettings reads the settings file and what staff set on the screen of the kiosk
// with that data folder. What cannot be used of the latter is told; then the file
// holds, as it does on the kiosk.
func loadSettings(env Env, file, data string) (settings, error) {
	c, err := loadSite(file, data)
	if err != nil {
		return settings{}, err
	}
	devices, err := config.LoadDevices(data)
	if err != nil {
		fmt.Fprintf(env.Stderr, "kioskctl: not used, so that %s holds: %v\n", file, err)
	}
	s := settings{Config: c.With(devices), printerFrom: file, scannerFrom: file, screen: err}
	screen := filepath.Join(data, config.DevicesFile) + ", set on the kiosk's screen"
	if devices.Printer != nil {
		s.printerFrom = screen
	}
	if devices.Scanner != nil {
		s.scannerFrom = screen
	}
	return s, nil
}

// loadSite reads the settings file and what was said when the kiosk with that data
// folder was set up.
func loadSite(file, data string) (config.Config, error) {
	c, site, err := loadBoth(file, data)
	return c.At(site), err
}

// loadBoth reads the settings file and what was said when the kiosk was set up.
func loadBoth(file, data string) (c config.Config, site config.Site, err error) {
	if c, err = config.Load(file); err != nil {
		return config.Config{}, config.Site{}, fmt.Errorf("the settings cannot be used:\n%w", err)
	}
	if site, _, err = config.LoadSite(data); err != nil {
		return config.Config{}, config.Site{}, fmt.Errorf("what was said when the kiosk was set up cannot be used:\n%w", err)
	}
	return c, site, nil
}

// settingsCommand says which printer and which scanner the kiosk uses, and why.
func settingsCommand(env Env, args []string) error {
	set := flag.NewFlagSet("settings", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	file, data := set.String("config", "", ""), set.String("data", config.DefaultData, "")
	if err := set.Parse(args); err != nil {
		return usageError{"settings: " + err.Error()}
	}
	switch {
	case set.NArg() > 0:
		return usageError{fmt.Sprintf("settings: unexpected argument %q", set.Arg(0))}
	case *file == "":
		return usageError{"settings needs --config, such as /etc/diemcham/kiosk.toml"}
	}
	s, err := loadSettings(env, *file, *data)
	if err != nil {
		return err
	}
	site, _, err := config.LoadSite(*data)
	if err != nil {
		return err
	}
	from := func(said bool) string {
		if said {
			return filepath.Join(*data, config.SiteFile) + ", said when the kiosk was set up"
		}
		return *file
	}
	hub := s.Hub.URL
	if hub == "" {
		hub = "none"
	}
	for _, line := range []struct{ what, value, from string }{
		{"printer", describePrinter(s.Printer, *data), s.printerFrom},
		{"scanner", describeScanner(s.Scanner), s.scannerFrom},
		{"place", s.Place.Name.Vi + ", " + s.Place.Ward.Vi, from(site.Place != nil)},
		{"kiosk", fmt.Sprintf("%s, letter %s", s.Kiosk.ID, s.Kiosk.Letter), from(site.Kiosk != nil)},
		{"panel", fmt.Sprintf("%d mm wide", s.Panel.WidthMM), from(site.Panel != nil)},
		{"hub", hub, from(site.Hub != nil)},
	} {
		fmt.Fprintf(env.Stdout, "%-9s %s\n          from %s\n", line.what, line.value, line.from)
	}
	if s.screen != nil {
		return errors.New("what was set on the kiosk's screen is not used")
	}
	return nil
}

func describePrinter(p config.Printer, data string) string {
	switch p.Kind {
	case config.FilePrinter:
		return "none: slips become pictures in " + slipFolder(p, data)
	case config.IPPPrinter:
		return fmt.Sprintf("%s, sheets of %s", p.Address, p.Paper)
	}
	return fmt.Sprintf("%s, %s: %s", p.Address, p.Model, described(p.Receipt))
}

// slipFolder is where a kiosk without a printer puts its slips.
func slipFolder(p config.Printer, data string) string {
	if p.Folder != "" {
		return p.Folder
	}
	return filepath.Join(data, "slips")
}

func describeScanner(s config.Scanner) string {
	switch s.Device {
	case "":
		return "none"
	case config.KeyboardScanner:
		return "one that acts as a keyboard"
	}
	return s.Device
}
