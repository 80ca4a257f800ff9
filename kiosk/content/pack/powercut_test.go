package pack_test

import (
	"bufio"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/diemcham/diemcham/kiosk/content/pack"
	"github.com/diemcham/diemcham/packaging/faultdisk"
)

var cuts = flag.Int("cuts", 12, "how many power cuts")

// The environment of a test program that is to be an installer.
const (
	childEnv    = "DIEMCHAM_PACK_TEST_DATA"     // the data folder
	childKeyEnv = "DIEMCHAM_PACK_TEST_KEY"      // the public key
	carelessEnv = "DIEMCHAM_PACK_TEST_CARELESS" // brings nothing to the disk
	saidEnv     = "DIEMCHAM_PACK_TEST_SAID"     // the file to say it to, in place of the output; then it ends
)

func TestMain(m *testing.M) {
	if data := os.Getenv(childEnv); data != "" {
		if err := installAll(data, os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// installAll installs one pack after the other and prints the version of each that
// it takes for installed.
func installAll(data string, files []string) error {
	o := pack.Options{Keys: []string{os.Getenv(childKeyEnv)}, Ward: "viet-hung", Now: noon}
	if os.Getenv(carelessEnv) != "" {
		o.Sync = func(*os.File) error { return nil }
	}
	out := os.Stdout
	if said := os.Getenv(saidEnv); said != "" {
		f, err := os.Create(said)
		if err != nil {
			return err
		}
		defer f.Close()
		out = f
	}
	store, err := pack.Open(data, o)
	if err != nil {
		return err
	}
	for _, file := range files {
		m, err := store.Install(file)
		if err != nil {
			return err
		}
		fmt.Fprintln(out, m.Version)
	}
	if out != os.Stdout {
		return nil
	}
	time.Sleep(time.Minute) // until it is stopped: the power goes while nothing is done, too
	return nil
}

// The power goes in the middle of an installation, or right after one. What was
// said to be installed is there then, whole.
func TestPowerCuts(t *testing.T) {
	if lost := cutPower(t, *cuts, false); lost > 0 {
		t.Errorf("%d of %d power cuts lost a pack", lost, *cuts)
	}
}

// The test above must be able to fail: an installer that brings nothing to the disk
// loses packs.
func TestPowerCutsAreFeltWithoutSync(t *testing.T) {
	rounds := max(4, *cuts/10)
	if lost := cutPower(t, rounds, true); lost < rounds*3/4 {
		t.Errorf("only %d of %d power cuts lost a pack that was not on the disk", lost, rounds)
	}
}

// cutPower returns in how many rounds something was not as it must be.
func cutPower(t *testing.T, rounds int, careless bool) (lost int) {
	disk := faultdisk.Image(t, 64)
	ward := newSigner(t)
	dir := faultdisk.Mount(t, "-o", "loop", disk)
	data := filepath.Join(dir, "data")
	if err := os.Mkdir(data, 0o755); err != nil {
		t.Fatal(err)
	}
	unix.Sync()
	floor := uint64(0) // what must be there at least
	installs := 0
	for round := range rounds {
		var files []string
		for i := range 3 {
			files = append(files, signed(t, ward, 10*round+i))
		}
		acks, delay := rand.IntN(4), time.Duration(rand.IntN(12000))*time.Microsecond
		if careless {
			acks = 1 + rand.IntN(2)
		}
		acked := cutDuring(t, data, files, ward, careless, acks, delay)
		installs += acked
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Fatalf("umount: %v: %s", err, out)
		}
		if out, err := exec.Command("mount", "-o", "loop", disk, dir).CombinedOutput(); err != nil {
			t.Fatalf("mount: %v: %s", err, out)
		}
		if acked > 0 {
			floor = versionOf(10*round + acked - 1)
		}
		loaded := open(t, data, ward).Current()
		most := max(floor, versionOf(10*round+min(acked, 2)))
		switch {
		case len(loaded.Faults) > 0, loaded.Version < floor, loaded.Version > most:
			lost++
			if !careless {
				t.Errorf("round %d, %d installed: version %d is shown, want %d to %d; %v", round, acked, loaded.Version, floor, most, loaded.Faults)
			}
			floor = 0
		case loaded.Pack != nil:
			floor = loaded.Version
		}
	}
	t.Logf("%d power cuts, %d packs installed, %d rounds lost something", rounds, installs, lost)
	return lost
}

// versionOf is the version of the pack of that many minutes after noon.
func versionOf(minutes int) uint64 {
	v, err := strconv.ParseUint(noon().Add(time.Duration(minutes)*time.Minute).Format("200601021504"), 10, 64)
	if err != nil {
		panic(err)
	}
	return v
}

// cutDuring lets a child install packs and cuts the power of its disk once it has
// said so of some, after a while. It returns how many it said.
func cutDuring(t *testing.T, data string, files []string, by signer, careless bool, acks int, delay time.Duration) (acked int) {
	t.Helper()
	child := exec.Command(os.Args[0], files...)
	child.Env = append(os.Environ(), childEnv+"="+data, childKeyEnv+"="+by.public)
	if careless {
		child.Env = append(child.Env, carelessEnv+"=1")
	}
	var complaint strings.Builder
	child.Stderr = &complaint
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for acked < acks && lines.Scan() {
		acked++
	}
	if acked < acks {
		t.Fatalf("the installer ended after %d of %d: %s", acked, acks, complaint.String())
	}
	if acks == 0 {
		delay += 10 * time.Millisecond // until the program has started
	}
	time.Sleep(delay)
	if err := child.Process.Signal(unix.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	faultdisk.CutPower(t, data)
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() { // said before the power went
		acked++
	}
	child.Wait()
	return acked
}

var blockCuts = flag.Int("blockcuts", 60, "how often the power of the disk below a file system is cut")

// cutBetweenBlocks returns how many images there were after something was installed,
// and how many of them, or of the others, are not as they must be: without the pack
// that was installed, or with one that is not whole.
func cutBetweenBlocks(t *testing.T, count int, careless string) (after, bad int) {
	ward := newSigner(t)
	var files []string
	for i := range 6 {
		files = append(files, signed(t, ward, i))
	}
	_, bad = faultdisk.CutBetweenBlocks(t, count, func(dir, witness string) {
		child := exec.Command(os.Args[0], files...)
		child.Env = append(os.Environ(), childEnv+"="+dir, childKeyEnv+"="+ward.public, saidEnv+"="+witness, carelessEnv+"="+careless)
		if out, err := child.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}, func(dir string, said []string) []string {
		least := uint64(0)
		for i := range said {
			least = versionOf(i)
		}
		if least > 0 {
			after++
		}
		loaded := open(t, dir, ward).Current()
		if len(loaded.Faults) > 0 || loaded.Version < least || loaded.Version > versionOf(len(files)-1) {
			return []string{fmt.Sprintf("version %d is shown, want %d at least; %v", loaded.Version, least, loaded.Faults)}
		}
		return nil
	})
	t.Logf("%d images, %d after a pack was installed, %d wrong", count, after, bad)
	return after, bad
}

// The power goes while the file system below an installation is between its own
// writes.
func TestPowerCutsBetweenBlocks(t *testing.T) {
	if after, bad := cutBetweenBlocks(t, *blockCuts, ""); bad > 0 || after == 0 {
		t.Errorf("%d images are not as they must be; %d after a pack was installed", bad, after)
	}
}

// The test above must be able to fail.
func TestPowerCutsBetweenBlocksAreFeltWithoutSync(t *testing.T) {
	if after, bad := cutBetweenBlocks(t, 24, "yes"); bad < after/4 || after == 0 {
		t.Errorf("only %d of %d images lost a pack that was not on the disk", bad, after)
	}
}
