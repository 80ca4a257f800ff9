package scan_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/store/seal"
)

// Nobody is called this, lives there or has such a number.
const (
	number  = "000000000000"
	holder  = "MẪU THỬ NGHIỆM"
	address = "Số 0, Phố Ví Dụ, Phường Mẫu"
	idCard  = number + "|999999999|" + holder + "|01021950|Nam|" + address + "|15042021"
)

var everything = []scan.Field{scan.Number, scan.OldNumber, scan.Name, scan.Born, scan.Sex, scan.Address, scan.Issued}

func TestParse(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want scan.Code
	}{
		"ticket":                        {"261123010027", scan.Ticket{Code: "261123010027"}},
		"ticket of the last letter":     {"261123260027", scan.Ticket{Code: "261123260027"}},
		"ticket of no letter":           {"261123000027", scan.Unknown{}},
		"ticket past the last letter":   {"261123270027", scan.Unknown{}},
		"ticket of a leap day":          {"280229010001", scan.Ticket{Code: "280229010001"}},
		"ticket of a day there is not":  {"270229010001", scan.Unknown{}},
		"ticket with number 0":          {"261123010000", scan.Unknown{}},
		"ticket of an earlier version":  {"2611230027", scan.Ticket{Code: "2611230027"}},
		"the same with number 0":        {"2611230000", scan.Unknown{}},
		"nine digits":                   {"261123002", scan.Unknown{}},
		"eleven digits":                 {"26112300270", scan.Unknown{}},
		"thirteen digits":               {"2611230100270", scan.Unknown{}},
		"ticket with a space":           {"261123010027 ", scan.Unknown{}},
		"wide digits":                   {"２６１１２３０１００２７", scan.Unknown{}},
		"twelve bytes with a sign":      {"-61123010027", scan.Unknown{}},
		"learning card":                 {"DC1:ABCDEFGH23456789", scan.LearningCard{Text: "DC1:ABCDEFGH23456789"}},
		"card of another prefix":        {"XX1:ABCDEFGH23456789", scan.Unknown{}},
		"card with 15 letters":          {"DC1:ABCDEFGH2345678", scan.Unknown{}},
		"card with 17 letters":          {"DC1:ABCDEFGH234567890", scan.Unknown{}},
		"card in small letters":         {"DC1:abcdefgh23456789", scan.Unknown{}},
		"card with a letter of 2 bytes": {"DC1:ABCDEFGH234567Đ", scan.Unknown{}},
		"address":                       {"https://dichvucong.gov.vn", scan.Unknown{}},
		"bar code of a shop":            {"8934563138165", scan.Unknown{}},
		"nothing":                       {"", scan.Unknown{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := (scan.Rules{CardPrefix: "DC1:", IDCards: true}).Parse(test.text); got != test.want {
				t.Errorf("got %T %v, want %T %v", got, got, test.want, test.want)
			}
		})
	}
	if got := (scan.Rules{}).Parse("ABCDEFGH23456789"); got != (scan.Unknown{}) {
		t.Errorf("without a prefix 16 letters are %T", got)
	}
}

func TestLetterOfATicket(t *testing.T) {
	for code, want := range map[string]string{"261123010027": "A", "261123020027": "B", "261123260027": "Z", "2611230027": ""} {
		ticket, ok := (scan.Rules{}).Parse(code).(scan.Ticket)
		if !ok || ticket.Letter() != want {
			t.Errorf("%s: got %v of %q, want %q", code, ok, ticket.Letter(), want)
		}
	}
}

func TestIDCard(t *testing.T) {
	all := map[scan.Field]seal.Secret{
		scan.Number: number, scan.OldNumber: "999999999", scan.Name: holder, scan.Born: "01/02/1950",
		scan.Sex: "Nam", scan.Address: address, scan.Issued: "15/04/2021",
	}
	without := func(fields ...scan.Field) map[scan.Field]seal.Secret {
		rest := map[scan.Field]seal.Secret{}
		for field, value := range all {
			rest[field] = value
		}
		for _, field := range fields {
			delete(rest, field)
		}
		return rest
	}
	woman := without()
	woman[scan.Sex] = "Nữ"
	for name, test := range map[string]struct {
		text string
		want scan.IDCard
	}{
		"seven fields":                  {idCard, scan.IDCard{Fields: 7, Offered: all}},
		"a woman":                       {strings.Replace(idCard, "Nam", "Nữ", 1), scan.IDCard{Fields: 7, Offered: woman}},
		"letters in NFD":                {strings.Replace(strings.Replace(idCard, "Nam", "Nư\u0303", 1), "Ố", "O\u0302\u0301", 1), scan.IDCard{Fields: 7, Offered: woman}},
		"no old number":                 {strings.Replace(idCard, "999999999", "", 1), scan.IDCard{Fields: 7, Offered: without(scan.OldNumber)}},
		"no old number and no bar":      {strings.Replace(idCard, "999999999|", "", 1), scan.IDCard{Fields: 6, Offered: without(scan.OldNumber)}},
		"days with strokes":             {strings.NewReplacer("01021950", "01/02/1950", "15042021", "15/04/2021").Replace(idCard), scan.IDCard{Fields: 7, Offered: all}},
		"more fields, as since 2024":    {idCard + "|A|B|", scan.IDCard{Fields: 10, Offered: all}},
		"letters lost in the name":      {strings.Replace(idCard, "MẪU", "M?U", 1), scan.IDCard{Fields: 7, Damaged: true, Offered: without(scan.Name, scan.Sex, scan.Address)}},
		"letters lost in the address":   {strings.Replace(idCard, "Phố", "Ph\ufffd", 1), scan.IDCard{Fields: 7, Damaged: true, Offered: without(scan.Name, scan.Sex, scan.Address)}},
		"letters lost in the sex":       {strings.Replace(idCard, "Nam", "N", 1), scan.IDCard{Fields: 7, Damaged: true, Offered: without(scan.Name, scan.Sex, scan.Address)}},
		"a control sign in the name":    {strings.Replace(idCard, "MẪU", "M\x1bU", 1), scan.IDCard{Fields: 7, Damaged: true, Offered: without(scan.Name, scan.Sex, scan.Address)}},
		"nothing where the name stands": {strings.Replace(idCard, holder, "", 1), scan.IDCard{Fields: 7, Damaged: true, Offered: without(scan.Name, scan.Sex, scan.Address)}},
	} {
		t.Run(name, func(t *testing.T) {
			got := (scan.Rules{IDCards: true, Offer: everything}).Parse(test.text)
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %#v", plain(got))
			}
		})
	}
}

// plain shows what a code holds, for a failing test.
func plain(code scan.Code) string {
	card, ok := code.(scan.IDCard)
	if !ok {
		return fmt.Sprintf("%T", code)
	}
	said := fmt.Sprintf("%d fields, damaged %v:", card.Fields, card.Damaged)
	for _, field := range everything {
		said += fmt.Sprintf(" %s=%q", field, card.Offered[field].Reveal())
	}
	return said
}

func TestNoIDCard(t *testing.T) {
	for name, text := range map[string]string{
		"number of 11 digits":        idCard[1:],
		"number of 13 digits":        "0" + idCard,
		"number with a letter":       "A" + idCard[1:],
		"number alone":               number,
		"number with a bar":          number + "|",
		"five fields":                number + "|" + holder + "|01021950|Nam|" + address,
		"old number of 8 digits":     strings.Replace(idCard, "999999999", "99999999", 1),
		"a day there is not":         strings.Replace(idCard, "01021950", "30021950", 1),
		"a day the other way round":  strings.Replace(idCard, "01021950", "19500201", 1),
		"no day of issue":            strings.Replace(idCard, "15042021", "", 1),
		"fields parted by semicolon": strings.ReplaceAll(idCard, "|", ";"),
		"health insurance card":      "HN0000000000000|4de1baab75|01/02/1950|1|5068c6b0e1bb9d6e67|01 - 001",
		"upside down":                "|||||||",
	} {
		t.Run(name, func(t *testing.T) {
			if got := (scan.Rules{IDCards: true, Offer: everything}).Parse(text); got != (scan.Code)(scan.Unknown{}) {
				t.Errorf("got %s", plain(got))
			}
		})
	}
}

func TestIDCardsAreOff(t *testing.T) {
	if got := (scan.Rules{CardPrefix: "DC1:", Offer: everything}).Parse(idCard); got != (scan.Code)(scan.Unknown{}) {
		t.Errorf("got %s", plain(got))
	}
}

func TestOnlyWhatIsNeededIsOffered(t *testing.T) {
	for _, field := range everything {
		card := (scan.Rules{IDCards: true, Offer: []scan.Field{field}}).Parse(idCard).(scan.IDCard)
		if card.Offered[field] == "" || len(card.Offered) != 1 {
			t.Errorf("asked for %s: got %s", field, plain(card))
		}
	}
	card := (scan.Rules{IDCards: true}).Parse(idCard).(scan.IDCard)
	if want := (scan.IDCard{Fields: 7}); !reflect.DeepEqual(card, want) {
		t.Errorf("asked for nothing: got %s", plain(card))
	}
}

// However a scan is printed, nothing of it is seen.
func TestNothingScannedIsPrinted(t *testing.T) {
	rules := scan.Rules{CardPrefix: "DC1:", IDCards: true, Offer: everything}
	card := rules.Parse(idCard)
	var out bytes.Buffer
	for _, value := range []any{
		scan.Scan{Text: idCard}, card, &card, []any{card}, map[string]any{"card": card}, struct{ Card scan.Code }{card},
		card.(scan.IDCard).Offered, rules.Parse("DC1:ABCDEFGH23456789"),
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&out, verb+"\n", value)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("scanned", "code", value)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("scanned", "code", value)
		if err := json.NewEncoder(&out).Encode(value); err != nil {
			t.Error(err)
		}
	}
	if !strings.Contains(out.String(), "redacted") {
		t.Error("nothing was printed")
	}
	for _, secret := range []string{number, "999999999", holder, "MẪU", "1950", address, "2021", "ABCDEFGH", fmt.Sprintf("%x", holder)} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%q is printed:\n%s", secret, out.String())
		}
	}
}

var (
	numberForm = regexp.MustCompile(`^[0-9]{12}$`)
	oldForm    = regexp.MustCompile(`^[0-9]{9}$`)
	dayForm    = regexp.MustCompile(`^[0-3][0-9]/[01][0-9]/[0-9]{4}$`)
	sexForm    = regexp.MustCompile(`^(Nam|Nữ)$`)
	textForm   = regexp.MustCompile(`^[^?|\x00-\x1f\x7f\x{fffd}]+$`)
)

// FuzzParse sees that whatever is scanned, what is offered has the form it should
// have, and that without leave there is no ID card.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		idCard, strings.Replace(idCard, "999999999|", "", 1), idCard + "|A|B", "261123010027", "2611230027", "DC1:ABCDEFGH23456789",
		strings.Replace(idCard, "MẪU", "M?U", 1), strings.Replace(idCard, "01021950", "01/02/1950", 1),
	} {
		f.Add(text)
	}
	form := map[scan.Field]*regexp.Regexp{
		scan.Number: numberForm, scan.OldNumber: oldForm, scan.Name: textForm, scan.Born: dayForm,
		scan.Sex: sexForm, scan.Address: textForm, scan.Issued: dayForm,
	}
	f.Fuzz(func(t *testing.T, text string) {
		if code, ok := (scan.Rules{CardPrefix: "DC1:", Offer: everything}).Parse(text).(scan.IDCard); ok {
			t.Errorf("%s without leave", plain(code))
		}
		card, ok := (scan.Rules{CardPrefix: "DC1:", IDCards: true, Offer: everything}).Parse(text).(scan.IDCard)
		if !ok {
			return
		}
		for field, value := range card.Offered {
			if !form[field].MatchString(value.Reveal()) {
				t.Errorf("%s is %q", field, value.Reveal())
			}
		}
		_, named := card.Offered[scan.Name]
		if card.Offered[scan.Number] == "" || card.Offered[scan.Born] == "" || card.Offered[scan.Issued] == "" || named == card.Damaged || card.Fields < 6 {
			t.Errorf("%s", plain(card))
		}
		if said := fmt.Sprintf("%+v", card); said != "redacted" {
			t.Errorf("prints as %q", said)
		}
	})
}
