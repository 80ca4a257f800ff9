package hub_test

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/diemcham/diemcham/store"
)

func TestFiguresOfTheWard(t *testing.T) { onEach(t, figuresOfTheWard) }

func figuresOfTheWard(t *testing.T, w *ward) { // at 11:00 in Việt Nam
	first := withPhone(asked(t, "A001", morning()), true, w.sealed("0900000001"))
	w.send(first, asked(t, "A002", morning().Add(-24*time.Hour)))
	for _, kind := range []store.Kind{store.Taken, store.Done} {
		if err := w.do(first.Request, kind, nil); err != nil {
			t.Fatal(err)
		}
	}
	s := &staff{ward: w, name: "Chị Hoa"}
	s.open("/figures")
	s.sees("Số liệu hỗ trợ, ngày", "Lấy số</th><td class=\"number\">1</td>", "Giúp xong</th><td class=\"number\">1</td>", `<a href="/figures?span=today" aria-current="page">`)
	s.seesNot("0900", "Chị Hoa")
	s.open("/figures?span=yesterday")
	s.sees("Lấy số</th><td class=\"number\">1</td>", "Giúp xong</th><td class=\"number\">0</td>")
	for _, span := range []string{"week", "last-week", "nonsense"} {
		s.open("/figures?span=" + span)
	}

	r := s.request("GET", "/figures.xlsx?span=today", "")
	if status, _, _ := s.call(r); status != http.StatusUnauthorized {
		t.Errorf("without the password: status %d", status)
	}
	r.SetBasicAuth(s.name, password)
	status, header, file := s.call(r)
	if status != http.StatusOK || header.Get("Content-Disposition") == "" {
		t.Fatalf("status %d, %v", status, header)
	}
	sheets, err := excelize.OpenReader(bytes.NewReader([]byte(file)))
	if err != nil {
		t.Fatal(err)
	}
	defer sheets.Close()
	if got, err := sheets.GetCellValue("Tổng số", "B4"); got != "1" || err != nil {
		t.Errorf("the file says that %q asked, %v", got, err)
	}
}
