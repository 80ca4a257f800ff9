package store_test

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
	"golang.org/x/sys/unix"

	"github.com/diemcham/diemcham/packaging/faultdisk"
	"github.com/diemcham/diemcham/store"
)

var cuts = flag.Int("cuts", 12, "how often the power is cut")

// carelessEnv tells the child to keep what it acknowledges in a file that nobody
// waits for, or only to make a file where it is to stand in the end.
const (
	carelessEnv       = "DIEMCHAM_STORE_TEST_CARELESS"
	asksCarelessly    = "ask"
	createsCarelessly = "create"
)

// askCarelessly prints what it has taken down in a file that is never synced, for ever
// if stop is negative.
func askCarelessly(dir, run string, stop int, out io.Writer) error {
	db, err := bolt.Open(filepath.Join(dir, "careless.db"), 0o600, &bolt.Options{NoSync: true})
	if err != nil {
		return err
	}
	for n := 0; stop < 0 || n < stop; n++ {
		topic := fmt.Sprintf("run-%s-%d", run, n)
		err := db.Update(func(tx *bolt.Tx) error {
			b, err := tx.CreateBucketIfNotExists([]byte("requests"))
			if err != nil {
				return err
			}
			return b.Put([]byte(topic), make([]byte, 600))
		})
		if err != nil {
			return err
		}
		fmt.Fprintln(out, topic)
	}
	return db.Close()
}

// cutPower lets a child work in data, cuts the power of its disk after some
// acknowledgements and a while, and returns all that were made.
func cutPower(t *testing.T, data, run string, careless bool, acks int, delay time.Duration) (acknowledged []string) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childEnv+"="+data, runEnv+"="+run)
	if careless {
		child.Env = append(child.Env, carelessEnv+"="+asksCarelessly)
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
	for len(acknowledged) < acks && lines.Scan() {
		acknowledged = append(acknowledged, lines.Text())
	}
	if len(acknowledged) < acks {
		t.Fatalf("the kiosk ended after %d of %d: %s", len(acknowledged), acks, complaint.String())
	}
	time.Sleep(delay) // the power goes at any moment, not only behind an acknowledgement
	if err := child.Process.Signal(unix.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	faultdisk.CutPower(t, data)
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() { // said before the power went
		acknowledged = append(acknowledged, lines.Text())
	}
	child.Wait()
	return acknowledged
}

// The power goes while residents ask, events are marked as delivered and the file is
// compacted. What was acknowledged is there.
func TestPowerCuts(t *testing.T) {
	disk := faultdisk.Image(t, 64)
	dir := faultdisk.Mount(t, "-o", "loop", disk)
	data := filepath.Join(dir, "data")
	var acknowledged []string
	for round := range *cuts {
		acks, delay := 1+rand.IntN(40), time.Duration(rand.IntN(3000))*time.Microsecond
		acknowledged = append(acknowledged, cutPower(t, data, fmt.Sprint(round), false, acks, delay)...)
		faultdisk.Unmount(t, dir)
		faultdisk.MountOn(t, dir, "-o", "loop", disk)
		ok := t.Run(fmt.Sprint("cut ", round), func(t *testing.T) { // so that its file is closed before the next one
			if wrong := verify(t, data, acknowledged); len(wrong) > 0 {
				t.Error(strings.Join(wrong, "\n"))
			}
		})
		if !ok {
			return
		}
	}
	t.Logf("%d power cuts, %d acknowledged, 0 lost", *cuts, len(acknowledged))
}

// The test above must be able to fail: what nobody waits for is lost.
func TestPowerCutsAreFeltWithoutSync(t *testing.T) {
	disk := faultdisk.Image(t, 64)
	dir := faultdisk.Mount(t, "-o", "loop", disk)
	rounds, lost := max(4, *cuts/5), 0
	for round := range rounds {
		data := filepath.Join(dir, fmt.Sprint(round))
		if err := os.Mkdir(data, 0o700); err != nil {
			t.Fatal(err)
		}
		unix.Sync()
		acknowledged := cutPower(t, data, fmt.Sprint(round), true, 5+rand.IntN(40), 0)
		faultdisk.Unmount(t, dir)
		faultdisk.MountOn(t, dir, "-o", "loop", disk)
		kept, _ := os.ReadFile(filepath.Join(data, "careless.db"))
		if !bytes.Contains(kept, []byte(acknowledged[len(acknowledged)-1])) {
			lost++
		}
	}
	t.Logf("%d power cuts, %d lost something", rounds, lost)
	if lost < rounds*3/4 {
		t.Errorf("only %d of %d power cuts lost what was not on the disk", lost, rounds)
	}
}

// fill leaves no room on the disk of dir.
func fill(t *testing.T, dir string) (filler string) {
	t.Helper()
	filler = filepath.Join(dir, "filler")
	f, err := os.Create(filler)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int{1 << 20, 4096, 512} {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
	}
	if !errors.Is(err, unix.ENOSPC) {
		t.Fatalf("the disk is not full: %v", err)
	}
	return filler
}

// untilFull asks, and marks as delivered, until there is no room for one more.
func untilFull(t *testing.T, db *store.DB) (asked []store.Request) {
	t.Helper()
	sealed := make([]byte, 3000)
	for len(asked) < 20000 {
		r, err := db.Ask(store.Ask{Topic: lesson(), Sealed: sealed, Consent: "2026-03"})
		if err != nil {
			if !errors.Is(err, unix.ENOSPC) && !strings.Contains(err.Error(), unix.ENOSPC.Error()) {
				t.Fatalf("not for want of room: %v", err)
			}
			return asked
		}
		asked = append(asked, r)
		if events, err := db.Undelivered(1); err == nil && len(events) == 1 {
			if err := db.MarkDelivered([]string{events[0].ID}); err != nil && !strings.Contains(err.Error(), unix.ENOSPC.Error()) {
				t.Fatal(err)
			}
		}
	}
	t.Fatal("the disk never became full")
	return nil
}

// The disk is full: the reserve is used, then requests are refused, everything can
// still be read, and it goes on when there is room.
func TestDiskFull(t *testing.T) {
	for name, disk := range map[string]func(t *testing.T) string{
		"tmpfs of 24 MB": func(t *testing.T) string { return faultdisk.Mount(t, "-t", "tmpfs", "-o", "size=24m", "tmpfs") },
		"ext4 of 48 MB":  func(t *testing.T) string { return faultdisk.Mount(t, "-o", "loop", faultdisk.Image(t, 48)) },
	} {
		t.Run(name, func(t *testing.T) {
			without := 0
			for _, reserve := range []bool{false, true} {
				dir, c := disk(t), &clock{morning()}
				var logged bytes.Buffer
				db, err := store.Open(filepath.Join(dir, "data"), checked(c, slog.New(slog.NewTextHandler(&logged, nil))))
				if err != nil {
					t.Fatal(err)
				}
				defer db.Close()
				asked := []store.Request{ask(t, db)}
				ballast := filepath.Join(dir, "data", "requests.ballast")
				if info, err := os.Stat(ballast); err != nil || info.Sys().(*syscall.Stat_t).Blocks*512 < 4<<20 {
					t.Fatalf("no reserve: %v, %v", info, err)
				}
				filler := fill(t, dir)
				if !reserve {
					if err := os.Rename(ballast, ballast+".kept"); err != nil {
						t.Fatal(err)
					}
				}
				more := untilFull(t, db)
				asked = append(asked, more...)
				if !reserve {
					without = len(more)
					continue
				}
				if len(more) < without+100 || !strings.Contains(logged.String(), "the disk is full") {
					t.Errorf("%d more with the reserve, %d without; the log:\n%s", len(more), without, logged.String())
				}

				refused := 0
				for range 20 {
					if _, err := db.Ask(store.Ask{Topic: lesson(), Sealed: make([]byte, 3000), Consent: "2026-03"}); err != nil {
						refused++
					}
				}
				if requests, err := db.Requests(); err != nil || len(requests) != len(asked) || refused != 20 {
					t.Errorf("%d of 20 refused; %d of %d requests can be read, %v", refused, len(requests), len(asked), err)
				}
				if err := os.Remove(filler); err != nil {
					t.Fatal(err)
				}
				asked = append(asked, ask(t, db))
				room := "made anew"
				if _, err := os.Stat(ballast); err != nil {
					room = "not made anew, for want of room" // on the small one the file itself has it
				}
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
				if db, err = store.Open(filepath.Join(dir, "data"), checked(c, slog.New(slog.DiscardHandler))); err != nil {
					t.Fatal(err)
				}
				defer db.Close()
				requests, err := db.Requests()
				if err != nil || len(requests) != len(asked) {
					t.Fatalf("%d of %d requests, %v", len(requests), len(asked), err)
				}
				for i, r := range requests {
					if r.ID != asked[i].ID || r.Code != asked[i].Code {
						t.Fatalf("in place of %s stands %s", asked[i].Code, r.Code)
					}
				}
				if _, carved, err := db.Carved(); carved || err != nil {
					t.Errorf("the file was taken for damaged, %v", err)
				}
				t.Logf("taken on the full disk: %d without the reserve, %d with it; %d of 20 refused then, 0 lost, the reserve is %s", without, len(more), refused, room)
			}
		})
	}
}

// The disk answers nothing any more: no request is taken, nothing crashes, and after
// it is back and the kiosk has started anew all is there.
func TestDiskThatDies(t *testing.T) {
	disk := faultdisk.Image(t, 64)
	dir := faultdisk.Mount(t, "-o", "loop", disk)
	data, c := filepath.Join(dir, "data"), &clock{morning()}
	rounds := max(5, *cuts/10)
	var asked []store.Request
	for round := range rounds {
		db, err := store.Open(data, checked(c, slog.New(slog.DiscardHandler)))
		if err != nil {
			t.Fatal(err)
		}
		for range 10 {
			asked = append(asked, ask(t, db))
		}
		faultdisk.CutPower(t, data)
		for range 3 {
			if r, err := db.Ask(store.Ask{Topic: lesson()}); err == nil {
				t.Errorf("round %d: %s was given out on a dead disk", round, r.Code)
			}
		}
		if err := db.MarkDelivered([]string{"0190a5b8-7e5c-7000-8000-000000000000"}); err == nil {
			t.Errorf("round %d: something was written to a dead disk", round)
		}
		db.Requests() // it may or may not still know
		db.Close()
		if db, err := store.Open(data, checked(c, slog.New(slog.DiscardHandler))); err == nil {
			db.Close()
			t.Errorf("round %d: opened on a dead disk", round)
		}
		faultdisk.Unmount(t, dir)
		faultdisk.MountOn(t, dir, "-o", "loop", disk)
	}
	db, err := store.Open(data, checked(c, slog.New(slog.DiscardHandler)))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	asked = append(asked, ask(t, db))
	same(t, db, asked)
	t.Logf("%d disks died, %d requests, 0 lost", rounds, len(asked))
}

// same reports where the requests of db are not those that were asked. Others may
// stand between them, that nobody was given a number for.
func same(t *testing.T, db *store.DB, asked []store.Request) {
	t.Helper()
	requests, err := db.Requests()
	if err != nil {
		t.Fatal(err)
	}
	ids, codes := make(map[string]string), make(map[string]string)
	for _, r := range requests {
		ids[r.ID] = r.Code
		if other, twice := codes[r.Code]; twice {
			t.Errorf("%s belongs to %s and %s", r.Code, other, r.ID)
		}
		codes[r.Code] = r.ID
	}
	for _, r := range asked {
		if ids[r.ID] != r.Code {
			t.Errorf("%s is lost: %q", r.Code, ids[r.ID])
		}
	}
	if c, carved, err := db.Carved(); carved || err != nil {
		t.Errorf("the file was damaged: %+v, %v", c, err)
	}
}

// A folder that can only be read is said to be one, and nothing is set aside.
func TestDiskThatCanOnlyBeRead(t *testing.T) {
	disk := faultdisk.Image(t, 48)
	dir := faultdisk.Mount(t, "-o", "loop", disk)
	data, c := filepath.Join(dir, "data"), &clock{morning()}
	db, err := store.Open(data, checked(c, slog.New(slog.DiscardHandler)))
	if err != nil {
		t.Fatal(err)
	}
	asked := []store.Request{ask(t, db)}
	db.Close()
	before := names(t, data)
	faultdisk.Unmount(t, dir)
	faultdisk.MountOn(t, dir, "-o", "loop,ro", disk)
	if _, err := store.Open(data, checked(c, slog.New(slog.DiscardHandler))); !errors.Is(err, store.ErrFolder) || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("opened: %v", err)
	}
	r, err := store.OpenReadOnly(data, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if requests, err := r.Requests(); err != nil || len(requests) != 1 {
		t.Errorf("read: %d, %v", len(requests), err)
	}
	r.Close()
	faultdisk.Unmount(t, dir)
	faultdisk.MountOn(t, dir, "-o", "loop", disk)
	if after := names(t, data); after != before {
		t.Errorf("in the folder: %s, before %s", after, before)
	}
	if db, err = store.Open(data, checked(c, slog.New(slog.DiscardHandler))); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	same(t, db, append(asked, ask(t, db)))
}

const limitedEnv = "DIEMCHAM_STORE_TEST_LIMITED"

// After a write that failed nobody knows what the disk holds, so the next one writes
// all of it anew; if the disk is well by then, the kiosk goes on.
func TestWriteThatFails(t *testing.T) {
	// In a process of its own: the limit holds for all that a process writes, and go
	// test has this one write down which files it opens.
	if os.Getenv(limitedEnv) == "" {
		child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
		child.Env = append(os.Environ(), limitedEnv+"=1")
		if said, err := child.CombinedOutput(); err != nil || !strings.Contains(string(said), "--- PASS: "+t.Name()) {
			t.Errorf("%v\n%s", err, said)
		}
		return
	}
	dir, c := t.TempDir(), &clock{morning()}
	db := open(t, dir, c)
	asked := []store.Request{ask(t, db), ask(t, db)}
	path := filepath.Join(dir, "requests.db")
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	small := limit
	small.Cur = 4096
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &small); err != nil {
		t.Fatal(err)
	}
	_, failed := db.Ask(store.Ask{Topic: lesson()})
	_, again := db.Ask(store.Ask{Topic: lesson()})
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(failed, unix.EFBIG) || again == nil || !strings.Contains(again.Error(), "after a write that failed") {
		t.Errorf("the disk took it: %v, %v", failed, again)
	}
	asked = append(asked, ask(t, db))
	same(t, db, asked)
	after, err := os.Stat(path)
	if err != nil || os.SameFile(before, after) {
		t.Errorf("the file was not written anew, %v", err)
	}
	db.Close()
	db = open(t, dir, c)
	same(t, db, append(asked, ask(t, db)))
}

// A file that is mostly free is made small at the start, and one that is not is left
// alone.
func TestCompactionAtTheStart(t *testing.T) {
	for name, test := range map[string]struct {
		free  int // MB that something took and gave back
		small bool
	}{"much is free": {48, true}, "little is free": {4, false}} {
		t.Run(name, func(t *testing.T) {
			dir, c := t.TempDir(), &clock{morning()}
			db := open(t, dir, c)
			asked := []store.Request{ask(t, db), ask(t, db)}
			db.Close()
			path := filepath.Join(dir, "requests.db")
			file, err := bolt.Open(path, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			err = file.Update(func(tx *bolt.Tx) error {
				b, err := tx.CreateBucket([]byte("junk"))
				for i := range test.free {
					err = errors.Join(err, b.Put([]byte{byte(i)}, make([]byte, 1<<20)))
				}
				return err
			})
			if err == nil {
				err = file.Update(func(tx *bolt.Tx) error { return tx.DeleteBucket([]byte("junk")) })
			}
			if err := errors.Join(err, file.Close()); err != nil {
				t.Fatal(err)
			}
			before, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			db = open(t, dir, c)
			after, err := os.Stat(path)
			if err != nil || os.SameFile(before, after) == test.small || test.small && after.Size() > before.Size()/3 {
				t.Errorf("%d bytes before, %d after, %v", before.Size(), after.Size(), err)
			}
			same(t, db, append(asked, ask(t, db)))
			for _, left := range strings.Fields(names(t, dir)) {
				if strings.HasSuffix(left, ".new") {
					t.Errorf("%s is left", left)
				}
			}
		})
	}
}
