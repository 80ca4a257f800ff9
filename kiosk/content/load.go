package content

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// Load reads the pack in fsys. With icons given, only these may be named.
//
// The error, if any, joins a [Problem] for everything that is not as the package
// comment says; [Problems] lists them. What is wrong in one file or key never
// hides what is wrong in another, except that the rest of a file after a slip in
// its TOML cannot be read. A pack is returned only without an error.
func Load(fsys fs.FS, icons ...string) (*Pack, error) {
	l := &loader{fsys: fsys, icons: icons, pack: &Pack{}}
	if err := l.strays("a pack", "groups.toml, hosts.toml, hotlines.toml, lessons/ID.toml, services/ID.toml or ward/", partOfPack); err != nil {
		return nil, fmt.Errorf("read content: %w", err)
	}
	l.hosts()
	l.groups()
	l.hotlines()
	l.lessons()
	l.services()
	l.ward("ward")
	if len(l.problems) > 0 {
		return nil, errors.Join(l.problems...)
	}
	return l.pack, nil
}

type loader struct {
	fsys     fs.FS
	icons    []string // the names allowed; none: any
	pack     *Pack
	problems []error

	// groupsUnsure is set when a group could not be told: then a service's group
	// is not looked up, so that one slip is not reported once for each service.
	groupsUnsure bool

	// hostsUnsure is the same for hosts and the addresses that lead to them.
	hostsUnsure bool
}

func (l *loader) report(s *sheet) {
	for _, problem := range s.problems {
		l.problems = append(l.problems, problem)
	}
}

// partOfPack tells whether a file or folder belongs to a pack.
func partOfPack(name string, isFolder bool) bool {
	dir, base := path.Dir(name), path.Base(name)
	if isFolder {
		return name == "lessons" || name == "services" || name == "ward"
	}
	switch dir {
	case ".":
		// The last is package pack's.
		return slices.Contains([]string{"groups.toml", "hosts.toml", "hotlines.toml", "pack.toml"}, name)
	case "lessons", "services":
		return path.Ext(name) == ".toml"
	case "ward":
		return base == "README.md" || slices.Contains(wardFiles(), base)
	}
	return false
}

// strays reports the files that are no part of the folder; want lists those that
// are.
func (l *loader) strays(folder, want string, isPart func(name string, isFolder bool) bool) error {
	return fs.WalkDir(l.fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		base := path.Base(name)
		hidden := strings.HasPrefix(base, ".") && name != "."
		switch {
		case err != nil && name == ".":
			return err
		case hidden && entry.IsDir():
			return fs.SkipDir
		case entry.IsDir() && name == "speech": // clips: package speech looks after them
			return fs.SkipDir
		case hidden, name == ".", name == "README.md":
			return nil
		case isPart(name, entry.IsDir()):
			return nil
		}
		s := &sheet{file: name}
		s.add("", "not part of "+folder, want)
		l.report(s)
		if entry.IsDir() {
			return fs.SkipDir
		}
		return nil
	})
}

// each reads every file of a folder and hands its table to read. It reports
// whether all of them could be read.
func (l *loader) each(folder string, read func(id string, t *table)) (whole bool) {
	files, err := fs.Glob(l.fsys, folder+"/*.toml")
	files = slices.DeleteFunc(files, func(name string) bool { return strings.HasPrefix(path.Base(name), ".") })
	if err != nil || len(files) == 0 {
		s := &sheet{file: folder}
		s.add("", "", "a folder with at least one ID.toml")
		l.report(s)
	}
	whole = len(files) > 0
	for _, file := range files {
		s := &sheet{file: file}
		name := strings.TrimSuffix(path.Base(file), ".toml")
		if id().fault(name) != "" {
			s.add("", shown(name), "a file name of lower-case letters, digits and hyphens, such as birth.toml")
		}
		if t := l.decode(s); t != nil {
			read(name, t)
			t.close()
		} else {
			whole = false
		}
		l.report(s)
	}
	return whole
}

// decode reads the file of s as TOML; it returns nil if that cannot be done.
func (l *loader) decode(s *sheet) *table {
	info, err := fs.Stat(l.fsys, s.file)
	if errors.Is(err, fs.ErrNotExist) {
		s.add("", "", "a TOML file")
		return nil
	}
	if err == nil && info.Size() > maxFileBytes {
		s.add("", fmt.Sprintf("%d bytes", info.Size()), fmt.Sprintf("at most %d bytes", maxFileBytes))
		return nil
	}
	data, err := fs.ReadFile(l.fsys, s.file)
	if err != nil {
		s.add("", "not readable: "+err.Error(), "a TOML file that the program may read")
		return nil
	}
	brackets, dots := bytes.Count(data, []byte("{"))+bytes.Count(data, []byte("[")), bytes.Count(data, []byte("."))
	if brackets > maxBrackets || dots > maxDots {
		s.add("", fmt.Sprintf("%d opening brackets, %d dots", brackets, dots),
			fmt.Sprintf("at most %d and %d", maxBrackets, maxDots))
		return nil
	}
	var keys map[string]any
	err = toml.Unmarshal(data, &keys)
	var slip toml.ParseError
	switch {
	case errors.As(err, &slip):
		n := slip.Position.Line
		s.add(fmt.Sprintf("line %d", n), shown(nthLine(string(data), n)), "valid TOML ("+oneLine(slip.Message)+")")
		return nil
	case err != nil:
		s.add("", "not TOML", "valid TOML ("+oneLine(err.Error())+")")
		return nil
	}
	return newTable(s, "", keys)
}

// nthLine returns line n of text, counted from 1.
func nthLine(text string, n int) string {
	lines := strings.Split(text, "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[n-1])
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// icon reads the name of an icon.
func (l *loader) icon(t *table, need need) string {
	name := t.word("icon", need, id())
	if name != "" && len(l.icons) > 0 && !slices.Contains(l.icons, name) {
		t.problem("icon", name, "one of the icons "+strings.Join(l.icons, ", "))
	}
	return name
}

// seen remembers where a value that may stand only once was found.
type seen map[string]string

// once reports value if it was found before, and tells whether it is the first.
func (s seen) once(t *table, key string, value any, mark, where string) bool {
	if first, ok := s[mark]; ok {
		t.problem(key, value, "another one, since "+first+" has it")
		return false
	}
	s[mark] = where
	return true
}
