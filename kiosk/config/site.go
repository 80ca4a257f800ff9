package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/BurntSushi/toml"

	"github.com/diemcham/diemcham/store/folder"
)

// SiteFile is the name of the file, in the data folder, that holds [Site].
const SiteFile = "site.toml"

// Site is what was said when the kiosk was set up: on its own screen, or by a file
// of [Answers]. It holds over the settings file. Unlike [Devices] it is never done
// without: a kiosk must not go on under another kiosk's name.
type Site struct {
	Place *Place // nil, as below: not said
	Kiosk *Kiosk
	Panel *Panel // without its Turn
	Turn  *int   // of the panel
	Hub   *Hub

	// Step is where setting up on the screen goes on; empty: it has ended.
	Step string
	// Code is the enrolment code that is still to be handed in to the hub, and Enrolled
	// what tells that one was: see [CodeMark].
	Code, Enrolled string
}

// At returns the settings with what was said when the kiosk was set up laid over them.
func (c Config) At(s Site) Config {
	if s.Place != nil {
		c.Place = *s.Place
	}
	if s.Kiosk != nil {
		c.Kiosk = *s.Kiosk
	}
	if s.Panel != nil {
		c.Panel.WidthMM = s.Panel.WidthMM
	}
	if s.Turn != nil {
		c.Panel.Turn = *s.Turn
	}
	if s.Hub != nil {
		c.Hub = *s.Hub
	}
	return c
}

// LoadSite reads what was said when the kiosk with that data folder was set up; said
// is false where it never was.
func LoadSite(data string) (s Site, said bool, err error) {
	name := filepath.Join(data, SiteFile)
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return Site{}, false, nil
	}
	if err != nil {
		return Site{}, false, err
	}
	if s, err = ParseSite(text, name); err != nil {
		return Site{}, false, err
	}
	return s, true, nil
}

// ParseSite reads what a [SiteFile] says as strictly as [Parse] reads the settings;
// name is what problems call the file.
func ParseSite(text []byte, name string) (Site, error) {
	var tree map[string]any
	if _, err := toml.Decode(string(text), &tree); err != nil {
		return Site{}, syntaxError(name, err)
	}
	if !bytes.HasSuffix(text, []byte(fileEnd)) {
		return Site{}, cutOff(name)
	}
	found := problems{file: name}
	root := &table{values: tree, problems: &found}
	var s Site
	s.read(root)
	setup := root.table("setup")
	setup.string("step", &s.Step)
	setup.string("code", &s.Code)
	setup.string("enrolled", &s.Enrolled)
	setup.close()
	root.close()
	if len(found.list) > 0 {
		return Site{}, errors.Join(found.list...)
	}
	return s, nil
}

// Valid reports whether the kiosk can be used with what was said.
func (s Site) Valid() bool {
	c := Default().At(s)
	var found problems
	c.validate(&found)
	return len(found.list) == 0
}

// read reads what a kiosk is told once; what is not told is as by default, and so has
// no problems.
func (s *Site) read(root *table) {
	c := Default()
	if root.has("place") {
		c.Place.read(root.table("place"))
		s.Place = &c.Place
	}
	if root.has("kiosk") {
		c.Kiosk.read(root.table("kiosk"))
		s.Kiosk = &c.Kiosk
	}
	if root.has("panel") {
		panel := root.table("panel")
		c.Panel.read(panel)
		if panel.has("turn") {
			turn := c.Panel.Turn
			s.Turn = &turn
		}
		if panel.has("width_mm") {
			s.Panel = &Panel{WidthMM: c.Panel.WidthMM}
		}
	}
	if root.has("hub") {
		c.Hub.read(root.table("hub"))
		s.Hub = &c.Hub
	}
	c.validate(root.problems)
}

// SaveSite writes what was said, in place of what was before, and returns when it is
// on the disk. After a power cut there is the one or the other.
func SaveSite(data string, s Site) error {
	text, err := s.text()
	if err != nil {
		return err
	}
	if _, err := ParseSite(text, SiteFile); err != nil {
		return err // which the kiosk would not read again
	}
	return keepFile(data, SiteFile, text)
}

func (s Site) text() ([]byte, error) {
	tables := map[string]map[string]any{}
	put := func(table, key string, value, usual any) {
		if value == usual {
			return
		}
		if tables[table] == nil {
			tables[table] = map[string]any{}
		}
		tables[table][key] = value
	}
	if p := s.Place; p != nil {
		for key, text := range map[string]struct{ Vi, En string }{
			"name": {p.Name.Vi, p.Name.En}, "ward": {p.Ward.Vi, p.Ward.En}, "city": {p.City.Vi, p.City.En},
		} {
			put("place", key, map[string]string{"vi": text.Vi, "en": text.En}, nil)
		}
		put("place", "group", p.Group, "")
	}
	if k := s.Kiosk; k != nil {
		put("kiosk", "id", k.ID, "")
		put("kiosk", "letter", k.Letter, "")
	}
	if p := s.Panel; p != nil {
		put("panel", "width_mm", p.WidthMM, nil)
	}
	if s.Turn != nil {
		put("panel", "turn", *s.Turn, nil)
	}
	if h := s.Hub; h != nil {
		put("hub", "url", h.URL, nil)
		put("hub", "recipient", h.Recipient, "")
	}
	put("setup", "step", s.Step, "")
	put("setup", "code", s.Code, "")
	put("setup", "enrolled", s.Enrolled, "")
	text := bytes.NewBufferString("# Said when this kiosk was set up, and written by it; it holds over kiosk.toml. To say\n" +
		"# something else: kioskctl setup.\n")
	if err := toml.NewEncoder(text).Encode(tables); err != nil {
		return nil, err
	}
	text.WriteString(fileEnd)
	return text.Bytes(), nil
}

// fileEnd is the last line of the files that the kiosk writes: one that was cut off
// lacks it, and may be good TOML all the same.
const fileEnd = "# The end. Without this line the file is taken for cut off.\n"

func cutOff(name string) error {
	return fmt.Errorf("%s: cut off: its last line is not %q", name, fileEnd[:len(fileEnd)-1])
}

// keepFile replaces a file of the data folder and returns when it is on the disk.
func keepFile(data, name string, text []byte) error {
	// Always the same name, so that power cuts leave one behind at most.
	part := filepath.Join(data, "."+name+".part")
	file, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return err
	}
	defer os.Remove(part)
	_, err = file.Write(text)
	if err := errors.Join(err, folder.Give(file), file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(part, filepath.Join(data, name)); err != nil {
		return err
	}
	return folder.Sync(data)
}
