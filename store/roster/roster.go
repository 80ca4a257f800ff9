// Package roster keeps who the staff of a kiosk are, lets each of them in by a PIN of
// their own, and holds the site's key, with which they read on the kiosk what was
// sealed for them.
//
// A [Member] has a name and a [Role]. Clerks and leads open the site's [Key]; a
// technician, who cares for the machine, does not, so that no number of a resident
// can be read with a technician's PIN, whatever the program shows. The key is made
// with the first member who opens it; the public half goes to whoever seals. It is
// in memory only between [Roster.Enter] and [Key.Wipe].
//
// A PIN is stretched with argon2id, mixed with what only this machine has (see
// [Device]), and the result is the key (XChaCha20-Poly1305) that closes the member's
// copy of the site's key. Nothing else is kept of it: a PIN is right if it opens a
// copy. All copies share one salt, so that a try costs the same however many members
// there are, and a thief's too.
//
// # What it keeps out
//
// Somebody at the screen, or at a keyboard plugged in, has [FreeTries] tries; before
// each further one they wait, 15 seconds first and then twice as long each time, up to
// [LongestWait]. A try is counted on the disk before it is made. The wait is measured
// by how long the machine has been on: setting the clock does not shorten it, and
// pulling the plug begins it anew. On a full disk nothing can be counted, so
// nobody gets in until there is room.
//
// # What it does not keep out
//
// Somebody who has the disk. The file of the device's secret lies on the same one, and
// a PIN of six digits is one of a million: at the third of a second that a try takes,
// all of them take 92 core-hours, half of that on average, and less the more members
// there are. Eight digits take a core-year. So the site's key is no more than a delay
// there: encrypt the disk as well, best with a key that the machine's TPM holds, and
// put a TPM in the place of the file by way of [Device]. Without it what is sealed to
// the site is as safe as the machine's housing. What no member can open but the ward
// can is not sealed to the site at all.
//
// Nor whoever is root on the running kiosk: such a person reads the memory of a
// kiosk whose staff mode is open, and can start the list over (but not read what was
// sealed before).
//
// Wiping is an attempt. The bytes that this package holds are overwritten, but opening
// a blob goes through strings and values of other packages that Go copies and collects
// as it likes; what they leave stays in the memory of the process until it is used
// for something else. No swap, and no core dumps, are the remedy.
//
// The package logs nothing, and its errors hold no name, no PIN and no key.
package roster

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/text/unicode/norm"

	"github.com/diemcham/diemcham/store/seal"
)

// Role is what a member may do.
type Role string

// The roles.
const (
	Clerk      Role = "clerk"      // works the queue
	Lead       Role = "lead"       // works the queue and answers for it
	Technician Role = "technician" // cares for the machine, and opens nothing of a resident
)

// Roles returns all of them.
func Roles() []Role { return []Role{Clerk, Lead, Technician} }

// OpensKey reports whether members of that role open the site's key.
func (r Role) OpensKey() bool { return r == Clerk || r == Lead }

// Member is a person of the staff.
type Member struct {
	Name string `json:"name"` // as it stands on what they did, one line
	Role Role   `json:"role"`
}

// maxName is the longest name, in letters.
const maxName = 60

// clean returns the member with the name in its composed form, so that it is the same
// however it was typed.
func (m Member) clean() (Member, error) {
	m.Name = norm.NFC.String(strings.TrimSpace(m.Name))
	if m.Name == "" || utf8.RuneCountInString(m.Name) > maxName || strings.ContainsFunc(m.Name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return Member{}, ErrName
	}
	if !slices.Contains(Roles(), m.Role) {
		return Member{}, fmt.Errorf("a role is one of %v", Roles())
	}
	return m, nil
}

// What was wrong.
var (
	// ErrNobody means that the staff have no members yet.
	ErrNobody = errors.New("no PIN is set on this machine")
	// ErrName means that a name cannot be one.
	ErrName = errors.New("a name has 1 to 60 letters on one line")
	// ErrNameTaken means that there is a member of that name.
	ErrNameTaken = errors.New("there is a member of that name already")
	// ErrNoMember means that there is no member of that name.
	ErrNoMember = errors.New("there is no member of that name")
	// ErrPINTaken means that another member has that PIN.
	ErrPINTaken = errors.New("another member has this PIN")
	// ErrNeedsKey means that a member who opens the site's key is to be added, and
	// it was not given.
	ErrNeedsKey = errors.New("the site's key is needed, which the PIN of a clerk or lead opens")
	// ErrLast means that nobody would be left who opens the site's key.
	ErrLast = errors.New("nobody else opens the site's key")
)

// Refused says that a PIN did not let anybody in.
type Refused struct {
	Tried bool          // it was tried and nobody has it; else it was too early for a try
	Wait  time.Duration // until the next try
}

// Error says how long to wait.
func (r *Refused) Error() string {
	what := "too early for another try"
	if r.Tried {
		what = "nobody has this PIN"
	}
	if r.Wait == 0 {
		return what
	}
	return fmt.Sprintf("%s; wait %v", what, r.Wait.Round(time.Second))
}

// Options is what a roster needs to know.
type Options struct {
	Cost   Cost                   // of a try, for a list that begins now; zero: [RealCost]
	Device Device                 // nil: a [FileDevice] in the same folder
	Uptime func() (Uptime, error) // nil: this machine's
}

// Roster is the staff's list in a folder. Its methods may be called by several
// goroutines and several programs at a time; each reads the list anew.
type Roster struct {
	dir string
	o   Options
}

// Open returns the roster of a data folder. It reads nothing yet, and no members have
// to be there.
func Open(dir string, o Options) *Roster {
	if o.Cost == (Cost{}) {
		o.Cost = RealCost()
	}
	if o.Device == nil {
		o.Device = NewFileDevice(dir)
	}
	if o.Uptime == nil {
		o.Uptime = uptime
	}
	return &Roster{dir: dir, o: o}
}

// Members returns who they are, in the order in which they were added.
func (r *Roster) Members() ([]Member, error) {
	l, err := r.read()
	if err != nil {
		return nil, err
	}
	var members []Member
	for _, e := range l.Members {
		members = append(members, e.Member)
	}
	return members, nil
}

// Member returns the member of that name, however it was typed, or [ErrNoMember].
func (r *Roster) Member(name string) (Member, error) {
	l, err := r.read()
	if err != nil {
		return Member{}, err
	}
	i := l.find(name)
	if i < 0 {
		return Member{}, ErrNoMember
	}
	return l.Members[i].Member, nil
}

// Site returns the public half of the site's key, or nothing where nobody has one yet.
func (r *Roster) Site() (seal.Recipients, error) {
	l, err := r.read()
	if err != nil || l.Site == "" {
		return nil, err
	}
	site, err := seal.ParseRecipient(l.Site)
	if err != nil {
		return nil, r.damaged("its public key is none")
	}
	return seal.Recipients{site}, nil
}

// Wait returns how long it is until somebody may try a PIN.
func (r *Roster) Wait() (time.Duration, error) {
	l, err := r.read()
	if err != nil {
		return 0, err
	}
	now, err := r.o.Uptime()
	if err != nil {
		return 0, err
	}
	return l.Tries.wait(now), nil
}

// Entry is somebody who is let in.
type Entry struct {
	Member
	Key  *Key // the site's; nil for a role that does not open it
	Once bool // the PIN was for one time: another has to be chosen with [Roster.Reset]
}

// Enter lets in whoever has this PIN. It is slow by design, and counts the try on the
// disk before it makes it. Errors are [ErrNobody], a [*Refused], or what is wrong
// with the list or the disk.
func (r *Roster) Enter(pin seal.Secret) (Entry, error) {
	unlock, err := r.lock()
	if err != nil {
		return Entry{}, err
	}
	defer unlock()
	l, err := r.read()
	if err != nil {
		return Entry{}, err
	}
	if len(l.Members) == 0 {
		return Entry{}, ErrNobody
	}
	now, err := r.o.Uptime()
	if err != nil {
		return Entry{}, err
	}
	if wait := l.Tries.wait(now); wait > 0 {
		return Entry{}, &Refused{Wait: wait}
	}
	l.Tries = tries{Count: l.Tries.Count + 1, Boot: now.Boot, At: now.Since}
	if err := r.write(l); err != nil {
		return Entry{}, fmt.Errorf("count a try: %w", err)
	}
	lid, err := r.lid(l, pin)
	if err != nil {
		return Entry{}, err
	}
	who, key := l.opened(lid)
	if who < 0 {
		return Entry{}, &Refused{Tried: true, Wait: l.Tries.wait(now)}
	}
	l.Tries = tries{}
	// A count that stays too high makes somebody wait, who then is let in all the same;
	// that is no reason to keep this one out.
	_ = r.write(l)
	return Entry{Member: l.Members[who].Member, Key: key, Once: l.Members[who].Once}, nil
}

// Add adds a member with that PIN. by is the site's key, for a role that opens it; it
// is made with the first of them, and by may be nil then.
func (r *Roster) Add(m Member, pin seal.Secret, by *Key) error { return r.add(m, pin, by, false) }

// AddOnce is [Roster.Add] with a PIN for one time, which somebody else has chosen.
func (r *Roster) AddOnce(m Member, pin seal.Secret, by *Key) error { return r.add(m, pin, by, true) }

func (r *Roster) add(m Member, pin seal.Secret, by *Key, once bool) error {
	m, err := m.clean()
	if err != nil {
		return err
	}
	return r.change(func(l *list) error {
		if l.find(m.Name) >= 0 {
			return ErrNameTaken
		}
		if len(l.Members) == 0 {
			if err := r.begin(l); err != nil {
				return err
			}
		}
		sealed, err := r.sealed(l, m, pin, by)
		if err != nil {
			return err
		}
		l.Members = append(l.Members, entry{Member: m, Sealed: sealed, Once: once})
		return nil
	})
}

// Reset gives a member another PIN. by is as in [Roster.Add]: the key is not lost with
// one member's PIN as long as another opens it.
func (r *Roster) Reset(name string, pin seal.Secret, by *Key) error {
	return r.change(func(l *list) error {
		i := l.find(name)
		if i < 0 {
			return ErrNoMember
		}
		sealed, err := r.sealed(l, l.Members[i].Member, pin, by)
		if err != nil {
			return err
		}
		l.Members[i].Sealed, l.Members[i].Once = sealed, false
		return nil
	})
}

// Remove takes a member away; the site's key stays as it is. The last one who opens the site's key cannot be: what
// was sealed to it could be read by nobody any more. See [Roster.StartOver].
func (r *Roster) Remove(name string) error {
	return r.change(func(l *list) error {
		i := l.find(name)
		if i < 0 {
			return ErrNoMember
		}
		opens := func(e entry) bool { return e.Role.OpensKey() }
		if opens(l.Members[i]) && !slices.ContainsFunc(slices.Delete(slices.Clone(l.Members), i, i+1), opens) {
			return ErrLast
		}
		l.Members = slices.Delete(l.Members, i, i+1)
		return nil
	})
}

// begin prepares an empty list for its first member.
func (r *Roster) begin(l *list) error {
	if err := r.o.Device.Renew(); err != nil {
		return err
	}
	l.Cost, l.Salt = r.o.Cost, make([]byte, saltBytes)
	_, err := rand.Read(l.Salt)
	return err
}

// sealed closes a member's copy of the site's key with a PIN.
func (r *Roster) sealed(l *list, m Member, pin seal.Secret, by *Key) ([]byte, error) {
	if Weak(pin) {
		return nil, ErrWeakPIN
	}
	lid, err := r.lid(*l, pin)
	if err != nil {
		return nil, err
	}
	who, key := l.opened(lid)
	key.Wipe()
	if who >= 0 && l.Members[who].Name != m.Name {
		return nil, ErrPINTaken
	}
	var text []byte
	if m.Role.OpensKey() {
		if text, err = l.siteKey(by); err != nil {
			return nil, err
		}
		defer clear(text)
	}
	nonce := make([]byte, lid.NonceSize(), lid.NonceSize()+len(text)+lid.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return lid.Seal(nonce, nonce, text, m.label()), nil
}

// siteKey returns the key to be given to another member, as seal.ParseIdentity reads
// it: the site's, which by has to be, or a new one where there is none.
func (l *list) siteKey(by *Key) ([]byte, error) {
	if l.Site == "" {
		identity, err := seal.NewIdentity()
		if err != nil {
			return nil, err
		}
		l.Site = identity.Recipient().String()
		return []byte(identity.Reveal()), nil
	}
	if by == nil {
		return nil, ErrNeedsKey
	}
	return by.text(l.Site)
}

// lid returns what a PIN closes a copy with.
func (r *Roster) lid(l list, pin seal.Secret) (cipher.AEAD, error) {
	stretched := l.Cost.stretch(pin, l.Salt)
	defer clear(stretched)
	mixed, err := r.o.Device.Mix(stretched)
	if err != nil {
		return nil, err
	}
	defer clear(mixed)
	return chacha20poly1305.NewX(mixed)
}

// opened returns whose copy the lid opens, and the key in it; -1 if nobody's. All are
// tried, so that the time does not tell whose it was.
func (l list) opened(lid cipher.AEAD) (who int, key *Key) {
	who = -1
	for i, e := range l.Members {
		if len(e.Sealed) < lid.NonceSize() {
			continue
		}
		nonce, sealed := e.Sealed[:lid.NonceSize()], e.Sealed[lid.NonceSize():]
		text, err := lid.Open(nil, nonce, sealed, e.label())
		if err != nil {
			continue
		}
		who = i
		if e.Role.OpensKey() {
			key = newKey(text)
		}
	}
	return who, key
}

// label binds a copy to whom it is for: with another role or name beside it, it does
// not open.
func (m Member) label() []byte {
	text, err := json.Marshal(m)
	if err != nil {
		panic(err) // two strings
	}
	return text
}
