package fakeprinter

import (
	"fmt"
	"image"
)

// run carries out one command after the other until the printer is switched
// off.
func (p *Printer) run() {
	defer close(p.done)
	p.change(p.report)
	for {
		b, ok := p.next(1)
		if !ok || !p.command(b[0]) {
			return
		}
	}
}

// next waits for so many bytes, and for the printer to be in order: a printer
// that is not carries out nothing.
func (p *Printer) next(n int) ([]byte, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.off && (len(p.received) < n || p.offline()) {
		p.changed.Wait()
	}
	if p.off {
		return nil, false
	}
	b := append([]byte(nil), p.received[:n]...)
	p.received = p.received[n:]
	p.changed.Broadcast()
	return b, true
}

func (p *Printer) command(first byte) bool {
	switch first {
	case 0x00:
		return true
	case 0x10:
		b, ok := p.next(2)
		if ok && (b[0] != 0x04 || b[1] < 1 || b[1] > 4) {
			p.problem("10 % x is not a command", b)
		}
		return ok // answered when it was received
	case 0x1b:
		return p.escape()
	case 0x1d:
		return p.group()
	}
	p.problem("%02x is not a command", first)
	return true
}

func (p *Printer) escape() bool {
	b, ok := p.next(1)
	if !ok {
		return false
	}
	switch b[0] {
	case '@':
		p.change(func() { p.reports = p.options.Reports || p.options.Stubborn })
		return true
	case 'J':
		n, ok := p.next(1)
		return ok && p.feed(int(n[0]))
	}
	p.problem("1b %02x is not a command", b[0])
	return true
}

func (p *Printer) group() bool {
	b, ok := p.next(1)
	if !ok {
		return false
	}
	switch b[0] {
	case 'a':
		n, ok := p.next(1)
		p.change(func() { p.reports = ok && n[0] != 0 || p.options.Stubborn })
		return ok
	case 'r':
		n, ok := p.next(1)
		if ok && n[0] != 1 {
			p.problem("1d 72 %02x is not a command", n[0])
			return true
		}
		p.change(func() {
			if p.low() {
				p.answer(0x03)
			} else {
				p.answer(0x00)
			}
		})
		return ok
	case 'v':
		return p.raster()
	case 'V':
		return p.cut()
	}
	p.problem("1d %02x is not a command", b[0])
	return true
}

// raster prints a picture: GS v 0 m xL xH yL yH and the dots.
func (p *Printer) raster() bool {
	head, ok := p.next(6)
	if !ok {
		return false
	}
	width, rows := int(head[2])+int(head[3])<<8, int(head[4])+int(head[5])<<8
	if err := p.fits(head, width, rows); err != nil {
		p.problem("%w", err)
	}
	for range rows {
		row, ok := p.next(width)
		if !ok || !p.row(row) {
			return false
		}
	}
	return true
}

func (p *Printer) fits(head []byte, width, rows int) error {
	switch {
	case head[0] != '0' || head[1] != 0:
		return fmt.Errorf("1d 76 % x is not a command", head[:2])
	case width != (p.options.Dots+7)/8:
		return fmt.Errorf("a picture of %d bytes across for a head of %d dots", width, p.options.Dots)
	case rows < 1 || rows > 4095:
		return fmt.Errorf("a picture of %d rows", rows)
	}
	return nil
}

// cut is GS V B n: feed n rows, then cut but for a strip.
func (p *Printer) cut() bool {
	b, ok := p.next(2)
	if !ok {
		return false
	}
	if b[0] != 'B' {
		p.problem("1d 56 % x is not a command", b)
		return true
	}
	if !p.feed(int(b[1])) {
		return false
	}
	var slip *image.Paletted
	p.change(func() {
		if p.options.CutterJam {
			p.jam = true
			p.report()
			return
		}
		slip = p.picture()
		p.rows = nil
		if p.options.OnCut == nil {
			p.slips = append(p.slips, slip)
		}
	})
	if slip != nil && p.options.OnCut != nil {
		p.options.OnCut(slip)
	}
	return true
}

func (p *Printer) feed(rows int) bool {
	for range rows {
		if !p.row(nil) {
			return false
		}
	}
	return true
}

// row prints one row, if there is paper for it; nil is a white one.
func (p *Printer) row(dots []byte) bool {
	if p.options.BeforeRow != nil {
		p.mu.Lock()
		n := len(p.rows)
		p.mu.Unlock()
		p.options.BeforeRow(n)
	}
	if _, ok := p.next(0); !ok {
		return false
	}
	p.change(func() {
		row := make([]byte, (p.options.Dots+7)/8)
		copy(row, dots)
		p.rows = append(p.rows, row)
		if p.paper > 0 {
			p.paper--
			if p.paper == 0 {
				p.report()
			}
		}
	})
	return true
}
