package main

import (
	"os"
	"path/filepath"
	"testing"
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
