package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// refused starts a kiosk that must not come up: it has to end by itself with an
// error, within three seconds. It returns what the kiosk said.
func refused(t *testing.T, s *site, args ...string) string {
	t.Helper()
	return refusedOn(t, s, s.display.name, args...)
}

func refusedOn(t *testing.T, s *site, display string, args ...string) string {
	t.Helper()
	log := filepath.Join(t.TempDir(), "kiosk.log")
	p, err := start(log, []string{"DISPLAY=" + display}, s.program("diemcham-kiosk"), args...)
	must(t, err)
	defer p.kill()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	if err := p.wait(ctx); err != nil {
		t.Fatalf("the kiosk still runs after three seconds; it said:\n%s", p.said())
	}
	if p.exitCode() != 1 {
		t.Errorf("exit status %d, want 1", p.exitCode())
	}
	return p.said()
}

// unusable starts a kiosk that cannot be used: it has to stay and say so on its screen.
func unusable(t *testing.T, s *site, args ...string) *window {
	t.Helper()
	dir := t.TempDir()
	outline := filepath.Join(dir, "outline.json")
	size := fmt.Sprintf("%dx%d", displayWidth, displayHeight)
	p, err := start(filepath.Join(dir, "kiosk.log"), []string{"DISPLAY=" + s.display.name}, s.program("diemcham-kiosk"),
		append(args, "--window", size, "--outline", outline)...)
	must(t, err)
	t.Cleanup(p.kill)
	w := &window{ctx: t.Context(), display: s.display, kiosk: p, file: outline}
	must(t, w.screen("unusable"))
	return w
}

func wantIn(t *testing.T, said string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(said, part) {
			t.Errorf("%q is not in what it said:\n%s", part, said)
		}
	}
}

func TestSecondKioskOnTheSameData(t *testing.T) {
	s := ward(t)
	w := turnOn(t, s)
	must(t, w.screen("attract"))
	said := refused(t, s, "--config", s.path("kiosk.toml"), "--data", s.path("kiosk"), "--window", "1280x720")
	wantIn(t, said, s.path("kiosk"), "another")
	must(t, wake(w, unseen)) // the first one is none the worse
}

func TestSettingsWithThreeMistakes(t *testing.T) {
	s := ward(t)
	file := s.path("wrong.toml")
	must(t, os.WriteFile(file, []byte("[printer]\ndots = 90\nstatus = \"yes\"\nadress = \"/dev/usb/lp0\"\n"), 0o644))
	w := unusable(t, s, "--config", file, "--data", s.path("kiosk"))
	wantIn(t, w.kiosk.said(), file, "printer.dots", "printer.status", "printer.adress")
	must(t, w.kiosk.stop())
}

// A kiosk whose settings cannot be used tells its service manager that it is ready and
// alive all the same, or the machine would be started anew for ever; and it starts by
// itself when they are right.
func TestSettingsThatAreSetRight(t *testing.T) {
	s := ward(t)
	manager := newManager(t, s)
	file := s.path("kiosk.toml")
	good, err := os.ReadFile(file)
	must(t, err)
	must(t, os.WriteFile(file, []byte("[place\n"), 0o644))
	w := unusable(t, s, "--config", file, "--data", s.path("kiosk"))
	manager.ready()
	manager.socket.Close() // nobody would read what comes after
	must(t, os.WriteFile(file, []byte("[panel]\nwidth_mm = 47\n"), 0o644))
	must(t, await(t.Context(), "the other mistake to be told", func() (bool, error) {
		return strings.Contains(w.kiosk.said(), "panel.width_mm: 47 is not the width"), nil
	}))
	if n := strings.Count(w.kiosk.said(), "the settings cannot be used"); n != 2 {
		t.Errorf("the two mistakes were told %d times:\n%s", n, w.kiosk.said())
	}
	must(t, os.WriteFile(file, good, 0o644))
	must(t, w.screen("attract"))
	must(t, wake(w, unseen))
	must(t, askToWait(w))
	must(t, w.kiosk.stop())
	checkRequests(t, s, "A001")
}

func TestSettingsThatAreNotThere(t *testing.T) {
	s := ward(t)
	w := unusable(t, s, "--config", s.path("nothing.toml"), "--data", s.path("kiosk"))
	wantIn(t, w.kiosk.said(), s.path("nothing.toml"))
}

func TestContentWithFiveMistakes(t *testing.T) {
	s := ward(t)
	dir := s.path("content")
	must(t, os.CopyFS(dir, os.DirFS("../../assets/content")))
	mistakes := []struct{ file, key, good, bad string }{
		{"services/birth.toml", "address", `address = "https://`, `address = "http://`},
		{"services/death.toml", "group", `group = "civil-status"`, `group = "civil"`},
		{"services/certified-copy.toml", "checked", `checked = "2026-`, `checked = "26-`},
		{"lessons/zalo-group.toml", "minute", "minutes = ", "minute = "},
		{"hotlines.toml", "number", `number = "156"`, `number = 156`},
	}
	for _, m := range mistakes {
		file := filepath.Join(dir, m.file)
		text, err := os.ReadFile(file)
		must(t, err)
		if !strings.Contains(string(text), m.good) {
			t.Fatalf("%s has no %q to spoil", m.file, m.good)
		}
		must(t, os.WriteFile(file, []byte(strings.Replace(string(text), m.good, m.bad, 1)), 0o644))
	}
	settings := s.path("content.toml")
	must(t, os.WriteFile(settings, fmt.Appendf(nil, "[content]\ndir = %q\n", dir), 0o644))
	said := unusable(t, s, "--config", settings, "--data", s.path("kiosk")).kiosk.said()
	for _, m := range mistakes {
		found := false
		for line := range strings.Lines(said) {
			found = found || strings.Contains(line, m.file) && strings.Contains(line, m.key)
		}
		if !found {
			t.Errorf("no line names %s and %s:\n%s", m.file, m.key, said)
		}
	}
}

// Everything that the settings name and that is not there is told at once, and
// nothing has been written by then.
func TestSettingsThatNameWhatIsNotThere(t *testing.T) {
	s := ward(t)
	recipient, err := s.hub.recipient()
	must(t, err)
	write := func(content string) string {
		file := s.path("wrong.toml")
		must(t, os.WriteFile(file, fmt.Appendf(nil, "[content]\ndir = %q\n[hub]\nurl = %q\nrecipient = %q\n",
			content, s.hub.url(), recipient), 0o644))
		return file
	}
	spoilt := s.path("spoilt.txt")
	must(t, os.WriteFile(spoilt, []byte("not a folder\n"), 0o600))
	for name, content := range map[string]string{
		"no folder":                  s.path("no-content"),
		"a file in place of content": spoilt,
	} {
		t.Run(name, func(t *testing.T) {
			data := filepath.Join(t.TempDir(), "data")
			wantIn(t, unusable(t, s, "--config", write(content), "--data", data).kiosk.said(), "\ncontent.dir: ")
			if _, err := os.Stat(data); !os.IsNotExist(err) {
				t.Errorf("the data folder was made: %v", err)
			}
		})
	}
}

// A kiosk whose requests are damaged goes on with what is intact in them, and keeps
// the damaged file.
func TestDamagedRequests(t *testing.T) {
	s := ward(t)
	damaged := strings.Repeat("not requests", 4000)
	must(t, os.WriteFile(filepath.Join(s.path("kiosk"), "requests.db"), []byte(damaged), 0o600))
	w, err := s.startKiosk(t.Context())
	must(t, err)
	must(t, w.screen("attract"))
	wantIn(t, s.kiosk.said(), "the file of requests was damaged")
	aside, err := filepath.Glob(filepath.Join(s.path("kiosk"), "requests.db.damaged-*"))
	must(t, err)
	if len(aside) != 1 {
		t.Fatalf("set aside: %q", aside)
	}
	left, err := os.ReadFile(aside[0])
	must(t, err)
	if string(left) != damaged {
		t.Error("the damaged file was changed")
	}
}

// Whoever is sent to another folder would leave requests behind that nobody has
// seen.
func TestRequestsThatCannotBeRead(t *testing.T) {
	s := ward(t)
	must(t, os.Mkdir(filepath.Join(s.path("kiosk"), "requests.db"), 0o700))
	said := unusable(t, s, "--config", s.path("kiosk.toml"), "--data", s.path("kiosk")).kiosk.said()
	wantIn(t, said, filepath.Join(s.path("kiosk"), "requests.db"), "do not delete it")
	if strings.Contains(said, "--data") {
		t.Errorf("it sends to another folder:\n%s", said)
	}
}

func TestNoDisplay(t *testing.T) {
	s := ward(t)
	without, err := newDisplay("-extension", "GLX")
	must(t, err)
	t.Cleanup(without.close)
	for name, test := range map[string]struct{ display, want string }{
		"none named":     {"", "DISPLAY is not set"},
		"not running":    {":65000", "DISPLAY=:65000 cannot be opened"},
		"without OpenGL": {without.name, "DISPLAY=" + without.name + " has no OpenGL"},
	} {
		t.Run(name, func(t *testing.T) {
			// The settings are at fault as well, and that is not hidden by it.
			settings := filepath.Join(t.TempDir(), "kiosk.toml")
			must(t, os.WriteFile(settings, []byte("[content]\ndir = \"/nowhere\"\n"), 0o644))
			said := refusedOn(t, s, test.display, "--config", settings, "--data", t.TempDir())
			wantIn(t, said, "\n"+test.want, "\ncontent.dir: ")
			if strings.Contains(said, "goroutine") {
				t.Errorf("it ends in a panic:\n%s", said)
			}
		})
	}
}

func TestDataFolderThatCannotBeWritten(t *testing.T) {
	s := ward(t)
	file := s.path("a-file")
	must(t, os.WriteFile(file, []byte("not a folder"), 0o644))
	for name, dir := range map[string]string{
		"a file in its place":   file,
		"a file on the way":     filepath.Join(file, "data"),
		"where nobody may make": "/proc/diemcham",
	} {
		t.Run(name, func(t *testing.T) {
			w := unusable(t, s, "--config", s.path("kiosk.toml"), "--data", dir)
			wantIn(t, w.kiosk.said(), dir, "--data")
		})
	}
	text, err := os.ReadFile(file)
	must(t, err)
	if string(text) != "not a folder" {
		t.Errorf("the file was changed to %q", text)
	}
}

// What stands between kiosk and hub answers for the hub: first as a broken
// server, then as a page to log in to the network. Nothing of it is taken for
// success, the log says what it is and what to do, and when the way is free the
// request arrives once.
func TestStrangersAnswerForTheHub(t *testing.T) {
	s := ward(t)
	hubURL, err := url.Parse(s.hub.url())
	must(t, err)
	toHub := httputil.NewSingleHostReverseProxy(hubURL)
	var mood, broken, login atomic.Int32
	between := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch mood.Load() {
		case 0:
			broken.Add(1)
			http.Error(w, "out of order", http.StatusInternalServerError)
		case 1:
			login.Add(1)
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, "<!DOCTYPE html><title>Wi-Fi</title><p>Please log in")
		default:
			toHub.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(between.Close)
	must(t, s.settings(between.URL, pin))

	w := turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, askForCall(w, examplePhone, unseen))
	answered := func(what string, by *atomic.Int32, said ...string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		must(t, await(ctx, what, func() (bool, error) { return by.Load() > 0, nil }))
		all, err := s.hub.page()
		must(t, err)
		if len(all) > 0 {
			t.Fatalf("the hub's page shows %q though nothing reached it", all)
		}
		err = await(ctx, what+" to be told", func() (bool, error) {
			for line := range strings.Lines(w.kiosk.said()) {
				if strings.Contains(line, "requests cannot be delivered") && !slices.ContainsFunc(said, func(part string) bool {
					return !strings.Contains(line, part)
				}) {
					return true, nil
				}
			}
			return false, nil
		})
		if err != nil {
			t.Errorf("%v; no line has %q:\n%s", err, said, w.kiosk.said())
		}
	}
	answered("an answer of 500", &broken, "trouble=faulty", "status 500", "the hub's own log")
	mood.Store(1)
	answered("a page to log in", &login, "trouble=stranger", "status 200, but not from a hub", "the hub's address is right")
	mood.Store(2)
	all, err := s.hub.awaitRows(t.Context(), "the request", func(all []row) bool { return len(all) > 0 })
	must(t, err)
	if len(all) != 1 || all[0].number != "A001" || all[0].phone != examplePhone {
		t.Errorf("the hub's page shows %q, want A001 with its telephone number once", all)
	}
	must(t, w.kiosk.stop())
	checkRequests(t, s, "A001")
}
