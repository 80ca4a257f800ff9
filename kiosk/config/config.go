// Package config holds the settings of one kiosk: what they are, what they are
// when nobody set them, and how they are read.
//
// The settings stand in one TOML file that a technician writes by hand, so
// reading is strict and complete: an unknown key, a wrong type and a value that
// cannot work are all reported, and all of them at once, each as a [Problem]
// that names the key, the value and what would be accepted. Only main reads the
// file; every other package is handed its own part.
//
// What it does not do: open the devices, files and addresses that the settings
// name. Whether the printer answers is found out by the printer's own package.
package config

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// DefaultData is the folder for everything a kiosk writes, unless it is told
// another one on the command line.
const DefaultData = "/var/lib/diemcham"

// Config is every setting of a kiosk.
type Config struct {
	Place   Place
	Kiosk   Kiosk
	Panel   Panel
	Printer Printer
	Scanner Scanner
	Hub     Hub
	Keep    Keep
	Content Content
}

// Place says where the kiosk stands, as residents read it at the top of every
// screen.
type Place struct {
	Name locale.Text
	Ward locale.Text
	City locale.Text

	// Group is the residential group whose neighbours come here, by its ID in the ward's
	// folder: it is offered first. Empty: none before others.
	Group string
}

// Kiosk tells this kiosk from the others of the ward.
type Kiosk struct {
	ID     string // lower-case letters, digits and hyphens; never changed once the kiosk is in use
	Letter string // the letter before its ticket numbers, A to Z
}

// Panel is the screen.
type Panel struct {
	WidthMM int // the width of the picture, without the frame, in millimetres
	Turn    int // how far the panel was turned when it was hung up, clockwise in degrees: 0, 90, 180 or 270
}

// The kinds of printer.
const (
	FilePrinter   = "file"   // writes each slip as a PNG into a folder
	EscposPrinter = "escpos" // a receipt printer that takes ESC/POS rasters
	IPPPrinter    = "ipp"    // a printer of sheets, or a queue of CUPS before one
)

// The sheets an IPPPrinter may have.
const (
	A4 = "a4"
	A5 = "a5"
)

// Printer says where slips come out.
type Printer struct {
	Kind    string // FilePrinter, EscposPrinter or IPPPrinter
	Address string // of an EscposPrinter: tcp://host:port or a device file; of an IPPPrinter: ipp://, ipps:// or cups:NAME
	Folder  string // of a FilePrinter; empty means slips/ in the data folder
	Paper   string // of an IPPPrinter: A4 or A5
	Model   string // of an EscposPrinter and for what a FilePrinter draws: one of [Models]
	Receipt        // that of the model, but for what the file sets
}

// Scanner reads codes on paper, phones and cards. The zero value means that there
// is none.
type Scanner struct {
	Device  string // its device file, as a serial port, or KeyboardScanner; empty: no scanner
	IDCards bool   // whether the ward has allowed ID cards to be read
}

// KeyboardScanner is the Device of a scanner that acts as a keyboard.
const KeyboardScanner = "keyboard"

// Serial reports whether there is a scanner that is a serial device.
func (s Scanner) Serial() bool { return s.Device != "" && s.Device != KeyboardScanner }

// Hub is where help requests are sent. The zero value means that there is none
// and requests stay on the kiosk.
type Hub struct {
	URL       string // https, or http on the kiosk itself
	Recipient string // the ward's age key; without one the kiosk asks for no phone number
}

// Keep says how long what the hub has stays on the kiosk too.
type Keep struct {
	ClosedHours int // the telephone number, and notes of staff, of a request that is closed
	OpenDays    int // the same of one that is open
	RecordDays  int // the rest of one that is closed
}

// Content says what is shown.
type Content struct {
	Dir  string // of lessons and services; empty means those built into the program
	Ward string // of what the ward itself tells; empty means the folder ward/ of the others

	// Keys are the public keys, two at most, of those who may sign content packs; none:
	// no pack is taken. PackWard is the short name of the ward whose packs these are.
	Keys     []string
	PackWard string
}

// Default returns the settings of a kiosk at the culture house of Việt Hưng that
// has no printer and no hub yet.
func Default() Config {
	return Config{
		Place: Place{
			Name: locale.Text{Vi: "Nhà văn hóa", En: "Culture house"},
			Ward: locale.Text{Vi: "Phường Việt Hưng", En: "Việt Hưng Ward"},
			City: locale.Text{Vi: "Thành phố Hà Nội", En: "Hà Nội City"},
		},
		Kiosk: Kiosk{ID: "viet-hung-1", Letter: "A"},
		// A 21.5-inch panel of 16:9, the most common one in kiosk cases.
		Panel:   Panel{WidthMM: 476},
		Printer: Printer{Kind: FilePrinter, Paper: A4, Model: defaultModel, Receipt: models[defaultModel]},
		Keep:    Keep{ClosedHours: 24, OpenDays: 4, RecordDays: 30},
	}
}

// Load reads the settings file at path over the defaults.
func Load(path string) (Config, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Config{}, err
	}
	return Parse(data, path)
}

// Parse reads settings over the defaults; name is what problems call the file.
// If data is TOML at all, the error joins one [Problem] for each setting that
// cannot be used.
func Parse(data []byte, name string) (Config, error) {
	var tree map[string]any
	if _, err := toml.Decode(string(data), &tree); err != nil {
		return Config{}, syntaxError(name, err)
	}
	config := Default()
	found := problems{file: name}
	config.read(&table{values: tree, problems: &found})
	config.validate(&found)
	if len(found.list) > 0 {
		return Config{}, errors.Join(found.list...)
	}
	return config, nil
}

func (p *Printer) read(t *table) {
	t.string("kind", &p.Kind)
	t.string("address", &p.Address)
	t.string("folder", &p.Folder)
	t.string("paper", &p.Paper)
	p.readReceipt(t)
	t.close()
}

func (p *Place) read(t *table) {
	t.text("name", &p.Name)
	t.text("ward", &p.Ward)
	t.text("city", &p.City)
	t.string("group", &p.Group)
	t.close()
}

func (k *Kiosk) read(t *table) {
	t.string("id", &k.ID)
	t.string("letter", &k.Letter)
	t.close()
}

func (p *Panel) read(t *table) {
	t.integer("width_mm", &p.WidthMM)
	t.integer("turn", &p.Turn)
	t.close()
}

func (h *Hub) read(t *table) {
	t.string("url", &h.URL)
	t.string("recipient", &h.Recipient)
	t.close()
}

// syntaxError leaves out the lines of the file that the decoder would show: one
// of them may be a PIN's. What it names in its sentence stays on one line.
func syntaxError(name string, err error) error {
	var parse toml.ParseError
	if errors.As(err, &parse) {
		return fmt.Errorf("%s:%d: not TOML: %s", name, parse.Position.Line, strings.Join(strings.Fields(parse.Message), " "))
	}
	return fmt.Errorf("%s: not TOML: %s", name, strings.Join(strings.Fields(err.Error()), " "))
}

func (c *Config) read(root *table) {
	c.Place.read(root.table("place"))
	c.Kiosk.read(root.table("kiosk"))
	c.Panel.read(root.table("panel"))
	c.Printer.read(root.table("printer"))

	scanner := root.table("scanner")
	scanner.string("device", &c.Scanner.Device)
	scanner.boolean("id_cards", &c.Scanner.IDCards)
	scanner.close()

	c.Hub.read(root.table("hub"))

	keep := root.table("keep")
	keep.integer("closed_hours", &c.Keep.ClosedHours)
	keep.integer("open_days", &c.Keep.OpenDays)
	keep.integer("record_days", &c.Keep.RecordDays)
	keep.close()

	root.gone("staff", `a setting any more; take its lines out, and add each person with "kioskctl staff add" on this machine`)

	content := root.table("content")
	content.string("dir", &c.Content.Dir)
	content.string("ward", &c.Content.Ward)
	content.strings("keys", &c.Content.Keys)
	content.string("pack_ward", &c.Content.PackWard)
	content.close()

	root.close()
}
