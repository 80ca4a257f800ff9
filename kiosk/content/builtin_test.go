package content_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/phone"
)

const builtIn = "../../assets/content"

func loadBuiltIn(t *testing.T) *content.Pack {
	t.Helper()
	pack, err := content.Load(os.DirFS(builtIn))
	if err != nil {
		t.Fatal(err)
	}
	return pack
}

func TestBuiltInPackIsThere(t *testing.T) {
	pack := loadBuiltIn(t)
	if len(pack.Lessons) < 18 || len(pack.Services) < 10 {
		t.Errorf("%d lessons and %d services, want at least 18 and 10", len(pack.Lessons), len(pack.Services))
	}
	skills := map[content.Skill]int{}
	for _, lesson := range pack.Lessons {
		id := lesson.ID
		skills[lesson.Skill]++
		if n := len(lesson.Steps); n < 4 || n > 12 {
			t.Errorf("%s: %d steps, want 4 to 12", id, n)
		}
		if 2*lesson.Practice() < len(lesson.Steps) {
			t.Errorf("%s: only %d of %d steps can be practised", id, lesson.Practice(), len(lesson.Steps))
		}
		warns, differs := 0, 0
		for _, step := range lesson.Steps {
			if !step.Warning.Empty() {
				warns++
			}
			if !step.Differs.Empty() {
				differs++
			}
		}
		if warns == 0 || differs == 0 {
			t.Errorf("%s: %d warnings, %d times something for a screen that differs", id, warns, differs)
		}
	}
	for _, skill := range content.Skills() {
		if skills[skill] < 2 {
			t.Errorf("%d lessons for %s, want at least 2", skills[skill], skill)
		}
	}
	if n := skills[""]; n > 0 {
		t.Errorf("%d lessons without a skill", n)
	}
}

func TestBuiltInServicesLeadToTheirProcedure(t *testing.T) {
	for _, s := range loadBuiltIn(t).Services {
		want := "https://dichvucong.gov.vn/tim-kiem-thu-tuc-hanh-chinh?keyword=" + s.Code
		if s.Code == "" || s.Address != want || s.Shown != "dichvucong.gov.vn" {
			t.Errorf("%s: code %q, address %s shown as %s", s.ID, s.Code, s.Address, s.Shown)
		}
	}
}

// The numbers are what the screens and the slip leave room for; they are written
// out here so that raising a limit in the package is noticed.
func TestBuiltInTextsFitInBothLanguages(t *testing.T) {
	pack := loadBuiltIn(t)
	fits := func(where string, text locale.Text, most int) {
		t.Helper()
		for _, lang := range locale.Langs() {
			if n := utf8.RuneCountInString(text.In(lang)); n > most {
				t.Errorf("%s.%s: %d characters, want at most %d: %s", where, lang, n, most, text.In(lang))
			}
		}
	}
	differs := func(where string, text locale.Text) {
		t.Helper()
		if !text.Empty() && text.Vi == text.En {
			t.Errorf("%s: the same in both languages: %s", where, text.Vi)
		}
	}
	for _, g := range pack.Groups {
		fits(g.ID, g.Title, 48)
		differs(g.ID, g.Title)
	}
	for _, h := range pack.Hotlines {
		fits(h.ID, h.Title, 48)
		differs(h.ID, h.Title)
	}
	for _, l := range pack.Lessons {
		fits(l.ID, l.Title, 48)
		differs(l.ID, l.Title)
		fits(l.ID+" summary", l.Summary, 72)
		differs(l.ID+" summary", l.Summary)
		for i, need := range l.Need {
			fits(fmt.Sprint(l.ID, " need ", i+1), need, 64)
			differs(l.ID+" need", need)
		}
		for i, step := range l.Steps {
			at := fmt.Sprintf("%s step %d", l.ID, i+1)
			for _, text := range []locale.Text{step.Body, step.Warning, step.Differs} {
				fits(at, text, 110)
				differs(at, text)
			}
			fits(at, step.Title, 40)
			differs(at, step.Title)
			if n := len(strings.Fields(step.Title.Vi)); n > 7 {
				t.Errorf("%s: the title has %d words, want at most 7: %s", at, n, step.Title.Vi)
			}
			for _, item := range step.Phone.Items {
				most := 28
				if item.Kind == phone.Message {
					most = 48
				}
				fits(at+" phone", item.Label, most)
				for _, answer := range item.Answers {
					fits(at+" answer", answer.Label, 28)
				}
			}
		}
	}
	for _, s := range pack.Services {
		fits(s.ID, s.Title, 48)
		differs(s.ID, s.Title)
		fits(s.ID+" summary", s.Summary, 72)
		differs(s.ID+" summary", s.Summary)
		for _, text := range append(s.Need, s.Steps...) {
			fits(s.ID, text, 80)
			differs(s.ID, text)
		}
		for _, text := range []locale.Text{s.Fee, s.Time, s.Office} {
			fits(s.ID, text, 48)
			differs(s.ID, text)
		}
	}
}

// The words of the glossary: one way to say a thing, and never a word that blames.
func TestBuiltInVietnameseKeepsToTheGlossary(t *testing.T) {
	forbidden := []string{
		"quý khách", "người dùng", "click", "nhấp", "nhập", "chạm", "smartphone", "link",
		" hoá", "thuỷ", " hoà", "xoá", "khoá", "uỷ", "quận", "bị lỗi", "sai rồi",
	}
	for _, l := range loadBuiltIn(t).Lessons {
		for i, step := range l.Steps {
			for _, text := range []locale.Text{step.Title, step.Body, step.Warning, step.Differs} {
				for _, word := range forbidden {
					if strings.Contains(strings.ReplaceAll(strings.ToLower(text.Vi), "đăng nhập", ""), word) {
						t.Errorf("%s step %d says %q: %s", l.ID, i+1, word, text.Vi)
					}
				}
			}
		}
	}
}

// Where a secret code or money is near, the step says what never to do.
func TestBuiltInStepsWarnWhereItMatters(t *testing.T) {
	for _, l := range loadBuiltIn(t).Lessons {
		for i, step := range l.Steps {
			text := strings.ToLower(step.Title.Vi)
			for _, secret := range []string{"otp", "pin", "mật khẩu", "passcode", "mã xác nhận", "gửi hồ sơ"} {
				if strings.Contains(text, secret) && step.Warning.Empty() {
					t.Errorf("%s step %d is about %q and warns of nothing", l.ID, i+1, secret)
				}
			}
		}
	}
}
