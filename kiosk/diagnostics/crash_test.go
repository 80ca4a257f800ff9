package diagnostics_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/diagnostics"
)

// The child falls as a kiosk might; these tell it where and how.
const (
	fallEnv = "DIEMCHAM_DIAGNOSTICS_TEST_FALL"
	dataEnv = "DIEMCHAM_DIAGNOSTICS_TEST_DATA"
)

// canary is what a resident typed.
const canary = "0900111222"

func TestMain(m *testing.M) {
	if how := os.Getenv(fallEnv); how != "" {
		if err := diagnostics.OpenCrashes(os.Getenv(dataEnv)).Catch("1.2"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fall(how, canary)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// fall has what was typed in its arguments and in what it says.
//
//go:noinline
func fall(how, typed string) {
	switch how {
	case "says it":
		panic("cannot dial " + typed)
	case "says it in several lines":
		panic(errors.Join(errors.New(typed), errors.New("goroutine "+typed)))
	case "out of range":
		var none []string
		fmt.Println(none[len(typed)])
	case "in another goroutine":
		go func() { panic(fmt.Errorf("say %q", typed)) }()
		time.Sleep(time.Minute)
	case "two at once":
		shared := map[string]int{}
		for i := range 8 {
			go func() {
				for {
					shared[typed] = i
				}
			}()
		}
		time.Sleep(time.Minute)
	case "stuck":
		fmt.Println("stuck")
		time.Sleep(time.Minute)
	}
}

// run lets the child fall in a data folder; it is sent a signal when it says that it
// is stuck.
func run(t *testing.T, data, how string) (stderr string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fallEnv+"="+how, dataEnv+"="+data)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if n, _ := out.Read(make([]byte, 5)); n > 0 {
		if err := cmd.Process.Signal(syscall.SIGABRT); err != nil { // as systemd's watchdog does
			t.Fatal(err)
		}
	}
	cmd.Wait()
	return complaint.String()
}

// Whatever the program falls by is found at the next start, with the place in the
// program and without anything that was typed.
func TestAFallIsWrittenDown(t *testing.T) {
	for how, want := range map[string]string{
		"says it":                  "panic\n",
		"says it in several lines": "panic\n",
		"out of range":             "panic: runtime error: index out of range [10] with length 0",
		"in another goroutine":     "panic\n",
		"two at once":              "maps.fatal(...)",
		"stuck":                    "SIGABRT: abort",
	} {
		t.Run(how, func(t *testing.T) {
			data := t.TempDir()
			said := run(t, data, how)
			if strings.Contains(want, "panic\n") && !strings.Contains(said, canary) {
				t.Fatalf("it did not fall as it should: %s", said)
			}
			crashes := diagnostics.OpenCrashes(data)
			if all, err := crashes.List(); err != nil || len(all) > 0 {
				t.Fatalf("before the next start: %v, %v", all, err)
			}
			run(t, data, "stopped") // the next start, which ends well
			run(t, data, "stopped")
			all, err := crashes.List()
			if err != nil || len(all) != 1 {
				t.Fatalf("after it: %v, %v", all, err)
			}
			report, err := os.ReadFile(all[0].Path)
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range []string{"version 1.2\n", want, "diagnostics_test.fall", "crash_test.go:"} {
				if !strings.Contains(string(report), part) {
					t.Errorf("the report lacks %q:\n%s", part, report)
				}
			}
			if strings.Contains(string(report), canary) || strings.Contains(string(report), "(0x") {
				t.Errorf("the report holds what was typed, or arguments:\n%s", report)
			}
		})
	}
}

// A fault after which the kiosk goes on is kept as well, no more than some are, and
// they are counted on.
func TestCrashesAreCounted(t *testing.T) {
	data := t.TempDir()
	crashes := diagnostics.OpenCrashes(data)
	c := &clock{morning}
	check := crashes.Check(c.now, zone())
	want(t, check, "none")
	for i, codes := range [][]diagnostics.Code{{"crash.once"}, {"crash.once"}, {"crash.often"}} {
		if err := crashes.Keep(c.at, "1.2", "dial "+canary, debug.Stack()); err != nil {
			t.Fatal(err)
		}
		want(t, check, fmt.Sprintf("%d in all, last 2026-11-29 %02d:00", i+1, 8+i), codes...)
		c.at = c.at.Add(time.Hour)
	}
	for range 20 {
		if err := crashes.Keep(c.at, "1.2", errors.New(canary), debug.Stack()); err != nil {
			t.Fatal(err)
		}
	}
	all, err := crashes.List()
	if err != nil || len(all) != 10 || all[9].Number != 23 || all[0].Number != 14 {
		t.Fatalf("kept: %v, %v", all, err)
	}
	c.at = c.at.Add(25 * time.Hour)
	want(t, check, "23 in all")
	report, err := os.ReadFile(all[9].Path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(report), "fault of type *errors.errorString\ngoroutine ") || !strings.Contains(string(report), "TestCrashesAreCounted(...)") || strings.Contains(string(report), canary) {
		t.Errorf("%s", report)
	}
	if err := os.WriteFile(filepath.Join(data, "crashes", "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if again, err := crashes.List(); err != nil || !slices.Equal(again, all) {
		t.Errorf("with a strange file: %v, %v", again, err)
	}
}
