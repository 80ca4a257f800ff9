package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"syscall"
	"time"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/firstrun"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/store/roster"
	"github.com/diemcham/diemcham/store/seal"
	"github.com/diemcham/diemcham/store/upload"
)

// setUp returns what was said when the kiosk was set up. One that never was takes the
// answers that lie ready for it, or else begins to ask on its screen; which it does not
// where nobody has named settings, as on a desk.
func (p *parts) setUp(f flags, log *slog.Logger) (config.Site, error) {
	p.settings = p.config
	if info, err := os.Stat(f.data); errors.Is(err, syscall.ENOTDIR) || err == nil && !info.IsDir() {
		return config.Site{}, nil // what is wrong with it is said when the requests are opened
	}
	site, _, err := config.LoadSite(f.data)
	if err != nil || f.config == "" {
		return site, err
	}
	expects, err := firstrun.Expects(p.settings, f.data, site)
	if err != nil {
		return site, err
	}
	if expects {
		if err := p.answer(f, log); err != nil {
			return site, err
		}
		site, _, err = config.LoadSite(f.data)
	}
	p.site = site
	return site, err
}

func (p *parts) answer(f flags, log *slog.Logger) error {
	answers, err := config.LoadAnswers(f.setup)
	step := firstrun.AnswersStep
	switch {
	case errors.Is(err, fs.ErrNotExist):
		step = firstrun.FirstStep
	case err != nil:
		return err
	}
	if err := os.MkdirAll(f.data, 0o700); err != nil {
		return fmt.Errorf("%w; choose a folder that can be written with --data", err)
	}
	if err := config.SaveSite(f.data, config.Site{Step: step}); err != nil || step != firstrun.AnswersStep {
		return err
	}
	log.Info("set up with a file", "file", f.setup)
	m := firstrun.Machine{Settings: p.settings, Data: f.data, Staff: roster.Open(f.data, roster.Options{})}
	if err := m.Set(context.Background(), answers, true); err != nil {
		return fmt.Errorf("%s: %w", f.setup, err)
	}
	return nil
}

// handInEvery is how often an enrolment code is handed in that could not be.
const handInEvery = 30 * time.Second

// handIn hands in the enrolment code that the answers named, however long the hub is
// away, and reports whether the kiosk has other settings since.
func (p *parts) handIn(ctx context.Context, data string, log *slog.Logger, again <-chan time.Time) (changed bool) {
	m := firstrun.Machine{Settings: p.settings, Data: data}
	for said := false; ; {
		changed, err := m.HandIn(ctx)
		switch {
		case err == nil:
			return changed
		case errors.Is(err, upload.ErrCode):
			log.Error("not enrolled with the hub", "err", err)
			return false
		case !said && ctx.Err() == nil:
			log.Warn("not enrolled with the hub yet", "err", err)
			said = true
		}
		select {
		case <-again:
		case <-ctx.Done():
			return false
		}
	}
}

// firstRun keeps what is answered while the kiosk is set up on its own screen.
type firstRun struct {
	machine firstrun.Machine
	finish  func()
}

// Keep keeps answers.
func (f firstRun) Keep(site config.Site) error { return config.SaveSite(f.machine.Data, site) }

// Add adds the first member of staff.
func (f firstRun) Add(m roster.Member, pin seal.Secret) error {
	return f.machine.Staff.Add(m, pin, nil)
}

// Enrol hands in a code.
func (f firstRun) Enrol(ctx context.Context, site config.Site) (config.Hub, staff.Enrolled) {
	enrolled, err := f.machine.Enrol(ctx, site)
	switch {
	case err == nil:
		return *enrolled.Hub, staff.EnrolledWell
	case errors.Is(err, upload.ErrCode):
		return config.Hub{}, staff.CodeRefused
	case errors.Is(err, firstrun.ErrRecipient):
		return config.Hub{}, staff.OtherHubsKey
	}
	return config.Hub{}, staff.HubAway
}

// Finish opens the kiosk with what was kept.
func (f firstRun) Finish() { f.finish() }

// firstAnswers are those that hold where nothing is answered.
func (p *parts) firstAnswers() staff.FirstRun {
	c := p.config
	return staff.FirstRun{Site: config.Site{
		Place: &c.Place, Kiosk: &c.Kiosk, Panel: &c.Panel, Turn: p.site.Turn, Hub: &c.Hub, Enrolled: p.site.Enrolled,
	}}
}
