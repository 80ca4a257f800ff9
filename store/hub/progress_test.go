package hub_test

import (
	"encoding/csv"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
	"github.com/diemcham/diemcham/store/seal"
)

// get reads what is for staff.
func (w *ward) get(path string) (http.Header, string) {
	w.Helper()
	r := w.request("GET", path, "")
	r.SetBasicAuth("canbo", password)
	status, header, body := w.call(r)
	if status != http.StatusOK {
		w.Fatalf("%s: status %d: %s", path, status, body)
	}
	return header, body
}

// tables returns the head and the rows of each table of a page as text.
func tables(page string) [][][]string {
	var all [][][]string
	cell := regexp.MustCompile(`(?s)<t[dh][^>]*>(.*?)</t[dh]>`)
	tag := regexp.MustCompile(`<[^>]*>`)
	for _, table := range strings.Split(page, "<table")[1:] {
		var rows [][]string
		for _, row := range strings.Split(table, "<tr>")[1:] {
			var cells []string
			for _, found := range cell.FindAllStringSubmatch(row, -1) {
				cells = append(cells, tag.ReplaceAllString(found[1], ""))
			}
			rows = append(rows, cells)
		}
		all = append(all, rows)
	}
	return all
}

// teach sends 40 cards of group 2, 30 of group 11 and 5 of none: all of them have
// the phone, 50 VNeID, 20 the wallet as well and 10 everything.
func (w *ward) teach() {
	w.Helper()
	var events []store.Event
	for i := range 75 {
		skills := []string{"phone"}
		if i < 10 {
			skills = append(skills, "services")
		}
		if i < 50 {
			skills = append(skills, "vneid")
		}
		if i < 20 {
			skills = append(skills, "wallet")
		}
		group := "2"
		if i >= 40 {
			group = "11"
		}
		if i >= 70 {
			group = ""
		}
		events = append(events, learned(w, morning().AddDate(0, 0, -i), fmt.Sprintf("7K3M9Q%02d", i), group, skills...))
	}
	w.send(events...)
}

func TestPageOfProgress(t *testing.T) {
	households := func(n int) func(*hub.Options) { return func(o *hub.Options) { o.Households = n } }
	groups := [][]string{
		{"Tổ", "Số thẻ", "Điện thoại thông minh", "VNeID", "Ví điện tử", "Dịch vụ công", "Đủ cả bốn"},
		{"2", "40", "40", "40", "20", "10", "10"},
		{"11", "30", "30", "10", "0", "0", "0"},
		{"Chưa nói tổ", "5", "5", "0", "0", "0", "0"},
	}
	weeks := [][]string{
		{"Tuần từ thứ Hai", "Thẻ mới"},
		{"02/03/2026 (tuần này)", "5"}, {"23/02/2026", "7"}, {"16/02/2026", "7"}, {"09/02/2026", "7"},
		{"02/02/2026", "7"}, {"26/01/2026", "7"}, {"19/01/2026", "7"}, {"12/01/2026", "7"},
	}
	for name, test := range map[string]struct {
		change func(*hub.Options)
		skills [][]string
		says   []string
		not    []string
	}{
		"households not known": {nil, [][]string{
			{"Kỹ năng", "Số thẻ"}, {"Điện thoại thông minh", "75"}, {"VNeID", "50"}, {"Ví điện tử", "20"}, {"Dịch vụ công", "10"}, {"Đủ cả bốn", "10"},
		}, []string{`<dd class="note">trên 75 thẻ</dd>`, "chưa biết phường có bao nhiêu hộ", "<code>--households</code>"}, []string{"<svg class=\"wide\"", "số hộ</dd>"}},
		"99 households": {households(99), [][]string{
			{"Kỹ năng", "Số thẻ", "Trên số hộ", "Hộ còn thiếu"},
			{"Điện thoại thông minh", "75", "75\u00a0%", "đã đạt"}, {"VNeID", "50", "50\u00a0%", "20"}, {"Ví điện tử", "20", "20\u00a0%", "50"},
			{"Dịch vụ công", "10", "10\u00a0%", "60"}, {"Đủ cả bốn", "10", "10\u00a0%", "60"},
		}, []string{
			`<dd class="note">bằng 10` + "\u00a0" + `% số hộ</dd>`, "<dt>Mục tiêu 70\u00a0% số hộ</dt><dd>70</dd>", "trên 99 hộ",
			`<rect class="reached" width="75" height="8"/><rect class="target" x="70"`,
		}, []string{"--households"}},
		"70 % but for one": {households(108), [][]string{
			{"Kỹ năng", "Số thẻ", "Trên số hộ", "Hộ còn thiếu"},
			{"Điện thoại thông minh", "75", "69\u00a0%", "1"}, {"VNeID", "50", "46\u00a0%", "26"}, {"Ví điện tử", "20", "18\u00a0%", "56"},
			{"Dịch vụ công", "10", "9\u00a0%", "66"}, {"Đủ cả bốn", "10", "9\u00a0%", "66"},
		}, nil, nil},
		"more cards than households": {households(50), [][]string{
			{"Kỹ năng", "Số thẻ", "Trên số hộ", "Hộ còn thiếu"},
			{"Điện thoại thông minh", "75", "150\u00a0%", "đã đạt"}, {"VNeID", "50", "100\u00a0%", "đã đạt"}, {"Ví điện tử", "20", "40\u00a0%", "15"},
			{"Dịch vụ công", "10", "20\u00a0%", "25"}, {"Đủ cả bốn", "10", "20\u00a0%", "25"},
		}, []string{`<rect class="reached" width="100" height="8"/>`}, []string{`width="150"`}},
		"12,345 households": {households(12_345), [][]string{
			{"Kỹ năng", "Số thẻ", "Trên số hộ", "Hộ còn thiếu"},
			{"Điện thoại thông minh", "75", "0\u00a0%", "8.567"}, {"VNeID", "50", "0\u00a0%", "8.592"}, {"Ví điện tử", "20", "0\u00a0%", "8.622"},
			{"Dịch vụ công", "10", "0\u00a0%", "8.632"}, {"Đủ cả bốn", "10", "0\u00a0%", "8.632"},
		}, []string{"trên 12.345 hộ", "<dd>8.642</dd>"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := startWith(t, test.change)
			w.teach()
			header, page := w.get("/progress")
			if got := header.Get("Content-Type"); got != "text/html; charset=utf-8" {
				t.Errorf("content type %q", got)
			}
			got := tables(page)
			for i, want := range [][][]string{test.skills, weeks, groups} {
				if len(got) != 3 || !slices.EqualFunc(got[i], want, slices.Equal) {
					t.Errorf("table %d\ngot  %q\nwant %q", i, got[i], want)
				}
			}
			says := append(test.says,
				`<html lang="vi">`, "<h1>Tiến độ</h1>", `<a href="/progress" aria-current="page">`, `<a href="/">`,
				"<dt>Thẻ học</dt><dd>75</dd><dd class=\"note\">5 thẻ mới tuần này</dd>", "<dt>Đủ bốn kỹ năng</dt><dd>10</dd>",
				"Một thẻ chỉ thay cho một hộ khi mỗi hộ nhận đúng một thẻ", "lúc 11:00",
				`<th scope="row">VNeID</th>`, `<th scope="col">Kỹ năng</th>`, `href="/progress/groups.csv"`)
			for _, part := range says {
				if !strings.Contains(page, part) {
					t.Errorf("the page lacks %s", part)
				}
			}
			if strings.Count(page, "<caption>") != 3 {
				t.Error("a table lacks its caption")
			}
			for _, part := range append(test.not, "<script", "style=", "7K3M9Q", `http-equiv="refresh"`) {
				if strings.Contains(page, part) {
					t.Errorf("the page holds %s", part)
				}
			}
			w.unlogged("7K3M9Q")
		})
	}
}

func TestPageOfProgressWithoutCards(t *testing.T) {
	w := startWith(t, func(o *hub.Options) { o.Households = 9400 })
	_, page := w.get("/progress")
	for _, part := range []string{"<dt>Thẻ học</dt><dd>0</dd>", "Chưa có thẻ học nào.", "0\u00a0%", "6.580"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
}

func TestTablesForASpreadsheet(t *testing.T) {
	w := start(t)
	w.teach()
	// A hub takes no such ID; the file must be harmless all the same.
	evil := learned(t, morning(), "7K3M9QXX", `=HYPERLINK("http://example.invalid","x")`)
	if _, err := w.inbox.Receive(t.Context(), []store.Event{evil}, w.now); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]struct {
		file string
		rows [][]string
	}{
		"/progress/groups.csv": {"the-theo-to-2026-03-06.csv", [][]string{
			{"Tổ", "Số thẻ", "Điện thoại thông minh", "VNeID", "Ví điện tử", "Dịch vụ công", "Đủ cả bốn"},
			{"2", "40", "40", "40", "20", "10", "10"},
			{"11", "30", "30", "10", "0", "0", "0"},
			{`'=HYPERLINK("http://example.invalid","x")`, "1", "0", "0", "0", "0", "0"},
			{"Chưa nói tổ", "5", "5", "0", "0", "0", "0"},
		}},
		"/progress/weeks.csv": {"the-moi-theo-tuan-2026-03-06.csv", [][]string{
			{"Tuần từ thứ Hai", "Thẻ mới"}, {"2026-03-02", "6"}, {"2026-02-23", "7"}, {"2026-02-16", "7"}, {"2026-02-09", "7"},
			{"2026-02-02", "7"}, {"2026-01-26", "7"}, {"2026-01-19", "7"}, {"2026-01-12", "7"},
		}},
	} {
		header, body := w.get(path)
		if header.Get("Content-Type") != "text/csv; charset=utf-8" || header.Get("Content-Disposition") != `attachment; filename="`+want.file+`"` {
			t.Errorf("%s: headers %v", path, header)
		}
		text, marked := strings.CutPrefix(body, "\ufeff")
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || !marked || !slices.EqualFunc(rows, want.rows, slices.Equal) {
			t.Errorf("%s: marked=%v, %v\ngot  %q\nwant %q", path, marked, err, rows, want.rows)
		}
	}
}

func TestFormulasAreHarmless(t *testing.T) {
	for _, group := range []string{"=1+1", "+84", "-1", "@SUM(1)", "\t=1", "\r=1"} {
		w := start(t)
		if _, err := w.inbox.Receive(t.Context(), []store.Event{learned(t, morning(), "7K3M9QXX", group)}, w.now); err != nil {
			t.Fatal(err)
		}
		_, body := w.get("/progress/groups.csv")
		if !strings.Contains(body, "'"+strings.TrimPrefix(group, "\r")) { // a CSV writer drops that one
			t.Errorf("group %q stands as it is: %q", group, body)
		}
	}
}

func TestHouseholdsBelowZero(t *testing.T) {
	w := start(t)
	_, err := hub.Handler(hub.Options{
		Inbox: w.inbox, Password: password, Identity: w.identity, Households: -1,
		Now: time.Now, Zone: vietnam(), Log: slog.New(slog.DiscardHandler),
	})
	if err == nil || !strings.Contains(err.Error(), "-1 households") {
		t.Errorf("got %v", err)
	}
}

// The page is to open quickly in a ward in which every household has a card.
func BenchmarkPageOfProgress(b *testing.B) {
	for _, cards := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(cards), func(b *testing.B) {
			inbox, err := hub.Open(b.TempDir())
			if err != nil {
				b.Fatal(err)
			}
			defer inbox.Close()
			fill(b, inbox, cards)
			identity, err := seal.NewIdentity()
			if err != nil {
				b.Fatal(err)
			}
			handler, err := hub.Handler(hub.Options{
				Inbox: inbox, Password: password, Identity: identity, Households: cards,
				Now: morning, Zone: vietnam(), Log: slog.New(slog.DiscardHandler),
			})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				r := httptest.NewRequest("GET", "/progress", nil)
				r.SetBasicAuth("canbo", password)
				answer := httptest.NewRecorder()
				handler.ServeHTTP(answer, r)
				if answer.Code != http.StatusOK {
					b.Fatal(answer.Code, answer.Body)
				}
			}
		})
	}
}
