package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content/pack"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/system"
	"github.com/diemcham/diemcham/store/upload"
)

// fetchEvery is how often the hub is asked for another pack and another system, on
// average.
const fetchEvery = time.Hour

// incoming is the file of the data folder into which a pack is fetched.
const incoming = "incoming" + pack.Extension

// The folder of the data folder for a system that was fetched, and the files in it: the
// system, which is taken from there by who may write it to the disk, and the tag of the
// last one that was fetched.
const (
	systemsFolder = "systems"
	fetchedSystem = "hub" + system.Extension // the folder and the name are also in diemcham-system-hub.path
	fetchedTag    = "fetched"
)

// systemVersion is where a machine that was made from an image says which system it runs:
// the version, and the minute in which it was made.
const systemVersion = "/usr/lib/diemcham-system/version"

// newPackFetcher returns what fetches packs from the hub; nil without a hub, or where
// no packs are taken.
func newPackFetcher(c config.Config, device *upload.Device, packs *pack.Store, certain func() time.Time) (*upload.Offers, error) {
	if c.Hub.URL == "" || packs == nil {
		return nil, nil
	}
	return upload.NewPacks(upload.Options{URL: c.Hub.URL, Device: device, Time: certain, Rand: rand.Int64N})
}

// systemFetcher fetches systems for the machine from the hub.
type systemFetcher struct {
	offers *upload.Offers
	made   uint64 // when the system that runs was made
	dir    string
}

// newSystemFetcher returns what fetches systems from the hub; nil without a hub, or on a
// machine that apt keeps, which has no file that says what system it runs.
func newSystemFetcher(c config.Config, device *upload.Device, data, version string, certain func() time.Time) (*systemFetcher, error) {
	text, err := os.ReadFile(version)
	if c.Hub.URL == "" || errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	f := &systemFetcher{dir: filepath.Join(data, systemsFolder)}
	var name string
	if _, err := fmt.Sscan(string(text), &name, &f.made); err != nil {
		return nil, fmt.Errorf("%s: want a version and the minute in which the system was made: %w", version, err)
	}
	f.offers, err = upload.NewSystems(upload.Options{URL: c.Hub.URL, Device: device, Time: certain, Rand: rand.Int64N}, runtime.GOARCH)
	return f, err
}

// fetchSystems asks the hub for another system, at once and then at each tick, until ctx
// ends. Whether it is any good is judged where it is installed; each is fetched once.
func (f *systemFetcher) fetchSystems(ctx context.Context, log *slog.Logger, tick <-chan time.Time) {
	atEach(ctx, tick, func() {
		switch offer, err := f.fetchSystem(ctx); {
		case err != nil && ctx.Err() == nil:
			log.Warn("no system fetched", "err", err)
		case offer.Version > 0:
			log.Info("system fetched", "made", offer.Version)
		}
	})
}

// atEach does something at once and then at each tick, until ctx ends.
func atEach(ctx context.Context, tick <-chan time.Time, do func()) {
	for {
		do()
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
	}
}

func (f *systemFetcher) fetchSystem(ctx context.Context) (upload.Offer, error) {
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return upload.Offer{}, err
	}
	note := filepath.Join(f.dir, fetchedTag)
	tag, err := os.ReadFile(note)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return upload.Offer{}, err
	}
	offer, err := f.offers.Fetch(ctx, f.made, string(tag), filepath.Join(f.dir, fetchedSystem))
	if err != nil || offer.Version == 0 {
		return offer, err
	}
	// Half a tag is another one's: then it is fetched once more, which does no harm.
	return offer, os.WriteFile(note, []byte(offer.Tag), 0o600)
}

// fetchPacks asks the hub for another pack, at once and then at each tick, until
// ctx ends. What the hub sends is installed like any other pack; one that was
// refused is not fetched again.
func (p *parts) fetchPacks(ctx context.Context, log *slog.Logger, data string, tick <-chan time.Time) {
	refused := ""
	atEach(ctx, tick, func() {
		offer, err := p.fetchPack(ctx, data, refused)
		var refusal *pack.Refusal
		switch {
		case errors.As(err, &refusal):
			refused = offer.Tag
			log.Warn("the hub's pack was refused", "version", offer.Version, "reason", string(refusal.Reason))
		case err != nil && ctx.Err() == nil:
			log.Warn("no pack fetched", "err", err)
		case offer.Version > 0:
			log.Info("pack installed", "version", offer.Version)
		}
	})
}

// fetchPack fetches and installs one pack, if there is a newer one. The file is
// gone afterwards in any case, but for what a broken line let through.
func (p *parts) fetchPack(ctx context.Context, data, refused string) (upload.Offer, error) {
	status, err := p.packs.Status()
	if err != nil {
		return upload.Offer{}, err
	}
	path := filepath.Join(data, incoming)
	defer os.Remove(path)
	offer, err := p.fetcher.Fetch(ctx, status.Highest, refused, path)
	if err != nil || offer.Version == 0 {
		return offer, err
	}
	_, err = p.packs.Install(path)
	return offer, err
}

// packsOfStaff are the packs as staff see them.
type packsOfStaff struct{ *pack.Store }

// staffPacks returns what staff can see and do of the packs; nil where none are
// taken.
func (p *parts) staffPacks() kiosk.Packs {
	if p.packs == nil {
		return nil
	}
	return packsOfStaff{p.packs}
}

// Packs tells how the packs stand.
func (p packsOfStaff) Packs() (staff.Packs, error) {
	status, err := p.Store.Status()
	if err != nil {
		return staff.Packs{}, err
	}
	packs := staff.Packs{Known: true, Current: status.Current, Previous: status.Previous, CanUndo: status.CanUndo()}
	if last := status.Last; last != nil {
		packs.Last = staff.Installation{At: last.At, Version: last.Version, Undo: last.Undo, Refused: string(last.Reason), Passed: string(last.Passed)}
	}
	return packs, nil
}

// Undo takes up the pack before.
func (p packsOfStaff) Undo() error {
	_, err := p.Store.Undo()
	return err
}
