package content_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/phone"
)

var icons = []string{"chats-circle", "files", "hand-coins", "users-three"}

func TestLoad(t *testing.T) {
	pack, err := content.Load(os.DirFS("testdata/good"), icons...)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, g := range pack.Groups {
		got = append(got, "group "+g.ID)
	}
	for _, l := range pack.Lessons {
		got = append(got, fmt.Sprintf("lesson %s: %d steps, %d to practise", l.ID, len(l.Steps), l.Practice()))
	}
	for _, s := range pack.Services {
		got = append(got, fmt.Sprintf("service %s/%s %s", s.Group, s.ID, s.Code))
	}
	for _, h := range pack.Hotlines {
		got = append(got, fmt.Sprintf("hotline %s %s free %t", h.ID, h.Number, h.Free))
	}
	want := `group benefits
group civil-status
lesson portal: 3 steps, 3 to practise
lesson zalo: 3 steps, 1 to practise
lesson phone: 3 steps, 0 to practise
lesson vneid: 3 steps, 0 to practise
lesson wallet: 3 steps, 0 to practise
lesson services: 3 steps, 0 to practise
service benefits/pension 
service civil-status/birth 1.001193
service civil-status/death 1.000656
hotline portal 1800 1096 free true
hotline vneid 1900 0368 free false`
	if g := strings.Join(got, "\n"); g != want {
		t.Errorf("got\n%s\nwant\n%s", g, want)
	}
}

func TestLoadKeepsEveryValue(t *testing.T) {
	pack, err := content.Load(os.DirFS("testdata/good"))
	if err != nil {
		t.Fatal(err)
	}
	lesson, _ := pack.Lesson("portal")
	step := lesson.Steps[0]
	service, _ := pack.Service("birth")
	pension, _ := pack.Service("pension")
	group, _ := pack.Group("civil-status")
	hotline, _ := pack.Hotline("portal")
	for name, c := range map[string]struct{ got, want any }{
		"lesson title":     {lesson.Title, locale.Text{Vi: "Mở Cổng", En: "Open the Portal"}},
		"lesson summary":   {lesson.Summary.En, "Go to the right address"},
		"lesson icon":      {lesson.Icon, "files"},
		"no skill":         {lesson.Skill, content.Skill("")},
		"lesson mark":      {lesson.Mark, 1},
		"not core":         {lesson.Core, false},
		"core":             {pack.Lessons[2].Core, true},
		"lesson minutes":   {lesson.Minutes, 5},
		"lesson need":      {lesson.Need[1].Vi, "Thẻ căn cước"},
		"lesson address":   {lesson.Address, "https://dichvucong.gov.vn"},
		"lesson source":    {lesson.Source, "dichvucong.gov.vn"},
		"day, TOML's own":  {lesson.Checked, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)},
		"step warning":     {step.Warning.En, "Stop if a letter differs."},
		"step differs":     {step.Differs.Vi, "Bác bấm Nhờ giúp."},
		"phone item":       {step.Phone.Items[1], phone.Item{Kind: phone.Field, Label: locale.Text{Vi: "Địa chỉ", En: "Address"}, Value: "dichvucong.gov.vn", Here: true}},
		"no phone":         {pack.Lessons[1].Steps[2].Phone.Empty(), true},
		"empty warning":    {pack.Lessons[1].Steps[1].Warning.Empty(), true},
		"service aliases":  {strings.Join(service.Aliases, ", "), "giấy khai sinh, khai sinh cho bé"},
		"service address":  {service.Address, "https://dichvucong.gov.vn/tim-kiem-thu-tuc-hanh-chinh?keyword=1.001193"},
		"service shown":    {service.Shown, "dichvucong.gov.vn"},
		"service steps":    {service.Steps[2].En, "Send the file"},
		"service fee":      {service.Fee.Vi, "0 đồng"},
		"no time: ask":     {service.Time.Empty(), true},
		"service time":     {pension.Time.En, "10 working days"},
		"service office":   {service.Office.Vi, "Bộ phận Một cửa"},
		"certain":          {service.Certainty, content.Official},
		"to be rechecked":  {pension.Certainty, content.Recheck},
		"day in quotes":    {service.Checked, time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)},
		"group":            {group, content.Group{ID: "civil-status", Title: locale.Text{Vi: "Hộ tịch", En: "Civil status"}, Icon: "users-three"}},
		"hotline source":   {hotline.Source, "chân trang của Cổng"},
		"hotline last day": {hotline.Checked, time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %#v, want %#v", name, c.got, c.want)
		}
	}
}

// Each mistake stands in another file, one of them a slip in the TOML that the
// services of another file depend on.
func TestFiveMistakesAreFiveProblems(t *testing.T) {
	pack, err := content.Load(os.DirFS("testdata/five-mistakes"), icons...)
	if pack != nil {
		t.Error("a pack in spite of the problems")
	}
	var got []string
	for _, p := range content.Problems(err) {
		got = append(got, p.File+": "+p.Key+": "+p.Value)
	}
	want := []string{
		`groups.toml: line 8: "title = { vi = \"Hộ tịch\", en = \"Civil status }"`,
		`lessons/portal.toml: step[2].phone[1].value: "001050123456"`,
		`lessons/zalo.toml: minutes: "ten"`,
		`services/birth.toml: checked: "2026-02-30"`,
		`services/death.toml: ofice: "x"`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, line := range strings.Split(err.Error(), "\n") {
		if !strings.Contains(line, "; want ") {
			t.Errorf("%q does not say what would be accepted", line)
		}
	}
}

func TestProblemsInsideAWrappedError(t *testing.T) {
	_, err := content.Load(os.DirFS("testdata/five-mistakes"))
	if n := len(content.Problems(fmt.Errorf("content folder: %w", err))); n != 5 {
		t.Errorf("got %d problems, want 5", n)
	}
	if got := content.Problems(errors.New("disk gone")); got != nil {
		t.Errorf("got %v of an error without problems", got)
	}
	if got := content.Problems(nil); got != nil {
		t.Errorf("got %v of no error", got)
	}
}

func TestFolderThatCannotBeRead(t *testing.T) {
	_, err := content.Load(os.DirFS("testdata/no-such-folder"))
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want an error that says the folder does not exist", err)
	}
}

// goodPack returns the good pack as a map that a test may change.
func goodPack(t testing.TB) fstest.MapFS {
	t.Helper()
	pack := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS("testdata/good"), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile("testdata/good/" + name)
		pack[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return pack
}
