package main

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/content/pack"
	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/firstrun"
	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/speech"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/stick"
	"github.com/diemcham/diemcham/kiosk/ui"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// session is a kiosk with one set of settings, from when it is opened until it is
// closed.
type session struct {
	p       *program
	parts   *parts
	ctx     context.Context
	end     context.CancelFunc
	working sync.WaitGroup // what has to end before it can be closed
	starts  *diagnostics.Starts
	board   *diagnostics.Board
	devices *devices
	speaker *speech.Player
	kiosk   *kiosk.Kiosk
	view    *ui.Window
}

// open shows a kiosk in the window. begin lets it go on by itself.
func (p *program) open(parts *parts) (*session, error) {
	f, log := p.flags, p.log
	s := &session{p: p, parts: parts}
	s.ctx, s.end = context.WithCancel(p.ctx)
	crashes := diagnostics.OpenCrashes(f.data)
	if err := crashes.Catch(version); err != nil {
		log.Error("faults are not written down", "err", err)
	}
	s.starts = diagnostics.Begin(f.data, version, p.started)
	touchTests := diagnostics.OpenTouchTests(f.data)
	s.devices = newDevices(s.ctx, &s.working, parts, f.data, log)
	var err error
	if s.board, err = parts.newBoard(f.data, s.starts, crashes, touchTests, s.devices.scannerDevice); err != nil {
		return nil, err
	}
	s.speaker = newSpeaker(contentFiles(parts.config.Content, parts.shown), f.data, log)
	var first kiosk.FirstRun
	if parts.site.Step != "" {
		first = firstRun{firstrun.Machine{Settings: parts.settings, Data: f.data, Staff: parts.staff}, p.reopen}
	}
	s.kiosk = kiosk.New(s.ctx, kiosk.Options{
		Pack: parts.pack, Texts: parts.texts, Place: parts.config.Place,
		Requests: parts.requests, Printer: parts.printer, Sealer: parts.sealer,
		Speaker: s.speaker, Sound: kiosk.Probe(s.ctx, s.speaker),
		Packs: parts.staffPacks(),
		Cards: parts.requests,
		Stick: stick.Open(f.data, time.Now),
		Board: s.board, TouchTests: touchTests,
		About:   kiosk.About{Kiosk: parts.config.Kiosk.ID, Version: version, Starts: s.starts.Last(reportStarts)},
		Letter:  parts.config.Kiosk.Letter,
		Setup:   staff.Setup{Printer: parts.config.Printer, Scanner: parts.config.Scanner.Device, Aside: config.HasAside(f.data)},
		Devices: s.devices,
		Codes:   scan.Rules{CardPrefix: card.Prefix, IDCards: parts.config.Scanner.IDCards},
		Staff:   parts.staff,

		FirstRun: first,

		Rand: rand.Uint64,
		Now:  time.Now, Post: fyne.Do,
		Kept:    parts.wake,
		Restart: p.startAnew,
		Crashed: func(fault any, stack []byte) {
			if err := crashes.Keep(time.Now(), version, fault, stack); err != nil {
				log.Error("fault not written down", "err", err)
			}
		},
		Changed: func() { s.view.Refresh() },
		Log:     log,
	})
	s.view = ui.New(p.window, s.kiosk, ui.Options{
		PanelWidthMM: parts.config.Panel.WidthMM,
		Outline:      f.outline,
		Upload:       parts.uploadStatus(),
		Log:          log,
	})
	if first != nil {
		s.kiosk.SetUp(parts.firstAnswers(), parts.site.Step)
	}
	p.session.Store(s)
	return s, nil
}

// begin does beside the view what a kiosk does by itself.
func (s *session) begin() {
	ctx, log, parts, data := s.ctx, s.p.log, s.parts, s.p.flags.data
	s.working.Go(func() { tick(ctx, s.view) })
	fyne.Do(s.kiosk.QueueChanged) // somebody may wait since before
	s.working.Go(func() {
		err := diagnostics.Serve(ctx, data, func() diagnostics.Status {
			return diagnostics.Status{Version: version, Started: s.p.started, Alive: time.Unix(0, s.p.manager.alive.Load()), Report: s.board.Last()}
		})
		if err != nil {
			log.Warn("kioskctl cannot ask how the kiosk is", "err", err)
		}
	})
	if parts.packs != nil {
		log.Info("content pack", "version", parts.shown.Version) // 0: what is built in
		s.working.Go(func() {
			ticker := time.NewTicker(packsEvery)
			defer ticker.Stop()
			parts.watchPacks(ctx, log, ticker.C, func(shown *content.Pack, loaded pack.Loaded) {
				clips := openClips(contentFiles(parts.config.Content, loaded), data, log)
				fyne.Do(func() {
					s.kiosk.Renew(shown, func() {
						s.speaker.UseClips(clips)
						log.Info("content pack", "version", loaded.Version)
					})
				})
			})
		})
	}
	fetching := func(fetch func(tick <-chan time.Time)) {
		s.working.Go(func() {
			// Kiosks that were switched on together do not ask together for long.
			ticker := time.NewTicker(fetchEvery + rand.N(fetchEvery/4))
			defer ticker.Stop()
			fetch(ticker.C)
		})
	}
	if parts.fetcher != nil {
		fetching(func(tick <-chan time.Time) { parts.fetchPacks(ctx, log, data, tick) })
	}
	if parts.systems != nil {
		fetching(func(tick <-chan time.Time) { parts.systems.fetchSystems(ctx, log, tick) })
	}
	s.working.Go(func() {
		if err := parts.requests.Lend(ctx); err != nil {
			log.Warn("kioskctl cannot list requests while the kiosk runs", "err", err)
		}
	})
	s.working.Go(func() { parts.requests.Tend(ctx) })
	if parts.uploader != nil {
		s.working.Go(func() { parts.uploader.Run(ctx) })
		s.working.Go(func() {
			for {
				select {
				case <-parts.received:
					fyne.Do(s.kiosk.QueueChanged)
				case <-ctx.Done():
					return
				}
			}
		})
	}
	s.working.Go(func() {
		s.devices.listen(s.scanned, func(device string, err error) { fyne.Do(func() { s.kiosk.ScannerTold(device, err) }) })
	})
	s.devices.start(parts.printer)
	if parts.site.Code != "" && parts.site.Step == "" {
		s.working.Go(func() {
			ticker := time.NewTicker(handInEvery)
			defer ticker.Stop()
			if parts.handIn(ctx, data, log, ticker.C) {
				s.reopenWhenAlone()
			}
		})
	}
}

// reopenWhenAlone has the kiosk opened with other settings once nobody is there.
func (s *session) reopenWhenAlone() {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			fyne.Do(func() {
				if s.kiosk.Visit().Screen == visit.Attract && s.kiosk.Staff().Screen == staff.Closed {
					s.p.reopen()
				}
			})
		case <-s.ctx.Done():
			return
		}
	}
}

// scanned hands a scan on. The next one waits until this one is done with, so that a
// scanner that sends without end cannot fill the queue.
func (s *session) scanned(read scan.Scan) {
	done := make(chan struct{})
	fyne.Do(func() {
		defer close(done)
		s.kiosk.Scan(read)
	})
	select {
	case <-done:
	case <-s.ctx.Done():
	}
}

// close waits for what the session still does and closes its requests; well is that
// nothing made it end.
func (s *session) close(well bool) {
	s.working.Wait()
	s.speaker.Close()
	if well {
		s.starts.End()
	}
	if err := s.parts.requests.Close(); err != nil {
		s.p.log.Error("requests not closed", "err", err)
	}
}
