package touch_test

import (
	"fmt"
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"github.com/boombuler/barcode/code128"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	zxingqr "github.com/makiuchi-d/gozxing/qrcode"
	"github.com/skip2/go-qrcode"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

var panels = []struct {
	name          string
	mm            int
	width, height float32
}{
	{"15.6 inch", 344, 1366, 768},
	{"21.5 inch", 476, 1920, 1080},
	{"21.5 inch upright", 268, 1080, 1920},
	{"32 inch", 708, 1920, 1080},
}

// looks calls f for every panel, text size and mode.
func looks(t *testing.T, f func(t *testing.T, look theme.Look, mm func(float32) float32)) {
	t.Helper()
	for _, panel := range panels {
		for _, scale := range theme.Scales() {
			for _, contrast := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, %v, %v", panel.name, scale, contrast), func(t *testing.T) {
					test.NewTempApp(t)
					look := theme.Look{Unit: theme.UnitFor(panel.mm, panel.width), Scale: scale, Contrast: contrast}
					f(t, look, func(units float32) float32 { return units * float32(panel.mm) / panel.width })
				})
			}
		}
	}
}

// everyTarget is one of each part that can be pressed.
func everyTarget() []touch.Part {
	parts := []touch.Part{
		touch.Row{ID: "row", Icon: "identification-card", Title: "Kích hoạt VNeID mức 2", Subtitle: "7 bước · 10 phút"},
		touch.Row{ID: "row.done", Title: "Vào nhóm Zalo", Done: true},
		touch.Check{ID: "check", Label: "Tôi đồng ý để phường gọi lại cho tôi theo số này.", Checked: true},
		touch.Check{ID: "check.short", Label: "Tôi đồng ý"},
		touch.Key{ID: "key", Label: "1", Role: theme.Digit},
		touch.Key{ID: "key.word", Label: "Xóa", Role: theme.Label},
		touch.Key{ID: "key.icon", Label: "Xóa một số", Icon: "backspace", Role: theme.Digit},
		touch.Button{ID: "above", Label: "Chữ to", Icon: "text-aa", Above: true},
		touch.Button{ID: "bare", Icon: "x"},
		touch.Button{ID: "off", Label: "Tiếp tục", Kind: touch.Go, Disabled: true},
		touch.Segment{Options: [2]touch.SegmentOption{{ID: "vi", Label: "Tiếng Việt"}, {ID: "en", Label: "English"}}},
		touch.Tiles{Columns: 2, Tiles: []touch.Tile{
			{ID: "learn", Icon: "device-mobile", Title: "Học từng bước", Subtitle: "VNeID, iHanoi, dịch vụ công, Zalo…"},
			{ID: "ask", Icon: "hand-waving", Tone: theme.Red, Title: "Nhờ cán bộ giúp"},
		}},
	}
	for kind := touch.Plain; kind <= touch.Quiet; kind++ {
		parts = append(parts,
			touch.Button{ID: fmt.Sprint("before", kind), Label: "Thử bấm ngay ở đây", Icon: "hand-tap", Kind: kind},
			touch.Button{ID: fmt.Sprint("after", kind), Label: "Tiếp tục", Icon: "arrow-right", After: true, Kind: kind},
			touch.Button{ID: fmt.Sprint("plain", kind), Label: "Thôi", Kind: kind})
	}
	return parts
}

func TestTargetsAreLargeEnoughAndApart(t *testing.T) {
	looks(t, func(t *testing.T, look theme.Look, mm func(float32) float32) {
		s := touch.NewSheet(look, 1000, 10000)
		s.Flow(0, 0, 1000, touch.Gap, everyTarget()...)
		spots := touch.Targets(s.Object())
		if len(spots) < len(everyTarget()) {
			t.Errorf("%d targets for %d parts", len(spots), len(everyTarget()))
		}
		for i, a := range spots {
			if mm(a.H) < 19.99 || mm(a.W) < 19.99 {
				t.Errorf("%s: %.1f by %.1f mm, want 20 at least", a.ID, mm(a.W), mm(a.H))
			}
			for _, b := range spots[:i] {
				dx := max(a.X-b.X-b.W, b.X-a.X-a.W)
				dy := max(a.Y-b.Y-b.H, b.Y-a.Y-a.H)
				if gap := mm(max(dx, dy)); gap < 3 {
					t.Errorf("%s and %s are %.1f mm apart, want 3 at least", a.ID, b.ID, gap)
				}
			}
		}
	})
}

// TestTextStaysInsideItsPart looks at each piece of text and each icon of each
// part, built to the size it asked for.
func TestTextStaysInsideItsPart(t *testing.T) {
	looks(t, func(t *testing.T, look theme.Look, _ func(float32) float32) {
		parts := append(everyTarget(),
			touch.Notice{Text: "Không đọc mã OTP cho bất kỳ ai, kể cả người xưng là công an.", Tone: theme.Gold},
			touch.Chip{Icon: "coins", Text: "Miễn phí nếu đúng hạn", Tone: theme.Green},
			touch.Bullet{Icon: "file-text", Text: "Giấy chứng sinh của bệnh viện", Role: theme.Lead},
			touch.Paragraph{Role: theme.Title, Text: "Số điện thoại của bác?"},
			touch.Field{Text: "0912 345 678"},
			touch.Field{Hint: "Số điện thoại"},
		)
		for i, part := range parts {
			w, h := part.Measure(look, 940)
			if w > 940.1 {
				t.Errorf("part %d %T: asks for %v of 940", i, part, w)
			}
			s := touch.NewSheet(look, 1000, h)
			s.Put(part, 0, 0, w, h)
			pieces := 0
			leaves(s.Object(), fyne.Position{}, func(object fyne.CanvasObject, at fyne.Position) {
				size := object.Size()
				switch o := object.(type) {
				case *canvas.Text:
					size = o.MinSize()
				case *canvas.Image:
				default:
					return
				}
				pieces++
				const rounding = 1
				if at.X < -rounding || at.X+size.Width > look.U(w)+rounding {
					t.Errorf("part %d %T: %s from %v to %v of %v across", i, part, name(object), at.X, at.X+size.Width, look.U(w))
				}
				// The first line may be raised: its box is higher than its letters.
				raised := look.U(look.FontSize(theme.Digit)) * 0.1
				if at.Y < -raised || at.Y+size.Height > look.U(h)+rounding {
					t.Errorf("part %d %T: %s from %v to %v of %v down", i, part, name(object), at.Y, at.Y+size.Height, look.U(h))
				}
			})
			if pieces == 0 {
				t.Errorf("part %d %T: nothing on it", i, part)
			}
		}
	})
}

func name(object fyne.CanvasObject) string {
	if text, ok := object.(*canvas.Text); ok {
		return fmt.Sprintf("%q", text.Text)
	}
	return fmt.Sprintf("%T", object)
}

// leaves visits what is drawn, inside targets too.
func leaves(object fyne.CanvasObject, parent fyne.Position, visit func(fyne.CanvasObject, fyne.Position)) {
	at := parent.Add(object.Position())
	switch o := object.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			leaves(child, at, visit)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			leaves(child, at, visit)
		}
	default:
		visit(object, at)
	}
}

func TestTilesKeepTheirTitlesAndFit(t *testing.T) {
	tiles := touch.Tiles{Columns: 3, Tiles: []touch.Tile{
		{ID: "a", Icon: "device-mobile", Title: "Học từng bước", Subtitle: "VNeID, iHanoi, dịch vụ công"},
		{ID: "b", Icon: "files", Title: "Thủ tục trực tuyến", Subtitle: "Quét mã QR bằng điện thoại"},
		{ID: "c", Icon: "hand-waving", Title: "Nhờ cán bộ giúp", Subtitle: "Lấy số, có người gọi lại"},
		{ID: "d", Icon: "shield-check", Title: "Tránh lừa đảo", Subtitle: "Cuộc gọi lạ, đường link lạ"},
	}}
	for name, c := range map[string]struct {
		w, h, scale float32
		subtitles   bool
	}{
		"much room":                {1824, 800, 1, true},
		"twice the text":           {1824, 600, 2, false},
		"upright":                  {976, 1400, 1, true},
		"upright, twice the text":  {976, 1000, 2, false},
		"low":                      {1824, 320, 1, false},
		"narrow and high":          {600, 1500, 1.25, true},
		"as high as it asks to be": {1824, 0, 1.6, false},
	} {
		t.Run(name, func(t *testing.T) {
			test.NewTempApp(t)
			look := theme.Look{Unit: 1, Scale: c.scale}
			_, least := tiles.Measure(look, c.w)
			h := max(c.h, least)
			if c.h > 0 && least > c.h {
				t.Fatalf("asks for %v of %v", least, c.h)
			}
			s := touch.NewSheet(look, c.w, h)
			s.Put(tiles, 0, 0, c.w, h)
			root := s.Object()
			spots := touch.Targets(root)
			if len(spots) != len(tiles.Tiles) {
				t.Fatalf("%d targets", len(spots))
			}
			for _, spot := range spots {
				if spot.X < 0 || spot.Y < 0 || spot.X+spot.W > c.w+0.5 || spot.Y+spot.H > h+0.5 {
					t.Errorf("%s outside: %+v", spot.ID, spot)
				}
			}
			words := 0
			leaves(root, fyne.Position{}, func(object fyne.CanvasObject, _ fyne.Position) {
				if text, ok := object.(*canvas.Text); ok {
					words++
					if text.FontSource == theme.Body.Font() && !c.subtitles {
						t.Errorf("no room for %q, and yet it is there", text.Text)
					}
				}
			})
			if c.subtitles && words < 2*len(tiles.Tiles) {
				t.Errorf("%d texts; the lines that say more would fit", words)
			}
		})
	}
}

func TestEveryIconDraws(t *testing.T) {
	test.NewTempApp(t)
	const size = 64
	for _, icon := range assets.Icons() {
		for _, weight := range []string{"-bold", "-fill"} {
			t.Run(icon+weight, func(t *testing.T) {
				s := touch.NewSheet(theme.Look{Unit: 1, Scale: 1}, 2*size, 2*size)
				s.Icon(icon+weight, theme.Red.Strong(), size/2, size/2, size)
				picture := draw(s)
				inked, colour := 0, theme.Look{}.Color(theme.Red.Strong())
				for y := range 2 * size {
					for x := range 2 * size {
						c := color.NRGBAModel.Convert(picture.At(x, y)).(color.NRGBA)
						if c.A < 0x80 {
							continue
						}
						inked++
						if !image.Pt(x, y).In(image.Rect(size/2, size/2, size*3/2, size*3/2)) {
							t.Fatalf("ink at %d, %d, outside the box", x, y)
						}
						if c.A == 0xFF && c != colour {
							t.Fatalf("ink of %v, want %v", c, colour)
						}
					}
				}
				if part := float64(inked) / (size * size); part < 0.05 || part > 0.75 {
					t.Errorf("ink on %.0f %% of the box", part*100)
				}
			})
		}
	}
}

func draw(s *touch.Sheet) image.Image {
	c := software.NewTransparentCanvas()
	c.SetPadded(false)
	root := s.Object()
	size := root.Size()
	c.SetContent(root)
	c.Resize(size)
	return c.Capture()
}

func TestQRCanBeRead(t *testing.T) {
	const address = "https://dichvucong.gov.vn/p/home/dvc-trang-chu.html"
	code, err := qrcode.New(address, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	code.DisableBorder = true
	looks(t, func(t *testing.T, look theme.Look, _ func(float32) float32) {
		s := touch.NewSheet(look, 500, 500)
		s.Fill(theme.Paper, 0, 0, 500, 500)
		s.Place(touch.QR{Modules: code.Bitmap()}, 50, 50, 400)
		got, err := zxingqr.NewQRCodeReader().Decode(bitmap(t, draw(s)), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got.GetText() != address {
			t.Errorf("read %q", got.GetText())
		}
	})
}

func TestBarcodeCanBeRead(t *testing.T) {
	const number = "261123010012"
	code, err := code128.Encode(number)
	if err != nil {
		t.Fatal(err)
	}
	bars := make([]bool, code.Bounds().Dx())
	for x := range bars {
		r, _, _, _ := code.At(x, 0).RGBA()
		bars[x] = r == 0
	}
	looks(t, func(t *testing.T, look theme.Look, _ func(float32) float32) {
		s := touch.NewSheet(look, 600, 200)
		s.Fill(theme.Paper, 0, 0, 600, 200)
		s.Place(touch.Barcode{Bars: bars}, 50, 40, 500)
		got, err := oned.NewCode128Reader().Decode(bitmap(t, draw(s)), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got.GetText() != number {
			t.Errorf("read %q", got.GetText())
		}
	})
}

func TestCodesInTooLittleRoom(t *testing.T) {
	test.NewTempApp(t)
	s := touch.NewSheet(theme.Look{Unit: 1, Scale: 1}, 20, 20)
	s.Put(touch.QR{Modules: make([][]bool, 40)}, 0, 0, 20, 20)
	s.Put(touch.Barcode{Bars: make([]bool, 100)}, 0, 0, 20, 20)
	draw(s) // does not panic
}

func bitmap(t *testing.T, picture image.Image) *gozxing.BinaryBitmap {
	t.Helper()
	b, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestReleaseLetsGoOfPictures(t *testing.T) {
	test.NewTempApp(t)
	s := touch.NewSheet(theme.Look{Unit: 1, Scale: 1}, 800, 400)
	s.Icon("house-bold", theme.Ink, 0, 0, 50)
	s.Place(touch.Button{ID: "home", Label: "Trang đầu", Icon: "house"}, 100, 0, 300)
	s.Put(touch.QR{Modules: [][]bool{{true}}}, 400, 0, 300, 300)
	root := s.Object()
	touch.Release(root)
	images := 0
	leaves(root, fyne.Position{}, func(object fyne.CanvasObject, _ fyne.Position) {
		switch o := object.(type) {
		case *canvas.Image:
			images++
			if o.Resource != nil || o.Image != nil {
				t.Error("an icon is still held")
			}
		case *canvas.Raster:
			images++
			if size := o.Generator(300, 300).Bounds().Size(); size.X*size.Y > 1 {
				t.Errorf("the code is still drawn, %v", size)
			}
		}
	})
	if images != 3 {
		t.Errorf("%d pictures, want 3", images)
	}
}

func TestSheetNeverMakesTheWindowGrow(t *testing.T) {
	test.NewTempApp(t)
	s := touch.NewSheet(theme.Look{Unit: 1, Scale: 2}, 800, 400)
	s.Text(theme.Title, "Một câu dài hơn cả màn hình", 0, 0, 3000)
	s.Stack(0, 100, 2000, touch.Gap, everyTarget()...)
	if min := s.Object().MinSize(); min.Width > 1 || min.Height > 1 {
		t.Errorf("MinSize is %v", min)
	}
}

func TestLayingDown(t *testing.T) {
	test.NewTempApp(t)
	look := theme.Look{Unit: 1, Scale: 1}
	button := func(id string) touch.Part { return touch.Button{ID: id, Label: "Quay lại"} }
	w, h := button("").Measure(look, 1000)
	at := func(id string, x, y, w, h float32) touch.Spot {
		return touch.Spot{ID: id, Label: "Quay lại", X: x, Y: y, W: w, H: h}
	}
	for name, c := range map[string]struct {
		lay    func(s *touch.Sheet) float32
		want   []touch.Spot
		bottom float32
	}{
		"a flow that fits in one row": {
			func(s *touch.Sheet) float32 { return s.Flow(10, 20, 2*w+20, 20, button("a"), button("b")) },
			[]touch.Spot{at("a", 10, 20, w, h), at("b", 30+w, 20, w, h)}, 20 + h,
		},
		"a flow that needs a second row": {
			func(s *touch.Sheet) float32 { return s.Flow(10, 20, 2*w+19, 20, button("a"), button("b")) },
			[]touch.Spot{at("a", 10, 20, w, h), at("b", 10, 40+h, w, h)}, 40 + 2*h,
		},
		"a flow of nothing": {
			func(s *touch.Sheet) float32 { return s.Flow(10, 20, 500, 20) }, nil, 20,
		},
		"a stack": {
			func(s *touch.Sheet) float32 { return s.Stack(10, 20, 500, 30, button("a"), button("b")) },
			[]touch.Spot{at("a", 10, 20, 500, h), at("b", 10, 50+h, 500, h)}, 50 + 2*h,
		},
		"a grid that fills its height": {
			func(s *touch.Sheet) float32 {
				return s.Grid(0, 0, 620, 420, 2, 20, button("a"), button("b"), button("c"))
			},
			[]touch.Spot{at("a", 0, 0, 300, 200), at("b", 320, 0, 300, 200), at("c", 0, 220, 300, 200)}, 420,
		},
		"a grid that needs more than its height": {
			func(s *touch.Sheet) float32 {
				return s.Grid(0, 0, 620, 50, 2, 20, button("a"), button("b"), button("c"))
			},
			[]touch.Spot{at("a", 0, 0, 300, h), at("b", 320, 0, 300, h), at("c", 0, h+20, 300, h)}, 2*h + 20,
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := touch.NewSheet(look, 1000, 1000)
			if bottom := c.lay(s); bottom != c.bottom {
				t.Errorf("bottom at %v, want %v", bottom, c.bottom)
			}
			got := touch.Targets(s.Object())
			if len(got) != len(c.want) {
				t.Fatalf("got %+v", got)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("got %+v, want %+v", got[i], c.want[i])
				}
			}
		})
	}
}
