package main

import (
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store/hub"
	"github.com/diemcham/diemcham/store/seal"
	"github.com/diemcham/diemcham/store/upload"
)

func TestEnrol(t *testing.T) {
	inbox, err := hub.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer inbox.Close()
	identity, err := seal.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	other, err := seal.NewIdentity()
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
	code := func() string {
		code, err := inbox.Code(t.Context(), "viet-hung-1", time.Now())
		if err != nil {
			t.Fatal(err)
		}
		return code
	}
	settings := func(recipient string) string {
		file := filepath.Join(t.TempDir(), "kiosk.toml")
		text := fmt.Sprintf("[hub]\nurl = %q\n", server.URL)
		if recipient != "" {
			text += fmt.Sprintf("recipient = %q\n", recipient)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	same, another := identity.Recipient().String(), other.Recipient().String()
	for name, test := range map[string]struct {
		code, recipient string
		status          int
		stdout, stderr  string
	}{
		"the hub's key is set":    {code(), same, 0, "viet-hung-1 is enrolled", ""},
		"no key is set":           {"", "", 0, "recipient = \"" + same + "\"", ""},
		"another key is set":      {"", another, 1, "viet-hung-1 is enrolled", "is " + another + ", and the hub's is " + same},
		"a code that is none":     {"0000", same, 1, "", "is wrong, was used, or is older than an hour, or for another kiosk than viet-hung-1"},
		"a hub that is not there": {"gone", same, 1, "", "cannot be reached"},
	} {
		t.Run(name, func(t *testing.T) {
			data, file, with := t.TempDir(), settings(test.recipient), test.code
			if with == "gone" {
				if err := os.WriteFile(file, []byte("[hub]\nurl = 'http://127.0.0.1:1'\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			} else if with != "0000" {
				with = code()
			}
			stdout, stderr, status := call("enrol", with, "--config", file, "--data", data)
			if status != test.status || !strings.Contains(stdout, test.stdout) || !strings.Contains(stderr, test.stderr) || (test.stderr == "") != (stderr == "") {
				t.Errorf("status %d\n%s%s", status, stdout, stderr)
			}
			if strings.Contains(stdout+stderr, with) {
				t.Error("the code stands in what it says")
			}
			_, err := os.Stat(filepath.Join(data, upload.KeyFile))
			if (test.stdout != "") != (err == nil) {
				t.Errorf("key: %v", err)
			}
		})
	}

	file := settings(same)
	for _, args := range [][]string{{}, {"CODE"}, {"CODE", "AGAIN", "--config", file}, {"--config", file}, {"CODE", "--what"}} {
		if stdout, stderr, status := call(append([]string{"enrol"}, args...)...); status != 2 || stdout != "" || !strings.Contains(stderr, "usage: kioskctl enrol CODE") {
			t.Errorf("%q: status %d, %s%s", args, status, stdout, stderr)
		}
	}
	if _, stderr, status := call("enrol", "CODE", "--config", file, "--data", "/nowhere/data"); status != 1 || !strings.Contains(stderr, "start the kiosk once") {
		t.Errorf("no data folder: status %d, %s", status, stderr)
	}
	if _, stderr, status := call("enrol", "CODE", "--config", "/dev/null", "--data", t.TempDir()); status != 1 || !strings.Contains(stderr, "names no hub") {
		t.Errorf("no hub: status %d, %s", status, stderr)
	}
}
