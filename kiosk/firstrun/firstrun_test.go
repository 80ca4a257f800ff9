package firstrun_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/firstrun"
	"github.com/diemcham/diemcham/store/hub"
	"github.com/diemcham/diemcham/store/roster"
	"github.com/diemcham/diemcham/store/seal"
	"github.com/diemcham/diemcham/store/upload"
)

// ward is a hub that runs.
type ward struct {
	inbox     *hub.Inbox
	server    *httptest.Server
	recipient string
}

func newWard(t *testing.T) ward {
	t.Helper()
	inbox, err := hub.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { inbox.Close() })
	identity, err := seal.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	handler, err := hub.Handler(hub.Options{
		Inbox: inbox, Password: "p", Identity: identity, Now: time.Now, Zone: time.UTC, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	w := ward{inbox, httptest.NewServer(handler), identity.Recipient().String()}
	t.Cleanup(w.server.Close)
	return w
}

func (w ward) code(t *testing.T, kiosk string) string {
	t.Helper()
	code, err := w.inbox.Code(t.Context(), kiosk, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func (w ward) enrolled(t *testing.T) (kiosks []string) {
	t.Helper()
	devices, err := w.inbox.Devices(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range devices {
		kiosks = append(kiosks, d.Kiosk)
	}
	return kiosks
}

func answers(t *testing.T, hub, code string) config.Answers {
	t.Helper()
	a, err := config.ParseAnswers(fmt.Appendf(nil, `[place]
name = { vi = "Nhà văn hóa Tổ 5", en = "Culture house of group 5" }
ward = { vi = "Phường Việt Hưng", en = "Việt Hưng Ward" }
[kiosk]
id = "viet-hung-5"
letter = "E"
[printer]
kind = "escpos"
address = "tcp://192.168.1.50:9100"
[hub]
url = %q
code = %q
[[staff]]
name = "Cán bộ 1"
role = "lead"
pin = "583921"
[[staff]]
name = "Kỹ thuật viên"
role = "technician"
pin = "620584"
[[staff]]
name = "Cán bộ 2"
role = "clerk"
pin = "907135"
`, hub, code), "setup.toml")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func machine(data string) firstrun.Machine {
	return firstrun.Machine{Settings: config.Default(), Data: data, Staff: roster.Open(data, roster.Options{Cost: roster.Cost{MemoryKiB: 8, Passes: 1}})}
}

// files is what a data folder holds, but for the secrets that differ at each making.
func files(t *testing.T, data string) string {
	t.Helper()
	var all strings.Builder
	for _, name := range []string{config.SiteFile, config.DevicesFile, "staff.json", upload.KeyFile} {
		text, err := os.ReadFile(filepath.Join(data, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		fmt.Fprintf(&all, "%s: %s\n", name, text)
	}
	return all.String()
}

func TestSet(t *testing.T) {
	w, data := newWard(t), t.TempDir()
	m := machine(data)
	if fresh, err := firstrun.New(m.Settings, data); !fresh || err != nil {
		t.Fatalf("an empty folder is not fresh: %v", err)
	}
	a := answers(t, w.server.URL, w.code(t, "viet-hung-5"))
	if err := m.Set(t.Context(), a, false); err != nil {
		t.Fatal(err)
	}
	site, _, err := config.LoadSite(data)
	if err != nil {
		t.Fatal(err)
	}
	c := m.Settings.At(site)
	if c.Hub.Recipient != w.recipient || site.Code != "" || site.Step != "" || c.Kiosk.Letter != "E" {
		t.Errorf("kept is %+v", site)
	}
	if got := w.enrolled(t); len(got) != 1 || got[0] != "viet-hung-5" {
		t.Errorf("the hub knows %q", got)
	}
	for _, pin := range []seal.Secret{"583921", "620584", "907135"} {
		entry, err := m.Staff.Enter(pin)
		if err != nil || !entry.Once || (entry.Key == nil) != (entry.Role == roster.Technician) {
			t.Errorf("a PIN of the file lets in %+v, %v", entry.Member, err)
		}
	}
	if fresh, err := firstrun.New(m.Settings, data); fresh || err != nil {
		t.Errorf("it counts as never set up: %v", err)
	}

	before := files(t, data)
	if err := m.Set(t.Context(), a, false); err != nil {
		t.Fatalf("a second time: %v", err)
	}
	if after := files(t, data); after != before {
		t.Errorf("a second time changes\n%s\nto\n%s", before, after)
	}
}

// What is wrong is found before anything is kept.
func TestNothingIsHalfDone(t *testing.T) {
	w := newWard(t)
	for name, test := range map[string]struct {
		change func(*config.Answers, *firstrun.Machine)
		want   string
	}{
		"a code that is none": {func(a *config.Answers, _ *firstrun.Machine) { a.Site.Code = "ABCD" }, "hub.code: the hub does not take this code"},
		"a hub that is away":  {func(a *config.Answers, _ *firstrun.Machine) { a.Site.Hub.URL = "http://127.0.0.1:1" }, "hub.code: not handed in"},
		"another hub's key": {func(a *config.Answers, _ *firstrun.Machine) {
			a.Site.Hub.Recipient = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
		}, "hub.recipient: age1ql3z7"},
		"a weak PIN":           {func(a *config.Answers, _ *firstrun.Machine) { a.Staff[1].PIN = "123456" }, "staff: the PIN of Kỹ thuật viên: a PIN has 6 to 8 digits"},
		"a kiosk that is used": {func(_ *config.Answers, m *firstrun.Machine) { m.Used = true }, `kiosk.id: "viet-hung-5" cannot take the place of "viet-hung-1"`},
	} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			m, a := machine(data), answers(t, w.server.URL, w.code(t, "viet-hung-5"))
			test.change(&a, &m)
			err := m.Set(t.Context(), a, false)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %q", err, test.want)
			}
			for _, kept := range []string{config.SiteFile, config.DevicesFile, "staff.json"} {
				if _, err := os.Stat(filepath.Join(data, kept)); err == nil {
					t.Errorf("%s is there", kept)
				}
			}
			// The same machine without the fault is set up.
			m, a = machine(data), answers(t, w.server.URL, w.code(t, "viet-hung-5"))
			if err := m.Set(t.Context(), a, false); err != nil {
				t.Errorf("set right: %v", err)
			}
		})
	}
}

// What was cut off after some of the staff were added is done to its end.
func TestSetGoesOn(t *testing.T) {
	w, data := newWard(t), t.TempDir()
	m, a := machine(data), answers(t, w.server.URL, w.code(t, "viet-hung-5"))
	first := a
	first.Staff = a.Staff[:1]
	if err := m.Set(t.Context(), first, false); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(data, config.SiteFile)); err != nil {
		t.Fatal(err)
	}
	a.Site.Code = w.code(t, "viet-hung-5")
	if err := m.Set(t.Context(), a, false); err != nil {
		t.Fatal(err)
	}
	members, err := m.Staff.Members()
	if err != nil || len(members) != 3 {
		t.Errorf("the list is %v, %v", members, err)
	}
}

// Where nobody who knows the key is among the answers, nobody is let in with it.
func TestNobodyBringsTheirOwnWayIn(t *testing.T) {
	data := t.TempDir()
	m, a := machine(data), answers(t, "http://127.0.0.1:1", "")
	if err := m.Staff.Add(roster.Member{Name: "Cán bộ 9", Role: roster.Lead}, "471930", nil); err != nil {
		t.Fatal(err)
	}
	if err := m.Set(t.Context(), a, false); err == nil || !strings.Contains(err.Error(), "kioskctl staff add") {
		t.Errorf("%v, want to be sent to kioskctl staff add", err)
	}
	if members, err := m.Staff.Members(); err != nil || len(members) != 1 {
		t.Errorf("the list is %v, %v", members, err)
	}
}

// A code that lay ready is handed in when the hub can be reached.
func TestHandIn(t *testing.T) {
	w, data := newWard(t), t.TempDir()
	m := machine(data)
	if err := m.Set(t.Context(), answers(t, "http://127.0.0.1:1", w.code(t, "viet-hung-5")), true); err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if changed, err := m.HandIn(gone); changed || err == nil {
		t.Fatalf("handed in to nobody: %v, %v", changed, err)
	}
	site, _, err := config.LoadSite(data)
	if err != nil || site.Code == "" {
		t.Fatalf("the code is lost: %v", err)
	}
	site.Hub.URL = w.server.URL
	if err := config.SaveSite(data, site); err != nil {
		t.Fatal(err)
	}
	if changed, err := m.HandIn(t.Context()); !changed || err != nil {
		t.Errorf("handed in: %v, %v", changed, err)
	}
	if changed, err := m.HandIn(t.Context()); changed || err != nil {
		t.Errorf("once more: %v, %v", changed, err)
	}
	site, _, err = config.LoadSite(data)
	if err != nil || site.Code != "" || site.Hub.Recipient != w.recipient {
		t.Errorf("kept is %+v, %v", site, err)
	}
	site.Code = "AAAA"
	if err := config.SaveSite(data, site); err != nil {
		t.Fatal(err)
	}
	if _, err := m.HandIn(t.Context()); !errors.Is(err, upload.ErrCode) {
		t.Errorf("a code that is none: %v", err)
	}
	if site, _, _ := config.LoadSite(data); site.Code != "" {
		t.Error("a code that the hub does not take is kept")
	}
}

func TestNew(t *testing.T) {
	place := config.Default()
	place.Place.Name.Vi = "Nhà văn hóa Tổ 5"
	hub := config.Default()
	hub.Hub.URL = "https://hub.example.vn"
	for name, test := range map[string]struct {
		settings config.Config
		file     string
		want     bool
	}{
		"nothing was said":          {config.Default(), "", true},
		"the settings name a place": {place, "", false},
		"the settings name a hub":   {hub, "", false},
		"a kiosk has run":           {config.Default(), "requests.db", false},
		"staff were added":          {config.Default(), "staff.json", false},
		"it was set up":             {config.Default(), config.SiteFile, false},
	} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			if test.file != "" {
				if err := os.WriteFile(filepath.Join(data, test.file), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if got, err := firstrun.New(test.settings, data); got != test.want || err != nil {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}
