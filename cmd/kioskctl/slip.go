package main

import (
	"bytes"
	"flag"
	"fmt"
	"image/png"
	"io"
	"os"
	"slices"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/printing/ipp"
	"github.com/diemcham/diemcham/kiosk/slip"
)

// slipFlags is the command line of slip.
type slipFlags struct {
	service, png, pdf string
	config, data      string
	content           string
	lang              locale.Lang
	dots              int    // zero: those of the printer in the settings
	paper             string // empty: that of the printer in the settings
	at                time.Time
}

// slipCommand draws the slip of a service into files: the picture and the PDF that
// a kiosk with these settings prints.
func slipCommand(env Env, args []string) error {
	f, err := parseSlipFlags(args)
	if err != nil {
		return err
	}
	settings := config.Default()
	if f.config != "" {
		loaded, err := loadSettings(env, f.config, f.data)
		if err != nil {
			return err
		}
		settings = loaded.Config
	}
	if f.content == "" {
		f.content = settings.Content.Dir
	}
	if f.dots == 0 {
		f.dots = settings.Printer.Dots
	}
	if f.paper == "" {
		f.paper = settings.Printer.Paper
	}
	s, err := serviceSlip(f, settings.Place)
	if err != nil {
		return err
	}
	if f.png != "" {
		if err := writeBitmap(f, s); err != nil {
			return err
		}
	}
	if f.pdf != "" {
		return writePages(f, s)
	}
	return nil
}

func writeBitmap(f slipFlags, s slip.Slip) error {
	picture, err := s.Bitmap(f.dots)
	if err != nil {
		return fmt.Errorf("service %s: %w", f.service, err)
	}
	var data bytes.Buffer
	if err := png.Encode(&data, picture); err != nil {
		return fmt.Errorf("%s: %w", f.png, err)
	}
	return os.WriteFile(f.png, data.Bytes(), 0o644)
}

func writePages(f slipFlags, s slip.Slip) error {
	width, height := ipp.Paper(f.paper).Size()
	data, err := s.PDF(width, height)
	if err != nil {
		return fmt.Errorf("service %s: %w", f.service, err)
	}
	return os.WriteFile(f.pdf, data, 0o644)
}

func parseSlipFlags(args []string) (slipFlags, error) {
	f := slipFlags{at: time.Now().In(time.FixedZone("ICT", 7*60*60))} // the clock on the wall in Hà Nội
	var lang, at string
	set := flag.NewFlagSet("slip", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&f.service, "service", "", "")
	set.StringVar(&f.png, "png", "", "")
	set.StringVar(&f.pdf, "pdf", "", "")
	set.StringVar(&f.paper, "paper", "", "")
	set.StringVar(&f.config, "config", "", "")
	set.StringVar(&f.data, "data", config.DefaultData, "")
	set.StringVar(&f.content, "content", "", "")
	set.StringVar(&lang, "lang", string(locale.Vi), "")
	set.StringVar(&at, "at", "", "")
	set.IntVar(&f.dots, "dots", 0, "")
	if err := set.Parse(args); err != nil {
		return f, usageError{"slip: " + err.Error()}
	}
	f.lang = locale.Lang(lang)
	switch {
	case set.NArg() > 0:
		return f, usageError{fmt.Sprintf("slip: unexpected argument %q", set.Arg(0))}
	case f.service == "":
		return f, usageError{"slip needs --service; kioskctl content list names them"}
	case f.png == "" && f.pdf == "":
		return f, usageError{"slip needs --png or --pdf, the file to draw into"}
	case f.paper != "" && f.paper != config.A4 && f.paper != config.A5:
		return f, usageError{fmt.Sprintf("slip: --paper: %q is not a size of sheets; use a4 or a5", f.paper)}
	case !slices.Contains(locale.Langs(), f.lang):
		return f, usageError{fmt.Sprintf("slip: --lang: %q is not a language; use vi or en", lang)}
	}
	if at != "" {
		when, err := time.Parse(time.RFC3339, at)
		if err != nil {
			return f, usageError{fmt.Sprintf("slip: --at: %q is not a time; use for example 2026-11-23T09:41:00+07:00", at)}
		}
		f.at = when
	}
	return f, nil
}

func serviceSlip(f slipFlags, at config.Place) (slip.Slip, error) {
	from, name := assets.Content(), "the built-in content"
	if f.content != "" {
		folder, err := contentFolder(f.content)
		if err != nil {
			return slip.Slip{}, err
		}
		from, name = folder, f.content
	}
	pack, err := content.Load(from, assets.Icons()...)
	if err != nil {
		return slip.Slip{}, fmt.Errorf("%s cannot be used:\n%w", name, err)
	}
	service, ok := pack.Service(f.service)
	if !ok {
		return slip.Slip{}, fmt.Errorf("no service %q in %s; kioskctl content list names them", f.service, name)
	}
	texts, err := locale.Load(assets.Strings())
	if err != nil {
		return slip.Slip{}, fmt.Errorf("read the built-in texts: %w", err)
	}
	place := slip.Place{Name: at.Name.In(f.lang), Ward: at.Ward.In(f.lang), City: at.City.In(f.lang)}
	return slip.Service(texts, f.lang, place, service, pack.HelpLine(), f.at), nil
}
