package store_test

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unsafe"

	bolt "go.etcd.io/bbolt"
	"golang.org/x/sys/unix"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
)

// syncEnv tells the test program to write at one end while the disk refuses to
// sync. Its value is the name of the end, that of childEnv the folder.
const syncEnv = "DIEMCHAM_STORE_TEST_SYNC"

// ends returns how something is written at either end, and at two that do not
// wait for the disk.
func ends() map[string]func(dir string) (write func() error, err error) {
	return map[string]func(dir string) (func() error, error){
		"kiosk": openKiosk, "kiosk with a card": openKioskWithCard, "hub": openHub,
		"careless kiosk": openCarelessKiosk, "careless hub": openCarelessHub,
	}
}

func openKiosk(dir string) (func() error, error) {
	db, err := store.Open(dir, options(&clock{morning()}, slog.New(slog.DiscardHandler)))
	return func() error {
		_, err := db.Ask(store.Ask{Topic: lesson()})
		return err
	}, err
}

func openKioskWithCard(dir string) (func() error, error) {
	db, err := store.Open(dir, options(&clock{morning()}, slog.New(slog.DiscardHandler)))
	lessons := []string{"a", "b"}
	return func() error {
		lesson := lessons[0]
		lessons = lessons[1:]
		return db.Learned(store.Learned{Card: "7K3M9QXA", Done: []string{lesson}})
	}, err
}

func openHub(dir string) (func() error, error) {
	db, err := store.Open(dir, options(&clock{morning()}, slog.New(slog.DiscardHandler)))
	if err != nil {
		return nil, err
	}
	for range 2 {
		if _, err := db.Ask(store.Ask{Topic: lesson()}); err != nil {
			return nil, err
		}
	}
	events, err := db.Undelivered(2)
	if err != nil {
		return nil, err
	}
	inbox, err := hub.Open(dir)
	return func() error {
		_, err := inbox.Receive(context.Background(), events[:1], morning())
		events = events[1:]
		return err
	}, err
}

func openCarelessKiosk(dir string) (func() error, error) {
	db, err := bolt.Open(filepath.Join(dir, "careless.db"), 0o600, &bolt.Options{NoSync: true, InitialMmapSize: 1 << 20})
	return func() error {
		return db.Update(func(tx *bolt.Tx) error {
			_, err := tx.CreateBucketIfNotExists([]byte("requests"))
			return err
		})
	}, err
}

func openCarelessHub(dir string) (func() error, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "careless.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return func() error {
		_, err := db.Exec("CREATE TABLE IF NOT EXISTS events (body TEXT); INSERT INTO events VALUES ('')")
		return err
	}, nil
}

// writeTwice writes while the disk is whole, and again when it syncs no more. It
// prints which of the two were acknowledged.
func writeTwice(end, dir string) error {
	write, err := ends()[end](dir)
	if err != nil {
		return err
	}
	witness, err := os.Create(filepath.Join(dir, "witness"))
	if err != nil {
		return err
	}
	defer witness.Close()
	if err := write(); err != nil {
		return fmt.Errorf("while the disk is whole: %w", err)
	}
	if err := refuseSyncs(); err != nil {
		return fmt.Errorf("refuse syncs: %w", err)
	}
	if err := witness.Sync(); !errors.Is(err, unix.EIO) {
		return fmt.Errorf("the disk still syncs: %v", err)
	}
	if err := write(); err != nil {
		fmt.Println("refused:", err)
	} else {
		fmt.Println("acknowledged")
	}
	return nil
}

// refuseSyncs has the kernel answer with an input/output error whenever this
// process asks that something be on disk.
func refuseSyncs() error {
	refuse := unix.SECCOMP_RET_ERRNO | uint32(unix.EIO)
	program := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: 0}, // the number of the call
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: unix.SYS_FSYNC, Jt: 3},
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: unix.SYS_FDATASYNC, Jt: 2},
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: unix.SYS_MSYNC, Jt: 1},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
		{Code: unix.BPF_RET | unix.BPF_K, K: refuse},
	}
	filter := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	_, _, failed := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&filter)))
	if failed != 0 {
		return failed
	}
	return nil
}

// Nothing is acknowledged, by number or by receipt, that the disk has not said it
// holds. The careless ends show that this test can tell.
func TestNothingIsAcknowledgedBeforeItIsOnDisk(t *testing.T) {
	for end, want := range map[string]string{
		"kiosk": "refused", "kiosk with a card": "refused", "hub": "refused",
		"careless kiosk": "acknowledged", "careless hub": "acknowledged",
	} {
		t.Run(end, func(t *testing.T) {
			child := exec.Command(os.Args[0])
			child.Env = append(os.Environ(), childEnv+"="+t.TempDir(), syncEnv+"="+end)
			var complaint strings.Builder
			child.Stderr = &complaint
			out, err := child.Output()
			if err != nil {
				t.Fatalf("%v: %s", err, complaint.String())
			}
			if got := string(out); !strings.HasPrefix(got, want) {
				t.Errorf("%s, want %s", strings.TrimSpace(got), want)
			}
		})
	}
}

// The list of free pages is on disk with the rest: a file without one is gone
// through as a whole at the next start, and one damaged page in it ends that.
func TestFreePagesAreOnDisk(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir, &clock{morning()})
	ask(t, db)
	db.Close()
	if file := filepath.Join(dir, "requests.db"); !listsFreePages(t, file) {
		t.Error("the free pages are not in the file")
	}

	file := filepath.Join(dir, "careless.db")
	careless, err := bolt.Open(file, 0o600, &bolt.Options{NoFreelistSync: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := careless.Update(func(tx *bolt.Tx) error { _, err := tx.CreateBucket([]byte("b")); return err }); err != nil {
		t.Fatal(err)
	}
	careless.Close()
	if listsFreePages(t, file) {
		t.Error("a file without free pages is not told from one with")
	}
}

// listsFreePages reads from the two pages at the start of a file, one of which
// holds, whether the list of free pages is in it.
func listsFreePages(t *testing.T, file string) bool {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const (
		at   = 48 // behind the page's own head and where the tree begins
		none = ^uint64(0)
	)
	page := os.Getpagesize()
	return binary.NativeEndian.Uint64(data[at:]) != none && binary.NativeEndian.Uint64(data[page+at:]) != none
}
