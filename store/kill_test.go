package store_test

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
	"golang.org/x/sys/unix"

	"github.com/diemcham/diemcham/packaging/faultdisk"
	"github.com/diemcham/diemcham/store"
)

// childEnv tells the test program to be a kiosk that asks until it is killed.
// Its value is the folder.
const (
	childEnv = "DIEMCHAM_STORE_TEST_CHILD"
	earlyEnv = "DIEMCHAM_STORE_TEST_EARLY" // acknowledge before the request is kept
	runEnv   = "DIEMCHAM_STORE_TEST_RUN"   // makes topics of this run unlike those of others
	saidEnv  = "DIEMCHAM_STORE_TEST_SAID"  // the file to say it to, in place of the output
	stopEnv  = "DIEMCHAM_STORE_TEST_STOP"  // after how many changes the child ends by itself
)

var kills = flag.Int("kills", 25, "how often a kiosk is killed in the middle of its work")

// checker has the test program check a file and nothing else.
func checker() []string { return []string{os.Args[0], "check-requests"} }

func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == checker()[1] {
		os.Exit(store.CheckProcess(os.Args[2], os.Stdout, os.Stderr))
	}
	if dir := os.Getenv(childEnv); dir != "" {
		if err := child(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	faultdisk.InMemory()
	os.Exit(m.Run())
}

func child(dir string) error {
	if end := os.Getenv(syncEnv); end != "" {
		return writeTwice(end, dir)
	}
	out := os.Stdout
	if said := os.Getenv(saidEnv); said != "" {
		f, err := os.OpenFile(said, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
		if err != nil {
			return err
		}
		defer f.Close()
		out = f
	}
	stop, err := strconv.Atoi(cmp.Or(os.Getenv(stopEnv), "-1"))
	if err != nil {
		return err
	}
	switch os.Getenv(carelessEnv) {
	case "":
		return askForEver(dir, os.Getenv(runEnv), os.Getenv(earlyEnv) != "", stop, out)
	case createsCarelessly:
		db, err := bolt.Open(filepath.Join(dir, "requests.db"), 0o600, nil)
		if err != nil {
			return err
		}
		return db.Close()
	}
	return askCarelessly(dir, os.Getenv(runEnv), stop, out)
}

// askForEver prints "topic number" for every request that it takes for kept,
// "card number lesson" for every lesson of a card, and "delivered ID" for every event
// that it takes for marked. Now and then it compacts the file. It ends after some
// three changes a round, or never if stop is negative.
func askForEver(dir, run string, early bool, stop int, out io.Writer) error {
	now := morning()
	o := options(nil, slog.New(slog.DiscardHandler))
	o.Now = func() time.Time { now = now.Add(2 * time.Millisecond); return now }
	o.Keep = store.Keep{Closed: 1, Open: 1, Records: 1}
	db, err := store.Open(dir, o)
	if err != nil {
		return err
	}
	for n := 0; stop < 0 || n*3 < stop; n++ {
		if n%6 == 5 {
			if err := db.Close(); err != nil {
				return err
			}
			if _, _, err := store.Compact(dir, checker()); err != nil {
				return err
			}
			if db, err = store.Open(dir, o); err != nil {
				return err
			}
		}
		topic := fmt.Sprintf("run-%s-%d", run, n)
		if early {
			fmt.Fprintln(out, topic, "-")
		}
		request, err := db.Ask(store.Ask{Topic: store.Topic{Kind: "general", ID: topic, Title: "Việc khác"}, Sealed: sealedOf(topic), Consent: "1"})
		if err != nil {
			return err
		}
		if !early {
			fmt.Fprintln(out, topic, request.Number)
		}
		if err := work(db, request.ID, n, out); err != nil {
			return err
		}
		if err := learnOne(db, run, n, early, out); err != nil {
			return err
		}
		if err := end(db, request, n, out); err != nil {
			return err
		}
	}
	return db.Close()
}

// sealedOf are the sealed fields of a request.
func sealedOf(topic string) []byte { return []byte("sealed fields of " + topic) }

// end has now and then a resident withdraw, or staff finish so that the kiosk may let
// go of it at once. It prints "ending topic" before anything is gone, and "withdrawn
// topic" when it takes the fields for erased.
func end(db *store.DB, request store.Request, n int, out io.Writer) error {
	switch n % 7 {
	case 2:
		fmt.Fprintln(out, "ending", request.Topic.ID)
		if _, err := db.Withdraw(request.ID, ""); err != nil {
			return err
		}
		fmt.Fprintln(out, "withdrawn", request.Topic.ID)
	case 4:
		fmt.Fprintln(out, "ending", request.Topic.ID)
		if _, err := db.Left(request.ID, "Cán bộ 1"); err != nil {
			return err
		}
		events, err := db.Undelivered(1 << 20)
		if err != nil {
			return err
		}
		var ids []string
		for _, e := range events {
			ids = append(ids, e.ID)
		}
		if err := db.MarkDelivered(ids); err != nil {
			return err
		}
		return db.Tidy()
	}
	return nil
}

// learnOne adds a lesson to one of four cards.
func learnOne(db *store.DB, run string, n int, early bool, out io.Writer) error {
	number, lesson := fmt.Sprintf("7K3M9QX%d", n%4), fmt.Sprintf("run-%s-%d", run, n)
	if early {
		fmt.Fprintln(out, "card", number, lesson)
	}
	if err := db.Learned(store.Learned{Card: number, Done: []string{lesson}}); err != nil {
		return err
	}
	if !early {
		fmt.Fprintln(out, "card", number, lesson)
	}
	return nil
}

// work does now and then what else is done to the file while residents ask.
func work(db *store.DB, id string, n int, out io.Writer) error {
	if n%3 != 0 {
		return nil
	}
	if _, err := db.Take(id, "Cán bộ 1"); err != nil {
		return err
	}
	events, err := db.Undelivered(2)
	if err != nil || len(events) == 0 {
		return err
	}
	if err := db.MarkDelivered([]string{events[0].ID}); err != nil {
		return err
	}
	fmt.Fprintln(out, "delivered", events[0].ID)
	return nil
}

// kill runs a child in dir, kills it with -9 in the middle of its work, and
// returns what it acknowledged.
func kill(t *testing.T, dir, run string, early bool, acks int) []string {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childEnv+"="+dir, runEnv+"="+run)
	if early {
		child.Env = append(child.Env, earlyEnv+"=1")
	}
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var acknowledged []string
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		acknowledged = append(acknowledged, lines.Text())
		if len(acknowledged) == acks {
			child.Process.Kill()
		}
	}
	if err := child.Wait(); err == nil || len(acknowledged) < acks {
		t.Fatalf("the child ended by itself after %d of %d: %v", len(acknowledged), acks, err)
	}
	return acknowledged
}

// verify returns everything that is wrong with the requests in dir.
func verify(t *testing.T, dir string, acknowledged []string) []string {
	t.Helper()
	check(t, dir)
	db := open(t, dir, &clock{morning().Add(time.Hour)})
	defer db.Close()
	wrong, err := compare(db, acknowledged)
	if err != nil {
		t.Fatal(err)
	}
	return append(wrong, notErased(dir, acknowledged)...)
}

// notErased returns whose sealed fields stand in the file after they were withdrawn.
func notErased(dir string, acknowledged []string) (wrong []string) {
	file, err := readData(filepath.Join(dir, "requests.db"))
	if err != nil {
		return []string{err.Error()}
	}
	for _, line := range acknowledged {
		topic, ok := strings.CutPrefix(line, "withdrawn ")
		if ok && bytes.Contains(file, fmt.Appendf(nil, `"sealed":%q`, base64.StdEncoding.EncodeToString(sealedOf(topic)))) {
			wrong = append(wrong, "the fields of "+topic+" are not erased")
		}
	}
	return wrong
}

// readData reads a file without its holes, which take most of it.
func readData(path string) (data []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for end := int64(0); ; {
		begin, err := f.Seek(end, unix.SEEK_DATA)
		if errors.Is(err, unix.ENXIO) {
			return data, nil
		}
		if err == nil {
			end, err = f.Seek(begin, unix.SEEK_HOLE)
		}
		if err != nil {
			return nil, err
		}
		part := make([]byte, end-begin)
		if _, err := f.ReadAt(part, begin); err != nil {
			return nil, err
		}
		data = append(data, part...)
	}
}

// compare returns everything in db that is not as it was acknowledged.
func compare(db *store.DB, acknowledged []string) (wrong []string, err error) {
	requests, err := db.Requests()
	if err != nil {
		return nil, err
	}
	kept := make(map[string]string)
	owner := make(map[string]string)
	for _, r := range requests {
		kept[r.Topic.ID] = r.Number
		if other, twice := owner[r.Number]; twice {
			wrong = append(wrong, fmt.Sprintf("%s belongs to %s and %s", r.Number, other, r.Topic.ID))
		}
		owner[r.Number] = r.Topic.ID
	}
	done := make(map[string]bool)
	cards, err := db.Cards()
	if err != nil {
		return nil, err
	}
	for _, card := range cards {
		for _, lesson := range card.Done {
			done[card.Number+" "+lesson] = true
		}
	}
	events, err := db.Undelivered(1 << 20)
	if err != nil {
		return nil, err
	}
	pending := make(map[string]bool)
	for _, e := range events {
		pending[e.ID] = true
	}
	mayBeGone, gone := make(map[string]bool), make(map[string]bool)
	for _, line := range acknowledged {
		if word, topic, _ := strings.Cut(line, " "); word == "ending" {
			mayBeGone[topic] = true
		}
	}
	for _, line := range acknowledged {
		if id, ok := strings.CutPrefix(line, "delivered "); ok {
			if pending[id] {
				wrong = append(wrong, id+" was marked as delivered and is delivered again")
			}
			continue
		}
		if card, ok := strings.CutPrefix(line, "card "); ok {
			if !done[card] {
				wrong = append(wrong, fmt.Sprintf("%s was acknowledged and is not there", line))
			}
			continue
		}
		topic, number, _ := strings.Cut(line, " ")
		if topic == "withdrawn" || topic == "ending" {
			continue
		}
		if mayBeGone[topic] && kept[topic] == "" {
			gone[number] = true
			continue
		}
		if got, ok := kept[topic]; !ok || number != "-" && got != number {
			wrong = append(wrong, fmt.Sprintf("%s was acknowledged as %s and is %q", topic, number, got))
		}
	}
	next := 1
	for _, r := range requests {
		for gone[fmt.Sprintf("A%03d", next)] {
			next++
		}
		if want := fmt.Sprintf("A%03d", next); r.Number != want {
			wrong = append(wrong, fmt.Sprintf("in place of %s stands %s", want, r.Number))
		}
		next++
	}
	queue, err := db.Queue(time.Time{})
	if err != nil || len(queue)+len(requests) > 0 && !reflect.DeepEqual(queue, requests) {
		wrong = append(wrong, fmt.Sprintf("the queue has %d requests of %d, or other ones: %v", len(queue), len(requests), err))
	}
	carving, carved, err := db.Carved()
	if carved {
		wrong = append(wrong, fmt.Sprintf("the file was damaged: %+v", carving))
	}
	return append(wrong, gaps(events)...), err
}

// gaps returns where a Seq is missing or an ID is there twice. The children
// deliver the oldest first, so what is left must be without holes.
func gaps(pending []store.Event) (wrong []string) {
	var ids []string
	for i, e := range pending {
		if i > 0 && e.Seq != pending[i-1].Seq+1 {
			wrong = append(wrong, fmt.Sprintf("seq %d is followed by %d", pending[i-1].Seq, e.Seq))
		}
		ids = append(ids, e.ID)
	}
	slices.Sort(ids)
	if len(slices.Compact(ids)) != len(pending) {
		wrong = append(wrong, "an event ID is there twice")
	}
	return wrong
}

func TestKilledInTheMiddle(t *testing.T) {
	dir := t.TempDir()
	var acknowledged []string
	for round := range *kills {
		acknowledged = append(acknowledged, kill(t, dir, fmt.Sprint(round), false, 1+rand.IntN(30))...)
		if wrong := verify(t, dir, acknowledged); len(wrong) > 0 {
			t.Fatalf("round %d:\n%s", round, strings.Join(wrong, "\n"))
		}
	}
	t.Logf("%d kills, %d acknowledged, 0 lost", *kills, len(acknowledged))
}

// The test above must be able to fail: a kiosk that shows the number before the
// request is kept is caught.
func TestAcknowledgedTooEarlyIsCaught(t *testing.T) {
	dir := t.TempDir()
	for round := range 50 {
		acknowledged := kill(t, dir, fmt.Sprint(round), true, 5)
		if len(verify(t, dir, acknowledged)) > 0 {
			return
		}
	}
	t.Error("50 rounds without a loss")
}
