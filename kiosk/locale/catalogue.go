package locale

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/BurntSushi/toml"
	"golang.org/x/text/unicode/norm"
)

// Catalogue is the program's own texts, by id. It never changes once loaded.
type Catalogue struct {
	texts map[string]Text
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// Load reads every *.toml file at the root of fsys. A file is a list of tables,
// one for each id, with one key for each language:
//
//	[home.title]
//	vi = "Xin chào! Hôm nay bác cần gì?"
//	en = "Hello! What do you need today?"
//
// The error, if any, joins every problem found: a text missing in a language, an
// id twice, an unknown key, letters not in Unicode's NFC form, and a {name} that
// one language has and the other has not.
func Load(fsys fs.FS) (*Catalogue, error) {
	files, err := fs.Glob(fsys, "*.toml")
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, errors.New("catalogue: no *.toml file")
	}
	c := &Catalogue{texts: map[string]Text{}}
	var problems []error
	for _, file := range files {
		var tree map[string]any
		if _, err := toml.DecodeFS(fsys, file, &tree); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", path.Base(file), err))
			continue
		}
		problems = append(problems, c.collect(file, "", tree)...)
	}
	return c, errors.Join(problems...)
}

func (c *Catalogue) collect(file, prefix string, tree map[string]any) (problems []error) {
	keys := make([]string, 0, len(tree))
	for key := range tree {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	var text Text
	leaf := false
	for _, key := range keys {
		id := strings.TrimPrefix(prefix+"."+key, ".")
		switch value := tree[key].(type) {
		case map[string]any:
			problems = append(problems, c.collect(file, id, value)...)
		case string:
			leaf = true
			switch Lang(key) {
			case Vi:
				text.Vi = value
			case En:
				text.En = value
			default:
				problems = append(problems, fmt.Errorf("%s: %s: %q is not a language; use vi or en", file, prefix, key))
			}
			if !norm.NFC.IsNormalString(value) {
				problems = append(problems, fmt.Errorf("%s: %s: not in Unicode NFC form", file, id))
			}
		default:
			problems = append(problems, fmt.Errorf("%s: %s: want text, found %T", file, id, value))
		}
	}
	if !leaf {
		return problems
	}
	if text.Vi == "" || text.En == "" {
		problems = append(problems, fmt.Errorf("%s: %s: needs a text in both vi and en", file, prefix))
	}
	vi, en := placeholder.FindAllString(text.Vi, -1), placeholder.FindAllString(text.En, -1)
	slices.Sort(vi)
	slices.Sort(en)
	if !slices.Equal(slices.Compact(vi), slices.Compact(en)) {
		problems = append(problems, fmt.Errorf("%s: %s: vi has the names %v, en has %v", file, prefix, vi, en))
	}
	if _, twice := c.texts[prefix]; twice {
		problems = append(problems, fmt.Errorf("%s: %s: stands in another file too", file, prefix))
	}
	c.texts[prefix] = text
	return problems
}

// Text returns the text of id in lang, each {name} replaced by its value; args
// alternate name and value. It panics on an unknown id: that is a slip of ours,
// and the tests draw every screen.
func (c *Catalogue) Text(lang Lang, id string, args ...any) string {
	return Fill(c.Both(id).In(lang), args...)
}

// Both returns the text of id in every language. It panics on an unknown id.
func (c *Catalogue) Both(id string) Text {
	text, ok := c.texts[id]
	if !ok {
		panic(fmt.Sprintf("locale: no text %q in the catalogue", id))
	}
	return text
}

// IDs lists every id in alphabetical order.
func (c *Catalogue) IDs() []string {
	ids := make([]string, 0, len(c.texts))
	for id := range c.texts {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	return ids
}
