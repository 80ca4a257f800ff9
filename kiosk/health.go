package kiosk

import (
	"slices"
	"time"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/diagnostics"
)

// lookEvery is how many seconds pass from one look at the machine to the next.
const lookEvery = 60

// watchHealth looks at the machine if it is time to, beside the view. What the kiosk
// knows itself is not looked for a second time: the printer has one user at a time,
// and the sound belongs to who is reading.
func (k *Kiosk) watchHealth() {
	k.looked++
	if k.o.Board == nil || k.looking || k.looked < lookEvery {
		return
	}
	k.looked = 0
	known := []diagnostics.Finding{k.printerFinding(), k.soundFinding()}
	pack, now := k.o.Pack, k.Now()
	k.looking = k.machine.do(func() {
		report := k.o.Board.Look(k.running, append(known, k.contentFinding(pack, now))...)
		if k.running.Err() != nil {
			return
		}
		k.o.Post(func() {
			k.looking = false
			k.Looked(report)
		})
	})
}

func (k *Kiosk) printerFinding() diagnostics.Finding {
	if !k.canAsk {
		return diagnostics.Printer(string(k.printerFault), "cannot be asked")
	}
	return diagnostics.Printer(string(k.printerFault), "well")
}

func (k *Kiosk) soundFinding() diagnostics.Finding {
	if k.o.Speaker == nil {
		return diagnostics.Sound("", "none")
	}
	return diagnostics.Sound(string(k.fault), "well")
}

// contentFinding reads the disk. The pack shown never changes and so may be read here.
func (k *Kiosk) contentFinding(shown *content.Pack, now time.Time) diagnostics.Finding {
	version, refused := uint64(0), false
	if k.o.Packs != nil {
		if packs, err := k.o.Packs.Packs(); err == nil {
			version, refused = packs.Current, packs.Last.Refused != ""
		}
	}
	return diagnostics.Content(version, len(shown.Overdue(now)), refused)
}

// Looked takes in how the machine is. The log is told when a condition comes and
// when it goes, not at every look.
func (k *Kiosk) Looked(report diagnostics.Report) {
	before, now := codesShown(k.health), codesShown(report)
	for _, code := range now {
		if !slices.Contains(before, code) {
			k.o.Log.Warn("condition appeared", "code", string(code))
		}
	}
	for _, code := range before {
		if !slices.Contains(now, code) {
			k.o.Log.Info("condition gone", "code", string(code))
		}
	}
	k.health = report
	k.guard(k.o.Changed)
}

func codesShown(r diagnostics.Report) (codes []diagnostics.Code) {
	for _, c := range r.Visible() {
		codes = append(codes, c.Code)
	}
	return codes
}

// Health returns how the machine was at the last look; nothing before the first.
func (k *Kiosk) Health() diagnostics.Report { return k.health }
