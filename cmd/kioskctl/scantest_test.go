package main

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/scan/fakescanner"
)

// scanTest is kioskctl scan-test at a scanner, as a technician runs it.
type scanTest struct {
	*fakescanner.Scanner
	t     *testing.T
	cmd   *exec.Cmd
	lines chan string
	said  strings.Builder
}

func startScanTest(t *testing.T) *scanTest {
	t.Helper()
	path := filepath.Join(t.TempDir(), "scanner")
	s := &scanTest{Scanner: fakescanner.New(path), t: t, lines: make(chan string, 256)}
	s.must(s.PlugIn())
	// The test's own folder of programs, in which kioskctl is this program.
	s.cmd = exec.CommandContext(t.Context(), "kioskctl", "scan-test", "--device", path)
	out, err := s.cmd.StdoutPipe()
	s.must(err)
	s.cmd.Stderr = s.cmd.Stdout
	s.must(s.cmd.Start())
	go func() {
		defer close(s.lines)
		for text := bufio.NewScanner(out); text.Scan(); {
			s.lines <- text.Text()
		}
	}()
	s.want("Listening to " + path)
	return s
}

func (s *scanTest) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// want reads lines up to the first that holds part.
func (s *scanTest) want(part string) {
	s.t.Helper()
	for deadline := time.After(20 * time.Second); ; {
		select {
		case line, ok := <-s.lines:
			if !ok {
				s.t.Fatalf("ended without %q; it said\n%s", part, s.said.String())
			}
			fmt.Fprintln(&s.said, line)
			if strings.Contains(line, part) {
				return
			}
		case <-deadline:
			s.t.Fatalf("waited in vain for %q; it said\n%s", part, s.said.String())
		}
	}
}

// end presses Ctrl-C and returns the exit status and all that was said.
func (s *scanTest) end() (int, string) {
	s.t.Helper()
	s.must(s.cmd.Process.Signal(syscall.SIGINT))
	for line := range s.lines {
		fmt.Fprintln(&s.said, line)
	}
	_ = s.cmd.Wait() // its status is asked for below
	return s.cmd.ProcessState.ExitCode(), s.said.String()
}

func TestScanTest(t *testing.T) {
	s := startScanTest(t)
	for _, each := range []struct{ sent, want string }{
		{scan.TestLine1, "1. test line, 47 letters, UTF-8: every letter as it should be"},
		{scan.TestLine2, "2. test line, 51 letters, UTF-8: every letter as it should be"},
		{scan.TestTicket, "3. ticket, 12 letters, UTF-8"},
		{"000000000000||MẪU THỬ NGHIỆM|01021950|Nữ|Phố Ví Dụ|15042021|A|B", "4. ID card, 9 fields, 63 letters, UTF-8"},
		{"https://example.vn", "5. another code, 18 letters, UTF-8"},
	} {
		s.must(s.Send(each.sent+"\r\n", 7))
		s.want(each.want)
	}
	s.must(s.Unplug())
	s.want("the scanner is gone: read ")
	s.must(s.PlugIn())
	s.want(" is back")
	s.must(s.Send(scan.TestTicket+"\r", 7))
	s.want("6. ticket, 12 letters, UTF-8")
	status, said := s.end()
	if status != 0 || !strings.HasSuffix(said, "\nscans: 6, not right: 0\n") {
		t.Errorf("status %d", status)
	}
	for _, secret := range []string{"MẪU", "000000000000", "1950", "Ví Dụ", "example"} {
		if strings.Contains(said, secret) {
			t.Errorf("it shows %q of what was scanned:\n%s", secret, said)
		}
	}
}

func TestScanTestOfAScannerThatIsSetWrongly(t *testing.T) {
	s := startScanTest(t)
	for _, each := range []struct{ sent, want string }{
		{strings.Replace(scan.TestLine1, "ă", "a", 1) + "\r", "1. test line, 47 letters, UTF-8: NOT as printed"},
		{"", "DC-TEST 1 aâđ"},
		{"Vi\xeat Nam\r", "2. not UTF-8: "},
		{scan.TestTicket, "3. no line end: "},
		{"000000000000||M?U|01021950|N?|Ph?|15042021\r", "4. ID card, 7 fields, 42 letters, UTF-8: letters were lost"},
		{strings.Repeat("9", 5000) + "\r", "5. damaged (too-long)"},
	} {
		s.must(s.Send(each.sent, 7))
		s.want(each.want)
	}
	status, said := s.end()
	if status != 1 || !strings.Contains(said, "\nscans: 5, not right: 5\nkioskctl: ") {
		t.Errorf("status %d", status)
	}
}

// The second one to listen is told so, and the first one hears on.
func TestScanTestWhileTheKioskRuns(t *testing.T) {
	s := startScanTest(t)
	out, err := exec.CommandContext(t.Context(), "kioskctl", "scan-test", "--device", s.Device()).CombinedOutput()
	if err == nil || !strings.Contains(string(out), s.Device()+": in use by another program; stop the kiosk") {
		t.Errorf("%v, it said %s", err, out)
	}
	s.must(s.Send(scan.TestTicket+"\r", 7))
	s.want("1. ticket")
	if status, _ := s.end(); status != 0 {
		t.Errorf("status %d", status)
	}
}

// Whoever runs the tests may be allowed everything, so the refusal is made here.
func TestADeviceOfAnotherGroup(t *testing.T) {
	path := filepath.Join(t.TempDir(), "scanner")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := scannerTrouble(path, &fs.PathError{Op: "open", Path: path, Err: fs.ErrPermission})
	if want := "it belongs to group " + groupOf(path) + ": add the user"; !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q in it", err, want)
	}
	if got := groupOf("/dev/null"); got != "root" {
		t.Errorf("the group of /dev/null is %q, want root", got)
	}
}
