package printing_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/printing/fakeprinter"
)

// links are the ways to a pretend printer, by name.
var links = map[string]func(testing.TB, *fakeprinter.Printer) (address string){
	"network": listen,
	"serial line": func(tb testing.TB, p *fakeprinter.Printer) string {
		path, unplug := plugIn(tb, p)
		tb.Cleanup(unplug)
		return path
	},
}

// troubles are what can happen to a printer at any row.
var troubles = map[printing.Fault]struct{ begin, end func(*fakeprinter.Printer) }{
	printing.PaperOut: {
		func(p *fakeprinter.Printer) { p.Load(0) },
		func(p *fakeprinter.Printer) { p.Load(fakeprinter.Endless) }},
	printing.CoverOpen: {
		func(p *fakeprinter.Printer) { p.SetCover(true) },
		func(p *fakeprinter.Printer) { p.SetCover(false) }},
	printing.HeadHot: {
		func(p *fakeprinter.Printer) { p.SetHot(true) },
		func(p *fakeprinter.Printer) { p.SetHot(false) }},
	printing.Offline: {
		func(p *fakeprinter.Printer) { p.SetPaused(true) },
		func(p *fakeprinter.Printer) { p.SetPaused(false) }},
	printing.Cutter: { // wherever it begins, it shows at the cut
		func(p *fakeprinter.Printer) { p.JamCutter() },
		func(p *fakeprinter.Printer) { p.FreeCutter() }},
}

// Every trouble, at every moment, on both ways: it has its name, it is known while
// the printer is idle, and when it is mended the next page is whole.
func TestEveryTroubleAtEveryMoment(t *testing.T) {
	const rows = noise(300)
	for link, connect := range links {
		for fault, trouble := range troubles {
			for _, at := range []int{-1, 0, 150, 299, 379} { // -1: before the page; from 300: the white below it
				moment := fmt.Sprintf("at row %d", at)
				if at < 0 {
					moment = "before the page"
				}
				t.Run(fmt.Sprintf("%s/%s/%s", link, fault, moment), func(t *testing.T) {
					t.Parallel()
					var paper *fakeprinter.Printer
					begun, ready := false, make(chan struct{})
					paper = switchOn(t, fakeprinter.Options{Dots: 384, Paper: fakeprinter.Endless, BeforeRow: func(row int) {
						<-ready
						if row == at && !begun {
							begun = true
							trouble.begin(paper)
						}
					}})
					if at < 0 {
						trouble.begin(paper)
					}
					close(ready)
					address := connect(t, paper)
					printer := newESCPOS(t, address, quick(384))
					_, err := printer.Print(t.Context(), rows)
					wantFault(t, err, fault, address)
					wantStatus(t, printer, fault)

					trouble.end(paper)
					if outcome, err := printer.Print(t.Context(), noise(100)); err != nil || outcome != printing.Printed {
						t.Fatalf("when it was mended: got %v, %v, want printed", outcome, err)
					}
					slips := paper.Slips()
					ends(t, slips[len(slips)-1], noise(100).drawn(t, 384))
					wantStatus(t, printer)
				})
			}
		}
	}
}

func wantStatus(t *testing.T, printer *printing.ESCPOS, faults ...printing.Fault) {
	t.Helper()
	status, err := printer.Status(t.Context())
	if err != nil || !status.Known || !slices.Equal(status.Faults, faults) {
		t.Errorf("the status is %+v, %v, want %v", status, err, faults)
	}
}

func TestPaperLowStopsNoPage(t *testing.T) {
	for link, connect := range links {
		t.Run(link, func(t *testing.T) {
			paper := switchOn(t, fakeprinter.Options{Dots: 384, Paper: 1000, NearEnd: 900})
			printer := newESCPOS(t, connect(t, paper), quick(384))
			wantStatus(t, printer)
			for range 2 { // it gets low in the first, and is so before the second
				if outcome, err := printer.Print(t.Context(), noise(100)); err != nil || outcome != printing.Printed {
					t.Fatalf("got %v, %v, want printed", outcome, err)
				}
				wantStatus(t, printer, printing.PaperLow)
			}
			status, err := printer.Status(t.Context())
			if err != nil || !status.Warned() || status.Stopped() != "" {
				t.Errorf("the status is %+v, %v, want a warning alone", status, err)
			}
		})
	}
}

func TestStatusOfAPrinterThatCannotBeAsked(t *testing.T) {
	mute := func(t *testing.T) string {
		return listen(t, switchOn(t, fakeprinter.Options{Dots: 384, Paper: fakeprinter.Endless, Mute: true}))
	}
	for name, c := range map[string]struct {
		address func(*testing.T) string
		answers bool
		want    []printing.Fault
	}{
		"says nothing":                {mute, true, []printing.Fault{printing.NoAnswer}},
		"never answers":               {mute, false, nil},
		"not there":                   {closed, true, []printing.Fault{printing.Unplugged}},
		"not there and never answers": {closed, false, []printing.Fault{printing.Unplugged}},
	} {
		t.Run(name, func(t *testing.T) {
			profile := quick(384)
			profile.Status = c.answers
			status, err := newESCPOS(t, c.address(t), profile).Status(t.Context())
			if err != nil || status.Known != c.answers || !slices.Equal(status.Faults, c.want) {
				t.Errorf("the status is %+v, %v, want %v", status, err, c.want)
			}
		})
	}
}

// closed is an address at which nobody listens.
func closed(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return "tcp://" + l.Addr().String()
}

// A printer that is stopped in the middle of a page is asked every few seconds for
// hours. The questions fill its buffer, and it can no longer answer.
func TestStatusOfAPrinterThatIsStoppedForLong(t *testing.T) {
	for link, connect := range links {
		t.Run(link, func(t *testing.T) {
			paper := switchOn(t, fakeprinter.Options{Dots: 384, Paper: 100, Buffer: 2560})
			address := connect(t, paper)
			printer := newESCPOS(t, address, quick(384))
			_, err := printer.Print(t.Context(), noise(300))
			wantFault(t, err, printing.PaperOut, address)
			answers := printing.Answers{1}
			for n := 0; answers != (printing.Answers{}); n++ { // until it is silent
				if n == 100 {
					t.Fatal("it still answers")
				}
				answers, err = printer.Answers(t.Context())
				wantFault(t, err, printing.PaperOut, address)
			}
			wantStatus(t, printer, printing.PaperOut)
			paper.Load(fakeprinter.Endless)
			if outcome, err := printer.Print(t.Context(), noise(100)); err != nil || outcome != printing.Printed {
				t.Fatalf("got %v, %v, want printed", outcome, err)
			}
			ends(t, paper.Slips()[0], noise(100).drawn(t, 384))
		})
	}
}

// The receipts for the last bands of a page come when the paper is back, while the
// next page is already on its way. They must not count as receipts for that.
func TestReceiptsOfAnEarlierPage(t *testing.T) {
	var paper *fakeprinter.Printer
	ready, release := make(chan struct{}), make(chan struct{})
	var loaded atomic.Bool
	rounds, rows := 0, 0
	paper = switchOn(t, fakeprinter.Options{
		Dots: 384, Paper: 100,
		OnStatus: func(n byte) {
			if n == 4 && loaded.Load() {
				if rounds++; rounds == 2 { // the second page is on its way
					close(release)
				}
			}
		},
		BeforeRow: func(int) {
			<-ready
			switch rows++; rows {
			case 101: // of the first page
				<-release
			case 101 + 250: // in the last bands of the second
				paper.Load(0)
			}
		},
	})
	path, unplug := plugIn(t, paper)
	defer unplug()
	printer := newESCPOS(t, path, quick(384))
	close(ready)
	_, err := printer.Print(t.Context(), noise(300))
	wantFault(t, err, printing.PaperOut, path)
	paper.Load(fakeprinter.Endless)
	loaded.Store(true)
	_, err = printer.Print(t.Context(), noise(200))
	wantFault(t, err, printing.PaperOut, path)
}

func TestTwoKiosksOnOnePrinter(t *testing.T) {
	for name, alone := range map[string]bool{"the second waits": false, "the second is turned away": true} {
		t.Run(name, func(t *testing.T) {
			halfway, release := make(chan struct{}), make(chan struct{})
			first := true
			paper := switchOn(t, fakeprinter.Options{Dots: 384, Paper: fakeprinter.Endless, Alone: alone, BeforeRow: func(row int) {
				if row == 100 && first {
					first = false
					close(halfway)
					<-release
				}
			}})
			address := listen(t, paper)
			profile := quick(384)
			done := make(chan error)
			go func() {
				_, err := newESCPOS(t, address, profile).Print(t.Context(), noise(300))
				done <- err
			}()
			<-halfway
			_, err := newESCPOS(t, address, profile).Print(t.Context(), noise(200))
			if alone {
				wantFault(t, err, printing.Unplugged, address)
			} else {
				wantFault(t, err, printing.NoAnswer, address)
			}
			close(release)
			if err := <-done; err != nil {
				t.Errorf("the first: %v", err)
			}
			is(t, paper.Slips()[0], noise(300).drawn(t, 384))
		})
	}
}

func TestDeviceThatAnotherProgramUses(t *testing.T) {
	halfway, release := make(chan struct{}), make(chan struct{})
	paper := switchOn(t, fakeprinter.Options{Dots: 384, Paper: fakeprinter.Endless, BeforeRow: func(row int) {
		if row == 100 {
			close(halfway)
			<-release
		}
	}})
	path, unplug := plugIn(t, paper)
	defer unplug()
	done := make(chan error)
	go func() {
		_, err := newESCPOS(t, path, quick(384)).Print(t.Context(), noise(300))
		done <- err
	}()
	<-halfway
	_, err := newESCPOS(t, path, quick(384)).Print(t.Context(), noise(200))
	if err == nil || !strings.Contains(err.Error(), "another program has it open") {
		t.Errorf("got the error %v", err)
	}
	close(release)
	if err := <-done; err != nil {
		t.Errorf("the first: %v", err)
	}
	is(t, paper.Slips()[0], noise(300).drawn(t, 384))
}

// A page and a question at once, from one kiosk: one waits for the other.
func TestStatusWhilePrinting(t *testing.T) {
	halfway, release := make(chan struct{}), make(chan struct{})
	paper := switchOn(t, fakeprinter.Options{Dots: 384, Paper: fakeprinter.Endless, BeforeRow: func(row int) {
		if row == 100 {
			close(halfway)
			<-release
		}
	}})
	printer := newESCPOS(t, listen(t, paper), quick(384))
	done := make(chan error)
	go func() {
		_, err := printer.Print(t.Context(), noise(300))
		done <- err
	}()
	<-halfway
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := printer.Status(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("while a page is printed: got the error %v", err)
	}
	close(release)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	wantStatus(t, printer)
}

func TestPrinterThatTalksRubbish(t *testing.T) {
	for name, distort := range map[string]func([]byte) []byte{
		"no answer at all":       func([]byte) []byte { return []byte{0xff, 0x93, 0x90, 0x81} },
		"reports only":           func([]byte) []byte { return []byte{0x14, 0, 0, 0} },
		"stop and go":            func([]byte) []byte { return []byte{0x13, 0x11} },
		"receipts for questions": func([]byte) []byte { return []byte{0x00} },
	} {
		for link, connect := range links {
			t.Run(name+"/"+link, func(t *testing.T) {
				t.Parallel()
				paper := switchOn(t, fakeprinter.Options{Dots: 384, Paper: fakeprinter.Endless, Distort: distort})
				address := connect(t, paper)
				_, err := newESCPOS(t, address, quick(384)).Print(t.Context(), noise(200))
				wantFault(t, err, printing.NoAnswer, address)
			})
		}
	}
	// The same with every answer in the midst of rubbish: it is found there.
	for link, connect := range links {
		t.Run("rubbish around the answers/"+link, func(t *testing.T) {
			paper := switchOn(t, fakeprinter.Options{Dots: 384, Paper: fakeprinter.Endless, Distort: func(answer []byte) []byte {
				return slices.Concat([]byte{0xff, 0x13, 0x11, 0x90}, answer, []byte{0x91, 0xff})
			}})
			printer := newESCPOS(t, connect(t, paper), quick(384))
			if outcome, err := printer.Print(t.Context(), noise(200)); err != nil || outcome != printing.Printed {
				t.Fatalf("got %v, %v, want printed", outcome, err)
			}
			is(t, paper.Slips()[0], noise(200).drawn(t, 384))
		})
	}
}

func TestPrinterThatLosesItsReceipts(t *testing.T) {
	profile := quick(384)
	profile.Limit = 2 * time.Second
	paper := switchOn(t, fakeprinter.Options{Dots: 384, Paper: fakeprinter.Endless, Distort: func(answer []byte) []byte {
		if answer[0]&0x90 == 0 {
			return nil
		}
		return answer
	}})
	address := listen(t, paper)
	_, err := newESCPOS(t, address, profile).Print(t.Context(), noise(200))
	wantFault(t, err, printing.NoAnswer, address)
}

func TestCanceledPage(t *testing.T) {
	const rows = noise(700)
	// at cancels when the printer gets to a row, and holds it there.
	at := func(row int, o fakeprinter.Options) func(*testing.T, context.CancelFunc) *fakeprinter.Printer {
		return func(t *testing.T, cancel context.CancelFunc) *fakeprinter.Printer {
			release := make(chan struct{})
			o := o // the printer's own, for there is one on each way to it
			o.Dots, o.Paper = 384, fakeprinter.Endless
			o.BeforeRow = func(n int) {
				if n == row {
					cancel()
					<-release
				}
			}
			p := switchOn(t, o)
			t.Cleanup(func() { close(release) }) // before it is switched off
			return p
		}
	}
	cases := map[string]struct {
		printer func(*testing.T, context.CancelFunc) *fakeprinter.Printer
		status  bool
	}{
		"before it began": {func(t *testing.T, cancel context.CancelFunc) *fakeprinter.Printer {
			cancel()
			return switchOn(t, fakeprinter.Options{Dots: 384})
		}, true},
		"while it is asked how it is": {func(t *testing.T, cancel context.CancelFunc) *fakeprinter.Printer {
			return switchOn(t, fakeprinter.Options{Dots: 384, Paper: fakeprinter.Endless, Distort: func([]byte) []byte {
				cancel()
				return nil
			}})
		}, true},
		"at the first row":       {at(0, fakeprinter.Options{}), true},
		"in the middle":          {at(350, fakeprinter.Options{}), true},
		"at the last row":        {at(699, fakeprinter.Options{}), true},
		"one-way, in the middle": {at(350, fakeprinter.Options{Mute: true}), false},
		"one-way, at the end":    {at(779, fakeprinter.Options{Mute: true}), false},
	}
	for link, connect := range links {
		for name, c := range cases {
			t.Run(link+"/"+name, func(t *testing.T) {
				t.Parallel()
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				profile := quick(384)
				profile.Status = c.status
				profile.Wait, profile.Limit = 10*time.Second, time.Minute
				canceled := make(chan time.Time, 100)
				address := connect(t, c.printer(t, func() {
					canceled <- time.Now()
					cancel()
				}))
				outcome, err := newESCPOS(t, address, profile).Print(ctx, rows)
				ended := time.Now()
				if !c.status && err == nil && outcome == printing.Sent {
					return // everything was on the way, too late to cancel
				}
				if !errors.Is(err, context.Canceled) || outcome != 0 {
					t.Errorf("got %v, %v, want canceled", outcome, err)
				}
				if took := ended.Sub(<-canceled); took > 2*time.Second {
					t.Errorf("it took %v", took)
				}
			})
		}
	}
}

// A printer that does not pick up: the network takes no further connection to it.
func TestCanceledWhileItDoesNotPickUp(t *testing.T) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if err := errors.Join(unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}), unix.Listen(fd, 0)); err != nil {
		t.Fatal(err)
	}
	bound, err := unix.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	host := fmt.Sprintf("127.0.0.1:%d", bound.(*unix.SockaddrInet4).Port)
	for { // until it takes no more
		conn, err := net.DialTimeout("tcp", host, 200*time.Millisecond)
		if err != nil {
			break
		}
		defer conn.Close()
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	time.AfterFunc(100*time.Millisecond, cancel)
	began := time.Now()
	_, err = newESCPOS(t, "tcp://"+host, quick(384)).Print(ctx, noise(10))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got the error %v, want canceled", err)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestSpeedOfASerialLine(t *testing.T) {
	cable, err := fakeprinter.Plug()
	if err != nil {
		t.Fatal(err)
	}
	defer cable.Close()
	paper := switchOn(t, fakeprinter.Options{Dots: 384, Paper: fakeprinter.Endless})
	go paper.Serve(cable)
	// As a line is before anybody sets it up: it turns line ends into others and
	// sends everything back.
	line := lineOf(t, cable)
	line.Iflag, line.Oflag, line.Lflag = unix.ICRNL, unix.OPOST|unix.ONLCR, unix.ECHO|unix.ICANON|unix.ISIG
	setLine(t, cable, line)

	profile := quick(384)
	profile.Speed = 115200
	if outcome, err := newESCPOS(t, cable.Path, profile).Print(t.Context(), noise(100)); err != nil || outcome != printing.Printed {
		t.Fatalf("got %v, %v, want printed", outcome, err)
	}
	is(t, paper.Slips()[0], noise(100).drawn(t, 384))
	if got := lineOf(t, cable).Cflag & unix.CBAUD; got != unix.B115200 {
		t.Errorf("the speed is %#o, want %#o", got, unix.B115200)
	}

	// A stop left over from an earlier job.
	if _, err := cable.Write([]byte{0x13}); err != nil {
		t.Fatal(err)
	}
	if outcome, err := newESCPOS(t, cable.Path, profile).Print(t.Context(), noise(50)); err != nil || outcome != printing.Printed {
		t.Fatalf("after a stop: got %v, %v, want printed", outcome, err)
	}
}

func lineOf(t *testing.T, cable *fakeprinter.Cable) *unix.Termios {
	t.Helper()
	line, err := unix.IoctlGetTermios(int(cable.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return line
}

func setLine(t *testing.T, cable *fakeprinter.Cable, line *unix.Termios) {
	t.Helper()
	if err := unix.IoctlSetTermios(int(cable.Fd()), unix.TCSETS, line); err != nil {
		t.Fatal(err)
	}
}

func TestSpeedOfWhatIsNoSerialLine(t *testing.T) {
	profile := quick(384)
	profile.Speed = 115200
	_, err := newESCPOS(t, "/dev/null", profile).Print(t.Context(), noise(10))
	if err == nil || !strings.Contains(err.Error(), "no serial line") {
		t.Errorf("got the error %v", err)
	}
	profile.Speed = 9600
	if _, err := printing.NewESCPOS("/dev/null", profile); err == nil || !strings.Contains(err.Error(), "speed of 9600") {
		t.Errorf("got the error %v", err)
	}
}

// What the fake cuts off can be taken as it comes.
func TestSlipsAreHandedOut(t *testing.T) {
	slips := make(chan *image.Paletted, 1)
	paper := switchOn(t, fakeprinter.Options{Dots: 384, Paper: fakeprinter.Endless, OnCut: func(slip *image.Paletted) { slips <- slip }})
	if _, err := newESCPOS(t, listen(t, paper), quick(384)).Print(t.Context(), noise(50)); err != nil {
		t.Fatal(err)
	}
	is(t, <-slips, noise(50).drawn(t, 384))
	if n := len(paper.Slips()); n != 0 {
		t.Errorf("%d slips are kept", n)
	}
}
