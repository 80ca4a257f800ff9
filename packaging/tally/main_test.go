package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Real runs of go test are counted, of a module made for it.
func TestCounts(t *testing.T) {
	const head = "package x\nimport \"testing\"\n"
	tests := map[string]struct {
		source string
		want   counts
		shows  string
	}{
		"one passes":            {head + "func TestA(t *testing.T) { t.Log(\"quiet\") }", counts{passed: 1}, "ok  "},
		"one fails":             {head + "func TestA(t *testing.T) { t.Error(\"loud\") }", counts{failed: 1}, "loud"},
		"one is skipped":        {head + "func TestA(t *testing.T) { t.Skip() }", counts{skipped: 1}, "skipped: "},
		"one says why":          {head + "func TestA(t *testing.T) { t.Skip(\"no loop device\") }", counts{skipped: 1}, "no loop device"},
		"subtests, one fails":   {head + "func TestA(t *testing.T) { t.Run(\"b\", func(t *testing.T) {}); t.Run(\"c\", func(t *testing.T) { t.Error(\"loud\") }) }", counts{passed: 1, failed: 1}, "loud"},
		"only the parent fails": {head + "func TestA(t *testing.T) { t.Run(\"b\", func(t *testing.T) {}); t.Error(\"loud\") }", counts{passed: 1, failed: 1}, "loud"},
		"subtests, all pass":    {head + "func TestA(t *testing.T) { t.Run(\"b\", func(t *testing.T) {}); t.Run(\"c\", func(t *testing.T) {}) }", counts{passed: 2}, "ok  "},
		"does not compile":      {head + "func TestA(t *testing.T) { nothing() }", counts{failed: 1}, "undefined: nothing"},
		"the process dies":      {head + "import \"os\"\nfunc TestA(t *testing.T) { println(\"last words\"); os.Exit(3) }", counts{failed: 1}, "last words"},
		"panics after a pass":   {head + "func TestA(t *testing.T) {}\nfunc TestB(t *testing.T) { panic(\"loud\") }", counts{passed: 1, failed: 1}, "loud"},
		"a package of no test":  {"package x", counts{}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "go.mod"), "module example.org/x\n\ngo 1.26\n")
			write(t, filepath.Join(dir, "x_test.go"), test.source+"\n")
			cmd := exec.Command("go", "test", "-json", "-vet=off", ".")
			cmd.Dir = dir
			out, _ := cmd.Output() // fails where the test does
			var shown strings.Builder
			got, err := run(strings.NewReader(string(out)), &shown)
			if err != nil {
				t.Fatal(err)
			}
			if got != test.want {
				t.Errorf("got %+v, want %+v from:\n%s", got, test.want, out)
			}
			if !strings.Contains(shown.String(), test.shows) || strings.Contains(shown.String(), "quiet") {
				t.Errorf("showed %q, want %q in it and nothing of what passed", shown.String(), test.shows)
			}
		})
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
