// Package fakeprinter is a receipt printer made of software, for tests and for
// trying the kiosk where there is no printer. It takes the bytes a kiosk sends,
// prints on paper that is a picture, and answers as a printer does.
//
// It is strict: a byte that is no command it knows, or a picture of another
// width than its head, is a problem ([Printer.Problems]), where a real printer
// prints rubbish. It is written from printers' manuals and not from the code of
// package printing, so that the two can find each other's mistakes.
//
// Like a real one it has a small buffer and reads no further when that is full;
// it stops at the row where the paper ends or the cover opens, and carries out
// nothing more until that is mended; and it answers DLE EOT when it is received
// but GS r only when it gets there. What a connection leaves half said, the next
// one finishes.
//
// What it does not do: text, and all of the language that the kiosk does not
// use.
package fakeprinter

import (
	"fmt"
	"image"
	"image/color"
	"io"
	"net"
	"sync"
)

// Endless is a roll of paper that does not end.
const Endless = -1

// Options are the printer and the trouble it is in.
type Options struct {
	Dots      int  // across its head
	Buffer    int  // bytes it takes in before it stops reading; 4096 if zero
	Paper     int  // rows left on the roll, or [Endless]
	NearEnd   int  // with so many rows left it says that the roll is nearly used up
	CoverOpen bool // from the start
	CutterJam bool // at the first cut
	HeadHot   bool // from the start
	Paused    bool // from the start: somebody pressed its button, and it is offline
	Mute      bool // it has no way to answer
	Alone     bool // it shows a second connection the door; otherwise that one waits
	Reports   bool // it reports changes by itself until told not to
	Stubborn  bool // it reports changes by itself whatever it is told

	// HangUpAfter ends the first connection after so many bytes, unless zero.
	HangUpAfter int

	// BeforeRow, if set, is called before a row is printed, with its number
	// since the last cut, and may hold the printer up.
	BeforeRow func(row int)
	// OnCut, if set, is called with each slip that was cut off, and the printer
	// waits for it. The slip is then not kept for [Printer.Slips].
	OnCut func(slip *image.Paletted)
	// Distort, if set, changes what it answers.
	Distort func(answer []byte) []byte
	// OnStatus, if set, is called after a DLE EOT was answered.
	OnStatus func(n byte)
}

// Printer is a pretend printer that is switched on. Its methods may be called
// by any goroutine.
type Printer struct {
	options Options

	mu       sync.Mutex
	changed  sync.Cond // on mu: anything below changed
	off      bool
	received []byte    // the buffer
	total    int       // bytes received since it was switched on
	to       io.Writer // whoever is connected
	cover    bool
	paper    int
	jam      bool
	hot      bool
	paused   bool
	reports  bool
	asked    int // bytes of a DLE EOT received so far
	rows     [][]byte
	slips    []*image.Paletted
	problems []error

	engaged bool // of a printer that is Alone: somebody is connected

	hungUp bool // only the connection being served touches it
	done   chan struct{}
}

// New switches a printer on. Whoever does so calls [Printer.Close].
func New(o Options) *Printer {
	if o.Buffer == 0 {
		o.Buffer = 4096
	}
	p := &Printer{options: o, cover: o.CoverOpen, paper: o.Paper, hot: o.HeadHot, paused: o.Paused, reports: o.Reports || o.Stubborn, done: make(chan struct{})}
	p.changed.L = &p.mu
	go p.run()
	return p
}

// Close switches the printer off and waits until it is.
func (p *Printer) Close() {
	p.change(func() { p.off = true })
	<-p.done
}

// Listen takes one connection after the other, as printers do, until the
// listener is closed.
func (p *Printer) Listen(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		if !p.options.Alone {
			p.Serve(conn)
			conn.Close()
			continue
		}
		if !p.engage() {
			conn.Close()
			continue
		}
		go func() {
			defer p.change(func() { p.engaged = false })
			defer conn.Close()
			p.Serve(conn)
		}()
	}
}

// engage reports whether nobody was connected, and takes the place.
func (p *Printer) engage() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	free := !p.engaged
	p.engaged = true
	return free
}

// SetCover opens or closes the cover.
func (p *Printer) SetCover(open bool) {
	p.change(func() {
		p.cover = open
		p.report()
	})
}

// FreeCutter takes the paper out of a jammed cutter, which cuts from then on.
func (p *Printer) FreeCutter() {
	p.change(func() {
		p.jam, p.options.CutterJam = false, false
		p.report()
	})
}

// JamCutter makes the next cut jam.
func (p *Printer) JamCutter() { p.change(func() { p.options.CutterJam = true }) }

// SetHot makes the head too hot to print, or lets it cool.
func (p *Printer) SetHot(hot bool) {
	p.change(func() {
		p.hot = hot
		p.report()
	})
}

// SetPaused takes the printer offline with its button, or back.
func (p *Printer) SetPaused(paused bool) {
	p.change(func() {
		p.paused = paused
		p.report()
	})
}

// Paper returns how many rows are left on the roll, or [Endless].
func (p *Printer) Paper() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.paper
}

// Load puts in a roll with so many rows, or [Endless].
func (p *Printer) Load(rows int) {
	p.change(func() {
		p.paper = rows
		p.report()
	})
}

// Slips returns the pictures that were cut off, the first one first, each with
// all the white that was fed before it was cut.
func (p *Printer) Slips() []*image.Paletted {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]*image.Paletted(nil), p.slips...)
}

// Hanging returns what was printed since the last cut.
func (p *Printer) Hanging() *image.Paletted {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.picture()
}

// WaitSlips waits until so many slips were cut off, and returns them all. It
// returns what there is when the printer is switched off.
func (p *Printer) WaitSlips(n int) []*image.Paletted {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.slips) < n && !p.off {
		p.changed.Wait()
	}
	return append([]*image.Paletted(nil), p.slips...)
}

// Reporting says whether the printer reports changes by itself.
func (p *Printer) Reporting() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.reports
}

// Received says how many bytes were received since it was switched on.
func (p *Printer) Received() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.total
}

// Problems returns what the printer was sent and could not make sense of.
func (p *Printer) Problems() []error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]error(nil), p.problems...)
}

func (p *Printer) change(do func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	do()
	p.changed.Broadcast()
}

func (p *Printer) problem(format string, args ...any) {
	p.change(func() { p.problems = append(p.problems, fmt.Errorf(format, args...)) })
}

// offline is called with mu held.
func (p *Printer) offline() bool { return p.cover || p.paper == 0 || p.jam || p.hot || p.paused }

// low is called with mu held.
func (p *Printer) low() bool { return p.paper != Endless && p.paper <= p.options.NearEnd }

// picture is called with mu held.
func (p *Printer) picture() *image.Paletted {
	picture := image.NewPaletted(image.Rect(0, 0, p.options.Dots, len(p.rows)), color.Palette{color.White, color.Black})
	for y, row := range p.rows {
		for x := range p.options.Dots {
			picture.Pix[y*picture.Stride+x] = row[x/8] >> (7 - x%8) & 1
		}
	}
	return picture
}
