package main

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/content/pack"
)

// packsEvery is how often the kiosk looks whether another pack was installed.
const packsEvery = 5 * time.Second

// openPacks returns the installed content packs; nil where none are taken.
func openPacks(c config.Content, data string) (*pack.Store, error) {
	if len(c.Keys) == 0 {
		return nil, nil
	}
	return pack.Open(data, pack.Options{Keys: c.Keys, Ward: c.PackWard, Icons: assets.Icons(), Now: time.Now})
}

// loadShown reads what is shown: the content pack or, where there is none that can
// be used, what is built in or named in the settings. The ward's folder of the
// settings takes the place of what either tells of the ward.
func (p *parts) loadShown(log *slog.Logger) (*content.Pack, pack.Loaded, error) {
	var loaded pack.Loaded
	if p.packs != nil {
		loaded = p.packs.Current()
		for _, fault := range loaded.Faults {
			log.Error("what was shown before is shown instead", "err", fault)
		}
	}
	if loaded.Pack == nil {
		shown, err := loadContent(p.config.Content)
		return shown, loaded, err
	}
	if p.config.Content.Ward == "" {
		return loaded.Pack, loaded, nil
	}
	ward, err := loadWard(p.config.Content.Ward, loaded.Pack.Hosts)
	if err != nil {
		return nil, loaded, err
	}
	shown := *loaded.Pack
	shown.Ward = ward
	return &shown, loaded, nil
}

// watchPacks looks for another pack until ctx ends, and has what is then to be
// shown taken.
func (p *parts) watchPacks(ctx context.Context, log *slog.Logger, tick <-chan time.Time, take func(*content.Pack, pack.Loaded)) {
	seen := p.shown.State
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
		status, err := p.packs.Status()
		if err != nil || status.State == seen {
			continue
		}
		shown, loaded, err := p.loadShown(log)
		if err != nil {
			log.Error("the content stays as it is", "err", err)
			seen = status.State
			continue
		}
		seen = loaded.State
		take(shown, loaded)
	}
}

// contentFiles returns the folder that the content shown was read from; nil if it
// is built in.
func contentFiles(c config.Content, shown pack.Loaded) fs.FS {
	switch {
	case shown.Files != nil:
		return shown.Files
	case c.Dir != "":
		return os.DirFS(c.Dir)
	}
	return nil
}
