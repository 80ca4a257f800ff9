package store_test

import (
	"bytes"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/diemcham/diemcham/packaging/faultdisk"
	"github.com/diemcham/diemcham/store"
)

var changes = flag.Int("changes", 60, "how many changes are made to a file that is then looked at after every write")

// recorded lets a child work in a folder of a disk that records, until it has made
// some changes.
func recorded(t *testing.T, careless string, stop int) *faultdisk.Recording {
	t.Helper()
	r := faultdisk.Record(t)
	workIn(t, r.Dir, r.Witness(), careless, stop)
	return r
}

func workIn(t *testing.T, dir, witness, careless string, stop int) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childEnv+"="+dir, runEnv+"=0", saidEnv+"="+witness, stopEnv+"="+fmt.Sprint(stop), carelessEnv+"="+careless)
	if out, err := child.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// crashed looks at what a crash left: it opens, all that was acknowledged is there,
// and the next number is a new one.
func crashed(dir string, said []string) (wrong []string) {
	db, err := store.Open(dir, options(&clock{morning().Add(time.Hour)}, slog.New(slog.DiscardHandler)))
	if err != nil {
		return []string{err.Error()}
	}
	defer db.Close()
	wrong, err = compare(db, said)
	if err != nil {
		return []string{err.Error()}
	}
	next, err := db.Ask(store.Ask{Topic: lesson()})
	if err != nil {
		return append(wrong, err.Error())
	}
	wrong = append(wrong, notErased(dir, said)...)
	for _, line := range said {
		if strings.HasSuffix(line, " "+next.Number) {
			wrong = append(wrong, fmt.Sprintf("%s is given out again: %s", next.Number, line))
		}
	}
	return wrong
}

// memory is a folder that no power cut spares and no wait takes long in.
func memory(t *testing.T) string {
	t.Helper()
	return faultdisk.Mount(t, "-t", "tmpfs", "tmpfs")
}

// images puts what every crash left into a folder of its own in dir, for look.
func images(t *testing.T, in string, crashes func(func(faultdisk.Crash) bool), look func(dir string, said []string) []string) (seen, wrong int) {
	t.Helper()
	for c := range crashes {
		dir := filepath.Join(in, fmt.Sprint(seen))
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := c.Restore(dir); err != nil {
			t.Fatal(err)
		}
		seen++
		if found := look(dir, c.Said); len(found) > 0 {
			if wrong++; wrong == 1 {
				t.Logf("after change %d, with %d acknowledged: %s", c.After, len(c.Said), strings.Join(found, "; "))
			}
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	return seen, wrong
}

// The power goes after every single write, from the making of the file on, and the
// disk has kept any part of what was not waited for.
func TestPowerCutAfterEveryWrite(t *testing.T) {
	r := recorded(t, "", *changes)
	seen, wrong := images(t, memory(t), r.Crashes(rand.New(rand.NewPCG(1, 3))), crashed)
	t.Logf("%d changes, %d images, %d wrong", *changes, seen, wrong)
	if wrong > 0 || seen < 20**changes {
		t.Errorf("%d of %d images are not as they must be", wrong, seen)
	}
}

// The file is made so that it opens whenever the power goes.
func TestPowerCutWhileTheFileIsMade(t *testing.T) {
	r, in := recorded(t, "", 0), memory(t)
	seen, wrong := 0, 0
	for seed := range uint64(max(4, *changes/10)) {
		more, bad := images(t, in, r.Crashes(rand.New(rand.NewPCG(seed, 4))), crashed)
		seen, wrong = seen+more, wrong+bad
	}
	t.Logf("%d images, %d wrong", seen, wrong)
	if wrong > 0 || seen < 100 {
		t.Errorf("%d of %d images are not as they must be", wrong, seen)
	}
}

// The first of the two above must be able to fail: what nobody waits for is lost.
func TestPowerCutAfterEveryWriteIsFeltWithoutSync(t *testing.T) {
	r := recorded(t, asksCarelessly, 15)
	said := 0
	seen, lost := images(t, memory(t), r.Crashes(rand.New(rand.NewPCG(1, 5))), func(dir string, lines []string) []string {
		if len(lines) == 0 {
			return nil
		}
		said++
		return lostCarelessly(dir, lines)
	})
	t.Logf("%d images, %d after an acknowledgement, %d of them lost it", seen, said, lost)
	if lost < said/4 {
		t.Errorf("only %d of %d images lost what was not on the disk", lost, said)
	}
}

func lostCarelessly(dir string, said []string) []string {
	last := said[len(said)-1]
	if kept, _ := os.ReadFile(filepath.Join(dir, "careless.db")); !bytes.Contains(kept, []byte(last)) {
		return []string{"lost " + last}
	}
	return nil
}

// The second must be able to fail: a file that is made in its place cannot be opened
// after some power cuts.
func TestPowerCutWhileTheFileIsMadeInItsPlaceIsFelt(t *testing.T) {
	r, in := recorded(t, createsCarelessly, 0), t.TempDir() // which may go while bbolt has a file there that it gave up
	seen, wrong := 0, 0
	for seed := range uint64(20) {
		more, bad := images(t, in, r.Crashes(rand.New(rand.NewPCG(seed, 6))), func(dir string, _ []string) []string {
			file := filepath.Join(dir, "requests.db")
			if _, err := os.Stat(file); err != nil {
				return nil
			}
			if err := opens(file); err != nil {
				return []string{err.Error()}
			}
			return nil
		})
		seen, wrong = seen+more, wrong+bad
	}
	t.Logf("%d images, %d that cannot be opened", seen, wrong)
	if wrong == 0 {
		t.Errorf("all %d images can be opened", seen)
	}
}

// opens opens a file as bbolt does.
func opens(file string) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("%v", broken)
		}
	}()
	db, err := bolt.Open(file, 0o600, &bolt.Options{Timeout: time.Second})
	if err != nil {
		return err
	}
	return db.Close()
}

var blockCuts = flag.Int("blockcuts", 60, "how often the power of the disk below a file system is cut")

// The power goes while a file system is between its own writes; when it has put itself
// in order again, all that was acknowledged is there.
func TestPowerCutBetweenBlocks(t *testing.T) {
	seen, wrong := faultdisk.CutBetweenBlocks(t, *blockCuts, func(dir, witness string) {
		workIn(t, filepath.Join(dir, "data"), witness, "", *changes)
	}, func(dir string, said []string) []string { return crashed(filepath.Join(dir, "data"), said) })
	t.Logf("%d images, %d wrong", seen, wrong)
	if wrong > 0 || seen < *blockCuts*9/10 { // how many moments there are, the file system decides
		t.Errorf("%d of %d images are not as they must be", wrong, seen)
	}
}

// The test above must be able to fail: what nobody waits for is lost.
func TestPowerCutBetweenBlocksIsFeltWithoutSync(t *testing.T) {
	said := 0
	seen, lost := faultdisk.CutBetweenBlocks(t, 24, func(dir, witness string) {
		workIn(t, dir, witness, asksCarelessly, 60)
	}, func(dir string, lines []string) []string {
		if len(lines) == 0 {
			return nil
		}
		said++
		return lostCarelessly(dir, lines)
	})
	t.Logf("%d images, %d after an acknowledgement, %d of them lost it", seen, said, lost)
	if lost < said/4 || said == 0 {
		t.Errorf("only %d of %d images lost what was not on the disk", lost, said)
	}
}
