package printing_test

import (
	"errors"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/printing"
)

func FuzzWhatAPrinterAnswers(f *testing.F) {
	f.Add(byte(0x12), byte(0x12), byte(0x12), byte(0x12)) // well
	f.Add(byte(0x1a), byte(0x32), byte(0x12), byte(0x7e)) // no paper
	f.Add(byte(0x1a), byte(0x16), byte(0x12), byte(0x1e)) // cover open, paper low
	f.Add(byte(0x1a), byte(0x52), byte(0x5a), byte(0x12)) // cutter, head hot
	f.Add(byte(0), byte(0), byte(0), byte(0))             // silent
	f.Fuzz(func(t *testing.T, printer, cause, trouble, roll byte) {
		faults := printing.Answers{printer, cause, trouble, roll}.Faults()
		if sorted := slices.Sorted(slices.Values(faults)); len(slices.Compact(sorted)) != len(faults) {
			t.Errorf("one fault twice: %v", faults)
		}
		low := slices.Index(faults, printing.PaperLow)
		if low >= 0 && low != len(faults)-1 {
			t.Errorf("a warning before what stops the printer: %v", faults)
		}
		status := printing.Status{Known: true, Faults: faults}
		if status.Warned() != (low >= 0) || (status.Stopped() == "") != (len(faults) == 0 || low == 0) {
			t.Errorf("%v: warned %v, stopped by %q", faults, status.Warned(), status.Stopped())
		}
		wrong := printer&0x08 | cause&(0x04|0x20|0x40) | trouble&(0x08|0x20|0x40)
		if well := wrong == 0 && roll&0x60 != 0x60; well != (status.Stopped() == "") {
			t.Errorf("%v: well is %v", faults, well)
		}
	})
}

// Whatever comes back, at whatever moment, a page ends in time with an outcome or
// an error, and it counts as printed only after as many receipts as it has bands.
func FuzzAPageAgainstAnyAnswers(f *testing.F) {
	well := []byte{0x12, 0x12, 0x12, 0x12}
	f.Add(slices.Concat(well, []byte{0}, well, make([]byte, 20)), byte(1))
	f.Add(slices.Concat(well, []byte{0}, well, make([]byte, 3)), byte(1)) // stops in the middle
	f.Add([]byte{0x1a, 0x32, 0x12, 0x7e}, byte(4))                        // no paper
	f.Add([]byte{0xff, 0x13, 0x11, 0x10, 0, 0, 0}, byte(7))
	f.Add([]byte{}, byte(0))
	f.Fuzz(func(t *testing.T, answers []byte, each byte) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Skip("no port left") // the fuzzer opens thousands
		}
		defer l.Close()
		done := make(chan struct{})
		go func() {
			defer close(done)
			if conn, err := l.Accept(); err == nil {
				defer conn.Close()
				babble(conn, answers, int(each))
			}
		}()
		profile := quick(64)
		profile.Wait, profile.Limit = 5*time.Millisecond, 100*time.Millisecond
		began := time.Now()
		outcome, err := newESCPOS(t, "tcp://"+l.Addr().String(), profile).Print(t.Context(), noise(100))
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("it took %v, with a limit of %v", took, profile.Limit)
		}
		<-done
		if (err == nil) != (outcome == printing.Printed) {
			t.Fatalf("the outcome is %v, %v", outcome, err)
		}
		var fault *printing.FaultError
		if err != nil && !errors.As(err, &fault) {
			t.Errorf("the error has no name: %v", err)
		}
		// Five bands, the end, and the rows before the page; four answers before.
		if receipts := len(slices.DeleteFunc(slices.Clone(answers), func(b byte) bool { return b&0x90 != 0 })); err == nil && receipts < 7 {
			t.Errorf("printed, with %d receipts at most", receipts)
		}
	})
}

// babble says so many bytes of answers each time something comes.
func babble(conn net.Conn, answers []byte, each int) {
	buffer := make([]byte, 64)
	for {
		if _, err := conn.Read(buffer); err != nil {
			return
		}
		n := min(each, len(answers))
		if _, err := conn.Write(answers[:n]); err != nil {
			return
		}
		answers = answers[n:]
	}
}
