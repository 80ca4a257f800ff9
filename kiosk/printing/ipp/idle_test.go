package ipp_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/OpenPrinting/goipp"

	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/printing/ipp"
)

// idle asks the printer how it is, in no more time than a kiosk gives it.
func idle(t *testing.T, p *ipp.Printer) printing.Status {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	status, err := p.Status(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return status
}

// Whoever asks the printer while it has nothing to do learns what is the matter,
// and that it is well again, without a page.
func TestTroubleIsSeenWithoutAPage(t *testing.T) {
	off := func(s *site) { s.off() }
	leave := func(reason string) func(*site) {
		return func(s *site) { s.say("leave", reason); s.other() }
	}
	well := func(s *site) { s.mend("leave"); s.other() }
	for name, c := range map[string]struct {
		trouble, mend func(*site)
		want          printing.Fault
		queue         bool // only where there is a queue
	}{
		"no paper":             {func(s *site) { s.paper(0, 0) }, func(s *site) { s.paper(250, 25) }, printing.PaperOut, false},
		"few sheets left":      {func(s *site) { s.paper(5, 5) }, func(s *site) { s.paper(250, 25) }, printing.PaperLow, false},
		"cover open":           {leave("cover-open"), well, printing.CoverOpen, false},
		"jam":                  {leave("media-jam"), well, printing.Jam, false},
		"off":                  {off, (*site).switchOn, printing.Unplugged, false},
		"frozen":               {(*site).freeze, (*site).thaw, printing.NoAnswer, false},
		"the queue is stopped": {func(s *site) { s.run(program(s.t, "cupsdisable"), "slip") }, func(s *site) { s.run(program(s.t, "cupsenable"), "slip") }, printing.Offline, true},
	} {
		t.Run(name, func(t *testing.T) {
			eachWay(t, func(t *testing.T, s *site, p *ipp.Printer) {
				if c.queue && s.cups == nil {
					return // what it is about is not there
				}
				if got := idle(t, p); !got.Known || len(got.Faults) > 0 {
					t.Fatalf("before: %+v, want well", got)
				}
				c.trouble(s)
				began := time.Now()
				if got := idle(t, p); !got.Known || !slices.Equal(got.Faults, []printing.Fault{c.want}) {
					t.Errorf("%+v, want %s\n%s", got, c.want, s.logs())
				}
				t.Logf("after %v", time.Since(began).Round(time.Millisecond))
				c.mend(s)
				if got := idle(t, p); !got.Known || len(got.Faults) > 0 {
					t.Errorf("mended: %+v, want well", got)
				}
			})
		})
	}
}

// The queue alone would say that all is well: it is the device that has to be asked.
func TestAQueueDoesNotSeeAnEmptyTray(t *testing.T) {
	s := newSite(t)
	s.openQueue()
	s.paper(0, 0)
	queue := s.places()[1]
	answer := s.ask(queue, goipp.OpGetPrinterAttributes, "somebody-else", nil)
	var says []string
	for _, a := range answer.Printer {
		if a.Name == "printer-state-reasons" {
			says = append(says, fmt.Sprint(a.Values))
		}
	}
	if said := strings.Join(says, " "); !strings.Contains(said, "none") {
		t.Errorf("the queue says %s; then it could be asked itself", said)
	}
}

func TestHowAPrinterIsCannotBeKnown(t *testing.T) {
	t.Run("where the queue only gets rid of the data", func(t *testing.T) {
		s := newSite(t)
		s.openQueue()
		s.run(program(t, "lpadmin"), "-p", "slip", "-v", "file://"+s.path("port"))
		if got := idle(t, s.printer(s.queued())); got.Known || len(got.Faults) > 0 {
			t.Errorf("%+v, want not known", got)
		}
	})
	t.Run("where there is no such queue", func(t *testing.T) {
		s := newSite(t)
		s.openQueue()
		if status, err := s.printer("cups:another").Status(t.Context()); err == nil || !strings.Contains(err.Error(), "cups:another") {
			t.Errorf("%+v, error %v, want one that names the queue", status, err)
		}
	})
	t.Run("where CUPS is not running", func(t *testing.T) {
		s := newSite(t)
		if got := idle(t, s.printer(s.queued())); !slices.Equal(got.Faults, []printing.Fault{printing.Unplugged}) {
			t.Errorf("%+v, want unplugged", got)
		}
	})
}
