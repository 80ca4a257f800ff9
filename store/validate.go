package store

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
)

// The longest texts of an event, in characters, and the largest sealed blob, in
// bytes.
const (
	maxName   = 100 // kiosk, by, topic ID, consent
	maxTitle  = 300 // place, title
	maxSealed = 4 << 10
	maxStep   = 999
)

// What a learning card's number is made of, and the most lessons on it.
const (
	cardLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ" // none that looks like another
	cardLength  = 8
	maxDone     = 30
)

// Validate reports the first thing that makes e no event of this protocol. The
// kiosk asks before it writes, the hub before it stores, so neither keeps what
// the other would refuse. The error names the field and never its value.
func (e Event) Validate() error {
	if !isID(e.ID) {
		return errors.New("id: not a UUID of version 7")
	}
	if e.Kind != CardLearned && !isID(e.Request) {
		return errors.New("request: not a UUID of version 7")
	}
	if e.Seq == 0 {
		return errors.New("seq: counts from 1")
	}
	if _, offset := e.At.Zone(); offset != 0 || e.At.Year() < 1970 || e.At.Year() > 2200 {
		return errors.New("at: not a time in UTC from 1970 to 2200")
	}
	if err := errors.Join(name("kiosk", e.Kiosk), short("by", e.By, maxName)); err != nil {
		return err
	}
	if err := e.validateParts(); err != nil {
		return err
	}
	switch e.Kind {
	case Asked:
		return e.validateAsked()
	case Taken, Called, Noted, Referred, Prioritised, Done, Left:
		if err := e.validateBare(); err != nil {
			return err
		}
		if e.By == "" {
			return errors.New("by: missing")
		}
		return nil
	case Withdrawn:
		return e.validateBare()
	case CardLearned:
		return e.validateLearned()
	}
	return errors.New("kind: not one of asked, taken, called, noted, referred, prioritised, done, left, withdrawn, learned")
}

// validateParts sees to it that nothing stands in an event that belongs to another
// kind or another maker.
func (e Event) validateParts() error {
	switch {
	case e.Learned != nil && e.Kind != CardLearned:
		return errors.New("learned: belongs to kind learned alone")
	case e.Kiosk == Hub && (e.Kind == Asked || e.Kind == Referred || e.Kind == CardLearned):
		return fmt.Errorf("kiosk: %s is not made on the hub", e.Kind)
	case e.Kind == Called && !slices.Contains(CallOutcomes(), e.Outcome):
		return errors.New("outcome: not one of reached, no-answer, busy, wrong-number")
	case e.Kind != Called && e.Outcome != "":
		return errors.New("outcome: belongs to kind called alone")
	case len(e.Sealed)+len(e.Erased) > 0 && e.Kind != Asked && e.Kind != Noted:
		return errors.New("sealed: belongs to kinds asked and noted alone")
	case e.Kind == Noted && len(e.Sealed)+len(e.Erased) == 0:
		return errors.New("sealed: missing")
	case len(e.Sealed) > maxSealed:
		return fmt.Errorf("sealed: more than %d bytes", maxSealed)
	case len(e.Erased) > 0 && (len(e.Erased) != sha256.Size || len(e.Sealed) > 0):
		return errors.New("erased: not a SHA-256 in place of sealed fields")
	}
	return nil
}

func (e Event) validateAsked() error {
	if !isNumber(e.Number) {
		return errors.New("number: not a capital letter and three or four digits")
	}
	if !isTicketCode(e.Code) {
		return errors.New("code: not a day, a kiosk's letter and a number in twelve digits")
	}
	if e.Topic == nil {
		return errors.New("topic: missing")
	}
	if err := e.Topic.validate(); err != nil {
		return err
	}
	if len(e.Sealed)+len(e.Erased) > 0 && e.Consent == "" {
		return errors.New("consent: missing beside sealed fields")
	}
	return errors.Join(short("place", e.Place, maxTitle), short("consent", e.Consent, maxName))
}

func (e Event) validateBare() error {
	if e.Number != "" || e.Code != "" || e.Place != "" || e.Topic != nil || e.Callback || e.Consent != "" {
		return fmt.Errorf("kind: %s with fields that belong to asked alone", e.Kind)
	}
	return nil
}

func (e Event) validateLearned() error {
	if e.Request != "" {
		return errors.New("request: a learning card belongs to none")
	}
	if e.By != "" {
		return errors.New("by: a learning card has no name")
	}
	if e.Learned == nil {
		return errors.New("learned: missing")
	}
	if err := e.Learned.validate(); err != nil {
		return err
	}
	return e.validateBare()
}

func (l Learned) validate() error {
	if !isCard(l.Card) {
		return fmt.Errorf("learned.card: not %d of the letters %s", cardLength, cardLetters)
	}
	if l.Done == nil {
		return errors.New("learned.done: missing")
	}
	if len(l.Done) > maxDone {
		return fmt.Errorf("learned.done: more than %d lessons", maxDone)
	}
	for _, lesson := range l.Done {
		if !isWord(lesson) {
			return errors.New("learned.done: not IDs such as vneid-muc-2")
		}
	}
	for _, skill := range l.Skills {
		if !slices.Contains(Skills(), skill) {
			return errors.New("learned.skills: not of " + strings.Join(Skills(), ", "))
		}
	}
	if l.Group != "" && !isWord(l.Group) {
		return errors.New("learned.group: not an ID such as 11")
	}
	return errors.Join(ascending("learned.done", l.Done), ascending("learned.skills", l.Skills))
}

// ascending keeps two spellings of one set from being two events.
func ascending(field string, words []string) error {
	for i := range words {
		if i > 0 && words[i-1] >= words[i] {
			return fmt.Errorf("%s: not sorted, or there twice", field)
		}
	}
	return nil
}

func (t Topic) validate() error {
	if !slices.Contains([]string{"lesson", "service", "general"}, t.Kind) {
		return errors.New("topic.kind: not one of lesson, service, general")
	}
	if t.Step < 0 || t.Step > maxStep {
		return fmt.Errorf("topic.step: not from 0 to %d", maxStep)
	}
	if t.Title == "" {
		return errors.New("topic.title: missing")
	}
	return errors.Join(name("topic.id", t.ID), short("topic.title", t.Title, maxTitle))
}

func name(field, text string) error {
	if text == "" {
		return fmt.Errorf("%s: missing", field)
	}
	return short(field, text, maxName)
}

func short(field, text string, most int) error {
	if !utf8.ValidString(text) {
		return fmt.Errorf("%s: not UTF-8", field)
	}
	if utf8.RuneCountInString(text) > most {
		return fmt.Errorf("%s: more than %d characters", field, most)
	}
	for _, r := range text {
		if unicode.IsControl(r) {
			return fmt.Errorf("%s: control character", field)
		}
	}
	return nil
}

func isID(s string) bool {
	id, err := uuid.Parse(s)
	return err == nil && id.Version() == 7 && id.Variant() == uuid.RFC4122 && id.String() == s
}

func isNumber(s string) bool {
	return (len(s) == 4 || len(s) == 5) && s[0] >= 'A' && s[0] <= 'Z' && isDigits(s[1:])
}

func isCard(s string) bool {
	return len(s) == cardLength && strings.Trim(s, cardLetters) == ""
}

// isWord reports whether s is an ID as content has them: nothing that somebody
// typed can stand in it.
func isWord(s string) bool {
	for _, part := range strings.Split(s, "-") {
		if part == "" || strings.Trim(part, "0123456789abcdefghijklmnopqrstuvwxyz") != "" {
			return false
		}
	}
	return len(s) <= maxName
}

func isDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// newID makes a UUID of version 7 whose time is now. Its time is for people who
// read logs; order is told by [Event.Seq].
func newID(now time.Time) (string, error) {
	id, err := uuid.NewRandom()
	if err != nil {
		return "", err
	}
	ms := uint64(now.UnixMilli())
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	id[6] = id[6]&0x0f | 0x70
	return id.String(), nil
}
