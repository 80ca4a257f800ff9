package scan

import (
	"strings"
	"time"

	"github.com/diemcham/diemcham/store/seal"
)

// Code is what a scan turned out to be: a [Ticket], a [LearningCard], an [IDCard]
// or [Unknown].
type Code interface{ isCode() }

// The codes, but for [IDCard].
type (
	// Ticket is the bar code of a help request: yymmdd, the kiosk's letter as 01 to
	// 26, and four digits. Earlier versions left the letter out.
	Ticket struct{ Code string }
	// LearningCard is a code of the form of a learning card. Whether there is such
	// a card is for others to say.
	LearningCard struct{ Text seal.Secret }
	// Unknown is everything else.
	Unknown struct{}
)

func (Ticket) isCode()       {}
func (LearningCard) isCode() {}
func (IDCard) isCode()       {}
func (Unknown) isCode()      {}

// Rules says what a kiosk takes codes for. The zero value knows tickets only.
type Rules struct {
	CardPrefix string  // what the code of every learning card begins with; empty: there are none
	IDCards    bool    // whether the ward has allowed ID cards
	Offer      []Field // what the form at hand needs of an ID card; the rest is dropped
}

// cardLetters is how many letters and digits follow the prefix of a learning card.
const cardLetters = 16

// Parse tells what was scanned.
func (r Rules) Parse(text string) Code {
	if isTicket(text) {
		return Ticket{Code: text}
	}
	if r.isCard(text) {
		return LearningCard{Text: seal.Secret(text)}
	}
	if r.IDCards {
		if card, ok := parseIDCard(text, r.Offer); ok {
			return card
		}
	}
	return Unknown{}
}

// Letter returns the letter of the kiosk that gave the ticket out; nothing of a
// ticket that does not say it.
func (t Ticket) Letter() string {
	if len(t.Code) != longTicket {
		return ""
	}
	place := (t.Code[6]-'0')*10 + t.Code[7] - '0'
	return string(rune('A' + place - 1))
}

// The digits of a ticket: with the kiosk's letter, and without.
const (
	longTicket  = 12
	shortTicket = 10
)

// isTicket knows the codes that the store gives out: a day that exists, a letter
// from 01 to 26 if there is one, and a number from 1.
func isTicket(text string) bool {
	switch {
	case digits(text, longTicket):
		if letter := text[6:8]; letter < "01" || letter > "26" {
			return false
		}
	case !digits(text, shortTicket):
		return false
	}
	_, err := time.Parse("060102", text[:6])
	return err == nil && text[len(text)-4:] != "0000"
}

func (r Rules) isCard(text string) bool {
	letters, ok := strings.CutPrefix(text, r.CardPrefix)
	return ok && r.CardPrefix != "" && len(letters) == cardLetters && !strings.ContainsFunc(letters, func(c rune) bool {
		return (c < 'A' || c > 'Z') && (c < '0' || c > '9')
	})
}

// digits reports whether text is n digits and nothing else.
func digits(text string, n int) bool {
	return len(text) == n && strings.Trim(text, "0123456789") == ""
}
