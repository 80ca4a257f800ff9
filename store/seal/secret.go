package seal

import (
	"fmt"
	"io"
	"log/slog"
)

// redacted is what every way of printing gives in place of the words.
const redacted = "redacted"

// Secret is a resident's own words, or the PIN of a member of staff. However it
// is printed, logged or encoded it reads "redacted", even when it is empty.
//
// Keep it in exported fields and never as the key of a map: package fmt cannot
// see the methods of what stands in an unexported field, nor encoding/json those
// of a key, and both would give the words.
type Secret string

// Reveal returns the words. Call it where they are drawn, compared or sealed,
// and nowhere else.
func (s Secret) Reveal() string { return string(s) }

// Format prints "redacted" for every verb.
func (s Secret) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) }

// String returns "redacted".
func (s Secret) String() string { return redacted }

// GoString returns "redacted".
func (s Secret) GoString() string { return redacted }

// LogValue returns "redacted".
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText returns "redacted", for JSON and every other encoder that asks.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Format prints "redacted" for every verb.
func (i Identity) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) }

// LogValue returns "redacted".
func (i Identity) LogValue() slog.Value { return slog.StringValue(redacted) }
