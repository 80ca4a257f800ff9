package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/firstrun"
)

func TestPanel(t *testing.T) {
	file := filepath.Join(t.TempDir(), "kiosk.toml")
	for name, c := range map[string]struct {
		settings string
		args     []string
		code     int
		want     string
	}{
		"not turned":           {"", nil, 0, "0\n"},
		"turned":               {"[panel]\nturn = 270\n", nil, 0, "270\n"},
		"touches not turned":   {"", []string{"--udev"}, 0, `SUBSYSTEM=="input", ENV{ID_INPUT_TOUCHSCREEN}=="1", ENV{LIBINPUT_CALIBRATION_MATRIX}="1 0 0 0 1 0"` + "\n"},
		"touches turned":       {"[panel]\nturn = 90\n", []string{"--udev"}, 0, `SUBSYSTEM=="input", ENV{ID_INPUT_TOUCHSCREEN}=="1", ENV{LIBINPUT_CALIBRATION_MATRIX}="0 -1 1 1 0 0"` + "\n"},
		"turned by a bit":      {"[panel]\nturn = 45\n", nil, 1, ""},
		"one word too many":    {"", []string{"now"}, 2, ""},
		"settings not by TOML": {"[panel", nil, 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(file, []byte(c.settings), 0o600); err != nil {
				t.Fatal(err)
			}
			stdout, stderr, code := call(append([]string{"panel", "--config", file}, c.args...)...)
			if code != c.code || stdout != c.want || (stderr == "") != (code == 0) {
				t.Errorf("code %d, %q, %q; want %d, %q", code, stdout, stderr, c.code, c.want)
			}
		})
	}
}

// The picture is turned before the kiosk reads the answers of its first start.
func TestPanelOfAKioskThatIsAboutToBeSetUp(t *testing.T) {
	turned := 270
	for name, c := range map[string]struct {
		answers string
		said    config.Site
		want    string
	}{
		"answers that turn":           {"[panel]\nwidth_mm = 476\nturn = 90\n", config.Site{}, "90\n"},
		"answers that do not":         {"[panel]\nwidth_mm = 476\n", config.Site{}, "180\n"},
		"answers with a mistake":      {"[panel]\nturn = 91\n", config.Site{}, "180\n"},
		"no answers":                  {"", config.Site{}, "180\n"},
		"answers that are half kept":  {"[panel]\nturn = 90\n", config.Site{Step: firstrun.AnswersStep}, "90\n"},
		"answers that were kept":      {"[panel]\nturn = 90\n", config.Site{Turn: &turned}, "270\n"},
		"asked for on its own screen": {"[panel]\nturn = 90\n", config.Site{Step: firstrun.FirstStep}, "180\n"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			settings, answers := filepath.Join(dir, "kiosk.toml"), filepath.Join(dir, "setup.toml")
			for file, text := range map[string]string{settings: "[panel]\nturn = 180\n", answers: c.answers} {
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if c.answers == "" {
				if err := os.Remove(answers); err != nil {
					t.Fatal(err)
				}
			}
			if c.said != (config.Site{}) {
				if err := config.SaveSite(dir, c.said); err != nil {
					t.Fatal(err)
				}
			}
			stdout, stderr, code := call("panel", "--config", settings, "--data", dir, "--setup", answers)
			if code != 0 || stdout != c.want {
				t.Errorf("code %d, %q, %q; want %q", code, stdout, stderr, c.want)
			}
		})
	}
}
