package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/speech"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/seal"
	"github.com/diemcham/diemcham/store/upload"
)

// parts is what a kiosk is put together from.
type parts struct {
	config   config.Config
	texts    *locale.Catalogue
	pack     *content.Pack
	requests *store.DB
	printer  kiosk.Printer
	sealer   kiosk.Sealer     // nil without the ward's key
	uploader *upload.Uploader // nil without a hub
}

// assemble reads the settings and opens everything. If anything is wrong it says
// all that is, and nothing stays open.
func assemble(f flags, log *slog.Logger) (*parts, error) {
	p := &parts{config: config.Default()}
	if f.config == "" {
		log.Info("no --config: running with the defaults for Việt Hưng",
			"printer", p.config.Printer.Kind, "hub", "none", "staff", "none")
	} else {
		loaded, err := config.Load(f.config)
		if err != nil {
			return nil, fmt.Errorf("the settings cannot be used:\n%w", err)
		}
		p.config = loaded
	}
	var err error
	if p.texts, err = locale.Load(assets.Strings()); err != nil {
		return nil, fmt.Errorf("read the built-in texts: %w", err)
	}
	if p.pack, err = loadContent(p.config.Content.Dir); err != nil {
		return nil, err
	}
	if p.printer, err = newPrinter(p.config.Printer, f.data); err != nil {
		return nil, err
	}
	token, err := p.hubAccess()
	if err != nil {
		return nil, err
	}
	p.requests, err = store.Open(f.data, store.Options{
		Kiosk: p.config.Kiosk.ID, Letter: p.config.Kiosk.Letter, Place: p.config.Place.Name.Vi,
		Now: time.Now, Zone: kiosk.Zone(), Log: log,
	})
	switch {
	case errors.Is(err, store.ErrInUse):
		return nil, fmt.Errorf("%w: another kiosk is running on it; stop that one, or choose another folder with --data", err)
	case err != nil:
		return nil, fmt.Errorf("%w; choose a folder that can be written with --data", err)
	}
	if p.config.Hub.URL == "" {
		return p, nil
	}
	p.uploader, err = upload.New(upload.Options{
		URL: p.config.Hub.URL, Token: token, Outbox: p.requests, Log: log,
		Now: time.Now, After: time.After, Rand: rand.Int64N,
	})
	if err != nil {
		p.requests.Close()
		return nil, err
	}
	return p, nil
}

func loadContent(dir string) (*content.Pack, error) {
	var from fs.FS = assets.Content()
	name := "the built-in content"
	if dir != "" {
		from, name = os.DirFS(dir), "the content in "+dir
	}
	pack, err := content.Load(from, assets.Icons()...)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be used:\n%w", name, err)
	}
	return pack, nil
}

func newPrinter(c config.Printer, data string) (kiosk.Printer, error) {
	if c.Kind == config.FilePrinter {
		folder := c.Folder
		if folder == "" {
			folder = filepath.Join(data, "slips")
		}
		return printing.NewFile(folder, c.Dots, time.Now), nil
	}
	profile := printing.DefaultProfile(c.Dots)
	profile.Status = c.Status
	return printing.NewESCPOS(c.Address, profile)
}

// hubAccess reads the ward's key and the kiosk's token for the hub.
func (p *parts) hubAccess() (token string, err error) {
	if p.config.Hub.Recipient != "" {
		recipient, err := seal.ParseRecipient(p.config.Hub.Recipient)
		if err != nil {
			return "", fmt.Errorf("hub.recipient: %w", err)
		}
		p.sealer = recipient
	}
	if p.config.Hub.TokenFile == "" {
		return "", nil
	}
	data, err := os.ReadFile(p.config.Hub.TokenFile)
	if err != nil {
		return "", fmt.Errorf("hub.token_file: %w", err)
	}
	return strings.TrimSpace(string(data)), nil
}

// newSpeaker returns what reads aloud, with the clips that belong to the content,
// if there are any, and those of the data folder for what has none there.
func newSpeaker(pack, data string, log *slog.Logger) *speech.Player {
	var clips *speech.Clips
	for _, dir := range []string{pack, data} {
		if dir == "" {
			continue
		}
		dir = filepath.Join(dir, "speech")
		found, err := speech.OpenClips(os.DirFS(dir))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			log.Warn("clips not used", "folder", dir, "err", err)
		}
		clips = clips.Then(found)
	}
	return speech.NewPlayer(speech.Options{Clips: clips})
}

// whoseByPIN names the member of staff who has a PIN. It is slow by design:
// each entry takes a third of a second to check.
func (p *parts) whoseByPIN(log *slog.Logger) func(seal.Secret) (string, bool) {
	if len(p.config.Staff) == 0 {
		return nil
	}
	return func(pin seal.Secret) (string, bool) {
		for _, member := range p.config.Staff {
			right, err := config.CheckPIN(member.PIN, pin.Reveal())
			if err != nil {
				log.Error("staff PIN entry cannot be read", "staff", member.Name, "err", err)
			}
			if right {
				return member.Name, true
			}
		}
		return "", false
	}
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
