package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/printing/ipp"
	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/staff"
)

// devices are the printer and the scanner of this machine, and how staff set them up
// on the screen.
type devices struct {
	ctx      context.Context // of the kiosk
	working  *sync.WaitGroup // what has to end before the kiosk does
	file     config.Config   // the settings file alone
	settings config.Config   // what holds at the start
	data     string
	root     string // of the file system
	log      *slog.Logger

	mu    sync.Mutex
	set   config.Devices                // what is saved
	sheet map[string]context.CancelFunc // ends the Run of a printer of sheets, by its address and whether it is tried

	scanner chan string // the one to be listened to from now on
}

var _ kiosk.Devices = (*devices)(nil)

func newDevices(ctx context.Context, working *sync.WaitGroup, p *parts, data string, log *slog.Logger) *devices {
	return &devices{
		ctx: ctx, working: working, file: p.file, settings: p.config, data: data, root: "/", log: log,
		set: p.set, sheet: map[string]context.CancelFunc{}, scanner: make(chan string, 1),
	}
}

// TryPrinter returns a printer of sheets under a name of its own, so that trying one
// withdraws no slip of the kiosk's from it. A test page that could not be withdrawn
// is seen to as long as a slip would be.
func (d *devices) TryPrinter(p config.Printer) (kiosk.Printer, error) {
	settings := d.settings
	settings.Kiosk.ID += "-test"
	settings.Printer = p
	printer, err := newPrinter(settings, d.data)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tend("test "+p.Address, printer)
	return printer, nil
}

// KeepPrinter returns the printer once it stands on the disk.
func (d *devices) KeepPrinter(p config.Printer) (kiosk.Printer, error) {
	settings := d.settings
	settings.Printer = p
	printer, err := newPrinter(settings, d.data)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	set := d.set
	set.Printer = &p
	if err := config.SaveDevices(d.data, set); err != nil {
		return nil, err
	}
	d.set = set
	d.tend(p.Address, printer)
	return printer, nil
}

// KeepScanner returns when the scanner stands on the disk.
func (d *devices) KeepScanner(device string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	set := d.set
	set.Scanner = &device
	if err := config.SaveDevices(d.data, set); err != nil {
		return err
	}
	d.set = set
	return nil
}

// scannerDevice returns the device file of the scanner in use; empty without one.
func (d *devices) scannerDevice() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	scanner := d.settings.With(d.set).Scanner
	if !scanner.Serial() {
		return ""
	}
	return scanner.Device
}

// start has the printer of the start tended.
func (d *devices) start(printer kiosk.Printer) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tend(d.settings.Printer.Address, printer)
}

// tend lets a printer of sheets withdraw what it could not withdraw at once, until
// the kiosk ends: even after another took its place. At one address only the last
// does so, or it would withdraw what the next one prints. d.mu is held.
func (d *devices) tend(address string, printer kiosk.Printer) {
	sheets, ok := printer.(*ipp.Printer)
	if !ok || d.ctx.Err() != nil {
		return
	}
	if end, ok := d.sheet[address]; ok {
		end()
	}
	ctx, end := context.WithCancel(d.ctx)
	d.sheet[address] = end
	d.working.Go(func() { sheets.Run(ctx) })
}

// UseScanner is called by one goroutine only; the last scanner named counts.
func (d *devices) UseScanner(device string) {
	select {
	case <-d.scanner:
	default:
	}
	d.scanner <- device
}

// listen listens to the scanner of the settings, and then to whichever UseScanner
// names, each closed before the next is opened, until the kiosk ends.
func (d *devices) listen(give func(scan.Scan), tell func(device string, err error)) {
	scanner := d.settings.Scanner
	for {
		ctx, end := context.WithCancel(d.ctx)
		var reading sync.WaitGroup
		reader := newScanner(scanner, d.log, give, func(err error) { tell(scanner.Device, err) })
		if reader != nil {
			reading.Go(func() { reader.Run(ctx) })
		}
		var next string
		select {
		case next = <-d.scanner:
		case <-d.ctx.Done():
		}
		end()
		reading.Wait()
		if d.ctx.Err() != nil {
			return
		}
		scanner.Device = next
	}
}

// findTime is how long CUPS may take to tell its queues.
const findTime = 2 * time.Second

// Find looks for devices by the names that Linux gives them.
func (d *devices) Find(ctx context.Context) staff.Found {
	ctx, cancel := context.WithTimeout(ctx, findTime)
	defer cancel()
	found := findPorts(d.root, d.file.Printer.Address, d.file.Scanner.Device, d.settings.Printer.Address, d.settings.Scanner.Device)
	queues, err := ipp.Queues(ctx, ipp.DefaultProfile(ipp.A4, "diemcham-"+d.settings.Kiosk.ID))
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // most kiosks have no CUPS
		d.log.Warn("print queues not found", "err", err)
	}
	found.Queues = queues
	return found
}

// findPorts lists the device files below root that a printer or a scanner can be
// behind, and those of the settings. One that goes by several names is listed by the
// one that stays the same when it is plugged in again.
func findPorts(root string, configured ...string) (found staff.Found) {
	listed := map[string]bool{}
	add := func(path string) {
		target, err := filepath.EvalSymlinks(filepath.Join(root, path))
		if err != nil || listed[target] {
			return
		}
		listed[target] = true
		if name := filepath.Base(target); filepath.Base(filepath.Dir(target)) == "usb" && strings.HasPrefix(name, "lp") {
			found.Printers = append(found.Printers, staff.Port{Path: path, Name: printerName(root, name)})
			return
		}
		found.Serial = append(found.Serial, staff.Port{Path: path, Name: serialName(path)})
	}
	for _, pattern := range []string{"/dev/kiosk-printer", "/dev/diemcham-scanner", "/dev/serial/by-id/*", "/dev/usb/lp*", "/dev/ttyACM*", "/dev/ttyUSB*"} {
		paths, _ := filepath.Glob(filepath.Join(root, pattern)) // the pattern is good
		for _, path := range paths {
			add("/" + strings.TrimPrefix(strings.TrimPrefix(path, root), "/"))
		}
	}
	for _, path := range configured {
		if strings.HasPrefix(path, "/dev/") {
			add(path)
		}
	}
	return found
}

// printerName is what a printer on USB calls itself; the kernel hands on what it
// says of its maker and its model.
func printerName(root, device string) string {
	said, err := os.ReadFile(filepath.Join(root, "/sys/class/usbmisc", device, "device/ieee1284_id"))
	if err != nil {
		return ""
	}
	var maker, model string
	for field := range strings.SplitSeq(string(said), ";") {
		key, value, _ := strings.Cut(strings.TrimSpace(field), ":")
		switch key {
		case "MFG", "MANUFACTURER":
			maker = value
		case "MDL", "MODEL":
			model = value
		}
	}
	return printable(maker + " " + model)
}

// byID is how udev names a serial device after what it says of itself.
var byID = regexp.MustCompile(`^/dev/serial/by-id/usb-(.*?)(-if\d+)?(-port\d+)?$`)

func serialName(path string) string {
	parts := byID.FindStringSubmatch(path)
	if parts == nil {
		return ""
	}
	return printable(strings.ReplaceAll(parts[1], "_", " "))
}

// printable leaves of what a device says of itself what can stand on a screen.
func printable(name string) string {
	const most = 40
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, name)
	return strings.TrimSpace(name[:min(len(name), most)])
}
