package slip

import (
	"slices"
	"time"

	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/locale"
)

// ReadinessData is what a readiness report is made of. What was measured stands in it as
// technicians write it.
type ReadinessData struct {
	Kiosk   string // its ID
	Version string // of the program
	Printer string // its address; empty without one
	Report  diagnostics.Report
	Starts  []diagnostics.Start // the last ones, the latest first
}

// Readiness returns the report on how a kiosk is: every check with what is the matter
// and what to do about it, and lines to sign by hand. It holds nothing personal. now is
// printed as the clock of its zone shows it, and so are the times of the report. For a
// sheet that is too small for it, it goes on on others.
func Readiness(c *locale.Catalogue, lang locale.Lang, place Place, data ReadinessData, now time.Time) Slip {
	w := &writer{catalogue: c, lang: lang}
	w.header(place)
	w.centred(title, w.text("slip.readiness.title"))
	w.centred(strong, w.text("slip.readiness.at", "time", clock(now), "date", date(now)))
	w.add(rule{})
	r := data.Report
	w.left(section, w.machineState(r))
	night := w.text("health.night.none")
	if n := r.Night; n != nil {
		at := n.At.In(now.Location())
		night = w.text("health.night."+n.Severity.String(), "day", date(at), "time", clock(at))
	}
	w.left(body, night)
	w.labelled("slip.readiness.kiosk", data.Kiosk)
	w.labelled("slip.readiness.version", data.Version)
	printer := data.Printer
	if printer == "" {
		printer = w.text("slip.readiness.no_printer")
	}
	w.labelled("slip.readiness.printer", printer)
	w.add(gap(6))

	w.left(section, w.text("slip.readiness.checks"))
	for _, f := range r.Findings {
		w.finding(f, r)
	}
	w.add(gap(6))
	if len(data.Starts) > 0 {
		w.left(section, w.text("slip.readiness.starts"))
		for i, start := range data.Starts {
			at, how := start.At.In(now.Location()), "fell"
			switch {
			case start.Stopped:
				how = "stopped"
			case i == 0 && w.runs(r):
				how = "running"
			}
			w.left(small, w.text("slip.readiness.start", "time", clock(at), "date", date(at), "version", start.Version, "how", w.text("slip.readiness."+how)))
		}
	}
	w.add(rule{dashed: true})
	for _, id := range []string{"name", "day", "note"} {
		w.add(dotted{label: w.text("slip.readiness." + id), short: id != "note"})
	}
	s := w.slip()
	s.goesOn = true
	return s
}

// machineState says how the machine is as a whole.
func (w *writer) machineState(r diagnostics.Report) string {
	if r.At.IsZero() {
		return w.text("health.state.unknown")
	}
	worst := diagnostics.Green
	for _, c := range r.Conditions {
		worst = max(worst, c.Severity)
	}
	return w.text("health.state."+worst.String(), "n", len(r.Conditions))
}

// runs reports whether the kiosk that is looked at is running: nobody who looks at one
// from outside finds that it is not.
func (w *writer) runs(r diagnostics.Report) bool {
	return !slices.ContainsFunc(r.Findings, func(f diagnostics.Finding) bool {
		return slices.Contains(f.Troubles, "kiosk.stopped")
	})
}

// finding says how one check went, and of each of its troubles what it is and what to do.
// On the screen some are given time to go away by themselves; the report is of one moment.
func (w *writer) finding(f diagnostics.Finding, r diagnostics.Report) {
	worst := diagnostics.Green
	var troubles []string
	for _, c := range r.Conditions {
		if c.Check != f.Check || !slices.Contains(f.Troubles, c.Code) {
			continue
		}
		worst = max(worst, c.Severity)
		id := "health." + string(c.Code)
		troubles = append(troubles, w.text("slip.readiness.trouble", "says", w.text(id+".says"), "do", w.text(id+".do"), "code", string(c.Code)))
	}
	state := w.text("slip.readiness." + worst.String())
	if f.Value != "well" && f.Value != "sound" { // which says no more
		state = w.text("slip.readiness.found", "state", state, "value", f.Value)
	}
	w.add(paragraph{style: small, label: w.text("health.name."+f.Check) + ":", text: state})
	for _, trouble := range troubles {
		w.left(body, trouble)
	}
}
