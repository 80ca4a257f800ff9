package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestWindowSizes(t *testing.T) {
	tests := map[string]struct {
		size string
		want string // in the error; empty: accepted
	}{
		"full HD":            {"1920x1080", ""},
		"the smallest":       {"640x480", ""},
		"too small":          {"320x200", "at least 640x480"},
		"no height":          {"1920", "use for example 1920x1080"},
		"something after it": {"1920x1080x2", "use for example"},
		"a word":             {"big", "use for example"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var stderr bytes.Buffer
			_, err := parseFlags([]string{"--window", test.size}, &stderr)
			switch {
			case test.want == "" && err != nil:
				t.Errorf("%s is refused: %v", test.size, err)
			case test.want != "" && err == nil:
				t.Errorf("%s is accepted", test.size)
			case test.want != "" && !strings.Contains(err.Error(), test.want):
				t.Errorf("%s: %v, want it to say %q", test.size, err, test.want)
			}
		})
	}
}

func TestVersion(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if err := run([]string{"--version"}, &stdout, &stderr); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(stdout.String(), "diemcham-kiosk ") {
		t.Errorf("printed %q", stdout.String())
	}
}

func TestUnknownArgument(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if err := run([]string{"attract"}, &stdout, &stderr); err == nil || !strings.Contains(err.Error(), `"attract"`) {
		t.Errorf("got %v, want an error that names the argument", err)
	}
}
