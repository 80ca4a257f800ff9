package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// fake is the pretend printer, started as a technician does.
type fake struct {
	address, dir string
	stdin        io.WriteCloser
	said         *bufio.Reader
	ended        chan int
	stderr       bytes.Buffer // once it ended
}

func startFake(t *testing.T, args ...string) *fake {
	t.Helper()
	in, stdin := io.Pipe()
	stdout, out := io.Pipe()
	f := &fake{dir: t.TempDir(), stdin: stdin, said: bufio.NewReader(stdout), ended: make(chan int, 1)}
	args = append([]string{"fake-printer", "--out", f.dir}, args...)
	go func() {
		code := run(Env{Stdin: in, Stdout: out, Stderr: &f.stderr}, args)
		out.Close()
		f.ended <- code
	}()
	first := f.line(t)
	address, ok := strings.CutPrefix(first, "printer at ")
	if !ok {
		t.Fatalf("it says %q", first)
	}
	f.address, _, _ = strings.Cut(address, ",")
	return f
}

func (f *fake) line(t *testing.T) string {
	t.Helper()
	line, err := f.said.ReadString('\n')
	if err != nil {
		t.Fatalf("it says nothing more: %v", err)
	}
	return strings.TrimSpace(line)
}

// tell gives the printer an order and returns what it says to it.
func (f *fake) tell(t *testing.T, order string) string {
	t.Helper()
	if _, err := io.WriteString(f.stdin, order+"\n"); err != nil {
		t.Fatal(err)
	}
	return f.line(t)
}

func (f *fake) quit(t *testing.T) (rest string, code int) {
	t.Helper()
	if _, err := io.WriteString(f.stdin, "quit\n"); err != nil {
		t.Fatal(err)
	}
	said, err := io.ReadAll(f.said)
	if err != nil {
		t.Fatal(err)
	}
	return string(said), <-f.ended
}

func TestPrintTestThatPrints(t *testing.T) {
	for link, arg := range map[string][]string{"network": {"--listen", "127.0.0.1:0"}, "serial line": {"--pty"}} {
		t.Run(link, func(t *testing.T) {
			f := startFake(t, append(arg, "--dots", "384", "--paper", "4000", "--near-end", "3999")...)
			stdout, stderr, code := call("print-test", "--address", f.address, "--model", "58mm")
			if code != 0 || stderr != "" {
				t.Errorf("code %d, %s", code, stderr)
			}
			for _, want := range []string{
				"printer   " + f.address, "model     58mm: 384 dots, bands of 24 rows, 2 at once, feed of 120 rows, no cutter, answers",
				"DLE EOT 1  online?       12  yes", "DLE EOT 2  why offline?  12  nothing",
				"DLE EOT 3  what error?   12  none", "DLE EOT 4  paper?        12  enough",
				"outcome   printed in ",
			} {
				if !strings.Contains(stdout, want) {
					t.Errorf("%q is not in\n%s", want, stdout)
				}
			}
			// Without a cutter the page is never cut off; it hangs out.
			if said := f.tell(t, "status"); !strings.Contains(said, "0 not understood") || strings.Contains(said, " 0 rows hanging") {
				t.Errorf("it says %q", said)
			}
			// The roll is low by now, and that is told.
			if stdout, stderr, code := call("print-test", "--address", f.address, "--model", "58mm", "--ask"); code != 0 ||
				!strings.Contains(stdout, "1e  nearly used up") || !strings.Contains(stdout, "warning   paper-low: have a new roll, or a stack of sheets, ready") ||
				!strings.Contains(stdout, "outcome   ready to print") {
				t.Errorf("code %d\n%s%s", code, stdout, stderr)
			}
			if rest, code := f.quit(t); code != 0 || !strings.Contains(rest, "that were not cut off") {
				t.Errorf("code %d, %s", code, rest)
			}
		})
	}
}

func TestPrintTestInTrouble(t *testing.T) {
	f := startFake(t, "--listen", "127.0.0.1:0")
	for _, c := range []struct {
		name, before, after string
		want                []string
	}{
		{"cover", "cover open", "cover closed", []string{"1a  offline", "16  cover open", "not printed: cover-open", "close the cover until it clicks"}},
		{"paper", "paper 0", "paper endless", []string{"32  stopped at the end of the paper", "7e  nearly used up, none", "not printed: paper-out", "a new roll, with the cover closed"}},
		{"head", "head hot", "head cool", []string{"52  error", "52  one that passes", "not printed: head-hot", "leave it alone"}},
		{"button", "offline", "online", []string{"1a  offline", "not printed: offline", "press its button"}},
		{"cutter", "cutter jam", "cutter free", []string{"12  yes", "not printed: cutter", "take out the paper that is stuck"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if said := f.tell(t, c.before); said != "done: "+c.before {
				t.Fatalf("it says %q", said)
			}
			stdout, stderr, code := call("print-test", "--address", f.address)
			if code != 1 || !strings.Contains(stderr, "kioskctl: print on "+f.address) {
				t.Errorf("code %d, %s", code, stderr)
			}
			for _, want := range c.want {
				if !strings.Contains(stdout, want) {
					t.Errorf("%q is not in\n%s", want, stdout)
				}
			}
			if said := f.tell(t, c.after); said != "done: "+c.after && !strings.HasPrefix(said, "slip ") {
				t.Fatalf("it says %q", said)
			}
		})
	}
	if said := f.tell(t, "cover ajar"); !strings.Contains(said, `"cover ajar" is not understood; use cover open|closed, paper ROWS`) {
		t.Errorf("it says %q", said)
	}
	if _, code := f.quit(t); code != 0 {
		t.Errorf("code %d: %s", code, f.stderr.String())
	}
}

// The page that was cut off is a picture whose codes can be read.
func TestTestPageOfTheFakePrinter(t *testing.T) {
	f := startFake(t, "--listen", "127.0.0.1:0", "--alone")
	done := make(chan string)
	go func() {
		settings := filepath.Join(t.TempDir(), "kiosk.toml")
		if err := os.WriteFile(settings, []byte("[printer]\nkind = 'escpos'\naddress = '"+f.address+"'\n"), 0o600); err != nil {
			t.Error(err)
		}
		stdout, _, _ := call("print-test", "--config", settings)
		done <- stdout
	}()
	name := filepath.Join(f.dir, "slip-0001.png")
	if said := f.line(t); !strings.HasPrefix(said, "slip 1: 576 by ") || !strings.HasSuffix(said, " dots in "+name) {
		t.Errorf("it says %q", said)
	}
	if stdout := <-done; !strings.Contains(stdout, "outcome   printed in ") {
		t.Error(stdout)
	}
	read, err := exec.Command("zbarimg", "--nodbus", "--quiet", "-Sbinary", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	if squares, bars := bytes.Count(read, []byte("https://")), bytes.Count(read, []byte("0000")); squares != 3 || bars != 1 {
		t.Errorf("%d squares and %d bar codes were read, want 3 and 1: %q", squares, bars, read)
	}
	if _, code := f.quit(t); code != 0 {
		t.Errorf("code %d: %s", code, f.stderr.String())
	}
}

func TestPrintTestOfOtherPrinters(t *testing.T) {
	mute := startFake(t, "--listen", "127.0.0.1:0", "--mute")
	for name, c := range map[string]struct {
		args []string
		code int
		want string
	}{
		"never answers, as its model says": {[]string{"--address", mute.address, "--model", "80mm-oneway", "--ask"}, 0, "outcome   it is there; how it is cannot be known"},
		"never answers, unknown to us":     {[]string{"--address", mute.address}, 1, "choose the model 80mm-oneway"},
		"not there":                        {[]string{"--address", "tcp://127.0.0.1:1"}, 1, "not printed: unplugged"},
		"sheets, not there":                {[]string{"--address", "ipp://127.0.0.1:1/ipp/print"}, 1, "not printed: unplugged"},
		"sheets, not there, only asked":    {[]string{"--address", "ipp://127.0.0.1:1/ipp/print", "--ask"}, 1, "not printed: unplugged"},
		"sheets, with a receipt's model":   {[]string{"--address", "cups:slip", "--model", "80mm"}, 2, ""},
		"device that is not there":         {[]string{"--address", filepath.Join(t.TempDir(), "lp0")}, 1, "no print queue (CUPS, ipp-usb) has taken the printer"},
	} {
		t.Run(name, func(t *testing.T) {
			stdout, stderr, code := call(append([]string{"print-test"}, c.args...)...)
			if code != c.code || !strings.Contains(stdout, c.want) {
				t.Errorf("code %d, %s\n%s", code, stderr, stdout)
			}
		})
	}
	if _, code := mute.quit(t); code != 0 {
		t.Errorf("code %d: %s", code, mute.stderr.String())
	}
	t.Run("a folder", func(t *testing.T) {
		dir := t.TempDir()
		settings := filepath.Join(dir, "kiosk.toml")
		if err := os.WriteFile(settings, []byte("[printer]\nfolder = '"+dir+"'\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		stdout, stderr, code := call("print-test", "--config", settings)
		if slips, err := filepath.Glob(filepath.Join(dir, "slip-*.png")); code != 0 || len(slips) != 1 || err != nil {
			t.Errorf("code %d, %d slips, %v, %s\n%s", code, len(slips), err, stderr, stdout)
		}
	})
}

func TestFakePrinterThatIsSentRubbish(t *testing.T) {
	f := startFake(t, "--pty")
	line, err := os.OpenFile(f.address, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	if _, err := io.WriteString(line, "hello"+"\x1b@\x1dVB\x00"); err != nil { // text, and a cut to end it
		t.Fatal(err)
	}
	if said := f.line(t); said != "cut off nothing" {
		t.Errorf("it says %q", said)
	}
	if said := f.line(t); said != "not understood: 68 is not a command" {
		t.Errorf("it says %q", said)
	}
	if _, code := f.quit(t); code != 1 || !strings.Contains(f.stderr.String(), "what it does not understand: 5 times") {
		t.Errorf("code %d: %s", code, f.stderr.String())
	}
}

func TestPrintersCalledWrongly(t *testing.T) {
	for line, want := range map[string]string{
		"print-test":                                      "needs --config or --address",
		"print-test --config a --address b":               "use either that or --address",
		"print-test --address tcp://h:1 --model x":        `no model "x"`,
		"print-test extra":                                `unexpected argument "extra"`,
		"fake-printer extra":                              `unexpected argument "extra"`,
		"fake-printer --dots 0":                           "use 8 to 4096",
		"fake-printer --buffer 1":                         "use 16 or more",
		"fake-printer --paper -2":                         "--paper -1 does not end",
		"fake-printer --colour":                           "colour",
		"print-test --address tcp://h:1 --speed 115200 x": `unexpected argument "x"`,
	} {
		_, stderr, code := call(strings.Fields(line)...)
		if code != 2 || !strings.Contains(stderr, want) {
			t.Errorf("%s: code %d, %s", line, code, stderr)
		}
	}
}
