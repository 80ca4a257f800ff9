package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/printing/fakeprinter"
	"github.com/diemcham/diemcham/kiosk/scan/fakescanner"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
	"github.com/diemcham/diemcham/store/seal"
)

// line returns what doctor says of one check.
func line(stdout, check string) string {
	return regexp.MustCompile(`(?m)^\w+ +` + check + ` .*$`).FindString(stdout)
}

// readPDF returns what stands in a PDF, as another program reads it.
func readPDF(t *testing.T, file string) string {
	t.Helper()
	out, err := exec.Command("pdftotext", "-raw", file, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext: %v (packaging/deps test installs it)", err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

// All that a doctor can look at from outside is broken for real, seen to be told with
// what to do, and seen to be well again. What this machine has not, such as a touch
// panel, is not judged.
func TestTheDoctorOfAStoppedKiosk(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	db, err := store.Open(data, store.Options{
		Kiosk: "k1", Letter: "A", Place: "x", Now: time.Now, Zone: vietnam(), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Ask(store.Ask{Topic: store.Topic{Kind: "general", ID: "other", Title: "x"}}); err != nil {
		t.Fatal(err)
	}

	plug, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	paper := fakeprinter.New(fakeprinter.Options{Dots: 576, Paper: fakeprinter.Endless})
	defer paper.Close()
	go paper.Listen(plug)

	inbox, err := hub.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer inbox.Close()
	identity, err := seal.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	handler, err := hub.Handler(hub.Options{
		Inbox: inbox, Password: "p", Identity: identity, Now: time.Now, Zone: vietnam(), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()

	scanner := fakescanner.New(filepath.Join(dir, "scanner"))
	if err := scanner.PlugIn(); err != nil {
		t.Fatal(err)
	}
	settings := filepath.Join(dir, "kiosk.toml")
	write := func(printer string) {
		t.Helper()
		text := fmt.Sprintf("[printer]\nkind = \"escpos\"\naddress = %q\n[scanner]\ndevice = %q\n[hub]\nurl = %q\n",
			printer, scanner.Device(), server.URL)
		if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("tcp://" + plug.Addr().String())
	want := func(lines ...string) (stdout string) {
		t.Helper()
		stdout, stderr, code := call("doctor", "--config", settings, "--data", data)
		for _, each := range lines {
			check := strings.Fields(each)[1]
			if got := line(stdout, check); !regexp.MustCompile("^" + each).MatchString(strings.Join(strings.Fields(got), " ")) {
				t.Errorf("%q, want %q; status %d\n%s", got, each, code, stderr)
			}
		}
		return stdout
	}

	want("red requests cannot be read", "red upload the outbox cannot be read") // somebody else has them
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	want("green settings", "amber kiosk not running", "green printer well", "green scanner", "green hub answers in .* clock as the hub's",
		"green upload 1 to send", "green requests sound", "green clock", "green disk", "green memory", "green network", "green crashes none")

	address := plug.Addr().String()
	plug.Close()
	said := want("red printer unplugged")
	if !strings.Contains(said, "printer.unplugged") || !strings.Contains(said, "See that the printer is on, then its power and cable.") {
		t.Errorf("it does not say what to do:\n%s", said)
	}
	if plug, err = net.Listen("tcp", address); err != nil {
		t.Fatal(err)
	}
	defer plug.Close()
	go paper.Listen(plug)
	want("green printer well")
	paper.SetCover(true)
	want("red printer cover-open")
	paper.SetCover(false)
	want("green printer well")

	server.Close()
	want("amber hub does not answer")

	if err := scanner.Unplug(); err != nil {
		t.Fatal(err)
	}
	want("amber scanner")

	// The report on paper says the same, with the codes, and nothing of the request.
	pdf := filepath.Join(dir, "readiness.pdf")
	if _, stderr, code := call("doctor", "--config", settings, "--data", data, "--report", pdf); code == 0 || stderr != "" {
		t.Errorf("status %d, %s", code, stderr)
	}
	onPaper := readPDF(t, pdf)
	for _, each := range []string{
		"Phiếu kiểm tra máy", "Máy in: tốt Loa:", "Máy quét mã: nên xem", "scanner.missing", "Không gặp được máy chủ của phường", "hub.away", "Mã máy: viet-hung-1",
		"Sổ yêu cầu: tốt Đồng hồ:", "Thử chạm: tốt (never done)", "Người kiểm tra:",
	} {
		if !strings.Contains(onPaper, each) {
			t.Errorf("the report lacks %q:\n%s", each, onPaper)
		}
	}
	if _, stderr, code := call("doctor", "--config", settings, "--data", data, "--report", filepath.Join(dir, "none", "x.pdf")); code != 1 || !strings.Contains(stderr, "no such file") {
		t.Errorf("into no folder: status %d, %s", code, stderr)
	}

	if err := diagnostics.OpenCrashes(data).Keep(time.Now(), "1.2", "x", nil); err != nil {
		t.Fatal(err)
	}
	want("amber crashes 1 in all")

	write("udp://nowhere")
	want("red settings")
	if err := os.RemoveAll(data); err != nil {
		t.Fatal(err)
	}
	want("red disk the data folder is not there", "green requests sound", "green starts never started")
}

// The status of the program is that of the worst: also in JSON, and of a kiosk that
// runs, which is asked itself.
func TestTheDoctorOfARunningKiosk(t *testing.T) {
	data := t.TempDir()
	settings := filepath.Join(data, "kiosk.toml")
	if err := os.WriteFile(settings, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if stdout, stderr, code := call("status", "--data", data); code != 1 || stdout != "" || !strings.Contains(stderr, "no kiosk runs on it; never started") {
		t.Errorf("none runs: status %d, %s%s", code, stdout, stderr)
	}

	begun := time.Now()
	alive := begun
	board := diagnostics.NewBoard(diagnostics.Options{Now: time.Now, Nights: diagnostics.OpenNights(data, vietnam())})
	go diagnostics.Serve(t.Context(), data, func() diagnostics.Status {
		return diagnostics.Status{Version: "1.2", Started: begun, Alive: alive, Report: board.Last()}
	})
	for deadline := time.Now().Add(20 * time.Second); ; {
		if _, err := diagnostics.Ask(data); err == nil {
			break
		} else if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	if stdout, _, code := call("status", "--data", data); code != 0 || !strings.Contains(stdout, "not been looked at yet") {
		t.Errorf("before the first look: status %d, %s", code, stdout)
	}
	for _, step := range []struct {
		fault  string
		status int
		said   string
	}{
		{"", 0, "green"},
		{"paper-low", 1, "Máy in sắp hết giấy"},
		{"paper-out", 2, "Máy in hết giấy. Mời thay giấy."},
		{"", 0, "green"},
	} {
		board.Look(t.Context(), diagnostics.Printer(step.fault, "well"), diagnostics.Version("1.2"))
		stdout, stderr, code := call("doctor", "--config", settings, "--data", data, "--lang", "vi")
		if code != step.status || stderr != "" || !strings.Contains(stdout, step.said) || line(stdout, "version") == "" {
			t.Errorf("printer %q: status %d\n%s%s", step.fault, code, stdout, stderr)
		}
		stdout, _, code = call("doctor", "--config", settings, "--data", data, "--json")
		var report diagnostics.Report
		if err := json.Unmarshal([]byte(stdout), &report); err != nil || code != step.status || int(report.Severity()) != code {
			t.Errorf("printer %q, as JSON: status %d, %v\n%s", step.fault, code, err, stdout)
		}
		stdout, _, code = call("status", "--data", data, "--lang", "vi")
		if code != 0 || !strings.Contains(stdout, step.said) || !strings.Contains(stdout, "version  1.2") {
			t.Errorf("printer %q: status ends with %d\n%s", step.fault, code, stdout)
		}
	}
	for name, args := range map[string][]string{
		"another language": {"status", "--lang", "fr"}, "a word too many": {"doctor", "now"}, "settings of a status": {"status", "--config", settings},
	} {
		if _, stderr, code := call(args...); code != 2 || !strings.Contains(stderr, "usage: kioskctl ") {
			t.Errorf("%s: status %d, %s", name, code, stderr)
		}
	}
}

// A screen that gives no sign of life is the first thing to be said.
func TestAKioskWhoseScreenIsStuck(t *testing.T) {
	data := t.TempDir()
	go diagnostics.Serve(t.Context(), data, func() diagnostics.Status {
		return diagnostics.Status{Version: "1.2", Started: time.Now(), Alive: time.Now().Add(-time.Minute)}
	})
	for deadline := time.Now().Add(20 * time.Second); ; {
		if _, err := diagnostics.Ask(data); err == nil || time.Now().After(deadline) {
			break
		}
	}
	if stdout, _, code := call("status", "--data", data); code != 1 || !strings.Contains(stdout, "its screen is stuck for 1m0s") {
		t.Errorf("status %d, %s", code, stdout)
	}
	if stdout, _, code := call("doctor", "--data", data); code != 2 || !strings.Contains(stdout, "kiosk.stuck") {
		t.Errorf("doctor: %d, %s", code, stdout)
	}
}
