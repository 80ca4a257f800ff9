package hub_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
)

func TestStaffTakeWhoeverIsNext(t *testing.T) { onEach(t, staffTakeWhoeverIsNext) }

func staffTakeWhoeverIsNext(t *testing.T, w *ward) {
	at := func(minute int) time.Time { return morning().Add(time.Duration(minute) * time.Minute) }
	yesterday := asked(t, "A009", at(-24*60))
	call := withPhone(asked(t, "A001", at(1)), true, w.sealed("0900000001"))
	here, later := asked(t, "A002", at(2)), asked(t, "B001", at(3))
	w.send(yesterday, call, here, later)
	one, two := &staff{ward: w, name: "Chị Hoa"}, &staff{ward: w, name: "Anh Nam"}
	one.open("/")
	two.open("/")
	one.sees("Mời người tiếp theo", "<p>A 002 · Nhà văn hóa tổ 11 · Kích hoạt VNeID · bước 3</p>")

	if status := one.submit("/next", nil); status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", status, one.page)
	}
	one.sees("<h1>Yêu cầu A 002</h1>", "Đang giúp", "Chị Hoa")
	// The other one's page still has A 002 at the top.
	if status := two.submit("/next", nil); status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", status, two.page)
	}
	two.sees("<h1>Yêu cầu B 001</h1>", "Anh Nam")
	two.open("/")
	two.sees("Gọi điện người tiếp theo", "<p>A 001 · ")
	one.open("/")
	one.submit("/next", nil)
	one.sees("<h1>Yêu cầu A 001</h1>", "0900 000 001")
	if status := two.submit("/next", nil); status != http.StatusConflict {
		t.Errorf("with nobody left: status %d", status)
	}
	two.sees("Người khác vừa nhận rồi. Không còn ai chờ.", "disabled>Chưa có ai để mời", `content="15; url=/"`, "A 009")
	if r, _, err := w.inbox.Request(t.Context(), yesterday.Request); err != nil || r.Status != store.Waiting {
		t.Errorf("who went home yesterday: %+v, %v", r, err)
	}

	nobody := &staff{ward: w}
	nobody.open("/")
	if status := nobody.post("/next", url.Values{}, nil); status != http.StatusConflict {
		t.Errorf("without a name: status %d", status)
	}
	nobody.sees("Hãy mở lại trang với tên của mình")
}

// Many of the staff press the button at once: each is given another resident.
func TestStaffTakeTheNextAtOnce(t *testing.T) { onEach(t, staffTakeTheNextAtOnce) }

func staffTakeTheNextAtOnce(t *testing.T, w *ward) {
	const residents, clerks = 6, 8
	for i := range residents {
		w.send(asked(t, "A00"+string(rune('1'+i)), morning().Add(time.Duration(i)*time.Minute)))
	}
	var all sync.WaitGroup
	var mutex sync.Mutex
	var given []string
	refused := 0
	for i := range clerks {
		all.Go(func() {
			r := w.request("POST", "/next", "")
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			r.SetBasicAuth("Cán bộ "+string(rune('1'+i)), password)
			resp, err := http.DefaultTransport.RoundTrip(r)
			mutex.Lock()
			defer mutex.Unlock()
			if err != nil {
				t.Error(err)
				return
			}
			resp.Body.Close()
			switch resp.StatusCode {
			case http.StatusSeeOther:
				given = append(given, strings.TrimPrefix(resp.Header.Get("Location"), "/requests/"))
			case http.StatusConflict:
				refused++
			default:
				t.Errorf("status %d", resp.StatusCode)
			}
		})
	}
	all.Wait()
	slices.Sort(given)
	if len(given) != residents || len(slices.Compact(given)) != residents || refused != clerks-residents {
		t.Errorf("given %q, %d were told that nobody is left", given, refused)
	}
}
