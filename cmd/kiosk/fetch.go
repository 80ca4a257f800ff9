package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content/pack"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/store/upload"
)

// fetchEvery is how often the hub is asked for another pack, on average.
const fetchEvery = time.Hour

// incoming is the file of the data folder into which a pack is fetched.
const incoming = "incoming" + pack.Extension

// newFetcher returns what fetches packs from the hub; nil without a hub, or where
// no packs are taken.
func newFetcher(c config.Config, device *upload.Device, packs *pack.Store, certain func() time.Time) (*upload.Packs, error) {
	if c.Hub.URL == "" || packs == nil {
		return nil, nil
	}
	return upload.NewPacks(upload.Options{URL: c.Hub.URL, Device: device, Time: certain, Rand: rand.Int64N})
}

// fetchPacks asks the hub for another pack, at once and then at each tick, until
// ctx ends. What the hub sends is installed like any other pack; one that was
// refused is not fetched again.
func (p *parts) fetchPacks(ctx context.Context, log *slog.Logger, data string, tick <-chan time.Time) {
	refused := ""
	for {
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
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
	}
}

// fetchPack fetches and installs one pack, if there is a newer one. The file is
// gone afterwards in any case.
func (p *parts) fetchPack(ctx context.Context, data, refused string) (upload.Offer, error) {
	status, err := p.packs.Status()
	if err != nil {
		return upload.Offer{}, err
	}
	path := filepath.Join(data, incoming)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return upload.Offer{}, fmt.Errorf("fetch pack: %w", err)
	}
	defer os.Remove(path)
	offer, err := p.fetcher.Fetch(ctx, status.Highest, refused, file)
	if err := errors.Join(err, file.Close()); err != nil || offer.Version == 0 {
		return upload.Offer{}, err
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
