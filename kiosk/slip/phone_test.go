package slip_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/slip"
)

var lint = flag.String("lint", "", `"full" looks at every built-in slip through the camera, not only at some`)

var widths = []int{384, 512, 576, 640}

// addressed are the slips with a square code, by address.
func addressed(t *testing.T) map[string]slip.Slip {
	t.Helper()
	pack, err := content.Load(assets.Content(), assets.Icons()...)
	if err != nil {
		t.Fatal(err)
	}
	c := catalogue(t)
	slips := map[string]slip.Slip{}
	for _, service := range pack.Services {
		slips[service.Address] = slip.Service(c, locale.Vi, place, service, pack.HelpLine(), now)
	}
	for _, lesson := range pack.Lessons {
		if lesson.Address != "" {
			slips[lesson.Address] = slip.Lesson(c, locale.Vi, place, lesson, pack.HelpLine(), now)
		}
	}
	return slips
}

// few picks the shortest address and the longest, unless all are to be looked at.
func few(slips map[string]slip.Slip) map[string]slip.Slip {
	if *lint == "full" {
		return slips
	}
	short, long := "", ""
	for address := range slips {
		if short == "" || len(address) < len(short) || len(address) == len(short) && address < short {
			short = address
		}
		if len(address) > len(long) || len(address) == len(long) && address < long {
			long = address
		}
	}
	return map[string]slip.Slip{short: slips[short], long: slips[long]}
}

// Every slip on every paper, seen by an old telephone at 28 cm. gozxing is a weak
// reader, as those of old telephones are; it needs not read every shot, for people
// hold a telephone still until it does.
func TestTelephonesReadTheSquareCodes(t *testing.T) {
	var sum rate
	codes := 0
	for address, s := range few(addressed(t)) {
		for _, dots := range widths {
			t.Run(fmt.Sprintf("%d bytes on %d dots", len(address), dots), func(t *testing.T) {
				paper := draw(t, s, dots)
				got := oldPhone.look(t, paper, "qrcode", address)
				t.Logf("%s: %v", address, got)
				if got.zbar < shots {
					t.Errorf("%v; zbar shall read all", got)
				}
				sum.zbar += got.zbar
				sum.zxing += got.zxing
				codes++
			})
		}
	}
	t.Logf("of %d shots zbar reads %d, gozxing %d", codes*shots, sum.zbar, sum.zxing)
	if 2*sum.zxing < codes*shots {
		t.Errorf("gozxing reads %d of %d shots, less than half", sum.zxing, codes*shots)
	}
}

// A camera that sees everything would show nothing. From so far away that a module
// is two pixels wide, nobody reads a code any more.
func TestTheCameraIsNoBetterThanAnEye(t *testing.T) {
	for address, s := range few(addressed(t)) {
		if *lint == "full" && len(address) > 30 {
			continue
		}
		paper := draw(t, s, 576)
		far := oldPhone.at(8.0/2).look(t, paper, "qrcode", address)
		near := oldPhone.at(8.0/6).look(t, paper, "qrcode", address)
		t.Logf("%s: at 2 pixels a module %v, at 6 %v", address, far, near)
		if far.zbar > 1 || far.zxing > 0 {
			t.Errorf("%s: at 2 pixels a module: %v", address, far)
		}
		if near.zbar < shots {
			t.Errorf("%s: at 6 pixels a module: %v", address, near)
		}
	}
}

// Tickets are read by a scanner, which has a light of its own and sees finer: 0.1 mm
// a pixel. From as far as a telephone nobody reads its bars.
func TestScannersReadTheTicket(t *testing.T) {
	scanner := oldPhone.at(0.8)
	scanner.hiss = 2
	c := catalogue(t)
	paper := draw(t, slip.Ticket(c, locale.Vi, place, ticket, now), 576) // its bars are as wide on every paper
	near := scanner.look(t, paper, "code128", ticket.Code)
	far := oldPhone.at(4).look(t, paper, "code128", ticket.Code)
	t.Logf("at 0.1 mm a pixel %v, at 0.5 mm %v", near, far)
	if near.zbar < shots || near.zxing < shots {
		t.Errorf("at 0.1 mm a pixel: %v", near)
	}
	if far.zbar > 0 || far.zxing > 0 {
		t.Errorf("with bars narrower than a pixel: %v", far)
	}
}

// Both readers, every slip, every paper, as it comes out of the printer.
func TestEverySlipReadsBackOnEveryPaper(t *testing.T) {
	for _, dots := range widths {
		paper := draw(t, slip.Ticket(catalogue(t), locale.Vi, place, ticket, now), dots)
		if got := zxing(t, oned.NewCode128Reader(), paper); got != ticket.Code {
			t.Errorf("%d dots: gozxing reads %q, want %q", dots, got, ticket.Code)
		}
		if got := zbarimg(t, save(t, paper), "code128"); got != ticket.Code {
			t.Errorf("%d dots: zbarimg reads %q, want %q", dots, got, ticket.Code)
		}
	}
	for address, s := range addressed(t) {
		for _, dots := range widths {
			paper := draw(t, s, dots)
			if got := zxing(t, qrcode.NewQRCodeReader(), paper); got != address {
				t.Errorf("%d dots: gozxing reads %q, want %q", dots, got, address)
			}
			if dots == 384 || dots == 576 {
				continue // zbarimg has read those in TestEverySquareCode…
			}
			if got := zbarimg(t, save(t, paper), "qrcode"); got != address {
				t.Errorf("%d dots: zbarimg reads %q, want %q", dots, got, address)
			}
		}
	}
}

func TestTestPage(t *testing.T) {
	const address, digits = "https://vneid.gov.vn", "261125010000"
	page := slip.TestPage(address, digits, "Máy in thử")
	for _, dots := range widths {
		paper := draw(t, page, dots)
		if got := zbarimg(t, save(t, paper), "qrcode"); got != strings.Repeat(address, 3) {
			t.Errorf("%d dots: zbarimg reads %q, want %q three times", dots, got, address)
		}
		if got := zbarimg(t, save(t, paper), "code128"); got != digits {
			t.Errorf("%d dots: zbarimg reads %q, want %q", dots, got, digits)
		}
		if longest := run(paper.Pix, dots); longest != dots {
			t.Errorf("%d dots: the ruler is %d long", dots, longest)
		}
	}
	written := strings.Join(page.Words(), " ")
	for _, letter := range "ăâđêôơưĂÂĐÊÔƠƯ" + "àằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹáắấéếíóốớúứýạặậẹệịọộợụựỵ" {
		for _, l := range []string{string(letter), strings.ToUpper(string(letter))} {
			if !strings.Contains(written, l) {
				t.Errorf("%s is not on the page", l)
			}
		}
	}
	if _, err := slip.TestPage(strings.Repeat("a", 300), digits).Bitmap(384); err == nil {
		t.Error("a code that is wider than the paper is drawn")
	}
}

// run is the longest line of black dots.
func run(pix []uint8, dots int) (longest int) {
	n := 0
	for i, black := range pix {
		if i%dots == 0 || black == 0 {
			n = 0
		}
		if black != 0 {
			n++
		}
		longest = max(longest, n)
	}
	return longest
}
