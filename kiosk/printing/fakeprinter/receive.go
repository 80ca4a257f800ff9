package fakeprinter

import "io"

// Serve takes bytes from one connection until it ends, and answers on it.
func (p *Printer) Serve(conn io.ReadWriter) {
	p.change(func() { p.to = conn })
	defer p.change(func() { p.to = nil })
	limit := p.options.HangUpAfter
	if p.hungUp {
		limit = 0
	}
	total := 0
	for {
		room := p.room()
		if room == 0 {
			return
		}
		if limit > 0 {
			room = min(room, limit-total)
		}
		chunk := make([]byte, room)
		n, err := conn.Read(chunk)
		p.take(chunk[:n])
		total += n
		if limit > 0 && total >= limit {
			p.hungUp = true
			return
		}
		if err != nil {
			return
		}
	}
}

// room waits until the buffer has some, and says how much; none when the
// printer is switched off.
func (p *Printer) room() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.received) >= p.options.Buffer && !p.off {
		p.changed.Wait()
	}
	if p.off {
		return 0
	}
	return p.options.Buffer - len(p.received)
}

// take puts bytes into the buffer and answers every DLE EOT among them, even
// one that is only part of a picture: the receiver does not know the commands.
func (p *Printer) take(chunk []byte) {
	for _, b := range chunk {
		var n byte
		p.change(func() {
			p.received = append(p.received, b)
			p.total++
			switch {
			case p.asked == 2 && 1 <= b && b <= 4:
				n = b
				p.answer(p.status(n))
				p.asked = 0
			case p.asked == 1 && b == 0x04:
				p.asked = 2
			case b == 0x10:
				p.asked = 1
			default:
				p.asked = 0
			}
		})
		if n != 0 && p.options.OnStatus != nil {
			p.options.OnStatus(n)
		}
	}
}

// answer is called with mu held.
func (p *Printer) answer(bytes ...byte) {
	if p.options.Mute || p.to == nil {
		return
	}
	if p.options.Distort != nil {
		bytes = p.options.Distort(bytes)
	}
	// Whoever does not listen misses the answer; the printer does not mind.
	_, _ = p.to.Write(bytes)
}

// report says what changed, if the printer was not told to be quiet. It is
// called with mu held.
func (p *Printer) report() {
	if p.reports {
		first := byte(0x10)
		if p.cover {
			first |= 0x20
		}
		if p.offline() {
			first |= 0x08
		}
		p.answer(first, 0, 0, 0)
	}
}

// status is the answer to DLE EOT n, with the bits that are always set. It is
// called with mu held.
func (p *Printer) status(n byte) byte {
	b := byte(0x12)
	set := func(on bool, bits byte) {
		if on {
			b |= bits
		}
	}
	switch n {
	case 1:
		set(p.offline(), 0x08)
	case 2:
		set(p.cover, 0x04)
		set(p.paper == 0, 0x20)
		set(p.jam || p.hot, 0x40)
	case 3:
		set(p.jam, 0x08)
		set(p.hot, 0x40)
	case 4:
		set(p.low(), 0x0c)
		set(p.paper == 0, 0x6c)
	}
	return b
}
