package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/config"
)

// What staff set on the screen never keeps a kiosk down: a file that cannot be used
// is set aside, once, and the log tells why.
func TestWhatWasSetOnTheScreenIsBroken(t *testing.T) {
	data := t.TempDir()
	file := filepath.Join(data, config.DevicesFile)
	if err := os.WriteFile(file, []byte("[printer]\nkind = 'ink'\n# The end. Without this line the file is taken for cut off.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, nil))
	for range 2 {
		if got := onScreen(data, log); got != (config.Devices{}) {
			t.Errorf("used: %+v", got)
		}
	}
	if n := strings.Count(said.String(), "level=ERROR"); n != 1 || !strings.Contains(said.String(), "printer.kind") {
		t.Errorf("%d errors, want one that names printer.kind:\n%s", n, said.String())
	}
	if _, err := os.Stat(file + ".broken"); err != nil {
		t.Error(err)
	}
}
