package upload_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/upload"
)

// A real hub is there, is gone, and is there again under the same address.
func TestAHubIsAskedWhetherItIsThere(t *testing.T) {
	w := newWard(t)
	server := httptest.NewServer(w.handler)
	address := server.Listener.Addr().String()
	probe, err := upload.NewProbe(upload.Options{URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	at, err := probe.Ask(t.Context())
	if err != nil || time.Since(at).Abs() > time.Minute {
		t.Fatalf("a hub that is well: %s, %v", at, err)
	}

	server.Close()
	if _, err := probe.Ask(t.Context()); err == nil || errors.Is(err, upload.ErrFaulty) {
		t.Errorf("a hub that is gone: %v", err)
	}

	again := httptest.NewUnstartedServer(w.handler)
	again.Listener.Close()
	if again.Listener, err = net.Listen("tcp", address); err != nil {
		t.Fatal(err)
	}
	again.Start()
	defer again.Close()
	if _, err := probe.Ask(t.Context()); err != nil {
		t.Errorf("it is there again: %v", err)
	}

	w.inbox.Close()
	if _, err := probe.Ask(t.Context()); !errors.Is(err, upload.ErrFaulty) {
		t.Errorf("a hub that cannot read its inbox: %v", err)
	}
}

// Nobody else is taken for the hub, and nothing is told to them.
func TestWhatAnswersIsNotTheHub(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"a captive portal":       func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>Log in</html>") },
		"one that leads on":      func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) },
		"a server without pages": http.NotFound,
		"a server with a fault":  func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "x", http.StatusInternalServerError) },
		"one without a clock": func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Date"] = nil
			io.WriteString(w, "ok\n")
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get(store.SignatureHeader) != "" || r.URL.Path != "/healthz" {
					t.Errorf("asked for %s with a signature", r.URL)
				}
				answer(w, r)
			}))
			defer server.Close()
			probe, err := upload.NewProbe(upload.Options{URL: server.URL})
			if err != nil {
				t.Fatal(err)
			}
			if at, err := probe.Ask(t.Context()); err == nil {
				t.Errorf("taken for the hub, at %s", at)
			}
		})
	}
}
