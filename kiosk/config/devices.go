package config

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/BurntSushi/toml"
)

// DevicesFile is the name of the file, in the data folder, that holds [Devices].
const DevicesFile = "settings.toml"

// asideFile is what a DevicesFile that could not be used is called from then on.
const asideFile = DevicesFile + ".broken"

// Devices is what staff set on the kiosk's own screen. It holds over the settings
// file: the printer in place of the whole of its table, of the scanner nothing but
// the device. The zero value is that nothing was set.
type Devices struct {
	Printer *Printer // nil: not set
	Scanner *string  // the device; nil: not set
}

// With returns the settings with what staff set laid over them.
func (c Config) With(d Devices) Config {
	if d.Printer != nil {
		c.Printer = *d.Printer
	}
	if d.Scanner != nil {
		c.Scanner.Device = *d.Scanner
		c.Scanner.IDCards = c.Scanner.IDCards && c.Scanner.Serial()
	}
	return c
}

// LoadDevices reads what staff set on the screen of the kiosk with that data
// folder. That nothing was ever set is no error.
func LoadDevices(data string) (Devices, error) {
	name := filepath.Join(data, DevicesFile)
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return Devices{}, nil
	}
	if err != nil {
		return Devices{}, err
	}
	return ParseDevices(text, name)
}

// SetAside gives a file that cannot be used another name, in place of an earlier
// one, so that it can be looked into.
func SetAside(data string) error {
	return os.Rename(filepath.Join(data, DevicesFile), filepath.Join(data, asideFile))
}

// ParseDevices reads what staff set as strictly as [Parse] reads the settings;
// name is what problems call the file.
func ParseDevices(text []byte, name string) (Devices, error) {
	var tree map[string]any
	if _, err := toml.Decode(string(text), &tree); err != nil {
		return Devices{}, syntaxError(name, err)
	}
	if !bytes.HasSuffix(text, []byte(fileEnd)) {
		return Devices{}, cutOff(name)
	}
	var d Devices
	found := problems{file: name}
	root := &table{values: tree, problems: &found}
	d.read(root)
	root.close()
	if len(found.list) > 0 {
		return Devices{}, errors.Join(found.list...)
	}
	return d, nil
}

func (d *Devices) read(root *table) {
	if root.has("printer") {
		printer := Default().Printer
		printer.read(root.table("printer"))
		printer.validate(root.problems)
		d.Printer = &printer
	}
	if root.has("scanner") {
		var scanner Scanner
		t := root.table("scanner")
		t.string("device", &scanner.Device)
		t.close()
		scanner.validate(root.problems)
		d.Scanner = &scanner.Device
	}
}

// SaveDevices writes what staff set, in place of what they set before, and returns
// when it is on the disk. After a power cut there is the one or the other.
func SaveDevices(data string, d Devices) error {
	name := filepath.Join(data, DevicesFile)
	text, err := d.text()
	if err != nil {
		return err
	}
	if _, err := ParseDevices(text, name); err != nil {
		return err // which the kiosk would not read again
	}
	if err := keepFile(data, DevicesFile, text); err != nil {
		return err
	}
	// What could not be used is of no use any more.
	if err := os.Remove(filepath.Join(data, asideFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// HasAside reports whether what staff had set was set aside, and nothing set since.
func HasAside(data string) bool {
	_, err := os.Lstat(filepath.Join(data, asideFile))
	return err == nil
}

// text is what the DevicesFile says: of a printer what is not as its model has it.
func (d Devices) text() ([]byte, error) {
	tables := map[string]map[string]any{}
	if d.Printer != nil {
		p := *d.Printer
		printer := map[string]any{"kind": p.Kind, "model": p.Model, "paper": p.Paper}
		put := func(key string, value, usual any) {
			if value != usual {
				printer[key] = value
			}
		}
		model := models[p.Model]
		put("address", p.Address, "")
		put("folder", p.Folder, "")
		put("dots", p.Dots, model.Dots)
		put("band_rows", p.BandRows, model.BandRows)
		put("window", p.Window, model.Window)
		put("feed", p.Feed, model.Feed)
		put("cut", p.Cut, model.Cut)
		put("status", p.Status, model.Status)
		put("speed", p.Speed, model.Speed)
		tables["printer"] = printer
	}
	if d.Scanner != nil {
		tables["scanner"] = map[string]any{"device": *d.Scanner}
	}
	text := bytes.NewBufferString("# Set on the kiosk's screen, and written by the kiosk. Without this file kiosk.toml holds.\n")
	if err := toml.NewEncoder(text).Encode(tables); err != nil {
		return nil, err
	}
	text.WriteString(fileEnd)
	return text.Bytes(), nil
}
