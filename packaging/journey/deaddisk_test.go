package main

import (
	"strings"
	"testing"

	"github.com/diemcham/diemcham/packaging/faultdisk"
)

// refusedHelp goes from home to where a resident is sent to the counter.
func refusedHelp(w *window) error {
	if err := w.tapTo("home.help", "help-topic"); err != nil {
		return err
	}
	if err := w.tapTo(w.now.ids("topic.")[0], "help-how"); err != nil {
		return err
	}
	return w.tapTo("how.wait", "help-failed")
}

// The disk dies while the kiosk runs, and is dead or can only be read at the next
// starts: the kiosk works, but nobody is given a number, and residents are sent to the
// counter. When the disk is back all is there.
func TestTheDiskDies(t *testing.T) {
	s := ward(t)
	data, disk := s.path("kiosk"), faultdisk.Image(t, 64)
	faultdisk.MountOn(t, data, "-o", "loop", disk)
	t.Cleanup(func() {
		s.close()
		faultdisk.Unmount(t, data)
	})
	must(t, s.settings(s.hub.url(), pin))
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, askToWait(w))

	faultdisk.CutPower(t, data)
	must(t, refusedHelp(w))
	must(t, w.tapTo("next", "home"))
	w.kiosk.kill()

	for _, state := range []string{"dead", "read-only"} {
		if state == "read-only" {
			faultdisk.Unmount(t, data)
			faultdisk.MountOn(t, data, "-o", "loop", disk) // puts itself in order
			faultdisk.Unmount(t, data)
			faultdisk.MountOn(t, data, "-o", "loop,ro", disk)
		}
		w = turnOn(t, s)
		must(t, wake(w, unseen))
		must(t, refusedHelp(w))
		must(t, w.tapTo("next", "home"))
		must(t, w.kiosk.stop())
		if !strings.Contains(w.kiosk.said(), "no request can be kept") {
			t.Errorf("%s: the log does not say that no request can be kept", state)
		}
	}

	faultdisk.Unmount(t, data)
	faultdisk.MountOn(t, data, "-o", "loop", disk)
	w = turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, askToWait(w))
	must(t, openStaff(w, pin, unseen))
	must(t, w.until("both requests", func(o outline) bool { return len(o.ids("staff.request.")) == 2 }))
}
