package content

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// need says whether a value may be left out.
type need bool

const (
	required need = true
	optional need = false
)

// The most characters that fit where a text is shown, at the largest type size.
const (
	maxTitle    = 48  // of a lesson, a service, a group, a hotline
	maxSummary  = 72  // one line under a title
	maxAction   = 40  // title of a step
	maxBody     = 110 // body, warning and other-screen text of a step
	maxLabel    = 28  // on the pretend phone
	maxMessage  = 48  // in a bubble on the pretend phone
	maxNeed     = 64  // one thing to have at hand
	maxLine     = 80  // one step of a service
	maxFact     = 48  // fee, time, office
	maxAlias    = 40
	maxSource   = 200
	maxAddress  = 106 // bytes: what a QR code of version 6 holds at level M
	maxOrder    = 999
	maxMinutes  = 60
	maxAliases  = 20
	maxNeeds    = 6
	maxGroups   = 20
	maxHotlines = 40
	maxHosts    = 40

	maxNews              = 240 // body of an announcement
	maxWhere             = 64  // where a session is held
	maxAnnouncements     = 8   // the attract screen shows one after the other
	maxSessions          = 60
	maxResidentialGroups = 150
)

// What a file may hold at most. The TOML reader knows no limit, and the memory it
// needs grows with the square of how deep tables stand in each other; no file can
// be deeper than it has brackets and dots.
const (
	maxFileBytes = 128 << 10
	maxBrackets  = 1000 // a lesson of 15 full steps has about 200
	maxDots      = 1500 // and about 300
)

var (
	idForm     = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	codeForm   = regexp.MustCompile(`^\d\.\d{6}$`)
	zaloForm   = regexp.MustCompile(`^https://zalo\.me/g/[A-Za-z0-9]{4,24}$`)
	numberForm = regexp.MustCompile(`^\d+( \d+)*$`)
)

// rule says which strings are accepted.
type rule struct {
	most int            // characters
	form *regexp.Regexp // nil: any
	what string         // the form in words
}

func line(most int) rule { return rule{most: most} }

func id() rule {
	return rule{maxTitle, idForm, "lower-case letters, digits and hyphens, such as civil-status"}
}

func code() rule { return rule{8, codeForm, "a procedure's code such as 1.001193"} }

func zaloLink() rule {
	return rule{48, zaloForm, "the link of a Zalo group, such as https://zalo.me/g/abcdef123"}
}

func host() rule {
	return rule{maxAddress, hostForm, "a host such as dichvucong.gov.vn, in lower-case letters, without https:// and port"}
}

func number() rule {
	return rule{16, numberForm, `a telephone number as dialled, digits grouped by spaces, such as "1800 1096"`}
}

// want tells in words what is accepted.
func (r rule) want() string {
	if r.form != nil {
		return r.what
	}
	return fmt.Sprintf("one line of at most %d characters", r.most)
}

// fault tells what is wanted instead of text, or nothing if text is accepted.
func (r rule) fault(text string) string {
	length := utf8.RuneCountInString(text)
	switch {
	case text == "":
		return r.want()
	case !norm.NFC.IsNormalString(text):
		return "the same letters in Unicode NFC form"
	case strings.ContainsFunc(text, unprintable):
		return "one line without tabs, line breaks or invisible characters"
	case strings.TrimSpace(text) != text:
		return "no space at the beginning or the end"
	case r.form != nil && !r.form.MatchString(text):
		return r.what
	case length > r.most:
		return fmt.Sprintf("at most %d characters; these are %d", r.most, length)
	}
	return ""
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) }
