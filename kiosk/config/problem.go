package config

import (
	"fmt"
	"strings"
)

// Problem is one setting that cannot be used.
type Problem struct {
	File  string // as it was named to [Parse]
	Key   string // such as printer.dots, or content.keys[2] for the second of a list
	Value string // as it stands in the file; empty if there is none, or if it must not be shown
	Want  string // what the value is not, and what would be accepted
}

// Error says it in one line: "kiosk.toml: printer.dots: 90 is not a paper width;
// use 384, 512, 576 or 640".
func (p *Problem) Error() string {
	said := "not " + p.Want
	if p.Value != "" {
		said = p.Value + " is " + said
	}
	return p.File + ": " + p.Key + ": " + said
}

// problems collects what is wrong with one file. Only the first problem of a key
// is kept: a value of the wrong type is not also a bad value.
type problems struct {
	file string
	list []error
	seen map[string]bool
}

func (p *problems) add(key, value, want string) {
	if p.seen[key] {
		return
	}
	if p.seen == nil {
		p.seen = map[string]bool{}
	}
	p.seen[key] = true
	p.list = append(p.list, &Problem{File: p.file, Key: key, Value: value, Want: want})
}

// shown writes a value as TOML has it, cut to what fits a line.
func shown(value any) string {
	switch v := value.(type) {
	case string:
		const most = 60
		if runes := []rune(v); len(runes) > most {
			v = string(runes[:most]) + "…"
		}
		return fmt.Sprintf("%q", v)
	case map[string]any:
		return "a table"
	case []any, []map[string]any:
		return "a list"
	default:
		return fmt.Sprint(v)
	}
}

// shownIf leaves out a value that is not harmless.
func shownIf(harmless bool, value string) string {
	if !harmless {
		return ""
	}
	return shown(value)
}

// shownAddress leaves out where an address may hold a secret: what stands before
// the host, and what is asked for.
func shownAddress(address string) string {
	if at := strings.LastIndex(address, "@"); at >= 0 {
		before := ""
		if scheme, _, ok := strings.Cut(address[:at], "://"); ok {
			before = scheme + "://"
		}
		address = before + "…" + address[at:]
	}
	if end := strings.IndexAny(address, "?#"); end >= 0 {
		address = address[:end+1] + "…"
	}
	return shown(address)
}

// orList writes "a, b or c".
func orList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
