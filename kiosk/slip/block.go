package slip

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/image/math/fixed"
)

// block is one thing on the paper.
type block interface {
	// draw draws the block at the page's place and moves the place below it. It
	// is the same for every paper: a picture and a PDF.
	draw(p *page) error
	// words lists what is written in it.
	words() []string
}

// gap is white, in dots.
type gap int

func (g gap) words() []string { return nil }

func (g gap) draw(p *page) error {
	p.move(int(g))
	return nil
}

// rule is a line across the paper.
type rule struct{ dashed bool }

func (rule) words() []string { return nil }

func (r rule) draw(p *page) error {
	const thick, dash, blank = 3, 10, 6
	p.move(12)
	if r.dashed {
		for x := 0; x < p.inner(); x += dash + blank {
			p.fill(p.margin()+x, p.y, min(dash, p.inner()-x), thick)
		}
	} else {
		p.fill(p.margin(), p.y, p.inner(), thick)
	}
	p.move(thick + 10)
	return nil
}

// paragraph is a text of one or more lines, after a label in bold if it has
// one.
type paragraph struct {
	style   style
	label   string
	text    string
	centred bool
}

func (b paragraph) words() []string {
	return []string{strings.TrimSpace(b.label + " " + b.text)}
}

func (b paragraph) draw(p *page) error {
	f, err := p.face(b.style)
	if err != nil {
		return err
	}
	bold, err := p.fonts.face(true, f.size)
	if err != nil {
		return err
	}
	width := fixed.I(p.inner())
	text := append(words(b.label, bold, width), words(b.text, f, width)...)
	if b.centred {
		p.centred(balance(text, width), f)
	} else {
		p.lines(wrap(text, width), f, p.margin())
	}
	return nil
}

// list is lines each after its number, or after a box to tick.
type list struct {
	items []string
	boxes bool
}

func (b list) words() []string {
	if b.boxes {
		return b.items
	}
	numbered := make([]string, len(b.items))
	for i, item := range b.items {
		numbered[i] = marker(i) + " " + item
	}
	return numbered
}

func marker(i int) string { return strconv.Itoa(i+1) + "." }

func (b list) draw(p *page) error {
	f, err := p.face(body)
	if err != nil {
		return err
	}
	box := f.size * 3 / 4 // as high as a capital
	indent := box + f.size/2
	if !b.boxes {
		indent = 0
		for i := range b.items {
			indent = max(indent, (f.width(marker(i))+f.space).Ceil()+2)
		}
	}
	width := fixed.I(p.inner() - indent)
	for i, item := range b.items {
		baseline := p.y + f.above()
		if b.boxes {
			p.frame(p.margin(), baseline-box, box, 2)
		} else {
			points := wrap(words(marker(i), f, width), width)[0]
			p.write(points, p.margin()+indent-(points.width+f.space).Ceil()-2, baseline)
		}
		p.lines(wrap(words(item, f, width), width), f, p.margin()+indent)
	}
	p.move(6)
	return nil
}

// frame draws an empty square.
func (p *page) frame(x, y, side, thick int) {
	p.fill(x, y, side, thick)
	p.fill(x, y+side-thick, side, thick)
	p.fill(x, y, thick, side)
	p.fill(x+side-thick, y, thick, side)
}

// number is the number to be called, as large as the paper takes.
type number struct{ text string }

func (b number) words() []string { return []string{b.text} }

func (b number) draw(p *page) error {
	size := 110
	if p.dots >= wideFrom {
		size = 150
	}
	f, err := p.fonts.face(true, size)
	for err == nil && size > 60 && f.width(clean(b.text)).Ceil() > p.inner() {
		size -= 10
		f, err = p.fonts.face(true, size)
	}
	if err != nil {
		return err
	}
	// Digits and capitals have no marks: the lines need not leave room for them.
	for _, l := range wrap(words(b.text, f, fixed.I(p.inner())), fixed.I(p.inner())) {
		p.move(f.size * 90 / 100)
		p.write(l, (p.dots-l.width.Ceil())/2, p.y)
		p.move(f.size * 15 / 100)
	}
	return nil
}

// square is a square code. Its module is a whole number of dots, 1 mm if it
// fits; below 0.75 mm old phones no longer read it.
type square struct {
	text       string
	anyLetters bool // not ASCII only
}

func (square) words() []string { return nil }

func (b square) draw(p *page) error {
	largest, smallest := p.perMM, p.atLeast(0.75)
	encode := QR
	if b.anyLetters {
		encode = NetworkQR
	}
	modules, err := encode(b.text)
	if err != nil {
		return err
	}
	across := len(modules) + 2*QuietQR
	module := min(largest, p.dots/across)
	if module < smallest {
		return fmt.Errorf("square code of %d letters: needs %d dots", len(b.text), smallest*across)
	}
	left := (p.dots - module*len(modules)) / 2
	p.move(QuietQR * module)
	for _, r := range rectangles(modules) {
		p.fill(left+r.Min.X*module, p.y+r.Min.Y*module, r.Dx()*module, r.Dy()*module)
	}
	p.move(module * (len(modules) + QuietQR))
	return nil
}

// bars is a bar code with its digits below.
type bars struct{ digits string }

func (b bars) words() []string { return []string{b.shown()} }

// shown parts the day, the kiosk's letter and the number of the day.
func (b bars) shown() string {
	if len(b.digits) != 12 {
		return b.digits
	}
	return b.digits[:6] + "\u00a0" + b.digits[6:8] + "\u00a0" + b.digits[8:]
}

func (b bars) draw(p *page) error {
	module, height := p.bar, 14*p.perMM
	modules, err := Barcode(b.digits)
	if err != nil {
		return err
	}
	if across := module * (len(modules) + 2*QuietBarcode); across > p.dots {
		return fmt.Errorf("bar code of %d digits: needs %d dots", len(b.digits), across)
	}
	left := (p.dots - module*len(modules)) / 2
	for _, r := range rectangles([][]bool{modules}) {
		p.fill(left+r.Min.X*module, p.y, r.Dx()*module, height)
	}
	p.move(height)
	return paragraph{style: small, text: b.shown(), centred: true}.draw(p)
}
