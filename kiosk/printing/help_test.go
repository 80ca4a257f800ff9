package printing_test

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
	"net"
	"slices"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/printing/fakeprinter"
)

// noise is a page of black and white at random, the same for the same number
// of rows. Somewhere in it stand the bytes of a question to the printer.
type noise int

func (rows noise) Bitmap(dots int) (*image.Paletted, error) {
	picture := image.NewPaletted(image.Rect(0, 0, dots, int(rows)), color.Palette{color.White, color.Black})
	random := rand.New(rand.NewPCG(uint64(dots), uint64(rows)))
	for i := range picture.Pix {
		picture.Pix[i] = uint8(random.UintN(2))
	}
	if rows > 40 && dots >= 24 {
		question := []byte{0x10, 0x04, 0x01}
		for i := range 8 * len(question) {
			picture.Pix[40*picture.Stride+i] = question[i/8] >> (7 - i%8) & 1
		}
	}
	return picture, nil
}

// PDF is no more than a mark of which page it is.
func (n noise) PDF(width, height int) ([]byte, error) {
	return fmt.Appendf(nil, "%%PDF %d on %d by %d", n, width, height), nil
}

// errNoPDF is what the pages of these tests have for printers of sheets.
var errNoPDF = errors.New("this page is drawn for receipt printers only")

func (rows noise) drawn(tb testing.TB, dots int) *image.Paletted {
	tb.Helper()
	picture, err := rows.Bitmap(dots)
	if err != nil {
		tb.Fatal(err)
	}
	return picture
}

// blank is a page of white.
type blank int

func (rows blank) Bitmap(dots int) (*image.Paletted, error) {
	return image.NewPaletted(image.Rect(0, 0, dots, int(rows)), color.Palette{color.White, color.Black}), nil
}

func (blank) PDF(int, int) ([]byte, error) { return nil, errNoPDF }

// undrawable is a page that cannot be drawn.
type undrawable struct{}

func (undrawable) Bitmap(int) (*image.Paletted, error) {
	return nil, errors.New("nothing fits")
}

func (undrawable) PDF(int, int) ([]byte, error) { return nil, errNoPDF }

// narrow is a page that does not keep its promise.
type narrow struct{}

func (narrow) Bitmap(dots int) (*image.Paletted, error) { return noise(8).Bitmap(dots - 8) }

func (narrow) PDF(int, int) ([]byte, error) { return nil, errNoPDF }

// listen gives a pretend printer an address.
func listen(tb testing.TB, p *fakeprinter.Printer) string {
	tb.Helper()
	return listenWith(tb, p, net.ListenConfig{})
}

// listenNarrow is listen on a network that holds little on the way.
func listenNarrow(tb testing.TB, p *fakeprinter.Printer) string {
	tb.Helper()
	return listenWith(tb, p, net.ListenConfig{Control: func(_, _ string, conn syscall.RawConn) (err error) {
		failed := conn.Control(func(fd uintptr) {
			err = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, 4096)
		})
		return errors.Join(err, failed)
	}})
}

func listenWith(tb testing.TB, p *fakeprinter.Printer, c net.ListenConfig) string {
	tb.Helper()
	l, err := c.Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	go p.Listen(l)
	tb.Cleanup(func() { l.Close() })
	return "tcp://" + l.Addr().String()
}

func switchOn(tb testing.TB, o fakeprinter.Options) *fakeprinter.Printer {
	tb.Helper()
	p := fakeprinter.New(o)
	tb.Cleanup(func() {
		p.Close()
		for _, problem := range p.Problems() {
			tb.Errorf("the printer was sent rubbish: %v", problem)
		}
	})
	return p
}

// quick is the default profile with less patience.
func quick(dots int) printing.Profile {
	p := printing.DefaultProfile(dots)
	p.Wait = 300 * time.Millisecond
	return p
}

func newESCPOS(tb testing.TB, address string, p printing.Profile) *printing.ESCPOS {
	tb.Helper()
	printer, err := printing.NewESCPOS(address, p)
	if err != nil {
		tb.Fatal(err)
	}
	return printer
}

// ends fails unless paper ends with the page and then only white.
func ends(tb testing.TB, paper, page *image.Paletted) {
	tb.Helper()
	rows := paper.Bounds().Dy() - printing.DefaultProfile(paper.Bounds().Dx()).Feed
	from := rows - page.Bounds().Dy()
	if from < 0 {
		tb.Fatalf("%d rows of paper came out, for a page of %d", paper.Bounds().Dy(), page.Bounds().Dy())
	}
	if !slices.Equal(paper.Pix[from*paper.Stride:rows*paper.Stride], page.Pix) {
		tb.Error("the paper does not show the page")
	}
	for _, dot := range paper.Pix[rows*paper.Stride:] {
		if dot != 0 {
			tb.Fatal("something stands below the page")
		}
	}
}

// is fails unless paper shows the page and nothing else.
func is(tb testing.TB, paper, page *image.Paletted) {
	tb.Helper()
	ends(tb, paper, page)
	if want := page.Bounds().Dy() + printing.DefaultProfile(0).Feed; paper.Bounds().Dy() != want {
		tb.Errorf("%d rows of paper came out, want %d", paper.Bounds().Dy(), want)
	}
}

func wantFault(tb testing.TB, err error, fault printing.Fault, printer string) {
	tb.Helper()
	var got *printing.FaultError
	if !errors.As(err, &got) {
		tb.Fatalf("got the error %v, want the fault %s", err, fault)
	}
	if got.Fault != fault {
		tb.Errorf("got the fault %s (%v), want %s", got.Fault, err, fault)
	}
	if got.Printer != printer {
		tb.Errorf("the fault is on %q, want %q", got.Printer, printer)
	}
}
