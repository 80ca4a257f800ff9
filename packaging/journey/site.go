package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// site is a ward of one kiosk and one hub, in one folder.
type site struct {
	bin     string // the folder of the programs
	dir     string // everything the site writes
	display *display
	kiosk   *process // the last one started; nil before
	hub     *hub
}

// kioskID is the kiosk's, where the settings name no other.
const kioskID = "viet-hung-1"

// newSite makes a ward in dir whose hub has not been started yet.
func newSite(bin, dir string, d *display) (*site, error) {
	for _, program := range []string{"diemcham-kiosk", "diemcham-hub", "kioskctl"} {
		if _, err := os.Stat(filepath.Join(bin, program)); err != nil {
			return nil, fmt.Errorf("%w (packaging/build makes it)", err)
		}
	}
	for _, each := range []string{dir, filepath.Join(dir, "kiosk"), filepath.Join(dir, "hub")} {
		if err := os.MkdirAll(each, 0o755); err != nil {
			return nil, err
		}
	}
	s := &site{bin: bin, dir: dir, display: d}
	var err error
	s.hub, err = newHub(s.path("hub"), s.program("diemcham-hub"), s.path("hub.log"))
	return s, err
}

func (s *site) path(name string) string    { return filepath.Join(s.dir, name) }
func (s *site) program(name string) string { return filepath.Join(s.bin, name) }

// settings writes kiosk.toml for a kiosk that reports to the hub at url, enrols it, and
// puts one
// member on its list of staff in place of those of before.
func (s *site) settings(url, pin string) error {
	recipient, err := s.hub.recipient()
	if err != nil {
		return err
	}
	list, err := s.kioskctl("", "staff", "list", "--json", "--data", s.path("kiosk"))
	if err != nil {
		return err
	}
	if string(bytes.TrimSpace(list)) != "[]" { // the folder was used before
		if _, err := s.kioskctl("yes\n", "staff", "reset", "--all", "--data", s.path("kiosk")); err != nil {
			return err
		}
	}
	if _, err := s.kioskctl(pin+"\n", "staff", "add", "Cán bộ 1", "--role", "clerk", "--data", s.path("kiosk")); err != nil {
		return err
	}
	write := func(url string) error {
		text := fmt.Sprintf("[hub]\nurl = %q\nrecipient = %q\n", url, recipient)
		return os.WriteFile(s.path("kiosk.toml"), []byte(text), 0o600)
	}
	if err := write(s.hub.url()); err != nil {
		return err
	}
	code, err := s.hub.code(kioskID)
	if err != nil {
		return err
	}
	if _, err := s.kioskctl("", "enrol", code, "--config", s.path("kiosk.toml"), "--data", s.path("kiosk")); err != nil {
		return err
	}
	return write(url)
}

// kioskctl runs the technician's tool and returns what it printed.
func (s *site) kioskctl(input string, args ...string) ([]byte, error) {
	cmd := exec.Command(s.program("kioskctl"), args...)
	cmd.Stdin = strings.NewReader(input)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("kioskctl %s: %w: %s", args[0], err, strings.TrimSpace(complaint.String()))
	}
	return out, nil
}

// startKiosk starts the kiosk in a window of the size of our displays.
func (s *site) startKiosk(ctx context.Context) (*window, error) {
	return s.startKioskSized(ctx, fmt.Sprintf("%dx%d", displayWidth, displayHeight))
}

// startKioskSized starts it in a window of that size or, if that is empty, as large as
// the window manager makes it.
func (s *site) startKioskSized(ctx context.Context, size string) (*window, error) {
	outline := s.path("outline.json")
	if err := os.Remove(outline); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	var err error
	args := []string{"--config", s.path("kiosk.toml"), "--data", s.path("kiosk"), "--outline", outline}
	if size != "" {
		args = append(args, "--window", size)
	}
	s.kiosk, err = start(s.path("kiosk.log"), []string{"DISPLAY=" + s.display.name}, s.program("diemcham-kiosk"), args...)
	if err != nil {
		return nil, err
	}
	return &window{ctx: ctx, display: s.display, kiosk: s.kiosk, file: outline}, nil
}

// close ends whatever of the site still runs.
func (s *site) close() {
	if s.kiosk != nil {
		s.kiosk.kill()
	}
	s.hub.kill()
}

// service is what the built-in content says of a service.
type service struct {
	ID      string `json:"id"`
	Group   string `json:"group"`
	Address string `json:"address"`
}

// lesson is what it says of a lesson.
type lesson struct {
	ID    string `json:"id"`
	Steps int    `json:"steps"`
}

type catalogue struct {
	Lessons  []lesson  `json:"lessons"`
	Services []service `json:"services"`
}

// contents lists what the kiosk offers, as kioskctl tells it.
func (s *site) contents() (catalogue, error) {
	out, err := s.kioskctl("", "content", "list", "--json")
	if err != nil {
		return catalogue{}, err
	}
	var c catalogue
	if err := json.Unmarshal(out, &c); err != nil {
		return catalogue{}, fmt.Errorf("kioskctl content list --json: %w", err)
	}
	if len(c.Lessons) == 0 || len(c.Services) == 0 {
		return catalogue{}, fmt.Errorf("kioskctl content list --json: %d lessons and %d services", len(c.Lessons), len(c.Services))
	}
	return c, nil
}

// slips lists the slips in the kiosk's folder, oldest first.
func (s *site) slips() ([]string, error) {
	return filepath.Glob(filepath.Join(s.path("kiosk"), "slips", "*.png"))
}

// newSlip waits for a slip that is not among those known, and returns it.
func (s *site) newSlip(ctx context.Context, known []string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var slip string
	err := await(ctx, "a slip", func() (bool, error) {
		all, err := s.slips()
		for _, each := range all {
			if !slices.Contains(known, each) {
				slip = each
			}
		}
		return slip != "", err
	})
	return slip, err
}

// ticket is what the barcode of a ticket says.
type ticket struct {
	code   string // the day as yymmdd, the kiosk's letter as 01, the number in four digits
	number string // as the resident is shown it
}

func readTicket(slip string) (ticket, error) {
	digits, err := code(slip)
	if err != nil {
		return ticket{}, err
	}
	if len(digits) != 12 || digits[6:8] != "01" {
		return ticket{}, fmt.Errorf("%s: the barcode %q is not twelve digits of kiosk A", slip, digits)
	}
	return ticket{code: digits, number: "A" + strings.TrimPrefix(digits[8:], "0")}, nil
}

// code reads the one code on a slip with a scanner's eyes.
func code(slip string) (string, error) {
	out, err := exec.Command("zbarimg", "-Sbinary", "--raw", "--nodbus", "-q", slip).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("zbarimg %s: %w: %s (packaging/deps test installs it)", slip, err, out)
	}
	return string(out), nil
}
