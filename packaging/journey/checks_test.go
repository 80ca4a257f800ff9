package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/printing/fakeprinter"
	"github.com/diemcham/diemcham/kiosk/scan/fakescanner"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/packaging/faultdisk"
)

// ownMachine says that a test runs with a network and with mounts of its own.
const ownMachine = "DIEMCHAM_TEST_MACHINE"

// Everything that a kiosk can find out about itself is broken for real while it runs,
// seen to be told, and mended, and seen to be well again. Of what this machine has not,
// a sensor and a touch panel, there are files as Linux shows them.
func TestEveryCheckFailsAndRecovers(t *testing.T) {
	if os.Getenv(ownMachine) != "" {
		everyCheck(t)
		return
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestEveryCheckFailsAndRecovers$", "-test.v", fmt.Sprintf("-long=%v", *long))
	cmd.Env = append(os.Environ(), ownMachine+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	out, err := cmd.CombinedOutput()
	if errors.Is(err, syscall.EPERM) {
		t.Skip("skipped: only root may have a network of its own")
	}
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}

// do runs a program of the system's.
func do(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v: %s", name, strings.Join(args, " "), err, out)
	}
}

// put writes what a machine tells of itself.
func put(t *testing.T, name, text string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(name), 0o755))
	must(t, os.WriteFile(name, []byte(text), 0o644))
}

// shiftedHub stands before a hub and tells another time.
type shiftedHub struct {
	*httptest.Server
	ahead atomic.Int64 // nanoseconds
}

func newShiftedHub(t *testing.T, to string) *shiftedHub {
	address, err := url.Parse(to)
	must(t, err)
	h := &shiftedHub{}
	proxy := httputil.NewSingleHostReverseProxy(address)
	proxy.ErrorLog = log.New(io.Discard, "", 0)
	proxy.ModifyResponse = func(r *http.Response) error {
		r.Header.Set("Date", time.Now().Add(time.Duration(h.ahead.Load())).UTC().Format(http.TimeFormat))
		return nil
	}
	h.Server = httptest.NewServer(proxy)
	t.Cleanup(h.Close)
	return h
}

// board asks the kiosk what it has found.
func board(s *site) (diagnostics.Report, error) {
	out, err := s.kioskctl("", "status", "--json", "--data", s.path("kiosk"))
	var status diagnostics.Status
	if err == nil {
		err = json.Unmarshal(out, &status)
	}
	return status.Report, err
}

// sound is a file of ALSA's settings: with a card that plays to nobody, or with none.
func sound(t *testing.T, file string, there bool) {
	t.Helper()
	device := "{ type hw card 99 }"
	if there {
		device = "{ type null }"
	}
	must(t, os.WriteFile(file, []byte("</usr/share/alsa/alsa.conf>\npcm.!default "+device+"\n"), 0o600))
}

func everyCheck(t *testing.T) {
	// A machine of its own.
	do(t, "mount", "--make-rprivate", "/")
	do(t, "mount", "-t", "sysfs", "sysfs", "/sys")
	do(t, "ip", "link", "set", "lo", "up")
	do(t, "ip", "link", "add", "eth0", "type", "veth", "peer", "name", "street")
	do(t, "ip", "link", "set", "eth0", "up")
	do(t, "ip", "link", "set", "street", "up")
	// Else another program could take the number of the scanner that is pulled out.
	do(t, "mount", "-t", "devpts", "-o", "newinstance,ptmxmode=0666", "devpts", "/dev/pts")
	do(t, "mount", "--bind", "/dev/pts/ptmx", "/dev/ptmx")
	for _, class := range []string{"/sys/class/thermal", "/sys/class/input"} {
		do(t, "mount", "-t", "tmpfs", "tmpfs", class)
	}
	temperature := func(degrees int) {
		put(t, "/sys/class/thermal/thermal_zone0/temp", fmt.Sprintln(degrees*1000))
	}
	temperature(45)
	const panel = "/sys/class/input/event4/device"
	plugPanel := func() {
		for name, text := range map[string]string{"name": "ILITEK ILITEK-TP", "properties": "2", "capabilities/abs": "273800000000003"} {
			put(t, filepath.Join(panel, name), text+"\n")
		}
	}
	plugPanel()

	s := ward(t)
	meminfo := s.path("meminfo")
	memory := func(available int) {
		put(t, meminfo, fmt.Sprintf("MemTotal: 4039916 kB\nMemAvailable: %d kB\n", available))
	}
	memory(2_000_000)
	do(t, "mount", "--bind", meminfo, "/proc/meminfo")
	t.Cleanup(func() { exec.Command("umount", "/proc/meminfo").Run() })

	data, disk := s.path("kiosk"), faultdisk.Image(t, 700)
	faultdisk.MountOn(t, data, "-o", "loop", disk)
	t.Cleanup(func() {
		s.close()
		faultdisk.Unmount(t, data)
	})
	room := func(left string) { // leaves so much
		do(t, "sh", "-c", fmt.Sprintf(`rm -f %[1]s/ballast; fallocate -l $(( $(stat -f -c %%a*%%S %[1]s) - %[2]s * 1048576 )) %[1]s/ballast`, data, left))
	}

	hub := newShiftedHub(t, s.hub.url())
	must(t, s.settings(hub.URL, pin))
	printer := fakeprinter.New(fakeprinter.Options{Dots: 576, Paper: fakeprinter.Endless})
	t.Cleanup(printer.Close)
	plug, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	go printer.Listen(plug)
	scanner := fakescanner.New(s.path("scanner"))
	must(t, scanner.PlugIn())
	t.Cleanup(func() { scanner.Unplug() })
	addSettings(t, s, fmt.Sprintf("[printer]\nkind = \"escpos\"\naddress = \"tcp://%s\"\n[scanner]\ndevice = %q\n", plug.Addr(), scanner.Device()))
	old := s.path("content")
	unchecked(t, old)
	addSettings(t, s, fmt.Sprintf("[content]\ndir = %q\n", old))
	card := s.path("asound.conf")
	sound(t, card, false)
	t.Setenv("ALSA_CONFIG_PATH", card)

	w := turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, openStaff(w, pin, unseen))
	must(t, openDevices(w))
	// look has the machine looked at once more: coming back to the devices does.
	look := func() {
		t.Helper()
		must(t, w.tapTo("staff.machine", "staff-machine"))
		must(t, w.tapTo("staff.back", "staff-device"))
	}
	has := func(r diagnostics.Report, code diagnostics.Code) (there, visible bool) {
		i := slices.IndexFunc(r.Conditions, func(c diagnostics.Condition) bool { return c.Code == code })
		return i >= 0, i >= 0 && r.Conditions[i].Visible
	}
	// until looks again and again until all of the troubles are told, or none is any more.
	until := func(codes []diagnostics.Code, want bool) {
		t.Helper()
		began := time.Now()
		left := slices.Clone(codes)
		for {
			look()
			r, err := board(s)
			must(t, err)
			left = slices.DeleteFunc(left, func(code diagnostics.Code) bool {
				there, _ := has(r, code)
				return there == want
			})
			took := time.Since(began)
			if len(left) == 0 {
				t.Logf("told %v within %4.1f s: %v", want, took.Seconds(), codes)
				return
			}
			if took > 40*time.Second {
				t.Fatalf("told %v after 40 s: %v; conditions %v", !want, left, r.Conditions)
			}
			time.Sleep(time.Second) // it looks once a second at the most
		}
	}
	// shown waits until it is, which the log tells too.
	shown := func(code diagnostics.Code) {
		t.Helper()
		kind, _ := diagnostics.KindOf(code)
		for began := time.Now(); ; time.Sleep(time.Second) {
			look()
			r, err := board(s)
			must(t, err)
			if _, visible := has(r, code); visible {
				break
			}
			if time.Since(began) > kind.Visible+30*time.Second {
				t.Fatalf("%s: not shown after %s", code, time.Since(began))
			}
		}
		must(t, w.until("the log to say so", func(outline) bool {
			return strings.Contains(w.kiosk.said(), "msg=\"condition appeared\" code="+string(code))
		}))
	}

	address := plug.Addr().String()
	type trouble struct {
		code          diagnostics.Code
		breakIt, mend func()
	}
	removeBallast := func() { must(t, os.Remove(filepath.Join(data, "ballast"))) }
	// What stands together can be broken at once, and none hides another.
	groups := [][]trouble{{
		{"sound.no-card", func() {}, func() { sound(t, card, true) }},
		{"printer.paper-out", func() { printer.Load(0) }, func() { printer.Load(fakeprinter.Endless) }},
		{"scanner.missing", func() { must(t, scanner.Unplug()) }, func() { must(t, scanner.PlugIn()) }},
		{"disk.low", func() { room("300") }, removeBallast},
		{"clock.off", func() { hub.ahead.Store(int64(5 * time.Minute)) }, func() { hub.ahead.Store(0) }},
		{"temperature.warm", func() { temperature(84) }, func() { temperature(45) }},
		{"memory.low", func() { memory(90_000) }, func() { memory(2_000_000) }},
	}, {
		{"printer.cover-open", func() { printer.SetCover(true) }, func() { printer.SetCover(false) }},
		{"disk.full", func() { room("20") }, removeBallast},
		{"clock.wrong", func() { hub.ahead.Store(-int64(26 * time.Hour)) }, func() { hub.ahead.Store(0) }},
		{"temperature.hot", func() { temperature(97) }, func() { temperature(45) }},
		{"touch.gone", func() { must(t, os.RemoveAll(filepath.Dir(panel))) }, plugPanel},
	}, {
		{"printer.unplugged", func() { plug.Close() }, func() {
			plug, err = net.Listen("tcp", address)
			must(t, err)
			go printer.Listen(plug)
		}},
		{"disk.unwritable", func() { do(t, "chattr", "+i", data) }, func() { do(t, "chattr", "-i", data) }},
		{"hub.away", func() { s.hub.kill() }, func() { must(t, s.hub.start()) }},
		{"network.down", func() { do(t, "ip", "link", "set", "street", "down") }, func() { do(t, "ip", "link", "set", "street", "up") }},
	}}
	for _, group := range groups {
		var codes []diagnostics.Code
		for _, each := range group {
			each.breakIt()
			codes = append(codes, each.code)
		}
		until(codes, true)
		if *long {
			for _, code := range codes {
				shown(code)
			}
		}
		// Of each group something is shown at once that has to be seen to now.
		must(t, w.until("the screen to say so", func(outline) bool { return count(t, s, alarmed) > 1000 }))
		for _, each := range group {
			each.mend()
		}
		until(codes, false)
		must(t, w.until("the screen to say so no more", func(outline) bool { return count(t, s, alarmed) == 0 }))
	}
	r, err := board(s)
	must(t, err)
	if len(r.Conditions) != 1 || r.Conditions[0].Code != "content.overdue" {
		t.Errorf("at the end: %v, want the content alone", r.Conditions)
	}
	must(t, w.kiosk.stop())

	// Content is read at the start.
	settings, err := os.ReadFile(s.path("kiosk.toml"))
	must(t, err)
	must(t, os.WriteFile(s.path("kiosk.toml"), bytes.Replace(settings, []byte(fmt.Sprintf("dir = %q", old)), nil, 1), 0o600))
	w = turnOn(t, s)
	must(t, await(t.Context(), "the first look", func() (bool, error) {
		r, err = board(s) // which fails before the kiosk can be asked
		return err == nil && !r.At.IsZero(), nil
	}))
	if there, _ := has(r, "content.overdue"); there {
		t.Error("other content is said to be overdue")
	}
	must(t, w.kiosk.stop())
}

// alarmed is the ground of the icon of a machine that has to be seen to now.
var alarmed = theme.Look{}.Color(theme.Red.Soft())

// unchecked copies the built-in content, as if nobody had checked it for long.
func unchecked(t *testing.T, dir string) {
	t.Helper()
	must(t, os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", "assets", "content"))))
	must(t, filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(name) != ".toml" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(name, checkedOn.ReplaceAll(text, []byte(`checked = "2026-01-05"`)), 0o600)
	}))
}

var checkedOn = regexp.MustCompile(`checked = "[0-9-]+"`)
