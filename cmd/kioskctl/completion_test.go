package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What bash offers, asked as bash itself does.
func TestCompletion(t *testing.T) {
	script, stderr, status := call("completion", "bash")
	if status != 0 {
		t.Fatal(stderr)
	}
	file := filepath.Join(t.TempDir(), "kioskctl")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	offered := func(words ...string) []string {
		t.Helper()
		ask := `. "$0"; COMP_WORDS=(kioskctl "$@"); COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 )); _kioskctl; echo "${COMPREPLY[@]}"`
		out, err := exec.Command("bash", append([]string{"-euc", ask, file}, words...)...).CombinedOutput()
		if err != nil {
			t.Fatalf("%q: %v: %s", words, err, out)
		}
		return strings.Fields(string(out))
	}
	for _, test := range []struct {
		typed []string
		want  []string // all of it, if only is set
		only  bool
	}{
		{[]string{""}, []string{"help", "setup", "staff", "backup", "restore", "doctor"}, false},
		{[]string{"set"}, []string{"settings", "setup"}, true},
		{[]string{"staff", ""}, []string{"add", "reset", "remove", "list"}, false},
		{[]string{"staff", "re"}, []string{"reset", "remove"}, true},
		{[]string{"staff", "add", "--"}, []string{"--role"}, true},
		{[]string{"backup", "x.age", "--p"}, []string{"--passphrase"}, true},
		{[]string{"doctor", "--j"}, []string{"--json"}, true},
		{[]string{"pack", "k"}, []string{"key"}, true},
		{[]string{"nothing", ""}, nil, true},
	} {
		got := offered(test.typed...)
		for _, want := range test.want {
			if !slices.Contains(got, want) {
				t.Errorf("behind %q is offered %q, not %s", test.typed, got, want)
			}
		}
		if test.only && len(got) != len(test.want) {
			t.Errorf("behind %q is offered %q, want %q", test.typed, got, test.want)
		}
	}
	for name := range commands() {
		if !slices.Contains(offered(""), name) {
			t.Errorf("%s is not offered", name)
		}
	}
}

// Each command says how it is called, wherever it is asked.
func TestHelpOfEachCommand(t *testing.T) {
	for name, c := range commands() {
		for _, args := range [][]string{{name, "--help"}, {name, "x", "-h"}} {
			stdout, stderr, status := call(args...)
			if status != 0 || stderr != "" || !strings.Contains(stdout, c.usage) || !strings.Contains(stdout, c.summary) {
				t.Errorf("%q: status %d: %s%s", args, status, stdout, stderr)
			}
		}
	}
}
