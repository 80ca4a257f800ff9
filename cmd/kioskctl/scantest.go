package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/slip"
)

// defaultScanner is the name that the package's udev rules give to a scanner.
const defaultScanner = "/dev/diemcham-scanner"

// scanTestCommand shows what a scanner sends, or draws the sheet to try it with.
func scanTestCommand(env Env, args []string) error {
	set := flag.NewFlagSet("scan-test", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	device := set.String("device", defaultScanner, "")
	sheet := set.String("png", "", "")
	dots := set.Int("dots", 576, "")
	if err := set.Parse(args); err != nil {
		return usageError{"scan-test: " + err.Error()}
	}
	if set.NArg() > 0 {
		return usageError{fmt.Sprintf("scan-test: unexpected argument %q", set.Arg(0))}
	}
	if *sheet != "" {
		return drawTestSheet(*sheet, *dots)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return testScanner(ctx, env.Stdout, *device)
}

func drawTestSheet(path string, dots int) error {
	picture, err := slip.ScannerTest([]string{scan.TestLine1, scan.TestLine2}, scan.TestTicket).Bitmap(dots)
	if err != nil {
		return err
	}
	var data bytes.Buffer
	if err := png.Encode(&data, picture); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, data.Bytes(), 0o644)
}

// testScanner prints a line about each scan until ctx ends. A device that cannot be
// used at the start is an error; one that is pulled out later is waited for.
func testScanner(ctx context.Context, out io.Writer, device string) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var trouble error
	var opened bool
	var count, wrong int
	scan.NewReader(scan.Options{
		Device: device,
		Give: func(s scan.Scan) {
			said, right := describe(s)
			count++
			if !right {
				wrong++
			}
			fmt.Fprintf(out, "%d. %s\n", count, said)
		},
		Tell: func(err error) {
			switch {
			case err != nil && !opened:
				trouble = scannerTrouble(device, err)
				stop()
			case err != nil:
				fmt.Fprintf(out, "%v; waiting for it\n", err)
			case opened:
				fmt.Fprintf(out, "%s is back\n", device)
			default:
				opened = true
				fmt.Fprintf(out, "Listening to %s; Ctrl-C ends. \"kioskctl scan-test --png FILE\" draws the test sheet, which says\n  %s\n  %s\n", device, scan.TestLine1, scan.TestLine2)
			}
		},
		After: time.After,
	}).Run(ctx)
	if trouble != nil {
		return trouble
	}
	fmt.Fprintf(out, "scans: %d, not right: %d\n", count, wrong)
	if wrong > 0 {
		return fmt.Errorf("%s: scans that were not right: %d", device, wrong)
	}
	return nil
}

// describe says in one line what a scan was, and whether it came as it should. Only
// of the test sheet does it say what stood in it.
func describe(s scan.Scan) (said string, right bool) {
	switch s.Damage {
	case scan.Whole:
	case scan.NotUTF8:
		return "not UTF-8: the scanner sends letters in another way; switch its output to UTF-8", false
	case scan.NoEnd:
		return "no line end: the scan was cut off, or the scanner sends no CR or LF after a code; switch that on", false
	default:
		return fmt.Sprintf("damaged (%s)", s.Damage), false
	}
	text := s.Text.Reveal()
	size := fmt.Sprintf("%d letters, UTF-8", utf8.RuneCountInString(text))
	if line, exact := scan.TestLine(text); line {
		if exact {
			return "test line, " + size + ": every letter as it should be", true
		}
		return "test line, " + size + ": NOT as printed; it came as\n  " + strconv.Quote(text), false
	}
	switch code := (scan.Rules{CardPrefix: card.Prefix, IDCards: true}).Parse(text).(type) {
	case scan.Ticket:
		return "ticket, " + size, true
	case scan.LearningCard:
		return "learning card, " + size, true
	case scan.IDCard:
		said := fmt.Sprintf("ID card, %d fields, %s", code.Fields, size)
		if code.Damaged {
			return said + ": letters were lost", false
		}
		return said, true
	}
	return "another code, " + size, true
}

// scannerTrouble says what to do about a device that cannot be used.
func scannerTrouble(device string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w; plug the scanner in, switch it to USB serial mode (USB-COM), and name it with --device; serial devices here: %s", err, serialDevices())
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w; it belongs to group %s: add the user to that group and log in again", err, groupOf(device))
	case errors.Is(err, scan.ErrBusy):
		return fmt.Errorf("%w; stop the kiosk, or whatever else reads it", err)
	case errors.Is(err, scan.ErrNotSerial):
		return fmt.Errorf("%w; a scanner in USB serial mode is one of /dev/ttyACM* or /dev/ttyUSB*; serial devices here: %s", err, serialDevices())
	}
	return err
}

// serialDevices lists the devices that a scanner can be.
func serialDevices() string {
	var found []string
	for _, pattern := range []string{"/dev/ttyACM*", "/dev/ttyUSB*"} {
		devices, _ := filepath.Glob(pattern) // the pattern is good
		found = append(found, devices...)
	}
	if len(found) == 0 {
		return "none"
	}
	return strings.Join(found, ", ")
}

// groupOf names the group of a file, by number if it has no name.
func groupOf(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return "unknown"
	}
	id := strconv.FormatUint(uint64(info.Sys().(*syscall.Stat_t).Gid), 10)
	group, err := user.LookupGroupId(id)
	if err != nil {
		return id
	}
	return group.Name
}
