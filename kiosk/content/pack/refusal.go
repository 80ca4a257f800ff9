package pack

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// Reason says why a pack was refused. Each but Done has a sentence for staff in the
// catalogue, pack.refused.REASON.
type Reason string

// The reasons.
const (
	Done         Reason = ""              // it was not refused
	NotAPack     Reason = "not-a-pack"    // something else
	Unsigned     Reason = "unsigned"      // nobody has signed it
	BadSignature Reason = "bad-signature" // changed after it was signed
	UnknownKey   Reason = "unknown-key"   // signed by somebody this kiosk does not know
	WrongWard    Reason = "wrong-ward"
	Installed    Reason = "installed" // this very version is shown already
	Older        Reason = "older"     // a newer one was here before
	Undone       Reason = "undone"    // staff went back from this version
	TooLarge     Reason = "too-large"
	Unsafe       Reason = "unsafe"  // a path or a type that no pack has
	Damaged      Reason = "damaged" // cut off, or not what the manifest says
	Unusable     Reason = "unusable"
	NoSpace      Reason = "no-space"
	Gone         Reason = "gone" // the stick could not be read to the end
	Disk         Reason = "disk" // the kiosk's own disk could not be written
	Busy         Reason = "busy" // another one is being installed
	// NothingBefore is the refusal of an Undo: there is no earlier pack to go back to.
	NothingBefore Reason = "nothing-before"
)

// Reasons lists every reason to refuse.
func Reasons() []Reason {
	return []Reason{NotAPack, Unsigned, BadSignature, UnknownKey, WrongWard, Installed, Older, Undone, TooLarge,
		Unsafe, Damaged, Unusable, NoSpace, Gone, Disk, Busy, NothingBefore}
}

// Refusal is why a pack was not installed. What was shown before is still shown.
type Refusal struct {
	Reason Reason
	Err    error // the details, for a technician
}

// Error says why, and the details.
func (r *Refusal) Error() string { return fmt.Sprintf("refused (%s): %v", r.Reason, r.Err) }

// Unwrap returns the details.
func (r *Refusal) Unwrap() error { return r.Err }

func refuse(reason Reason, format string, args ...any) error {
	return &Refusal{reason, fmt.Errorf(format, args...)}
}

// ReasonOf returns why err refuses a pack, or Done for nil. An error of another
// kind is one of the kiosk's own disk.
func ReasonOf(err error) Reason {
	var refusal *Refusal
	switch {
	case err == nil:
		return Done
	case errors.As(err, &refusal):
		return refusal.Reason
	}
	return Disk
}

// onDisk makes a refusal of what went wrong with the kiosk's own disk.
func onDisk(err error) error {
	var refusal *Refusal
	switch {
	case err == nil, errors.As(err, &refusal):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return &Refusal{NoSpace, err}
	}
	return &Refusal{Disk, err}
}

// ofSource makes a refusal of what went wrong with the file that is installed.
func ofSource(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return &Refusal{NotAPack, err}
	}
	return &Refusal{Gone, err}
}
