package config_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/locale"
)

const answers = `[place]
name = { vi = "Nhà văn hóa Tổ 5", en = "Culture house of group 5" }
ward = { vi = "Phường Việt Hưng", en = "Việt Hưng Ward" }
group = "5"
[kiosk]
id = "viet-hung-5"
letter = "E"
[panel]
width_mm = 531
[printer]
kind = "escpos"
address = "tcp://192.168.1.50:9100"
[scanner]
device = "/dev/diemcham-scanner"
[hub]
url = "https://hub.example.vn"
code = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ0123-45"
[[staff]]
name = "Cán bộ 1"
role = "lead"
pin = "583921"
`

func TestAnswers(t *testing.T) {
	a, err := config.ParseAnswers([]byte(answers), "setup.toml")
	if err != nil {
		t.Fatal(err)
	}
	c := config.Default().At(a.Site).With(a.Devices)
	if c.Place.Name.En != "Culture house of group 5" || c.Place.City != config.Default().Place.City || c.Place.Group != "5" ||
		c.Kiosk != (config.Kiosk{ID: "viet-hung-5", Letter: "E"}) || c.Panel.WidthMM != 531 ||
		c.Printer.Address != "tcp://192.168.1.50:9100" || c.Scanner.Device != "/dev/diemcham-scanner" || c.Hub.URL != "https://hub.example.vn" {
		t.Errorf("the settings are %+v", c)
	}
	if want := []config.NewMember{{Name: "Cán bộ 1", Role: "lead", PIN: "583921"}}; !reflect.DeepEqual(a.Staff, want) || !strings.HasPrefix(a.Site.Code, "ABCD-") {
		t.Errorf("staff %v, code %q", a.Staff, a.Site.Code)
	}
	empty, err := config.ParseAnswers(nil, "setup.toml")
	if err != nil || !reflect.DeepEqual(empty, config.Answers{}) {
		t.Errorf("nothing is said as %+v, %v", empty, err)
	}
}

// Each mistake is told with its key and what would be accepted, all of them at once,
// and no secret is repeated.
func TestAnswersWithProblems(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"a key that is none": {"[place]\nnmae = 'x'\n", []string{"place.nmae: not a setting; use name, ward, city or group"}},
		"half of a name":     {"[place]\nname = { vi = 'Nhà' }\n", []string{`place.name.en: "" is not a name to show`}},
		"one number for three": {"[panel]\nwidth_mm = 12\n[kiosk]\nid = 'Việt Hưng'\nletter = 'a'\n",
			[]string{"panel.width_mm: 12 is not", "kiosk.id: ", "kiosk.letter: \"a\" is not a letter"}},
		"a code without a hub": {"[hub]\ncode = 'ABCD'\n", []string{"hub.url: "}},
		"a code that is none":  {"[hub]\nurl = 'https://x.vn'\ncode = 'SECRET!'\n", []string{"hub.code: not an enrolment code; copy"}},
		"a number as a PIN":    {"[[staff]]\nname='A'\nrole='lead'\npin=583921\n", []string{"staff[1].pin: not text"}},
		"a short PIN":          {"[[staff]]\nname='A'\nrole='boss'\npin='5839'\n", []string{"staff[1].pin: not a PIN", `staff[1].role: "boss" is not what somebody may do; use clerk, lead or technician`}},
		"two of one name":      {"[[staff]]\nname='A'\nrole='lead'\npin='583921'\n[[staff]]\nname='A'\nrole='lead'\npin='583921'\n", []string{"staff[2].name: ", "staff[2].pin: not another"}},
		"Wi-Fi":                {"[wifi]\nssid = 'x'\npassword = 'SECRET'\n", []string{"wifi: not the kiosk's to set"}},
		"sound":                {"[sound]\nvolume = 3\n", []string{"sound: not a setting: the volume"}},
		"no TOML":              {"[place\n", []string{"setup.toml:2: not TOML"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := config.ParseAnswers([]byte(test.text), "setup.toml")
			if err == nil {
				t.Fatal("accepted")
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%v\nwant %q", err, want)
				}
			}
			for _, secret := range []string{"5839", "SECRET"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("%v repeats a secret", err)
				}
			}
		})
	}
}

func TestSaveSite(t *testing.T) {
	place := config.Place{
		Name: locale.Text{Vi: "Nhà \"văn hóa\" Tổ 5", En: "Culture house"}, Ward: locale.Text{Vi: "Phường A", En: "A Ward"},
		City: locale.Text{Vi: "Hà Nội", En: "Hà Nội"}, Group: "5",
	}
	quarter := 90
	for name, site := range map[string]config.Site{
		"nothing": {},
		"turned":  {Turn: &quarter},
		"everything": {
			Place: &place, Kiosk: &config.Kiosk{ID: "viet-hung-2", Letter: "B"}, Panel: &config.Panel{WidthMM: 708}, Turn: &quarter,
			Hub: &config.Hub{URL: "https://hub.example.vn"}, Code: "ABCD-EFGH", Enrolled: config.CodeMark("abcd efgh"),
		},
		"on the way": {Place: &place, Step: "printer"},
	} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			if _, said, err := config.LoadSite(data); said || err != nil {
				t.Fatalf("an empty folder: %v, %v", said, err)
			}
			if err := config.SaveSite(data, site); err != nil {
				t.Fatal(err)
			}
			got, said, err := config.LoadSite(data)
			if err != nil || !said || !reflect.DeepEqual(got, site) {
				t.Fatalf("got %+v, %v, %v, want %+v", got, said, err, site)
			}
			file := filepath.Join(data, config.SiteFile)
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for n := range len(text) {
				if _, err := config.ParseSite(text[:n], file); err == nil {
					t.Fatalf("cut off after %d bytes it is taken for whole", n)
				}
			}
		})
	}
	data := t.TempDir()
	bad := config.Site{Panel: &config.Panel{WidthMM: 3}}
	if err := config.SaveSite(data, bad); err == nil || !strings.Contains(err.Error(), "panel.width_mm") {
		t.Errorf("a panel of 3 mm: %v", err)
	}
	if _, said, _ := config.LoadSite(data); said {
		t.Error("it is kept all the same")
	}
}

// The turn that the settings have holds unless another was said: it is not asked for
// on the screen.
func TestSiteOverTheFile(t *testing.T) {
	file := config.Default()
	file.Panel = config.Panel{WidthMM: 708, Turn: 90}
	half := 180
	for name, test := range map[string]struct {
		site config.Site
		want config.Panel
	}{
		"nothing":   {config.Site{}, file.Panel},
		"its width": {config.Site{Panel: &config.Panel{WidthMM: 531}}, config.Panel{WidthMM: 531, Turn: 90}},
		"its turn":  {config.Site{Turn: &half}, config.Panel{WidthMM: 708, Turn: 180}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := file.At(test.site).Panel; got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestCodeMark(t *testing.T) {
	if config.CodeMark("abcd-efgh") != config.CodeMark("ABCD EFGH") || config.CodeMark("ABCD") == config.CodeMark("ABCE") {
		t.Error("a code is known by its letters, however it was typed")
	}
}
