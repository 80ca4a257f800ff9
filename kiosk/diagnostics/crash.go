package diagnostics

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Crashes keeps reports of how the kiosk fell in the data folder: when, which
// version, and where in the program. What a fault says and what functions were
// called with is left out, for it could be a resident's.
type Crashes struct{ dir string }

const (
	crashFolder  = "crashes"
	crashPending = "pending" // what the runtime writes when the program ends by a fault
	crashKept    = 10
	crashSize    = 64 << 10
	crashSpan    = 24 * time.Hour
	crashesMany  = 3 // within crashSpan
)

// Crash is one report.
type Crash struct {
	Number int // they are counted on when old ones are thrown away
	At     time.Time
	Path   string
}

// OpenCrashes returns the reports in a data folder, which come with the first one.
func OpenCrashes(data string) *Crashes { return &Crashes{filepath.Join(data, crashFolder)} }

// Catch keeps what the run before left, and has the runtime write down a fault that
// ends this one: a panic that nobody handles, or the signal of a watchdog.
func (c *Crashes) Catch(version string) error {
	path := filepath.Join(c.dir, crashPending)
	if info, err := os.Stat(path); err == nil && info.Size() > 0 {
		left, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("crash report: %w", err)
		}
		was, report, _ := bytes.Cut(left, []byte("\n")) // its version
		if len(bytes.TrimSpace(report)) > 0 {
			if err := c.keep(info.ModTime(), string(was), Trace(report)); err != nil {
				return err
			}
		}
	}
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return fmt.Errorf("crash report: %w", err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("crash report: %w", err)
	}
	defer file.Close() // the runtime has its own of it
	if _, err := fmt.Fprintln(file, version); err != nil {
		return fmt.Errorf("crash report: %w", err)
	}
	return debug.SetCrashOutput(file, debug.CrashOptions{})
}

// Keep keeps the report of a fault that was caught, with the stack where it was.
func (c *Crashes) Keep(at time.Time, version string, fault any, stack []byte) error {
	return c.keep(at, version, append([]byte(FaultText(fault)+"\n"), Trace(stack)...))
}

func (c *Crashes) keep(at time.Time, version string, report []byte) error {
	all, err := c.List()
	if err != nil {
		return err
	}
	number := 1
	if len(all) > 0 {
		number = all[len(all)-1].Number + 1
	}
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return fmt.Errorf("crash report: %w", err)
	}
	text := fmt.Appendf(nil, "version %s\n%s", strings.Join(strings.Fields(version), " "), report[:min(len(report), crashSize)])
	name := fmt.Sprintf("%06d-%s.txt", number, at.UTC().Format("20060102T150405Z"))
	if err := replace(filepath.Join(c.dir, name), text); err != nil {
		return fmt.Errorf("crash report: %w", err)
	}
	for _, old := range all[:max(0, len(all)+1-crashKept)] {
		if err := os.Remove(old.Path); err != nil {
			return fmt.Errorf("crash report: %w", err)
		}
	}
	return nil
}

var crashName = regexp.MustCompile(`^(\d{6})-(\d{8}T\d{6}Z)\.txt$`)

// List returns the reports that are kept, the latest last.
func (c *Crashes) List() (all []Crash, err error) {
	entries, err := os.ReadDir(c.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("crash reports: %w", err)
	}
	for _, entry := range entries {
		parts := crashName.FindStringSubmatch(entry.Name())
		if parts == nil {
			continue
		}
		number, err := strconv.Atoi(parts[1])
		at, timeErr := time.Parse("20060102T150405Z", parts[2])
		if errors.Join(err, timeErr) == nil {
			all = append(all, Crash{number, at, filepath.Join(c.dir, entry.Name())})
		}
	}
	slices.SortFunc(all, func(a, b Crash) int { return a.Number - b.Number })
	return all, nil
}

// Check tells whether the kiosk fell in the last day.
func (c *Crashes) Check(now func() time.Time, zone *time.Location) Check {
	return Check{"crashes", func(context.Context) Finding {
		all, err := c.List()
		if err != nil {
			return Finding{Value: "reports cannot be read"}
		}
		if len(all) == 0 {
			return Finding{Value: "none"}
		}
		last, lately := all[len(all)-1], 0
		for _, crash := range all {
			if now().Sub(crash.At) < crashSpan {
				lately++
			}
		}
		f := Finding{Value: fmt.Sprintf("%d in all, last %s", last.Number, last.At.In(zone).Format("2006-01-02 15:04"))}
		return f.with(lately > 0 && lately < crashesMany, "crash.once").with(lately >= crashesMany, "crash.often")
	}}
}

// FaultText says of which kind a fault is. What the runtime says of a fault is its own
// words; what anything else says could hold what somebody typed.
func FaultText(fault any) string {
	if own, ok := fault.(runtime.Error); ok {
		return own.Error()
	}
	return fmt.Sprintf("fault of type %T", fault)
}

// The lines of a trace that say what the runtime found.
var runtimeSays = []string{"panic: runtime error:", "fatal error:", "SIG", "[signal ", "runtime: "}

// registers are what the processor held when a signal came.
var registers = regexp.MustCompile(`^[a-z][a-z0-9]{1,6}\s+0x[0-9a-f]+$`)

// Trace returns where in the program a fault was, of what the runtime wrote: without
// what it said and without what functions were called with.
func Trace(written []byte) []byte {
	var kept bytes.Buffer
	began := false // the goroutines have
	for line := range strings.Lines(string(written)) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "goroutine "), strings.HasPrefix(line, "runtime stack:"):
			began = true
		case !began && !slices.ContainsFunc(runtimeSays, func(s string) bool { return strings.HasPrefix(line, s) }):
			if strings.HasPrefix(line, "panic: ") {
				kept.WriteString("panic\n")
			}
			continue
		case registers.MatchString(line):
			continue
		case began && strings.HasPrefix(line, "panic("):
			line = "panic(...)"
		case began && !strings.HasPrefix(line, "\t") && strings.HasSuffix(line, ")"):
			line = withoutArguments(line)
		}
		kept.WriteString(line + "\n")
	}
	return kept.Bytes()
}

// withoutArguments cuts what a function was called with: what stands from its opening
// parenthesis on, where one before a dot belongs to the name of a method.
func withoutArguments(line string) string {
	depth := 0
	for i := len(line) - 1; i >= 0; i-- {
		switch line[i] {
		case ')':
			depth++
		case '(':
			if depth--; depth == 0 {
				return line[:i] + "(...)"
			}
		}
	}
	return line
}
