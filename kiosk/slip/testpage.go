package slip

import (
	"fmt"
	"strconv"
)

// TestPage returns the page a technician judges a printer by: a ruler to hold a
// real one against, every letter of Vietnamese with its marks, square codes from too
// small to as large as they are on slips, the bar code of a ticket, and grey, which
// shows dots of the head that are missing. lines stand at the top.
func TestPage(address, digits string, lines ...string) Slip {
	w := &writer{}
	for _, line := range lines {
		w.centred(strong, line)
	}
	w.add(gap(10), ruler{}, gap(10))
	for _, letters := range vietnamese() {
		w.left(body, letters)
	}
	for _, module := range []int{5, 6, 8} {
		w.add(sized{square{text: address}, module})
		w.centred(small, fmt.Sprintf("%.2f mm · %s", float64(module)/8, address))
	}
	w.add(gap(20), bars{digits}, grey{rows: 40}, gap(6))
	for _, text := range []style{small, body, strong, section, title} {
		w.left(text, "Điểm Chạm 0123456789")
	}
	return w.slip()
}

// vietnamese is every letter with a mark, capitals after small ones, a line for each
// vowel.
func vietnamese() []string {
	return []string{
		"a à ả ã á ạ ă ằ ẳ ẵ ắ ặ â ầ ẩ ẫ ấ ậ",
		"A À Ả Ã Á Ạ Ă Ằ Ẳ Ẵ Ắ Ặ Â Ầ Ẩ Ẫ Ấ Ậ",
		"e è ẻ ẽ é ẹ ê ề ể ễ ế ệ i ì ỉ ĩ í ị đ",
		"E È Ẻ Ẽ É Ẹ Ê Ề Ể Ễ Ế Ệ I Ì Ỉ Ĩ Í Ị Đ",
		"o ò ỏ õ ó ọ ô ồ ổ ỗ ố ộ ơ ờ ở ỡ ớ ợ",
		"O Ò Ỏ Õ Ó Ọ Ô Ồ Ổ Ỗ Ố Ộ Ơ Ờ Ở Ỡ Ớ Ợ",
		"u ù ủ ũ ú ụ ư ừ ử ữ ứ ự y ỳ ỷ ỹ ý ỵ",
		"U Ù Ủ Ũ Ú Ụ Ư Ừ Ử Ữ Ứ Ự Y Ỳ Ỷ Ỹ Ý Ỵ",
	}
}

// ruler is a line from one edge of the paper to the other with a mark at every
// millimetre and a number at every tenth.
type ruler struct{}

func (ruler) words() []string { return nil }

func (ruler) draw(p *page) error {
	f, err := p.face(small)
	if err != nil {
		return err
	}
	const thick = 2
	p.fill(0, p.y, p.dots, thick)
	for mm := 0; mm*p.perMM+thick <= p.dots; mm++ {
		height := 2 * p.perMM
		if mm%10 == 0 {
			height *= 2
		} else if mm%5 == 0 {
			height += p.perMM
		}
		p.fill(mm*p.perMM, p.y, thick, height)
	}
	p.move(4 * p.perMM)
	for mm := 10; (mm+5)*p.perMM <= p.dots; mm += 10 {
		number := wrap(words(strconv.Itoa(mm), f, 1<<20), 1<<20)[0]
		p.write(number, mm*p.perMM-number.width.Ceil()/2, p.y+f.above())
	}
	p.move(f.pitch())
	return nil
}

// sized is a square code with modules of so many eighths of a millimetre, which are
// the dots of a receipt printer, whether that can be read or not.
type sized struct {
	square
	eighths int
}

func (b sized) draw(p *page) error {
	modules, err := QR(b.text)
	if err != nil {
		return err
	}
	module := p.atLeast(float64(b.eighths) / 8)
	if across := (len(modules) + 2*QuietQR) * module; across > p.dots {
		return fmt.Errorf("square code of %d letters: needs %d dots", len(b.text), across)
	}
	left := (p.dots - module*len(modules)) / 2
	p.move(QuietQR * module)
	for y, row := range modules {
		for x, black := range row {
			if black {
				p.fill(left+x*module, p.y+y*module, module, module)
			}
		}
	}
	p.move(module * (len(modules) + QuietQR))
	return nil
}

// grey is a bar of every second dot, from edge to edge.
type grey struct{ rows int }

func (grey) words() []string { return nil }

func (b grey) draw(p *page) error {
	p.move(20)
	for y := range b.rows {
		for x := y % 2; x < p.dots; x += 2 {
			p.fill(x, p.y+y, 1, 1)
		}
	}
	p.move(b.rows)
	return nil
}
