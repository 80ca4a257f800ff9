// Command journey drives the real kiosk in its real window, as a resident and
// then a member of staff would, with taps of an X pointer. It makes a ward of one
// kiosk and one hub in a folder of its own, so it never touches another one.
//
//	journey --bin packaging/out/bin --dir packaging/out/run
//
// Without a display it starts one that nobody sees, walks through everything,
// saves a picture of each screen and ends. On a display it opens the kiosk for
// somebody to try and ends when the window is closed. packaging/run calls it; its
// tests, which packaging/test runs, drive the same programs.
//
// It knows the kiosk from outside only: by its command line, the outline that it
// writes of each screen, its slips, and the hub's page.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"math/big"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

// examplePhone belongs to nobody: 0912 345 678 stands in examples everywhere.
const examplePhone = "0912345678"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "journey: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	bin := flag.String("bin", "packaging/out/bin", "`folder` of the programs")
	dir := flag.String("dir", "packaging/out/run", "`folder` for everything that is written")
	size := flag.String("window", "1280x720", "`size` of the window on a display")
	flag.Parse()
	if flag.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flag.Arg(0))
	}
	folder, err := filepath.Abs(*dir)
	if err != nil {
		return err
	}
	if name := os.Getenv("DISPLAY"); name != "" {
		return try(ctx, *bin, folder, &display{name: name}, *size)
	}
	fmt.Println("there is no display: starting one that nobody sees")
	d, err := newDisplay()
	if err != nil {
		return err
	}
	defer d.close()
	return walk(ctx, *bin, folder, d)
}

// open starts a hub and writes the settings of a kiosk that reports to it.
func open(bin, dir string, d *display) (*site, string, error) {
	pin, err := newPIN()
	if err != nil {
		return nil, "", err
	}
	s, err := newSite(bin, dir, d)
	if err != nil {
		return nil, "", err
	}
	if err := s.settings(s.hub.url(), pin); err != nil {
		s.close()
		return nil, "", err
	}
	fmt.Printf("hub:      %s/ (user: any, password: in %s)\n", s.hub.url(), s.hub.passwordFile())
	fmt.Printf("settings: %s\n", s.path("kiosk.toml"))
	fmt.Printf("data:     %s, slips in %s\n", s.path("kiosk"), filepath.Join(s.path("kiosk"), "slips"))
	fmt.Printf("staff:    touch the lotus at the top left seven times, PIN %s\n", pin)
	return s, pin, nil
}

// try opens the kiosk on a real display until its window is closed.
func try(ctx context.Context, bin, dir string, d *display, size string) error {
	s, _, err := open(bin, dir, d)
	if err != nil {
		return err
	}
	defer s.close()
	w, err := s.startKioskSized(ctx, size)
	if err != nil {
		return err
	}
	fmt.Println("the kiosk is open; close its window to end")
	if err := w.kiosk.wait(ctx); errors.Is(err, context.Canceled) {
		return w.kiosk.stop()
	}
	if w.kiosk.exitCode() != 0 {
		return fmt.Errorf("the kiosk ended: %s", w.kiosk.said())
	}
	return nil
}

// walk goes through the kiosk on a display of its own.
func walk(ctx context.Context, bin, dir string, d *display) error {
	s, pin, err := open(bin, dir, d)
	if err != nil {
		return err
	}
	defer s.close()
	offer, err := s.contents()
	if err != nil {
		return err
	}
	w, err := s.startKiosk(ctx)
	if err != nil {
		return err
	}
	show := s.photographer()

	fmt.Println("a resident wakes the kiosk and takes a lesson to its end")
	if err := wake(w, show); err != nil {
		return err
	}
	steps, err := learn(w, show)
	if err != nil {
		return err
	}
	fmt.Printf("  %d steps\n", steps)

	chosen := offer.Services[0]
	fmt.Println("prints the slip of a service")
	if err := readService(w, chosen, show); err != nil {
		return err
	}
	slip, err := s.printed(w, "service")
	if err != nil {
		return err
	}
	fmt.Printf("  %s\n", slip)

	fmt.Println("asks to be called back")
	if err := askForCall(w, examplePhone, show); err != nil {
		return err
	}
	slip, err = s.printed(w, "help-ticket")
	if err != nil {
		return err
	}
	fmt.Printf("  %s\n", slip)
	ticket, err := readTicket(slip)
	if err != nil {
		return err
	}
	if err := w.tapTo("next", "home"); err != nil {
		return err
	}

	fmt.Printf("the hub has the request %s\n", ticket.number)
	if _, err := s.hub.awaitRows(ctx, "request "+ticket.number, has(ticket.number, "Chờ gọi lại")); err != nil {
		return err
	}
	fmt.Println("staff takes it and helps")
	if err := openStaff(w, pin, show); err != nil {
		return err
	}
	if err := help(w, ticket.code, show); err != nil {
		return err
	}
	if err := w.tapTo("staff.lock", "home"); err != nil {
		return err
	}
	all, err := s.hub.awaitRows(ctx, "request "+ticket.number+" to be done", has(ticket.number, "Xong"))
	if err != nil {
		return err
	}
	fmt.Println("the hub's page:")
	for _, row := range all {
		fmt.Printf("  %q\n", row.cells)
	}
	fmt.Printf("pictures: %s\n", s.path("pictures"))
	fmt.Printf("the hub's page again: %s --data %s\n", s.program("diemcham-hub"), s.hub.dir)
	return w.kiosk.stop()
}

// photographer saves pictures under their names, numbered in the order taken.
func (s *site) photographer() album {
	n := 0
	return func(name string) error {
		n++
		return s.display.picture(filepath.Join(s.path("pictures"), fmt.Sprintf("%02d-%s.png", n, name)))
	}
}

// printed touches the button that prints and waits for the slip.
func (s *site) printed(w *window, screen string) (string, error) {
	known, err := s.slips()
	if err != nil {
		return "", err
	}
	if err := w.tapTo("print", screen); err != nil {
		return "", err
	}
	return s.newSlip(w.ctx, known)
}

// has pleases when the page has that request once, with that status.
func has(number, status string) func([]row) bool {
	return func(all []row) bool {
		n := 0
		for _, row := range all {
			if row.number == number && row.status == status {
				n++
			}
		}
		return n == 1
	}
}

// newPIN makes a PIN that kioskctl does not refuse as weak.
func newPIN() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(900_000))
	if err != nil {
		return "", err
	}
	// It begins as no day, month or year does, with three digits that differ, and ends
	// with one twice, so it neither counts nor repeats or mirrors itself.
	digits := []byte(fmt.Sprint(100_000 + n.Int64()))
	k := digits[0] % 5
	digits[0], digits[1], digits[2] = '5'+k, '0'+k, '5'+(k+1)%5
	digits[5] = digits[4]
	return string(digits), nil
}
