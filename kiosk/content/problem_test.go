package content_test

import (
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/diemcham/diemcham/kiosk/content"
)

func TestEveryKindOfProblem(t *testing.T) {
	const (
		groups   = "groups.toml"
		hotlines = "hotlines.toml"
		portal   = "lessons/portal.toml"
		zalo     = "lessons/zalo.toml"
		birth    = "services/birth.toml"
		pension  = "services/pension.toml"
	)
	long := strings.Repeat("rất ", 28) + "dài"
	nfd := "Go\u0303" // the mark as a letter of its own
	lastStep := "[[step]]\ntitle.vi = \"Chờ duyệt\"\ntitle.en = \"Wait\"\nbody.vi = \"Bác chờ trưởng nhóm.\"\nbody.en = \"Wait for the admin.\"\n"
	cases := map[string]struct {
		file, old, new   string
		key, value, want string
	}{
		// How a file is written.
		"TOML that ends too soon":      {birth, `fee = {`, `fee = `, "line 17", `"fee =  vi = \"0 đồng\", en = \"No fee\" }"`, "valid TOML"},
		"the same key twice":           {birth, "order = 1", "order = 1\norder = 1", "line 2", `"order = 1"`, "valid TOML"},
		"an unknown key":               {birth, "order = 1", "order = 1\nprice = 5", "price", "5", "one of the keys group, title"},
		"an unknown key in a text":     {birth, `title.en =`, "title.fr = \"Naissance\"\ntitle.en =", "title.fr", `"Naissance"`, "one of the keys vi, en"},
		"an unknown key in a step":     {zalo, `body.en = "Press Zalo."`, "body.en = \"Press Zalo.\"\nwarn = 1", "step[1].warn", "1", "one of the keys title, body"},
		"an unknown key on the phone":  {zalo, `here = true`, `hear = true`, "step[1].phone[2].hear", "true", "one of the keys kind, label"},
		"an unknown key in the groups": {groups, `icon = "hand-coins"`, "icon = \"hand-coins\"\ncolour = \"red\"", "group[1].colour", `"red"`, "one of the keys id, title, summary, icon"},

		// Texts.
		"a title missing":               {portal, `title.vi = "Mở Cổng"` + "\ntitle.en = \"Open the Portal\"\n", "", "title", "", "title.vi and title.en"},
		"a language missing":            {portal, "title.en = \"Open the Portal\"\n", "", "title.en", "", "one line of at most 48"},
		"a language left empty":         {portal, `"Open the Portal"`, `""`, "title.en", `""`, "one line of at most 48"},
		"an optional text in one only":  {portal, "differs.en = \"Press Get help.\"\n", "", "step[1].differs.en", "", "one line of at most 110"},
		"a number for a text":           {portal, `title.en = "Open the Portal"`, "title.en = 5", "title.en", "5", "text in quotes"},
		"one text for both languages":   {birth, `fee = { vi = "0 đồng", en = "No fee" }`, `fee = "0 đồng"`, "fee", `"0 đồng"`, "fee.vi and fee.en"},
		"letters not composed":          {portal, "Gõ địa chỉ", nfd, "step[1].title.vi", `"` + nfd + `"`, "Unicode NFC"},
		"a line break":                  {portal, "Gõ địa chỉ", `Gõ\nđịa chỉ`, "step[1].title.vi", `"Gõ\nđịa chỉ"`, "line breaks"},
		"an invisible character":        {portal, "Gõ địa chỉ", `Gõ\u200bđịa chỉ`, "step[1].title.vi", `"Gõ\u200bđịa chỉ"`, "invisible"},
		"a space at the end":            {portal, "Gõ địa chỉ", "Gõ địa chỉ ", "step[1].title.vi", `"Gõ địa chỉ "`, "no space"},
		"a body too long":               {portal, "Bác gõ địa chỉ vào ô.", long, "step[1].body.vi", `"` + strings.Repeat("rất ", 12) + `…"`, "at most 110 characters; these are 115"},
		"a label too long":              {portal, "Trình duyệt", "Trình duyệt web của điện thoại", "step[1].phone[1].label.vi", `"Trình duyệt web của điện thoại"`, "at most 28 characters; these are 30"},
		"no source":                     {portal, "source = \"dichvucong.gov.vn\"\n", "", "source", "", "one line of at most 200"},
		"an alias that is no text":      {birth, `"giấy khai sinh", `, `7, `, "aliases[1]", "7", "text in quotes"},
		"an empty alias":                {birth, `"giấy khai sinh", `, `"", `, "aliases[1]", `""`, "one line of at most 40"},
		"aliases that are no list":      {birth, `["giấy khai sinh", "khai sinh cho bé"]`, `"khai sinh"`, "aliases", `"khai sinh"`, "a list of at most 20 texts"},
		"a needed thing that is a text": {birth, `[{ vi = "Giấy chứng sinh", en = "The birth notice" }]`, `["Giấy chứng sinh"]`, "need[1]", `"Giấy chứng sinh"`, "a table"},

		// Numbers, days, choices.
		"minutes in words":           {portal, "minutes = 5", `minutes = "five"`, "minutes", `"five"`, "a whole number from 1 to 60"},
		"minutes with a fraction":    {portal, "minutes = 5", "minutes = 5.5", "minutes", "5.5", "a whole number from 1 to 60"},
		"too many minutes":           {portal, "minutes = 5", "minutes = 90", "minutes", "90", "a whole number from 1 to 60"},
		"no order":                   {portal, "order = 1\n", "", "order", "", "a whole number from 1 to 999"},
		"a lesson's order twice":     {zalo, "order = 2", "order = 1", "order", "1", "lessons/portal.toml has it"},
		"no mark":                    {portal, "mark = 1\n", "", "mark", "", "a whole number from 1 to 30"},
		"a mark no card has":         {portal, "mark = 1\n", "mark = 31\n", "mark", "31", "a whole number from 1 to 30"},
		"a mark twice":               {zalo, "mark = 2", "mark = 1", "mark", "1", "lessons/portal.toml has it"},
		"core in words":              {portal, "minutes = 5", "core = \"yes\"\nminutes = 5", "core", `"yes"`, "true or false"},
		"core without a skill":       {portal, "minutes = 5", "core = true\nminutes = 5", "core", "true", "a skill too"},
		"a service's order twice":    {"services/death.toml", "order = 2", "order = 1", "order", "1", "services/birth.toml has it"},
		"a day that does not exist":  {birth, `"2026-11-23"`, `"2026-11-31"`, "checked", `"2026-11-31"`, `such as "2026-11-23"`},
		"a day the Vietnamese way":   {birth, `"2026-11-23"`, `"23/11/2026"`, "checked", `"23/11/2026"`, `such as "2026-11-23"`},
		"a day with a time":          {birth, `"2026-11-23"`, `2026-11-23T10:00:00Z`, "checked", `2026-11-23 10:00:00 +0000 UTC`, `such as "2026-11-23"`},
		"no day":                     {birth, "checked = \"2026-11-23\"\n", "", "checked", "", `such as "2026-11-23"`},
		"a list that is no list":     {hotlines, "[[hotline]]\nid = \"vneid\"", "[[line]]\nid = \"vneid\"", "line", "a list of 1 tables", "one of the keys hotline"},
		"free in words":              {hotlines, "free = true", `free = "yes"`, "hotline[1].free", `"yes"`, "true or false"},
		"free not said":              {hotlines, "free = true\n", "", "hotline[1].free", "", "true or false"},
		"an unknown certainty":       {birth, `"official"`, `"sure"`, "certainty", `"sure"`, `"official"`},
		"no certainty":               {birth, "certainty = \"official\"\n", "", "certainty", "", `"recheck"`},
		"an unknown group":           {birth, `group = "civil-status"`, `group = "police"`, "group", `"police"`, "one of the groups benefits, civil-status"},
		"an unknown icon":            {portal, `icon = "files"`, `icon = "unicorn"`, "icon", `"unicorn"`, "one of the icons chats-circle, files, hand-coins, users-three"},
		"an unknown icon of a group": {groups, `icon = "hand-coins"`, `icon = "gold"`, "group[1].icon", `"gold"`, "one of the icons"},
		"a group's id in capitals":   {groups, `id = "benefits"`, `id = "Benefits"`, "group[1].id", `"Benefits"`, "lower-case letters"},
		"a group's id twice":         {groups, `id = "benefits"`, `id = "civil-status"`, "group[2].id", `"civil-status"`, "another group has it"},
		"a hotline's id twice":       {hotlines, `id = "vneid"`, `id = "portal"`, "hotline[2].id", `"portal"`, "another hotline has it"},
		"a hotline with letters":     {hotlines, `"1800 1096"`, `"1800 CONG"`, "hotline[1].number", `"1800 CONG"`, "digits grouped by spaces"},
		"a hotline with dots":        {hotlines, `"1800 1096"`, `"024.1022"`, "hotline[1].number", `"024.1022"`, "digits grouped by spaces"},
		"a hotline as a number":      {hotlines, `"1800 1096"`, `18001096`, "hotline[1].number", `18001096`, "digits grouped by spaces"},

		// Codes and addresses.
		"a code with a digit too few":  {birth, `code = "1.001193"`, `code = "1.00119"`, "code", `"1.00119"`, "such as 1.001193"},
		"a code as a number":           {birth, `code = "1.001193"`, `code = 1.001193`, "code", `1.001193`, "such as 1.001193"},
		"a code twice":                 {"services/death.toml", `code = "1.000656"`, `code = "1.001193"`, "code", `"1.001193"`, "services/birth.toml has it"},
		"a search for another code":    {birth, "keyword=1.001193", "keyword=1.001194", "address", `"https://dichvucong.gov.vn/tim-kiem-thu-tuc-hanh-…"`, "keyword=1.001193"},
		"no address":                   {pension, "address = \"https://dichvucong.gov.vn\"\n", "", "address", "", "an address such as"},
		"an address without https":     {pension, "https://", "http://", "address", `"http://dichvucong.gov.vn"`, "beginning with https://"},
		"an address of a script":       {pension, "https://dichvucong.gov.vn", "javascript:alert(1)", "address", `"javascript:alert(1)"`, "beginning with https://"},
		"https without a host":         {pension, "https://dichvucong.gov.vn", "https:dichvucong", "address", `"https:dichvucong"`, "beginning with https://"},
		"an address with a user":       {pension, "https://", "https://dichvucong.gov.vn@", "address", `"https://dichvucong.gov.vn@dichvucong.gov.vn"`, "without a user's name"},
		"an address with letters":      {pension, "https://dichvucong.gov.vn", "https://dịchvụcông.gov.vn", "address", `"https://dịchvụcông.gov.vn"`, "printable ASCII"},
		"an address with a space":      {pension, "https://dichvucong.gov.vn", "https://dichvucong.gov.vn/a b", "address", `"https://dichvucong.gov.vn/a b"`, "without spaces"},
		"an address with a port":       {pension, "https://dichvucong.gov.vn", "https://dichvucong.gov.vn:8443", "address", `"https://dichvucong.gov.vn:8443"`, "no port"},
		"an address in capitals":       {pension, "https://dichvucong.gov.vn", "https://Dichvucong.gov.vn", "address", `"https://Dichvucong.gov.vn"`, "lower-case"},
		"an address of 107 bytes":      {pension, "https://dichvucong.gov.vn", "https://dichvucong.gov.vn/" + strings.Repeat("a", 81), "address", `"https://dichvucong.gov.vn/` + strings.Repeat("a", 22) + `…"`, "at most 106 bytes; these are 107"},
		"an address as a number":       {pension, `"https://dichvucong.gov.vn"`, "5", "address", "5", "in quotes"},
		"a lesson's address not https": {portal, `"https://dichvucong.gov.vn"`, `"ftp://dichvucong.gov.vn"`, "address", `"ftp://dichvucong.gov.vn"`, "https://"},
		"another address shown":        {pension, `shown = "dichvucong.gov.vn"`, `shown = "dichvucong.com"`, "shown", `"dichvucong.com"`, "such as dichvucong.gov.vn"},
		"a part of the host shown":     {pension, `shown = "dichvucong.gov.vn"`, `shown = "dichvucong"`, "shown", `"dichvucong"`, "such as dichvucong.gov.vn"},

		"an address at no host":          {pension, `"https://dichvucong.gov.vn"`, `"https://dichvucong.com"`, "address", `"https://dichvucong.com"`, "one of the hosts of hosts.toml: dichvucong.gov.vn, binhdanhocvuso.gov.vn, zalo.me"},
		"a subdomain of a host":          {portal, `"https://dichvucong.gov.vn"`, `"https://thutuc.dichvucong.gov.vn"`, "address", `"https://thutuc.dichvucong.gov.vn"`, "one of the hosts"},
		"a host within another":          {portal, `"https://dichvucong.gov.vn"`, `"https://dichvucong.gov.vn.example.com"`, "address", `"https://dichvucong.gov.vn.example.com"`, "one of the hosts"},
		"a host as a user":               {portal, `"https://dichvucong.gov.vn"`, `"https://dichvucong.gov.vn@example.com"`, "address", `"https://dichvucong.gov.vn@example.com"`, "without a user's name"},
		"a host with a port":             {"hosts.toml", `"dichvucong.gov.vn"`, `"dichvucong.gov.vn:443"`, "host[1].name", `"dichvucong.gov.vn:443"`, "a host such as dichvucong.gov.vn"},
		"a host that is an address":      {"hosts.toml", `name = "zalo.me"`, `name = "https://zalo.me"`, "host[3].name", `"https://zalo.me"`, "without https://"},
		"a host twice":                   {"hosts.toml", `name = "zalo.me"`, `name = "dichvucong.gov.vn"`, "host[3].name", `"dichvucong.gov.vn"`, "another host has it"},
		"a host that nobody vouches for": {"hosts.toml", "source = \"thanglong.chinhphu.vn\"\n", "", "host[1].source", "", "one line of at most 200"},
		"due before it was checked":      {birth, `checked = "2026-11-23"`, "checked = \"2026-11-23\"\ndue = \"2026-11-23\"", "due", `"2026-11-23"`, "a day after checked, 2026-11-23"},
		"due on no day of the calendar":  {portal, `checked = 2026-11-22`, "checked = 2026-11-22\ndue = 2027", "due", "2027", "a day of the calendar"},

		// Steps and the pretend phone.
		"a lesson of two steps":           {zalo, lastStep, "", "step", "a list of 2 tables", "a list of 3 to 15 tables"},
		"a service of two steps":          {pension, "  { vi = \"Nộp đơn\", en = \"Hand it in\" },\n", "", "steps", "a list of 2", "a list of 3 to 6 tables"},
		"nothing to have at hand":         {pension, `need = [{ vi = "Thẻ căn cước", en = "Your ID card" }]`, "need = []", "need", "a list of 0", "a list of 1 to 6 tables"},
		"a phone with one item":           {zalo, "  { kind = \"viewer\", label = { vi = \"Đưa mã vào đây\", en = \"Code here\" } },\n", "", "step[2].phone", "a list of 1", "a list of 2 to 5 tables"},
		"a phone that is a text":          {zalo, "body.en = \"Wait for the admin.\"", "body.en = \"Wait for the admin.\"\nphone = \"Nokia\"", "step[3].phone", `"Nokia"`, "a list of 2 to 5 tables"},
		"an unknown kind of item":         {zalo, `kind = "viewer"`, `kind = "camera"`, "step[2].phone[2].kind", `"camera"`, "one of header, text, field, button, row, icon, viewer"},
		"no kind of item":                 {zalo, `kind = "viewer", `, ``, "step[2].phone[2].kind", "", "one of header"},
		"two right spots":                 {portal, `en = "Death" } }`, `en = "Death" }, here = true }`, "step[3].phone[2].here", "true", "only one right spot"},
		"a header to touch":               {zalo, `en = "Code here" } }`, `en = "Code here" }, here = true }`, "step[2].phone[2].here", "true", "here only on a button"},
		"an icon on a viewer":             {zalo, `kind = "viewer", `, `kind = "viewer", icon = "files", `, "step[2].phone[2].icon", `"files"`, "only on an item of kind icon"},
		"a value outside a field":         {zalo, `en = "Code here" } }`, `en = "Code here" }, value = "••" }`, "step[2].phone[2].value", `"••"`, "only in a field"},
		"an identity number":              {portal, "0010 •••• ••••", "001 050 123 456", "step[2].phone[1].value", `"001 050 123 456"`, "nothing that looks like a person's data"},
		"a telephone number":              {portal, "0010 •••• ••••", "0912.345.678", "step[2].phone[1].value", `"0912.345.678"`, "nothing that looks like a person's data"},
		"a year of birth":                 {portal, "0010 •••• ••••", "1950", "step[2].phone[1].value", `"1950"`, "nothing that looks like a person's data"},
		"a person's name":                 {portal, "0010 •••• ••••", "Nguyễn Văn An", "step[2].phone[1].value", `"Nguyễn Văn An"`, "nothing that looks like a person's data"},
		"an e-mail address":               {portal, "0010 •••• ••••", "an@example.vn", "step[2].phone[1].value", `"an@example.vn"`, "nothing that looks like a person's data"},
		"a number in full-width digits":   {portal, "0010 •••• ••••", "１２３", "step[2].phone[1].value", `"１２３"`, "nothing that looks like a person's data"},
		"a telephone number in a label":   {zalo, "Đưa mã vào đây", "Gọi 0912 345 678", "step[2].phone[2].label.vi", `"Gọi 0912 345 678"`, "no telephone or identity number"},
		"an identity number in a label":   {zalo, "Code here", "No. 001050123456", "step[2].phone[2].label.en", `"No. 001050123456"`, "no telephone or identity number"},
		"a keypad that waits for nothing": {zalo, `kind = "viewer",`, `kind = "keypad",`, "step[2].phone[2].digits", "", "a whole number from 2 to 12"},
		"a keypad to touch":               {zalo, `kind = "viewer",`, `kind = "keypad", digits = 6, here = true,`, "step[2].phone[2].here", "true", "here only on a button"},
		"a keypad besides the right spot": {portal, `{ kind = "row", label = { vi = "Khai tử"`, `{ kind = "keypad", digits = 6, label = { vi = "Khai tử"`, "step[3].phone[2].kind", `"keypad"`, "only one right spot"},
		"digits outside a keypad":         {zalo, `kind = "viewer",`, `kind = "viewer", digits = 6,`, "step[2].phone[2].digits", "6", "one of the keys kind"},
		"a message too long":              {zalo, `kind = "viewer", label = { vi = "Đưa mã vào đây"`, `kind = "message", label = { vi = "` + strings.Repeat("rất ", 12) + `dài"`, "step[2].phone[2].label.vi", `"` + strings.Repeat("rất ", 12) + `…"`, "at most 48 characters; these are 51"},
		"a question without answers":      {zalo, `kind = "viewer",`, `kind = "question",`, "step[2].phone[2].answers", "", "a list of 2 to 2 tables"},
		"a question with no right answer": {zalo, `kind = "viewer",`, question("", ""), "step[2].phone[2].answers", "", "one answer with here"},
		"a question with two":             {zalo, `kind = "viewer",`, question(", here = true", ", here = true"), "step[2].phone[2].answers", "", "one answer with here"},
		"a question to touch":             {zalo, `kind = "viewer",`, question(", here = true", "") + " here = true,", "step[2].phone[2].here", "true", "on the answer to a question"},
		"a number in an answer":           {zalo, `kind = "viewer",`, strings.Replace(question(", here = true", ""), "Yes", "0900000000", 1), "step[2].phone[2].answers[1].label.en", `"0900000000"`, "no telephone"},
		"a skill that nobody asked for":   {zalo, "minutes =", "skill = \"cooking\"\nminutes =", "skill", `"cooking"`, "one of phone, vneid, wallet, services"},
		"here in words":                   {zalo, "here = true", `here = "yes"`, "step[1].phone[2].here", `"yes"`, "true or false"},
		"an item that is not a table":     {zalo, `  { kind = "viewer"`, `  7, { kind = "viewer"`, "step[2].phone[2]", "7", "a table"},
		"a minute with a huge number":     {portal, "minutes = 5", "minutes = 9223372036854775807", "minutes", "9223372036854775807", "a whole number"},
		"a certainty that is a number":    {birth, `"official"`, `1`, "certainty", `1`, `"official"`},
		"a kind that is a list":           {zalo, `kind = "viewer"`, `kind = ["viewer"]`, "step[2].phone[2].kind", "a list of 1", "one of header"},
		"an icon in the wrong form":       {portal, `icon = "files"`, `icon = "Files bold"`, "icon", `"Files bold"`, "lower-case letters"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			pack := goodPack(t)
			replace(t, pack, c.file, c.old, c.new)
			wantOne(t, pack, c.file, c.key, c.value, c.want)
		})
	}
}

func TestProblemsOfWholeFiles(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	cases := map[string]struct {
		change                 func(pack fstest.MapFS)
		file, key, value, want string
	}{
		"no groups":      {func(p fstest.MapFS) { delete(p, "groups.toml") }, "groups.toml", "", "", "a TOML file"},
		"no hosts":       {func(p fstest.MapFS) { delete(p, "hosts.toml") }, "hosts.toml", "", "", "a TOML file"},
		"no hotlines":    {func(p fstest.MapFS) { delete(p, "hotlines.toml") }, "hotlines.toml", "", "", "a TOML file"},
		"empty hotlines": {func(p fstest.MapFS) { p["hotlines.toml"] = file("") }, "hotlines.toml", "hotline", "", "a list of 1 to 40"},
		"no lessons": {func(p fstest.MapFS) {
			maps.DeleteFunc(p, func(name string, _ *fstest.MapFile) bool { return strings.HasPrefix(name, "lessons/") })
		}, "lessons", "", "", "at least one"},
		"a skill without a core lesson": {func(p fstest.MapFS) { delete(p, "lessons/wallet.toml") }, "lessons", "", "", `a lesson with skill = "wallet" and core = true`},
		"core nowhere": {func(p fstest.MapFS) {
			p["lessons/vneid.toml"] = file(strings.Replace(string(p["lessons/vneid.toml"].Data), "core = true\n", "", 1))
		}, "lessons", "", "", `skill = "vneid"`},
		"one lesson unreadable, whose skill nobody can know": {func(p fstest.MapFS) { p["lessons/vneid.toml"] = file("order = ") }, "lessons/vneid.toml", "line 1", `"order ="`, "valid TOML"},
		"a misspelt folder":    {func(p fstest.MapFS) { p["lesson/new.toml"] = file("") }, "lesson", "", "not part of a pack", "lessons/ID.toml"},
		"a misspelt ending":    {func(p fstest.MapFS) { p["lessons/new.tml"] = file("") }, "lessons/new.tml", "", "not part of a pack", "lessons/ID.toml"},
		"an editor's old copy": {func(p fstest.MapFS) { p["groups.toml~"] = file("") }, "groups.toml~", "", "not part of a pack", "groups.toml"},
		"a folder too deep":    {func(p fstest.MapFS) { p["lessons/old/new.toml"] = file("") }, "lessons/old", "", "not part of a pack", "lessons/ID.toml"},
		"an ID in capitals": {func(p fstest.MapFS) {
			p["services/Birth.toml"] = p["services/birth.toml"]
			delete(p, "services/birth.toml")
		}, "services/Birth.toml", "", `"Birth"`, "lower-case letters"},
		"a file far too long": {func(p fstest.MapFS) {
			p["groups.toml"] = file(strings.Repeat("#", 300_000))
		}, "groups.toml", "", "300000 bytes", "at most 131072 bytes"},
		"tables in tables in tables": {func(p fstest.MapFS) {
			p["groups.toml"] = file("a = " + strings.Repeat("{a=", 40_000))
		}, "groups.toml", "", "40000 opening brackets, 0 dots", "at most 1000"},
		"a key of many parts": {func(p fstest.MapFS) {
			p["groups.toml"] = file(strings.Repeat("a.", 60_000) + "a = 1")
		}, "groups.toml", "", "0 opening brackets, 60000 dots", "and 1500"},
		"saved as UTF-16": {func(p fstest.MapFS) {
			p["groups.toml"] = file("\xff\xfe[\x00[\x00")
		}, "groups.toml", "line 1", `"\xff\xfe[\x00[\x00"`, "UTF-16"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			pack := goodPack(t)
			c.change(pack)
			wantOne(t, pack, c.file, c.key, c.value, c.want)
		})
	}
}

func TestWhatIsLeftAlone(t *testing.T) {
	pack := goodPack(t)
	for _, name := range []string{".DS_Store", "lessons/.portal.toml.swp", "lessons/.old.toml", ".git/config", "README.md", "speech/clips.json", "speech/vi/home.title.wav"} {
		pack[name] = &fstest.MapFile{Data: []byte("not = TOML = at all")}
	}
	pack["groups.toml"].Data = []byte("\ufeff" + strings.ReplaceAll(string(pack["groups.toml"].Data), "\n", "\r\n"))
	if _, err := content.Load(pack, icons...); err != nil {
		t.Error(err)
	}
}

func TestWithoutIconsAnyIconGoes(t *testing.T) {
	pack := goodPack(t)
	pack["groups.toml"].Data = []byte(strings.Replace(string(pack["groups.toml"].Data), "hand-coins", "unicorn", 1))
	if _, err := content.Load(pack); err != nil {
		t.Error(err)
	}
}

// replace puts new where old stands in a file, which must be in one place.
func replace(t *testing.T, folder fstest.MapFS, file, old, new string) {
	t.Helper()
	before := string(folder[file].Data)
	if n := strings.Count(before, old); n != 1 {
		t.Fatalf("%q stands %d times in %s", old, n, file)
	}
	folder[file].Data = []byte(strings.Replace(before, old, new, 1))
}

// question is how a question begins, with what stands behind its answers.
func question(first, second string) string {
	return `kind = "question", answers = [{ label = { vi = "Có", en = "Yes" }` + first +
		` }, { label = { vi = "Không", en = "No" }` + second + ` }],`
}

// wantOne checks that pack has exactly the one problem described.
func wantOne(t *testing.T, pack fstest.MapFS, file, key, value, want string) {
	t.Helper()
	got, err := content.Load(pack, icons...)
	if err == nil {
		t.Fatal("no problem found")
	}
	if got != nil {
		t.Error("a pack in spite of the problem")
	}
	problems := content.Problems(err)
	if len(problems) != 1 {
		t.Fatalf("want one problem, got %d:\n%v", len(problems), err)
	}
	p := problems[0]
	if p.File != file || p.Key != key || p.Value != value || !strings.Contains(p.Want, want) {
		t.Errorf("got  %#v\nwant File:%q Key:%q Value:%q and in Want: %q", p, file, key, value, want)
	}
	if text := p.Error(); strings.Contains(text, "\n") || !strings.HasPrefix(text, file+": ") {
		t.Errorf("%q is not one line that begins with the file", text)
	}
}
