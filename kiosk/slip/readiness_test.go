package slip_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/slip"
)

// readiness is of a kiosk at which these things were found.
func readiness(findings ...diagnostics.Finding) slip.ReadinessData {
	checks := make([]diagnostics.Check, len(findings))
	for i, f := range findings {
		checks[i] = diagnostics.Check{Name: f.Check, Look: func(context.Context) diagnostics.Finding { return f }}
	}
	report := diagnostics.Once(context.Background(), func() time.Time { return now }, checks...)
	report.Night = &diagnostics.Night{At: now.Add(-6 * time.Hour), Severity: diagnostics.Amber}
	return slip.ReadinessData{
		Kiosk: "viet-hung-1", Version: "1.4.0", Printer: "tcp://192.168.1.50:9100", Report: report,
		Starts: []diagnostics.Start{
			{At: now.Add(-2 * time.Hour), Version: "1.4.0"},
			{At: now.Add(-3 * time.Hour), Version: "1.4.0"},
			{At: now.Add(-30 * time.Hour), Version: "1.3.9", Stopped: true},
		},
	}
}

// allTexts is the whole catalogue: what can be the matter stands in another part of it.
func allTexts(t *testing.T) *locale.Catalogue {
	t.Helper()
	c, err := locale.Load(assets.Strings())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestReadinessSaysEverything(t *testing.T) {
	s := slip.Readiness(allTexts(t), locale.Vi, place, readiness(
		diagnostics.Printer("paper-out", "well"),
		diagnostics.Finding{Check: "disk", Value: "812 MB of 900 MB free"},
	), now)
	want := []string{
		"Thành phố Hà Nội",
		"PHƯỜNG VIỆT HƯNG",
		"Nhà văn hóa Tổ dân phố số 11",
		"Phiếu kiểm tra máy",
		"Lúc 09:41 ngày 23/11/2026",
		"Máy có 1 việc, cần xem ngay",
		"Tự kiểm tra ngày 23/11/2026 lúc 03:41: có việc nên xem.",
		"Mã máy: viet-hung-1",
		"Phần mềm: 1.4.0",
		"Máy in: tcp://192.168.1.50:9100",
		"Từng phần của máy",
		"Máy in: cần xem ngay (paper-out)",
		"Máy in hết giấy. Mời thay giấy. Mã printer.paper-out.",
		"Ổ đĩa: tốt (812 MB of 900 MB free)",
		"Những lần chạy gần đây",
		"Từ 07:41 ngày 23/11/2026, phần mềm 1.4.0: đang chạy",
		"Từ 06:41 ngày 23/11/2026, phần mềm 1.4.0: bị ngắt giữa chừng",
		"Từ 03:41 ngày 22/11/2026, phần mềm 1.3.9: đã tắt đúng cách",
		"Người kiểm tra:",
		"Ngày, ký tên:",
		"Ghi chú:",
	}
	if got := s.Words(); !slices.Equal(got, want) {
		t.Errorf("it says:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// However much is the matter, nothing of the report is left out on any paper, and on A4
// a kiosk that is well has it on one sheet.
func TestReadinessOfAnyLength(t *testing.T) {
	texts := allTexts(t)
	var well, worst []diagnostics.Finding
	for _, id := range texts.IDs() {
		if check, ok := strings.CutPrefix(id, "health.name."); ok {
			well = append(well, diagnostics.Finding{Check: check, Value: "412 MB of 900 MB free, last 2026-11-29 10:11"})
		}
	}
	worst = slices.Clone(well)
	for i, code := range diagnostics.Codes() {
		f := &worst[i%len(worst)]
		f.Troubles = append(f.Troubles, code)
	}
	if len(well) < 18 {
		t.Fatalf("only %d checks have a name", len(well))
	}
	for name, test := range map[string]struct {
		findings    []diagnostics.Finding
		paper       string
		least, most int // sheets
	}{
		"all is well, A4":       {well, "A4", 1, 1},
		"all is well, A5":       {well, "A5", 1, 2},
		"everything is bad, A4": {worst, "A4", 2, 3},
		"everything is bad, A5": {worst, "A5", 3, 6},
	} {
		t.Run(name, func(t *testing.T) {
			s := slip.Readiness(texts, locale.Vi, place, readiness(test.findings...), now)
			data := pdf(t, s, test.paper)
			said := strings.Fields(string(poppler(t, data, "pdftotext", "-raw", "-", "-")))
			if want := strings.Fields(strings.Join(s.Words(), " ")); !slices.Equal(said, want) {
				t.Errorf("it says:\n%s\nwant:\n%s", said, want)
			}
			sheets := strings.Count(string(poppler(t, data, "pdftotext", "-", "-")), "\f")
			if sheets < test.least || sheets > test.most {
				t.Errorf("on %d sheets, want %d to %d", sheets, test.least, test.most)
			}
			if _, err := s.Bitmap(576); err != nil {
				t.Error(err)
			}
		})
	}
}
