// Package seal closes what a resident typed about themselves so that only their
// ward can read it.
//
// A kiosk holds a [Recipient], the public half of the ward's key. Whatever it
// seals it cannot open again: a stolen kiosk shows no one's telephone number.
// The hub holds the [Identity], the secret half.
//
// Between the keyboard and the seal, a resident's own words are a [Secret]: a
// string that prints, logs and encodes as "redacted".
//
// A sealed blob is an age file (X25519) of JSON that spaces fill up to a
// multiple of 64 bytes, so that its length tells nothing about a number's. age
// proves that a blob is whole, not who made it; the hub knows that from the
// kiosk's token. The package neither stores nor sends anything.
package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
)

// ErrDamaged means that a blob was not sealed for this identity or has been
// changed since.
var ErrDamaged = errors.New("cannot be opened with this identity")

// Fields is what a resident gave about themselves.
type Fields struct {
	Phone Secret // as typed: digits
}

// plain is the JSON inside the seal, the one place where secrets are spelled out.
type plain struct {
	Phone string `json:"phone"`
}

// step is what the plain text is filled up to a multiple of.
const step = 64

// maxPlain bounds what Open reads out of a blob.
const maxPlain = 16 << 10

func (f Fields) pad() ([]byte, error) {
	text, err := json.Marshal(plain{Phone: f.Phone.Reveal()})
	if err != nil {
		return nil, err
	}
	if short := len(text) % step; short != 0 {
		text = append(text, bytes.Repeat([]byte(" "), step-short)...)
	}
	return text, nil
}

// Recipient is the public half of a ward's key. The zero value seals nothing;
// [ParseRecipient] and [Identity.Recipient] make one that does.
type Recipient struct{ key *age.X25519Recipient }

// ParseRecipient reads a recipient as the hub prints it: "age1" and 58 more
// letters and digits.
func ParseRecipient(s string) (Recipient, error) {
	key, err := age.ParseX25519Recipient(s)
	if err != nil {
		// The text is not repeated: what was put here by mistake may be the
		// secret half.
		return Recipient{}, errors.New("not a recipient; it should be the line that begins with age1")
	}
	return Recipient{key}, nil
}

// String returns the recipient as [ParseRecipient] reads it.
func (r Recipient) String() string {
	if r.key == nil {
		return ""
	}
	return r.key.String()
}

// Seal closes fields for the holder of the identity alone. Two seals of the same
// fields differ.
func (r Recipient) Seal(fields Fields) ([]byte, error) {
	if r.key == nil {
		return nil, errors.New("seal: no recipient")
	}
	text, err := fields.pad()
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	var blob bytes.Buffer
	w, err := age.Encrypt(&blob, r.key)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if _, err := w.Write(text); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return blob.Bytes(), nil
}

// Identity is the secret half of a ward's key. It prints and logs as "redacted".
type Identity struct{ key *age.X25519Identity }

// NewIdentity makes a fresh one.
func NewIdentity() (Identity, error) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return Identity{}, fmt.Errorf("make an identity: %w", err)
	}
	return Identity{key}, nil
}

// ParseIdentity reads what [Identity.Reveal] returned.
func ParseIdentity(s string) (Identity, error) {
	key, err := age.ParseX25519Identity(s)
	if err != nil {
		// age's own error may quote what it was given.
		return Identity{}, errors.New("not an identity; it should be the line that begins with AGE-SECRET-KEY-1")
	}
	return Identity{key}, nil
}

// Recipient returns the public half.
func (i Identity) Recipient() Recipient {
	if i.key == nil {
		return Recipient{}
	}
	return Recipient{i.key.Recipient()}
}

// Reveal returns the secret itself, to be written to a file that only the hub
// can read.
func (i Identity) Reveal() string {
	if i.key == nil {
		return ""
	}
	return i.key.String()
}

// Open reads a sealed blob. Its errors are [ErrDamaged] and hold nothing of what
// was inside.
func (i Identity) Open(blob []byte) (Fields, error) {
	if i.key == nil {
		return Fields{}, errors.New("open sealed fields: no identity")
	}
	r, err := age.Decrypt(bytes.NewReader(blob), i.key)
	if err != nil {
		return Fields{}, fmt.Errorf("sealed fields: %w", ErrDamaged)
	}
	text, err := io.ReadAll(io.LimitReader(r, maxPlain+1))
	if err != nil || len(text) > maxPlain {
		return Fields{}, fmt.Errorf("sealed fields: %w", ErrDamaged)
	}
	var p plain
	if err := json.Unmarshal(text, &p); err != nil {
		return Fields{}, fmt.Errorf("sealed fields: %w", ErrDamaged)
	}
	return Fields{Phone: Secret(p.Phone)}, nil
}
