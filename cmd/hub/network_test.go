package main

import (
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store/upload"
)

var partitions = flag.Int("partitions", 6, "how often kiosk and hub are parted; 12 for the full test")

// ownNetwork says that a test runs in a network of its own.
const ownNetwork = "DIEMCHAM_TEST_NETWORK"

// The network between kiosk and hub, which are each in one of their own.
const (
	hubAt   = "10.77.0.2"
	kioskAt = "10.77.0.1"
	nobody  = "02:00:00:00:00:07" // a network card that is not there
)

// Parted again and again, in the middle of deliveries and in each of the ways in which
// a network fails, kiosk and hub have the same in the end: nothing acknowledged is
// missing, and what was sent again because its answer was lost is there once.
func TestPartedByTheNetwork(t *testing.T) {
	if os.Getenv(ownNetwork) != "" {
		parted(t)
		return
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestPartedByTheNetwork$", "-test.v", fmt.Sprintf("-partitions=%d", *partitions))
	cmd.Env = append(os.Environ(), ownNetwork+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET, Pdeathsig: syscall.SIGKILL}
	out, err := cmd.CombinedOutput()
	if errors.Is(err, syscall.EPERM) {
		t.Skip("skipped: only root may make a network of its own")
	}
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}

func parted(t *testing.T) {
	data := t.TempDir()
	cmd := command(t, "--data", data, "--listen", "0.0.0.0:8417")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET, Pdeathsig: syscall.SIGKILL}
	hub := begin(t, cmd)
	onHub := func(args ...string) {
		call(t, "nsenter", append([]string{"-t", strconv.Itoa(hub.Process.Pid), "-n", "ip"}, args...)...)
	}
	onKiosk := func(args ...string) { call(t, "ip", args...) }
	onKiosk("link", "add", "kiosk0", "type", "veth", "peer", "name", "hub0", "netns", strconv.Itoa(hub.Process.Pid))
	onKiosk("address", "add", kioskAt+"/24", "dev", "kiosk0")
	onKiosk("link", "set", "kiosk0", "up")
	onHub("address", "add", hubAt+"/24", "dev", "hub0")
	onHub("link", "set", "hub0", "up")

	ways := []struct {
		name       string
		part, join func()
	}{
		{"answers are lost", func() { onHub("neighbour", "replace", kioskAt, "lladdr", nobody, "nud", "permanent", "dev", "hub0") },
			func() { onHub("neighbour", "delete", kioskAt, "dev", "hub0") }},
		{"the line is cut", func() { onKiosk("link", "set", "kiosk0", "down") }, func() { onKiosk("link", "set", "kiosk0", "up") }},
		{"all is swallowed", func() { onKiosk("route", "add", "blackhole", hubAt+"/32") },
			func() { onKiosk("route", "delete", "blackhole", hubAt+"/32") }},
	}

	address := hubAt + ":8417"
	k := newKiosk(t, "A", "http://"+address, data, address, func(o *upload.Options) {
		// In less time than the parting takes, the kiosk gives up waiting for an answer.
		o.Client = &http.Client{Timeout: 300 * time.Millisecond, Transport: &http.Transport{}}
		o.After = func(d time.Duration) <-chan time.Time { return time.After(d / 100) }
	})
	defer k.run()()
	troubled := 0
	for i := range *partitions {
		way := ways[i%len(ways)]
		k.ask(t, 10)
		way.part()
		for range 6 {
			k.ask(t, 5)
			time.Sleep(150 * time.Millisecond)
		}
		if k.uploader.Status().Trouble == upload.Away {
			troubled++
		}
		way.join()
		for k.ask(t, 5); k.pending(t) > 0; {
		}
		t.Logf("%s: all is delivered", way.name)
	}
	if troubled != *partitions {
		t.Errorf("the kiosk missed the hub in %d of %d partings", troubled, *partitions)
	}
	stop(t, hub)
	if lost := same(t, data, []*kiosk{k}, true); lost > 0 {
		t.Errorf("%d acknowledged and not there", lost)
	}
	twice := 0
	for _, found := range regexp.MustCompile(`duplicate=(\d+)`).FindAllStringSubmatch(hub.logged.String(), -1) {
		n, err := strconv.Atoi(found[1])
		if err != nil {
			t.Fatal(err)
		}
		twice += n
	}
	if twice == 0 {
		t.Error("no event came twice: no answer was ever lost")
	}
	t.Logf("parted %d times: %d requests and as many cards, none lost, %d events came again", *partitions, k.asked, twice)
}

func call(t *testing.T, name string, args ...string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}
