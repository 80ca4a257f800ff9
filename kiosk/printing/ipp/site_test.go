package ipp_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/printing/ipp"
)

// A site is a printer of sheets with what belongs to it, each a real program in a
// process group of its own: ippeveprinter, the bus it cannot start without, and
// CUPS with a queue before it. Only the mechanism that would move paper is a script.
type site struct {
	t      *testing.T
	dir    string
	bus    *exec.Cmd
	device *exec.Cmd
	cups   *exec.Cmd
	port   int      // of the device
	kind   []string // the arguments that say what device it is
	queues int      // the port of CUPS
}

// programs are what a site needs and the Debian packages they are in.
var programs = map[string]string{
	"dbus-daemon":   "dbus",
	"ippeveprinter": "cups-ipp-utils",
	"ipptool":       "cups-ipp-utils",
	"cupsd":         "cups-daemon",
	"lpadmin":       "cups-client",
	"cupsdisable":   "cups-client",
	"pdftoppm":      "poppler-utils",
	"zbarimg":       "zbar-tools",
}

func program(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		for _, dir := range []string{"/usr/sbin/", "/sbin/"} {
			if path, err = exec.LookPath(dir + name); err == nil {
				break
			}
		}
	}
	if err != nil {
		t.Fatalf("%s is not there; install %s (packaging/test does)", name, programs[name])
	}
	return path
}

// mechanism takes a sheet from the tray, if nothing is in its way: it says what
// is, waits until it is mended, and lays the sheet down in the folder out. In the
// folder say it finds what the test wants of it. Before it moves it asks whether
// the job was cancelled, because ippeveprinter does not tell it.
const mechanism = `#!/bin/sh
cd %[1]q || exit 1
for reason in media-empty media-jam cover-open; do echo "STATE: -$reason-error" >&2; done
cancelled() {
	ipptool -tv -T 5 -d job="$IPP_JOB_ID" %[2]q %[1]q/job.test | grep -q processing-to-stop-point
}
while_said() {
	while [ -e "say/$1" ] && ! cancelled; do
		kill -0 "$PPID" || exit 1 # the printer is gone
		sleep 0.1
	done
}
echo "$$" >>started
while_said hold
if [ -e say/abort ]; then
	echo "STATE: +$(cat say/abort)-error" >&2
	exit 1
fi
if [ -e say/trouble ]; then
	reason=$(cat say/trouble)
	echo "STATE: +$reason-error" >&2
	while_said trouble
	echo "STATE: -$reason-error" >&2
fi
if cancelled; then exit 0; fi
cp "$1" "out/.$$" && mv "out/.$$" "out/$$.pdf"
echo "ATTR: job-impressions-completed=1" >&2
if [ -e say/leave ]; then echo "STATE: +$(cat say/leave)-error" >&2; fi
`

const jobTest = `{
	OPERATION Get-Job-Attributes
	GROUP operation-attributes-tag
	ATTR charset attributes-charset utf-8
	ATTR language attributes-natural-language en
	ATTR uri printer-uri $uri
	ATTR integer job-id $job
	ATTR keyword requested-attributes job-state-reasons
}
`

const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=%s/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
`

// newSite starts the printer. Most troubles are gone when it ends, whatever the
// test did.
func newSite(t *testing.T) *site {
	t.Helper()
	// Not t.TempDir: the filters of CUPS run as another user, and a socket's path
	// must be short.
	dir, err := os.MkdirTemp("", "ipp")
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, dir: dir, port: freePort(t), queues: freePort(t), kind: []string{"-f", "application/pdf,image/jpeg,image/pwg-raster"}}
	t.Cleanup(s.close)
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"out", "say", "spool", "keys"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	s.write("bus.conf", fmt.Sprintf(busConfig, dir), 0o644)
	s.write("mechanism", fmt.Sprintf(mechanism, dir, s.direct()), 0o755)
	s.write("job.test", jobTest, 0o644)
	s.bus = s.start("dbus-daemon", "--config-file="+s.path("bus.conf"), "--nofork", "--nopidfile", "--nosyslog")
	s.until("the bus is there", func() bool { return answers("unix", s.path("bus")) })
	s.switchOn()
	s.paper(250, 25)
	return s
}

func (s *site) path(name string) string { return filepath.Join(s.dir, name) }

func (s *site) write(name, data string, mode os.FileMode) {
	s.t.Helper()
	if err := os.WriteFile(s.path(name), []byte(data), mode); err != nil {
		s.t.Fatal(err)
	}
}

// say tells the mechanism what to do from now on, and mend to do so no longer.
func (s *site) say(what, reason string) { s.write("say/"+what, reason, 0o644) }

func (s *site) mend(what string) {
	if err := os.Remove(s.path("say/" + what)); err != nil {
		s.t.Error(err)
	}
}

func (s *site) start(name string, args ...string) *exec.Cmd {
	s.t.Helper()
	cmd := exec.Command(program(s.t, name), args...)
	cmd.Env = append(os.Environ(), "DBUS_SYSTEM_BUS_ADDRESS=unix:path="+s.path("bus"), "LC_ALL=C")
	cmd.Dir = s.dir
	log, err := os.OpenFile(s.path(name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		s.t.Fatal(err)
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	return cmd
}

// switchOn starts the device; off ends it as a pulled plug does.
func (s *site) switchOn() {
	s.t.Helper()
	args := []string{"-v", "-r", "off", "-p", fmt.Sprint(s.port), "-n", "localhost", "-d", s.path("spool"),
		"-K", s.path("keys"), "-c", s.path("mechanism")}
	s.device = s.start("ippeveprinter", append(append(args, s.kind...), "Kiosk A4")...)
	s.until("the printer is on", func() bool { return answers("tcp", fmt.Sprintf("localhost:%d", s.port)) })
}

func (s *site) off() { end(s.device) }

// freeze stops the device in the middle of whatever it does; thaw lets it go on.
func (s *site) freeze() { s.signal(syscall.SIGSTOP) }
func (s *site) thaw()   { s.signal(syscall.SIGCONT) }

func (s *site) signal(signal syscall.Signal) {
	if err := syscall.Kill(-s.device.Process.Pid, signal); err != nil {
		s.t.Error(err)
	}
}

// paper fills the two trays of the device through its web page.
func (s *site) paper(sheets ...int) {
	s.t.Helper()
	query := url.Values{
		"size1": {"iso_a4_210x297mm"}, "type1": {"stationery"}, "level1": {fmt.Sprint(sheets[0])},
		"size3": {"iso_a5_148x210mm"}, "type3": {"stationery"}, "level3": {fmt.Sprint(sheets[1])},
	}
	response, err := http.Get(fmt.Sprintf("http://localhost:%d/media?%s", s.port, query.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil || bytes.Contains(page, []byte("rror:")) {
		s.t.Fatalf("paper: %v\n%s", err, page)
	}
}

const cupsFiles = `ServerRoot %[1]s/etc
CacheDir %[1]s/cache
StateDir %[1]s/run
RequestRoot %[1]s/jobs
TempDir %[1]s/jobs/tmp
ServerKeychain %[1]s/etc
AccessLog %[1]s/access_log
ErrorLog %[1]s/error_log
PageLog %[1]s/page_log
DataDir /usr/share/cups
ServerBin /usr/lib/cups
User lp
Group lp
SystemGroup root
Sandboxing Relaxed
FileDevice Yes
`

// As Debian has it, but for where it listens.
const cupsConfig = `Listen 127.0.0.1:%[2]d
Listen %[1]s/run/cups.sock
Browsing Off
WebInterface No
DefaultAuthType Basic
MaxLogSize 0
LogLevel debug
<Location />
Order allow,deny
</Location>
<Policy default>
JobPrivateAccess default
JobPrivateValues default
SubscriptionPrivateAccess default
SubscriptionPrivateValues default
<Limit Create-Job Print-Job Print-URI Validate-Job>
Order deny,allow
</Limit>
<Limit Send-Document Send-URI Hold-Job Release-Job Restart-Job Purge-Jobs Set-Job-Attributes Create-Job-Subscription Renew-Subscription Cancel-Subscription Get-Notifications Reprocess-Job Cancel-Current-Job Suspend-Current-Job Resume-Job Cancel-My-Jobs Close-Job CUPS-Move-Job>
Require user @OWNER @SYSTEM
Order deny,allow
</Limit>
<Limit CUPS-Get-Document>
AuthType Default
Require user @OWNER @SYSTEM
Order deny,allow
</Limit>
<Limit CUPS-Add-Modify-Printer CUPS-Delete-Printer CUPS-Add-Modify-Class CUPS-Delete-Class CUPS-Set-Default CUPS-Get-Devices>
AuthType Default
Require user @SYSTEM
Order deny,allow
</Limit>
<Limit Pause-Printer Resume-Printer Enable-Printer Disable-Printer Pause-Printer-After-Current-Job Hold-New-Jobs Release-Held-New-Jobs Deactivate-Printer Activate-Printer Restart-Printer Shutdown-Printer Startup-Printer Promote-Job Schedule-Job-After Cancel-Jobs CUPS-Accept-Jobs CUPS-Reject-Jobs>
AuthType Default
Require user @SYSTEM
Order deny,allow
</Limit>
<Limit Cancel-Job CUPS-Authenticate-Job>
Require user @OWNER @SYSTEM
Order deny,allow
</Limit>
<Limit All>
Order deny,allow
</Limit>
</Policy>
`

// openQueue starts CUPS with the queue "slip" before the device.
func (s *site) openQueue() {
	s.t.Helper()
	if os.Getuid() != 0 {
		s.t.Skip("skipped: CUPS runs its filters as another user, which needs root")
	}
	for _, dir := range []struct {
		name string
		mode os.FileMode
	}{
		{"etc", 0o755}, {"etc/ppd", 0o755}, {"run", 0o755}, {"cache", 0o770}, {"jobs", 0o710}, {"jobs/tmp", 0o770 | os.ModeSticky},
	} {
		if err := os.Mkdir(s.path(dir.name), 0o755); err != nil {
			s.t.Fatal(err)
		}
		if err := os.Chmod(s.path(dir.name), dir.mode); err != nil {
			s.t.Fatal(err)
		}
	}
	s.write("etc/cups-files.conf", fmt.Sprintf(cupsFiles, s.dir), 0o640)
	s.write("etc/cupsd.conf", fmt.Sprintf(cupsConfig, s.dir, s.queues), 0o640)
	s.run("chgrp", "-R", "lp", s.path("etc"), s.path("run"), s.path("cache"), s.path("jobs"))
	s.cups = s.start("cupsd", "-f", "-c", s.path("etc/cupsd.conf"), "-s", s.path("etc/cups-files.conf"))
	s.until("CUPS is there", func() bool { return answers("unix", s.socket()) })
	to := fmt.Sprintf("ipp://localhost:%d/ipp/print", s.port)
	s.run(program(s.t, "lpadmin"), "-p", "slip", "-E", "-v", to, "-m", "everywhere", "-o", "printer-error-policy=abort-job")
	// CUPS makes the description of the printer while lpadmin has long ended.
	s.until("the queue is described", func() bool { _, err := os.Stat(s.path("etc/ppd/slip.ppd")); return err == nil })
	s.run(program(s.t, "lpadmin"), "-p", "slip", "-v", to+"?contimeout=5")
	if _, err := os.Stat(s.path("etc/ppd/slip.ppd")); err != nil {
		s.t.Fatalf("the queue is raw: %v\n%s", err, s.logs())
	}
}

func (s *site) socket() string { return s.path("run/cups.sock") }

func (s *site) run(name string, args ...string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), "CUPS_SERVER="+s.socket(), "LC_ALL=C")
	if out, err := cmd.CombinedOutput(); err != nil {
		s.t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
}

// direct and queued are the two ways to the printer.

func (s *site) direct() string { return fmt.Sprintf("ipp://localhost:%d/ipp/print", s.port) }

func (s *site) queued() string { return "cups:slip" }

func (s *site) profile() ipp.Profile { return hurried(s.socket()) }

// hurried is the usual profile, in more of a hurry.
func hurried(socket string) ipp.Profile {
	p := ipp.DefaultProfile(ipp.A4, "diemcham-test-1")
	p.Socket = socket
	p.Poll = 50 * time.Millisecond
	p.Answer = time.Second
	p.Patience = time.Second
	p.Limit = 14 * time.Second
	p.Undo = 3 * time.Second
	return p
}

func (s *site) printer(address string) *ipp.Printer {
	s.t.Helper()
	p, err := ipp.New(address, s.profile())
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

// out lists the sheets that came out.
func (s *site) out() []string {
	sheets, err := filepath.Glob(s.path("out/*.pdf"))
	if err != nil {
		s.t.Error(err)
	}
	return sheets
}

// started is how many jobs got to the mechanism.
func (s *site) started() int {
	data, err := os.ReadFile(s.path("started"))
	if err != nil {
		return 0
	}
	return bytes.Count(data, []byte("\n"))
}

func (s *site) until(what string, is func() bool) {
	s.t.Helper()
	if !soon(is) {
		s.t.Fatalf("not so within 30 s: %s\n%s", what, s.logs())
	}
}

// once does something beside the test as soon as so many jobs have got to the
// mechanism.
func (s *site) once(jobs int, do func()) {
	s.t.Helper()
	done := make(chan struct{})
	s.t.Cleanup(func() { <-done })
	go func() {
		defer close(done)
		if !soon(func() bool { return s.started() >= jobs }) {
			s.t.Errorf("job %d does not get to the mechanism", jobs)
			return
		}
		do()
	}()
}

func soon(is func() bool) bool {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(30 * time.Second)
	for !is() {
		select {
		case <-tick.C:
		case <-limit:
			return false
		}
	}
	return true
}

func (s *site) logs() string {
	var all strings.Builder
	for _, name := range []string{"ippeveprinter.log", "cupsd.log", "error_log"} {
		data, _ := os.ReadFile(s.path(name))
		fmt.Fprintf(&all, "-- %s\n%s\n", name, data[max(0, len(data)-3000):])
	}
	return all.String()
}

// close ends everything and makes sure of it.
func (s *site) close() {
	if s.cups != nil {
		_ = s.cups.Process.Signal(syscall.SIGTERM) // it ends its filters
		ended := make(chan struct{})
		go func() { defer close(ended); _ = s.cups.Wait() }()
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			s.t.Error("CUPS does not end")
		}
		end(s.cups)
	}
	end(s.device)
	end(s.bus)
	s.until("nothing is left running", func() bool { return !s.running() })
	if err := os.RemoveAll(s.dir); err != nil {
		s.t.Error(err)
	}
}

// running reports whether a program has to do with this site: it has its folder or
// its printer on its command line.
func (s *site) running() bool {
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		s.t.Error(err)
	}
	for _, file := range lines {
		line, err := os.ReadFile(file)
		if err == nil && (bytes.Contains(line, []byte(s.dir+"/")) || bytes.Contains(line, []byte(s.direct()))) {
			return true
		}
	}
	return false
}

// end ends a program and all it started.
func end(cmd *exec.Cmd) {
	if cmd == nil {
		return
	}
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	_ = cmd.Wait() // that it was killed is known
}

func answers(network, address string) bool {
	conn, err := net.DialTimeout(network, address, time.Second)
	if err != nil {
		return false
	}
	conn.Close()
	return true
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
