package upload

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/folder"
)

// ErrCode means that the hub does not take the code.
var ErrCode = errors.New("the hub does not take this code: it is wrong, was used, or is older than an hour")

// enrolFile holds the key while it is being handed in, so that the same one is
// handed in again where the answer was lost.
const enrolFile = KeyFile + ".new"

// Enrol makes a key for a kiosk, hands its public half to the hub that o names with a
// code that the hub has given out, and keeps it in the data folder. The key of before
// is used until then. It returns the key for which the hub says that personal fields
// are to be sealed. Of o it needs only what says how to reach the hub, and Rand.
func Enrol(ctx context.Context, o Options, kiosk, data, code string) (recipient string, err error) {
	address, err := hubURL(o.URL, store.EnrolPath)
	if err != nil {
		return "", err
	}
	pending := filepath.Join(data, enrolFile)
	key, err := readKey(pending)
	if err != nil {
		if _, key, err = ed25519.GenerateKey(rand.Reader); err != nil {
			return "", fmt.Errorf("enrol: %w", err)
		}
		if err := writeKey(pending, key); err != nil {
			return "", fmt.Errorf("enrol: %w", err)
		}
	}
	body, err := json.Marshal(store.Enrolment{
		Protocol: store.Protocol, Kiosk: kiosk, Code: code, Key: key.Public().(ed25519.PublicKey),
	})
	if err != nil {
		return "", fmt.Errorf("enrol: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	request, err := retryablehttp.NewRequestWithContext(ctx, http.MethodPost, address.String(), body)
	if err != nil {
		return "", fmt.Errorf("enrol: %w", withoutURL(err))
	}
	request.Header.Set("Content-Type", "application/json")
	o.Device = nil // there is nothing to sign with yet
	resp, err := newClient(o).Do(request)
	if err != nil {
		return "", fmt.Errorf("enrol: the hub cannot be reached: %w", withoutURL(err))
	}
	defer resp.Body.Close()
	var enrolled store.Enrolled
	if err := readOwn(resp, &enrolled, func() string { return enrolled.Protocol }); err != nil {
		return "", fmt.Errorf("enrol: status %d, but not from a hub: %w", resp.StatusCode, err)
	}
	switch {
	case resp.StatusCode == http.StatusForbidden:
		return "", ErrCode
	case resp.StatusCode != http.StatusOK:
		return "", fmt.Errorf("enrol: status %d: %s", resp.StatusCode, clip(enrolled.Error))
	case enrolled.Kiosk != kiosk:
		return "", errors.New("enrol: the hub has enrolled another kiosk")
	}
	if err := os.Rename(pending, filepath.Join(data, KeyFile)); err != nil {
		return "", fmt.Errorf("enrol: %w", err)
	}
	return enrolled.Recipient, folder.Sync(data)
}
