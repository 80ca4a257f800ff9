// Command kiosk is the touchscreen program of Điểm Chạm, installed as
// diemcham-kiosk.
//
//	diemcham-kiosk [--config FILE] [--data DIR] [--window 1920x1080] [--outline FILE]
//	diemcham-kiosk --gallery DIR [--content DIR]
//
// It needs an X display, but for the gallery. Without a configuration it runs
// with the defaults for Việt Hưng and says so. It exits with 0 when it is told to
// stop or staff have it started anew, which is left to the service manager, and with 1
// when it cannot start or go on, having said why on standard error.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"github.com/coreos/go-systemd/v22/daemon"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/content/pack"
	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/store"
)

// Both are set by packaging/build.
var (
	version = "development"
	built   = "" // when the sources were made, as RFC 3339 has times
)

// flags is the command line.
type flags struct {
	config, data, outline, gallery, content string
	window                                  fyne.Size // zero: as large as the window manager makes it
	version                                 bool
}

// checkFlag has the program check one file of requests and nothing else. The kiosk
// starts itself like this before it opens its requests: damage can end the process
// that meets it.
const checkFlag = "--check-requests"

func main() {
	if len(os.Args) == 3 && os.Args[1] == checkFlag {
		os.Exit(store.CheckProcess(os.Args[2], os.Stdout, os.Stderr))
	}
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintf(os.Stderr, "diemcham-kiosk: %v\n", err)
		os.Exit(1)
	}
}

func parseFlags(args []string, stderr io.Writer) (flags, error) {
	var f flags
	var window string
	set := flag.NewFlagSet("diemcham-kiosk", flag.ContinueOnError)
	set.SetOutput(stderr)
	set.StringVar(&f.config, "config", "", "settings `FILE` (TOML); without it the defaults for Việt Hưng hold")
	set.StringVar(&f.data, "data", config.DefaultData, "`DIR` for everything the kiosk keeps")
	set.StringVar(&window, "window", "", "run in a window of `WIDTHxHEIGHT` pixels, for development")
	set.StringVar(&f.outline, "outline", "", "write the screen's name and its touch targets to `FILE` after each change, for tests")
	set.StringVar(&f.gallery, "gallery", "", "write a picture of every screen into `DIR` and exit; needs no display")
	set.StringVar(&f.content, "content", "", "with --gallery: draw what is in this content `DIR` instead")
	set.BoolVar(&f.version, "version", false, "print the version and exit")
	if err := set.Parse(args); err != nil {
		return f, err
	}
	if set.NArg() > 0 {
		return f, fmt.Errorf("unexpected argument %q; diemcham-kiosk --help lists what is accepted", set.Arg(0))
	}
	if f.content != "" && f.gallery == "" {
		return f, errors.New("--content goes with --gallery only; a kiosk is told of content by its settings")
	}
	if window != "" {
		var w, h int
		if n, err := fmt.Sscanf(window, "%dx%d", &w, &h); n != 2 || err != nil || fmt.Sprintf("%dx%d", w, h) != window || w < 640 || h < 480 {
			return f, fmt.Errorf("--window: %q is not a size; use for example 1920x1080, at least 640x480", window)
		}
		f.window = fyne.NewSize(float32(w), float32(h))
	}
	return f, nil
}

func run(args []string, stdout, stderr io.Writer) error {
	f, err := parseFlags(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return nil
	case err != nil:
		return err
	case f.version:
		fmt.Fprintf(stdout, "diemcham-kiosk %s\n", version)
		return nil
	}
	switch {
	case f.content != "":
		return writePreview(f.gallery, f.content, stdout)
	case f.gallery != "":
		return writeGallery(f.gallery, stdout)
	}
	log := slog.New(slog.NewTextHandler(stderr, nil))
	if err := keepMemory(); err != nil {
		log.Warn("memory may be written to a file if the kiosk dies", "err", err)
	}
	parts, err := assemble(f, log)
	if err != nil {
		return err
	}

	// The panel's width is configured and sizes follow from it, so Fyne must not
	// scale by what the panel says of itself. What a screen left behind is freed
	// after 15 seconds rather than a minute. With a variant named, Fyne does not
	// ask a desktop's settings for one.
	for name, value := range map[string]string{
		"FYNE_DISABLE_DPI_DETECTION": "1", "FYNE_SCALE": "1", "FYNE_CACHE": "15s", "FYNE_THEME": "light",
	} {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)

	crashes := diagnostics.OpenCrashes(f.data)
	if err := crashes.Catch(version); err != nil {
		log.Error("faults are not written down", "err", err)
	}
	manager := newManager(log)
	started := time.Now()
	starts := diagnostics.Begin(f.data, version, started)
	var working sync.WaitGroup
	devices := newDevices(ctx, &working, parts, f.data, log)
	touchTests := diagnostics.OpenTouchTests(f.data)
	board, err := parts.newBoard(f.data, starts, crashes, touchTests, devices.scannerDevice)
	if err != nil {
		return err
	}
	speaker := newSpeaker(contentFiles(parts.config.Content, parts.shown), f.data, log)

	a := app.New()
	look := theme.Look{Unit: 1, Scale: 1}
	a.Settings().SetTheme(theme.New(look))
	window := a.NewWindow("Điểm Chạm")
	var view *ui.Window
	var broken atomic.Bool
	k := kiosk.New(ctx, kiosk.Options{
		Pack: parts.pack, Texts: parts.texts, Place: parts.config.Place,
		Requests: parts.requests, Printer: parts.printer, Sealer: parts.sealer,
		Speaker: speaker, Sound: kiosk.Probe(ctx, speaker),
		Packs: parts.staffPacks(),
		Cards: parts.requests,
		Board: board, TouchTests: touchTests,
		About:   kiosk.About{Kiosk: parts.config.Kiosk.ID, Version: version, Starts: starts.Last(reportStarts)},
		Letter:  parts.config.Kiosk.Letter,
		Setup:   staff.Setup{Printer: parts.config.Printer, Scanner: parts.config.Scanner.Device, Aside: config.HasAside(f.data)},
		Devices: devices,
		Codes:   scan.Rules{CardPrefix: card.Prefix, IDCards: parts.config.Scanner.IDCards},
		Staff:   parts.staff,
		Rand:    rand.Uint64,
		Now:     time.Now, Post: fyne.Do,
		Kept:    parts.wake,
		Restart: func(fault bool) { broken.Store(fault); stop() },
		Crashed: func(fault any, stack []byte) {
			if err := crashes.Keep(time.Now(), version, fault, stack); err != nil {
				log.Error("fault not written down", "err", err)
			}
		},
		Changed: func() { view.Refresh() },
		Log:     log,
	})
	view = ui.New(window, k, ui.Options{
		PanelWidthMM: parts.config.Panel.WidthMM,
		Outline:      f.outline,
		Upload:       parts.uploadStatus(),
		Log:          log,
	})

	scanned := func(s scan.Scan) {
		// The next scan waits until this one is done with, so that a scanner that
		// sends without end cannot fill the queue.
		done := make(chan struct{})
		fyne.Do(func() {
			defer close(done)
			k.Scan(s)
		})
		select {
		case <-done:
		case <-ctx.Done():
		}
	}

	window.SetPadded(false)
	window.SetMaster()
	if f.window.IsZero() {
		// A kiosk has no close button; whatever asks the window to close is a
		// mistake. The size is only the first frame's: the window manager decides.
		window.SetCloseIntercept(func() {})
		window.Resize(fyne.NewSize(1920, 1080))
	} else {
		window.Resize(f.window)
		window.SetFixedSize(true)
		window.SetOnClosed(stop)
	}

	a.Lifecycle().SetOnStarted(func() {
		log.Info("started", "version", version, "data", f.data)
		working.Go(func() { tick(ctx, view) })
		fyne.Do(k.QueueChanged) // somebody may wait since before
		working.Go(func() { manager.run(ctx, fyne.Do) })
		working.Go(func() {
			err := diagnostics.Serve(ctx, f.data, func() diagnostics.Status {
				return diagnostics.Status{Version: version, Started: started, Alive: time.Unix(0, manager.alive.Load()), Report: board.Last()}
			})
			if err != nil {
				log.Warn("kioskctl cannot ask how the kiosk is", "err", err)
			}
		})
		if parts.packs != nil {
			log.Info("content pack", "version", parts.shown.Version) // 0: what is built in
			working.Go(func() {
				ticker := time.NewTicker(packsEvery)
				defer ticker.Stop()
				parts.watchPacks(ctx, log, ticker.C, func(shown *content.Pack, loaded pack.Loaded) {
					clips := openClips(contentFiles(parts.config.Content, loaded), f.data, log)
					fyne.Do(func() {
						k.Renew(shown, func() {
							speaker.UseClips(clips)
							log.Info("content pack", "version", loaded.Version)
						})
					})
				})
			})
		}
		if parts.fetcher != nil {
			working.Go(func() {
				// Kiosks that were switched on together do not ask together for long.
				ticker := time.NewTicker(fetchEvery + rand.N(fetchEvery/4))
				defer ticker.Stop()
				parts.fetchPacks(ctx, log, f.data, ticker.C)
			})
		}
		working.Go(func() {
			if err := parts.requests.Lend(ctx); err != nil {
				log.Warn("kioskctl cannot list requests while the kiosk runs", "err", err)
			}
		})
		working.Go(func() { parts.requests.Tend(ctx) })
		if parts.uploader != nil {
			working.Go(func() { parts.uploader.Run(ctx) })
			working.Go(func() {
				for {
					select {
					case <-parts.received:
						fyne.Do(k.QueueChanged)
					case <-ctx.Done():
						return
					}
				}
			})
		}
		working.Go(func() {
			devices.listen(scanned, func(device string, err error) { fyne.Do(func() { k.ScannerTold(device, err) }) })
		})
		devices.start(parts.printer)
	})
	// Fyne too ends when the kiosk is told to stop, but may then wait for ever: what
	// it still has to do goes into the queue of a loop that has just ended. So
	// nobody waits for it; when the work is done, the kiosk ends.
	go func() {
		<-ctx.Done()
		manager.tell(daemon.SdNotifyStopping)
		working.Wait()
		speaker.Close()
		if !broken.Load() {
			starts.End()
		}
		if err := parts.requests.Close(); err != nil {
			log.Error("requests not closed", "err", err)
		}
		log.Info("stopped")
		if broken.Load() {
			os.Exit(1)
		}
		os.Exit(0)
	}()
	window.ShowAndRun()
	stop()
	select {} // until what was begun above has ended
}

// tick lets the kiosk's seconds pass until ctx ends.
func tick(ctx context.Context, view *ui.Window) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			fyne.Do(view.Tick)
		case <-ctx.Done():
			return
		}
	}
}
