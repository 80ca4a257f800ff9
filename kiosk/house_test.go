package kiosk_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/diemcham/diemcham"

// house says which packages of ours a package may import: the room it stands in.
// A pattern that ends in /... means everything below as well. A package that is
// not here has no room yet, which is a mistake too.
var house = map[string][]string{
	"cmd/kiosk":    {"kiosk", "kiosk/...", "store", "store/roster", "store/seal", "store/upload", "assets"},
	"cmd/hub":      {"store/hub", "store", "store/folder", "store/seal", "kiosk/locale", "assets"},
	"cmd/kioskctl": {"kiosk/card", "kiosk/config", "kiosk/content", "kiosk/content/pack", "kiosk/diagnostics", "kiosk/firstrun", "kiosk/locale", "kiosk/phone", "kiosk/printing", "kiosk/printing/fakeprinter", "kiosk/printing/ipp", "kiosk/scan", "kiosk/slip", "kiosk/speech", "kiosk/speech/script", "kiosk/stick", "kiosk/system", "store", "store/backup", "store/figures", "store/roster", "store/seal", "store/upload", "assets", "packaging"}, // upload: doctor asks the hub

	"packaging":                 {},
	"packaging/assets/mendfont": {},
	"packaging/faultdisk":       {},
	"packaging/journey":         {},
	"packaging/machine":         {},
	"packaging/machine/guest":   {},
	"packaging/postgres":        {},
	"packaging/tally":           {},

	"kiosk/ui":          {"kiosk", "kiosk/card", "kiosk/config", "kiosk/diagnostics", "kiosk/visit", "kiosk/staff", "kiosk/ui/...", "kiosk/content", "kiosk/locale", "kiosk/phone", "kiosk/printing", "kiosk/scan", "kiosk/slip", "kiosk/speech", "store", "store/figures", "store/seal", "store/upload", "assets"},
	"kiosk/ui/gallery":  {"kiosk", "kiosk/card", "kiosk/diagnostics", "kiosk/ui", "kiosk/ui/touch", "kiosk/ui/theme", "kiosk/visit", "kiosk/staff", "kiosk/config", "kiosk/content", "kiosk/locale", "kiosk/printing", "kiosk/scan", "kiosk/speech", "kiosk/stick", "store", "store/roster", "store/seal", "store/upload"},
	"kiosk/ui/screen":   {"kiosk/visit", "kiosk/staff", "kiosk/ui/keyboard", "kiosk/ui/touch", "kiosk/ui/theme", "kiosk/content", "kiosk/locale", "kiosk/phone", "kiosk/slip", "store", "assets"},
	"kiosk/ui/keyboard": {"kiosk/ui/touch", "kiosk/ui/theme", "kiosk/locale", "assets"},
	"kiosk/ui/touch":    {"kiosk/ui/theme", "assets"},
	"kiosk/ui/theme":    {"assets"},

	"kiosk":          {"kiosk/card", "kiosk/diagnostics", "kiosk/visit", "kiosk/staff", "kiosk/content", "kiosk/locale", "kiosk/phone", "kiosk/config", "kiosk/slip", "kiosk/printing", "kiosk/scan", "kiosk/speech", "kiosk/stick", "store", "store/figures", "store/roster", "store/seal", "store/upload", "assets"},
	"kiosk/firstrun": {"kiosk/config", "store/roster", "store/seal", "store/upload"},
	"kiosk/visit":    {"kiosk/card", "kiosk/locale", "store/seal"},
	"kiosk/staff":    {"store/roster", "kiosk/config", "kiosk/diagnostics", "kiosk/locale", "store", "store/figures", "store/seal"}, // config: staff set the printer up; diagnostics: they test the panel

	"kiosk/card":                 {},
	"kiosk/content":              {"kiosk/card", "kiosk/locale", "kiosk/phone"},
	"kiosk/content/pack":         {"kiosk/content"},
	"kiosk/diagnostics":          {"store/folder"},
	"kiosk/system":               {"kiosk/content/pack"}, // what is signed, and by whom
	"kiosk/phone":                {"kiosk/locale"},
	"kiosk/slip":                 {"kiosk/card", "kiosk/content", "kiosk/diagnostics", "kiosk/locale", "assets"}, // diagnostics: the readiness report
	"kiosk/config":               {"kiosk/locale", "store/folder"},
	"kiosk/locale":               {},
	"kiosk/speech":               {"kiosk/locale"},
	"kiosk/speech/script":        {"kiosk/card", "kiosk/speech", "kiosk/content", "kiosk/config", "kiosk/locale"},
	"kiosk/printing":             {},
	"kiosk/printing/fakeprinter": {"kiosk/printing"},
	"kiosk/scan":                 {"store/seal"},
	"kiosk/scan/fakescanner":     {},
	"kiosk/printing/ipp":         {"kiosk/printing"},
	"kiosk/stick":                {},
	"store/figures":              {"store", "kiosk/locale"}, // figures are in words that a kiosk and the hub share
	"store":                      {"store/folder"},
	"store/folder":               {},
	"store/seal":                 {},
	"store/backup":               {"store", "store/folder"},
	"store/roster":               {"store/folder", "store/seal"}, // beside seal, which the hub needs too and where nobody has a PIN
	"store/upload":               {"store", "store/folder"},
	"store/hub":                  {"store", "store/figures", "store/seal", "kiosk/locale", "assets"},
	"assets":                     {},
}

// rule forbids edges: no package of from, but for those of except, imports
// anything of to.
type rule struct {
	from   []string
	except []string
	to     []string
	tests  bool // holds for the tests of a package too
	deep   bool // holds for everything that is linked in too
	why    string
}

var everywhere = []string{"..."}

var rules = []rule{
	{from: everywhere, except: []string{"cmd/kiosk"}, to: []string{"fyne.io/fyne/v2/app/...", "github.com/go-gl/..."}, tests: true,
		why: "the real window needs cgo and a display; everything else is tested without"},
	{from: everywhere, except: []string{"cmd/kiosk", "kiosk/ui/..."}, to: []string{"fyne.io/..."}, tests: true,
		why: "only the window knows the toolkit it is drawn with"},
	{from: []string{"cmd/hub", "cmd/kioskctl"}, to: []string{"fyne.io/...", "github.com/go-gl/..."}, deep: true,
		why: "the hub and the technician's tool run where there is no display and are built without cgo"},
	{from: everywhere, except: []string{"store"}, to: []string{"go.etcd.io/bbolt/..."},
		why: "what is on disk and when is decided in one place"},
	{from: everywhere, except: []string{"store/upload"}, to: []string{"github.com/hashicorp/go-retryablehttp"},
		why: "its traps are handled in one place"},
	{from: everywhere, except: []string{"store/hub"}, to: []string{"database/sql/...", "modernc.org/sqlite/...", "github.com/jackc/pgx/..."},
		why: "only the hub's inbox knows its database"},
	{from: everywhere, except: []string{"kiosk/content/pack", "kiosk/config"}, to: []string{"aead.dev/minisign"},
		why: "what is signed, and by whom, is decided in one place"},
	{from: everywhere, except: []string{"store/roster"}, to: []string{"golang.org/x/crypto/argon2", "golang.org/x/crypto/chacha20poly1305"},
		why: "how a PIN is kept, and what it opens, is decided in one place"},
	{from: everywhere, except: []string{"kiosk/slip"}, to: []string{"codeberg.org/go-pdf/fpdf/..."},
		why: "whatever stands on paper is a slip"},
	{from: everywhere, except: []string{"store/figures"}, to: []string{"github.com/xuri/excelize/..."},
		why: "what a file for a spreadsheet looks like is decided in one place"},
	{from: everywhere, except: []string{"store/upload", "store/hub", "cmd/hub", "packaging/journey", "kiosk/printing/ipp"}, to: []string{"net/http/..."},
		why: "the kiosk talks to its hub through store/upload, to printers of sheets, whose protocol is carried by HTTP, and to nobody else"},
	{from: everywhere, except: []string{"kiosk/printing/ipp"}, to: []string{"github.com/OpenPrinting/goipp/..."},
		why: "only the printers that are spoken to in this protocol need to know it"},
	{from: []string{"kiosk/visit", "kiosk/staff"}, to: []string{"os/...", "net/...", "io/...", "log/...", "bufio", "context", "math/rand/...", "crypto/...", "sync/..."},
		why: "a visit is a value: no I/O, no clock, no chance, no other goroutine"},
	{from: []string{"kiosk/printing", "kiosk/scan/...", "store/..."}, to: []string{module + "/kiosk/visit", module + "/kiosk/staff", module + "/kiosk/ui/..."},
		why: "devices and the store know nothing of visits"},
	{from: everywhere, to: []string{"unsafe", "C", "plugin"},
		why: "nothing here needs it"},
}

// pkg is what go list says of a package.
type pkg struct {
	ImportPath   string
	Dir          string
	Imports      []string
	TestImports  []string
	XTestImports []string
	Deps         []string
}

// name is the package's path below the module.
func (p pkg) name() string {
	return strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
}

func TestImports(t *testing.T) {
	packages := list(t)
	for _, each := range violations(packages) {
		t.Error(each)
	}
}

// A test of imports that can find nothing would pass for ever, so each rule is
// shown an edge that breaks it.
func TestImportsControl(t *testing.T) {
	var made []pkg
	var want []string
	add := func(p pkg, to string) {
		p.ImportPath = module + "/" + p.ImportPath
		made, want = append(made, p), append(want, p.name()+" imports "+to)
	}
	for from, allowed := range house {
		if !slices.Contains(allowed, "kiosk/...") {
			add(pkg{ImportPath: from, Imports: []string{module + "/cmd/kiosk"}}, module+"/cmd/kiosk")
		}
	}
	for _, r := range rules {
		from := strings.TrimSuffix(r.from[0], "/...")
		if from == "..." {
			from = "kiosk/locale"
		}
		for _, to := range r.to {
			to = strings.TrimSuffix(to, "/...")
			add(pkg{ImportPath: from, Imports: []string{to}}, to)
			if r.tests {
				add(pkg{ImportPath: from, TestImports: []string{to}}, to)
				add(pkg{ImportPath: from, XTestImports: []string{to}}, to)
			}
			if r.deep {
				add(pkg{ImportPath: from, Deps: []string{to}}, to)
			}
		}
	}
	for i, p := range made {
		found := violations([]pkg{p})
		if !slices.ContainsFunc(found, func(s string) bool { return strings.HasPrefix(s, want[i]+":") }) {
			t.Errorf("%+v: want %q, found %q", p, want[i], found)
		}
	}
	if found := violations([]pkg{{ImportPath: module + "/kiosk/util"}}); len(found) != 1 {
		t.Errorf("a package without a room: found %q", found)
	}
	if found := violations([]pkg{{ImportPath: module + "/kiosk/phone", Imports: []string{"fmt", module + "/kiosk/locale"}}}); len(found) > 0 {
		t.Errorf("a good package: found %q", found)
	}
}

// violations lists every edge that should not be there, with the reason.
func violations(packages []pkg) []string {
	var found []string
	report := func(from, to, why string) {
		if line := fmt.Sprintf("%s imports %s: %s", from, to, why); !slices.Contains(found, line) {
			found = append(found, line)
		}
	}
	for _, p := range packages {
		allowed, ok := house[p.name()]
		if !ok {
			found = append(found, p.name()+" has no room in the house: say in house_test.go what it may import")
		}
		for _, to := range p.Imports {
			own, ours := strings.CutPrefix(to, module+"/")
			if ok && ours && !matchAny(allowed, own) {
				report(p.name(), to, "of ours it may import "+strings.Join(allowed, ", "))
			}
		}
		for _, r := range rules {
			if !matchAny(r.from, p.name()) || matchAny(r.except, p.name()) {
				continue
			}
			edges := slices.Clone(p.Imports)
			if r.tests {
				edges = append(append(edges, p.TestImports...), p.XTestImports...)
			}
			if r.deep {
				edges = append(edges, p.Deps...)
			}
			for _, to := range edges {
				if matchAny(r.to, to) {
					report(p.name(), to, r.why)
				}
			}
		}
	}
	return found
}

// matchAny reports whether one of the patterns matches: a path, or a path and
// all below it.
func matchAny(patterns []string, path string) bool {
	for _, pattern := range patterns {
		if pattern == "..." || pattern == path {
			return true
		}
		if base, ok := strings.CutSuffix(pattern, "/..."); ok && (path == base || strings.HasPrefix(path, base+"/")) {
			return true
		}
	}
	return false
}

// list asks go list for every package of ours. It is asked as for the kiosk
// itself, with cgo, which needs no compiler for this.
func list(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,Imports,TestImports,XTestImports,Deps", "./...")
	cmd.Dir = ".."
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, complaint.String())
	}
	var packages []pkg
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
	if len(packages) < 10 {
		t.Fatalf("go list knows %d packages only", len(packages))
	}
	return packages
}

// clockReads are the ways to find out what time it is, or to wait for it.
var clockReads = []string{"Now", "Since", "Until", "After", "AfterFunc", "Sleep", "Tick", "NewTimer", "NewTicker"}

func TestStatesHaveNoClock(t *testing.T) {
	for _, dir := range []string{"visit", "staff"} {
		for _, file := range sources(t, os.DirFS(dir)) {
			for _, each := range clocks(file) {
				t.Errorf("kiosk/%s reads the clock with %s: time comes in as an event", dir, each)
			}
		}
	}
}

func TestStatesHaveNoClockControl(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\nimport \"time\"\nvar x = time.Now()\n", 0)
	if err != nil {
		t.Fatal(err)
	}
	if found := clocks(file); !slices.Equal(found, []string{"time.Now"}) {
		t.Errorf("found %q", found)
	}
}

func clocks(file *ast.File) (found []string) {
	ast.Inspect(file, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := selector.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains(clockReads, selector.Sel.Name) {
			found = append(found, "time."+selector.Sel.Name)
		}
		return true
	})
	return found
}

// logged are the packages whose log is the kiosk's.
var logged = []string{"cmd/kiosk", "kiosk", "kiosk/...", "store", "store/seal", "store/upload"}

// personal are the keys under which a log would tell of somebody.
var personal = []string{"phone", "pin", "text", "typed", "note", "card", "number", "scan"}

// What is logged has a name that is written in the program, and so have its keys:
// what somebody typed can be in neither.
func TestTheLogSaysNothingOfAnybody(t *testing.T) {
	calls := 0
	for _, p := range list(t) {
		if !matchAny(logged, p.name()) {
			continue
		}
		for _, file := range sources(t, os.DirFS(p.Dir)) {
			found, n := logProblems(file)
			calls += n
			for _, each := range found {
				t.Errorf("%s: %s", p.name(), each)
			}
		}
	}
	if calls < 30 {
		t.Errorf("only %d things are logged; this test does not find them", calls)
	}
}

func TestTheLogSaysNothingOfAnybodyControl(t *testing.T) {
	for call, want := range map[string]int{
		`k.o.Log.Info("request kept", "request", id)`:  0,
		`log.Warn("hub away")`:                         0,
		`log.Info(typed)`:                              1,
		`p.log.Error("not dialled " + phone)`:          1,
		`o.Log.Warn(fmt.Sprintf("not %s", x), "a", 1)`: 1,
		`log.Info("called", "phone", phone)`:           1,
		`log.Info("called", key, value)`:               1,
		`texts.Error(typed)`:                           0, // no log
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\nfunc x() { "+call+" }\n", 0)
		if err != nil {
			t.Fatal(err)
		}
		if found, _ := logProblems(file); len(found) != want {
			t.Errorf("%s: found %q", call, found)
		}
	}
}

// logProblems lists what is logged under a name that is not written in the program or
// tells of somebody, and counts what is logged.
func logProblems(file *ast.File) (found []string, calls int) {
	written := func(e ast.Expr) (string, bool) {
		literal, ok := e.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(literal.Value)
		return text, err == nil
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !slices.Contains([]string{"Debug", "Info", "Warn", "Error"}, method.Sel.Name) {
			return true
		}
		of := ""
		switch x := method.X.(type) {
		case *ast.Ident:
			of = x.Name
		case *ast.SelectorExpr:
			of = x.Sel.Name
		}
		if !strings.EqualFold(of, "log") {
			return true
		}
		calls++
		name, ok := written(call.Args[0])
		if !ok {
			found = append(found, "something is logged under a name that is not written in the program")
		}
		for i := 1; i < len(call.Args); i += 2 {
			key, ok := written(call.Args[i])
			switch {
			case !ok:
				found = append(found, fmt.Sprintf("%q is logged with a key that is not written in the program", name))
			case slices.Contains(personal, key):
				found = append(found, fmt.Sprintf("%q is logged with %q, which could tell of somebody", name, key))
			}
		}
		return true
	})
	return found, calls
}

func TestPackageComments(t *testing.T) {
	for _, p := range list(t) {
		if problem := commentProblem(sources(t, os.DirFS(p.Dir))); problem != "" {
			t.Errorf("%s: %s", p.name(), problem)
		}
	}
}

func TestPackageCommentsControl(t *testing.T) {
	const good = "// Package x does something, and this says what.\npackage x\n"
	for name, test := range map[string]struct {
		files []string
		want  bool
	}{
		"none":            {[]string{"package x\n", "package x\n"}, true},
		"one":             {[]string{good, "package x\n"}, false},
		"two":             {[]string{good, good}, true},
		"another name":    {[]string{"// Package y is what it was called.\npackage x\n"}, true},
		"a command":       {[]string{"// Command x does something.\npackage main\n"}, false},
		"a licence first": {[]string{"// Copyright.\n\n" + good}, false},
	} {
		t.Run(name, func(t *testing.T) {
			var files []*ast.File
			for _, source := range test.files {
				file, err := parser.ParseFile(token.NewFileSet(), "x.go", source, parser.ParseComments)
				if err != nil {
					t.Fatal(err)
				}
				files = append(files, file)
			}
			if got := commentProblem(files); (got != "") != test.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

// commentProblem says what is wrong with the comment of a package, or nothing.
func commentProblem(files []*ast.File) string {
	var comments []string
	for _, file := range files {
		if file.Doc != nil {
			comments = append(comments, file.Doc.Text())
		}
	}
	if len(comments) != 1 {
		return fmt.Sprintf("has %d package comments, wants one", len(comments))
	}
	begin := "Package " + files[0].Name.Name + " "
	if files[0].Name.Name == "main" {
		begin = "Command "
	}
	if !strings.HasPrefix(comments[0], begin) {
		return fmt.Sprintf("its package comment does not begin with %q", begin)
	}
	return ""
}

// sources parses the Go files of a package, without its tests.
func sources(t *testing.T, dir fs.FS) []*ast.File {
	t.Helper()
	names, err := fs.Glob(dir, "*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := fs.ReadFile(dir, name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Base(name), source, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	if len(files) == 0 {
		t.Fatal("no Go file")
	}
	return files
}
