package speech_test

import (
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/speech"
)

func TestSpoken(t *testing.T) {
	for name, c := range map[string]struct {
		lang          locale.Lang
		written, said string
	}{
		"a hotline":                    {locale.Vi, "Gọi 1800 1096 nhé", "Gọi một tám không không, một không chín sáu nhé"},
		"a mobile telephone":           {locale.Vi, "số 0912 345 678.", "số không chín một hai, ba bốn năm, sáu bảy tám."},
		"a telephone in one piece":     {locale.Vi, "0912345678", "không chín một hai ba bốn năm sáu bảy tám"},
		"a telephone with dots":        {locale.Vi, "0912.345.678", "không chín một hai, ba bốn năm, sáu bảy tám"},
		"an area code":                 {locale.Vi, "024 1022", "không hai bốn, một không hai hai"},
		"two short hotlines":           {locale.Vi, "gọi 156 hoặc nhắn 5656", "gọi một năm sáu hoặc nhắn năm sáu năm sáu"},
		"a short number after a verb":  {locale.Vi, "bác gọi số 8088", "bác gọi số tám không tám tám"},
		"emergencies":                  {locale.Vi, "Công an 113 · Cứu hỏa 114 · Cấp cứu 115", "Công an một một ba, Cứu hỏa một một bốn, Cấp cứu một một năm"},
		"money":                        {locale.Vi, "650.000 đồng mỗi tháng", "sáu trăm năm mươi nghìn đồng mỗi tháng"},
		"money with a sign":            {locale.Vi, "1.205.000 ₫", "một triệu hai trăm linh năm nghìn đồng"},
		"a date":                       {locale.Vi, "từ 01/01/2026)", "từ ngày mùng một tháng một năm hai nghìn không trăm hai mươi sáu"},
		"a date after the word":        {locale.Vi, "Kiểm tra lần cuối: ngày 23/11/2026", "Kiểm tra lần cuối: ngày hai mươi ba tháng mười một năm hai nghìn không trăm hai mươi sáu"},
		"a date at the beginning":      {locale.Vi, "Ngày 4/4/2025", "Ngày mùng bốn tháng tư năm hai nghìn không trăm hai mươi lăm"},
		"a month":                      {locale.Vi, "đến 09/2026", "đến tháng chín năm hai nghìn không trăm hai mươi sáu"},
		"no date":                      {locale.Vi, "45/67/2026", "bốn năm, sáu bảy, hai không hai sáu"},
		"a time":                       {locale.Vi, "lúc 7:30", "lúc bảy giờ ba mươi phút"},
		"a full hour":                  {locale.Vi, "14:00 · Thứ Hai", "mười bốn giờ, Thứ Hai"},
		"a time with an h":             {locale.Vi, "8h05", "tám giờ năm phút"},
		"a ticket":                     {locale.Vi, "số A012.", "số a, không một hai."},
		"a ticket in two parts":        {locale.Vi, "A 027", "a, không hai bảy"},
		"the code of a procedure":      {locale.Vi, "Mã thủ tục 1.014027", "Mã thủ tục một chấm không một bốn không hai bảy"},
		"a form with a leading zero":   {locale.Vi, "Mẫu số 01", "Mẫu số không một"},
		"a step":                       {locale.Vi, "Bước 3 trên 10", "Bước ba trên mười"},
		"from and to":                  {locale.Vi, "trong 7-15 ngày", "trong bảy đến mười lăm ngày"},
		"a dash":                       {locale.Vi, "Tên mạng – Mật khẩu", "Tên mạng, Mật khẩu"},
		"a fraction":                   {locale.Vi, "1,5 tháng", "một phẩy năm tháng"},
		"percent":                      {locale.Vi, "100 %", "một trăm phần trăm"},
		"percent without a space":      {locale.Vi, "100%", "một trăm phần trăm"},
		"another address":              {locale.Vi, "zalo.vn", "da lô chấm vê en"},
		"around the clock":             {locale.Vi, "24/7", "hai mươi tư trên bảy"},
		"this or that":                 {locale.Vi, "cha/mẹ", "cha hoặc mẹ"},
		"the formal address":           {locale.Vi, "Ông/bà có đồng ý không?", "ông bà có đồng ý không?"},
		"short forms":                  {locale.Vi, "mã OTP, VNeID, QR", "mã ô tê pê, vê en i đê, kiu a"},
		"no short form inside a word":  {locale.Vi, "OTPX tappa", "OTPX tappa"},
		"a short form beside marks":    {locale.Vi, "chữ “QR”.", "chữ kiu a."},
		"an address":                   {locale.Vi, "dichvucong.gov.vn", "dịch vụ công chấm gốp chấm vê en"},
		"a network's generation":       {locale.Vi, "bật 4G", "bật bốn gờ"},
		"a number before letters":      {locale.Vi, "10kg", "mười kg"},
		"a number after letters":       {locale.Vi, "mức2", "mức hai"},
		"a bracket":                    {locale.Vi, "Thẻ căn cước (căn cước công dân)", "Thẻ căn cước, căn cước công dân"},
		"marks put after their letter": {locale.Vi, "Việt", "Việt"},
		"only signs":                   {locale.Vi, "… – “”", ""},
		"espeak's own sounds":          {locale.Vi, "[[h@'loU]]", "h@'loU"},
		"a hotline in English":         {locale.En, "Call 1800 1096", "Call one eight zero zero, one zero nine six"},
		"a short hotline in English":   {locale.En, "dial 156 or text 5656", "dial one five six or text five six five six"},
		"money in English":             {locale.En, "650.000 đồng a month", "650000 dong a month"},
		"a date in English":            {locale.En, "from 01/01/2026", "from 1 January 2026"},
		"a month in English":           {locale.En, "09/2026", "September 2026"},
		"a full hour in English":       {locale.En, "15:00", "15 o'clock"},
		"a time in English":            {locale.En, "7:05 and 7:30", "7 oh 5 and 7 30"},
		"a ticket in English":          {locale.En, "number A012", "number A, zero one two"},
		"Vietnamese names in English":  {locale.En, "Việt Hưng ward, Hà Nội; Đông Anh", "Viet Hung ward, Ha Noi; Dong Anh"},
		"short forms in English":       {locale.En, "a VNeID code (OTP)", "a V N E I D code, O T P"},
		"a step in English":            {locale.En, "Step 3 of 10", "Step 3 of 10"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := speech.Spoken(c.lang, c.written); got != c.said {
				t.Errorf("%q is said\n%q, want\n%q", c.written, got, c.said)
			}
		})
	}
}

func TestNumbersInVietnamese(t *testing.T) {
	for written, said := range map[string]string{
		"0": "không", "5": "năm", "10": "mười", "11": "mười một", "15": "mười lăm", "20": "hai mươi", "21": "hai mươi mốt",
		"24": "hai mươi tư", "25": "hai mươi lăm", "40": "bốn mươi", "44": "bốn mươi tư", "55": "năm mươi lăm",
		"100": "một trăm", "101": "một trăm linh một", "104": "một trăm linh bốn", "105": "một trăm linh năm",
		"110": "một trăm mười", "121": "một trăm hai mươi mốt", "555": "năm trăm năm mươi lăm",
		"1.000": "một nghìn", "1.005": "một nghìn không trăm linh năm", "1.050": "một nghìn không trăm năm mươi",
		"2026": "hai nghìn không trăm hai mươi sáu", "10.000": "mười nghìn", "100.000": "một trăm nghìn",
		"1.000.000": "một triệu", "1.000.001": "một triệu không trăm linh một",
		"21.000.015": "hai mươi mốt triệu không trăm mười lăm", "3.000.000.000": "ba tỷ",
	} {
		if got := speech.Spoken(locale.Vi, written); got != said {
			t.Errorf("%s is said %q, want %q", written, got, said)
		}
	}
}

func TestSpellDigits(t *testing.T) {
	for name, c := range map[string]struct {
		lang          locale.Lang
		written, said string
	}{
		"a hotline":            {locale.Vi, "1800 1096", "một tám không không, một không chín sáu"},
		"a ticket":             {locale.Vi, "A 012", "a, không một hai"},
		"a ticket in one":      {locale.Vi, "A012", "a, không một hai"},
		"a Vietnamese letter":  {locale.Vi, "Đ7", "đê, bảy"},
		"a learning card":      {locale.Vi, "K7-QX", "ca, bảy, quy xờ"},
		"a hotline in English": {locale.En, "024 1022", "zero two four, one zero two two"},
		"a ticket in English":  {locale.En, "b 3", "B, three"},
		"signs only":           {locale.Vi, " -.• ", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := speech.SpellDigits(c.lang, c.written); got != c.said {
				t.Errorf("%q is spelt %q, want %q", c.written, got, c.said)
			}
		})
	}
}

func TestSpeakable(t *testing.T) {
	for text, want := range map[string]bool{"Xin chào": true, "5": true, "–": false, "": false, "…": false, "“ ”": false} {
		if got := speech.Speakable(locale.Vi, text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// Whatever a text holds, what is said holds no digit in Vietnamese, nothing that
// espeak-ng takes for its own sounds, and is not said differently a second time.
func FuzzSpoken(f *testing.F) {
	for _, text := range []string{"1800 1096", "01/01/2026", "99/99/9999", "7:99", "1.2.3,4,5", "[[a]]", "A012 4G %", "٣", "1-2-3", "999999999999999999999"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, lang := range locale.Langs() {
			said := speech.Spoken(lang, text)
			if strings.Contains(said, "[[") {
				t.Errorf("%q is said %q", text, said)
			}
			if lang == locale.Vi && strings.ContainsAny(said, "0123456789") {
				t.Errorf("%q is said %q", text, said)
			}
		}
	})
}
