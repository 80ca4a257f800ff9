package locale_test

import (
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/diemcham/diemcham/kiosk/locale"
)

func TestFold(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"nothing":                     {"", ""},
		"tones":                       {"tạm trú", "tam tru"},
		"đ, which is no mark":         {"Đăng ký", "dang ky"},
		"capitals with two marks":     {"ĐIỆN TỬ, Ỗ Ặ Ữ", "dien tu o a u"},
		"the tone on either vowel":    {"hóa hoá", "hoa hoa"},
		"letters apart from marks":    {norm.NFD.String("Thường trú"), "thuong tru"},
		"punctuation":                 {"khai sinh/khai tử (bản sao)…", "khai sinh khai tu ban sao"},
		"spaces everywhere":           {"  căn \t\n cước  ", "can cuoc"},
		"only punctuation":            {" – ? ", ""},
		"a code":                      {"1.014027", "1 014027"},
		"bytes that are no text":      {"a\xffb", "a b"},
		"a mark with nothing to mark": {"\u0301", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := locale.Fold(c.in); got != c.want {
				t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestFoldOfEveryRuneIsFinal(t *testing.T) {
	for r := rune(0); r <= utf8.MaxRune; r++ {
		once := locale.Fold(string(r))
		if twice := locale.Fold(once); twice != once {
			t.Errorf("%U: %q, folded again %q", r, once, twice)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "Ủy ban", norm.NFD.String("Đường Ngô Gia Tự"), "\xff\u0301\u0323 İ", "1.014027", "\xcc\xff\xf6Õ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := locale.Fold(s)
		if twice := locale.Fold(once); twice != once {
			t.Errorf("%q: %q, folded again %q", s, once, twice)
		}
		if !utf8.ValidString(s) {
			return
		}
		for _, form := range []norm.Form{norm.NFC, norm.NFD} {
			if got := locale.Fold(form.String(s)); got != once {
				t.Errorf("%q: %q, in another form %q", s, once, got)
			}
		}
	})
}

func TestCapitalise(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"nothing":                 {"", ""},
		"a full name":             {"nguyễn thị hòa", "Nguyễn Thị Hòa"},
		"letters with two marks":  {"ế ổ đỗ ước", "Ế Ổ Đỗ Ước"},
		"capitals that are there": {"tổ VNeID", "Tổ VNeID"},
		"a space at the end":      {"lê ", "Lê "},
		"a hyphen begins a word":  {"ê-đê", "Ê-Đê"},
		"letters apart from marks": {
			norm.NFD.String("ấu ụt"), "Ấu Ụt",
		},
		"digits": {"tổ 12a", "Tổ 12A"},
	} {
		t.Run(name, func(t *testing.T) {
			got := locale.Capitalise(c.in)
			if got != c.want {
				t.Errorf("Capitalise(%q) = %q, want %q", c.in, got, c.want)
			}
			if again := locale.Capitalise(got); again != got {
				t.Errorf("again: %q", again)
			}
		})
	}
}
