package content

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// table reads the keys of one TOML table one by one, so that a wrong type in one
// key does not hide what is wrong in the others.
type table struct {
	*sheet
	path  string // where the table stands in its file, "" or ending in a dot
	keys  map[string]any
	known []string // the keys asked for so far
}

func newTable(s *sheet, path string, keys map[string]any) *table {
	return &table{sheet: s, path: path, keys: keys}
}

func (t *table) take(key string) (value any, ok bool) {
	t.known = append(t.known, key)
	value, ok = t.keys[key]
	return value, ok
}

// problem records what is wrong with key; value is nil if the key is not there.
func (t *table) problem(key string, value any, want string) {
	t.add(t.path+key, shown(value), want)
}

// close reports every key that nobody asked for.
func (t *table) close() {
	unknown := make([]string, 0, len(t.keys))
	for key := range t.keys {
		if !slices.Contains(t.known, key) {
			unknown = append(unknown, key)
		}
	}
	slices.Sort(unknown)
	for _, key := range unknown {
		t.problem(key, t.keys[key], "one of the keys "+strings.Join(t.known, ", "))
	}
}

// word reads a string that is not for one language. An empty one is the same as
// none.
func (t *table) word(key string, need need, r rule) string {
	value, ok := t.take(key)
	text, isText := value.(string)
	switch {
	case ok && !isText:
		t.problem(key, value, "text in quotes: "+r.want())
		return ""
	case text == "" && need == optional:
		return ""
	}
	if fault := r.fault(text); fault != "" {
		t.problem(key, value, fault)
		return ""
	}
	return text
}

// text reads a text in every language.
func (t *table) text(key string, need need, r rule) locale.Text {
	value, ok := t.take(key)
	if !ok && need == optional {
		return locale.Text{}
	}
	keys, isTable := value.(map[string]any)
	if ok && !isTable {
		t.problem(key, value, key+".vi and "+key+".en")
		return locale.Text{}
	}
	if !ok {
		t.problem(key, nil, key+".vi and "+key+".en, "+r.want())
		return locale.Text{}
	}
	return t.inner(key, keys).languages(need, r)
}

func (t *table) inner(key string, keys map[string]any) *table {
	return newTable(t.sheet, t.path+key+".", keys)
}

func (t *table) languages(need need, r rule) locale.Text {
	if need == optional && empty(t.keys["vi"]) && empty(t.keys["en"]) {
		t.known = []string{"vi", "en"}
		t.close()
		return locale.Text{}
	}
	text := locale.Text{Vi: t.word("vi", required, r), En: t.word("en", required, r)}
	t.close()
	return text
}

func empty(value any) bool { return value == nil || value == "" }

// texts reads a list of texts.
func (t *table) texts(key string, least, most int, r rule) []locale.Text {
	var texts []locale.Text
	for _, inner := range t.tables(key, least, most) {
		texts = append(texts, inner.languages(required, r))
	}
	return texts
}

// words reads a list of strings that are not for one language; it may be left out.
func (t *table) words(key string, most int, r rule) []string {
	value, ok := t.take(key)
	if !ok {
		return nil
	}
	list, isList := value.([]any)
	if !isList || len(list) > most {
		t.problem(key, value, fmt.Sprintf("a list of at most %d texts in quotes", most))
		return nil
	}
	var words []string
	for i, entry := range list {
		at := fmt.Sprintf("%s[%d]", key, i+1)
		word, isText := entry.(string)
		fault := r.fault(word)
		switch {
		case !isText:
			t.problem(at, entry, "text in quotes: "+r.want())
		case fault != "":
			t.problem(at, entry, fault)
		default:
			words = append(words, word)
		}
	}
	return words
}

// tables reads a list of tables.
func (t *table) tables(key string, least, most int) []*table {
	want := fmt.Sprintf("a list of %d to %d tables", least, most)
	value, _ := t.take(key)
	var entries []any
	switch list := value.(type) {
	case nil:
	case []any:
		entries = list
	case []map[string]any:
		for _, keys := range list {
			entries = append(entries, keys)
		}
	default:
		t.problem(key, value, want)
		return nil
	}
	if n := len(entries); n < least || n > most {
		t.problem(key, value, want)
	}
	var tables []*table
	for i, entry := range entries {
		at := fmt.Sprintf("%s[%d]", key, i+1)
		keys, isTable := entry.(map[string]any)
		if !isTable {
			t.problem(at, entry, "a table")
			continue
		}
		tables = append(tables, t.inner(at, keys))
	}
	return tables
}

// number reads a whole number.
func (t *table) number(key string, least, most int) int {
	value, _ := t.take(key)
	n, isNumber := value.(int64)
	if !isNumber || n < int64(least) || n > int64(most) {
		t.problem(key, value, fmt.Sprintf("a whole number from %d to %d", least, most))
		return 0
	}
	return int(n)
}

// truth reads true or false.
func (t *table) truth(key string, need need) bool {
	value, ok := t.take(key)
	if !ok && need == optional {
		return false
	}
	truth, isTruth := value.(bool)
	if !isTruth {
		t.problem(key, value, "true or false, without quotes")
	}
	return truth
}

// day reads a date, in quotes or as TOML's own.
func (t *table) day(key string, need need) time.Time {
	value, _ := t.take(key)
	if need == optional && empty(value) {
		return time.Time{}
	}
	switch v := value.(type) {
	case string:
		if day, err := time.Parse(time.DateOnly, v); err == nil {
			return day
		}
	case time.Time:
		// The TOML reader names the zone of a date that has neither time nor zone.
		if v.Location().String() == "date-local" {
			return time.Date(v.Year(), v.Month(), v.Day(), 0, 0, 0, 0, time.UTC)
		}
	}
	t.problem(key, value, `a day of the calendar such as "2026-11-23"`)
	return time.Time{}
}
