package upload_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/upload"
)

// packHub is a real hub with a folder of packs, seen through a handler that may
// get in the way.
func packHub(t *testing.T, before func(next http.Handler) http.Handler) (url, dir string) {
	t.Helper()
	w := newWard(t)
	handler := w.handler
	if before != nil {
		handler = before(handler)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL, w.packs
}

func newPacks(t *testing.T, url string) *upload.Packs {
	t.Helper()
	return newPacksOf(t, url, newDevice(t, t.TempDir(), new(counters)))
}

// counters are set apart in memory.
type counters struct{ last atomic.Uint64 }

func (c *counters) Counters(after uint64) (uint64, error) {
	last := max(after, c.last.Load())
	c.last.Store(last + store.CounterBlock)
	return last + 1, nil
}

func newPacksOf(t *testing.T, url string, device *upload.Device) *upload.Packs {
	t.Helper()
	packs, err := upload.NewPacks(upload.Options{URL: url, Device: device, Rand: func(int64) int64 { return 0 }})
	if err != nil {
		t.Fatal(err)
	}
	return packs
}

func put(t *testing.T, dir, name, body string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTheNewestPackIsFetched(t *testing.T) {
	url, dir := packHub(t, nil)
	packs := newPacks(t, url)
	fetch := func(after uint64, tag string) (upload.Offer, string) {
		t.Helper()
		var body bytes.Buffer
		offer, err := packs.Fetch(t.Context(), after, tag, &body)
		if err != nil {
			t.Fatal(err)
		}
		return offer, body.String()
	}
	if offer, body := fetch(0, ""); offer != (upload.Offer{}) || body != "" {
		t.Errorf("of a hub without packs: %+v, %q", offer, body)
	}
	put(t, dir, "viet-hung-202611101430.dcpack", "old")
	put(t, dir, "viet-hung-202611251430.dcpack", "new")
	put(t, dir, "viet-hung-202699999999.dcpack.part", "half of one")
	put(t, dir, "README.md", "nothing")
	offer, body := fetch(202611101430, "")
	if offer.Version != 202611251430 || body != "new" {
		t.Errorf("got %+v, %q, want the new one", offer, body)
	}
	if again, body := fetch(202611101430, offer.Tag); again != (upload.Offer{}) || body != "" {
		t.Errorf("the one fetched in vain comes again: %+v, %q", again, body)
	}
	if offer, body := fetch(202611251430, ""); offer != (upload.Offer{}) || body != "" {
		t.Errorf("the one that is here comes again: %+v, %q", offer, body)
	}
	// The officer puts it right under the same name.
	put(t, dir, "viet-hung-202611251430.dcpack", "mended")
	if mended, body := fetch(202611101430, offer.Tag); body != "mended" || mended.Tag == offer.Tag {
		t.Errorf("got %+v, %q, want the mended one", mended, body)
	}
}

func TestWhatIsNoPack(t *testing.T) {
	portal := func(status int) func(http.Handler) http.Handler {
		return func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(status)
				io.WriteString(w, "<html>Chào mừng đến với Wi-Fi</html>")
			})
		}
	}
	cases := map[string]struct {
		before func(http.Handler) http.Handler
		kiosk  string
		want   string
	}{
		"a portal in between":        {portal(200), "viet-hung-1", "not from a hub"},
		"a portal that says nothing": {portal(204), "viet-hung-1", "status 204"},
		"somebody redirects":         {portal(302), "viet-hung-1", "status 302"},
		"another kiosk":              {nil, "another", "status 401"},
		"the line breaks": {func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set(store.ProtocolHeader, store.Protocol)
				w.Header().Set(store.PackHeader, "7")
				w.Header().Set("Content-Length", "1000")
				io.WriteString(w, "half")
			})
		}, "viet-hung-1", "unexpected EOF"},
		"no version": {func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set(store.ProtocolHeader, store.Protocol)
				io.WriteString(w, "body")
			})
		}, "viet-hung-1", "is no version"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			url, dir := packHub(t, c.before)
			put(t, dir, "viet-hung-7.dcpack", "body")
			data := t.TempDir()
			newDevice(t, data, nil)
			device := upload.NewDevice(c.kiosk, data, new(counters))
			_, err := newPacksOf(t, url, device).Fetch(t.Context(), 0, "", io.Discard)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want an error with %q", err, c.want)
			}
			if told(err.Error()) || strings.Contains(err.Error(), url) {
				t.Errorf("%v says too much", err)
			}
		})
	}
}

func TestAFetchEndsWithItsContext(t *testing.T) {
	url, _ := packHub(t, func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := newPacks(t, url).Fetch(ctx, 0, "", io.Discard); err == nil {
		t.Error("no error")
	}
}
