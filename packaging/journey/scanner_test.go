package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/scan/fakescanner"
)

// Staff scans the ticket that a resident brings, and its request is looked at,
// after all kinds of rubbish that change nothing on any screen.
func TestStaffScansATicket(t *testing.T) {
	const rubbish = "\x00\x1b[2J\r\nVi\xeat Nam\r\n8934563138165\r\n000000000000||MẪU THỬ NGHIỆM|01021950|Nữ|Phố Ví Dụ|15042021\r\n"
	s := ward(t)
	scanner := fakescanner.New(filepath.Join(s.dir, "scanner"))
	must(t, scanner.PlugIn())
	defer scanner.Unplug()
	settings, err := os.ReadFile(s.path("kiosk.toml"))
	must(t, err)
	settings = fmt.Appendf(settings, "\n[scanner]\ndevice = %q\nid_cards = true\n", scanner.Device())
	must(t, os.WriteFile(s.path("kiosk.toml"), settings, 0o600))
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, scanner.Send(rubbish, 7))
	must(t, askForCall(w, examplePhone, unseen))
	slip, err := s.printed(w, "help-ticket")
	must(t, err)
	ticket, err := readTicket(slip)
	must(t, err)
	must(t, scanner.Send(rubbish+ticket.code+"\r\n", 7))
	must(t, w.tapTo("next", "home"))
	for range 2 {
		must(t, askToWait(w))
	}
	must(t, openStaff(w, pin, unseen))
	must(t, w.until("the queue", func(o outline) bool { return len(o.ids("staff.request.")) == 3 }))
	if shows("staff.take")(w.now) {
		t.Fatal("a request is looked at before its ticket is scanned")
	}
	must(t, scanner.Send(rubbish+ticket.code+"\r\n", 7))
	must(t, w.until("the request to be looked at", shows("staff.take")))
	must(t, w.tap("staff.take"))
	_, err = s.hub.awaitRows(t.Context(), ticket.number+" in hand", has(ticket.number, "Đang giúp"))
	must(t, err)

	// Another kiosk's ticket of the same day and number is not taken for this one's.
	must(t, w.until("the request to be in hand", shows("staff.done")))
	must(t, scanner.Send(ticket.code[:6]+"02"+ticket.code[8:]+"\r\n", 7))
	must(t, w.until("no request to be looked at", func(o outline) bool { return !shows("staff.done")(o) }))

	// A scanner that acts as a keyboard opens the next ticket's request. On a
	// machine so busy that the keys come apart it is scanned again.
	next := ticket.code[:8] + "0002"
	keys := append(strings.Split(next, ""), "Return")
	err = errors.New("not scanned")
	for tries := 0; err != nil && tries < 5; tries++ {
		must(t, s.display.xdotool(append([]string{"key", "--delay", "5"}, keys...)...))
		err = w.within(5*time.Second, "the next request to be looked at", shows("staff.take"))
	}
	must(t, err)

	must(t, w.kiosk.stop())
	said := w.kiosk.said()
	if !strings.Contains(said, "scanner is ready") || !strings.Contains(said, "damage=not-utf8") {
		t.Error("the log does not tell of the scanner")
	}
	for _, secret := range []string{"MẪU", "000000000000", "8934563138165"} {
		if strings.Contains(said, secret) {
			t.Errorf("the log holds %q of what was scanned", secret)
		}
	}
}
