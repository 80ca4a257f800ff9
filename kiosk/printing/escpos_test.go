package printing_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/printing/fakeprinter"
)

func TestPageComesOutAsItWasDrawn(t *testing.T) {
	for _, dots := range []int{384, 512, 576, 636} {
		for _, rows := range []noise{1, 23, 24, 25, 700} {
			t.Run(fmt.Sprintf("%d rows on %d dots", rows, dots), func(t *testing.T) {
				paper := switchOn(t, fakeprinter.Options{Dots: dots, Paper: fakeprinter.Endless})
				printer := newESCPOS(t, listen(t, paper), quick(dots))
				for range 2 {
					outcome, err := printer.Print(t.Context(), rows)
					if err != nil || outcome != printing.Printed {
						t.Fatalf("got %v, %v, want printed", outcome, err)
					}
				}
				slips := paper.Slips()
				if len(slips) != 2 {
					t.Fatalf("%d slips were cut off, want 2", len(slips))
				}
				for _, slip := range slips {
					is(t, slip, rows.drawn(t, dots))
				}
			})
		}
	}
}

func TestPrinterInTrouble(t *testing.T) {
	const rows = noise(700)
	cases := map[string]struct {
		printer fakeprinter.Options
		want    printing.Fault
		out     int // rows that come out
	}{
		"no paper before the page":           {fakeprinter.Options{Paper: 0}, printing.PaperOut, 0},
		"paper runs out in the middle":       {fakeprinter.Options{Paper: 300}, printing.PaperOut, 300},
		"paper runs out in the first band":   {fakeprinter.Options{Paper: 5}, printing.PaperOut, 5},
		"paper runs out at the last row":     {fakeprinter.Options{Paper: 700}, printing.PaperOut, 700},
		"paper runs out before the cut":      {fakeprinter.Options{Paper: 779}, printing.PaperOut, 779},
		"cover open":                         {fakeprinter.Options{Paper: fakeprinter.Endless, CoverOpen: true}, printing.CoverOpen, 0},
		"cover open and no paper":            {fakeprinter.Options{Paper: 0, CoverOpen: true}, printing.CoverOpen, 0},
		"cutter jams":                        {fakeprinter.Options{Paper: fakeprinter.Endless, CutterJam: true}, printing.Cutter, 780},
		"no paper, small buffer":             {fakeprinter.Options{Paper: 0, Buffer: 256}, printing.PaperOut, 0},
		"no paper, reports by itself":        {fakeprinter.Options{Paper: 0, Reports: true}, printing.PaperOut, 0},
		"paper out, reports though told not": {fakeprinter.Options{Paper: 779, Stubborn: true}, printing.PaperOut, 779},
		"says nothing":                       {fakeprinter.Options{Paper: fakeprinter.Endless, Mute: true}, printing.NoAnswer, 0},
		"connection breaks in the middle":    {fakeprinter.Options{Paper: fakeprinter.Endless, HangUpAfter: 20_000}, printing.Unplugged, -1},
		"connection breaks before the page":  {fakeprinter.Options{Paper: fakeprinter.Endless, HangUpAfter: 3}, printing.Unplugged, 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			c.printer.Dots = 576
			paper := switchOn(t, c.printer)
			address := listen(t, paper)
			outcome, err := newESCPOS(t, address, quick(576)).Print(t.Context(), rows)
			if outcome != 0 {
				t.Errorf("the outcome is %v", outcome)
			}
			wantFault(t, err, c.want, address)
			if got := paper.Hanging().Bounds().Dy(); c.out >= 0 && got != c.out {
				t.Errorf("%d rows came out, want %d", got, c.out)
			}
			if n := len(paper.Slips()); n != 0 {
				t.Errorf("%d slips were cut off", n)
			}
		})
	}
}

func TestConnectionBreaksAtTheLastByte(t *testing.T) {
	whole := switchOn(t, fakeprinter.Options{Dots: 576, Paper: fakeprinter.Endless})
	if _, err := newESCPOS(t, listen(t, whole), quick(576)).Print(t.Context(), noise(200)); err != nil {
		t.Fatal(err)
	}
	paper := switchOn(t, fakeprinter.Options{Dots: 576, Paper: fakeprinter.Endless, HangUpAfter: whole.Received() - 1})
	address := listen(t, paper)
	_, err := newESCPOS(t, address, quick(576)).Print(t.Context(), noise(200))
	wantFault(t, err, printing.Unplugged, address)
}

func TestCoverOpenedWhilePrinting(t *testing.T) {
	var paper *fakeprinter.Printer
	ready := make(chan struct{})
	options := fakeprinter.Options{Dots: 384, Paper: fakeprinter.Endless, BeforeRow: func(row int) {
		if row == 100 {
			<-ready
			paper.SetCover(true)
		}
	}}
	paper = switchOn(t, options)
	close(ready)
	address := listen(t, paper)
	_, err := newESCPOS(t, address, quick(384)).Print(t.Context(), noise(400))
	wantFault(t, err, printing.CoverOpen, address)
}

func TestPrintingGoesOnWhenTheTroubleIsMended(t *testing.T) {
	cases := map[string]struct {
		printer fakeprinter.Options
		mend    func(*fakeprinter.Printer)
	}{
		"new paper":        {fakeprinter.Options{Paper: 300}, func(p *fakeprinter.Printer) { p.Load(fakeprinter.Endless) }},
		"connection again": {fakeprinter.Options{Paper: fakeprinter.Endless, HangUpAfter: 20_000}, func(*fakeprinter.Printer) {}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			c.printer.Dots = 576
			paper := switchOn(t, c.printer)
			printer := newESCPOS(t, listen(t, paper), quick(576))
			if _, err := printer.Print(t.Context(), noise(700)); err == nil {
				t.Fatal("printed in spite of the trouble")
			}
			c.mend(paper)
			outcome, err := printer.Print(t.Context(), noise(200))
			if err != nil || outcome != printing.Printed {
				t.Fatalf("got %v, %v, want printed", outcome, err)
			}
			slips := paper.Slips()
			if len(slips) != 1 {
				t.Fatalf("%d slips were cut off, want 1: rows of the lost page and then the new one", len(slips))
			}
			ends(t, slips[0], noise(200).drawn(t, 576))
		})
	}
}

// The program was ended in the middle of a page; the next one finds the printer
// waiting for the rest of it.
func TestPrinterLeftInTheMiddleOfABand(t *testing.T) {
	paper := switchOn(t, fakeprinter.Options{Dots: 576, Paper: fakeprinter.Endless})
	address := listen(t, paper)
	conn, err := net.Dial("tcp", strings.TrimPrefix(address, "tcp://"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write(append([]byte{0x1d, 'v', '0', 0, 72, 0, 24, 0}, make([]byte, 100)...)); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	outcome, err := newESCPOS(t, address, quick(576)).Print(t.Context(), noise(100))
	if err != nil || outcome != printing.Printed {
		t.Fatalf("got %v, %v, want printed", outcome, err)
	}
	ends(t, paper.Slips()[0], noise(100).drawn(t, 576))
}

func TestSlowPrinterIsNotASilentOne(t *testing.T) {
	asked := make(chan byte, 1000)
	round := func() { // until all four questions were asked
		for {
			select {
			case n := <-asked:
				if n == 4 {
					return
				}
			case <-t.Context().Done():
				return
			}
		}
	}
	paper := switchOn(t, fakeprinter.Options{
		Dots: 384, Paper: fakeprinter.Endless,
		OnStatus: func(n byte) { asked <- n },
		BeforeRow: func(row int) {
			if row == 100 {
				round() // asked before the page
				round() // and again when nothing came for a while
			}
		},
	})
	outcome, err := newESCPOS(t, listen(t, paper), quick(384)).Print(t.Context(), noise(300))
	if err != nil || outcome != printing.Printed {
		t.Fatalf("got %v, %v, want printed", outcome, err)
	}
	is(t, paper.Slips()[0], noise(300).drawn(t, 384))
}

func TestNoMoreThanTheWindowIsOnTheWay(t *testing.T) {
	profile := quick(576)
	profile.Wait = 10 * time.Second
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	paper := switchOn(t, fakeprinter.Options{
		Dots: 576, Paper: fakeprinter.Endless, Buffer: 1 << 20,
		BeforeRow: func(row int) {
			if row == 240 { // ten bands are confirmed
				cancel()
				<-release
			}
		},
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	served := make(chan struct{})
	go func() {
		defer close(served)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		paper.Serve(conn)
	}()
	began := time.Now()
	_, err = newESCPOS(t, "tcp://"+l.Addr().String(), profile).Print(ctx, noise(700))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got the error %v, want canceled", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v to be canceled", took)
	}
	<-served // everything that was sent has arrived
	close(release)
	// A band of white at the beginning, ten confirmed, two on the way, and the
	// commands between them.
	const band = 24 * 72
	if got := paper.Received(); got >= 14*band {
		t.Errorf("%d bytes were sent of a page canceled at its 240th row, want less than %d", got, 14*band)
	}
}

func TestPrinterThatNeverAnswersAtAll(t *testing.T) {
	profile := quick(576)
	profile.Status = false
	paper := switchOn(t, fakeprinter.Options{Dots: 576, Paper: fakeprinter.Endless, Mute: true})
	outcome, err := newESCPOS(t, listen(t, paper), profile).Print(t.Context(), noise(500))
	if err != nil || outcome != printing.Sent {
		t.Fatalf("got %v, %v, want sent", outcome, err)
	}
	is(t, paper.WaitSlips(1)[0], noise(500).drawn(t, 576))
}

func TestPrinterIsToldNotToReport(t *testing.T) {
	paper := switchOn(t, fakeprinter.Options{Dots: 384, Paper: fakeprinter.Endless, Reports: true})
	if _, err := newESCPOS(t, listen(t, paper), quick(384)).Print(t.Context(), noise(50)); err != nil {
		t.Fatal(err)
	}
	if paper.Reporting() {
		t.Error("the printer still reports, and its reports look like receipts")
	}
}

// A printer whose answers are not asked for says something all the same. What
// it has not taken in when the page is sent must still get to it.
func TestOneWayPrinterThatTalks(t *testing.T) {
	var paper *fakeprinter.Printer
	ready, release := make(chan struct{}), make(chan struct{})
	paper = switchOn(t, fakeprinter.Options{
		Dots: 576, Paper: fakeprinter.Endless, Stubborn: true,
		BeforeRow: func(row int) {
			if row == 10 {
				<-ready
				paper.SetCover(true)
				paper.SetCover(false)
				<-release
			}
		},
	})
	close(ready)
	profile := quick(576)
	profile.Status = false
	outcome, err := newESCPOS(t, listenNarrow(t, paper), profile).Print(t.Context(), noise(700))
	close(release)
	if err != nil || outcome != printing.Sent {
		t.Fatalf("got %v, %v, want sent", outcome, err)
	}
	is(t, paper.WaitSlips(1)[0], noise(700).drawn(t, 576))
}

func TestOneWayPrinterThatTakesNothing(t *testing.T) {
	profile := quick(576)
	profile.Status = false
	paper := switchOn(t, fakeprinter.Options{Dots: 576, Paper: 10, Mute: true})
	address := listen(t, paper)
	// More than the network holds on the way to a printer that reads no further.
	_, err := newESCPOS(t, address, profile).Print(t.Context(), blank(60_000))
	wantFault(t, err, printing.NoAnswer, address)
}

func TestPrinterThatIsNotThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "tcp://" + l.Addr().String()
	l.Close()
	_, err = newESCPOS(t, address, quick(576)).Print(t.Context(), noise(10))
	wantFault(t, err, printing.Unplugged, address)
}

func TestDeadlineOfTheCaller(t *testing.T) {
	profile := quick(576)
	profile.Wait = 10 * time.Second
	paper := switchOn(t, fakeprinter.Options{Dots: 576, Paper: fakeprinter.Endless, Mute: true})
	address := listen(t, paper)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := newESCPOS(t, address, profile).Print(ctx, noise(10))
	wantFault(t, err, printing.NoAnswer, address)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v for a deadline of 200 ms", took)
	}
}

func TestLimitOfThePage(t *testing.T) {
	profile := quick(384)
	profile.Limit = 500 * time.Millisecond
	release := make(chan struct{})
	paper := switchOn(t, fakeprinter.Options{
		Dots: 384, Paper: fakeprinter.Endless,
		BeforeRow: func(row int) {
			if row == 50 {
				<-release // it says that it is well, and never gets on
			}
		},
	})
	address := listen(t, paper)
	_, err := newESCPOS(t, address, profile).Print(t.Context(), noise(300))
	close(release)
	wantFault(t, err, printing.NoAnswer, address)
}

func TestPageThatCannotBeDrawn(t *testing.T) {
	for name, page := range map[string]printing.Page{"an error": undrawable{}, "another width": narrow{}} {
		t.Run(name, func(t *testing.T) {
			paper := switchOn(t, fakeprinter.Options{Dots: 384, Paper: fakeprinter.Endless})
			_, err := newESCPOS(t, listen(t, paper), quick(384)).Print(t.Context(), page)
			var fault *printing.FaultError
			if err == nil || errors.As(err, &fault) {
				t.Errorf("got %v, want an error that is no fault of the printer", err)
			}
		})
	}
}

func TestAddressesAndProfilesThatAreRefused(t *testing.T) {
	good := printing.DefaultProfile(576)
	for _, address := range []string{"", "9100", "tcp://", "tcp://10.0.0.5", "tcp://:9100", "usb/lp0", "http://10.0.0.5:631"} {
		if _, err := printing.NewESCPOS(address, good); err == nil || !strings.Contains(err.Error(), "want tcp://host:port") {
			t.Errorf("address %q: got the error %v", address, err)
		}
	}
	_, err := printing.NewESCPOS("tcp://10.0.0.5:9100", printing.Profile{Model: printing.Model{Feed: 300}})
	if err == nil {
		t.Fatal("an empty profile is taken")
	}
	for _, want := range []string{"0 dots across", "bands of 0 rows", "window of 0 bands", "feed of 300 rows", "wait of 0s", "limit of 0s"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not among the problems: %v", want, err)
		}
	}
}

func FuzzAnyPageArrives(f *testing.F) {
	f.Add(uint16(862), uint16(576), uint8(32), uint8(2))
	f.Add(uint16(1), uint16(8), uint8(1), uint8(1))
	f.Add(uint16(95), uint16(383), uint8(96), uint8(9))
	f.Fuzz(func(t *testing.T, rows, dots uint16, bandRows, window uint8) {
		profile := quick(int(dots%1024) + 8)
		profile.BandRows = int(bandRows) + 1
		profile.Window = int(window%20) + 1
		profile.Wait = 5 * time.Second
		page := noise(rows % 2000)
		paper := switchOn(t, fakeprinter.Options{Dots: profile.Dots, Paper: fakeprinter.Endless})
		outcome, err := newESCPOS(t, listen(t, paper), profile).Print(t.Context(), page)
		if err != nil || outcome != printing.Printed {
			t.Fatalf("got %v, %v, want printed", outcome, err)
		}
		is(t, paper.Slips()[0], page.drawn(t, profile.Dots))
	})
}
