package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/store"
)

// A kiosk is enrolled and shut out while the hub runs.
func TestDevices(t *testing.T) {
	data := t.TempDir()
	p := start(t, data, "127.0.0.1:0")
	defer stop(t, p)
	says := func(wantCode int, want string, args ...string) string {
		t.Helper()
		stdout, stderr, code := output(t, append(args, "--data", data)...)
		if code != wantCode || !regexp.MustCompile(want).MatchString(stdout+stderr) {
			t.Errorf("%q: %d, %s%s", args, code, stdout, stderr)
		}
		return stdout
	}
	says(0, `^KIOSK .*\n$`, "devices", "list")
	code := strings.Split(says(0, `^([0-9A-Z]{4}-){6}[0-9A-Z]{2}\n`, "enrol", "viet-hung-1"), "\n")[0]
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(store.Enrolment{Protocol: store.Protocol, Kiosk: "viet-hung-1", Code: code, Key: public})
	if err != nil {
		t.Fatal(err)
	}
	url := strings.TrimSuffix(p.url, "/")
	resp, err := http.Post(url+store.EnrolPath, "application/json", bytes.NewReader(body))
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("enrol: %v, %v", resp, err)
	}
	resp.Body.Close()
	asks := func(counter uint64, want int) {
		t.Helper()
		r, err := http.NewRequest("GET", url+store.UpdatesPath+"?after=0", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set(store.DeviceHeader, "viet-hung-1")
		r.Header.Set(store.CounterHeader, "7")
		r.Header.Set("Diemcham-Pending", "12")
		signature := ed25519.Sign(private, store.SignedText("GET", r.URL.RequestURI(), "viet-hung-1", counter, nil))
		r.Header.Set(store.SignatureHeader, base64.StdEncoding.EncodeToString(signature))
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("status %d, want %d", resp.StatusCode, want)
		}
	}
	asks(7, http.StatusOK)
	says(0, `viet-hung-1 .*Z +12 +-\n`, "devices", "list")
	says(0, `shut out`, "devices", "revoke", "viet-hung-1")
	asks(7, http.StatusForbidden)
	says(1, `no such device`, "devices", "revoke", "viet-hung-2")
	for _, args := range [][]string{{"devices"}, {"devices", "dance"}, {"devices", "revoke"}, {"enrol"}, {"enrol", "a", "b"}} {
		says(2, `needs`, args...)
	}
	says(1, `no ID of a kiosk`, "enrol", "hub")
	says(1, `no ID of a kiosk`, "enrol", "viet hung")
	if _, stderr, code := output(t, "devices", "list", "--data", data+"/none"); code != 1 || !strings.Contains(stderr, "start the hub there once") {
		t.Errorf("%d, %s", code, stderr)
	}
}
