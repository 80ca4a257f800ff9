package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/diemcham/diemcham/packaging/faultdisk"
	"github.com/diemcham/diemcham/packaging/postgres"
)

// hubEnv tells the test program to be the hub.
const hubEnv = "DIEMCHAM_HUB_TEST_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(hubEnv) != "" {
		main()
		os.Exit(0)
	}
	faultdisk.InMemory()
	os.Exit(m.Run())
}

func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), hubEnv+"=1")
	return cmd
}

// output runs the hub to its end.
func output(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := command(t, args...)
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), problems.String(), cmd.ProcessState.ExitCode()
}

// process is a hub that runs.
type process struct {
	*exec.Cmd
	url    string
	said   string // until it listened
	logged *bytes.Buffer
}

func start(t *testing.T, data, listen string, more ...string) *process {
	t.Helper()
	return begin(t, command(t, append([]string{"--data", data, "--listen", listen}, more...)...))
}

// begin starts a hub and waits until it listens.
func begin(t *testing.T, cmd *exec.Cmd) *process {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{Cmd: cmd, logged: &bytes.Buffer{}}
	cmd.Stderr = p.logged
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		p.said += lines.Text() + "\n"
		if url, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
			p.url = url
			return p
		}
	}
	cmd.Wait()
	t.Fatalf("the hub did not come up: %s%s", p.said, p.logged)
	return nil
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

func TestFirstStart(t *testing.T) {
	data := filepath.Join(t.TempDir(), "hub")
	if _, stderr, code := output(t, "recipient", "--data", data); code != 1 || !strings.Contains(stderr, "start the hub there once") {
		t.Errorf("recipient before the first start: %d, %s", code, stderr)
	}

	p := start(t, data, "127.0.0.1:0")
	secrets := make(map[string]string)
	for _, name := range []string{"identity.txt", "staff-password.txt"} {
		path := filepath.Join(data, name)
		secrets[name] = read(t, path)
		if !strings.Contains(p.said, path) {
			t.Errorf("does not say where %s is:\n%s", name, p.said)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if !regexp.MustCompile(`^[a-z2-9]{4}(-[a-z2-9]{4}){3}$`).MatchString(secrets["staff-password.txt"]) {
		t.Errorf("the password is not as it should be")
	}

	resp, err := http.Get(p.url + "healthz")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil || string(body) != "ok\n" {
		t.Errorf("healthz: %s, %v", body, err)
	}
	r, err := http.NewRequest("GET", p.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth("canbo", secrets["staff-password.txt"])
	if resp, err = http.DefaultClient.Do(r); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("page: %v, %v", resp, err)
	} else {
		resp.Body.Close()
	}

	stdout, _, code := output(t, "recipient", "--data", data)
	if code != 0 || !regexp.MustCompile(`^age1[a-z0-9]{58}\n$`).MatchString(stdout) || !strings.Contains(p.said, strings.TrimSpace(stdout)) {
		t.Errorf("recipient: %d, %q, said\n%s", code, stdout, p.said)
	}
	stop(t, p)
	for name, secret := range secrets {
		if strings.Contains(p.said+p.logged.String(), secret) {
			t.Errorf("the hub prints what is in %s", name)
		}
	}

	again := start(t, data, "127.0.0.1:0")
	stop(t, again)
	if strings.Contains(again.said, "made ") {
		t.Errorf("the second start says\n%s", again.said)
	}
	for name, secret := range secrets {
		if read(t, filepath.Join(data, name)) != secret {
			t.Errorf("the second start has changed %s", name)
		}
	}
}

func TestHouseholds(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		says string
	}{
		"not known": {nil, "chưa biết phường có bao nhiêu hộ"},
		"9,400":     {[]string{"--households", "9400"}, "trên 9.400 hộ của phường"},
	} {
		t.Run(name, func(t *testing.T) {
			data := filepath.Join(t.TempDir(), "hub")
			p := start(t, data, "127.0.0.1:0", test.args...)
			defer stop(t, p)
			r, err := http.NewRequest("GET", p.url+"progress", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.SetBasicAuth("canbo", read(t, filepath.Join(data, "staff-password.txt")))
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if body, err := io.ReadAll(resp.Body); err != nil || !strings.Contains(string(body), test.says) {
				t.Errorf("the page does not say %q: %s, %v", test.says, body, err)
			}
		})
	}
}

// stop asks the hub to end and sees that it does so well.
func stop(t *testing.T, p *process) {
	t.Helper()
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- p.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("the hub ended with %v: %s", err, p.logged)
		}
	case <-time.After(20 * time.Second):
		p.Process.Kill()
		t.Error("the hub does not end")
	}
}

func TestStartsThatCannotWork(t *testing.T) {
	good := filepath.Join(t.TempDir(), "good")
	running := start(t, good, "127.0.0.1:0")
	defer stop(t, running)
	address := strings.Trim(strings.TrimPrefix(running.url, "http://"), "/")

	file := filepath.Join(t.TempDir(), "file")
	damaged, empty, open, wrong, both := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	for path, text := range map[string]string{
		filepath.Join(open, "postgres.txt"): "password=CANARY", filepath.Join(wrong, "postgres.txt"): "postgres://clerk:CANARY@[::1/x",
		filepath.Join(both, "postgres.txt"): "password=CANARY", filepath.Join(both, "hub.db"): "",
		file: "", filepath.Join(damaged, "identity.txt"): "AGE-SECRET-KEY-1CANARY\n", filepath.Join(empty, "staff-password.txt"): "\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(filepath.Join(open, "postgres.txt"), 0o640); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no folder":          {nil, 2, "--data is missing"},
		"unknown flag":       {[]string{"--colour", "red"}, 2, "colour"},
		"households below 0": {[]string{"--data", good, "--households", "-1"}, 2, "--households -1: use the number of households"},
		"households unsaid":  {[]string{"--data", good, "--households", "many"}, 2, "many"},
		"kept for no day":    {[]string{"--data", good, "--keep-days", "0"}, 2, "--keep-days is at least 1"},
		"open ones shorter":  {[]string{"--data", good, "--keep-open-days", "89"}, 2, "not less than that"},
		"unknown command":    {[]string{"--data", good, "dance"}, 2, `"dance" is not understood`},
		"folder is a file":   {[]string{"--data", file}, 1, file},
		"address is taken":   {[]string{"--data", t.TempDir(), "--listen", address}, 1, address},
		"address is none":    {[]string{"--data", t.TempDir(), "--listen", "nowhere"}, 1, "nowhere"},
		"identity damaged":   {[]string{"--data", damaged}, 1, "identity.txt: not an identity"},
		"password is empty":  {[]string{"--data", empty}, 1, "staff-password.txt is empty"},
		"open to all":        {[]string{"--data", open}, 1, "postgres.txt holds a password and others can read it"},
		"no connection":      {[]string{"--data", wrong}, 1, "postgres.txt: open inbox: not a connection string"},
		"two inboxes":        {[]string{"--data", both}, 1, "has both postgres.txt and hub.db"},
		"recipient, damaged": {[]string{"recipient", "--data", damaged}, 1, "identity.txt: not an identity"},
		"recipient of what":  {[]string{"recipient"}, 2, "--data is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			_, stderr, code := output(t, test.args...)
			if code != test.code || !strings.Contains(stderr, test.says) || strings.Contains(stderr, "CANARY") {
				t.Errorf("code %d: %s", code, stderr)
			}
		})
	}
	if text := read(t, filepath.Join(damaged, "identity.txt")); text != "AGE-SECRET-KEY-1CANARY" {
		t.Error("a damaged identity was replaced")
	}
}

func TestVersionAndHelp(t *testing.T) {
	if stdout, _, code := output(t, "--version"); code != 0 || stdout != fmt.Sprintf("diemcham-hub %s\n", version) {
		t.Errorf("version: %d, %q", code, stdout)
	}
	if stdout, _, code := output(t, "--help"); code != 0 || !strings.Contains(stdout, "-listen") {
		t.Errorf("help: %d, %q", code, stdout)
	}
}

// onPostgres is the data folder of a hub that keeps requests in a server made for the test.
func onPostgres(t *testing.T, options ...string) (s *postgres.Server, data string) {
	t.Helper()
	s, err := postgres.New()
	if errors.Is(err, postgres.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Remove() })
	data = t.TempDir()
	if err := os.WriteFile(filepath.Join(data, "postgres.txt"), []byte(s.Connection(options...)), 0o600); err != nil {
		t.Fatal(err)
	}
	return s, data
}

func TestHubOnPostgres(t *testing.T) {
	s, data := onPostgres(t, "password=CANARY")
	healthy := func(p *process) int {
		t.Helper()
		resp, err := http.Get(p.url + "healthz")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	p := start(t, data, "127.0.0.1:0")
	if got := healthy(p); got != http.StatusOK {
		t.Errorf("status %d", got)
	}
	if err := s.Stop(postgres.Immediate); err != nil {
		t.Fatal(err)
	}
	if got := healthy(p); got != http.StatusServiceUnavailable {
		t.Errorf("without its database: status %d", got)
	}
	if _, stderr, code := output(t, "--data", data, "--listen", "127.0.0.1:0"); code != 1 || !strings.Contains(stderr, "cannot be reached") {
		t.Errorf("started without its database: %d, %s", code, stderr)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	if got := healthy(p); got != http.StatusOK {
		t.Errorf("with its database again: status %d", got)
	}
	stop(t, p)
	if strings.Contains(p.said+p.logged.String(), "CANARY") {
		t.Error("the hub prints its password")
	}
	if _, err := os.Stat(filepath.Join(data, "hub.db")); !os.IsNotExist(err) {
		t.Errorf("a file beside the database: %v", err)
	}
}
