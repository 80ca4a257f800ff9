package slip_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/slip"
)

var counted = []slip.FigureSection{
	{Title: "Tổng số", Lines: []slip.FigureLine{{Name: "Lấy số", Text: "6"}, {Name: "Thường chờ", Text: "10 phút"}}},
	{Title: "Theo thủ tục", Lines: []slip.FigureLine{{Name: "Trợ cấp hưu trí xã hội", Text: "Lấy số 4 · Giúp xong 3", Wide: true}}},
}

func TestFiguresSayEverything(t *testing.T) {
	got := slip.Figures(catalogue(t), locale.Vi, place, "ngày 23/11/2026", counted, now)
	want := []string{
		"Thành phố Hà Nội", "PHƯỜNG VIỆT HƯNG", "Nhà văn hóa Tổ dân phố số 11",
		"Số liệu hỗ trợ", "ngày 23/11/2026",
		"Tổng số", "Lấy số: 6", "Thường chờ: 10 phút",
		"Theo thủ tục", "Trợ cấp hưu trí xã hội", "Lấy số 4 · Giúp xong 3",
		"“Thường” là: một nửa số người chờ ít hơn, một nửa chờ lâu hơn. Thời gian tính bằng phút.",
		"In lúc 09:41 ngày 23/11/2026",
	}
	if len(got) != 1 || !slices.Equal(got[0].Words(), want) {
		t.Errorf("%d slips:\n%s\nwant:\n%s", len(got), strings.Join(got[0].Words(), "\n"), strings.Join(want, "\n"))
	}
}

// However much there is to say, every slip fits the smallest sheet, and all of it is on
// one of them.
func TestFiguresOfAnyLength(t *testing.T) {
	for _, n := range []int{1, 13, 60} {
		t.Run(fmt.Sprint(n, " lines"), func(t *testing.T) {
			sections := slices.Clone(counted)
			for i := range n {
				sections[1].Lines = append(sections[1].Lines, slip.FigureLine{
					Name: fmt.Sprint("Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất ", i),
					Text: "Lấy số 123 · Giúp xong 123 · Không đợi 12 · Chuyển lên phường 12 · Đã rút 12 · Thường chờ 125 phút · Chờ lâu nhất 1425 phút · Thường giúp trong 125 phút · Giúp lâu nhất 1425 phút",
					Wide: true,
				})
			}
			slips := slip.Figures(catalogue(t), locale.Vi, place, "tuần 23/11/2026 – 29/11/2026", sections, now)
			var words []string
			for _, s := range slips {
				draw(t, s, 384)
				pdf(t, s, "A5")
				words = append(words, s.Words()...)
			}
			for _, line := range sections[1].Lines {
				if !slices.Contains(words, line.Name) {
					t.Errorf("%s is on none of %d slips", line.Name, len(slips))
				}
			}
			if n == 1 && len(slips) != 1 {
				t.Errorf("%d slips", len(slips))
			}
			file, err := slip.PDF(slips, 210, 297)
			if err != nil {
				t.Fatal(err)
			}
			text := string(poppler(t, file, "pdftotext", "-raw", "-", "-"))
			if pages := strings.Count(text, "\f"); pages != len(slips) || !strings.Contains(text, "Trợ cấp hưu trí xã hội") {
				t.Errorf("%d pages of %d slips: %s", pages, len(slips), text)
			}
		})
	}
}
