package upload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/diemcham/diemcham/store"
)

// packTime is how long the fetching of a pack may take in all.
const packTime = 2 * time.Hour

// Packs fetches content packs from a hub.
type Packs struct {
	address *url.URL
	client  *retryablehttp.Client
}

// NewPacks returns the packs of the hub that o names; of o it needs only what says
// how to reach the hub, Device and Rand.
func NewPacks(o Options) (*Packs, error) {
	if o.Rand == nil || o.Device == nil {
		return nil, errors.New("fetch packs: device and randomness must be given")
	}
	address, err := hubURL(o.URL, store.PackPath)
	if err != nil {
		return nil, err
	}
	client := newClient(o)
	client.HTTPClient.Timeout = 0 // a pack takes as long as the line is slow; ctx ends it
	return &Packs{address: address, client: client}, nil
}

// Offer is a pack that a hub has.
type Offer struct {
	Version uint64
	Tag     string // changes when another file is offered under the same version
}

// Fetch writes the hub's newest pack to w if its version is above after and it is
// not the one that has the tag given, which was fetched before in vain. It returns
// a zero offer if there is no such pack. With an error, w may hold a part of it;
// of what is there without one, nothing is known but that the hub sent it.
func (p *Packs) Fetch(ctx context.Context, after uint64, tag string, w io.Writer) (Offer, error) {
	ctx, cancel := context.WithTimeout(ctx, packTime)
	defer cancel()
	address := *p.address
	address.RawQuery = "after=" + strconv.FormatUint(after, 10)
	request, err := retryablehttp.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return Offer{}, fmt.Errorf("fetch pack: %w", withoutURL(err))
	}
	if tag != "" {
		request.Header.Set("If-None-Match", tag)
	}
	resp, err := p.client.Do(request)
	if err != nil {
		return Offer{}, fmt.Errorf("fetch pack: %w", withoutURL(err))
	}
	defer resp.Body.Close()
	ours := resp.Header.Get(store.ProtocolHeader) == store.Protocol
	switch {
	case ours && (resp.StatusCode == http.StatusNoContent || resp.StatusCode == http.StatusNotModified):
		return Offer{}, nil
	case !ours && resp.StatusCode == http.StatusOK:
		return Offer{}, errors.New("fetch pack: status 200, but not from a hub")
	case !ours || resp.StatusCode != http.StatusOK:
		return Offer{}, fmt.Errorf("fetch pack: status %d", resp.StatusCode)
	}
	offer := Offer{Tag: resp.Header.Get("ETag")}
	if offer.Version, err = strconv.ParseUint(resp.Header.Get(store.PackHeader), 10, 64); err != nil {
		return Offer{}, fmt.Errorf("fetch pack: the header %s is no version", store.PackHeader)
	}
	n, err := io.Copy(w, io.LimitReader(resp.Body, store.MaxPackBytes+1))
	switch {
	case err != nil:
		return offer, fmt.Errorf("fetch pack: %w", withoutURL(err))
	case n > store.MaxPackBytes:
		return offer, fmt.Errorf("fetch pack: more than %d bytes", store.MaxPackBytes)
	case resp.ContentLength >= 0 && n != resp.ContentLength:
		return offer, fmt.Errorf("fetch pack: %d of %d bytes", n, resp.ContentLength)
	}
	return offer, nil
}
