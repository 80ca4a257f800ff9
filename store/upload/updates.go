package upload

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/diemcham/diemcham/store"
)

// answersMost bounds how many answers full of updates are taken one after the other;
// what comes after that comes later.
const answersMost = 100

// receive asks the hub what others did about this kiosk's requests, until there is
// no more of it.
func (u *Uploader) receive(ctx context.Context) trouble {
	for range answersMost {
		after, err := u.o.Outbox.Rev()
		if err != nil {
			return trouble{kind: Local, cause: err}
		}
		updates, t := u.hub.updates(ctx, after, u.Status().Pending)
		if t.kind != NoTrouble {
			return t
		}
		if len(updates.Events) == 0 && updates.Rev == after {
			return trouble{}
		}
		created, err := u.o.Outbox.Receive(updates.Events, updates.Rev)
		if err != nil {
			return trouble{kind: Local, cause: err}
		}
		if created > 0 && u.o.Received != nil {
			u.o.Received()
		}
		if !updates.More {
			return trouble{}
		}
	}
	return trouble{}
}

// updates asks for what comes after a rev. An answer that would lead round in a
// circle is not the hub's.
func (h *hub) updates(ctx context.Context, after uint64, pending int) (store.Updates, trouble) {
	ctx, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	address, err := url.Parse(h.updatesAddress)
	if err != nil {
		return store.Updates{}, trouble{kind: Local, cause: withoutURL(err)}
	}
	address.RawQuery = "after=" + strconv.FormatUint(after, 10)
	request, err := retryablehttp.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return store.Updates{}, trouble{kind: Local, cause: withoutURL(err)}
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set(store.PendingHeader, strconv.Itoa(pending))
	resp, err := h.client.Do(request)
	if err != nil {
		return store.Updates{}, unreached(err)
	}
	defer resp.Body.Close()
	var updates store.Updates
	err = readOwn(resp, &updates, func() string { return updates.Protocol })
	if resp.StatusCode != http.StatusOK {
		return store.Updates{}, h.troubleOf(resp, err == nil, updates.Error)
	}
	switch {
	case errors.Is(err, errBroken):
		return store.Updates{}, trouble{kind: Away, cause: err}
	case err != nil:
	case len(updates.Events) > store.MaxUpdates:
		err = fmt.Errorf("more than %d updates", store.MaxUpdates)
	case updates.More && (len(updates.Events) == 0 || updates.Rev == after):
		err = errors.New("there are more updates, and none of them comes")
	}
	if err != nil {
		return store.Updates{}, trouble{kind: Stranger, cause: fmt.Errorf("status 200, but not from a hub: %w", err)}
	}
	return updates, trouble{}
}
