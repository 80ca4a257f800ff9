package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"golang.org/x/text/unicode/norm"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// table is one table of the file. It hands out its keys one by one and remembers
// which were asked for, so that close can tell the unknown ones. A toml struct
// decoder would stop at the first wrong type; this one goes on.
type table struct {
	path     string
	values   map[string]any
	asked    []string
	problems *problems
}

var bareKey = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// key names a setting as it would be written in the file.
func (t *table) key(name string) string {
	if !bareKey.MatchString(name) {
		name = strconv.Quote(name)
	}
	if t.path == "" {
		return name
	}
	return t.path + "." + name
}

// take returns the value of a key, and false if the file does not set it.
func (t *table) take(name string) (any, bool) {
	if !slices.Contains(t.asked, name) {
		t.asked = append(t.asked, name)
	}
	value, ok := t.values[name]
	return value, ok
}

func (t *table) wrongType(name string, value any, want string) {
	said := shown(value)
	if name == "recipient" {
		said = "" // a secret written down by mistake must not reach a log
	}
	t.problems.add(t.key(name), said, want)
}

// string reads text into to, in Unicode's NFC form whatever editor wrote it.
func (t *table) string(name string, to *string) {
	value, ok := t.take(name)
	if !ok {
		return
	}
	text, ok := value.(string)
	if !ok {
		t.wrongType(name, value, "text; put it between quotation marks")
		return
	}
	*to = norm.NFC.String(text)
}

// strings reads a list of texts.
func (t *table) strings(name string, to *[]string) {
	value, ok := t.take(name)
	if !ok {
		return
	}
	list, ok := value.([]any)
	var texts []string
	for _, each := range list {
		text, isText := each.(string)
		ok = ok && isText
		texts = append(texts, text)
	}
	if !ok {
		t.wrongType(name, value, "a list of texts; put each between quotation marks and all between [ and ]")
		return
	}
	*to = texts
}

func (t *table) integer(name string, to *int) {
	value, ok := t.take(name)
	if !ok {
		return
	}
	number, ok := value.(int64)
	if !ok || int64(int(number)) != number {
		t.wrongType(name, value, "a whole number; write it in digits, without quotation marks")
		return
	}
	*to = int(number)
}

func (t *table) boolean(name string, to *bool) {
	value, ok := t.take(name)
	if !ok {
		return
	}
	yes, ok := value.(bool)
	if !ok {
		t.wrongType(name, value, "true or false; write one of them, without quotation marks")
		return
	}
	*to = yes
}

// text reads one text in all languages. A file that sets a text sets it in
// every language: half of it from the defaults would be half wrong.
func (t *table) text(name string, to *locale.Text) {
	value, ok := t.take(name)
	if !ok {
		return
	}
	values, ok := value.(map[string]any)
	if !ok {
		t.wrongType(name, value, `a text in both languages; use { vi = "…", en = "…" }`)
		return
	}
	var text locale.Text
	languages := &table{path: t.key(name), values: values, problems: t.problems}
	languages.string("vi", &text.Vi)
	languages.string("en", &text.En)
	languages.close()
	*to = text
}

// table reads a table; one that is not there is empty.
func (t *table) table(name string) *table {
	sub := &table{path: t.key(name), problems: t.problems}
	value, ok := t.take(name)
	if !ok {
		return sub
	}
	values, ok := value.(map[string]any)
	if !ok {
		t.wrongType(name, value, fmt.Sprintf("a table; begin it with a line [%s]", sub.path))
		return sub
	}
	sub.values = values
	return sub
}

// gone refuses a key of earlier versions, whatever it holds.
func (t *table) gone(name, want string) {
	if _, old := t.values[name]; old {
		t.problems.add(t.key(name), "", want)
		delete(t.values, name)
	}
}

// close reports every key that nobody asked for.
func (t *table) close() {
	var unknown []string
	for name := range t.values {
		if !slices.Contains(t.asked, name) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	for _, name := range unknown {
		t.problems.add(t.key(name), "", "a setting; use "+orList(t.asked))
	}
}
