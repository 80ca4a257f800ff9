package slip_test

import (
	"image"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/slip"
)

var (
	hanoi   = time.FixedZone("+07", 7*60*60)
	now     = time.Date(2026, 11, 23, 9, 41, 0, 0, hanoi)
	checked = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

	place = slip.Place{Name: "Nhà văn hóa Tổ dân phố số 11", Ward: "Phường Việt Hưng", City: "Thành phố Hà Nội"}
	help  = content.Hotline{ID: "portal", Number: "1800 1096", Free: true}

	learnt = card.Card{ID: 0x9e6f43f5aa, Done: card.Marks(0).With(4).With(7)}
	zalo   = content.Lesson{ID: "zalo", Title: locale.Text{Vi: "Vào nhóm Zalo", En: "Join the Zalo group"}}

	birth = content.Service{
		ID:      "birth",
		Title:   locale.Text{Vi: "Đăng ký khai sinh", En: "Birth registration"},
		Code:    "1.001193",
		Address: "https://dichvucong.gov.vn/tim-kiem-thu-tuc-hanh-chinh?keyword=1.001193",
		Shown:   "dichvucong.gov.vn",
		Need: []locale.Text{
			{Vi: "Thẻ Căn cước của cha hoặc mẹ", En: "Identity card of the father or mother"},
			{Vi: "Giấy chứng sinh", En: "Certificate of live birth"},
			{Vi: "VNeID mức 2", En: "VNeID level 2"},
		},
		Steps: []locale.Text{
			{Vi: "Quét mã, đăng nhập bằng VNeID", En: "Scan the code, log in with VNeID"},
			{Vi: "Điền tờ khai, chụp giấy tờ", En: "Fill in the form, photograph the papers"},
			{Vi: "Nộp và giữ mã hồ sơ", En: "Submit and keep the file number"},
		},
		Fee:       locale.Text{Vi: "Miễn phí", En: "Free"},
		Office:    locale.Text{Vi: "UBND phường Việt Hưng", En: "Việt Hưng Ward People's Committee"},
		Certainty: content.Official,
		Checked:   checked,
	}

	vneid = content.Lesson{
		ID:    "vneid",
		Title: locale.Text{Vi: "Kích hoạt VNeID mức 2", En: "Activate VNeID level 2"},
		Need: []locale.Text{
			{Vi: "Điện thoại thông minh của bác", En: "Your smartphone"},
			{Vi: "Thẻ Căn cước", En: "Identity card"},
		},
		Steps: []content.Step{
			{Title: locale.Text{Vi: "Mở ứng dụng VNeID", En: "Open the VNeID app"}},
			{Title: locale.Text{Vi: "Bấm Kích hoạt tài khoản định danh mức 2", En: "Press Activate level 2 identity account"}},
			{Title: locale.Text{Vi: "Gõ mã gửi về điện thoại", En: "Type the code sent to the phone"}},
		},
		Address: "https://vneid.gov.vn",
		Checked: checked,
	}

	ticket = slip.TicketData{
		Number: "A012", Code: "261123010012", Topic: "Kích hoạt VNeID · bước 3",
		At: now, Callback: true,
	}

	handedOver = []slip.DayRequest{
		{Number: "A012", Topic: "Kích hoạt VNeID · bước 3", Status: "Đang chờ", Callback: true, Asked: now.Add(-20 * time.Hour)},
		{Number: "A013", Topic: "Đăng ký khai sinh", Status: "Đang giúp", Asked: now.Add(-31 * time.Minute), Taken: now.Add(-9 * time.Minute)},
		{Number: "A014", Topic: "Việc khác", Status: "Xong", Asked: now.Add(-30 * time.Minute), Taken: now.Add(-22 * time.Minute), Closed: now.Add(-10 * time.Minute)},
	}
)

func catalogue(tb testing.TB) *locale.Catalogue {
	tb.Helper()
	c, err := locale.Load(only(tb, "slip.toml"))
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// every returns one of each slip in a language, by name.
func every(tb testing.TB, lang locale.Lang) map[string]slip.Slip {
	c := catalogue(tb)
	return map[string]slip.Slip{
		"service": slip.Service(c, lang, place, birth, help, now),
		"lesson":  slip.Lesson(c, lang, place, vneid, help, now),
		"ticket":  slip.Ticket(c, lang, place, ticket, now),

		"card": slip.Card(c, lang, place, slip.CardData{
			Card: learnt, Done: []content.Lesson{vneid, zalo}, Of: 18, Skills: content.Skills()[:1], Scan: true,
		}, now),
		"certificate": slip.Certificate(c, lang, place, slip.CertificateData{Card: learnt, Skills: content.Skills()}, now),
		"day":         slip.DayList(c, lang, place, handedOver, now)[0],
		"figures":     slip.Figures(c, lang, place, "23/11/2026", counted, now)[0],
	}
}

func draw(tb testing.TB, s slip.Slip, dots int) *image.Paletted {
	tb.Helper()
	picture, err := s.Bitmap(dots)
	if err != nil {
		tb.Fatal(err)
	}
	return picture
}

func TestServiceSaysEverything(t *testing.T) {
	got := slip.Service(catalogue(t), locale.Vi, place, birth, help, now).Words()
	want := []string{
		"Thành phố Hà Nội",
		"PHƯỜNG VIỆT HƯNG",
		"Nhà văn hóa Tổ dân phố số 11",
		"Đăng ký khai sinh",
		"Mở Zalo hoặc máy ảnh, quét mã này",
		"dichvucong.gov.vn",
		"Cần chuẩn bị",
		"Thẻ Căn cước của cha hoặc mẹ",
		"Giấy chứng sinh",
		"VNeID mức 2",
		"Các bước",
		"1. Quét mã, đăng nhập bằng VNeID",
		"2. Điền tờ khai, chụp giấy tờ",
		"3. Nộp và giữ mã hồ sơ",
		"Lệ phí: Miễn phí",
		"Thời gian: hỏi cán bộ",
		"Nơi giải quyết: UBND phường Việt Hưng",
		"Cần giúp? Gọi 1800\u00a01096 (miễn phí)",
		"Không ai được hỏi mã OTP",
		"Kiểm tra lần cuối: ngày 20/11/2026",
		"In lúc 09:41 ngày 23/11/2026",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestServiceWordsDependOnWhatIsKnown(t *testing.T) {
	const ask = "hỏi cán bộ"
	cases := map[string]struct {
		change  func(*content.Service, *content.Hotline)
		says    string
		saysNot string
	}{
		"the fee is not known": {
			change: func(s *content.Service, _ *content.Hotline) { s.Fee = locale.Text{} },
			says:   "Lệ phí: " + ask,
		},
		"the time is known": {
			change:  func(s *content.Service, _ *content.Hotline) { s.Time = locale.Text{Vi: "1 ngày", En: "1 day"} },
			says:    "Thời gian: 1 ngày",
			saysNot: ask,
		},
		"the facts are not from an official page": {
			change: func(s *content.Service, _ *content.Hotline) { s.Certainty = content.Recheck },
			says:   "hỏi lại cán bộ",
		},
		"the facts are from an official page": {
			change:  func(*content.Service, *content.Hotline) {},
			says:    "20/11/2026",
			saysNot: "hỏi lại cán bộ",
		},
		"there is no help line": {
			change:  func(_ *content.Service, h *content.Hotline) { *h = content.Hotline{} },
			says:    "Không ai được hỏi mã OTP",
			saysNot: "Cần giúp?",
		},
		"the help line costs money": {
			change:  func(_ *content.Service, h *content.Hotline) { h.Free = false },
			says:    "Cần giúp? Gọi 1800\u00a01096",
			saysNot: "(miễn phí)",
		},
		"the service has no address": {
			change:  func(s *content.Service, _ *content.Hotline) { s.Address = "" },
			says:    "Đăng ký khai sinh",
			saysNot: "quét mã này",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			service, line := birth, help
			c.change(&service, &line)
			s := slip.Service(catalogue(t), locale.Vi, place, service, line, now)
			words := strings.Join(s.Words(), "\n")
			if !strings.Contains(words, c.says) {
				t.Errorf("%q is not on the slip:\n%s", c.says, words)
			}
			if c.saysNot != "" && strings.Contains(words, c.saysNot) {
				t.Errorf("%q is on the slip:\n%s", c.saysNot, words)
			}
			draw(t, s, 576)
		})
	}
}

func TestLessonNumbersItsSteps(t *testing.T) {
	c := catalogue(t)
	words := slip.Lesson(c, locale.Vi, place, vneid, help, now).Words()
	for _, want := range []string{
		"Kích hoạt VNeID mức 2", "vneid.gov.vn", "1. Mở ứng dụng VNeID", "3. Gõ mã gửi về điện thoại",
		"Kiểm tra lần cuối: ngày 20/11/2026",
	} {
		if !slices.Contains(words, want) {
			t.Errorf("%q is not on the slip: %q", want, words)
		}
	}

	long := vneid
	long.Address = "https://dichvucong.gov.vn/tim-kiem-thu-tuc-hanh-chinh?keyword=1.001193"
	if words := slip.Lesson(c, locale.Vi, place, long, help, now).Words(); !slices.Contains(words, "dichvucong.gov.vn") {
		t.Errorf("a long address is not shown by its site: %q", words)
	}
}

func TestTicketSaysWhatHappensNext(t *testing.T) {
	c := catalogue(t)
	waiting := ticket
	waiting.Callback = false
	second := ticket
	second.Again = true
	cases := map[string]struct {
		data  slip.TicketData
		now   time.Time
		says  string
		again bool
	}{
		"staff will telephone":        {data: ticket, now: now, says: "gọi điện lại"},
		"the resident waits":          {data: waiting, now: now.Add(2 * time.Second), says: "Xin ngồi chờ"},
		"printed an hour later":       {data: ticket, now: now.Add(time.Hour), says: "gọi điện lại"},
		"printed again an hour later": {data: second, now: now.Add(time.Hour), says: "In lại lúc 10:41 ngày 23/11/2026", again: true},
		"printed again at once":       {data: second, now: now, says: "In lại lúc 09:41 ngày 23/11/2026", again: true},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			words := strings.Join(slip.Ticket(c, locale.Vi, place, tc.data, tc.now).Words(), "\n")
			for _, want := range []string{"A\u00a0012", "261123\u00a001\u00a00012", "Kích hoạt VNeID · bước 3", "09:41 · 23/11/2026", tc.says} {
				if !strings.Contains(words, want) {
					t.Errorf("%q is not on the ticket:\n%s", want, words)
				}
			}
			if got := strings.Contains(words, "In lại"); got != tc.again {
				t.Errorf("says that it is a second print: %v, want %v", got, tc.again)
			}
		})
	}
}

func TestCardSaysWhatIsDoneAndNotByWhom(t *testing.T) {
	c := catalogue(t)
	got := every(t, locale.Vi)["card"].Words()
	want := []string{
		"Thành phố Hà Nội",
		"PHƯỜNG VIỆT HƯNG",
		"Nhà văn hóa Tổ dân phố số 11",
		"Thẻ học",
		"Lần sau đưa thẻ này vào máy quét, hoặc gõ 16 chữ và số này",
		learnt.String(),
		"Thẻ không ghi tên. Xin giữ lại để học tiếp ở máy nào của phường cũng được.",
		"Đã học 2 trên 18 bài",
		"1. Kích hoạt VNeID mức 2",
		"2. Vào nhóm Zalo",
		"Kỹ năng đã đạt",
		"1. Dùng điện thoại thông minh",
		"Không ai được hỏi mã OTP",
		"In lúc 09:41 ngày 23/11/2026",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	words := strings.Join(slip.Card(c, locale.Vi, place, slip.CardData{Card: learnt, Of: 18}, now).Words(), "\n")
	if strings.Contains(words, "máy quét") || strings.Contains(words, "Kỹ năng") || !strings.Contains(words, "Đã học 0 trên 18 bài") {
		t.Errorf("without a scanner, a lesson and a skill:\n%s", words)
	}
}

func TestCertificateLeavesTheNameToBeWritten(t *testing.T) {
	got := every(t, locale.Vi)["certificate"].Words()
	want := []string{
		"Thành phố Hà Nội",
		"PHƯỜNG VIỆT HƯNG",
		"Nhà văn hóa Tổ dân phố số 11",
		"Giấy ghi nhận",
		"Ông/bà:",
		"đã học xong các bài chính của kỹ năng",
		"Dùng điện thoại thông minh",
		"Dùng VNeID",
		"Dùng ví điện tử",
		"Dùng dịch vụ công trực tuyến",
		"Theo thẻ học số " + learnt.String()[:9],
		"Ngày 23/11/2026",
		"Điểm Chạm, điểm học số của",
		"Phường Việt Hưng",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestEveryTextIsThereInEveryLanguage(t *testing.T) {
	vi, en := every(t, locale.Vi), every(t, locale.En)
	for name := range vi {
		for i, word := range en[name].Words() {
			if word == "" || strings.Contains(word, "{") {
				t.Errorf("%s, text %d in English: %q", name, i, word)
			}
		}
		if a, b := len(vi[name].Words()), len(en[name].Words()); a != b {
			t.Errorf("%s has %d texts in Vietnamese and %d in English", name, a, b)
		}
	}
}

func TestFontHasEveryLetter(t *testing.T) {
	const alphabet = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz"
	texts := map[string]string{
		"the alphabet": alphabet + strings.ToUpper(alphabet),
		"signs":        "0123456789.,:;?!()[]/-–—·…“”‘’'\"%&+@#=_₫\u00a0",
	}
	c := catalogue(t)
	for _, id := range c.IDs() {
		texts[id] = c.Text(locale.Vi, id) + c.Text(locale.En, id)
	}
	for _, lang := range locale.Langs() {
		for name, s := range every(t, lang) {
			texts[name+" in "+string(lang)] = strings.Join(s.Words(), "")
		}
	}
	for weight, data := range map[string][]byte{"medium": assets.FontMedium(), "bold": assets.FontBold()} {
		for name, text := range texts {
			if missing := lacking(t, data, text); missing != "" {
				t.Errorf("%s: the %s font lacks %q", name, weight, missing)
			}
		}
	}
}
