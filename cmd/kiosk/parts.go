package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/content/pack"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/printing/ipp"
	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/speech"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/roster"
	"github.com/diemcham/diemcham/store/seal"
	"github.com/diemcham/diemcham/store/upload"
)

// parts is what a kiosk is put together from.
type parts struct {
	settings config.Config  // the settings file alone
	file     config.Config  // with what was said when the kiosk was set up
	site     config.Site    // what was said then
	set      config.Devices // what staff set on the screen
	config   config.Config  // what holds
	texts    *locale.Catalogue
	pack     *content.Pack
	shown    pack.Loaded    // the content pack; empty without one
	packs    *pack.Store    // nil if no packs are taken
	fetcher  *upload.Offers // of packs; nil if none are fetched from a hub
	systems  *systemFetcher // nil likewise
	requests *store.DB
	printer  kiosk.Printer
	staff    *roster.Roster
	sealer   kiosk.Sealer     // nil without the ward's key
	uploader *upload.Uploader // nil without a hub
	received chan struct{}    // others did something about a request
}

// unusable is why a kiosk cannot be used that its technician can set right without
// starting it anew.
type unusable struct{ error }

// Unwrap returns what is wrong.
func (u unusable) Unwrap() error { return u.error }

// assemble reads the settings and opens everything. What the settings name is
// tried first, and all that cannot be used is said at once, together with what is
// wrong with the display; by then nothing has been written. When there is an error
// nothing stays open.
func assemble(f flags, log *slog.Logger, display error) (*parts, error) {
	p := &parts{config: config.Default(), received: make(chan struct{}, 1)}
	if f.config == "" {
		log.Info("no --config: running with the defaults for Việt Hưng",
			"printer", p.config.Printer.Kind, "hub", "none")
	} else {
		loaded, err := config.Load(f.config)
		if err != nil {
			err = fmt.Errorf("the settings cannot be used:\n%w", err)
			if display != nil {
				return nil, errors.Join(err, display)
			}
			return nil, unusable{err}
		}
		p.config = loaded
	}
	site, err := p.setUp(f, log)
	if err != nil {
		err = fmt.Errorf("the kiosk cannot be set up:\n%w", err)
		if display != nil {
			return nil, errors.Join(err, display)
		}
		return nil, unusable{err}
	}
	p.file, p.set = p.config.At(site), onScreen(f.data, log)
	p.config = p.file.With(p.set)
	if p.texts, err = locale.Load(assets.Strings()); err != nil {
		return nil, fmt.Errorf("read the built-in texts: %w", err)
	}
	var content, printer, recipient error
	p.packs, content = openPacks(p.config.Content, f.data)
	if content == nil {
		p.pack, p.shown, content = p.loadShown(log)
	}
	p.printer, printer = newPrinter(p.config, f.data)
	if printer != nil && p.config.Printer != p.file.Printer {
		setAside(f.data, log, printer)
		p.config, p.set = p.file, config.Devices{}
		p.printer, printer = newPrinter(p.config, f.data)
	}
	p.staff = roster.Open(f.data, roster.Options{})
	p.sealer, recipient = newSealer(p.config.Hub, p.staff, log)
	if err := errors.Join(content, printer, recipient, display); err != nil {
		err = fmt.Errorf("the kiosk cannot start:\n%w", err)
		if display != nil {
			return nil, err
		}
		return nil, unusable{err}
	}
	requests := store.Options{
		Kiosk: p.config.Kiosk.ID, Letter: p.config.Kiosk.Letter, Place: p.config.Place.Name.Vi,
		Now: time.Now, Zone: kiosk.Zone(), Log: log, Built: builtAt(), Checker: checker(log),
		Keep: keep(p.config.Keep),
	}
	p.requests, err = store.Open(f.data, requests)
	switch {
	case errors.Is(err, syscall.EIO), errors.Is(err, syscall.EROFS):
		// Residents who are sent to the counter are better off than before a dark screen.
		log.Error("the disk has died: no request can be kept", "err", err)
		p.requests = store.Dead(err, requests)
	case errors.Is(err, store.ErrInUse):
		return nil, fmt.Errorf("%w: another kiosk is running on it; stop that one, or choose another folder with --data", err)
	case errors.Is(err, store.ErrFolder):
		return nil, unusable{fmt.Errorf("%w; choose a folder that can be written with --data", err)}
	case errors.Is(err, fs.ErrPermission):
		return nil, unusable{fmt.Errorf("%w; let the user that runs the kiosk read and write this file", err)}
	case err != nil:
		return nil, unusable{fmt.Errorf("%w; requests that nobody has seen yet may be in this file: do not delete it; "+
			"tell whoever cares for the kiosks", err)}
	}
	if p.config.Hub.URL == "" {
		return p, nil
	}
	device := upload.NewDevice(p.config.Kiosk.ID, f.data, p.requests)
	if p.fetcher, err = newPackFetcher(p.config, device, p.packs, p.certainTime); err != nil {
		p.requests.Close()
		return nil, err
	}
	if p.systems, err = newSystemFetcher(p.config, device, f.data, systemVersion, p.certainTime); err != nil {
		log.Error("no systems are fetched", "err", err)
	}
	p.uploader, err = upload.New(upload.Options{
		URL: p.config.Hub.URL, Device: device, Outbox: p.requests, Log: log,
		Time: p.certainTime, Now: time.Now, After: time.After, Rand: rand.Int64N,
		Received: func() {
			select {
			case p.received <- struct{}{}:
			default:
			}
		},
	})
	if err != nil {
		p.requests.Close()
		return nil, err
	}
	return p, nil
}

func keep(k config.Keep) store.Keep {
	const day = 24 * time.Hour
	return store.Keep{
		Closed: time.Duration(k.ClosedHours) * time.Hour, Open: time.Duration(k.OpenDays) * day, Records: time.Duration(k.RecordDays) * day,
	}
}

// onScreen returns what staff set on the kiosk's screen. What cannot be used must not
// keep the kiosk down: it is set aside, and the settings file alone holds.
func onScreen(data string, log *slog.Logger) config.Devices {
	devices, err := config.LoadDevices(data)
	if err != nil {
		setAside(data, log, err)
	}
	return devices
}

func setAside(data string, log *slog.Logger, why error) {
	log.Error("what was set on the screen is not used", "err", why)
	if err := config.SetAside(data); err != nil {
		log.Error("what was set on the screen is not set aside", "err", err)
	}
}

// checker is this program as the one that checks its requests; nil where it cannot
// be started anew.
func checker(log *slog.Logger) []string {
	program, err := os.Executable()
	if err != nil {
		log.Warn("requests are checked by the kiosk itself", "err", err)
		return nil
	}
	return []string{program, checkFlag}
}

// loadContent reads what is shown. What is wrong with the ward's folder does not
// hide what is wrong with the other.
func loadContent(c config.Content) (*content.Pack, error) {
	pack, err := loadPack(c.Dir)
	if c.Ward == "" {
		return pack, err
	}
	var hosts []content.Host
	if pack != nil {
		hosts = pack.Hosts
	}
	ward, wardErr := loadWard(c.Ward, hosts)
	if err := errors.Join(err, wardErr); err != nil {
		return nil, err
	}
	pack.Ward = ward
	return pack, nil
}

func loadPack(dir string) (*content.Pack, error) {
	if dir == "" {
		pack, err := content.Load(assets.Content(), assets.Icons()...)
		if err != nil {
			return nil, fmt.Errorf("the built-in content cannot be used:\n%w", err)
		}
		return pack, nil
	}
	// What is wrong inside the folder is told file by file, but not where it is.
	if _, err := os.ReadDir(dir); err != nil {
		return nil, fmt.Errorf("content.dir: %w", err)
	}
	pack, err := content.Load(os.DirFS(dir), assets.Icons()...)
	if err != nil {
		return nil, fmt.Errorf("content.dir: the content in %s cannot be used:\n%w", dir, err)
	}
	return pack, nil
}

func loadWard(dir string, hosts []content.Host) (content.Ward, error) {
	if _, err := os.ReadDir(dir); err != nil {
		return content.Ward{}, fmt.Errorf("content.ward: %w", err)
	}
	ward, err := content.LoadWard(os.DirFS(dir), hosts)
	if err != nil {
		return content.Ward{}, fmt.Errorf("content.ward: the ward's folder %s cannot be used:\n%w", dir, err)
	}
	return ward, nil
}

func newPrinter(settings config.Config, data string) (kiosk.Printer, error) {
	c := settings.Printer
	switch c.Kind {
	case config.FilePrinter:
		folder := c.Folder
		if folder == "" {
			folder = filepath.Join(data, "slips")
		}
		return printing.NewFile(folder, c.Dots, time.Now), nil
	case config.IPPPrinter:
		// Named for this kiosk alone: others may print on the same printer, and each
		// withdraws what is its own.
		printer, err := ipp.New(c.Address, ipp.DefaultProfile(ipp.Paper(c.Paper), "diemcham-"+settings.Kiosk.ID))
		if err != nil {
			return nil, fmt.Errorf("printer.address: %w", err)
		}
		return printer, nil
	}
	printer, err := printing.NewESCPOS(c.Address, printing.NewProfile(printing.Model(c.Receipt)))
	if err != nil {
		return nil, fmt.Errorf("printer.address: %w", err)
	}
	return printer, nil
}

// newSealer seals to the ward's key and to that of the site's staff; nil if the ward
// has none.
func newSealer(c config.Hub, staff *roster.Roster, log *slog.Logger) (kiosk.Sealer, error) {
	if c.Recipient == "" {
		return nil, nil
	}
	recipient, err := seal.ParseRecipient(c.Recipient)
	if err != nil {
		return nil, fmt.Errorf("hub.recipient: %w", err)
	}
	return kiosk.SealTo(recipient, staff.Site, log), nil
}

// newSpeaker returns what reads aloud.
func newSpeaker(content fs.FS, data string, log *slog.Logger) *speech.Player {
	return speech.NewPlayer(speech.Options{Clips: openClips(content, data, log)})
}

// openClips returns the clips that belong to the content, if there are any, and
// those of the data folder for what has none there. content may be nil.
func openClips(content fs.FS, data string, log *slog.Logger) *speech.Clips {
	var clips *speech.Clips
	for _, of := range []struct {
		name string
		fsys fs.FS
	}{{"content", content}, {data, os.DirFS(data)}} {
		if of.fsys == nil {
			continue
		}
		folder, err := fs.Sub(of.fsys, "speech")
		var found *speech.Clips
		if err == nil {
			found, err = speech.OpenClips(folder)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			log.Warn("clips not used", "folder", of.name, "err", err)
		}
		clips = clips.Then(found)
	}
	return clips
}

// newScanner returns the reader of the scanner, which hands its scans to give and
// tells how the scanner is; nil without one that is a serial device. One that is not
// there is waited for: it may be plugged in later. What is logged of a scan is only
// how it was damaged.
func newScanner(c config.Scanner, log *slog.Logger, give func(scan.Scan), tell func(error)) *scan.Reader {
	if !c.Serial() {
		return nil
	}
	last := scan.Whole // damage, said once: a device that is no scanner may send rubbish without end
	return scan.NewReader(scan.Options{
		Device: c.Device,
		Give: func(s scan.Scan) {
			if s.Damage != scan.Whole && s.Damage != last {
				log.Warn("scan not used; kioskctl scan-test tells more", "damage", string(s.Damage))
			}
			last = s.Damage
			give(s)
		},
		Tell: func(err error) {
			if err != nil {
				log.Warn("no scanner", "err", err)
			} else {
				log.Info("scanner is ready", "device", c.Device)
			}
			tell(err)
		},
		After: time.After,
	})
}

// builtAt is when the sources were made; zero where nobody has said.
func builtAt() time.Time {
	at, err := time.Parse(time.RFC3339, built)
	if err != nil {
		return time.Time{}
	}
	return at
}

// certainTime is now, or the latest time known to be over where the clock shows less.
func (p *parts) certainTime() time.Time {
	now, floor := time.Now(), p.requests.Floor()
	if now.Before(floor) {
		return floor
	}
	return now
}

// wake tells the uploader that there is something new.
func (p *parts) wake() {
	if p.uploader != nil {
		p.uploader.Wake()
	}
}

// uploadStatus is how the requests stand with the hub; nil without a hub.
func (p *parts) uploadStatus() func() upload.Status {
	if p.uploader == nil {
		return nil
	}
	return p.uploader.Status
}
