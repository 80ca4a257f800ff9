package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestFigures(t *testing.T) {
	dir, db := keep(t)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	call := func(args ...string) (string, int) {
		var out bytes.Buffer
		code := run(Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out}, append([]string{"figures", "--data", dir}, args...))
		return out.String(), code
	}
	for name, c := range map[string]struct {
		args []string
		code int
		says []string
	}{
		"a day":             {[]string{"--day", "2026-03-06"}, 0, []string{"ngày 06/03/2026", "Tổng số", "Lấy số", "Đăng ký khai sinh"}},
		"a week":            {[]string{"--week", "2026-03-08"}, 0, []string{"tuần 02/03/2026 – 08/03/2026", "Giúp xong", "Kích hoạt VNeID"}},
		"no day":            {[]string{"--day", "6/3/2026"}, 2, []string{`"6/3/2026" is not a day; write it as 2026-11-29`}},
		"a day and a week":  {[]string{"--day", "2026-03-06", "--week", "2026-03-06"}, 2, []string{"one day or one week"}},
		"something unknown": {[]string{"x"}, 2, []string{"usage: kioskctl figures"}},
	} {
		said, code := call(c.args...)
		if code != c.code {
			t.Errorf("%s: status %d: %s", name, code, said)
		}
		for _, text := range c.says {
			if !strings.Contains(said, text) {
				t.Errorf("%s: %q is not said: %s", name, text, said)
			}
		}
		if strings.Contains(said, "canary") {
			t.Errorf("%s: somebody is named: %s", name, said)
		}
	}
	file := filepath.Join(t.TempDir(), "so-lieu.xlsx")
	if said, code := call("--day", "2026-03-06", "--xlsx", file); code != 0 {
		t.Fatal(said)
	}
	sheets, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer sheets.Close()
	if got, err := sheets.GetCellValue("Tổng số", "B4"); got != "3" || err != nil {
		t.Errorf("the file says that %q asked, %v", got, err)
	}
}
