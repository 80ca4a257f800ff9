package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/config"
)

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTheWardsFolderTakesThePlaceOfTheBuiltInOne(t *testing.T) {
	builtIn, err := loadContent(config.Content{})
	if err != nil {
		t.Fatal(err)
	}
	if len(builtIn.Ward.Announcements) == 0 {
		t.Error("the built-in ward folder announces nothing")
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "wifi.toml"), "ssid = 'Nha van hoa'\n")
	own, err := loadContent(config.Content{Ward: dir})
	if err != nil {
		t.Fatal(err)
	}
	if len(own.Lessons) != len(builtIn.Lessons) || own.Ward.WiFi.SSID != "Nha van hoa" || len(own.Ward.Announcements) > 0 {
		t.Errorf("%d lessons and the ward %+v", len(own.Lessons), own.Ward)
	}
}

func TestWhatIsWrongInBothFoldersIsSaidAtOnce(t *testing.T) {
	dir, ward := t.TempDir(), t.TempDir()
	write(t, filepath.Join(dir, "groups.toml"), "group = 1")
	write(t, filepath.Join(ward, "wifi.toml"), "password = 'short'")
	pack, err := loadContent(config.Content{Dir: dir, Ward: ward})
	if err == nil || pack != nil {
		t.Fatalf("pack %v, error %v", pack, err)
	}
	for _, want := range []string{"the content in " + dir + " cannot be used", "groups.toml: group: 1;", "the ward's folder " + ward + " cannot be used", `wifi.toml: password: "short"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
}
