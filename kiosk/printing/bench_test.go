package printing_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/printing/fakeprinter"
	"github.com/diemcham/diemcham/kiosk/slip"
)

// papers are the slips of the built-in services.
func papers(b *testing.B) []slip.Slip {
	b.Helper()
	pack, err := content.Load(assets.Content(), assets.Icons()...)
	if err != nil {
		b.Fatal(err)
	}
	texts, err := locale.Load(assets.Strings())
	if err != nil {
		b.Fatal(err)
	}
	place := slip.Place{Name: "Nhà văn hóa Tổ dân phố số 11", Ward: "Phường Việt Hưng", City: "Thành phố Hà Nội"}
	now := time.Date(2026, 11, 23, 9, 41, 0, 0, time.UTC)
	var slips []slip.Slip
	for _, service := range pack.Services {
		slips = append(slips, slip.Service(texts, locale.Vi, place, service, pack.HelpLine(), now))
	}
	return slips
}

// spread reports the middle and the slow end of what was measured.
func spread(b *testing.B, took []time.Duration, what string) {
	b.Helper()
	slices.Sort(took)
	ms := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1))]) / float64(time.Millisecond)
	}
	b.ReportMetric(ms(0.5), what+"-p50-ms")
	b.ReportMetric(ms(0.99), what+"-p99-ms")
}

// BenchmarkSlip is a slip drawn, turned into what the printer takes, and written.
func BenchmarkSlip(b *testing.B) {
	for name, dots := range map[string]int{"58mm": 384, "80mm": 576} {
		b.Run(name, func(b *testing.B) {
			slips := papers(b)
			path := filepath.Join(b.TempDir(), "lp0")
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				b.Fatal(err)
			}
			profile := printing.DefaultProfile(dots)
			profile.Status = false
			printer := newESCPOS(b, path, profile)
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				if _, err := printer.Print(b.Context(), slips[len(took)%len(slips)]); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(began))
			}
			spread(b, took, "slip")
		})
	}
}

// BenchmarkFirstBand is how long it takes from the wish for a slip to the first row
// on paper, over a network and to a printer that answers, and what was sent by then.
func BenchmarkFirstBand(b *testing.B) {
	slips := papers(b)
	type moment struct {
		at       time.Time
		received int
	}
	first := make(chan moment, 1)
	var paper *fakeprinter.Printer
	ready := make(chan struct{})
	paper = fakeprinter.New(fakeprinter.Options{Dots: 576, Paper: fakeprinter.Endless, BeforeRow: func(row int) {
		<-ready
		if row == 0 {
			first <- moment{time.Now(), paper.Received()}
		}
	}})
	close(ready)
	b.Cleanup(paper.Close)
	printer := newESCPOS(b, listen(b, paper), printing.DefaultProfile(576))
	if _, err := printer.Print(b.Context(), slips[0]); err != nil { // the first begins with a band of white
		b.Fatal(err)
	}
	<-first
	var took, whole []time.Duration
	sent, ahead := 0, 0
	for b.Loop() {
		before := paper.Received()
		began := time.Now()
		if _, err := printer.Print(b.Context(), slips[len(took)%len(slips)]); err != nil {
			b.Fatal(err)
		}
		whole = append(whole, time.Since(began))
		row := <-first
		took = append(took, row.at.Sub(began))
		ahead += row.received - before
		sent += paper.Received() - before
	}
	spread(b, took, "first-row")
	spread(b, whole, "slip")
	b.ReportMetric(float64(sent)/float64(len(took)), "B/slip")
	b.ReportMetric(float64(ahead)/float64(len(took)), "B/first-row")
}
