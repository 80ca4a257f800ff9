package hub_test

import (
	"bytes"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/seal"
)

func (w *ward) page() string {
	w.Helper()
	header, body := w.get("/")
	if got := header.Get("Content-Type"); got != "text/html; charset=utf-8" {
		w.Fatalf("content type %q: %s", got, body)
	}
	return body
}

// rows returns the cells of the table's body as text.
func rows(page string) [][]string {
	_, body, _ := strings.Cut(page, "<tbody>")
	body, _, _ = strings.Cut(body, "</tbody>")
	var rows [][]string
	for _, row := range strings.Split(body, "<tr>")[1:] {
		var cells []string
		for _, cell := range regexp.MustCompile(`(?s)<t[dh][^>]*>(.*?)</t[dh]>`).FindAllStringSubmatch(row, -1) {
			text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(cell[1], "")
			cells = append(cells, strings.Join(strings.Fields(text), " "))
		}
		rows = append(rows, cells)
	}
	return rows
}

func (w *ward) sealed(phone string) []byte {
	w.Helper()
	blob, err := w.identity.Recipient().Seal(seal.Fields{Phone: seal.Secret(phone)})
	if err != nil {
		w.Fatal(err)
	}
	return blob
}

func withPhone(e store.Event, callback bool, sealed []byte) store.Event {
	e.Callback, e.Sealed, e.Consent = callback, sealed, "2026-03"
	return e
}

func TestPageShowsTheQueue(t *testing.T) { onEach(t, testPageShowsTheQueue) }

func testPageShowsTheQueue(t *testing.T, w *ward) { // at 11:00 in Việt Nam
	at := func(minute int) time.Time { return morning().Add(time.Duration(minute) * time.Minute) }

	long := asked(t, "A001", at(-20))
	short := asked(t, "B002", at(58))
	short.Topic = &store.Topic{Kind: "service", ID: "khai-sinh", Title: "Khai sinh <trực tuyến>"}
	call := withPhone(asked(t, "A003", at(50)), true, w.sealed("0912345678"))
	noPhone := withPhone(asked(t, "A004", at(51)), true, nil)
	damaged := withPhone(asked(t, "A005", at(52)), true, w.sealed("0987654321")[5:])
	waits := withPhone(asked(t, "A006", at(53)), false, w.sealed("0987654321"))
	helped := asked(t, "A007", at(30))
	done := withPhone(asked(t, "A1008", at(10)), true, w.sealed("02438271234"))
	yesterday := asked(t, "A099", at(-12*60))
	w.send(short, long, call, noPhone, damaged, waits, helped, done, yesterday,
		later(t, helped, store.Taken, at(38), "Cán bộ 1"),
		later(t, done, store.Taken, at(14), "Cán bộ 2"),
		later(t, done, store.Done, at(20), "Cán bộ 2"),
		later(t, yesterday, store.Taken, at(-11*60), "Cán bộ 2"),
		later(t, yesterday, store.Done, at(-10*60-1), "Cán bộ 2"), // 23:59 in Việt Nam
	)

	page := w.page()
	want := [][]string{
		{"A 001", "Nhà văn hóa tổ 11", "Kích hoạt VNeID · bước 3 Chờ tại máy", "Đang chờ", "1 giờ 20 phút", "—", "—", "Nhận A 001Mở A 001"},
		{"A 006", "Nhà văn hóa tổ 11", "Kích hoạt VNeID · bước 3 Chờ tại máy", "Đang chờ", "7 phút", "—", "—", "Nhận A 006Mở A 006"},
		{"B 002", "Nhà văn hóa tổ 11", "Khai sinh &lt;trực tuyến&gt; Chờ tại máy", "Đang chờ", "2 phút", "—", "—", "Nhận B 002Mở B 002"},
		{"A 003", "Nhà văn hóa tổ 11", "Kích hoạt VNeID · bước 3 Gọi điện", "Chờ gọi lại", "10 phút", "—", "0912 345 678", "Nhận A 003Mở A 003"},
		{"A 004", "Nhà văn hóa tổ 11", "Kích hoạt VNeID · bước 3 Gọi điện", "Chờ gọi lại", "9 phút", "—", "—", "Nhận A 004Mở A 004"},
		{"A 005", "Nhà văn hóa tổ 11", "Kích hoạt VNeID · bước 3 Gọi điện", "Chờ gọi lại", "8 phút", "—", "không mở được", "Nhận A 005Mở A 005"},
		{"A 007", "Nhà văn hóa tổ 11", "Kích hoạt VNeID · bước 3 Chờ tại máy", "Đang giúp", "8 phút", "Cán bộ 1", "—", "Mở A 007"},
		{"A 1008", "Nhà văn hóa tổ 11", "Kích hoạt VNeID · bước 3 Gọi điện", "Xong", "4 phút", "Cán bộ 2", "024 3827 1234", "Mở A 1008"},
	}
	got := rows(page)
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || !slices.Equal(got[i], want[i]) {
			t.Fatalf("row %d\ngot  %q\nwant %q", i, got, want)
		}
	}
	for _, part := range []string{
		`<html lang="vi">`, "<h1>Hàng chờ hỗ trợ</h1>", "<caption>", `http-equiv="refresh" content="15"`,
		`<dt>Đang chờ</dt><dd>6</dd><dd class="note">lâu nhất 1 giờ 20 phút</dd>`,
		`<dt>Đang giúp</dt><dd>1</dd>`,
		`<dt>Xong hôm nay</dt><dd>1</dd><dd class="note">thường chờ 4 phút</dd>`,
		`<th scope="col">Việc cần giúp</th>`, `<th scope="row">A 001</th>`, "lúc 11:00",
	} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	for _, part := range []string{"<script", "style=", "0987654321", "0987 654 321", "A 099"} {
		if strings.Contains(page, part) {
			t.Errorf("the page holds %s", part)
		}
	}
	w.nowhere("0912345678", "0987654321", "02438271234", "0912 345 678")
}

// nowhere fails if a text stands in the hub's files or in its log.
func (w *ward) nowhere(texts ...string) {
	w.Helper()
	seen := 0
	eachFile(w.T, w.dir, func(path string, data []byte) {
		seen += len(data)
		for _, text := range texts {
			if bytes.Contains(data, []byte(text)) {
				w.Errorf("%s holds %s", path, text)
			}
		}
	})
	if seen == 0 {
		w.Error("nothing was looked through")
	}
	w.unlogged(texts...)
}

// unlogged fails if a text stands in the hub's log.
func (w *ward) unlogged(texts ...string) {
	w.Helper()
	for _, text := range texts {
		if strings.Contains(w.log.String(), text) {
			w.Errorf("the log holds %s", text)
		}
	}
}

func TestEmptyPage(t *testing.T) { onEach(t, testEmptyPage) }

func testEmptyPage(t *testing.T, w *ward) {
	page := w.page()
	for _, part := range []string{"Hôm nay chưa có yêu cầu nào.", "không có ai chờ", "<dt>Xong hôm nay</dt><dd>0</dd>"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
}

func TestPageOfAKioskWhoseClockIsAhead(t *testing.T) {
	w := start(t)
	w.send(asked(t, "A001", w.now.Add(time.Hour)))
	if got := rows(w.page()); len(got) != 1 || got[0][4] != "dưới 1 phút" {
		t.Errorf("got %q", got)
	}
}

func TestPageIsForStaffAlone(t *testing.T) {
	w := start(t)
	first := asked(t, "A001", morning())
	w.send(first)
	for name, change := range map[string]func(*http.Request){
		"no password":      func(*http.Request) {},
		"another password": func(r *http.Request) { r.SetBasicAuth("canbo", password+"x") },
		"empty password":   func(r *http.Request) { r.SetBasicAuth("canbo", "") },
		"a kiosk":          func(r *http.Request) { r.Header = w.device.request(w, r.Method, r.URL.Path, "").Header },
	} {
		for _, path := range []string{"/", "/requests/" + first.Request, "/progress", "/progress/groups.csv", "/progress/weeks.csv", "/devices", "/retention"} {
			r := w.request("GET", path, "")
			change(r)
			status, header, body := w.call(r)
			if status != http.StatusUnauthorized || !strings.HasPrefix(header.Get("WWW-Authenticate"), "Basic ") || strings.Contains(body, "A 001") {
				t.Errorf("%s, %s: status %d: %s", path, name, status, body)
			}
		}
	}
}

func TestHeaders(t *testing.T) {
	w := start(t)
	for path, status := range map[string]int{"/": 401, "/progress": 401, "/requests/x": 401, "/devices": 401, "/retention": 401, "/healthz": 200, "/static/hub.css": 200, "/nowhere": 404} {
		got, header, _ := w.call(w.request("GET", path, ""))
		if got != status {
			t.Errorf("%s: status %d", path, got)
		}
		policy := header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "script-src") {
			t.Errorf("%s: policy %q", path, policy)
		}
		if header.Get("X-Content-Type-Options") != "nosniff" || header.Get("X-Frame-Options") != "DENY" || header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: headers %v", path, header)
		}
	}
	foreign := w.request("POST", "/", "")
	foreign.SetBasicAuth("canbo", password)
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	if status, _, _ := w.call(foreign); status != http.StatusForbidden {
		t.Errorf("a post from another site: status %d", status)
	}
}

func TestWhatThePageLoadsIsThere(t *testing.T) {
	w := start(t)
	_, _, css := w.call(w.request("GET", "/static/hub.css", ""))
	_, progress := w.get("/progress")
	links := regexp.MustCompile(`(?:href="|url\(")(/static/[^"]+)"`).FindAllStringSubmatch(w.page()+progress+css, -1)
	if len(links) < 6 {
		t.Fatalf("links: %q", links)
	}
	for _, link := range links {
		status, header, body := w.call(w.request("GET", link[1], ""))
		if status != http.StatusOK || body == "" {
			t.Errorf("%s: status %d", link[1], status)
		}
		again := w.request("GET", link[1], "")
		again.Header.Set("If-None-Match", header.Get("ETag"))
		if status, _, _ := w.call(again); status != http.StatusNotModified {
			t.Errorf("%s again: status %d", link[1], status)
		}
	}
}

func TestHealth(t *testing.T) { onEach(t, testHealth) }

func testHealth(t *testing.T, w *ward) {
	if status, _, body := w.call(w.request("GET", "/healthz", "")); status != http.StatusOK || body != "ok\n" {
		t.Errorf("status %d: %s", status, body)
	}
	w.inbox.Close()
	if status, _, body := w.call(w.request("GET", "/healthz", "")); status != http.StatusServiceUnavailable || strings.Contains(body, w.dir) {
		t.Errorf("inbox closed: status %d: %s", status, body)
	}
	for _, path := range []string{"/", "/requests/x", "/progress", "/progress/groups.csv", "/devices", "/retention"} {
		r := w.request("GET", path, "")
		r.SetBasicAuth("canbo", password)
		if status, _, body := w.call(r); status != http.StatusInternalServerError || strings.Contains(body, "sql") {
			t.Errorf("%s, inbox closed: status %d: %s", path, status, body)
		}
	}
}
