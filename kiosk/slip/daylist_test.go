package slip_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/slip"
)

func TestDayListSaysEverything(t *testing.T) {
	got := slip.DayList(catalogue(t), locale.Vi, place, handedOver, now)
	want := []string{
		"Thành phố Hà Nội",
		"PHƯỜNG VIỆT HƯNG",
		"Nhà văn hóa Tổ dân phố số 11",
		"Danh sách trong ngày",
		"23/11/2026",
		"Đang chờ 1 · Đang giúp 1 · Xong 1",
		"A\u00a0012 Kích hoạt VNeID · bước 3",
		"Đang chờ · lấy số 13:41\u00a022/11 · hẹn gọi lại",
		"A\u00a0013 Đăng ký khai sinh",
		"Đang giúp · lấy số 09:10 · nhận 09:32",
		"A\u00a0014 Việc khác",
		"Xong · lấy số 09:11 · nhận 09:19 · xong 09:31",
		"In lúc 09:41 ngày 23/11/2026",
	}
	if len(got) != 1 || !slices.Equal(got[0].Words(), want) {
		t.Errorf("%d slips:\n%s\nwant:\n%s", len(got), strings.Join(got[0].Words(), "\n"), strings.Join(want, "\n"))
	}
}

// However many requests there are and however long their topics, every slip fits the
// smallest sheet, and each request is on one of them.
func TestDayListOfAnyLength(t *testing.T) {
	for _, n := range []int{0, 1, slip.DayListLength, slip.DayListLength + 1, 40} {
		t.Run(fmt.Sprint(n, " requests"), func(t *testing.T) {
			var requests []slip.DayRequest
			for i := range n {
				requests = append(requests, slip.DayRequest{
					Number: fmt.Sprintf("A%03d", i+1), Status: "Đang giúp", Callback: true,
					Topic: "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất · bước 12",
					Asked: now.Add(-26 * time.Hour), Taken: now.Add(-25 * time.Hour), Closed: now.Add(-24 * time.Hour),
				})
			}
			slips := slip.DayList(catalogue(t), locale.Vi, place, requests, now)
			var words []string
			for _, s := range slips {
				draw(t, s, 384)
				pdf(t, s, "A5")
				words = append(words, s.Words()...)
			}
			for _, r := range requests {
				if !slices.Contains(words, slip.Spaced(r.Number)+" "+r.Topic) {
					t.Errorf("%s is on none of %d slips", r.Number, len(slips))
				}
			}
			parts := max(1, (n+slip.DayListLength-1)/slip.DayListLength)
			if len(slips) != parts || slices.Contains(words, fmt.Sprintf("Tờ 1 trên %d", parts)) != (parts > 1) {
				t.Errorf("%d slips, want %d, numbered if more than one: %q", len(slips), parts, words)
			}
		})
	}
}
