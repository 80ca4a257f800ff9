package roster

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"

	"github.com/diemcham/diemcham/store/seal"
)

// ErrWiped means that a key was used after it had been wiped.
var ErrWiped = errors.New("the site's key has been wiped")

// Key is the site's key, opened. However it is printed or logged it reads "redacted".
// Its methods may be called by several goroutines at a time.
type Key struct {
	mutex  sync.Mutex
	secret []byte // as seal.ParseIdentity reads it; nil when it is wiped
}

func newKey(secret []byte) *Key { return &Key{secret: secret} }

// Open reads a blob that was sealed to the site.
func (k *Key) Open(blob []byte) (seal.Fields, error) {
	identity, err := k.identity()
	if err != nil {
		return seal.Fields{}, err
	}
	return identity.Open(blob)
}

// Wipe overwrites the key, as far as that can be done; see the package comment. A nil
// one has nothing to be wiped.
func (k *Key) Wipe() {
	if k == nil {
		return
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	clear(k.secret)
	k.secret = nil
}

func (k *Key) identity() (seal.Identity, error) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.secret == nil {
		return seal.Identity{}, ErrWiped
	}
	return seal.ParseIdentity(string(k.secret))
}

// text returns a copy of the key, if it is the one of that site.
func (k *Key) text(site string) ([]byte, error) {
	identity, err := k.identity()
	if err != nil {
		return nil, err
	}
	if identity.Recipient().String() != site {
		return nil, ErrNeedsKey
	}
	return []byte(identity.Reveal()), nil
}

// Format prints "redacted" for every verb.
func (k *Key) Format(f fmt.State, _ rune) { io.WriteString(f, "redacted") }

// LogValue returns "redacted".
func (k *Key) LogValue() slog.Value { return slog.StringValue("redacted") }
