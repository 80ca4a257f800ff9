package figures_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/figures"
)

var zone = time.FixedZone("ICT", 7*60*60)

// at is a time of the week from Monday 2 to Sunday 8 March 2026.
func at(day int, clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", fmt.Sprintf("2026-03-%02d %s", day, clock), zone)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

var (
	pension = store.Topic{Kind: "service", ID: "pension", Title: "Trợ cấp hưu trí"}
	vneid   = store.Topic{Kind: "lesson", ID: "vneid", Step: 2, Title: "Kích hoạt VNeID · bước 2"}
)

func request(id string, topic store.Topic, asked time.Time) store.Request {
	return store.Request{ID: id, Topic: topic, Status: store.Waiting, AskedAt: asked, Sealed: []byte("sealed")}
}

func taken(r store.Request, t time.Time) store.Request {
	r.Status, r.TakenAt, r.TakenBy = store.InHand, t, "Cán bộ Canary"
	return r
}

func closed(r store.Request, ending store.Kind, t time.Time) store.Request {
	r.Status, r.Ending, r.ClosedAt, r.ClosedBy = store.Closed, ending, t, "Cán bộ Canary"
	return r
}

func referred(r store.Request, times ...time.Time) store.Request {
	r.Referred = true
	for _, t := range times {
		r.History = append(r.History, store.Deed{Kind: store.Referred, At: t})
	}
	return r
}

func card(number, group string, t time.Time, done ...string) store.Event {
	return store.Event{ID: number + t.String(), Kind: store.CardLearned, At: t, Learned: &store.Learned{Card: number, Done: done, Group: group}}
}

func week() ([]store.Request, []store.Event) {
	uncertain := closed(taken(request("u", pension, at(4, "01:00")), at(4, "23:00")), store.Done, at(4, "23:59"))
	uncertain.Uncertain = true
	return []store.Request{
			closed(taken(request("a", pension, at(2, "08:00")), at(2, "08:10")), store.Done, at(2, "08:40")),
			closed(taken(request("b", pension, at(2, "09:00")), at(2, "09:20")), store.Done, at(3, "09:00")), // over night
			closed(request("c", vneid, at(2, "09:30")), store.Left, at(2, "10:00")),
			referred(request("d", vneid, at(2, "11:00")), at(3, "08:00"), at(3, "09:00")),
			closed(taken(request("e", pension, at(3, "23:59")), at(4, "00:00")), store.Withdrawn, at(4, "08:00")),
			uncertain,
			request("f", pension, at(9, "00:00")), // next week
		}, []store.Event{
			card("AAAA0001", "", at(1, "23:59"), "vneid"), // the week before
			card("AAAA0001", "11", at(2, "08:00"), "vneid", "zalo"),
			card("AAAA0001", "11", at(2, "08:00"), "vneid", "zalo"), // sent twice
			card("BBBB0002", "2", at(3, "00:00"), "vneid"),
			card("CCCC0003", "", at(8, "23:59"), "vneid"),
			card("DDDD0004", "2", at(9, "00:00"), "vneid"),
		}
}

func minutes(of, median, longest int) figures.Times {
	return figures.Times{Of: of, Median: time.Duration(median) * time.Minute, Longest: time.Duration(longest) * time.Minute}
}

func TestFigures(t *testing.T) {
	requests, learned := week()
	monday := figures.Day(at(2, "12:00").In(zone))
	for name, c := range map[string]struct {
		period figures.Period
		want   figures.Figures
	}{
		"monday": {monday, figures.Figures{
			Total: figures.Tally{Asked: 4, Done: 1, Left: 1, Waiting: minutes(2, 15, 20), Handling: minutes(1, 30, 30)},
			Open:  2, Learnt: 1, Cards: 1,
			Topics: []figures.Topic{
				{Kind: "service", ID: "pension", Title: pension.Title, Tally: figures.Tally{Asked: 2, Done: 1, Waiting: minutes(2, 15, 20), Handling: minutes(1, 30, 30)}},
				{Kind: "lesson", ID: "vneid", Title: "Kích hoạt VNeID", Tally: figures.Tally{Asked: 2, Left: 1}},
				{Kind: "lesson", ID: "zalo", Learnt: 1},
			},
			Groups: []figures.Group{{ID: "11", Cards: 1, Learnt: 1}},
		}},
		"the week": {figures.Week(at(8, "23:59").In(zone)), figures.Figures{
			Total: figures.Tally{Asked: 6, Done: 3, Left: 1, Referred: 1, Withdrawn: 1, Waiting: minutes(3, 10, 20), Handling: minutes(2, (30+1420)/2, 1420)},
			Open:  1, Learnt: 3, Cards: 3, NewCards: 2,
			Topics: []figures.Topic{
				{Kind: "service", ID: "pension", Title: pension.Title, Tally: figures.Tally{Asked: 4, Done: 3, Withdrawn: 1, Waiting: minutes(3, 10, 20), Handling: minutes(2, 725, 1420)}},
				{Kind: "lesson", ID: "vneid", Title: "Kích hoạt VNeID", Tally: figures.Tally{Asked: 2, Left: 1, Referred: 1}, Learnt: 2},
				{Kind: "lesson", ID: "zalo", Learnt: 1},
			},
			Groups: []figures.Group{{ID: "2", Cards: 1, NewCards: 1, Learnt: 1}, {ID: "11", Cards: 1, Learnt: 1}, {Cards: 1, NewCards: 1, Learnt: 1}},
		}},
		"a day on which nothing was done": {figures.Day(at(7, "12:00").In(zone)), figures.Figures{Open: 1}},
		"the day before":                  {monday.Before(), figures.Figures{Learnt: 1, Cards: 1, NewCards: 1, Topics: []figures.Topic{{Kind: "lesson", ID: "vneid", Title: "Kích hoạt VNeID", Learnt: 1}}, Groups: []figures.Group{{ID: "11", Cards: 1, NewCards: 1, Learnt: 1}}}},
	} {
		t.Run(name, func(t *testing.T) {
			c.want.Period = c.period
			got := figures.Of(c.period, requests, learned)
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestPeriods(t *testing.T) {
	midnight := func(day int) time.Time { return at(day, "00:00").In(zone) }
	for name, c := range map[string]struct {
		got, want figures.Period
		day       bool
	}{
		"just after midnight":   {figures.Day(at(3, "00:00").In(zone)), figures.Period{From: midnight(3), To: midnight(4)}, true},
		"sunday":                {figures.Week(at(8, "23:59").In(zone)), figures.Period{From: midnight(2), To: midnight(9)}, false},
		"monday":                {figures.Week(midnight(2)), figures.Period{From: midnight(2), To: midnight(9)}, false},
		"the week before":       {figures.Week(midnight(9)).Before(), figures.Period{From: midnight(2), To: midnight(9)}, false},
		"the day before monday": {figures.Day(midnight(2)).Before(), figures.Period{From: midnight(1), To: midnight(2)}, true},
	} {
		if !c.got.From.Equal(c.want.From) || !c.got.To.Equal(c.want.To) || c.got.IsDay() != c.day {
			t.Errorf("%s: %v, a day: %v", name, c.got, c.got.IsDay())
		}
	}
}

func texts(t *testing.T) *locale.Catalogue {
	t.Helper()
	c, err := locale.Load(assets.Strings())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestLines(t *testing.T) {
	requests, learned := week()
	names := figures.Names{
		Lesson: func(id string) string { return map[string]string{"vneid": "Kích hoạt VNeID"}[id] },
		Group:  func(id string) string { return "Tổ dân phố số " + id },
	}
	var said []string
	c := texts(t)
	week := figures.Week(at(2, "12:00").In(zone))
	for _, table := range figures.Of(week, requests, learned).Tables(c, names) {
		said = append(said, "# "+table.Title)
		for _, line := range table.Lines(c) {
			said = append(said, line.Name+": "+line.Text)
		}
	}
	want := `# Tổng số
Lấy số: 6
Giúp xong: 3
Không đợi: 1
Chuyển lên phường: 1
Đã rút: 1
Thường chờ: 10 phút
Chờ lâu nhất: 20 phút
Thường giúp trong: 725 phút
Giúp lâu nhất: 1420 phút
Chưa xong: 1
Bài đã học xong: 3
Thẻ học đã dùng: 3
Thẻ học mới: 2
# Theo thủ tục
Trợ cấp hưu trí: Lấy số 4 · Giúp xong 3 · Đã rút 1 · Thường chờ 10 phút · Chờ lâu nhất 20 phút · Thường giúp trong 725 phút · Giúp lâu nhất 1420 phút
# Theo bài học
Kích hoạt VNeID: Bài đã học xong 2 · Lấy số 2 · Không đợi 1 · Chuyển lên phường 1
zalo: Bài đã học xong 1
# Theo tổ dân phố
Tổ dân phố số 2: Thẻ học đã dùng 1 · Thẻ học mới 1 · Bài đã học xong 1
Tổ dân phố số 11: Thẻ học đã dùng 1 · Bài đã học xong 1
Chưa nói tổ: Thẻ học đã dùng 1 · Thẻ học mới 1 · Bài đã học xong 1`
	if got := strings.Join(said, "\n"); got != want {
		t.Errorf("got\n%s", got)
	}
	if got := week.Says(c); got != "tuần 02/03/2026 – 08/03/2026" {
		t.Errorf("the period is called %q", got)
	}
}

// The file is opened again as a spreadsheet program does, and says the same.
func TestXLSX(t *testing.T) {
	c := texts(t)
	requests, learned := week()
	requests = append(requests, request("g", store.Topic{Kind: "service", ID: "x", Title: "=HYPERLINK(\"x\")"}, at(2, "13:00")))
	day := figures.Day(at(2, "12:00").In(zone))
	tables := figures.Of(day, requests, learned).Tables(c, figures.Names{})
	data, err := figures.XLSX(c, "Nhà văn hóa Tổ 11", day, tables)
	if err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if got := file.GetSheetList(); len(got) != len(tables) {
		t.Fatalf("sheets %q of %d tables", got, len(tables))
	}
	for i, name := range file.GetSheetList() {
		rows, err := file.GetRows(name)
		if err != nil || name != tables[i].Title || rows[0][0] != "Nhà văn hóa Tổ 11 · Số liệu hỗ trợ · ngày 02/03/2026" {
			t.Fatalf("sheet %q begins with %q, %v", name, rows[0], err)
		}
		if !reflect.DeepEqual(rows[2], tables[i].Head) || len(rows) != 3+len(tables[i].Rows) {
			t.Errorf("sheet %q: head %q, %d rows", name, rows[2], len(rows))
		}
		for r, row := range tables[i].Rows {
			for column := range row.Cells {
				at, err := excelize.CoordinatesToCellName(column+2, 4+r)
				if err != nil {
					t.Fatal(err)
				}
				want := fmt.Sprint(row.Cells[column].Number)
				if row.Cells[column].Unknown {
					want = ""
				}
				if got, err := file.GetCellValue(name, at); got != want || err != nil || rows[3+r][0] != row.Name {
					t.Errorf("%s!%s of %s is %q, want %q, %v", name, at, rows[3+r][0], got, want, err)
				}
			}
		}
	}
	if formula, err := file.GetCellFormula("Theo thủ tục", "A5"); formula != "" || err != nil {
		t.Errorf("a title became the formula %q, %v", formula, err)
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var content bytes.Buffer
		if _, err := content.ReadFrom(r); err != nil { // which proves the checksum
			t.Errorf("%s: %v", f.Name, err)
		}
		if strings.Contains(content.String(), "Canary") || strings.Contains(content.String(), "sealed") {
			t.Errorf("%s names somebody", f.Name)
		}
	}
}
