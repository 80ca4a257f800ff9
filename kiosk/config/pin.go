package config

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"
)

// The cost of one try at a PIN: a third of a second and 64 MiB on a small
// machine. A PIN of six digits is still found in days by someone who holds the
// settings file, which is why the kiosk itself can open no resident's number.
const (
	pinTime    = 3
	pinMemory  = 64 * 1024 // KiB
	pinThreads = 1
	pinSalt    = 16
	pinKey     = 32
)

// ErrWeakPIN is the error of [HashPIN] for a PIN that is guessed at once or has
// the wrong form.
var ErrWeakPIN = errors.New("a PIN has 6 to 8 digits, not all the same and not simply counting up or down")

var errNotHash = errors.New("not an argon2id hash")

// HashPIN returns the line that stands in the settings for a PIN, salted from
// rand.
func HashPIN(pin string, rand io.Reader) (string, error) {
	if weak(pin) {
		return "", ErrWeakPIN
	}
	h := pinHash{memory: pinMemory, time: pinTime, threads: pinThreads, salt: make([]byte, pinSalt)}
	if _, err := io.ReadFull(rand, h.salt); err != nil {
		return "", fmt.Errorf("salt of a PIN: %w", err)
	}
	h.key = h.derive(pin, pinKey)
	return h.String(), nil
}

// CheckPIN reports whether pin is the one that hash was made of. It takes a
// third of a second on purpose, so it does not belong on the goroutine that
// draws. An error means that hash is not what [HashPIN] returns.
func CheckPIN(hash, pin string) (bool, error) {
	h, err := parseHash(hash)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(h.key, h.derive(pin, len(h.key))) == 1, nil
}

// weak reports whether a PIN is one of the first that anyone tries.
func weak(pin string) bool {
	if len(pin) < 6 || len(pin) > 8 {
		return true
	}
	same, up, down := true, true, true
	for i := range len(pin) {
		if pin[i] < '0' || pin[i] > '9' {
			return true
		}
		if i == 0 {
			continue
		}
		step := (int(pin[i]) - int(pin[i-1]) + 10) % 10
		same = same && step == 0
		up = up && step == 1
		down = down && step == 9
	}
	return same || up || down
}

// pinHash is a PHC string taken apart: $argon2id$v=19$m=65536,t=3,p=1$salt$key.
type pinHash struct {
	memory, time uint32
	threads      uint8
	salt, key    []byte
}

func (h pinHash) derive(pin string, size int) []byte {
	return argon2.IDKey([]byte(pin), h.salt, h.time, h.memory, h.threads, uint32(size))
}

// String puts the hash together again.
func (h pinHash) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		h.memory, h.time, h.threads, b64.EncodeToString(h.salt), b64.EncodeToString(h.key))
}

// parseHash takes a PHC string apart. The bounds keep a mistyped number from
// taking all memory or letting everyone in.
func parseHash(s string) (pinHash, error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return pinHash{}, errNotHash
	}
	var h pinHash
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.time, &h.threads); err != nil {
		return pinHash{}, errNotHash
	}
	var err error
	if h.salt, err = base64.RawStdEncoding.Strict().DecodeString(parts[4]); err != nil {
		return pinHash{}, errNotHash
	}
	if h.key, err = base64.RawStdEncoding.Strict().DecodeString(parts[5]); err != nil {
		return pinHash{}, errNotHash
	}
	const least, most = 16 * 1024, 256 * 1024 // KiB
	bounded := h.memory >= least && h.memory <= most &&
		h.time >= 1 && h.time <= 10 && h.threads >= 1 && h.threads <= 4 &&
		len(h.salt) >= 16 && len(h.salt) <= 64 && len(h.key) >= 16 && len(h.key) <= 64
	if !bounded || h.String() != s {
		return pinHash{}, errNotHash
	}
	return h, nil
}
