package content_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
)

// ict is Việt Nam's time.
var ict = time.FixedZone("ICT", 7*60*60)

func at(clock string) time.Time {
	when, err := time.ParseInLocation("2006-01-02 15:04", clock, ict)
	if err != nil {
		panic(err)
	}
	return when
}

func day(text string) time.Time {
	when, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return when
}

// goodWard returns the ward's folder of the good pack as a map that a test may
// change.
func goodWard(t testing.TB) fstest.MapFS {
	t.Helper()
	ward := fstest.MapFS{}
	for name, file := range goodPack(t) {
		if rest, ok := strings.CutPrefix(name, "ward/"); ok {
			ward[rest] = file
		}
	}
	return ward
}

// hosts returns those of the good pack.
func hosts(t testing.TB) []content.Host {
	t.Helper()
	pack, err := content.Load(os.DirFS("testdata/good"))
	if err != nil {
		t.Fatal(err)
	}
	return pack.Hosts
}

func TestTheWardsFolderIsTheSameInAPackAndByItself(t *testing.T) {
	pack, err := content.Load(os.DirFS("testdata/good"))
	if err != nil {
		t.Fatal(err)
	}
	ward, err := content.LoadWard(os.DirFS("testdata/good/ward"), pack.Hosts)
	if err != nil {
		t.Fatal(err)
	}
	for name, w := range map[string]content.Ward{"in the pack": pack.Ward, "by itself": ward} {
		if len(w.Announcements) != 2 || len(w.Sessions) != 2 || len(w.ResidentialGroups) != 2 || w.WiFi.Empty() {
			t.Errorf("%s: %+v", name, w)
		}
	}
	campaign, _ := ward.Announcement("campaign")
	courses, _ := ward.Announcement("courses")
	eleven, _ := ward.ResidentialGroup("11")
	twelve, _ := ward.ResidentialGroup("12")
	class, point := ward.Sessions[0], ward.Sessions[1]
	for name, c := range map[string]struct{ got, want any }{
		"title":           {campaign.Title, locale.Text{Vi: "45 ngày đêm chuyển đổi số", En: "45 days and nights of going digital"}},
		"first day":       {campaign.From, day("2026-11-01")},
		"last day":        {campaign.Until, day("2026-12-15")},
		"numbered":        {campaign.Numbered, true},
		"no address":      {campaign.Address + campaign.Shown, ""},
		"address":         {courses.Address, "https://binhdanhocvuso.gov.vn"},
		"address shown":   {courses.Shown, "binhdanhocvuso.gov.vn"},
		"always":          {courses.From.IsZero() && courses.Until.IsZero(), true},
		"checked":         {courses.Checked, day("2026-11-23")},
		"class":           {class.Kind, content.Class},
		"weekly":          {class.Weekly(), true},
		"weekday":         {class.Weekday, time.Thursday},
		"start":           {class.Start, 14 * time.Hour},
		"where":           {class.Where.En, "Culture house 11"},
		"support point":   {point.Kind, content.SupportPoint},
		"once":            {point.Weekly(), false},
		"date":            {point.Date, day("2026-11-28")},
		"half hours":      {point.Start, 8*time.Hour + 30*time.Minute},
		"Zalo":            {eleven.Zalo, "https://zalo.me/g/abcdef123"},
		"name in Zalo":    {eleven.ZaloName, "TDP 11 Việt Hưng"},
		"leader":          {eleven.Leader, "Tổ trưởng tổ 11"},
		"a group without": {twelve.Zalo, ""},
		"network":         {ward.WiFi, content.WiFi{SSID: "Nha van hoa 11", Password: "xinmoivao"}},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %#v, want %#v", name, c.got, c.want)
		}
	}
	for _, id := range []string{"", "nowhere"} {
		if _, ok := ward.Announcement(id); ok {
			t.Errorf("an announcement %q", id)
		}
		if _, ok := ward.ResidentialGroup(id); ok {
			t.Errorf("a group %q", id)
		}
	}
}

func TestAWardMayHaveNothingToTell(t *testing.T) {
	empty := fstest.MapFS{"timetable.toml": {Data: []byte("# chưa có lớp\n")}, "wifi.toml": {Data: []byte("ssid = \"\"\n")}}
	for name, folder := range map[string]fstest.MapFS{"no files": {}, "empty files": empty} {
		ward, err := content.LoadWard(folder, hosts(t))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		now := at("2026-11-23 09:41")
		if len(ward.Current(now)) > 0 || len(ward.Coming(now)) > 0 || !ward.WiFi.Empty() {
			t.Errorf("%s: %+v", name, ward)
		}
	}
	pack := goodPack(t)
	for name := range pack {
		if strings.HasPrefix(name, "ward/") {
			delete(pack, name)
		}
	}
	if _, err := content.Load(pack, icons...); err != nil {
		t.Errorf("a pack without ward/: %v", err)
	}
	if _, err := content.LoadWard(os.DirFS("testdata/nowhere"), hosts(t)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func TestComing(t *testing.T) {
	weekly := content.Session{
		Title: locale.Text{Vi: "lớp"}, Weekday: time.Thursday, Start: 14 * time.Hour, End: 16 * time.Hour,
		From: day("2026-11-05"), Until: day("2026-12-10"),
	}
	once := content.Session{Title: locale.Text{Vi: "điểm"}, Date: day("2026-11-28"), Start: 8*time.Hour + 30*time.Minute, End: 11 * time.Hour}
	late := content.Session{Title: locale.Text{Vi: "tối"}, Weekday: time.Sunday, Start: 22 * time.Hour, End: 23*time.Hour + 59*time.Minute, Until: day("2026-11-29")}
	tests := map[string]struct {
		session content.Session
		now     string
		want    string // empty: never again
		running bool
	}{
		"long before the first":             {weekly, "2026-10-01 09:00", "2026-11-05 14:00", false},
		"the first day begins":              {weekly, "2026-11-05 00:00", "2026-11-05 14:00", false},
		"some days before":                  {weekly, "2026-11-23 09:41", "2026-11-26 14:00", false},
		"the evening before":                {weekly, "2026-11-25 23:59", "2026-11-26 14:00", false},
		"a minute before":                   {weekly, "2026-11-26 13:59", "2026-11-26 14:00", false},
		"it begins":                         {weekly, "2026-11-26 14:00", "2026-11-26 14:00", true},
		"its last minute":                   {weekly, "2026-11-26 15:59", "2026-11-26 14:00", true},
		"it ends: next week's":              {weekly, "2026-11-26 16:00", "2026-12-03 14:00", false},
		"over the end of a month":           {weekly, "2026-11-27 08:00", "2026-12-03 14:00", false},
		"the last one, in the last week":    {weekly, "2026-12-04 08:00", "2026-12-10 14:00", false},
		"the last one runs":                 {weekly, "2026-12-10 15:00", "2026-12-10 14:00", true},
		"the last one is over":              {weekly, "2026-12-10 16:00", "", false},
		"long after":                        {weekly, "2027-03-01 09:00", "", false},
		"on one day, before":                {once, "2026-11-23 09:41", "2026-11-28 08:30", false},
		"on one day, while it runs":         {once, "2026-11-28 09:00", "2026-11-28 08:30", true},
		"on one day, over":                  {once, "2026-11-28 11:00", "", false},
		"from Monday to the week's Sunday":  {late, "2026-11-23 00:00", "2026-11-29 22:00", false},
		"in the last minutes of a day":      {late, "2026-11-22 23:58", "2026-11-22 22:00", true},
		"after them, the next week's":       {late, "2026-11-22 23:59", "2026-11-29 22:00", false},
		"and after the last of all nothing": {late, "2026-11-29 23:59", "", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			ward := content.Ward{Sessions: []content.Session{test.session}}
			// The same moment by another clock is the same moment.
			for _, now := range []time.Time{at(test.now), at(test.now).UTC()} {
				meetings := ward.Coming(now)
				if test.want == "" {
					if len(meetings) > 0 {
						t.Errorf("at %v: %v", now, meetings[0].Begins)
					}
					continue
				}
				if len(meetings) != 1 {
					t.Fatalf("at %v: %d meetings", now, len(meetings))
				}
				m := meetings[0]
				if got := m.Begins.Format("2006-01-02 15:04"); got != test.want || m.Running(now) != test.running {
					t.Errorf("at %v: %s, running %t; want %s, %t", now, got, m.Running(now), test.want, test.running)
				}
				if got, want := m.Ends.Sub(m.Begins), test.session.End-test.session.Start; got != want {
					t.Errorf("lasts %v, want %v", got, want)
				}
			}
		})
	}
}

func TestTheSoonestComesFirst(t *testing.T) {
	ward, err := content.LoadWard(goodWard(t), hosts(t))
	if err != nil {
		t.Fatal(err)
	}
	for now, want := range map[string]string{
		"2026-11-23 09:41": "Thu 3, Sat 5",
		"2026-11-26 17:00": "Sat 2, Thu 7",
		"2026-11-26 23:59": "Sat 2, Thu 7",
		"2026-11-27 00:00": "Sat 1, Thu 6",
		"2026-11-28 10:00": "Sat 0, Thu 5",
		"2026-11-28 11:00": "Thu 5",
		"2027-01-01 00:00": "",
	} {
		var got []string
		for _, m := range ward.Coming(at(now)) {
			got = append(got, m.Begins.Format("Mon ")+string(rune('0'+m.InDays(at(now)))))
		}
		if g := strings.Join(got, ", "); g != want {
			t.Errorf("%s: %s, want %s", now, g, want)
		}
	}
}

func TestAnnouncementsAreToldOnTheirDays(t *testing.T) {
	ward, err := content.LoadWard(goodWard(t), hosts(t))
	if err != nil {
		t.Fatal(err)
	}
	campaign, _ := ward.Announcement("campaign")
	for now, want := range map[string]struct {
		current string
		n, of   int
	}{
		"2026-10-31 23:59": {"courses", 0, 0},
		"2026-11-01 00:00": {"campaign courses", 1, 45},
		"2026-11-23 09:41": {"campaign courses", 23, 45},
		"2026-12-15 23:59": {"campaign courses", 45, 45},
		"2026-12-16 00:00": {"courses", 0, 0},
	} {
		var got []string
		for _, a := range ward.Current(at(now).UTC()) {
			got = append(got, a.ID)
		}
		n, of := campaign.Day(at(now).UTC())
		if g := strings.Join(got, " "); g != want.current || n != want.n || of != want.of {
			t.Errorf("%s: %s, day %d of %d; want %+v", now, g, n, of, want)
		}
	}
	courses, _ := ward.Announcement("courses")
	if n, of := courses.Day(at("2026-11-23 09:41")); n != 0 || of != 0 {
		t.Errorf("day %d of %d of what is not counted", n, of)
	}
}

func TestWiFiCode(t *testing.T) {
	for name, c := range map[string]struct {
		wifi content.WiFi
		want string
	}{
		"plain":             {content.WiFi{SSID: "NhaVanHoa", Password: "xinmoivao"}, `WIFI:T:WPA;S:NhaVanHoa;P:xinmoivao;;`},
		"open":              {content.WiFi{SSID: "NhaVanHoa"}, `WIFI:T:nopass;S:NhaVanHoa;;`},
		"hidden":            {content.WiFi{SSID: "a", Password: "xinmoivao", Hidden: true}, `WIFI:T:WPA;S:a;P:xinmoivao;H:true;;`},
		"open and hidden":   {content.WiFi{SSID: "a", Hidden: true}, `WIFI:T:nopass;S:a;H:true;;`},
		"spaces":            {content.WiFi{SSID: "Nha van hoa 11", Password: "xin moi vao"}, `WIFI:T:WPA;S:Nha van hoa 11;P:xin moi vao;;`},
		"semicolons":        {content.WiFi{SSID: "a;b;", Password: ";;;;;;;;"}, `WIFI:T:WPA;S:a\;b\;;P:\;\;\;\;\;\;\;\;;;`},
		"commas":            {content.WiFi{SSID: "a,b", Password: "12345678,"}, `WIFI:T:WPA;S:a\,b;P:12345678\,;;`},
		"colons":            {content.WiFi{SSID: "P:x", Password: "H:true12"}, `WIFI:T:WPA;S:P\:x;P:H\:true12;;`},
		"quotation marks":   {content.WiFi{SSID: `"quoted"`, Password: `"passwort"`}, `WIFI:T:WPA;S:\"quoted\";P:\"passwort\";;`},
		"backslashes":       {content.WiFi{SSID: `a\b`, Password: `\\\\\\\\`}, `WIFI:T:WPA;S:a\\b;P:\\\\\\\\\\\\\\\\;;`},
		"escaped already":   {content.WiFi{SSID: `a\;b`}, `WIFI:T:nopass;S:a\\\;b;;`},
		"marks of the code": {content.WiFi{SSID: `WIFI:T:;`}, `WIFI:T:nopass;S:WIFI\:T\:\;;;`},
		"letters":           {content.WiFi{SSID: "Nhà văn hóa"}, `WIFI:T:nopass;S:Nhà văn hóa;;`},
		"other signs":       {content.WiFi{SSID: "a'b&c<d>|%", Password: "p@$$=w{}[]"}, `WIFI:T:WPA;S:a'b&c<d>|%;P:p@$$=w{}[];;`},
	} {
		if got := c.wifi.Code(); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

func TestEveryKindOfProblemInAWardFolder(t *testing.T) {
	const (
		news  = "announcements.toml"
		table = "timetable.toml"
		zalo  = "zalo.toml"
		wifi  = "wifi.toml"
	)
	cases := map[string]struct {
		file, old, new   string
		key, value, want string
	}{
		"an unknown key":               {news, "numbered = true", "numbered = true\ncolour = 1", "announcement[1].colour", "1", "one of the keys id, title"},
		"another kind of table":        {news, "[[announcement]]\nid = \"courses\"", "[[news]]\nid = \"courses\"", "news", "a list of 1 tables", "one of the keys announcement"},
		"an id twice":                  {news, `"courses"`, `"campaign"`, "announcement[2].id", `"campaign"`, "another announcement has it"},
		"no id":                        {news, "id = \"courses\"\n", "", "announcement[2].id", "", "lower-case letters"},
		"a body too long":              {news, "Log in with VNeID.", strings.Repeat("long ", 49) + "x", "announcement[2].body.en", `"` + strings.Repeat("long ", 9) + `lon…"`, "at most 240 characters; these are 246"},
		"one language only":            {news, `, en = "Learn online"`, "", "announcement[2].title.en", "", "one line of at most 48"},
		"letters not composed":         {news, "Học trên mạng", "Ho\u0323c", "announcement[2].title.vi", "\"Ho\u0323c\"", "Unicode NFC"},
		"no source":                    {news, "source = \"dchhk.com\"\n", "", "announcement[2].source", "", "one line of at most 200"},
		"no day of checking":           {news, "checked = \"2026-11-23\"\n", "", "announcement[2].checked", "", `such as "2026-11-23"`},
		"a day the Vietnamese way":     {news, `"2026-11-01"`, `"01/11/2026"`, "announcement[1].from", `"01/11/2026"`, `such as "2026-11-23"`},
		"an end before the beginning":  {news, "2026-12-15", `"2026-10-31"`, "announcement[1].until", `"2026-10-31"`, "no day before from, 2026-11-01"},
		"days counted without an end":  {news, "until = 2026-12-15\n", "", "announcement[1].numbered", "true", "both from and until"},
		"numbered in words":            {news, "numbered = true", `numbered = "có"`, "announcement[1].numbered", `"có"`, "true or false"},
		"an address without https":     {news, "https://", "http://", "announcement[2].address", `"http://binhdanhocvuso.gov.vn"`, "beginning with https://"},
		"another address shown":        {news, `shown = "binhdanhocvuso.gov.vn"`, `shown = "binhdanhocvuso.vn"`, "announcement[2].shown", `"binhdanhocvuso.vn"`, "how the address begins"},
		"no address shown":             {news, "shown = \"binhdanhocvuso.gov.vn\"\n", "", "announcement[2].shown", "", "one line"},
		"an address only shown":        {news, "address = \"https://binhdanhocvuso.gov.vn\"\n", "", "announcement[2].address", "", "the address that is shown"},
		"an unknown kind":              {table, `"support-point"`, `"party"`, "session[2].kind", `"party"`, `"class" or "support-point"`},
		"no kind":                      {table, "kind = \"class\"\n", "", "session[1].kind", "", `"class" or "support-point"`},
		"a day in English":             {table, `"T5"`, `"Thursday"`, "session[1].weekday", `"Thursday"`, "one of CN, T2, T3"},
		"a day as a number":            {table, `"T5"`, `5`, "session[1].weekday", `5`, "one of CN, T2, T3"},
		"neither weekday nor date":     {table, "weekday = \"T5\"\n", "", "session[1].weekday", "", "or date, for one day"},
		"both":                         {table, "weekday = \"T5\"\n", "weekday = \"T5\"\ndate = \"2026-11-26\"\n", "session[1].date", `"2026-11-26"`, "either weekday"},
		"a last day with a date":       {table, `date = "2026-11-28"`, "date = \"2026-11-28\"\nuntil = \"2026-12-01\"", "session[2].until", `"2026-12-01"`, "only with weekday"},
		"a weekly class without end":   {table, "until = \"2026-12-31\"\n", "", "session[1].until", "", `such as "2026-11-23"`},
		"a weekly class never held":    {table, `"2026-12-31"`, `"2026-11-04"`, "session[1].until", `"2026-11-04"`, "no day before from"},
		"no such weekday in its weeks": {table, `from = "2026-11-05"` + "\n" + `until = "2026-12-31"`, `from = "2026-11-06"` + "\n" + `until = "2026-11-11"`, "session[1].until", `"2026-11-11"`, "not before the first T5, 2026-11-12"},
		"a time without a colon":       {table, `"14:00"`, `"14h"`, "session[1].start", `"14h"`, `such as "14:00"`},
		"a time of one digit":          {table, `"08:30"`, `"8:30"`, "session[2].start", `"8:30"`, `such as "14:00"`},
		"a time that is no text":       {table, `"14:00"`, `14`, "session[1].start", `14`, "in quotes"},
		"an hour too many":             {table, `"16:00"`, `"24:00"`, "session[1].end", `"24:00"`, `"23:59"`},
		"an end before the start":      {table, `"11:00"`, `"08:30"`, "session[2].end", `"08:30"`, "a time after start"},
		"no place":                     {table, "where = { vi = \"Sân chung cư\", en = \"In front of the flats\" }\n", "", "session[2].where", "", "where.vi and where.en"},
		"a link to somewhere else":     {zalo, "https://zalo.me/g/", "https://zalo.vn/g/", "group[1].zalo", `"https://zalo.vn/g/abcdef123"`, "such as https://zalo.me/g/abcdef123"},
		"an announcement's other host": {news, `"https://binhdanhocvuso.gov.vn"`, `"https://binhdanhocvuso.gov.vn.example.com"`, "announcement[2].address", `"https://binhdanhocvuso.gov.vn.example.com"`, "one of the hosts"},
		"a link with more behind it":   {zalo, "abcdef123", "abcdef123/../x", "group[1].zalo", `"https://zalo.me/g/abcdef123/../x"`, "such as https://zalo.me/g/abcdef123"},
		"a link to a person":           {zalo, "https://zalo.me/g/abcdef123", "https://zalo.me/0900000000", "group[1].zalo", `"https://zalo.me/0900000000"`, "such as https://zalo.me/g/abcdef123"},
		"a link without a name":        {zalo, "zalo_name = \"TDP 11 Việt Hưng\"\n", "", "group[1].zalo_name", "", "the name of the Zalo group"},
		"the same link twice":          {zalo, `en = "Residential group 12" }`, "en = \"Residential group 12\" }\nzalo = \"https://zalo.me/g/abcdef123\"\nzalo_name = \"TDP 12\"", "group[2].zalo", `"https://zalo.me/g/abcdef123"`, "another group has it"},
		"a group twice":                {zalo, `id = "12"`, `id = "11"`, "group[2].id", `"11"`, "another group has it"},
		"a name of 33 bytes":           {wifi, "Nha van hoa 11", strings.Repeat("ă", 16) + "n", "ssid", `"` + strings.Repeat("ă", 16) + `n"`, "at most 32 bytes; these are 33"},
		"a name that is a number":      {wifi, `"Nha van hoa 11"`, "11", "ssid", "11", "text in quotes"},
		"a name with a space behind":   {wifi, "hoa 11", "hoa 11 ", "ssid", `"Nha van hoa 11 "`, "no space"},
		"a name with a line break":     {wifi, "hoa 11", `hoa\n11`, "ssid", `"Nha van hoa\n11"`, "line breaks"},
		"a name not composed":          {wifi, "hoa 11", "ho\u0301a", "ssid", "\"Nha van ho\u0301a\"", "Unicode NFC"},
		"a password without a name":    {wifi, "ssid = \"Nha van hoa 11\"\n", "", "ssid", "", "the network's name"},
		"a password of 7":              {wifi, "xinmoivao", "xinmoiv", "password", `"xinmoiv"`, "8 to 63 letters, or none for an open network; these are 7"},
		"a password of 64":             {wifi, "xinmoivao", strings.Repeat("x", 64), "password", `"` + strings.Repeat("x", 48) + `…"`, "these are 64"},
		"a password with marks":        {wifi, "xinmoivao", "xin mời vào", "password", `"xin mời vào"`, "letters without marks"},
		"a password that is a number":  {wifi, `"xinmoivao"`, "12345678", "password", "12345678", "text in quotes"},
		"hidden in words":              {wifi, `"xinmoivao"`, "\"xinmoivao\"\nhidden = \"no\"", "hidden", `"no"`, "true or false"},
		"a key of another program":     {wifi, `"xinmoivao"`, "\"xinmoivao\"\npsk = 1", "psk", "1", "one of the keys ssid, password, hidden"},
		"TOML that ends too soon":      {wifi, `"xinmoivao"`, `"xinmoivao`, "line 2", `"password = \"xinmoivao"`, "valid TOML"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			ward := goodWard(t)
			replace(t, ward, c.file, c.old, c.new)
			got, err := content.LoadWard(ward, hosts(t))
			if len(got.Announcements)+len(got.Sessions)+len(got.ResidentialGroups) > 0 {
				t.Error("a ward in spite of the problem")
			}
			wantProblem(t, err, c.file, c.key, c.value, c.want)

			// In a pack it is the same problem, in another folder.
			pack := goodPack(t)
			pack["ward/"+c.file].Data = ward[c.file].Data
			wantOne(t, pack, "ward/"+c.file, c.key, c.value, c.want)
		})
	}
}

// wantProblem checks that an error is exactly the one problem described.
func wantProblem(t *testing.T, err error, file, key, value, want string) {
	t.Helper()
	problems := content.Problems(err)
	if len(problems) != 1 {
		t.Fatalf("want one problem, got %d:\n%v", len(problems), err)
	}
	p := problems[0]
	if p.File != file || p.Key != key || p.Value != value || !strings.Contains(p.Want, want) {
		t.Errorf("got  %#v\nwant File:%q Key:%q Value:%q and in Want: %q", p, file, key, value, want)
	}
}

func TestProblemsInEveryFileOfAWardFolderAtOnce(t *testing.T) {
	ward := fstest.MapFS{}
	for _, name := range []string{"announcements.toml", "timetable.toml", "zalo.toml", "wifi.toml"} {
		ward[name] = &fstest.MapFile{Data: []byte("x = 1")}
	}
	ward["thoikhoabieu.toml"] = &fstest.MapFile{}
	ward["old/wifi.toml"] = &fstest.MapFile{}
	ward[".thoikhoabieu.toml.swp"], ward["README.md"] = &fstest.MapFile{}, &fstest.MapFile{}
	_, err := content.LoadWard(ward, hosts(t))
	var files []string
	for _, p := range content.Problems(err) {
		files = append(files, p.File)
	}
	want := "old thoikhoabieu.toml announcements.toml timetable.toml zalo.toml wifi.toml"
	if got := strings.Join(files, " "); got != want {
		t.Errorf("problems in %s, want %s", got, want)
	}
}

func TestTooMuchOfAWard(t *testing.T) {
	one, err := os.ReadFile("testdata/good/ward/timetable.toml")
	if err != nil {
		t.Fatal(err)
	}
	ward := fstest.MapFS{"timetable.toml": {Data: []byte(strings.Repeat(string(one), 31))}}
	_, err = content.LoadWard(ward, hosts(t))
	wantProblem(t, err, "timetable.toml", "session", "a list of 62 tables", "a list of 0 to 60 tables")
	ward["timetable.toml"].Data = []byte(strings.Repeat(string(one), 30))
	if _, err := content.LoadWard(ward, hosts(t)); err != nil {
		t.Errorf("60 sessions: %v", err)
	}
}

func TestWhichFolderIsAPack(t *testing.T) {
	for name, want := range map[string]bool{
		"groups.toml": true, "hotlines.toml": true, "lessons/a.toml": true, "services/a.toml": true, "ward/wifi.toml": true,
		"zalo.toml": false, "wifi.toml": false, "timetable.toml": false, "announcements.toml": false, "README.md": false,
	} {
		if got := content.IsPack(fstest.MapFS{name: {}}); got != want {
			t.Errorf("a folder with %s is a pack: %t", name, got)
		}
	}
}

// The built-in ward folder holds what is true in any ward of the city. What only
// the ward itself can know is not made up.
func TestBuiltInWardMakesNothingUp(t *testing.T) {
	ward := loadBuiltIn(t).Ward
	if len(ward.Sessions) > 0 || len(ward.ResidentialGroups) > 0 || !ward.WiFi.Empty() {
		t.Errorf("the built-in pack knows classes, groups or a network: %+v", ward)
	}
	if len(ward.Announcements) == 0 {
		t.Error("no announcements")
	}
}

// The template says what an officer may write. As it is, it tells nothing; with
// its examples made live, it holds one of each kind.
func TestTheTemplateForOfficers(t *testing.T) {
	const template = "../../packaging/ward"
	ward, err := content.LoadWard(os.DirFS(template), hosts(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(ward.Announcements)+len(ward.Sessions)+len(ward.ResidentialGroups) > 0 || !ward.WiFi.Empty() {
		t.Errorf("the template tells something: %+v", ward)
	}
	live := fstest.MapFS{}
	files, err := filepath.Glob(template + "/*.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		live[filepath.Base(file)] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(string(data), "#: ", ""))}
	}
	ward, err = content.LoadWard(live, hosts(t))
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[content.SessionKind]bool{}
	for _, session := range ward.Sessions {
		kinds[session.Kind] = true
	}
	if len(ward.Announcements) < 2 || len(kinds) < 2 || len(ward.ResidentialGroups) < 2 || ward.WiFi.Empty() {
		t.Errorf("the examples of the template: %+v", ward)
	}
}
