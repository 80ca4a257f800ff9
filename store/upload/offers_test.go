package upload_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

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

func newPacks(t *testing.T, url string) *upload.Offers {
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

func newPacksOf(t *testing.T, url string, device *upload.Device) *upload.Offers {
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
	file := filepath.Join(dir, name)
	err := os.WriteFile(file, []byte(body), 0o600)
	if err == nil {
		err = os.Chtimes(file, time.Time{}, morning().Add(-time.Hour))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A pack of many megabytes takes minutes to be copied into the folder.
func TestAPackIsFetchedWhenItIsThereWhole(t *testing.T) {
	for name, test := range map[string]struct {
		written time.Duration // before now
		want    string
	}{
		"being copied":                 {0, "old"},
		"copied just now":              {59 * time.Second, "old"},
		"it has lain there a minute":   {time.Minute, "new"},
		"dated by a clock that is off": {-24 * time.Hour, "new"},
	} {
		t.Run(name, func(t *testing.T) {
			url, dir := packHub(t, nil)
			put(t, dir, "viet-hung-202611101430.dcpack", "old")
			put(t, dir, "viet-hung-202611251430.dcpack", "new")
			if err := os.Chtimes(filepath.Join(dir, "viet-hung-202611251430.dcpack"), time.Time{}, morning().Add(-test.written)); err != nil {
				t.Fatal(err)
			}
			if _, body := fetched(t, newPacks(t, url), 0, ""); body != test.want {
				t.Errorf("fetched %q, want the %s one", body, test.want)
			}
		})
	}
}

// fetched is what a fetch brings into an empty folder.
func fetched(t *testing.T, offers *upload.Offers, after uint64, tag string) (upload.Offer, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "incoming")
	offer, err := offers.Fetch(t.Context(), after, tag, path)
	if err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return offer, string(body)
}

func TestTheNewestPackIsFetched(t *testing.T) {
	url, dir := packHub(t, nil)
	packs := newPacks(t, url)
	fetch := func(after uint64, tag string) (upload.Offer, string) {
		t.Helper()
		return fetched(t, packs, after, tag)
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
			_, err := newPacksOf(t, url, device).Fetch(t.Context(), 0, "", filepath.Join(t.TempDir(), "incoming"))
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
	if _, err := newPacks(t, url).Fetch(ctx, 0, "", filepath.Join(t.TempDir(), "incoming")); err == nil {
		t.Error("no error")
	}
}

// A line that breaks again and again: what came through is not sent a second time.
func TestAFetchGoesOnWhereTheLineBroke(t *testing.T) {
	const whole, piece = 1 << 20, 300 << 10
	var sent atomic.Int64
	breaks := true
	url, dir := packHub(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			line := &breakingLine{ResponseWriter: w, left: piece, sent: &sent}
			if !breaks {
				line.left = 1 << 40
			}
			next.ServeHTTP(line, r)
			if line.left == 0 {
				panic(http.ErrAbortHandler)
			}
		})
	})
	packs, path := newPacks(t, url), filepath.Join(t.TempDir(), "incoming")
	body := func(seed byte) string {
		return string(bytes.Repeat([]byte{seed, seed + 1, seed + 2, seed + 3}, whole/4))
	}
	put(t, dir, "viet-hung-7.dcpack", body('a'))
	tries := 0
	fetch := func() (offer upload.Offer) {
		t.Helper()
		for err := errors.New("not tried"); err != nil; tries++ {
			if tries > 10 {
				t.Fatal(err)
			}
			offer, err = packs.Fetch(t.Context(), 0, "", path)
		}
		return offer
	}
	if offer := fetch(); offer.Version != 7 || tries != 4 {
		t.Errorf("%+v after %d tries, want 4", offer, tries)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != body('a') {
		t.Errorf("%d bytes that are not those of the pack, %v", len(got), err)
	}
	if n := sent.Load(); n > whole+whole/10 {
		t.Errorf("%d bytes were sent for %d", n, whole)
	}
	if left, err := filepath.Glob(path + ".*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}

	// Another file takes its place half-way.
	if _, err := packs.Fetch(t.Context(), 0, "", path); err == nil {
		t.Fatal("the line did not break")
	}
	put(t, dir, "viet-hung-8.dcpack", body('k'))
	breaks = false
	if offer := fetch(); offer.Version != 8 {
		t.Errorf("%+v, want the new one", offer)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != body('k') {
		t.Errorf("it holds something of both: %d bytes, %v", len(got), err)
	}
}

// breakingLine lets so many bytes of a body through.
type breakingLine struct {
	http.ResponseWriter
	left int
	sent *atomic.Int64
}

func (l *breakingLine) Unwrap() http.ResponseWriter { return l.ResponseWriter }

func (l *breakingLine) Write(data []byte) (int, error) {
	n := min(len(data), l.left)
	l.left -= n
	l.sent.Add(int64(n))
	if _, err := l.ResponseWriter.Write(data[:n]); err != nil {
		return 0, err
	}
	if n < len(data) {
		return n, io.ErrShortWrite
	}
	return n, nil
}

// Systems are offered to their own kind of machine.
func TestTheNewestSystemIsFetched(t *testing.T) {
	w := newWard(t)
	server := httptest.NewServer(w.handler)
	t.Cleanup(server.Close)
	device := newDevice(t, t.TempDir(), new(counters))
	systems := func(arch string) *upload.Offers {
		t.Helper()
		offers, err := upload.NewSystems(upload.Options{URL: server.URL, Device: device, Rand: func(int64) int64 { return 0 }}, arch)
		if err != nil {
			t.Fatal(err)
		}
		return offers
	}
	for _, made := range []int{202611291200, 202611301200} {
		put(t, w.systems, fmt.Sprintf("diemcham-0.2.0+gab12-%d-amd64.dcsystem", made), fmt.Sprint(made))
	}
	put(t, w.systems, "diemcham-0.3.0-202612011200-arm64.dcsystem", "another kind")
	put(t, w.systems, "diemcham-0.3.0-202612011200-amd64.img.zst", "an image")
	if offer, body := fetched(t, systems("amd64"), 202611291200, ""); offer.Version != 202611301200 || body != "202611301200" {
		t.Errorf("%+v, %q", offer, body)
	}
	if offer, body := fetched(t, systems("arm64"), 0, ""); offer.Version != 202612011200 || body != "another kind" {
		t.Errorf("%+v, %q", offer, body)
	}
	if offer, _ := fetched(t, systems("amd64"), 202611301200, ""); offer != (upload.Offer{}) {
		t.Errorf("the one that runs comes again: %+v", offer)
	}
	if _, err := systems("riscv64").Fetch(t.Context(), 0, "", filepath.Join(t.TempDir(), "incoming")); err == nil || !strings.Contains(err.Error(), "status 400") {
		t.Errorf("of a kind that the hub does not know: %v", err)
	}
}
