package speech_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/speech"
)

// children lists the programs that this process has started and that are still
// there, dead ones that nobody waited for included (their arguments are empty).
func children(t *testing.T) []string {
	t.Helper()
	found, err := listChildren()
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func listChildren() (found []string, err error) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(stats) == 0 {
		return nil, fmt.Errorf("no processes in /proc: %v", err)
	}
	for _, stat := range stats {
		data, err := os.ReadFile(stat)
		if err != nil {
			continue // it has just ended
		}
		// The name, in brackets, may hold spaces; the parent is the second after it.
		rest := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
		if rest[1] != fmt.Sprint(os.Getpid()) {
			continue
		}
		args, err := os.ReadFile(filepath.Join(filepath.Dir(stat), "cmdline"))
		if err != nil {
			continue
		}
		found = append(found, strings.ReplaceAll(string(args), "\x00", " "))
	}
	return found, nil
}

// playOn makes the test program a kiosk that reads for ever on the card it names.
const playOn = "SPEECH_TEST_PLAY_ON"

func TestMain(m *testing.M) {
	if device := os.Getenv(playOn); device != "" {
		p := speech.NewPlayer(speech.Options{Device: device})
		p.Say(context.Background(), slices.Repeat(vi(long), 1000), speech.Manner{}, func(speech.Progress) {})
		select {}
	}
	code := m.Run()
	if left, err := listChildren(); len(left) > 0 || err != nil {
		fmt.Fprintf(os.Stderr, "left running after all tests: %q %v\n", left, err)
		code = 1
	}
	os.Exit(code)
}

func noChildren(t *testing.T) {
	t.Helper()
	if left := children(t); len(left) > 0 {
		t.Errorf("left running: %q", left)
	}
}

// running reports whether a program with this among its arguments runs anywhere:
// the child of a child has another parent by now.
func running(t *testing.T, argument string) bool {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range all {
		data, err := os.ReadFile(file)
		if err == nil && slices.Contains(strings.Split(string(data), "\x00"), argument) {
			return true
		}
	}
	return false
}

// script returns a program that behaves as written.
func script(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(file, []byte("#!/bin/sh\n"+text+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return file
}

// A kiosk that is killed, or crashes, leaves no voice behind.
func TestTheVoiceDiesWithTheKiosk(t *testing.T) {
	c := newCard(t)
	device := c.options().Device
	self := exec.Command(os.Args[0])
	self.Env = append(os.Environ(), playOn+"="+device)
	if err := self.Start(); err != nil {
		t.Fatal(err)
	}
	await(t, "sound", func() bool { return c.size(t) > cardRate/10 })
	if !running(t, device) {
		t.Error("no program plays on the card; this test can find nothing")
	}
	if err := self.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = self.Wait() // it was killed
	await(t, "end of aplay", func() bool { return !running(t, device) })
}
