package roster_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/diemcham/diemcham/packaging/faultdisk"
	"github.com/diemcham/diemcham/store/roster"
)

// The child is a kiosk at which somebody tries one wrong PIN. It says so in the moment
// in which the PIN is tried.
const (
	childEnv = "DIEMCHAM_ROSTER_TEST_CHILD" // the folder
	roundEnv = "DIEMCHAM_ROSTER_TEST_ROUND" // which start of the machine this is
	wayEnv   = "DIEMCHAM_ROSTER_TEST_WAY"
)

// The ways to count.
const (
	careful  = "careful"  // the roster's
	late     = "late"     // after the try
	unsynced = "unsynced" // before it, but nobody waits for the disk
)

// guesses is how often somebody tries, unplugging the machine each time.
const guesses = 20

func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		if err := guess(dir, os.Getenv(wayEnv), os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	faultdisk.InMemory()
	os.Exit(m.Run())
}

// told is a device that says when a PIN is tried.
type told struct {
	roster.FileDevice
	out io.Writer
}

func (d told) Mix(stretched []byte) ([]byte, error) {
	fmt.Fprintln(d.out, "tried")
	return d.FileDevice.Mix(stretched)
}

// guess tries one PIN. The machine has been on for a second, so nobody has waited.
func guess(dir, way string, out io.Writer) error {
	round, err := strconv.Atoi(os.Getenv(roundEnv))
	if err != nil {
		return err
	}
	m := machine{boot: round, since: time.Second}
	device := told{roster.NewFileDevice(dir), out}
	if way == careful {
		var refused *roster.Refused
		_, err := roster.Open(dir, roster.Options{Cost: light(), Uptime: m.uptime, Device: device}).Enter(wrongPIN)
		if !errors.As(err, &refused) {
			return err
		}
		return nil
	}
	count := filepath.Join(dir, "count")
	text, _ := os.ReadFile(count)
	n, _ := strconv.Atoi(string(text))
	if n >= roster.FreeTries {
		return nil
	}
	wait := func() error { return nil }
	add := func() error {
		f, err := os.Create(count)
		if err != nil {
			return err
		}
		_, err = fmt.Fprint(f, n+1)
		return errors.Join(err, wait(), f.Close())
	}
	if way == unsynced {
		if err := add(); err != nil {
			return err
		}
	}
	if _, err := device.Mix(make([]byte, 32)); err != nil {
		return err
	}
	if way == late {
		wait = func() error { time.Sleep(30 * time.Millisecond); return nil } // that of a memory card
		return add()
	}
	return nil
}

// guessing starts the kiosk for one guess, interrupts it when the PIN is tried or, by
// chance, a little later, and returns whether it was.
func guessing(t *testing.T, dir, way string, round int, delay time.Duration, interrupt func(*os.Process)) (tried bool) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childEnv+"="+dir, roundEnv+"="+fmt.Sprint(round), wayEnv+"="+way)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if lines.Text() == "tried" && !tried {
			tried = true
			time.Sleep(delay)
			interrupt(child.Process)
		}
	}
	if err := child.Wait(); err != nil && !tried {
		t.Fatalf("the kiosk: %v", err)
	}
	return tried
}

// K16: twenty guesses with kill -9 at any moment from the try on, and a start of the
// machine after each: no more than five are free.
func TestKilledWhileGuessing(t *testing.T) {
	free := map[string]int{}
	for _, way := range []string{careful, late} {
		dir := t.TempDir()
		staffed(t, dir, &machine{})
		for round := range guesses {
			delay := time.Duration(0)
			if round%2 == 1 {
				delay = rand.N(3 * time.Millisecond)
			}
			if guessing(t, dir, way, round, delay, func(p *os.Process) { p.Kill() }) {
				free[way]++
			}
		}
	}
	t.Logf("of %d guesses, each ended by kill -9, %d were free; counted after the try: %d", guesses, free[careful], free[late])
	if free[careful] != roster.FreeTries {
		t.Errorf("%d tries were free, want %d", free[careful], roster.FreeTries)
	}
	if free[late] <= roster.FreeTries {
		t.Errorf("a count after the try gave %d free ones too: this test can find nothing", free[late])
	}
}

// K16 with the power cut in place of the kill.
func TestPowerCutWhileGuessing(t *testing.T) {
	free := map[string]int{}
	for _, way := range []string{careful, unsynced} {
		disk := faultdisk.Image(t, 16)
		dir := faultdisk.Mount(t, "-o", "loop", disk)
		data := filepath.Join(dir, "data")
		must(t, os.Mkdir(data, 0o700))
		staffed(t, data, &machine{})
		unix.Sync()
		for round := range guesses {
			delay := time.Duration(round%2) * rand.N(3*time.Millisecond)
			if guessing(t, data, way, round, delay, func(p *os.Process) {
				_ = p.Signal(unix.SIGSTOP) // it may be through already
				faultdisk.CutPower(t, data)
				_ = p.Kill()
			}) {
				free[way]++
			}
			faultdisk.Unmount(t, dir)
			faultdisk.MountOn(t, dir, "-o", "loop", disk)
		}
	}
	t.Logf("of %d guesses, each ended by a power cut, %d were free; counted without waiting for the disk: %d", guesses, free[careful], free[unsynced])
	if free[careful] != roster.FreeTries {
		t.Errorf("%d tries were free, want %d", free[careful], roster.FreeTries)
	}
	if free[unsynced] <= roster.FreeTries {
		t.Errorf("a count that nobody waits for gave %d free ones too: this test can find nothing", free[unsynced])
	}
}

// A right PIN, killed before the count is back at nothing, costs one try and no more.
func TestListIsWholeAfterKills(t *testing.T) {
	dir := t.TempDir()
	r := staffed(t, dir, &machine{boot: 1})
	for round := range 4 {
		guessing(t, dir, careful, round, rand.N(2*time.Millisecond), func(p *os.Process) { p.Kill() })
		if members, err := r.Members(); err != nil || len(members) != 3 {
			t.Fatalf("%d members, %v", len(members), err)
		}
	}
	if _, err := r.Enter(clerkPIN); err != nil {
		t.Error(err)
	}
}
