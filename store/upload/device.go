package upload

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/folder"
)

// KeyFile is the file of the data folder that holds the key by which the hub knows
// this kiosk.
const KeyFile = "hub.key"

// ErrNotEnrolled means that this kiosk has no key for the hub yet.
var ErrNotEnrolled = errors.New("this kiosk is not enrolled with the hub")

// Counters sets counters of signed requests apart; a [store.DB] does.
type Counters interface {
	// Counters returns the first of [store.CounterBlock] that follow one another, all
	// above after.
	Counters(after uint64) (first uint64, err error)
}

// Device signs what a kiosk sends to its hub. It is safe for use by several
// goroutines at once.
type Device struct {
	kiosk    string
	file     string
	counters Counters

	mutex     sync.Mutex
	next, end uint64 // of the counters that are set apart; none left where they are the same
}

// NewDevice returns the kiosk of that ID, whose key is in its data folder or will be:
// it is read for each request, so that a kiosk need not be started anew when it has
// been enrolled.
func NewDevice(kiosk, data string, counters Counters) *Device {
	return &Device{kiosk: kiosk, file: filepath.Join(data, KeyFile), counters: counters}
}

// count returns a counter that was never used.
func (d *Device) count() (uint64, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.next == d.end {
		first, err := d.counters.Counters(d.next)
		if err != nil {
			return 0, err
		}
		d.next, d.end = first, first+store.CounterBlock
	}
	d.next++
	return d.next - 1, nil
}

// aheadMost is how far the hub's counter may be before ours: a kiosk that lost its
// file begins anew, but nobody has ever sent that much.
const aheadMost = 1 << 40

// passed takes note that the hub has seen a counter, and reports whether the next
// one will be above it.
func (d *Device) passed(last uint64) bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if last < d.next {
		return true // by somebody else of this process
	}
	if last-d.next > aheadMost {
		return false
	}
	first, err := d.counters.Counters(last)
	if err != nil {
		return false
	}
	d.next, d.end = first, first+store.CounterBlock
	return true
}

func (d *Device) sign(r *http.Request, body []byte) error {
	key, err := readKey(d.file)
	if err != nil {
		return err
	}
	counter, err := d.count()
	if err != nil {
		return err
	}
	text := store.SignedText(r.Method, r.URL.RequestURI(), d.kiosk, counter, body)
	r.Header.Set(store.DeviceHeader, d.kiosk)
	r.Header.Set(store.CounterHeader, strconv.FormatUint(counter, 10))
	r.Header.Set(store.SignatureHeader, base64.StdEncoding.EncodeToString(ed25519.Sign(key, text)))
	return nil
}

// signing signs each attempt of a request anew: a counter is used once.
type signing struct {
	device *Device
	next   http.RoundTripper
}

func (s signing) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		defer r.Body.Close()
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	resp, err := s.send(r, body)
	if err != nil || resp.StatusCode != http.StatusUnauthorized {
		return resp, err
	}
	// The kiosk's counters were lost with its file, or the hub has seen this one: the
	// transport itself may send twice what a line swallowed.
	last, err := strconv.ParseUint(resp.Header.Get(store.CounterHeader), 10, 64)
	if err != nil || !s.device.passed(last) {
		return resp, nil
	}
	resp.Body.Close()
	return s.send(r, body)
}

func (s signing) send(r *http.Request, body []byte) (*http.Response, error) {
	signed := r.Clone(r.Context())
	signed.Body, signed.GetBody, signed.ContentLength = http.NoBody, nil, 0
	if len(body) > 0 {
		signed.Body, signed.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	if err := s.device.sign(signed, body); err != nil {
		return nil, err
	}
	return s.next.RoundTrip(signed)
}

const keyBlock = "PRIVATE KEY"

func readKey(file string) (ed25519.PrivateKey, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotEnrolled
	}
	if err != nil {
		return nil, fmt.Errorf("key for the hub: %w", err)
	}
	block, _ := pem.Decode(data)
	if block == nil || block.Type != keyBlock {
		return nil, fmt.Errorf("key for the hub: %s holds no private key", file)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	private, ok := key.(ed25519.PrivateKey)
	if err != nil || !ok {
		return nil, fmt.Errorf("key for the hub: %s holds no Ed25519 key", file)
	}
	return private, nil
}

// writeKey writes a key so that there is a whole one whatever happens.
func writeKey(file string, key ed25519.PrivateKey) error {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"-") // for its owner alone
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(pem.EncodeToMemory(&pem.Block{Type: keyBlock, Bytes: der}))
	if err := errors.Join(err, folder.Give(temp), temp.Sync(), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), file)
}
