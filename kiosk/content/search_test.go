package content_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
)

// searchPack has services that a ward's pack has beside the built-in ones.
func searchPack() *content.Pack {
	text := func(vi, en string) locale.Text { return locale.Text{Vi: vi, En: en} }
	return &content.Pack{
		Groups: []content.Group{
			{ID: "residence", Title: text("Cư trú, căn cước", "Residence and identity")},
			{ID: "civil-status", Title: text("Hộ tịch", "Civil status")},
			{ID: "benefits", Title: text("Trợ cấp", "Allowances")},
		},
		Services: []content.Service{
			{ID: "permanent", Group: "residence", Title: text("Đăng ký thường trú", "Permanent residence"), Summary: text("Nhập hộ khẩu về nơi ở mới", "Move your home address"), Aliases: []string{"nhập khẩu", "hộ khẩu"}, Code: "1.004222"},
			{ID: "temporary", Group: "residence", Title: text("Đăng ký tạm trú", "Temporary residence"), Summary: text("Ở nhờ, ở thuê từ 30 ngày", "Staying 30 days or more"), Aliases: []string{"KT3"}, Code: "1.004194"},
			{ID: "absence", Group: "residence", Title: text("Khai báo tạm vắng", "Temporary absence"), Summary: text("Đi khỏi nơi ở lâu ngày", "Away for long"), Code: "1.003677"},
			{ID: "identity", Group: "residence", Title: text("Cấp thẻ căn cước", "Identity card"), Summary: text("Từ 14 tuổi trở lên", "From 14 years"), Aliases: []string{"căn cước công dân", "chứng minh thư", "chứng minh nhân dân", "CCCD"}, Code: "2.001177"},
			{ID: "birth", Group: "civil-status", Title: text("Đăng ký khai sinh", "Birth registration"), Summary: text("Giấy khai sinh cho cháu bé", "For a new baby"), Aliases: []string{"làm khai sinh cho cháu"}, Code: "1.001193"},
			{ID: "correction", Group: "civil-status", Title: text("Cải chính hộ tịch", "Civil-status correction"), Summary: text("Sửa tên, ngày sinh ghi sai", "Wrong name or day"), Aliases: []string{"sửa giấy khai sinh"}, Code: "1.004859"},
			{ID: "record", Group: "civil-status", Title: text("Phiếu lý lịch tư pháp", "Criminal-record certificate"), Summary: text("Xin việc, đi nước ngoài", "For a job or abroad"), Code: "2.000488"},
			{ID: "pension", Group: "benefits", Title: text("Trợ cấp hưu trí xã hội", "Social pension"), Summary: text("Từ 75 tuổi, không có lương hưu", "From 75, without a pension"), Aliases: []string{"tiền người già"}, Code: "1.014027"},
			{ID: "funeral", Group: "benefits", Title: text("Mai táng phí", "Funeral aid"), Summary: text("Tiền hỗ trợ mai táng", "Help with a funeral"), Aliases: []string{"1.001731"}, Code: "1.014028"},
		},
		Lessons: []content.Lesson{
			{ID: "vneid", Title: text("Kích hoạt VNeID mức 2", "Activate VNeID level 2"), Summary: text("Bật tài khoản định danh", "Switch on your account"), Steps: []content.Step{{Title: text("Gõ số căn cước", "Type your ID number")}}},
			{ID: "portal", Title: text("Nộp hồ sơ trên Cổng", "File a request on the Portal"), Summary: text("Gửi hồ sơ khai sinh tại nhà", "Send your file from home")},
		},
	}
}

// ids names what was found in one line.
func ids(f content.Found) string {
	var services, lessons []string
	for _, s := range f.Services {
		services = append(services, s.ID)
	}
	for _, l := range f.Lessons {
		lessons = append(lessons, l.ID)
	}
	line := strings.Join(services, " ")
	if len(lessons) > 0 {
		line += " / " + strings.Join(lessons, " ")
	}
	return strings.TrimSpace(line)
}

func TestSearch(t *testing.T) {
	pack := searchPack()
	for name, c := range map[string]struct{ query, want string }{
		"nothing typed":                      {"", ""},
		"a space only":                       {" ", ""},
		"without marks":                      {"tam tru", "temporary absence"},
		"with marks":                         {"tạm trú", "temporary absence"},
		"with marks apart from letters":      {norm.NFD.String("tạm trú"), "temporary absence"},
		"in capitals":                        {"TẠM TRÚ", "temporary absence"},
		"a word and the next begun":          {"tam t", "temporary absence"},
		"a word that two titles have":        {"tạm", "temporary absence"},
		"no space between syllables":         {"tamtru", "temporary"},
		"no space, and not yet whole":        {"khaisi", "birth correction / portal"},
		"the other way round":                {"trú tạm", "temporary absence"},
		"the title from its beginning":       {"đăng ký", "permanent temporary birth"},
		"an old name":                        {"chứng minh thư", "identity"},
		"an older name":                      {"chung minh nhan dan", "identity"},
		"today's name":                       {"căn cước", "identity permanent temporary absence / vneid"},
		"the name between":                   {"căn cước công dân", "identity"},
		"an abbreviation":                    {"cccd", "identity"},
		"the title before another's alias":   {"khai sinh", "birth correction / portal"},
		"i for y":                            {"lí lịch", "record"},
		"a code":                             {"1.014027", "pension"},
		"a code without its dot":             {"1014027", "pension"},
		"a code with a space":                {"1 014027", "pension"},
		"the end of a code":                  {"014027", "pension"},
		"a code as far as typed":             {"1.0140", "pension funeral"},
		"a code that was used before":        {"1.001731", "funeral"},
		"a code that nothing has":            {"1.999999", ""},
		"an age, which is in no code":        {"75 tuổi", "pension"},
		"two digits within codes":            {"40", ""},
		"words of the summary":               {"lương hưu", "pension"},
		"words of the group":                 {"ho tich", "correction birth record"},
		"words here and there":               {"mai táng trợ cấp", "funeral"},
		"the other language":                 {"birth", "birth"},
		"a lesson":                           {"vneid", "/ vneid"},
		"one letter other":                   {"tem tru", "temporary absence"},
		"one letter less":                    {"thung tru", "permanent"},
		"one letter more":                    {"thuongg tru", "permanent"},
		"two letters changed":                {"khia sinh", "birth correction / portal"},
		"a mistake in a word not yet whole":  {"thhuo", "permanent"},
		"two words mistyped":                 {"tme tur", ""},
		"an old address behind it":           {"khai sinh quận long biên", "birth correction / portal"},
		"a sentence":                         {"tôi muốn xin giấy khai sinh", "correction birth"},
		"one known word among unknown":       {"xyz mức", ""},
		"nothing like it":                    {"bóng đá", ""},
		"marks that tell words apart":        {"từ", "temporary identity pension record"},
		"punctuation":                        {"khai-sinh?", "birth correction / portal"},
		"a mistake only if nothing is found": {"tam", "temporary absence"},
	} {
		t.Run(name, func(t *testing.T) {
			found := pack.Search(locale.Vi, c.query)
			if got := ids(found); got != strings.TrimSpace(c.want) {
				t.Errorf("%q: found %q, want %q", c.query, got, c.want)
			}
			if found.Empty() != (c.want == "") {
				t.Errorf("%q: Empty is %t", c.query, found.Empty())
			}
		})
	}
}

func TestSearchInEnglishPutsEnglishTitlesFirst(t *testing.T) {
	pack := searchPack()
	pack.Services[0].Summary.En = "Not for a social pension"
	pack.Services[1].Aliases = []string{"social pension"}
	for query, want := range map[string]string{
		"social pension": "pension temporary permanent",
		"pension":        "pension temporary permanent",
		"tam tru":        "temporary",
	} {
		if got := ids(pack.Search(locale.En, query)); got != want {
			t.Errorf("%q: found %q, want %q", query, got, want)
		}
	}
}

func TestSearchPutsTheNameThatBeginsSoFirst(t *testing.T) {
	pack := searchPack()
	pack.Services[0].Aliases = []string{"sao y chứng minh thư"}
	for query, want := range map[string]string{
		"chứng minh thư":       "identity permanent",
		"chung minh":           "identity permanent",
		"sao y chứng minh thư": "permanent",
	} {
		if got := ids(pack.Search(locale.Vi, query)); got != want {
			t.Errorf("%q: found %q, want %q", query, got, want)
		}
	}
}

// Every service of the built-in pack is the first found under its own title, in
// whatever way that is typed, and under its code; and is among the first under
// each of its other names.
func TestBuiltInServicesAreFound(t *testing.T) {
	pack := loadBuiltIn(t)
	for _, s := range pack.Services {
		for _, lang := range locale.Langs() {
			title := s.Title.In(lang)
			folded := locale.Fold(title)
			queries := []string{title, folded, strings.ReplaceAll(folded, " ", "")}
			if s.Code != "" {
				queries = append(queries, s.Code, strings.ReplaceAll(s.Code, ".", ""), s.Code[2:])
			}
			for _, query := range queries {
				if found := pack.Search(lang, query); place(found, s.ID) != 1 {
					t.Errorf("%s: %q finds %q", s.ID, query, ids(found))
				}
			}
		}
		for _, alias := range s.Aliases {
			for _, query := range []string{alias, locale.Fold(alias)} {
				if found := pack.Search(locale.Vi, query); place(found, s.ID) == 0 || place(found, s.ID) > 3 {
					t.Errorf("%s: %q finds %q", s.ID, query, ids(found))
				}
			}
		}
	}
}

// place tells as which a service was found, from 1; 0 if it was not.
func place(found content.Found, id string) int {
	return 1 + slices.IndexFunc(found.Services, func(s content.Service) bool { return s.ID == id })
}

func TestBuiltInServicesAreFoundByEverydayWords(t *testing.T) {
	pack := loadBuiltIn(t)
	for query, want := range map[string]string{
		"lương người già":        "social-pension",
		"tien 75 tuoi":           "social-pension",
		"80 tuổi":                "social-pension",
		"sao y":                  "certified-copy",
		"sao y chung minh thu":   "certified-copy",
		"công chứng":             "certified-copy",
		"chứng tử":               "death",
		"giấy chứng sinh":        "birth",
		"khai sinh":              "birth",
		"độc thân":               "marital-status",
		"mai tang phi":           "funeral-aid",
		"014027":                 "social-pension",
		"hộ khẩu":                "permanent-residence",
		"nhap khau":              "permanent-residence",
		"kt3":                    "temporary-residence",
		"tạm trú":                "temporary-residence",
		"tách khẩu":              "split-household",
		"gia thu":                "marriage",
		"di chuc":                "certified-will",
		"liệt sỹ":                "martyr-worship",
		"thương binh":            "merit-death",
		"bhyt":                   "health-card",
		"dưỡng lão":              "care-home",
		"ma ho so":               "track-file",
		"liên thông":             "linked-birth",
		"liên thông khai tử":     "linked-death",
		"giám hộ":                "guardianship",
		"làm VNeID":              "vneid-level-2",
		"nhận trợ cấp tài khoản": "benefit-account",
	} {
		if found := pack.Search(locale.Vi, query); place(found, want) != 1 {
			t.Errorf("%q finds %q, want %s first", query, ids(found), want)
		}
	}
}

// The words that older people still use for what has a new name, both ways to
// set a tone mark, and addresses of the time before the wards were joined.
func TestBuiltInServicesAreFoundByOldWords(t *testing.T) {
	pack := loadBuiltIn(t)
	for query, want := range map[string]string{
		"căn cước":                    "id-card",
		"căn cước công dân":           "id-card",
		"chứng minh thư":              "id-card",
		"chứng minh nhân dân":         "id-card",
		"can cuoc cong dan":           "id-card",
		"chung minh thu":              "id-card",
		"cccd":                        "id-card",
		"cmnd":                        "id-card",
		"giấy ủy quyền":               "certified-signature",
		"giấy uỷ quyền":               "certified-signature",
		"xóa hộ khẩu":                 "linked-death",
		"xoá hộ khẩu":                 "linked-death",
		"làm căn cước quận long biên": "id-card",
		"đăng ký thường trú quận Long Biên":   "permanent-residence",
		"khai sinh phường Giang Biên quận LB": "birth",
		"tạm trú ở quận long biên":            "temporary-residence",
	} {
		for _, typed := range []string{query, locale.Fold(query)} {
			if found := pack.Search(locale.Vi, typed); place(found, want) != 1 {
				t.Errorf("%q finds %q, want %s first", typed, ids(found), want)
			}
		}
	}
}

func FuzzSearch(f *testing.F) {
	for _, query := range []string{"tạm trú", "1.014027", "khia sinh", "\xff ", "đ"} {
		f.Add(query)
	}
	pack := searchPack()
	f.Fuzz(func(t *testing.T, query string) {
		found := pack.Search(locale.Vi, query)
		seen := map[string]bool{}
		for _, s := range found.Services {
			if seen[s.ID] {
				t.Errorf("%q finds %s twice", query, s.ID)
			}
			seen[s.ID] = true
		}
	})
}

func BenchmarkSearch(b *testing.B) {
	few, pack := searchPack(), searchPack()
	for i := range 100 {
		s := few.Services[i%len(few.Services)]
		s.ID = fmt.Sprint(s.ID, i)
		pack.Services = append(pack.Services, s)
	}
	for name, query := range map[string]string{"found": "tam tru", "mistyped": "tem tru", "nowhere": "bong da the thao", "code": "1.014027"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				pack.Search(locale.Vi, query)
			}
		})
	}
}
