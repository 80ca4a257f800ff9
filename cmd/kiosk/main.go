// Command kiosk is the touchscreen program of Điểm Chạm, installed as
// diemcham-kiosk.
//
//	diemcham-kiosk [--config FILE] [--data DIR] [--setup FILE] [--window 1920x1080] [--outline FILE]
//	diemcham-kiosk --gallery DIR [--content DIR]
//
// It needs an X display, but for the gallery. Without a configuration it runs
// with the defaults for Việt Hưng and says so. While settings or data cannot be used
// it shows a screen that says so, and starts by itself when they can. It exits with 0
// when it is told to stop or staff have it started anew, which is left to the service
// manager, and with 1 when it cannot start or go on, having said why on standard error.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/firstrun"
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
	config, data, setup, outline, gallery, content string
	window                                         fyne.Size // zero: as large as the window manager makes it
	version                                        bool
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
	set.StringVar(&f.setup, "setup", firstrun.AnswersFile, "answers `FILE` (TOML) to set the kiosk up with at its first start, if it is there")
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
	parts, err := assemble(f, log, openDisplay())
	var wrong unusable
	if err != nil && !errors.As(err, &wrong) {
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
	a := app.New()
	a.Settings().SetTheme(theme.New(theme.Look{Unit: 1, Scale: 1}))
	p := &program{
		flags: f, log: log, stderr: stderr, ctx: ctx, stop: stop,
		window: a.NewWindow("Điểm Chạm"), manager: newManager(log), started: time.Now(),
	}
	var opened *session
	if parts == nil {
		err = p.showUnusable(wrong)
	} else {
		opened, err = p.open(parts)
	}
	if err != nil {
		return err
	}

	p.window.SetPadded(false)
	p.window.SetMaster()
	if f.window.IsZero() {
		// A kiosk has no close button; whatever asks the window to close is a
		// mistake. The size is only the first frame's: the window manager decides.
		p.window.SetCloseIntercept(func() {})
		p.window.Resize(fyne.NewSize(1920, 1080))
	} else {
		p.window.Resize(f.window)
		p.window.SetFixedSize(true)
		p.window.SetOnClosed(stop)
	}
	a.Lifecycle().SetOnStarted(func() {
		log.Info("started", "version", version, "data", f.data)
		p.working.Go(func() { p.manager.run(ctx, fyne.Do) })
		if opened != nil {
			opened.begin()
			return
		}
		p.working.Go(func() { p.lookAgain(wrong) })
	})
	// Fyne too ends when the kiosk is told to stop, but may then wait for ever: what
	// it still has to do goes into the queue of a loop that has just ended. So
	// nobody waits for it; when the work is done, the kiosk ends.
	go func() {
		<-ctx.Done()
		p.end()
	}()
	p.window.ShowAndRun()
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
