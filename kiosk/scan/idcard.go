package scan

import (
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/diemcham/diemcham/store/seal"
)

// Field is one thing that stands on an ID card.
type Field string

// The fields.
const (
	Number    Field = "number"     // 12 digits
	OldNumber Field = "old-number" // 9 digits, of the card before; many have none
	Name      Field = "name"
	Born      Field = "born" // 31/12/1950
	Sex       Field = "sex"  // Nam or Nữ
	Address   Field = "address"
	Issued    Field = "issued" // 31/12/2021
)

// IDCard is what the square code of a citizen's ID card (căn cước) says, as far as
// it was asked for. It prints and logs as "redacted".
type IDCard struct {
	Fields  int                   // how many the code has; later cards have more than are known here
	Damaged bool                  // letters were lost: only numbers and days are offered, and people are to be asked for the rest
	Offered map[Field]seal.Secret // never more than asked for; an empty field is left out
}

// String returns "redacted".
func (c IDCard) String() string { return seal.Secret("").String() }

// Format prints "redacted" for every verb.
func (c IDCard) Format(f fmt.State, _ rune) { io.WriteString(f, c.String()) }

// LogValue returns "redacted".
func (c IDCard) LogValue() slog.Value { return slog.StringValue(c.String()) }

// parseIDCard reads the fields of a code that are parted by bars:
//
//	number|old number or nothing|name|born|sex|address|issued|and what later cards add
//
// Some cards leave the old number out with its bar, and some write days with
// strokes. The number, the two days and their places are what makes it an ID card;
// of the number only its length is looked at, because the list of provinces in it
// is no longer in force.
func parseIDCard(text string, offer []Field) (IDCard, bool) {
	fields := strings.Split(norm.NFC.String(text), "|")
	card := IDCard{Fields: len(fields)}
	all := map[Field]string{Number: fields[0]}
	if !digits(all[Number], 12) {
		return IDCard{}, false
	}
	rest := fields[1:]
	if len(rest) > 0 && (rest[0] == "" || digits(rest[0], 9)) {
		all[OldNumber], rest = rest[0], rest[1:]
	}
	if len(rest) < 5 {
		return IDCard{}, false
	}
	var born, issued bool
	all[Born], born = day(rest[1])
	all[Issued], issued = day(rest[4])
	if !born || !issued {
		return IDCard{}, false
	}
	all[Name], all[Sex], all[Address] = rest[0], rest[2], rest[3]
	card.Damaged = spoilt(all[Name]) || spoilt(all[Address]) || (all[Sex] != "Nam" && all[Sex] != "Nữ")
	if card.Damaged {
		delete(all, Name)
		delete(all, Sex)
		delete(all, Address)
	}
	for field, value := range all {
		if value == "" || !slices.Contains(offer, field) {
			continue
		}
		if card.Offered == nil {
			card.Offered = map[Field]seal.Secret{}
		}
		card.Offered[field] = seal.Secret(value)
	}
	return card, true
}

// day reads a day, written 31121950 or 31/12/1950, and writes it the second way.
func day(text string) (string, bool) {
	const long = "02/01/2006"
	for _, layout := range []string{"02012006", long} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Format(long), true
		}
	}
	return "", false
}

// spoilt reports whether a text has lost letters on its way: what a scanner or a
// computer puts in place of a letter it does not know.
func spoilt(text string) bool {
	return strings.TrimSpace(text) == "" || strings.ContainsFunc(text, func(r rune) bool {
		return r == '?' || r == utf8.RuneError || !unicode.IsPrint(r)
	})
}
