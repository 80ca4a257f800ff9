package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/printing/ipp"
	"github.com/diemcham/diemcham/kiosk/slip"
)

// printTestCommand prints a page to judge the printer by, and says what became of
// it, what the printer says of itself and what to do about it.
func printTestCommand(env Env, args []string) error {
	settings, ask, err := parsePrintTest(env, args)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	switch settings.Kind {
	case config.FilePrinter:
		return printTestFile(ctx, env, settings)
	case config.IPPPrinter:
		return printTestSheet(ctx, env, settings, ask)
	}
	printer, err := printing.NewESCPOS(settings.Address, printing.NewProfile(printing.Model(settings.Receipt)))
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "printer   %s\nmodel     %s: %s\n", settings.Address, settings.Model, described(settings.Receipt))
	answers, err := printer.Answers(ctx)
	if settings.Status {
		explainAnswers(env.Stdout, answers)
	}
	if err != nil {
		return troubled(env, err)
	}
	warn(env, answers.Faults())
	if ask {
		return ready(env, settings.Status)
	}
	return printTestPage(ctx, env, settings, printer, judge, map[printing.Outcome]string{
		printing.Sent:    "this printer never answers, so look whether the page is whole",
		printing.Printed: "the printer confirmed it to the end",
	})
}

// printTestPage prints the page and says what each outcome means and what to look at.
func printTestPage(ctx context.Context, env Env, settings config.Printer, printer printing.Printer, look string, means map[printing.Outcome]string) error {
	page, err := testPage(settings, time.Now())
	if err != nil {
		return err
	}
	began := time.Now()
	outcome, err := printer.Print(ctx, page)
	if err != nil {
		return troubled(env, err)
	}
	how := "printed"
	if outcome == printing.Sent {
		how = "sent"
	}
	fmt.Fprintf(env.Stdout, "outcome   %s in %v: %s\n%s", how, time.Since(began).Round(10*time.Millisecond), means[outcome], look)
	return nil
}

const judge = `look      the ruler goes from edge to edge, and 10 of it are 1 cm
          if it is cut off or leaves white at the right, dots is wrong
          a telephone reads the square of 1.00 mm at once, from 30 cm
          the grey bar has no white line from top to bottom: that is a dead dot
          the page was cut off below its last line; if above, make feed larger
`

func parsePrintTest(env Env, args []string) (settings config.Printer, ask bool, err error) {
	set := flag.NewFlagSet("print-test", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	file, data := set.String("config", "", ""), set.String("data", config.DefaultData, "")
	address := set.String("address", "", "")
	model := set.String("model", "", "")
	speed := set.Int("speed", 0, "")
	set.BoolVar(&ask, "ask", false, "")
	if err := set.Parse(args); err != nil {
		return settings, ask, usageError{"print-test: " + err.Error()}
	}
	switch {
	case set.NArg() > 0:
		return settings, ask, usageError{fmt.Sprintf("print-test: unexpected argument %q", set.Arg(0))}
	case *file != "" && (*address != "" || *model != "" || *speed != 0):
		return settings, ask, usageError{"print-test: --config says what the printer is; use either that or --address, --model and --speed"}
	case *file != "":
		loaded, err := loadSettings(env, *file, *data)
		if err != nil {
			return settings, ask, err
		}
		fmt.Fprintf(env.Stdout, "settings  %s\n", loaded.printerFrom)
		settings = loaded.Printer
		settings.Folder = slipFolder(settings, *data)
		return settings, ask, nil
	case *address == "":
		return settings, ask, usageError{"print-test needs --config or --address"}
	}
	settings = config.Default().Printer
	settings.Kind, settings.Address = kindOf(*address), *address
	if settings.Kind == config.IPPPrinter && (*model != "" || *speed != 0) {
		return settings, ask, usageError{"print-test: --model and --speed are those of a receipt printer, and the address is one of a printer of sheets"}
	}
	if *model != "" {
		receipt, ok := config.Models()[*model]
		if !ok {
			return settings, ask, usageError{fmt.Sprintf("print-test: no model %q; packaging/kiosk.toml lists them", *model)}
		}
		settings.Model, settings.Receipt = *model, receipt
	}
	settings.Speed = *speed
	return settings, ask, nil
}

// kindOf is the kind of printer that has such an address.
func kindOf(address string) string {
	for _, prefix := range []string{"ipp:", "ipps:", "cups:"} {
		if strings.HasPrefix(address, prefix) {
			return config.IPPPrinter
		}
	}
	return config.EscposPrinter
}

func printTestFile(ctx context.Context, env Env, settings config.Printer) error {
	page, err := testPage(settings, time.Now())
	if err != nil {
		return err
	}
	if _, err := printing.NewFile(settings.Folder, settings.Dots, time.Now).Print(ctx, page); err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "printer   a folder: %s\noutcome   the page is a picture in it; no paper was used\n", settings.Folder)
	return nil
}

// printTestSheet tries a printer of sheets.
func printTestSheet(ctx context.Context, env Env, settings config.Printer, ask bool) error {
	// Under a name of its own, so that no slip of the kiosk's is withdrawn.
	printer, err := ipp.New(settings.Address, ipp.DefaultProfile(ipp.Paper(settings.Paper), "diemcham-print-test"))
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "printer   %s, sheets of %s\n", settings.Address, settings.Paper)
	if ask {
		return askSheet(ctx, env, settings.Address, printer)
	}
	return printTestPage(ctx, env, settings, printer, judgeSheet, map[printing.Outcome]string{
		printing.Sent:    "nobody says whether it came out, so look whether the page is there",
		printing.Printed: "the printer says that it is in the tray",
	})
}

func askSheet(ctx context.Context, env Env, address string, printer *ipp.Printer) error {
	status, err := printer.Status(ctx)
	if err != nil {
		return troubled(env, err)
	}
	if fault := status.Stopped(); fault != "" {
		return troubled(env, &printing.FaultError{Fault: fault, Printer: address})
	}
	warn(env, status.Faults)
	return ready(env, status.Known)
}

// warn says what does not keep a page from coming out.
func warn(env Env, faults []printing.Fault) {
	if slices.Contains(faults, printing.PaperLow) {
		fmt.Fprintf(env.Stdout, "warning   %s: %s\n", printing.PaperLow, advice(printing.PaperLow))
	}
}

// ready ends a test in which the printer was only asked. known is false if it cannot
// say how it is.
func ready(env Env, known bool) error {
	if !known {
		fmt.Fprintln(env.Stdout, "outcome   it is there; how it is cannot be known")
		return nil
	}
	fmt.Fprintln(env.Stdout, "outcome   ready to print")
	return nil
}

const judgeSheet = `look      10 of the ruler are 1 cm: if not, the printer scales pages, which has to be off
          a telephone reads every square at once
`

func testPage(settings config.Printer, now time.Time) (slip.Slip, error) {
	pack, err := content.Load(assets.Content(), assets.Icons()...)
	if err != nil {
		return slip.Slip{}, fmt.Errorf("the built-in content cannot be used:\n%w", err)
	}
	now = now.In(time.FixedZone("ICT", 7*60*60))
	described := fmt.Sprintf("%s · %d dots", settings.Model, settings.Dots)
	if settings.Kind == config.IPPPrinter {
		described = settings.Paper
	}
	return slip.TestPage(pack.ShortestAddress(), now.Format("060102")+"010000",
		"kioskctl print-test "+version, now.Format("02/01/2006 15:04"),
		described), nil
}

func described(r config.Receipt) string {
	either := func(on bool, yes, no string) string {
		if on {
			return yes
		}
		return no
	}
	text := fmt.Sprintf("%d dots, bands of %d rows, %d at once, feed of %d rows, %s, %s", r.Dots, r.BandRows, r.Window, r.Feed,
		either(r.Cut, "cuts", "no cutter"), either(r.Status, "answers", "never answers"))
	if r.Speed != 0 {
		text += fmt.Sprintf(", serial line at %d", r.Speed)
	}
	return text
}

// explainAnswers says what each of the four answers means.
func explainAnswers(w io.Writer, answers printing.Answers) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for n, question := range questions {
		said := "no answer"
		if b := answers[n]; b != 0 {
			said = fmt.Sprintf("%02x  %s", b, question.means(b))
		}
		fmt.Fprintf(table, "DLE EOT %d\t%s\t%s\n", n+1, question.about, said)
	}
	_ = table.Flush() // to standard output, as everything else
}

// questions are what an ESC/POS printer is asked, with the bits that mean something.
var questions = [4]question{
	{"online?", "yes", []bits{{0x08, "offline"}, {0x20, "waits to be put online again"}, {0x40, "its feed button is held"}}},
	{"why offline?", "nothing", []bits{{0x04, "cover open"}, {0x08, "paper is fed with its button"}, {0x20, "stopped at the end of the paper"}, {0x40, "error"}}},
	{"what error?", "none", []bits{{0x08, "cutter"}, {0x20, "one that needs repair"}, {0x40, "one that passes: head hot or voltage"}}},
	{"paper?", "enough", []bits{{0x0c, "nearly used up"}, {0x60, "none"}}},
}

type question struct {
	about, well string
	bits        []bits
}

type bits struct {
	mask byte
	text string
}

func (q question) means(answer byte) string {
	text := ""
	for _, b := range q.bits {
		if answer&b.mask == b.mask {
			if text != "" {
				text += ", "
			}
			text += b.text
		}
	}
	if text == "" {
		return q.well
	}
	return text
}

// advice says what to do about a fault.
func advice(fault printing.Fault) string {
	return map[printing.Fault]string{
		printing.PaperOut:  "put in paper: a new roll, with the cover closed; or sheets, in every tray",
		printing.PaperLow:  "have a new roll, or a stack of sheets, ready",
		printing.Jam:       "switch it off, take out every sheet and scrap, switch it on",
		printing.Toner:     "put in a new cartridge",
		printing.CoverOpen: "close the cover until it clicks",
		printing.Cutter:    "switch it off, open the cover, take out the paper that is stuck in the cutter, switch it on",
		printing.HeadHot:   "leave it alone for a few minutes; if it comes back, see that nothing covers it and that its power supply is its own",
		printing.Offline:   "press its button once; if its lamp still blinks, switch it off and on, and see its manual for what the blinking means",
		printing.Unplugged: "see that it is switched on and the cable is in at both ends; on the network, that its address is still that one and that no other program is connected to it; for a device file, that no print queue (CUPS, ipp-usb) has taken the printer",
		printing.NoAnswer:  "switch it off and on; on a serial line, see that speed is what the printer is set to; if it printed well and only says nothing, it is one that never answers: choose the model 80mm-oneway or 58mm-oneway, or set status = false",
	}[fault]
}

// troubled says what to do about what went wrong, and returns it.
func troubled(env Env, err error) error {
	var fault *printing.FaultError
	switch {
	case errors.As(err, &fault):
		fmt.Fprintf(env.Stdout, "outcome   not printed: %s\nto do     %s\n", fault.Fault, advice(fault.Fault))
	case errors.Is(err, fs.ErrPermission):
		fmt.Fprintln(env.Stdout, "outcome   not printed: this user may not use the device\nto do     put the user into the group lp (adduser USER lp), and log in again")
	default:
		fmt.Fprintln(env.Stdout, "outcome   not printed")
	}
	return err
}
