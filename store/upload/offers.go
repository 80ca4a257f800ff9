package upload

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	"golang.org/x/sys/unix"

	"github.com/diemcham/diemcham/store"
)

// fetchTime is how long the fetching of a file may take in all, each time.
const fetchTime = 2 * time.Hour

// spare is how many bytes of a disk are left free when a file is fetched.
const spare = 256 << 20

// Offers fetches what a hub offers: content packs, or systems for machines that were made
// from an image.
type Offers struct {
	what    string
	address *url.URL
	query   url.Values
	header  string // that tells the version
	most    int64  // bytes
	client  *retryablehttp.Client
}

// NewPacks returns the content packs of the hub that o names; of o it needs only what
// says how to reach the hub, Device and Rand.
func NewPacks(o Options) (*Offers, error) {
	return newOffers(o, &Offers{what: "pack", header: store.PackHeader, most: store.MaxPackBytes}, store.PackPath)
}

// NewSystems likewise returns the hub's systems for machines of a kind, as Debian names
// it. The version of a system is the minute in which it was made.
func NewSystems(o Options, arch string) (*Offers, error) {
	systems := &Offers{what: "system", query: url.Values{"arch": {arch}}, header: store.SystemHeader, most: store.MaxSystemBytes}
	return newOffers(o, systems, store.SystemPath)
}

func newOffers(o Options, offers *Offers, path string) (*Offers, error) {
	if o.Rand == nil || o.Device == nil {
		return nil, fmt.Errorf("fetch %ss: device and randomness must be given", offers.what)
	}
	var err error
	if offers.address, err = hubURL(o.URL, path); err != nil {
		return nil, err
	}
	offers.client = newClient(o)
	offers.client.HTTPClient.Timeout = 0 // it takes as long as the line is slow; ctx ends it
	return offers, nil
}

// Offer is a file that a hub has.
type Offer struct {
	Version uint64
	Tag     string // changes when another file is offered under the same version
}

// Fetch brings the hub's newest file to path if its version is above after and it is not
// the one that has the tag given, which was fetched before. It returns a zero offer, and
// leaves path as it is, if there is no such file. Of a file in path nothing is known but
// that the hub sent it. What a broken line has let through is kept beside path, and the
// next Fetch goes on from there.
func (o *Offers) Fetch(ctx context.Context, after uint64, tag, path string) (Offer, error) {
	offer, err := o.fetch(ctx, after, tag, path)
	if err != nil {
		return Offer{}, fmt.Errorf("fetch %s: %w", o.what, err)
	}
	return offer, nil
}

func (o *Offers) fetch(ctx context.Context, after uint64, tag, path string) (Offer, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	address := *o.address
	query := url.Values{"after": {strconv.FormatUint(after, 10)}}
	for name, values := range o.query {
		query[name] = values
	}
	address.RawQuery = query.Encode()
	request, err := retryablehttp.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return Offer{}, withoutURL(err)
	}
	if tag != "" {
		request.Header.Set("If-None-Match", tag)
	}
	begun, err := findPart(path)
	if err != nil {
		return Offer{}, err
	}
	if begun.size > 0 {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", begun.size))
		request.Header.Set("If-Range", begun.tag)
	}
	resp, err := o.client.Do(request)
	if err != nil {
		return Offer{}, withoutURL(err)
	}
	defer resp.Body.Close()
	ours := resp.Header.Get(store.ProtocolHeader) == store.Protocol
	offer := Offer{Tag: resp.Header.Get("ETag")}
	switch {
	case ours && (resp.StatusCode == http.StatusNoContent || resp.StatusCode == http.StatusNotModified):
		return Offer{}, begun.remove()
	case !ours && resp.StatusCode == http.StatusOK:
		return Offer{}, errors.New("status 200, but not from a hub")
	case ours && resp.StatusCode == http.StatusPartialContent && offer.Tag == begun.tag &&
		strings.HasPrefix(resp.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", begun.size)):
	case ours && resp.StatusCode == http.StatusOK:
		if err := begun.remove(); err != nil {
			return Offer{}, err
		}
		begun = newPart(path, offer.Tag)
	case ours && resp.StatusCode == http.StatusRequestedRangeNotSatisfiable:
		return Offer{}, errors.Join(errors.New("what is here is no beginning of what the hub has; next time from the start"), begun.remove())
	default:
		return Offer{}, fmt.Errorf("status %d", resp.StatusCode)
	}
	if offer.Version, err = strconv.ParseUint(resp.Header.Get(o.header), 10, 64); err != nil {
		return Offer{}, fmt.Errorf("the header %s is no version", o.header)
	}
	if total := begun.size + resp.ContentLength; total > o.most {
		return Offer{}, fmt.Errorf("%d bytes; no more than %d are taken", total, o.most)
	}
	if err := begun.append(resp.Body, resp.ContentLength, o.most); err != nil {
		return Offer{}, withoutURL(err)
	}
	return offer, os.Rename(begun.name, path)
}

// part is the beginning of a file that is being fetched.
type part struct {
	name string // holds the tag
	tag  string
	size int64
}

const (
	partSuffix = ".part"
	longestTag = 100 // of a file whose beginning is kept
)

func newPart(path, tag string) part {
	kept := tag
	if len(tag) > longestTag {
		kept = ""
	}
	return part{name: path + "." + url.PathEscape(kept) + partSuffix, tag: kept}
}

// findPart returns what is there of the file that was to come to path; a part without a
// size if nothing is.
func findPart(path string) (part, error) {
	names, err := filepath.Glob(path + ".*" + partSuffix)
	if err != nil || len(names) == 0 {
		return part{}, err
	}
	found := part{name: names[0]}
	escaped := strings.TrimSuffix(strings.TrimPrefix(names[0], path+"."), partSuffix)
	info, err := os.Stat(names[0])
	if err != nil {
		return part{}, err
	}
	if found.tag, err = url.PathUnescape(escaped); err == nil && found.tag != "" {
		found.size = info.Size()
	}
	return found, nil
}

// remove takes the part away, if there is one.
func (p part) remove() error {
	if p.name == "" {
		return nil
	}
	return os.Remove(p.name)
}

// append writes what a hub sends behind what is there. Its length is negative where the
// hub does not tell it.
func (p part) append(body io.Reader, length, most int64) error {
	if err := hasRoom(filepath.Dir(p.name), max(0, length)); err != nil {
		return err
	}
	file, err := os.OpenFile(p.name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	n, err := io.Copy(file, io.LimitReader(body, most-p.size+1))
	switch {
	case err != nil:
	case p.size+n > most:
		err = fmt.Errorf("more than %d bytes", most)
	case length >= 0 && n != length:
		err = fmt.Errorf("%d of %d bytes", n, length)
	}
	return cmp.Or(err, file.Sync(), file.Close())
}

// hasRoom fails if a file of that size would leave too little of the disk for what
// residents ask.
func hasRoom(dir string, size int64) error {
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil {
		return &os.PathError{Op: "statfs", Path: dir, Err: err}
	}
	if free := int64(fs.Bavail) * fs.Bsize; free < size+spare {
		return fmt.Errorf("no room on the disk: %d MB are needed and %d MB free", (size+spare)>>20, free>>20)
	}
	return nil
}
