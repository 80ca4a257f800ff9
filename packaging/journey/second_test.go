package main

import (
	"context"
	"strings"
	"testing"
	"time"
)

// A second kiosk on the same data folder ends soon and says why; the first one goes on.
func TestASecondKiosk(t *testing.T) {
	s := ward(t)
	w := turnOn(t, s)
	must(t, w.screen("attract"))
	began := time.Now()
	second, err := start(s.path("second.log"), []string{"DISPLAY=" + s.display.name}, s.program("diemcham-kiosk"),
		"--config", s.path("kiosk.toml"), "--data", s.path("kiosk"), "--window", "1024x768")
	must(t, err)
	t.Cleanup(second.kill)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	must(t, second.wait(ctx))
	t.Logf("it ended after %v", time.Since(began).Round(time.Millisecond))
	if code, said := second.exitCode(), second.said(); code != 1 || !strings.Contains(said, "another kiosk is running on it") {
		t.Errorf("code %d: %s", code, said)
	}
	must(t, wake(w, unseen))
	must(t, askToWait(w))
}
