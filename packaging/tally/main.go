// Command tally reads what "go test -json" writes, shows one line for each
// package and the output of each test that fails, and counts.
//
//	go test -json ./... | tally COUNTS
//
// It adds one line, "passed failed skipped", to the file COUNTS. A test with
// subtests counts only if it fails and none of them does. A package that fails without
// a failed test, because it does not compile or its process dies, counts as one
// failure, and so does a run in which nothing was tested. The exit status is 1 if
// anything failed.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// event is one line of test2json, see "go doc test2json".
type event struct {
	Action     string
	Package    string
	ImportPath string // of build-output and build-fail
	Test       string
	Elapsed    float64 // seconds
	Output     string
}

type counts struct{ passed, failed, skipped int }

// one is a package or a test in it.
type one struct{ pkg, test string }

type tally struct {
	out    io.Writer
	counts counts
	output map[one]*strings.Builder
	parent map[one]bool   // has subtests
	blamed map[one]bool   // has a subtest that failed
	failed map[string]int // failures in a package
	tests  map[string]int // tests in a package
	build  strings.Builder
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go test -json PACKAGES | tally COUNTS")
		os.Exit(2)
	}
	total, err := run(os.Stdin, os.Stdout)
	if total == (counts{}) {
		fmt.Println("FAIL nothing was tested")
		total.failed++
	}
	if err == nil {
		err = record(os.Args[1], total)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tally:", err)
		os.Exit(1)
	}
	if total.failed > 0 {
		os.Exit(1)
	}
}

func record(file string, c counts) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = fmt.Fprintln(f, c.passed, c.failed, c.skipped)
	return err
}

func run(in io.Reader, out io.Writer) (counts, error) {
	t := &tally{
		out: out, output: map[one]*strings.Builder{}, parent: map[one]bool{}, blamed: map[one]bool{},
		failed: map[string]int{}, tests: map[string]int{},
	}
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			t.line(line)
		}
		if err == io.EOF {
			return t.counts, nil
		}
		if err != nil {
			return t.counts, err
		}
	}
}

func (t *tally) line(line string) {
	var e event
	if err := json.Unmarshal([]byte(line), &e); err != nil {
		fmt.Fprint(t.out, line) // the go command itself speaks
		return
	}
	switch e.Action {
	case "build-output":
		t.build.WriteString(e.Output)
	case "output":
		t.of(one{e.Package, e.Test}).WriteString(e.Output)
	case "run":
		if above, ok := above(e); ok {
			t.parent[above] = true
		}
	case "pass", "fail", "skip":
		if e.Test == "" {
			t.packageEnded(e)
		} else {
			t.testEnded(e)
		}
	}
}

func (t *tally) of(o one) *strings.Builder {
	if t.output[o] == nil {
		t.output[o] = &strings.Builder{}
	}
	return t.output[o]
}

// above is the test that this one is a subtest of.
func above(e event) (one, bool) {
	at := strings.LastIndex(e.Test, "/")
	if at < 0 {
		return one{}, false
	}
	return one{e.Package, e.Test[:at]}, true
}

func (t *tally) testEnded(e event) {
	o := one{e.Package, e.Test}
	said := t.of(o).String()
	if e.Action == "fail" {
		t.failed[e.Package]++
		fmt.Fprint(t.out, said)
		if above, ok := above(e); ok {
			t.blamed[above] = true
		}
	}
	delete(t.output, o)
	if t.blamed[o] || t.parent[o] && e.Action != "fail" {
		return
	}
	t.tests[e.Package]++
	switch e.Action {
	case "pass":
		t.counts.passed++
	case "fail":
		t.counts.failed++
	case "skip":
		t.counts.skipped++
		fmt.Fprintf(t.out, "skipped: %s %s\n", e.Package, e.Test)
		for line := range strings.Lines(said) { // why
			if !strings.HasPrefix(line, "===") && !strings.HasPrefix(strings.TrimSpace(line), "---") {
				fmt.Fprint(t.out, line)
			}
		}
	}
}

func (t *tally) packageEnded(e event) {
	o := one{e.Package, ""}
	verdict := "ok  "
	if e.Action == "fail" {
		verdict = "FAIL"
		if t.failed[e.Package] == 0 {
			t.counts.failed++
			// A process that dies takes the output of its tests with it.
			fmt.Fprint(t.out, t.build.String())
			for each, output := range t.output {
				if each.pkg == e.Package {
					fmt.Fprint(t.out, output.String())
				}
			}
			t.build.Reset()
		}
	}
	for each := range t.output {
		if each.pkg == e.Package {
			delete(t.output, each)
		}
	}
	delete(t.output, o)
	if e.Action == "skip" && t.tests[e.Package] == 0 {
		return // has no tests
	}
	took := time.Duration(e.Elapsed * float64(time.Second)).Round(100 * time.Millisecond)
	fmt.Fprintf(t.out, "%s %s (%d tests, %s)\n", verdict, e.Package, t.tests[e.Package], took)
}
