package ui_test

import (
	"bytes"
	"crypto/sha256"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
)

// littleContent is one lesson, one group of services, and the made-up ward.
func littleContent(t *testing.T) *content.Pack {
	t.Helper()
	pack, err := content.Load(assets.Content(), assets.Icons()...)
	if err != nil {
		t.Fatal(err)
	}
	pack.Lessons = pack.Lessons[:1]
	pack.Lessons[0].Steps = pack.Lessons[0].Steps[:3]
	pack.Services = pack.Services[:1]
	pack.Groups = slices.DeleteFunc(pack.Groups, func(g content.Group) bool { return g.ID != pack.Services[0].Group })
	pack.Ward = gallery.Ward()
	pack.Ward.ResidentialGroups = pack.Ward.ResidentialGroups[:2]
	return pack
}

// A preview shows what is in some content, whatever that is: each thing of the
// ward, each service, each step.
func TestPreview(t *testing.T) {
	test.NewTempApp(t)
	texts, err := locale.Load(assets.Strings())
	if err != nil {
		t.Fatal(err)
	}
	pack, dir := littleContent(t), t.TempDir()
	pack.Ward.Announcements[1].From = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC) // not due yet
	var saved []string
	now := time.Date(2026, 11, 26, 3, 0, 0, 0, time.UTC)
	if err := gallery.Preview(dir, pack, texts, now, func(file string) { saved = append(saved, filepath.Base(file)) }); err != nil {
		t.Fatal(err)
	}
	want := []string{"attract-vi", "attract-2-vi", "home-vi", "home-en", "classes-vi", "news-vi", "announcement-campaign-vi", "announcement-campaign-en",
		"announcement-courses-vi", "connect-vi", "wifi-vi", "zalo-3-vi", "zalo-5-en", "services-vi", "group-" + pack.Groups[0].ID + "-vi",
		"service-" + pack.Services[0].ID + "-vi", "service-" + pack.Services[0].ID + "-en", "safety-vi", "lessons-vi",
		"lesson-" + pack.Lessons[0].ID + "-vi", "lesson-" + pack.Lessons[0].ID + "-2-vi"}
	number := regexp.MustCompile(`^\d{3}-(.*)\.png$`)
	var names []string
	seen := map[[32]byte]string{}
	for _, file := range saved {
		name := number.ReplaceAllString(file, "$1")
		names = append(names, name)
		data, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if picture, err := png.DecodeConfig(bytes.NewReader(data)); err != nil || picture.Width != 1920 || picture.Height != 1080 {
			t.Errorf("%s: %+v, %v", file, picture, err)
		}
		sum := sha256.Sum256(data)
		if other, twice := seen[sum]; twice {
			t.Errorf("%s is the same picture as %s", name, other)
		}
		seen[sum] = name
	}
	for _, name := range want {
		if !slices.Contains(names, name) {
			t.Errorf("no picture %s among %q", name, names)
		}
	}
	if !slices.IsSorted(saved) {
		t.Errorf("not in order: %q", saved)
	}
}

// New content is drawn at once, though nothing else on the screen changed.
func TestNewContentIsDrawn(t *testing.T) {
	ward := func(title string) content.Ward {
		return content.Ward{Announcements: []content.Announcement{{
			ID: "news", Title: locale.Text{Vi: title, En: title}, Body: locale.Text{Vi: "Tại nhà văn hóa.", En: "Here."},
		}}}
	}
	const before, after = "Lớp học lúc 14 giờ", "Lớp học lúc 15 giờ"
	k := newStageOf(t, gallery.Panels()[0], ward(before))
	for range 20 {
		if k.Tick(1); says(k, before) {
			break
		}
	}
	if !says(k, before) {
		t.Fatal("the news is not on the attract screen")
	}
	next := *k.Kiosk.Pack()
	next.Ward = ward(after)
	k.Kiosk.Renew(&next, nil)
	if says(k, before) || !says(k, after) {
		t.Error("what is drawn is still the old content")
	}
}
