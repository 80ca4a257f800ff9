package main

import (
	"context"
	"time"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/store/upload"
)

// reportStarts is how many starts a readiness report tells of.
const reportStarts = 5

// newBoard returns what looks at this machine. What the kiosk itself knows, of the
// printer, the sound and the content, it adds to each look.
func (p *parts) newBoard(data string, starts *diagnostics.Starts, crashes *diagnostics.Crashes, touchTests *diagnostics.TouchTests, scanner func() string) (*diagnostics.Board, error) {
	machine := diagnostics.Machine{}
	hub := p.config.Hub.URL != ""
	online := hub || p.site.Step != "" // whoever sets the kiosk up wants to know
	checks := []diagnostics.Check{
		diagnostics.Scanner(scanner),
		diagnostics.Uploads(hub, p.uploads, kiosk.Zone()),
		diagnostics.Requests(p.carving, time.Now),
		diagnostics.Clock(time.Now, diagnostics.Built(built), kiosk.Zone()),
		machine.Disk(data),
		machine.Memory(), machine.Temperature(), machine.Network(online), machine.Touch(), touchTests.Check(kiosk.Zone()),
		starts.Check(time.Now), crashes.Check(time.Now, kiosk.Zone()),
		{Name: "version", Look: func(context.Context) diagnostics.Finding { return diagnostics.Version(version) }},
	}
	if hub {
		probe, err := upload.NewProbe(upload.Options{URL: p.config.Hub.URL, Time: p.certainTime})
		if err != nil {
			return nil, err
		}
		checks = append(checks, diagnostics.Hub(probe.Ask, upload.ErrFaulty, time.Now))
	}
	return diagnostics.NewBoard(diagnostics.Options{
		Checks: checks, Now: time.Now, Nights: diagnostics.OpenNights(data, kiosk.Zone()),
	}), nil
}

// uploads tells how the requests stand with the hub, as the disk and the uploader
// know it.
func (p *parts) uploads() (diagnostics.Upload, error) {
	var u diagnostics.Upload
	var err error
	if u.Pending, err = p.requests.Pending(); err != nil {
		return u, err
	}
	if u.Aside, err = p.requests.Aside(); err != nil {
		return u, err
	}
	if p.uploader != nil {
		status := p.uploader.Status()
		u.Last, u.Trouble = status.LastSuccess, string(status.Trouble)
	}
	return u, nil
}

// carving tells whether the requests were damaged once.
func (p *parts) carving() (diagnostics.Carving, bool, error) {
	c, ok, err := p.requests.Carved()
	return diagnostics.Carving{At: c.At, Saved: c.Saved, Lost: c.Lost}, ok, err
}
