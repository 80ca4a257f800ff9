package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"github.com/coreos/go-systemd/v22/daemon"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui"
	"github.com/diemcham/diemcham/kiosk/ui/screen"
)

// unusableEvery is how often a kiosk that cannot be used looks whether it can be by
// now.
const unusableEvery = 3 * time.Second

// program is the window and what is shown in it: a kiosk, or why there is none.
type program struct {
	flags   flags
	log     *slog.Logger
	stderr  io.Writer
	ctx     context.Context
	stop    context.CancelFunc
	window  fyne.Window
	manager *manager
	started time.Time
	working sync.WaitGroup // what belongs to no session

	notice  *ui.Notice              // the view's; nil: the kiosk could be used at once
	session atomic.Pointer[session] // nil: it cannot be used yet
	broken  atomic.Bool             // it is to be started anew
}

// showUnusable tells residents to ask the staff, and the technician what is wrong.
func (p *program) showUnusable(why error) error {
	fmt.Fprintf(p.stderr, "diemcham-kiosk: %v\n", why)
	if p.notice == nil {
		texts, err := locale.Load(assets.Strings())
		if err != nil {
			return fmt.Errorf("read the built-in texts: %w", err)
		}
		p.notice = ui.NewNotice(p.window, ui.NoticeOptions{
			Texts: texts, PanelWidthMM: config.Default().Panel.WidthMM, Outline: p.flags.outline, Log: p.log,
		})
	}
	p.notice.Show(screen.Unusable{Settings: p.flags.config, Data: p.flags.data, Wrong: strings.Split(why.Error(), "\n")})
	return nil
}

// lookAgain waits until the kiosk can be used, and opens it then. It tells what is
// wrong when that changes.
func (p *program) lookAgain(why error) {
	ticker := time.NewTicker(unusableEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-p.ctx.Done():
			return
		}
		parts, err := assemble(p.flags, p.log, nil)
		if err == nil {
			fyne.Do(func() { p.begin(parts) })
			return
		}
		if err.Error() == why.Error() {
			continue
		}
		why = err
		fyne.Do(func() {
			if err := p.showUnusable(err); err != nil {
				p.giveUp(err)
			}
		})
	}
}

// begin opens a kiosk in place of the notice.
func (p *program) begin(parts *parts) {
	s, err := p.open(parts)
	if err != nil {
		p.giveUp(err)
		return
	}
	s.begin()
}

// reopen closes the kiosk and opens it with the settings that hold now.
func (p *program) reopen() {
	s := p.session.Swap(nil)
	if s == nil {
		return
	}
	p.working.Go(func() {
		s.end()
		s.close(true)
		parts, err := assemble(p.flags, p.log, nil)
		if err != nil {
			fyne.Do(func() {
				if err := p.showUnusable(err); err != nil {
					p.giveUp(err)
				}
			})
			p.lookAgain(err)
			return
		}
		fyne.Do(func() {
			p.begin(parts)
			p.log.Info("opened with other settings")
		})
	})
}

// giveUp ends the program, to be started anew.
func (p *program) giveUp(err error) {
	p.log.Error("the kiosk cannot go on", "err", err)
	p.startAnew(true)
}

// startAnew ends the program, which the service manager then starts again: for a fault of
// its own, or because staff wish it.
func (p *program) startAnew(fault bool) {
	p.broken.Store(fault)
	p.stop()
}

// end ends the process when all work has ended.
func (p *program) end() {
	p.manager.tell(daemon.SdNotifyStopping)
	p.working.Wait()
	broken := p.broken.Load()
	if s := p.session.Load(); s != nil {
		s.close(!broken)
	}
	p.log.Info("stopped")
	if broken {
		os.Exit(1)
	}
	os.Exit(0)
}
