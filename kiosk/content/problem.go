package content

import (
	"fmt"
	"strconv"
)

// Problem is one thing in a pack that is not as it must be.
type Problem struct {
	File  string // the file's path in the pack
	Key   string // such as step[3].body.vi, counted from 1, or "line 7"; empty: the file itself
	Value string // what stands there, shortened and quoted if it is text; empty: nothing does
	Want  string // what would be accepted
}

// Error tells the problem in one line.
func (p Problem) Error() string {
	where, value := p.File, p.Value
	if p.Key != "" {
		where += ": " + p.Key
	}
	if value == "" {
		value = "missing"
	}
	return fmt.Sprintf("%s: %s; want %s", where, value, p.Want)
}

// Problems lists every [Problem] in an error of [Load], in the order of the files.
func Problems(err error) (all []Problem) {
	switch e := err.(type) {
	case Problem:
		return []Problem{e}
	case interface{ Unwrap() error }:
		return Problems(e.Unwrap())
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			all = append(all, Problems(inner)...)
		}
	}
	return all
}

// sheet gathers the problems of one file.
type sheet struct {
	file     string
	problems []Problem
}

func (s *sheet) add(key, value, want string) {
	s.problems = append(s.problems, Problem{File: s.file, Key: key, Value: value, Want: want})
}

// shown writes a value of a TOML file so that it fits on one line of a report.
func shown(value any) string {
	const most = 48
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		if runes := []rune(v); len(runes) > most {
			v = string(runes[:most]) + "…"
		}
		return strconv.Quote(v)
	case map[string]any:
		return "a table"
	case []map[string]any:
		return fmt.Sprintf("a list of %d tables", len(v))
	case []any:
		return fmt.Sprintf("a list of %d", len(v))
	}
	return fmt.Sprint(value)
}
