package fakeprinter_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/diemcham/diemcham/kiosk/printing/fakeprinter"
)

// wire is what a kiosk said, and room for what it is answered.
type wire struct {
	io.Reader
	bytes.Buffer
}

func (w *wire) Read(b []byte) (int, error) { return w.Reader.Read(b) }

// carriedOut sends bytes to a printer of 16 dots and waits until the cut at their end.
func carriedOut(t *testing.T, o fakeprinter.Options, said string) (*fakeprinter.Printer, string) {
	t.Helper()
	o.Dots, o.Paper = 16, fakeprinter.Endless
	p := fakeprinter.New(o)
	t.Cleanup(p.Close)
	w := &wire{Reader: bytes.NewBufferString(said + "\x1dVB\x00")}
	p.Serve(w)
	p.WaitSlips(1)
	return p, w.String()
}

// The bytes here are those of the makers' manuals.
func TestWhatThePrinterUnderstands(t *testing.T) {
	p, _ := carriedOut(t, fakeprinter.Options{}, "\x1b@\x1da\x00"+
		"\x1dv0\x00\x02\x00\x03\x00"+"\x80\x00"+"\x01\x80"+"\x00\x01"+ // three rows of two bytes
		"\x1bJ\x02") // and two of white
	for _, problem := range p.Problems() {
		t.Error(problem)
	}
	want := []string{"#...............", ".......##.......", "...............#", "................", "................"}
	slip := p.Slips()[0]
	if slip.Bounds().Dx() != 16 || slip.Bounds().Dy() != len(want) {
		t.Fatalf("the slip is %v", slip.Bounds())
	}
	for y, row := range want {
		for x, dot := range row {
			if black := slip.ColorIndexAt(x, y) == 1; black != (dot == '#') {
				t.Errorf("dot %d of row %d: black is %v", x, y, black)
			}
		}
	}
}

func TestWhatThePrinterDoesNotUnderstand(t *testing.T) {
	for name, c := range map[string]struct{ said, want string }{
		"text":                   {"A", "41 is not a command"},
		"a line end":             {"\n", "0a is not a command"},
		"bold":                   {"\x1bE", "1b 45 is not a command"},
		"a drawer kick":          {"\x10\x14\x01", "10 14 01 is not a command"},
		"a question it has not":  {"\x10\x04\x07", "10 04 07 is not a command"},
		"another receipt":        {"\x1dr\x02", "1d 72 02 is not a command"},
		"a cut without feed":     {"\x1dVA\x00", "1d 56 41 00 is not a command"},
		"a picture twice as big": {"\x1dv0\x03\x02\x00\x01\x00\x00\x00", "1d 76 30 03 is not a command"},
		"a picture too wide":     {"\x1dv0\x00\x03\x00\x01\x00\x00\x00\x00", "a picture of 3 bytes across for a head of 16 dots"},
		"a picture without rows": {"\x1dv0\x00\x02\x00\x00\x00", "a picture of 0 rows"},
		"a row too many":         {"\x1dv0\x00\x02\x00\x01\x00\x00\x00\xff\xff", "ff is not a command"},
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := carriedOut(t, fakeprinter.Options{}, c.said)
			problems := p.Problems()
			if len(problems) == 0 || problems[0].Error() != c.want {
				t.Errorf("got %v, want %q", problems, c.want)
			}
		})
	}
}

func TestWhatThePrinterAnswers(t *testing.T) {
	const questions = "\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"
	for name, c := range map[string]struct {
		options fakeprinter.Options
		want    string
	}{
		"well":            {fakeprinter.Options{}, "\x12\x12\x12\x12"},
		"mute":            {fakeprinter.Options{Mute: true}, ""},
		"answers changed": {fakeprinter.Options{Distort: func(b []byte) []byte { return append(b, 0xff) }}, "\x12\xff\x12\xff\x12\xff\x12\xff"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, got := carriedOut(t, c.options, questions); got != c.want {
				t.Errorf("it answers % x, want % x", got, c.want)
			}
		})
	}
}
