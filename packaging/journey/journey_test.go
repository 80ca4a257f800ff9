package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const pin = "583921"

var long = flag.Bool("long", false, "wait for what takes long, as in the full test")

// ward makes a site of its own for a test, with a display nobody sees.
func ward(t *testing.T) *site {
	t.Helper()
	bin := os.Getenv("DIEMCHAM_BIN")
	if bin == "" {
		bin = "../out/bin"
	}
	bin, err := filepath.Abs(bin)
	if err != nil {
		t.Fatal(err)
	}
	d, err := newDisplay()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.close)
	s, err := newSite(bin, t.TempDir(), d)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.close()
		if t.Failed() {
			keep(t, s)
		}
	})
	if err := s.settings(s.hub.url(), pin); err != nil {
		t.Fatal(err)
	}
	return s
}

// keep saves what a failed test leaves to look at.
func keep(t *testing.T, s *site) {
	if s.kiosk != nil {
		t.Logf("the kiosk said:\n%s", s.kiosk.said())
	}
	t.Logf("the hub said:\n%s", s.hub.process.said())
}

// turnOn starts the kiosk and keeps a picture of its screen if the test fails.
func turnOn(t *testing.T, s *site) *window {
	t.Helper()
	w, err := s.startKiosk(t.Context())
	must(t, err)
	t.Cleanup(func() {
		if t.Failed() {
			picture := filepath.Join("..", "out", "failed", t.Name()+".png")
			if err := s.display.picture(picture); err == nil {
				t.Logf("the screen at the end: %s", picture)
			}
		}
	})
	return w
}

// unseen is an album for walks whose screens are looked at elsewhere.
func unseen(string) error { return nil }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// bothLanguages changes to English and back on the screen that is shown.
func bothLanguages(w *window) album {
	return func(string) error {
		if _, ok := w.now.target("lang.en"); !ok {
			return nil // staff screens and questions have no such button
		}
		screen := w.now.Screen
		for _, lang := range []string{"en", "vi"} {
			seq := w.now.Seq
			if err := w.tap("lang." + lang); err != nil {
				return err
			}
			if err := w.until("language "+lang+" on "+screen, func(o outline) bool {
				return o.Seq > seq && o.Lang == lang && o.Screen == screen
			}); err != nil {
				return err
			}
		}
		return nil
	}
}

// A resident learns, prints and asks to be called, in both languages all the
// way, while the hub is dead. When it is back, the request is there once.
func TestHubAwayWhileAsking(t *testing.T) {
	s := ward(t)
	offer, err := s.contents()
	must(t, err)
	w := turnOn(t, s)
	var seen []string
	visited := bothLanguages(w)
	show := func(name string) error {
		if _, ok := w.now.target("lang.en"); ok {
			seen = append(seen, w.now.Screen)
		}
		return visited(name)
	}

	must(t, wake(w, show))
	steps, err := learn(w, show)
	must(t, err)
	if want := offer.Lessons[0].Steps; steps != want {
		t.Errorf("the lesson had %d steps, its file has %d", steps, want)
	}

	chosen := offer.Services[len(offer.Services)-1]
	must(t, readService(w, chosen, show))
	slip, err := s.printed(w, "service")
	must(t, err)
	read, err := code(slip)
	must(t, err)
	if read != chosen.Address {
		t.Errorf("the slip reads %q, want %q", read, chosen.Address)
	}

	s.hub.kill()
	must(t, askForCall(w, examplePhone, show))
	slip, err = s.printed(w, "help-ticket")
	must(t, err)
	ticket, err := readTicket(slip)
	must(t, err)
	must(t, w.tapTo("next", "home"))

	must(t, s.hub.start())
	all, err := s.hub.awaitRows(t.Context(), "the request", func(all []row) bool { return len(all) > 0 })
	must(t, err)
	if len(all) != 1 || all[0].number != ticket.number || all[0].phone != examplePhone {
		t.Errorf("the hub's page shows %q, want %s with its telephone number once", all, ticket.number)
	}

	must(t, w.kiosk.stop())
	checkRequests(t, s, ticket.number)
	checkNoPhone(t, s)
	// The attract screen has nothing to touch but itself.
	for _, screen := range []string{"home", "lessons", "prepare", "step", "finished", "services", "service",
		"help-topic", "help-how", "help-phone", "help-consent", "help-ticket"} {
		if !slices.Contains(seen, screen) {
			t.Errorf("screen %s cannot be read in English", screen)
		}
	}
}

// The power goes the moment the number is on the screen.
func TestKilledWithTheNumberOnScreen(t *testing.T) {
	s := ward(t)
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	s.hub.kill()
	must(t, askForCall(w, examplePhone, unseen))
	w.kiosk.kill()

	must(t, s.hub.start())
	w = turnOn(t, s)
	must(t, w.screen("attract"))
	all, err := s.hub.awaitRows(t.Context(), "the request", func(all []row) bool { return len(all) > 0 })
	must(t, err)
	if len(all) != 1 || all[0].number != "A001" || all[0].phone != examplePhone {
		t.Errorf("the hub's page shows %q, want A001 with its telephone number once", all)
	}

	// The number is not given to anybody else.
	must(t, wake(w, unseen))
	must(t, askForCall(w, "0912345679", unseen))
	all, err = s.hub.awaitRows(t.Context(), "the second request", func(all []row) bool { return len(all) == 2 })
	must(t, err)
	if all[0].number != "A001" || all[1].number != "A002" {
		t.Errorf("the hub's page shows %q, want A001 and A002", all)
	}
	must(t, w.kiosk.stop())
	checkRequests(t, s, "A001", "A002")
	checkNoPhone(t, s)
}

// Staff takes a request at the kiosk and is done with it; the ward sees both. So
// many wait before it that it stands on the second page of the queue.
func TestStaffHelps(t *testing.T) {
	s := ward(t)
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	for range 7 {
		must(t, askToWait(w))
	}
	must(t, askForCall(w, examplePhone, unseen))
	slip, err := s.printed(w, "help-ticket")
	must(t, err)
	ticket, err := readTicket(slip)
	must(t, err)
	must(t, openStaff(w, pin, unseen))
	must(t, help(w, ticket.code, func(screen string) error {
		if screen != "staff-taken" {
			return nil
		}
		_, err := s.hub.awaitRows(t.Context(), "A008 in hand", has("A008", "Đang giúp"))
		return err
	}))
	all, err := s.hub.awaitRows(t.Context(), "A008 done", has("A008", "Xong"))
	must(t, err)
	if len(all) != 8 || !slices.Contains(all[7].cells, "Cán bộ 1") {
		t.Errorf("the hub's page shows %q, want eight requests, the last taken by Cán bộ 1", all)
	}
	seq := w.now.Seq
	must(t, w.tap("staff.lock"))
	must(t, w.until("staff mode to be locked", func(o outline) bool {
		return o.Seq > seq && !strings.HasPrefix(o.Screen, "staff-")
	}))
}

// checkRequests compares what the stopped kiosk itself knows: these numbers, and
// that all of them are delivered.
func checkRequests(t *testing.T, s *site, numbers ...string) {
	t.Helper()
	out, err := s.kioskctl("", "requests", "list", "--json", "--data", s.path("kiosk"))
	must(t, err)
	var list struct {
		Requests []struct {
			Number    string `json:"number"`
			Delivered bool   `json:"delivered"`
		} `json:"requests"`
		Refused []struct {
			Reason string `json:"reason"`
		} `json:"refused"`
	}
	must(t, json.Unmarshal(out, &list))
	var got []string
	for _, request := range list.Requests {
		got = append(got, request.Number)
		if !request.Delivered {
			t.Errorf("%s is not delivered", request.Number)
		}
	}
	if len(list.Refused) > 0 {
		t.Errorf("the hub refuses %v", list.Refused)
	}
	if !slices.Equal(got, numbers) {
		t.Errorf("the kiosk knows %v, want %v", got, numbers)
	}
}

// unlessGone returns err, but for that a program has taken a file away in the meantime.
func unlessGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// checkNoPhone looks for a typed telephone number in everything that the kiosk
// and the hub have written.
func checkNoPhone(t *testing.T, s *site) {
	t.Helper()
	files := 0
	must(t, filepath.WalkDir(s.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return unlessGone(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return unlessGone(err)
		}
		files++
		for _, digits := range []string{examplePhone, "0912 345 678"} {
			if bytes.Contains(data, []byte(digits)) {
				t.Errorf("%s holds the telephone number", path)
			}
		}
		return nil
	}))
	if files < 8 {
		t.Errorf("looked into %d files only", files)
	}
}
