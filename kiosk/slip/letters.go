package slip

import (
	"strings"

	"golang.org/x/image/math/fixed"
)

// letters are those of a card, to be typed from the paper: as large as half of
// them fit on a line.
type letters string

func (b letters) words() []string { return []string{string(b)} }

// halves returns the two lines of the letters.
func (b letters) halves() []string {
	text := string(b)
	middle := len(text) / 2
	return []string{strings.Trim(text[:middle], "-"), strings.Trim(text[middle:], "-")}
}

func (b letters) draw(p *page) error {
	size := 64
	f, err := p.fonts.face(true, size)
	for err == nil && size > 36 && f.width(b.halves()[0]).Ceil() > p.inner() {
		size -= 2
		f, err = p.fonts.face(true, size)
	}
	if err != nil {
		return err
	}
	for _, half := range b.halves() {
		// Capitals have no marks here: the lines need not leave room for them.
		for _, l := range wrap(words(half, f, fixed.I(p.inner())), fixed.I(p.inner())) {
			p.move(f.size * 110 / 100)
			p.write(l, (p.dots-l.width.Ceil())/2, p.y)
		}
	}
	p.move(f.size * 20 / 100)
	return nil
}

// dotted is a line to write on by hand, after what is to be written.
type dotted struct {
	label string
	short bool // one line does
}

func (b dotted) words() []string { return []string{b.label} }

func (b dotted) draw(p *page) error {
	const dot, blank, room = 3, 7, 34 // room above the dots for a hand that is not small
	f, err := p.face(body)
	if err != nil {
		return err
	}
	p.move(room)
	width := fixed.I(p.inner())
	label := wrap(words(b.label, f, width), width)
	p.lines(label, f, p.margin())
	baseline := p.y - f.pitch() + f.above()
	from := p.margin() + (label[len(label)-1].width + f.space).Ceil()
	for x := from; x+dot <= p.dots-p.margin(); x += dot + blank {
		p.fill(x, baseline-dot, dot, dot)
	}
	if b.short {
		p.move(12)
		return nil
	}
	// A second line: names are long, and so is writing with an unsteady hand.
	p.move(room + dot)
	for x := p.margin(); x+dot <= p.dots-p.margin(); x += dot + blank {
		p.fill(x, p.y, dot, dot)
	}
	p.move(12)
	return nil
}
