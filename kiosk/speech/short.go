package speech

import "github.com/diemcham/diemcham/kiosk/locale"

// shortForm is how something written is said. It stands as a word of its own; one
// that begins with a small letter may begin with a capital. Where one begins like
// another, the longer comes first.
type shortForm struct{ written, said string }

// shortForms lists the short forms and foreign words of a language. Without
// them espeak-ng falls into its English voice in the middle of a Vietnamese
// sentence, or spells. They are here and not among the texts of the screens:
// they are how a voice is made to say a thing, and nobody reads them.
func shortForms(lang locale.Lang) []shortForm {
	if lang == locale.En {
		return shortEn
	}
	return shortVi
}

var shortVi = []shortForm{
	{"lienthong.dichvucong.gov.vn", "liên thông chấm dịch vụ công chấm gốp chấm vê en"},
	{"vneid.gov.vn", "vê en i đê chấm gốp chấm vê en"},
	{"binhdanhocvuso.gov.vn", "bình dân học vụ số chấm gốp chấm vê en"},
	{"dichvucong.gov.vn", "dịch vụ công chấm gốp chấm vê en"},
	{"dichvucong.example", "dịch vụ công chấm ích xam pồ"},
	{"binhdanhocvuso.gov.vn", "bình dân học vụ số chấm gốp chấm vê en"},
	{"hub.example.vn", "hấp chấm ích xam pồ chấm vê en"},
	{"diemcham-hub enrol", "điểm chạm hấp en rôn"},
	{"kioskctl setup", "ki ốt xê tê lờ xét ấp"},
	{"viet-hung", "việt hưng"},
	{"FAT32", "phát ba mươi hai"},
	{"exFAT", "ích phát"},
	{"gov.vn", "gốp chấm vê en"},
	{".vn", " chấm vê en"},
	{"https://", ""},
	{"ông/bà", "ông bà"},
	{"và/hoặc", "và hoặc"},
	{"CH Play", "xê hát pờ lây"},
	{"Play Store", "pờ lây xờ to"},
	{"App Store", "áp xờ to"},
	{"VNeID", "vê en i đê"},
	{"iHanoi", "ai Hà Nội"},
	{"Epson", "ép xon"},
	{"iPhone", "ai phôn"},
	{"Android", "an đờ roi"},
	{"Facebook", "phây búc"},
	{"YouTube", "diu túp"},
	{"Google", "gu gồ"},
	{"zalo", "da lô"},
	{"Viber", "vai bơ"},
	{"chip", "chíp"},
	{"Wi-Fi", "oai phai"},
	{"Internet", "in tơ nét"},
	{"Bluetooth", "bờ lu tút"},
	{"email", "i meo"},
	{"SMS", "ét em ét"},
	{"English", "tiếng Anh"},
	{"passcode", "pát cốt"},
	{"app", "áp"},
	{"chip", "chíp"},
	{"kiosk", "ki ốt"},
	{"kioskctl", "ki ốt xê tê lờ"},
	{"QR", "kiu a"},
	{"OTP", "ô tê pê"},
	{"PIN", "pin"},
	{"SIM", "sim"},
	{"CCCD", "căn cước công dân"},
	{"BHYT", "bảo hiểm y tế"},
	{"BHXH", "bảo hiểm xã hội"},
	{"UBND", "ủy ban nhân dân"},
	{"HĐND", "hội đồng nhân dân"},
	{"TP.", "thành phố "},
	{"TP", "thành phố"},
	{"4G", "bốn gờ"},
	{"5G", "năm gờ"},
	{"3G", "ba gờ"},
	{"%", " phần trăm"},
	{"&", " và "},
}

var shortEn = []shortForm{
	{"lienthong.dichvucong.gov.vn", "lee en tong dot dich voo cong dot gov dot V N"},
	{"vneid.gov.vn", "V N E I D dot gov dot V N"},
	{"binhdanhocvuso.gov.vn", "binh dan hoc voo so dot gov dot V N"},
	{"dichvucong.gov.vn", "dich voo cong dot gov dot V N"},
	{"binhdanhocvuso.gov.vn", "binh dan hok voo so dot gov dot V N"},
	{"gov.vn", "gov dot V N"},
	{".vn", " dot V N"},
	{"https://", ""},
	{"VNeID", "V N E I D"},
	{"iHanoi", "eye Hanoi"},
	{"OTP", "O T P"},
	{"BHYT", "health insurance"},
	{"BHXH", "social insurance"},
	{"CCCD", "identity card"},
	{"4G", "four G"},
	{"5G", "five G"},
	{"3G", "three G"},
}
