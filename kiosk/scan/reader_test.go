package scan_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/scan/fakescanner"
)

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// desk is a scanner with a reader that listens to it.
type desk struct {
	*fakescanner.Scanner
	t     *testing.T
	path  string
	scans chan scan.Scan
	told  chan error
	waits chan time.Duration // asked for by the reader
	ticks chan time.Time     // let it wait no longer
	ended chan struct{}      // Run has returned
	stop  context.CancelFunc
}

// newDesk returns a desk with the scanner plugged in, or not.
func newDesk(t *testing.T, pluggedIn bool, pause time.Duration) *desk {
	t.Helper()
	d := &desk{
		t: t, path: filepath.Join(t.TempDir(), "scanner"),
		scans: make(chan scan.Scan, 64), told: make(chan error, 64),
		waits: make(chan time.Duration, 64), ticks: make(chan time.Time), ended: make(chan struct{}),
	}
	d.Scanner = fakescanner.New(d.path)
	if pluggedIn {
		d.plugIn()
	}
	reader := scan.NewReader(scan.Options{
		Device: d.path, Pause: pause,
		Give: func(s scan.Scan) { d.scans <- s },
		Tell: func(err error) { d.told <- err },
		After: func(wait time.Duration) <-chan time.Time {
			d.waits <- wait
			return d.ticks
		},
	})
	ctx, stop := context.WithCancel(t.Context())
	d.stop = stop
	go func() {
		defer close(d.ended)
		reader.Run(ctx)
	}()
	t.Cleanup(func() {
		stop()
		next(t, d.ended)
	})
	return d
}

func (d *desk) plugIn() {
	d.t.Helper()
	if err := d.PlugIn(); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) unplug() {
	d.t.Helper()
	if err := d.Unplug(); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) send(data string, piece int) {
	d.t.Helper()
	if err := d.Send(data, piece); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) opened() {
	d.t.Helper()
	if err := next(d.t, d.told); err != nil {
		d.t.Fatalf("not opened: %v", err)
	}
}

// want waits for scans with these texts.
func (d *desk) want(texts ...string) {
	d.t.Helper()
	for _, want := range texts {
		got := next(d.t, d.scans)
		if got.Text.Reveal() != want || got.Damage != scan.Whole {
			d.t.Errorf("got %q, damage %q, want %q", got.Text.Reveal(), got.Damage, want)
		}
	}
}

func next[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatal("waited in vain")
		panic("unreachable")
	}
}

const proverb = "Ăn quả nhớ kẻ trồng cây, uống nước nhớ nguồn; ĐÓI CHO SẠCH, RÁCH CHO THƠM"

func TestLettersInPieces(t *testing.T) {
	for name, end := range map[string]string{"CR": "\r", "LF": "\n", "CRLF": "\r\n"} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, true, patience)
			d.opened()
			var texts []string
			for _, piece := range []int{1, 2, 3, 7, 64} {
				d.send(proverb+end, piece)
				texts = append(texts, proverb)
			}
			d.send("261123010027"+end+"261123010028"+end, 64)
			d.want(append(texts, "261123010027", "261123010028")...)
			if echo, err := d.Heard(); echo != "" || err != nil {
				t.Errorf("the scanner was sent %q, %v", echo, err)
			}
			if len(d.scans) > 0 {
				t.Error("more scans than codes")
			}
		})
	}
}

// A device as it is before the reader has prepared it: the kernel sends all back.
// This shows that the tests would see an echo.
func TestTheFakeEchoes(t *testing.T) {
	s := fakescanner.New(filepath.Join(t.TempDir(), "scanner"))
	if err := s.PlugIn(); err != nil {
		t.Fatal(err)
	}
	defer s.Unplug()
	held, err := os.OpenFile(s.Device(), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	if err := s.Send("261123010027\r", 64); err != nil {
		t.Fatal(err)
	}
	var echo string
	for deadline := time.Now().Add(patience); !strings.HasSuffix(echo, "\n") && time.Now().Before(deadline); {
		more, err := s.Heard()
		if err != nil {
			t.Fatal(err)
		}
		echo += more
	}
	if echo != "261123010027\r\n" {
		t.Errorf("echo %q", echo)
	}
}

func TestDamagedScans(t *testing.T) {
	for name, test := range map[string]struct {
		sent string
		want scan.Damage
	}{
		"letters in the old Vietnamese code page": {"Vi\xeat Nam\r", scan.NotUTF8},
		"a letter cut off by the line end":        {"Vi\xe1\xbb\r", scan.NotUTF8},
		"longer than any code":                    {strings.Repeat("9", scan.Longest+1) + "\r", scan.TooLong},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, true, patience)
			d.opened()
			d.send(test.sent+"261123010027\r", 7)
			if got := next(t, d.scans); got.Damage != test.want || got.Text != "" {
				t.Errorf("got %q of %d bytes, want %q without text", got.Damage, len(got.Text.Reveal()), test.want)
			}
			d.want("261123010027")
		})
	}
}

func TestAHalfScanIsGivenUp(t *testing.T) {
	d := newDesk(t, true, time.Millisecond)
	d.opened()
	d.send("26112300", 7)
	if got := next(t, d.scans); got.Damage != scan.NoEnd || got.Text != "" {
		t.Errorf("got %q with %d bytes, want no-end without text", got.Damage, len(got.Text.Reveal()))
	}
}

func TestWhatWasScannedBeforeAnybodyListened(t *testing.T) {
	d := newDesk(t, false, patience)
	if err := next(t, d.told); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("told %v", err)
	}
	d.plugIn()
	d.send("261123010001\r", 64)
	next(t, d.waits)
	d.ticks <- time.Time{}
	d.opened()
	d.send("261123010002\r", 64)
	d.want("261123010002")
}

func TestPulledOutAndPutBack(t *testing.T) {
	d := newDesk(t, true, patience)
	d.opened()
	for range 3 {
		d.send("261123010027\r"+"half a sc", 7)
		d.want("261123010027")
		d.unplug()
		if err := next(t, d.told); !errors.Is(err, scan.ErrGone) {
			t.Fatalf("told %v", err)
		}
		if wait := next(t, d.waits); wait != scan.FirstWait {
			t.Errorf("tries again after %v, want %v", wait, scan.FirstWait)
		}
		d.ticks <- time.Time{}
		if err := next(t, d.told); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("told %v", err)
		}
		next(t, d.waits)
		d.plugIn()
		d.ticks <- time.Time{}
		d.opened()
	}
	d.send(proverb+"\r\n", 7)
	d.want(proverb)
}

// The longer a scanner is away the less often it is looked for, and it is said once.
func TestAScannerThatStaysAway(t *testing.T) {
	d := newDesk(t, false, patience)
	var waits []time.Duration
	for range 7 {
		waits = append(waits, next(t, d.waits))
		d.ticks <- time.Time{}
	}
	next(t, d.waits) // the last try is over
	ms := time.Millisecond
	if want := []time.Duration{250 * ms, 500 * ms, 1000 * ms, 2000 * ms, 4000 * ms, 4000 * ms, 4000 * ms}; !slices.Equal(waits, want) {
		t.Errorf("waits %v, want %v", waits, want)
	}
	if len(d.told) != 1 {
		t.Errorf("told %d times, want once", len(d.told))
	}
}

func TestTheEndOfTheContextEndsReading(t *testing.T) {
	for name, pluggedIn := range map[string]bool{"while it listens": true, "while it waits": false} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, pluggedIn, patience)
			next(t, d.told)
			d.stop()
			next(t, d.ended)
			if len(d.told) > 0 {
				t.Errorf("told %v", <-d.told)
			}
		})
	}
}

func TestDevicesThatCannotBeUsed(t *testing.T) {
	busy := newDesk(t, true, patience)
	busy.opened()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		path string
		want error
	}{
		"not there":             {filepath.Join(t.TempDir(), "scanner"), fs.ErrNotExist},
		"read by another":       {busy.Device(), scan.ErrBusy},
		"a file":                {file, scan.ErrNotSerial},
		"a device without line": {"/dev/null", scan.ErrNotSerial},
	} {
		t.Run(name, func(t *testing.T) {
			told := make(chan error, 1)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			reader := scan.NewReader(scan.Options{
				Device: test.path,
				Give:   func(scan.Scan) { t.Error("a scan") },
				Tell:   func(err error) { told <- err; stop() },
				After:  time.After,
			})
			reader.Run(ctx)
			// A reader whose context has ended has nothing more to tell.
			err := next(t, told)
			if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.path) {
				t.Errorf("told %v, want %v and the path", err, test.want)
			}
		})
	}
	// The other one still has it.
	busy.send("261123010027\r", 64)
	busy.want("261123010027")
}
