package hub_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
	"github.com/diemcham/diemcham/store/seal"
)

// staff is a member of staff at a browser without scripts: what is sent is what
// stands in the page.
type staff struct {
	*ward
	name string
	page string // that is looked at
}

func (s *staff) open(path string) {
	s.Helper()
	r := s.request("GET", path, "")
	r.SetBasicAuth(s.name, password)
	status, _, body := s.call(r)
	if status != http.StatusOK {
		s.Fatalf("%s: status %d: %s", path, status, body)
	}
	s.page = body
}

// submit sends the form of the page that leads to a path, with what was typed, and
// looks at what comes.
func (s *staff) submit(path string, typed url.Values) (status int) {
	s.Helper()
	_, form, ok := strings.Cut(s.page, `action="`+path+`"`)
	if !ok {
		s.Fatalf("no form for %s in %s", path, s.page)
	}
	form, _, _ = strings.Cut(form, "</form>")
	values := url.Values{}
	for _, hidden := range regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`).FindAllStringSubmatch(form, -1) {
		values.Set(hidden[1], hidden[2])
	}
	for name, value := range typed {
		if !strings.Contains(form, `name="`+name+`"`) {
			s.Fatalf("no field %s in %s", name, form)
		}
		values[name] = value
	}
	return s.post(path, values, nil)
}

func (s *staff) post(path string, values url.Values, change func(*http.Request)) (status int) {
	s.Helper()
	r := s.request("POST", path, values.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.SetBasicAuth(s.name, password)
	if change != nil {
		change(r)
	}
	resp, err := http.DefaultTransport.RoundTrip(r) // does not follow
	if err != nil {
		s.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode == http.StatusSeeOther {
		s.open(resp.Header.Get("Location"))
		return resp.StatusCode
	}
	again := s.request("POST", path, values.Encode())
	again.Header = r.Header
	_, _, s.page = s.call(again) // it changes nothing, or it would not have been refused
	return resp.StatusCode
}

func (s *staff) sees(texts ...string) {
	s.Helper()
	for _, text := range texts {
		if !strings.Contains(s.page, text) {
			s.Errorf("the page lacks %q: %s", text, s.page)
		}
	}
}

func (s *staff) seesNot(texts ...string) {
	s.Helper()
	for _, text := range texts {
		if strings.Contains(s.page, text) {
			s.Errorf("the page holds %q: %s", text, s.page)
		}
	}
}

func TestStaffHelpOnThePage(t *testing.T) { onEach(t, staffHelpOnThePage) }

func staffHelpOnThePage(t *testing.T, w *ward) {
	first := withPhone(asked(t, "A001", morning()), true, w.sealed("0900000001"))
	w.send(first)
	path := "/requests/" + first.Request
	one, two := &staff{ward: w, name: "Chị Hoa"}, &staff{ward: w, name: " Anh Nam "}
	one.open("/")
	two.open(path)
	two.sees("0900 000 001", "Chưa ai làm gì", "theo tên <strong>Anh Nam</strong>")

	if status := one.submit(path+"/take", nil); status != http.StatusSeeOther {
		t.Errorf("take: status %d", status)
	}
	one.sees("Đang giúp", "Chị Hoa", "11:00")
	// Somebody who still sees it waiting loses nothing of what was typed.
	for range 2 {
		if status := two.submit(path+"/note", url.Values{"note": {"gọi sau <17> giờ"}}); status != http.StatusConflict {
			t.Errorf("note beside another: status %d", status)
		}
		two.sees("Có người vừa làm việc khác", "gọi sau &lt;17&gt; giờ</textarea>", "Đang giúp", "Chị Hoa")
		if err := w.do(first.Request, store.Prioritised, nil); err != nil {
			t.Fatal(err)
		}
	}
	two.open(path)
	if status := two.submit(path+"/note", url.Values{"note": {" gọi sau <17> giờ \n"}}); status != http.StatusSeeOther {
		t.Errorf("note: status %d", status)
	}
	two.sees("Anh Nam", `<p class="text">gọi sau &lt;17&gt; giờ</p>`)
	w.nowhere("gọi sau", "0900000001")

	for _, bad := range []url.Values{nil, {"outcome": {"sung"}}} {
		if status := two.submit(path+"/call", bad); status != http.StatusBadRequest {
			t.Errorf("call %v: status %d", bad, status)
		}
		two.sees("Hãy chọn kết quả cuộc gọi.")
	}
	if status := two.submit(path+"/call", url.Values{"outcome": {"no-answer"}}); status != http.StatusSeeOther {
		t.Errorf("call: status %d", status)
	}
	two.sees("Gọi điện: không nghe máy", "trang của phường")
	if status := two.submit(path+"/note", url.Values{"note": {strings.Repeat("ghi ", 126)}}); status != http.StatusBadRequest {
		t.Errorf("endless note: status %d", status)
	}
	two.sees("nhiều nhất là 500")
	if status := two.submit(path+"/done", nil); status != http.StatusSeeOther {
		t.Errorf("done: status %d", status)
	}
	two.sees(`class="status closed">Xong`)
	two.seesNot("/done", "/left", "/call", "/note")

	one.open("/")
	one.sees(`<dt>Xong hôm nay</dt><dd>1</dd>`)
	one.open(path)
	if status := one.submit(path+"/withdraw", nil); status != http.StatusBadRequest {
		t.Errorf("withdraw unsure: status %d", status)
	}
	if status := one.submit(path+"/withdraw", url.Values{"sure": {"1"}}); status != http.StatusSeeOther {
		t.Errorf("withdraw: status %d", status)
	}
	one.sees("Rút yêu cầu, xóa dữ liệu cá nhân", `<dd class="phone">đã xóa</dd>`)
	one.seesNot("0900 000 001", "/withdraw", "gọi sau")
	// The kiosk is told all of it.
	var kinds []string
	for _, e := range w.updates(0).Events {
		kinds = append(kinds, string(e.Kind))
	}
	if got := strings.Join(kinds, " "); got != "taken prioritised prioritised noted called done withdrawn" {
		t.Errorf("the kiosk is told of %s", got)
	}
	w.unlogged("Hoa", "Nam", "gọi sau", "0900000001", "0900 000 001")
}

func TestRequestsOfThePageThatAreRefused(t *testing.T) {
	w := start(t)
	first := asked(t, "A001", morning())
	w.send(first)
	s := &staff{ward: w, name: "Chị Hoa"}
	path := "/requests/" + first.Request
	version := url.Values{"version": {"1"}}
	for name, test := range map[string]struct {
		path   string
		values url.Values
		change func(*http.Request)
		status int
	}{
		"from another site":   {path + "/take", version, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, 403},
		"from another origin": {path + "/take", version, func(r *http.Request) { r.Header.Del("Sec-Fetch-Site"); r.Header.Set("Origin", "http://example.com") }, 403},
		"without a password":  {path + "/take", version, func(r *http.Request) { r.Header.Del("Authorization") }, 401},
		"without a name":      {path + "/take", version, func(r *http.Request) { r.SetBasicAuth(" ", password) }, 400},
		"with an endless one": {path + "/take", version, func(r *http.Request) { r.SetBasicAuth(strings.Repeat("à", 101), password) }, 400},
		"without a version":   {path + "/take", nil, nil, 409},
		"nothing known":       {path + "/dance", version, nil, 400},
		"another request":     {"/requests/" + id(t) + "/take", version, nil, 404},
		"done but not taken":  {path + "/done", version, nil, 409},
		"endless form":        {path + "/note", url.Values{"note": {strings.Repeat("x", 1<<17)}}, nil, 400},
	} {
		if status := s.post(test.path, test.values, test.change); status != test.status {
			t.Errorf("%s: status %d", name, status)
		}
	}
	r := w.request("GET", path+"/take", "")
	r.SetBasicAuth("x", password)
	if status, _, _ := w.call(r); status != http.StatusMethodNotAllowed && status != http.StatusNotFound {
		t.Errorf("GET: status %d", status)
	}
	r = w.request("GET", "/requests/"+id(t), "")
	r.SetBasicAuth("x", password)
	if status, _, body := w.call(r); status != http.StatusNotFound || !strings.Contains(body, "Không có yêu cầu này") {
		t.Errorf("unknown: %d, %s", status, body)
	}
	if got := w.requests(); len(got) != 1 || len(got[0].History) != 0 {
		t.Errorf("done all the same: %+v", got)
	}
}

func TestQueueOfThePage(t *testing.T) {
	w := start(t)
	at := func(minute int) time.Time { return morning().Add(time.Duration(minute) * time.Minute) }
	old := asked(t, "A001", at(0))
	lost := asked(t, "A002", time.Unix(0, 0).UTC())
	lost.Uncertain = true
	aged, gone, back := asked(t, "A003", at(20)), asked(t, "A004", at(21)), asked(t, "A005", at(22))
	w.send(old, lost, aged, gone, back, later(t, aged, store.Prioritised, at(23), "Chị Hoa"), later(t, aged, store.Referred, at(24), "Chị Hoa"),
		later(t, gone, store.Left, at(50), "Chị Hoa"), later(t, back, store.Withdrawn, at(51), ""))
	var got []string
	for _, row := range rows(w.page()) {
		got = append(got, strings.Join(row[:1], "")+" "+row[3]+" "+row[4])
	}
	want := []string{"A 003 Đang chờ Ưu tiên Máy chuyển 40 phút", "A 002 Đang chờ không rõ", "A 001 Đang chờ 1 giờ",
		"A 005 Đã rút 29 phút", "A 004 Không đến 29 phút"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if page := w.page(); !strings.Contains(page, `<dd>3</dd><dd class="note">lâu nhất 1 giờ</dd>`) || !strings.Contains(page, `<dt>Xong hôm nay</dt><dd>0</dd>`) {
		t.Errorf("the heads: %s", page)
	}
}

func TestPageOfDevices(t *testing.T) { onEach(t, pageOfDevices) }

func pageOfDevices(t *testing.T, w *ward) {
	here := w.enrolled("viet-hung-2")
	r := here.request(w, "GET", store.UpdatesPath+"?after=0", "")
	r.Header.Set("Diemcham-Pending", "12")
	w.call(r)
	w.enrolled("viet-hung-3")
	if err := w.inbox.Revoke(t.Context(), "viet-hung-3", w.now); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(14 * time.Minute)
	s := &staff{ward: w, name: "x"}
	s.open("/devices")
	got := rows(s.page)
	if len(got) != 3 || got[0][1] != "Chưa kết nối" || strings.Join(got[1][:4], " ") != "viet-hung-2 Đang kết nối 14 phút trước 12" ||
		got[2][1] != "Đã thu hồi 11:00" {
		t.Errorf("got %q", got)
	}
	w.now = w.now.Add(time.Minute)
	s.open("/devices")
	if got := rows(s.page); got[1][1] != "Mất liên lạc" {
		t.Errorf("later: %q", got)
	}
}

func TestRetention(t *testing.T) { onEach(t, retention) }

func retention(t *testing.T, w *ward) {
	const day = 24 * time.Hour
	terms := hub.Terms{Closed: 90 * day, Open: 365 * day}
	open := withPhone(asked(t, "A001", morning()), true, w.sealed("0900000001"))
	closed := withPhone(asked(t, "A002", morning()), true, w.sealed("0900000002"))
	bare := asked(t, "A003", morning())
	note := later(t, bare, store.Noted, morning(), "Chị Hoa")
	note.Sealed = w.sealed("0900000003")
	other := open
	other.Request, other.Sealed = id(t), w.sealed("0900000004")
	plain := asked(t, "A004", morning())
	w.send(open, closed, later(t, closed, store.Taken, morning(), "Chị Hoa"), later(t, closed, store.Done, morning(), "Chị Hoa"), bare, note, plain)
	if got := w.post(text(t, other)).Items; got[0].Result != store.Conflict {
		t.Fatalf("%+v", got)
	}
	begin := w.now
	s := &staff{ward: w, name: "x"}
	s.open("/retention")
	got := rows(s.page)
	if len(got) != 3 || strings.Join(got[0], " ") != "A 002 Nhà văn hóa tổ 11 Xong 06/03/2026 04/06/2026" ||
		got[1][4] != "06/03/2027" || got[2][4] != "06/03/2027" || !strings.Contains(s.page, "<dd>3</dd>") || !strings.Contains(s.page, "90 ngày") {
		t.Errorf("got %q", got)
	}
	sweep := func(after time.Duration, want int) {
		t.Helper()
		w.now = begin.Add(after)
		if n, err := w.inbox.Sweep(t.Context(), terms, w.now); err != nil || n != want {
			t.Errorf("after %v: %d, %v, want %d", after, n, err, want)
		}
	}
	sweep(90*day-time.Second, 0)
	if err := w.holdsNothing(closed.Sealed); err == nil {
		t.Error("gone before its time")
	}
	sweep(90*day, 1)
	for _, blob := range [][]byte{closed.Sealed, other.Sealed} {
		if err := w.holdsNothing(blob); err != nil {
			t.Error(err)
		}
	}
	if err := w.holdsNothing(open.Sealed); err == nil {
		t.Error("gone before its time")
	}
	s.open("/requests/" + closed.Request)
	s.sees("A 002", "Xong", `<dd class="phone">đã xóa</dd>`)
	s.seesNot("0900 000 002")
	// What comes late stays erased too.
	late := later(t, closed, store.Noted, morning(), "Chị Hoa")
	late.Sealed = w.sealed("0900000005")
	w.send(late)
	if err := w.holdsNothing(late.Sealed); err != nil {
		t.Error(err)
	}
	// Whatever happens to a request, its term begins anew.
	w.now = begin.Add(364 * day)
	if err := w.do(bare.Request, store.Prioritised, nil); err != nil {
		t.Fatal(err)
	}
	sweep(365*day, 2) // the open one, and the one that holds nothing
	sweep(364*day+365*day, 1)
	if count, first, err := w.inbox.Kept(t.Context(), terms, 10); err != nil || count != 0 || len(first) != 0 {
		t.Errorf("kept: %d, %+v, %v", count, first, err)
	}
	if requests := w.requests(); len(requests) != 4 {
		t.Errorf("%d requests", len(requests))
	}
}

// What staff at a kiosk were told by a resident who does not touch the screen.
func TestAskedByStaffAtTheKiosk(t *testing.T) { onEach(t, askedByStaffAtTheKiosk) }

func askedByStaffAtTheKiosk(t *testing.T, w *ward) {
	told, err := w.identity.Recipient().Seal(seal.Fields{Name: "Ba Ví Dụ"})
	if err != nil {
		t.Fatal(err)
	}
	e := withPhone(asked(t, "A001", morning()), false, told)
	e.By = "Anh Nam"
	w.send(e)
	s := &staff{ward: w, name: "Chị Hoa"}
	s.open("/requests/" + e.Request)
	s.sees("Ba Ví Dụ", "Lấy số giúp người dân", "Anh Nam", "tại máy")
	s.open("/")
	s.seesNot("Ba Ví Dụ")
}
