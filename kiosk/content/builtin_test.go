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
	if len(pack.Lessons) < 18 || len(pack.Services) < 30 {
		t.Errorf("%d lessons and %d services, want at least 18 and 30", len(pack.Lessons), len(pack.Services))
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

// A service with a code leads to the search for that code; the few that are no
// procedure lead to the page where they are done.
func TestBuiltInServicesLeadToTheirProcedure(t *testing.T) {
	without := map[string]string{
		"benefit-account": "https://vneid.gov.vn",
		"vneid-level-2":   "https://vneid.gov.vn",
		"linked-birth":    "https://lienthong.dichvucong.gov.vn/",
		"linked-death":    "https://lienthong.dichvucong.gov.vn/",
		"track-file":      "https://dichvucong.gov.vn/tra-cuu-ho-so",
		"pay-fee":         "https://dichvucong.gov.vn/thanh-toan-truc-tuyen",
	}
	for _, s := range loadBuiltIn(t).Services {
		want, ok := without[s.ID]
		if !ok {
			want = "https://dichvucong.gov.vn/tim-kiem-thu-tuc-hanh-chinh?keyword=" + s.Code
		}
		if (s.Code == "") != ok || s.Address != want {
			t.Errorf("%s: code %q, address %s, want %s", s.ID, s.Code, s.Address, want)
		}
		host, _, _ := strings.Cut(strings.TrimPrefix(want, "https://"), "/")
		if s.Shown != host {
			t.Errorf("%s: the address is shown as %s, want %s", s.ID, s.Shown, host)
		}
	}
}

// The codes of the list of facts: every procedure of the ward and of its police.
func TestBuiltInServicesAreTheProceduresOfTheWard(t *testing.T) {
	pack := loadBuiltIn(t)
	has := map[string]string{}
	for _, s := range pack.Services {
		has[s.Code] = s.Group
	}
	for group, codes := range map[string]string{
		"benefits":      "1.014027 1.014028 1.001776 1.001731 1.001699 2.000286",
		"merit":         "1.010803 1.010824",
		"civil-status":  "1.001193 1.000656 1.000894 1.004873 2.000635 1.004884 1.004772 1.004859 1.004837",
		"certification": "2.000815 2.000884 2.001019",
		"residence":     "1.004222 1.004194 1.002755 1.003677 1.010038 1.010041 2.001159",
		"identity":      "1.116410 1.002759",
	} {
		for _, code := range strings.Fields(codes) {
			if has[code] != group {
				t.Errorf("%s stands under %q, want %s", code, has[code], group)
			}
		}
	}
}

// Nothing is offered without a source and the day it was checked; what was read
// only in third-party material says so, and a fee is never promised for what the
// police do.
func TestBuiltInServicesHaveSourceAndDay(t *testing.T) {
	pack := loadBuiltIn(t)
	for _, s := range pack.Services {
		if s.Source == "" || s.Checked.Format("2006-01-02") != "2026-11-23" {
			t.Errorf("%s: source %q, checked %v", s.ID, s.Source, s.Checked)
		}
		if s.Code != "" && s.Certainty != content.Recheck {
			t.Errorf("%s: the code was read only in third-party material, and is called %s", s.ID, s.Certainty)
		}
		if strings.Contains(s.Office.Vi, "Công an") && !s.Fee.Empty() {
			t.Errorf("%s: a fee is named for the police: %s", s.ID, s.Fee.Vi)
		}
	}
	for _, h := range pack.Hotlines {
		if h.Source == "" || h.Checked.Format("2006-01-02") != "2026-11-23" {
			t.Errorf("%s: source %q, checked %v", h.ID, h.Source, h.Checked)
		}
	}
}

// What stands under a heading fits on two pages at most.
func TestBuiltInGroupsAreShort(t *testing.T) {
	pack := loadBuiltIn(t)
	for _, g := range pack.Groups {
		if n := len(pack.InGroup(g.ID)); n < 2 || n > 9 {
			t.Errorf("%s: %d services, want 2 to 9", g.ID, n)
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
		fits(g.ID+" summary", g.Summary, 30)
		differs(g.ID+" summary", g.Summary)
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
	keeps := func(where string, texts ...locale.Text) {
		t.Helper()
		for _, text := range texts {
			for _, word := range forbidden {
				if strings.Contains(strings.NewReplacer("đăng nhập", "", "nhập hộ khẩu", "").Replace(strings.ToLower(text.Vi)), word) {
					t.Errorf("%s says %q: %s", where, word, text.Vi)
				}
			}
		}
	}
	pack := loadBuiltIn(t)
	for _, l := range pack.Lessons {
		for i, step := range l.Steps {
			keeps(fmt.Sprintf("%s step %d", l.ID, i+1), step.Title, step.Body, step.Warning, step.Differs)
		}
	}
	for _, s := range pack.Services {
		keeps(s.ID, s.Title, s.Summary, s.Fee, s.Time, s.Office)
		keeps(s.ID, s.Need...)
		keeps(s.ID, s.Steps...)
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
