package ipp_test

import (
	"testing"

	"github.com/OpenPrinting/goipp"

	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/printing/ipp"
)

// answer is what a printer says that gives those reasons.
func answer(tb testing.TB, state, trays string, accepting bool, reasons ...string) []byte {
	tb.Helper()
	m := goipp.NewResponse(goipp.DefaultVersion, goipp.StatusOk, 1)
	m.Operation.Add(goipp.MakeAttribute("attributes-charset", goipp.TagCharset, goipp.String("utf-8")))
	m.Operation.Add(goipp.MakeAttribute("attributes-natural-language", goipp.TagLanguage, goipp.String("en")))
	number := map[string]int{"idle": 3, "processing": 4, "stopped": 5}[state]
	m.Printer.Add(goipp.MakeAttribute("printer-state", goipp.TagEnum, goipp.Integer(number)))
	all := goipp.Attribute{Name: "printer-state-reasons"}
	for _, reason := range reasons {
		all.Values.Add(goipp.TagKeyword, goipp.String(reason))
	}
	if len(reasons) > 0 {
		m.Printer.Add(all)
	}
	m.Printer.Add(goipp.MakeAttribute("printer-is-accepting-jobs", goipp.TagBoolean, goipp.Boolean(accepting)))
	if trays != "" {
		m.Printer.Add(goipp.MakeAttribute("printer-input-tray", goipp.TagString, goipp.Binary(trays)))
	}
	m.Printer.Add(goipp.MakeAttribute("media-col-ready", goipp.TagBeginCollection, goipp.Collection{
		goipp.MakeAttribute("printer-state-reasons", goipp.TagKeyword, goipp.String("media-jam-error")),
	}))
	data, err := m.EncodeBytes()
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func TestFaultIsTheOneToBeMendedFirst(t *testing.T) {
	for name, c := range map[string]struct {
		state   string
		tray    string
		refuses bool
		reasons []string
		want    printing.Fault
	}{
		"well":                                 {state: "idle", reasons: []string{"none"}},
		"nothing said":                         {state: "idle"},
		"paper low":                            {state: "idle", reasons: []string{"media-low-warning", "toner-low-error"}},
		"no paper":                             {state: "idle", reasons: []string{"media-empty-report"}, want: printing.PaperOut},
		"no paper, as an error":                {state: "stopped", reasons: []string{"media-empty-error", "media-needed-error"}, want: printing.PaperOut},
		"no paper, with no grade":              {state: "stopped", reasons: []string{"media-empty"}, want: printing.PaperOut},
		"one tray of two is empty":             {state: "idle", tray: "type=other;level=120;status=0;", reasons: []string{"media-empty-report"}},
		"a tray with some paper":               {state: "idle", tray: "level=-3;name=main", reasons: []string{"media-empty-report"}},
		"a tray that does not know":            {state: "idle", tray: "level=-2", reasons: []string{"media-empty-report"}, want: printing.PaperOut},
		"stopped, though a tray has paper":     {state: "stopped", tray: "level=120", reasons: []string{"media-empty-error"}, want: printing.PaperOut},
		"it needs other paper than it has":     {state: "processing", tray: "level=120", reasons: []string{"media-needed-report"}, want: printing.PaperOut},
		"cover open, and a jam, and no paper":  {state: "stopped", reasons: []string{"media-empty-error", "media-jam-error", "cover-open-error"}, want: printing.CoverOpen},
		"a door":                               {state: "stopped", reasons: []string{"door-open-report"}, want: printing.CoverOpen},
		"jam, and no paper":                    {state: "stopped", reasons: []string{"media-empty-error", "media-jam-warning"}, want: printing.Jam},
		"no toner":                             {state: "stopped", reasons: []string{"marker-supply-empty-error"}, want: printing.Toner},
		"too hot":                              {state: "stopped", reasons: []string{"fuser-over-temp-error"}, want: printing.HeadHot},
		"stopped for no reason":                {state: "stopped", reasons: []string{"none"}, want: printing.Offline},
		"takes no jobs":                        {state: "idle", refuses: true, want: printing.Offline},
		"an error nobody here knows":           {state: "idle", reasons: []string{"flux-capacitor-error"}, want: printing.Offline},
		"a report nobody here knows":           {state: "idle", reasons: []string{"flux-capacitor-report"}},
		"what CUPS says of itself":             {state: "idle", reasons: []string{"cups-waiting-for-job-completed", "cups-remote-stopped-error"}},
		"a reason inside of something else":    {state: "idle", reasons: []string{"none"}}, // the jam in media-col-ready
		"a tray that lies about being a level": {state: "idle", tray: "sublevel=120", reasons: []string{"media-empty-report"}, want: printing.PaperOut},
	} {
		t.Run(name, func(t *testing.T) {
			status, err := ipp.ReadStatus(answer(t, c.state, c.tray, !c.refuses, c.reasons...))
			if err != nil {
				t.Fatal(err)
			}
			if got := status.Fault(); got != c.want {
				t.Errorf("fault %q, want %q", got, c.want)
			}
		})
	}
}

func FuzzReadStatus(f *testing.F) {
	f.Add(answer(f, "idle", "type=sheetFeedAutoRemovableTray;level=250;name=main", true, "none"))
	f.Add(answer(f, "stopped", "level=-2", false, "media-empty-error", "cover-open-report", "cups-x"))
	f.Add([]byte{})
	f.Add([]byte("\x02\x00\x00\x00\x00\x00\x00\x01\x04\x44\x00\x15printer-state-reasons\x7f\xff"))
	known := map[printing.Fault]bool{
		"": true, printing.CoverOpen: true, printing.Jam: true, printing.PaperOut: true, printing.Toner: true,
		printing.HeadHot: true, printing.Offline: true,
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		status, err := ipp.ReadStatus(data)
		if err != nil {
			return
		}
		fault := status.Fault()
		if !known[fault] {
			t.Errorf("a fault of its own making: %q", fault)
		}
		if fault == "" && status.Stopped {
			t.Error("stopped, and well")
		}
		// Paper in a tray excuses an empty one and makes nothing worse.
		status.Loaded = false
		if without := status.Fault(); fault != "" && without == "" {
			t.Errorf("%q with paper, well without", fault)
		}
	})
}
