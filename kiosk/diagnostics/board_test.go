package diagnostics_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/locale"
)

var morning = time.Date(2026, 11, 29, 8, 0, 0, 0, zone())

func zone() *time.Location { return time.FixedZone("ICT", 7*60*60) }

// clock is one that tests turn.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func shown(r diagnostics.Report) (codes []diagnostics.Code) {
	for _, c := range r.Visible() {
		codes = append(codes, c.Code)
	}
	return codes
}

// A trouble is shown when it has stood for its time, and goes away by itself.
func TestAConditionIsShownWhenItHasStood(t *testing.T) {
	c := &clock{morning}
	b := diagnostics.NewBoard(diagnostics.Options{Now: c.now})
	for _, step := range []struct {
		after time.Duration
		fault string
		want  []diagnostics.Code
	}{
		{0, "", nil},
		{time.Minute, "unplugged", nil},
		{30 * time.Second, "unplugged", nil},
		{30 * time.Second, "unplugged", []diagnostics.Code{"printer.unplugged"}},
		{time.Hour, "unplugged", []diagnostics.Code{"printer.unplugged"}},
		{time.Minute, "", nil},
		{time.Minute, "unplugged", nil}, // it begins anew
		{time.Minute, "paper-out", []diagnostics.Code{"printer.paper-out"}},
		{time.Minute, "paper-low", []diagnostics.Code{"printer.paper-low"}},
	} {
		c.at = c.at.Add(step.after)
		if got := shown(b.Look(t.Context(), diagnostics.Printer(step.fault, "well"))); !slices.Equal(got, step.want) {
			t.Errorf("%s, printer %q: shown %q, want %q", c.at.Format(time.TimeOnly), step.fault, got, step.want)
		}
	}
	if last := b.Last(); last.Severity() != diagnostics.Amber || last.Conditions[0].Since != c.at {
		t.Errorf("the last look: %+v", last)
	}
}

func TestTheWorstConditionStandsFirst(t *testing.T) {
	c := &clock{morning}
	r := diagnostics.Once(t.Context(), c.now)
	if r.Severity() != diagnostics.Green || len(r.Conditions) > 0 {
		t.Errorf("nothing found: %+v", r)
	}
	b := diagnostics.NewBoard(diagnostics.Options{Now: c.now})
	r = b.Look(t.Context(), diagnostics.Content(12, 3, true), diagnostics.Printer("jam", ""))
	want := []diagnostics.Code{"printer.jam", "content.overdue", "content.refused"}
	if got := shown(r); !slices.Equal(got, want) || r.Severity() != diagnostics.Red {
		t.Errorf("%s: %q, want %q", r.Severity(), got, want)
	}
}

// A check that hangs hides none of the others, is told of, and is not begun again and
// again while it hangs.
func TestACheckThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		var begun atomic.Int32
		b := diagnostics.NewBoard(diagnostics.Options{Now: time.Now, Checks: []diagnostics.Check{
			{Name: "stuck", Look: func(context.Context) diagnostics.Finding {
				begun.Add(1)
				<-release
				return diagnostics.Finding{Value: "well"}
			}},
			{Name: "quick", Look: func(context.Context) diagnostics.Finding { return diagnostics.Finding{Value: "well"} }},
		}})
		for range 3 {
			began := time.Now()
			r := b.Look(t.Context())
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("the look took %s", took)
			}
			if len(r.Findings) != 2 || r.Findings[1].Value != "well" || len(r.Conditions) != 1 || r.Conditions[0].Check != "stuck" || r.Conditions[0].Code != "check.late" {
				t.Errorf("%+v", r)
			}
			time.Sleep(time.Minute)
		}
		if n := begun.Load(); n != 1 {
			t.Errorf("it was begun %d times while it hung", n)
		}
		close(release)
		synctest.Wait()
		if r := b.Look(t.Context()); len(r.Conditions) > 0 {
			t.Errorf("it has ended, and still: %+v", r.Conditions)
		}
		b.Look(t.Context())
		if n := begun.Load(); n != 2 {
			t.Errorf("begun %d times, want it begun anew", n)
		}
	})
}

// The nightly result is taken once a day from three on, not before everything had the
// time to be shown, and outlives the kiosk.
func TestTheNightlyResult(t *testing.T) {
	data := t.TempDir()
	c := &clock{time.Date(2026, 11, 29, 2, 30, 0, 0, zone())}
	board := func() *diagnostics.Board {
		return diagnostics.NewBoard(diagnostics.Options{Now: c.now, Nights: diagnostics.OpenNights(data, zone())})
	}
	b := board()
	look := func(fault string) *diagnostics.Night {
		return b.Look(t.Context(), diagnostics.Printer(fault, "")).Night
	}
	if night := look(""); night != nil {
		t.Errorf("at half past two there is a result: %+v", night)
	}
	c.at = c.at.Add(31 * time.Minute)
	night := look("jam")
	if night == nil || night.Severity != diagnostics.Red || !slices.Equal(night.Codes, []diagnostics.Code{"printer.jam"}) {
		t.Fatalf("at three: %+v", night)
	}
	c.at = c.at.Add(time.Hour)
	if later := look(""); later.Severity != diagnostics.Red {
		t.Errorf("an hour later it is another one: %+v", later)
	}
	if kept := diagnostics.OpenNights(data, zone()).Last(); kept == nil || kept.Severity != diagnostics.Red || !kept.At.Equal(night.At) {
		t.Errorf("kept: %+v", kept)
	}

	// Switched on in the morning of the next day.
	c.at = morning.Add(24 * time.Hour)
	b = board()
	if early := look(""); !early.At.Equal(night.At) {
		t.Errorf("at once after the start: %+v", early)
	}
	c.at = c.at.Add(11 * time.Minute)
	if next := look(""); next.At != c.at || next.Severity != diagnostics.Green {
		t.Errorf("when all had the time to be shown: %+v", next)
	}

	if err := os.WriteFile(filepath.Join(data, "night.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if kept := diagnostics.OpenNights(data, zone()).Last(); kept != nil {
		t.Errorf("of a damaged file: %+v", kept)
	}
}

// Every trouble can be said, and no text is there for one that cannot be found.
func TestEveryTroubleHasItsTexts(t *testing.T) {
	texts, err := locale.Load(assets.Strings())
	if err != nil {
		t.Fatal(err)
	}
	codes := diagnostics.Codes()
	if len(codes) < 40 {
		t.Errorf("only %d codes", len(codes))
	}
	ids := texts.IDs()
	for _, code := range codes {
		for _, end := range []string{".says", ".do"} {
			if id := "health." + string(code) + end; !slices.Contains(ids, id) {
				t.Errorf("no text %s", id)
			}
		}
		kind, ok := diagnostics.KindOf(code)
		if !ok || kind.Severity == diagnostics.Green || kind.Visible > time.Hour {
			t.Errorf("%s: %+v", code, kind)
		}
	}
	for _, id := range ids {
		code, ok := cut(id, "health.", ".says")
		if ok && !slices.Contains(codes, diagnostics.Code(code)) {
			t.Errorf("%s is the text of nothing", id)
		}
	}
}

func cut(id, before, after string) (string, bool) {
	if len(id) < len(before)+len(after) || id[:len(before)] != before || id[len(id)-len(after):] != after {
		return "", false
	}
	return id[len(before) : len(id)-len(after)], true
}
