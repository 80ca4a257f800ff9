package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"text/tabwriter"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/content/pack"
	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/printing/ipp"
	"github.com/diemcham/diemcham/kiosk/slip"
	"github.com/diemcham/diemcham/kiosk/speech"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/upload"
)

// settingsFile is where the package puts the settings.
const settingsFile = "/etc/diemcham/kiosk.toml"

// askTime is how long a printer or the sound may take to answer.
const askTime = 6 * time.Second

// doctorCommand looks at the whole machine. A kiosk that runs is asked for what it
// has found, since printer, sound and requests have one user at a time; otherwise
// all is looked at from here.
func doctorCommand(env Env, args []string) error {
	f, err := parseHealth("doctor", args)
	if err != nil {
		return err
	}
	settings, unusable := loadSite(f.config, f.data)
	if unusable != nil {
		fmt.Fprintf(env.Stderr, "kioskctl: %v\n", unusable)
		settings = config.Default()
	}
	devices, screen := config.LoadDevices(f.data)
	settings = settings.With(devices)
	known := diagnostics.Settings(f.config, unusable, screen)

	var report diagnostics.Report
	program := version
	switch status, err := diagnostics.Ask(f.data); {
	case err == nil:
		report, program = status.Report.With(known, diagnostics.Running(status, time.Now())), status.Version
	case errors.Is(err, diagnostics.ErrNotRunning):
		d := doctor{env: env, settings: settings, data: f.data}
		report = diagnostics.Once(context.Background(), time.Now, d.checks()...).With(known, diagnostics.Stopped())
	default:
		return err
	}
	if f.json {
		err = printJSON(env.Stdout, report)
	} else {
		err = printFindings(env, f, report)
	}
	if err == nil && f.report != "" {
		err = writeReadiness(f, settings, program, report)
	}
	if err != nil {
		return err
	}
	if severity := report.Severity(); severity != diagnostics.Green {
		return exitError(severity)
	}
	return nil
}

// writeReadiness writes the readiness report as a sheet of A4, or more if much is the
// matter.
func writeReadiness(f healthFlags, settings config.Config, program string, report diagnostics.Report) error {
	texts, err := locale.Load(assets.Strings())
	if err != nil {
		return fmt.Errorf("read the built-in texts: %w", err)
	}
	at := settings.Place
	place := slip.Place{Name: at.Name.In(f.onPaper), Ward: at.Ward.In(f.onPaper), City: at.City.In(f.onPaper)}
	const startsTold = 5
	s := slip.Readiness(texts, f.onPaper, place, slip.ReadinessData{
		Kiosk: settings.Kiosk.ID, Version: program, Printer: settings.Printer.Address,
		Report: report, Starts: diagnostics.LastStarts(f.data, startsTold),
	}, time.Now().In(vietnam()))
	width, height := ipp.A4.Size()
	data, err := s.PDF(width, height)
	if err != nil {
		return err
	}
	return os.WriteFile(f.report, data, 0o644)
}

func printFindings(env Env, f healthFlags, r diagnostics.Report) error {
	worst := map[string]diagnostics.Severity{}
	for _, c := range r.Visible() {
		worst[c.Check] = max(worst[c.Check], c.Severity)
	}
	table := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "STATE\tCHECK\tFOUND")
	for _, found := range r.Findings {
		fmt.Fprintf(table, "%s\t%s\t%s\n", worst[found.Check], found.Check, found.Value)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(env.Stdout)
	return printConditions(env.Stdout, f.lang, r)
}

// doctor looks at a machine whose kiosk does not run.
type doctor struct {
	env      Env
	settings config.Config
	data     string
}

func (d doctor) checks() []diagnostics.Check {
	machine := diagnostics.Machine{}
	hub := d.settings.Hub.URL != ""
	checks := []diagnostics.Check{
		{Name: "printer", Look: d.printer},
		{Name: "sound", Look: d.sound},
		{Name: "content", Look: d.content},
		diagnostics.Scanner(func() string {
			if !d.settings.Scanner.Serial() {
				return ""
			}
			return d.settings.Scanner.Device
		}),
		diagnostics.Uploads(hub, d.uploads, vietnam()),
		diagnostics.Requests(d.carving, time.Now),
		diagnostics.Clock(time.Now, diagnostics.Built(built), vietnam()),
		machine.Disk(d.data),
		machine.Memory(), machine.Temperature(), machine.Network(hub), machine.Touch(), diagnostics.OpenTouchTests(d.data).Check(vietnam()),
		diagnostics.Restarts(d.data, time.Now),
		diagnostics.OpenCrashes(d.data).Check(time.Now, vietnam()),
		{Name: "version", Look: func(context.Context) diagnostics.Finding { return diagnostics.Version(version) }},
	}
	if hub {
		checks = append(checks, diagnostics.Hub(d.askHub, upload.ErrFaulty, time.Now))
	}
	return checks
}

func (d doctor) askHub(ctx context.Context) (time.Time, error) {
	probe, err := upload.NewProbe(upload.Options{URL: d.settings.Hub.URL})
	if err != nil {
		return time.Time{}, err
	}
	return probe.Ask(ctx)
}

// printer asks the printer, which nobody else has now.
func (d doctor) printer(ctx context.Context) diagnostics.Finding {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	p := d.settings.Printer
	var asked interface {
		Status(context.Context) (printing.Status, error)
	}
	var err error
	switch p.Kind {
	case config.FilePrinter:
		return diagnostics.Printer("", describePrinter(p, d.data))
	case config.IPPPrinter:
		asked, err = ipp.New(p.Address, ipp.DefaultProfile(ipp.Paper(p.Paper), "diemcham-doctor"))
	default:
		asked, err = printing.NewESCPOS(p.Address, printing.NewProfile(printing.Model(p.Receipt)))
	}
	if err != nil {
		return diagnostics.Printer(string(printing.Unplugged), "")
	}
	status, err := asked.Status(ctx)
	switch {
	case err != nil:
		return diagnostics.Printer(string(printing.NoAnswer), "")
	case status.Stopped() == "" && status.Warned():
		return diagnostics.Printer(string(printing.PaperLow), "")
	case !status.Known:
		return diagnostics.Printer(string(status.Stopped()), "there, but never says how it is")
	}
	return diagnostics.Printer(string(status.Stopped()), "well")
}

// sound plays a moment of silence.
func (d doctor) sound(ctx context.Context) diagnostics.Finding {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	player := speech.NewPlayer(speech.Options{})
	defer player.Close()
	return diagnostics.Sound(string(speech.FaultOf(player.Probe(ctx))), "well")
}

func (d doctor) content(context.Context) diagnostics.Finding {
	c := d.settings.Content
	shown, version, refused := (*content.Pack)(nil), uint64(0), false
	if len(c.Keys) > 0 {
		packs, err := pack.Open(d.data, pack.Options{Keys: c.Keys, Ward: c.PackWard, Icons: assets.Icons(), Now: time.Now})
		if err == nil {
			loaded := packs.Current()
			shown, version = loaded.Pack, loaded.Version
			if status, err := packs.Status(); err == nil && status.Last != nil {
				refused = status.Last.Reason != ""
			}
		}
	}
	if shown == nil {
		files := assets.Content()
		if c.Dir != "" {
			files = os.DirFS(c.Dir)
		}
		var err error
		if shown, err = content.Load(files, assets.Icons()...); err != nil {
			return diagnostics.Finding{Value: "cannot be used; see kioskctl content check", Troubles: []diagnostics.Code{"settings.unusable"}}
		}
	}
	return diagnostics.Content(version, len(shown.Overdue(time.Now().In(vietnam()))), refused)
}

// reader opens the requests; nil where no kiosk has run yet.
func (d doctor) reader() (*store.Reader, error) {
	reader, err := store.OpenReadOnly(d.data, d.env.log())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return reader, err
}

func (d doctor) uploads() (u diagnostics.Upload, err error) {
	reader, err := d.reader()
	if err != nil || reader == nil {
		return u, err
	}
	defer reader.Close()
	if u.Pending, err = reader.Pending(); err != nil {
		return u, err
	}
	u.Aside, err = reader.Aside()
	return u, err
}

func (d doctor) carving() (diagnostics.Carving, bool, error) {
	reader, err := d.reader()
	if err != nil || reader == nil {
		return diagnostics.Carving{}, false, err
	}
	defer reader.Close()
	c, ok, err := reader.Carved()
	return diagnostics.Carving{At: c.At, Saved: c.Saved, Lost: c.Lost}, ok, err
}
