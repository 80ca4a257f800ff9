package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"aead.dev/minisign"
	"filippo.io/age"

	"github.com/diemcham/diemcham/kiosk/locale"
)

var (
	kioskID     = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	kioskLetter = regexp.MustCompile(`^[A-Z]$`)
)

// hubID stands in the place of a kiosk's ID in what is done on the hub: store.Hub.
const hubID = "hub"

func (c *Config) validate(found *problems) {
	validText(found, "place.name", c.Place.Name)
	validText(found, "place.ward", c.Place.Ward)
	validText(found, "place.city", c.Place.City)
	if g := c.Place.Group; g != "" && (!kioskID.MatchString(g) || len(g) > 40) {
		found.add("place.group", shown(g), "the ID of a residential group; use one of zalo.toml of the ward's folder, such as 5")
	}

	if !kioskID.MatchString(c.Kiosk.ID) || len(c.Kiosk.ID) > 40 {
		found.add("kiosk.id", shown(c.Kiosk.ID), "a kiosk's ID; use lower-case letters, digits and single hyphens between them, at most 40, such as viet-hung-1")
	}
	if c.Kiosk.ID == hubID {
		found.add("kiosk.id", shown(c.Kiosk.ID), "free for a kiosk, since the hub is called so; use another, such as viet-hung-1")
	}
	if !kioskLetter.MatchString(c.Kiosk.Letter) {
		found.add("kiosk.letter", shown(c.Kiosk.Letter), "a letter for ticket numbers; use one of A to Z")
	}
	if c.Panel.WidthMM < 200 || c.Panel.WidthMM > 2000 {
		found.add("panel.width_mm", strconv.Itoa(c.Panel.WidthMM), "the width of a screen in millimetres; use 200 to 2000")
	}
	if !slices.Contains([]int{0, 90, 180, 270}, c.Panel.Turn) {
		found.add("panel.turn", strconv.Itoa(c.Panel.Turn), "a quarter of a turn or several; use 0, 90, 180 or 270")
	}
	c.Printer.validate(found)
	c.Scanner.validate(found)
	c.Hub.validate(found)
	c.Keep.validate(found)

	c.Content.validate(found)
}

func (k Keep) validate(found *problems) {
	for _, term := range []struct {
		key         string
		value       int
		least, most int
		what        string
	}{
		{"keep.closed_hours", k.ClosedHours, 1, 7 * 24, "a number of hours for which the number of a request stays that is closed; use 1 to 168"},
		{"keep.open_days", k.OpenDays, 1, 14, "a number of days for which the number of a request stays that is open; use 1 to 14"},
		{"keep.record_days", k.RecordDays, 14, 365, "a number of days for which the rest of a request stays; use 14 to 365"},
	} {
		if term.value < term.least || term.value > term.most {
			found.add(term.key, strconv.Itoa(term.value), term.what)
		}
	}
}

func (c Content) validate(found *problems) {
	if c.Dir != "" && !filepath.IsAbs(c.Dir) {
		found.add("content.dir", shown(c.Dir), "a whole path; begin it with /")
	}
	if c.Ward != "" && !filepath.IsAbs(c.Ward) {
		found.add("content.ward", shown(c.Ward), "a whole path; begin it with /")
	}
	if c.Dir != "" && len(c.Keys) > 0 {
		found.add("content.dir", shown(c.Dir), "used together with content.keys, since packs take its place; leave one of them out")
	}
	if len(c.Keys) > 2 {
		found.add("content.keys", fmt.Sprintf("a list of %d", len(c.Keys)), "a list of at most two keys, the one in use and the next")
	}
	for i, text := range c.Keys {
		var key minisign.PublicKey
		if err := key.UnmarshalText([]byte(text)); err != nil {
			// A secret key in its place must not reach a log.
			found.add(fmt.Sprintf("content.keys[%d]", i+1), shownIf(strings.HasPrefix(text, "RW") && len(text) < 80, text), "a public key for content packs; copy the line that begins with RW from the .pub file")
		} else if i > 0 && text == c.Keys[0] {
			found.add(fmt.Sprintf("content.keys[%d]", i+1), shown(text), "another key than the first")
		}
	}
	switch {
	case len(c.Keys) > 0 && (!kioskID.MatchString(c.PackWard) || len(c.PackWard) > 40):
		found.add("content.pack_ward", shown(c.PackWard), "the ward's short name in its packs; use lower-case letters, digits and single hyphens between them, at most 40, such as viet-hung")
	case len(c.Keys) == 0 && c.PackWard != "":
		found.add("content.pack_ward", shown(c.PackWard), "used without content.keys; set the keys too, or leave it out")
	}
}

func (p Printer) validate(found *problems) {
	p.Receipt.validate(found)
	if p.Paper != A4 && p.Paper != A5 {
		found.add("printer.paper", shown(p.Paper), "a size of sheets; use a4 or a5")
	}
	switch p.Kind {
	case FilePrinter:
		if p.Address != "" {
			found.add("printer.address", shownAddress(p.Address), `used by a printer of kind "file"; use kind = "escpos" or "ipp", or leave the address out`)
		}
		if p.Folder != "" && !filepath.IsAbs(p.Folder) {
			found.add("printer.folder", shown(p.Folder), "a whole path; begin it with /")
		}
	case EscposPrinter:
		if !validPrinterAddress(p.Address) {
			found.add("printer.address", shownAddress(p.Address), "a printer's address; use tcp://host:port, such as tcp://192.168.1.50:9100, or a device file such as /dev/usb/lp0")
		}
		if p.Speed != 0 && !strings.HasPrefix(p.Address, "/dev/") {
			found.add("printer.speed", strconv.Itoa(p.Speed), "used on the network; set it for a serial line, such as /dev/ttyUSB0, alone")
		}
		if p.Folder != "" {
			found.add("printer.folder", shown(p.Folder), `used by a printer of kind "escpos"; use kind = "file", or leave the folder out`)
		}
	case IPPPrinter:
		if !validSheetPrinterAddress(p.Address) {
			found.add("printer.address", shownAddress(p.Address), "the address of a printer of sheets; use ipp://host/path, such as ipp://192.168.1.60/ipp/print, ipps:// likewise, or cups:NAME for a queue of this machine")
		}
		if p.Folder != "" {
			found.add("printer.folder", shown(p.Folder), `used by a printer of kind "ipp"; use kind = "file", or leave the folder out`)
		}
	default:
		found.add("printer.kind", shown(p.Kind), "a kind of printer; use file, escpos or ipp")
	}
}

var queueName = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,127}$`)

func validSheetPrinterAddress(address string) bool {
	if queue, ok := strings.CutPrefix(address, "cups:"); ok {
		return queueName.MatchString(queue)
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "ipp" && u.Scheme != "ipps" || u.Hostname() == "" || u.User != nil {
		return false
	}
	if len(u.Path) < 2 || u.RawQuery != "" || u.Fragment != "" || u.ForceQuery {
		return false
	}
	return u.Port() == "" || validPort(u.Port())
}

func validPrinterAddress(address string) bool {
	if strings.HasPrefix(address, "/dev/") {
		return validDevice(address)
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "tcp" || u.Hostname() == "" || u.User != nil {
		return false
	}
	if u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.ForceQuery {
		return false
	}
	return validPort(u.Port())
}

func validDevice(path string) bool {
	return strings.HasPrefix(path, "/dev/") && filepath.Clean(path) == path && printable(path)
}

func (s Scanner) validate(found *problems) {
	if s.Serial() && !validDevice(s.Device) {
		found.add("scanner.device", shown(s.Device), "a scanner's device file; use a path below /dev, such as /dev/diemcham-scanner, or keyboard for a scanner that acts as one")
	}
	if s.IDCards && !s.Serial() {
		found.add("scanner.id_cards", "true", "used without a scanner; set device, not as a keyboard, which loses the letters of names, or leave id_cards out")
	}
}

func validPort(port string) bool {
	number, err := strconv.Atoi(port)
	return err == nil && number >= 1 && number <= 65535
}

// validate does not repeat what may be a secret put into the wrong place: the ward's
// secret key for its public one.
func (h Hub) validate(found *problems) {
	if h == (Hub{}) {
		return
	}
	if want := hubURLProblem(h.URL); want != "" {
		found.add("hub.url", shownAddress(h.URL), want)
	}
	if h.Recipient == "" {
		return
	}
	if _, err := age.ParseX25519Recipient(h.Recipient); err != nil {
		found.add("hub.recipient", shownIf(strings.HasPrefix(h.Recipient, "age1"), h.Recipient), "the ward's key; copy the whole line that begins with age1")
	}
}

// hubURLProblem says what a hub's address is not, or nothing if it is good.
func hubURLProblem(address string) string {
	const want = "a hub's address; use https:// and a host, such as https://hub.example.vn"
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil {
		return want
	}
	if u.RawQuery != "" || u.Fragment != "" || u.ForceQuery {
		return want
	}
	if u.Port() != "" && !validPort(u.Port()) {
		return want
	}
	switch u.Scheme {
	case "https":
		return ""
	case "http":
		if loopback(u.Hostname()) {
			return ""
		}
		return "a safe way to another machine; use https://"
	}
	return want
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}

func validText(found *problems, key string, text locale.Text) {
	for _, lang := range locale.Langs() {
		if !validLine(text.In(lang)) {
			found.add(key+"."+string(lang), shown(text.In(lang)), "a name to show; use 1 to 60 characters on one line")
		}
	}
}

func validLine(s string) bool {
	return strings.TrimSpace(s) != "" && utf8.RuneCountInString(s) <= 60 && printable(s)
}

func printable(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}
