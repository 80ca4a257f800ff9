package locale_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// typed is text after the letters of s, the tone being pressed after so many of
// them.
func (s spelt) typed(text string, after int) string {
	for i, letter := range s.letters {
		text = locale.TypeLetter(text, letter)
		if i+1 == after && s.tone != 0 {
			text = locale.TypeTone(text, s.tone)
		}
	}
	return text
}

// firstVowel is after how many letters there is something to put a tone on.
func (s spelt) firstVowel() int {
	for i, letter := range s.letters {
		if strings.ContainsRune("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY", letter) {
			return i + 1
		}
	}
	return len(s.letters)
}

func TestSyllablesOfTheRulesAreTypedRight(t *testing.T) {
	all := syllables()
	if len(all) < 2000 {
		t.Fatalf("only %d syllables", len(all))
	}
	t.Logf("%d syllables", len(all))
	wrong := 0
	for _, s := range all {
		for after := s.firstVowel(); after <= len(s.letters); after++ {
			if got := s.typed("", after); got != s.written {
				t.Errorf("%s, the tone after %d letters: got %s", s.written, after, got)
				wrong++
			}
		}
		if wrong > 50 {
			t.Fatal("and more")
		}
	}
}

// The table of rules is checked against words as everybody writes them.
func TestWordsAreAmongTheSyllables(t *testing.T) {
	all := map[string]bool{}
	for _, s := range syllables() {
		all[s.written] = true
	}
	const words = `hóa hòa họa khỏe thủy ủy quý quà quả già gì gìn giữ giữa giếng giường giặt người được
		chuyển nguyễn quyền quỳnh huỳnh quốc quận khuỷu ngoài ngoằn ngoèo thuở huế tuần khuấy
		của cửa mía nghĩa yếu yến ý ỷ lý mỹ kỹ hưu hươu rượu muối thuế xoong hoặc huýt tuyết
		đặng đỗ trần phạm vũ võ bùi lê hoàng phường việt hưng tạm trú thường hộ tịch khai sinh
		tử căn cước chứng minh thư nghỉ nghề ghế kính quẹo giỗ giục giũa quơ quên ngoéo khuya
		toán tiếng nước xuân nghiêng thoại loãng hoạch`
	for word := range strings.FieldsSeq(words) {
		if !all[word] {
			t.Errorf("%s is not among the syllables that the rules allow", word)
		}
	}
}

func TestFullNamesAreTypedRight(t *testing.T) {
	families := strings.Fields("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đoàn Vương Trịnh Quách Thái Kiều Giáp Nghiêm")
	middles := strings.Fields("Thị Văn Đức Hữu Quang Ngọc Thúy Thanh Minh Xuân Hồng Bích Tuyết Quý Khánh Gia Hoài Kiều")
	givens := strings.Fields("Hòa Thủy Khỏe Quyên Quỳnh Huệ Nguyệt Tuấn Hường Yến Giàu Ước Oanh Lụa Tạo Thoa Duyên Nghĩa Chuyền Ngoãn Uyển Ưởng Ái Ổn")
	names := 0
	for _, family := range families {
		for _, middle := range middles {
			for _, given := range givens {
				want := family + " " + middle + " " + given
				atOnce, atTheEnd, small := "", "", ""
				for i, word := range []string{family, middle, given} {
					if i > 0 {
						atOnce, atTheEnd = locale.TypeLetter(atOnce, ' '), locale.TypeLetter(atTheEnd, ' ')
						small = locale.TypeLetter(small, ' ')
					}
					s := keys(word)
					atOnce = s.typed(atOnce, s.seat+1)
					atTheEnd = s.typed(atTheEnd, len(s.letters))
					s = keys(strings.ToLower(word))
					small = s.typed(small, len(s.letters))
				}
				if atOnce != want || atTheEnd != want || locale.Capitalise(small) != want {
					t.Errorf("%s: got %s, %s and %s", want, atOnce, atTheEnd, locale.Capitalise(small))
				}
				names++
			}
		}
	}
	if names < 2000 {
		t.Errorf("only %d names", names)
	}
}

// A run of keys: letters as they are, tones as 1 to 5 in the order of Tones, and
// < for delete.
func run(text, keys string) string {
	for _, r := range keys {
		switch {
		case r == '<':
			text = locale.DeleteLetter(text)
		case r >= '1' && r <= '5':
			text = locale.TypeTone(text, locale.Tones()[r-'1'])
		default:
			text = locale.TypeLetter(text, r)
		}
	}
	return text
}

func TestTyping(t *testing.T) {
	for name, c := range map[string]struct{ text, keys, want string }{
		"a tone moves along":                {"", "hoa1n", "hoán"},
		"and back when a letter goes":       {"", "hoa1n<", "hóa"},
		"each stage of a syllable":          {"", "nguye4", "nguỹe"},
		"a marked vowel draws the tone":     {"", "chu3yên", "chuyển"},
		"the same tone again":               {"", "hoa11", "hoa"},
		"the same tone, after more letters": {"", "hoa1n1", "hoan"},
		"another tone":                      {"", "ma15", "mạ"},
		"a tone before any vowel":           {"", "th1u", "thu"},
		"a tone with nothing typed":         {"", "1", ""},
		"a tone after a space":              {"", "hoa 1", "hoa "},
		"the words before stay":             {"trần thị ", "hoa2", "trần thị hòa"},
		"qu before its vowel":               {"", "qu1", "qú"},
		"qu and a vowel":                    {"", "qu1a", "quá"},
		"gi and a vowel":                    {"", "gi2a", "già"},
		"gi alone":                          {"", "gi2", "gì"},
		"gi and a consonant":                {"", "gin2", "gìn"},
		"ươ":                                {"", "ngươi2", "người"},
		"capitals":                          {"", "ỦY BAN", "ỦY BAN"},
		"capitals with tone keys":           {"", "UY3 HOA1 QUY1 GIA2", "ỦY HÓA QUÝ GIÀ"},
		"delete takes a letter's marks":     {"", "thê1<", "th"},
		"delete takes a tone with its letter": {
			"", "chuyê3<", "chuy"},
		"delete of a capital":           {"", "Đ<", ""},
		"delete of nothing":             {"", "<<", ""},
		"delete of a space":             {"hoà ", "<", "hoà"},
		"delete of a digit":             {"1.01", "<", "1.0"},
		"a space at the beginning":      {"", "  a", "a"},
		"two spaces":                    {"", "a  b", "a b"},
		"a code":                        {"", "6.06", "6.06"},
		"two syllables without a space": {"", "khai2hoa1n", "khàihoán"},
		"a letter with its tone, as a keyboard sends it": {"", "hoán", "hoán"},
		"a tone's mark, as a keyboard sends it":          {"", "hoa\u0301n", "hoán"},
		"marks apart, as a keyboard sends them":          {"", "u\u031bo\u031b\u0300", "ườ"},
		"no text in NFC":                                 {norm.NFD.String("chuyê"), "3n", "chuyển"},
		"words of another language":                      {"", "internet", "internet"},
		"a line feed and a control sign":                 {"a", "\n\x00b", "ab"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := run(c.text, c.keys); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestToneThatIsNone(t *testing.T) {
	for _, tone := range []locale.Tone{0, 'a', 0x302} {
		if got := locale.TypeTone("hòa", tone); got != "hòa" || tone.ID() != "" {
			t.Errorf("%U: got %s, ID %q", rune(tone), got, tone.ID())
		}
	}
}

func TestTonesHaveNames(t *testing.T) {
	want := []string{"sac", "huyen", "hoi", "nga", "nang"}
	for i, tone := range locale.Tones() {
		if tone.ID() != want[i] {
			t.Errorf("tone %d is %q, want %q", i, tone.ID(), want[i])
		}
	}
}

const letters = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyzAĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY"

// toneless takes the tones, and only those, off the last word.
func toneless(text string) string {
	word := text[strings.LastIndex(text, " ")+1:]
	strip := func(r rune) rune {
		if strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", r) {
			return -1
		}
		return r
	}
	return text[:len(text)-len(word)] + norm.NFC.String(strings.Map(strip, norm.NFD.String(word)))
}

func TestAnyKeysInAnyOrder(t *testing.T) {
	all := []rune(letters)
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 80))
		text := ""
		for range 100 {
			before := text
			switch n := random.IntN(100); {
			case n < 60:
				letter := all[random.IntN(len(all))]
				text = locale.TypeLetter(text, letter)
				back := locale.DeleteLetter(text)
				// Only a tone that has moved to the letter goes with it.
				if back != before && toneless(back) != toneless(before) {
					t.Fatalf("seed %d: %q, %c, delete: %q", seed, before, letter, back)
				}
				if consonant := !strings.ContainsRune("aăâeêioôơuưy", unicode.ToLower(letter)); back != before && (consonant || toneless(before) == before) {
					t.Fatalf("seed %d: %q, %c, delete: %q", seed, before, letter, back)
				}
			case n < 80:
				tone := locale.Tones()[random.IntN(5)]
				text = locale.TypeTone(text, tone)
				if again := locale.TypeTone(locale.TypeTone(text, tone), tone); again != text {
					t.Fatalf("seed %d: %q twice %s: %q", seed, text, tone.ID(), again)
				}
			case n < 90:
				text = locale.DeleteLetter(text)
				if want := max(0, utf8.RuneCountInString(before)-1); utf8.RuneCountInString(text) != want {
					t.Fatalf("seed %d: %q, delete: %q", seed, before, text)
				}
			default:
				text = locale.TypeLetter(text, ' ')
			}
			if !norm.NFC.IsNormalString(text) || !utf8.ValidString(text) {
				t.Fatalf("seed %d: %q is not in NFC form", seed, text)
			}
		}
	}
}

func FuzzTyping(f *testing.F) {
	f.Add("nguyê", 'n', uint8(3))
	f.Add("hòa\u0302", '\u0301', uint8(0))
	f.Add("\xffqu\u0323", 'ợ', uint8(4))
	f.Fuzz(func(t *testing.T, text string, r rune, n uint8) {
		for name, got := range map[string]string{
			"letter": locale.TypeLetter(text, r),
			"tone":   locale.TypeTone(text, locale.Tones()[n%5]),
			"delete": locale.DeleteLetter(text),
			"name":   locale.Capitalise(text),
		} {
			if !norm.NFC.IsNormalString(got) || !utf8.ValidString(got) {
				t.Errorf("%s: %q is not in NFC form", name, got)
			}
		}
	})
}
