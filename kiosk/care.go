package kiosk

import (
	"time"

	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/slip"
	"github.com/diemcham/diemcham/kiosk/stick"
)

// About is what a readiness report says of a kiosk besides how it is.
type About struct {
	Kiosk, Version string              // its ID, and that of the program
	Starts         []diagnostics.Start // the last ones, the latest first
}

// readiness is the report on how the machine was at the last look.
func (k *Kiosk) readiness() slip.Slip {
	return slip.Readiness(k.o.Texts, locale.Vi, k.slipPlace(locale.Vi), slip.ReadinessData{
		Kiosk: k.o.About.Kiosk, Version: k.o.About.Version, Printer: k.setup.Printer.Address,
		Report: k.health, Starts: k.o.About.Starts,
	}, k.Now())
}

// saveReadiness offers the report to the next stick, on sheets of A4.
func (k *Kiosk) saveReadiness() {
	report, name := k.readiness(), "phieu-kiem-tra-"+k.o.Letter+"-"+k.Now().Format(time.DateOnly)+".pdf"
	k.save("readiness report", func() ([]stick.File, error) {
		data, err := report.PDF(a4Width, a4Height)
		return []stick.File{{Name: name, Data: data}}, err
	})
}

// restart ends the program once the printer and the disk have done what was asked of
// them before: a slip that is coming out, a request that is being kept. A worker without
// room for another job hangs, which is a reason to start anew rather than to wait.
func (k *Kiosk) restart() {
	k.o.Log.Info("staff have the program started anew")
	end := func() { k.o.Post(func() { k.o.Restart(false) }) }
	onDisk := func() {
		if !k.disk.do(end) {
			end()
		}
	}
	if !k.printer.do(onDisk) {
		onDisk()
	}
}

// keepTouchTest keeps what a touch test has shown, and has the machine looked at anew.
func (k *Kiosk) keepTouchTest(test diagnostics.TouchTest) {
	test.At = k.Now()
	k.o.Log.Info("touch panel tested", "found", test.Finding().Value)
	if k.o.TouchTests == nil {
		return
	}
	k.disk.do(func() {
		if err := k.o.TouchTests.Keep(test); err != nil {
			k.o.Log.Error("touch test not kept", "err", err)
		}
		k.o.Post(func() { k.looked = lookEvery })
	})
}
