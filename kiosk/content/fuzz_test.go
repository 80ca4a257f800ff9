package content_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/diemcham/diemcham/kiosk/content"
)

// Whatever stands in one file of a pack, Load neither panics nor accepts what the
// screens have no room for, and what it refuses it explains.
func FuzzLoad(f *testing.F) {
	files := []string{
		"lessons/portal.toml", "services/birth.toml", "groups.toml", "hotlines.toml",
		"ward/announcements.toml", "ward/timetable.toml", "ward/zalo.toml", "ward/wifi.toml",
	}
	for i, file := range files {
		found, err := filepath.Glob(filepath.Join(builtIn, filepath.Dir(file), "*.toml"))
		if err != nil || len(found) == 0 && !strings.HasPrefix(file, "ward/") {
			f.Fatalf("no files like %s in the built-in pack: %v", file, err)
		}
		for _, name := range append(found, filepath.Join("testdata/good", file)) {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(uint8(i), data)
		}
	}
	f.Add(uint8(0), []byte("step = [[[[[[]]]]]]\nphone = 2026-11-23\norder = 99999999999999999"))
	f.Add(uint8(1), []byte("title = [1, {vi = []}, 'x']\nsteps = {}\naddress = 'https://[::1'"))
	good := goodPack(f)
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		pack := fstest.MapFS{}
		for name, file := range good {
			pack[name] = file
		}
		pack[files[int(which)%len(files)]] = &fstest.MapFile{Data: data}
		loaded, err := content.Load(pack, icons...)
		if err != nil {
			for _, p := range content.Problems(err) {
				if p.File == "" || p.Want == "" || strings.Contains(p.Error(), "\n") {
					t.Errorf("unclear problem %#v", p)
				}
			}
			if loaded != nil || len(content.Problems(err)) == 0 {
				t.Errorf("pack %v, error %v", loaded, err)
			}
			return
		}
		for _, l := range loaded.Lessons {
			if n := len(l.Steps); n < 3 || n > 15 || l.Checked.IsZero() {
				t.Errorf("lesson %s: %d steps, checked %v", l.ID, n, l.Checked)
			}
			for _, step := range l.Steps {
				if n := utf8.RuneCountInString(step.Body.Vi); n == 0 || n > 110 {
					t.Errorf("lesson %s: a body of %d characters", l.ID, n)
				}
				here := 0
				for _, item := range step.Phone.Items {
					if item.Right() {
						here++
					}
				}
				if here > 1 || len(step.Phone.Items) > 5 {
					t.Errorf("lesson %s: %d right spots among %d items", l.ID, here, len(step.Phone.Items))
				}
			}
		}
		for _, a := range loaded.Ward.Announcements {
			if a.ID == "" || a.Body.Vi == "" || (a.Address == "") != (a.Shown == "") || !strings.HasPrefix(a.Address, "https://"+a.Shown) && a.Address != "" {
				t.Errorf("announcement %+v", a)
			}
		}
		for _, session := range loaded.Ward.Sessions {
			if session.End <= session.Start || session.Weekly() && session.Until.IsZero() {
				t.Errorf("session %+v", session)
			}
		}
		for _, group := range loaded.Ward.ResidentialGroups {
			if group.Zalo != "" && (!strings.HasPrefix(group.Zalo, "https://zalo.me/g/") || group.ZaloName == "") {
				t.Errorf("residential group %+v", group)
			}
		}
		if n := len(loaded.Ward.WiFi.SSID); n > 32 || n == 0 && loaded.Ward.WiFi.Password != "" {
			t.Errorf("network %+v", loaded.Ward.WiFi)
		}
		for _, s := range loaded.Services {
			if _, ok := loaded.Group(s.Group); !ok || !strings.HasPrefix(s.Address, "https://"+s.Shown) || len(s.Address) > 106 {
				t.Errorf("service %s: group %q, address %q shown as %q", s.ID, s.Group, s.Address, s.Shown)
			}
		}
	})
}
