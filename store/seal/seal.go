// Package seal closes what a resident typed about themselves, and what staff note
// about them, so that only their ward can read it.
//
// A kiosk holds [Recipients], the public halves of keys. There is one of the ward,
// whose [Identity], the secret half, is at the hub, and there may be one of the
// site's staff, whose secret half opens only after a PIN; see package roster.
// Whatever the kiosk seals it cannot open again by itself. Each of the identities
// opens a blob alone.
//
// Between the keyboard and the seal, a resident's own words are a [Secret]: a
// string that prints, logs and encodes as "redacted".
//
// A sealed blob is an age file (X25519) of JSON that spaces fill up to a
// multiple of 64 bytes, so that its length tells nothing about a number's, only how
// many recipients there are and roughly how long a note is. age
// proves that a blob is whole, not who made it; the hub knows that from the
// kiosk's key. The package neither stores nor sends anything.
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

// Fields is what a resident gave about themselves, or what staff note.
type Fields struct {
	Phone Secret // as typed: digits
	Name  Secret // of a resident who told it to staff
	Note  Secret // in a member of staff's own words
}

// plain is the JSON inside the seal, the one place where secrets are spelled out.
type plain struct {
	Phone string `json:"phone"`
	Name  string `json:"name,omitempty"`
	Note  string `json:"note,omitempty"`
}

// step is what the plain text is filled up to a multiple of.
const step = 64

// maxPlain bounds what Open reads out of a blob.
const maxPlain = 16 << 10

func (f Fields) pad() ([]byte, error) {
	text, err := json.Marshal(plain{Phone: f.Phone.Reveal(), Name: f.Name.Reveal(), Note: f.Note.Reveal()})
	if err != nil {
		return nil, err
	}
	if short := len(text) % step; short != 0 {
		text = append(text, bytes.Repeat([]byte(" "), step-short)...)
	}
	return text, nil
}

var errNoRecipient = errors.New("seal: no recipient")

// Recipient is the public half of a key. The zero value seals nothing;
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
func (r Recipient) Seal(fields Fields) ([]byte, error) { return Recipients{r}.Seal(fields) }

// Recipients are those who can each open what is sealed to all of them. Nobody
// seals to none.
type Recipients []Recipient

// Seal closes fields for the holder of any of the identities. Two seals of the same
// fields differ.
func (rs Recipients) Seal(fields Fields) ([]byte, error) {
	var keys []age.Recipient
	for _, r := range rs {
		if r.key == nil {
			return nil, errNoRecipient
		}
		keys = append(keys, r.key)
	}
	if len(keys) == 0 {
		return nil, errNoRecipient
	}
	text, err := fields.pad()
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	var blob bytes.Buffer
	w, err := age.Encrypt(&blob, keys...)
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

// Identity is the secret half of a key. It prints and logs as "redacted".
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
	return Fields{Phone: Secret(p.Phone), Name: Secret(p.Name), Note: Secret(p.Note)}, nil
}
