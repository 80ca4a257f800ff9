package upload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/diemcham/diemcham/store"
)

// ErrFaulty means that the hub answers and says itself that it is not well.
var ErrFaulty = errors.New("the hub has a fault of its own")

// Probe asks a hub whether it is there. It signs nothing and sends no event.
type Probe struct {
	address *url.URL
	client  *retryablehttp.Client
}

// NewProbe returns the probe of the hub that o names; of o it needs only what says
// how to reach the hub.
func NewProbe(o Options) (*Probe, error) {
	address, err := hubURL(o.URL, store.HealthPath)
	if err != nil {
		return nil, err
	}
	o.Rand = func(int64) int64 { return 0 }
	client := newClient(o)
	client.RetryMax = 0 // whether it answers now is the question
	return &Probe{address, client}, nil
}

// Ask returns the hub's time, to the second. What answers in other words than the
// hub's is not the hub, whatever time it tells.
func (p *Probe) Ask(ctx context.Context) (time.Time, error) {
	request, err := retryablehttp.NewRequestWithContext(ctx, http.MethodGet, p.address.String(), nil)
	if err != nil {
		return time.Time{}, fmt.Errorf("ask hub: %w", withoutURL(err))
	}
	resp, err := p.client.Do(request)
	if err != nil {
		return time.Time{}, fmt.Errorf("ask hub: %w", withoutURL(err))
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, int64(len(store.Healthy))+1))
	switch {
	case err != nil:
		return time.Time{}, fmt.Errorf("ask hub: %w", withoutURL(err))
	case resp.StatusCode == http.StatusServiceUnavailable:
		return time.Time{}, fmt.Errorf("ask hub: %w", ErrFaulty)
	case resp.StatusCode != http.StatusOK || string(body) != store.Healthy:
		return time.Time{}, fmt.Errorf("ask hub: status %d, but not from a hub", resp.StatusCode)
	}
	at, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		return time.Time{}, errors.New("ask hub: no time in its answer")
	}
	return at, nil
}
