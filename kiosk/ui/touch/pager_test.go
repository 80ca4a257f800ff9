package touch_test

import (
	"fmt"
	"image"
	"image/color"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// leaf is a page of two rows and a text, with its number in their names.
type leaf struct {
	n     int
	built *[]int
	press func(id string)
}

func (l leaf) Measure(_ theme.Look, width float32) (w, h float32) { return width, leafHeight }

func (l leaf) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	*l.built = append(*l.built, l.n)
	s := touch.NewSheet(look, w, h)
	for i, row := range []string{"top", "low"} {
		id := fmt.Sprintf("%s.%d", row, l.n)
		s.Put(touch.Button{ID: id, Label: id, OnPress: func() { l.press(id) }}, 0, float32(i)*120, w, 100)
	}
	s.Text(theme.Body, fmt.Sprintf("text %d", l.n), 0, 300, w)
	return s.Object()
}

const leafHeight = 500

// book is a pager of three leaves at (100, 100) with a button below it.
type book struct {
	root    fyne.CanvasObject
	finger  touch.Finger
	now     time.Time
	turned  []int
	pressed []string
	built   []int
}

func newBook(t *testing.T, number int) *book {
	t.Helper()
	test.NewTempApp(t)
	b := &book{now: time.Date(2026, 11, 23, 9, 41, 0, 0, time.UTC)}
	press := func(id string) { b.pressed = append(b.pressed, id) }
	pager := touch.Pager{
		Number: number, Turn: func(by int) { b.turned = append(b.turned, by) },
		Now: func() time.Time { return b.now },
	}
	for n := range 3 {
		pager.Pages = append(pager.Pages, leaf{n: n, built: &b.built, press: press})
	}
	s := touch.NewSheet(theme.Look{Unit: 1, Scale: 1}, 600, 800)
	s.Put(pager, 100, 100, 400, leafHeight)
	s.Put(touch.Button{ID: "below", Label: "below", OnPress: func() { press("below") }}, 100, 650, 400, 100)
	b.root = s.Object()
	b.finger = touch.Finger{Root: b.root}
	return b
}

// drag puts the finger down and moves it, ten units and 20 ms at a time.
func (b *book) drag(x, y, dx, dy float32) {
	b.finger.Down(fyne.NewPos(x, y))
	b.slide(x, y, dx, dy)
}

func (b *book) slide(x, y, dx, dy float32) {
	steps := max(1, int(max(dx, -dx, dy, -dy)/10))
	for i := range steps {
		b.now = b.now.Add(20 * time.Millisecond)
		part := float32(i+1) / float32(steps)
		b.finger.Move(fyne.NewPos(x+dx*part, y+dy*part))
	}
}

func (b *book) ids() (ids []string) {
	for _, spot := range touch.Targets(b.root) {
		ids = append(ids, spot.ID)
	}
	return ids
}

func TestPull(t *testing.T) {
	// Where things are on a page: a row at 150, the next at 270, a gap between
	// them at 210, text at 410, nothing at 550.
	for name, c := range map[string]struct {
		page    int
		play    func(*book)
		turned  []int
		pressed []string
	}{
		"a tap presses": {1, func(b *book) { b.drag(300, 150, 0, 0) }, nil, []string{"top.1"}},
		"a tremble presses": {1, func(b *book) {
			b.drag(300, 150, 12, 20)
			b.slide(312, 170, -24, -30)
		}, nil, []string{"top.1"}},
		"a tremble in a gap does nothing":         {1, func(b *book) { b.drag(300, 210, 3, -4) }, nil, nil},
		"up from a row":                           {1, func(b *book) { b.drag(300, 270, 0, -160) }, []int{+1}, nil},
		"down from a row":                         {1, func(b *book) { b.drag(300, 150, 0, 160) }, []int{-1}, nil},
		"up from a gap":                           {1, func(b *book) { b.drag(300, 210, 0, -100) }, []int{+1}, nil},
		"down from a gap":                         {1, func(b *book) { b.drag(300, 210, 0, 100) }, []int{-1}, nil},
		"up from a text":                          {1, func(b *book) { b.drag(130, 410, 0, -100) }, []int{+1}, nil},
		"down from where nothing is":              {1, func(b *book) { b.drag(300, 550, 0, 100) }, []int{-1}, nil},
		"hardly a fifth":                          {1, func(b *book) { b.drag(300, 270, 0, -98); b.wait() }, nil, nil},
		"just a fifth":                            {1, func(b *book) { b.drag(300, 270, 0, -101); b.wait() }, []int{+1}, nil},
		"short and slow":                          {1, func(b *book) { b.drag(300, 270, 0, -60); b.wait() }, nil, nil},
		"short and quick":                         {1, func(b *book) { b.drag(300, 270, 0, -60) }, []int{+1}, nil},
		"a clock set back is no haste":            {1, func(b *book) { b.drag(300, 270, 0, -60); b.now = b.now.Add(-time.Hour) }, nil, nil},
		"there and back":                          {1, func(b *book) { b.drag(300, 270, 0, -200); b.slide(300, 70, 0, 200) }, nil, nil},
		"there and past where it began":           {1, func(b *book) { b.drag(300, 270, 0, -150); b.slide(300, 120, 0, 300) }, []int{-1}, nil},
		"out at the top of the pager":             {1, func(b *book) { b.drag(300, 150, 0, -140) }, []int{+1}, nil},
		"out onto a button":                       {1, func(b *book) { b.drag(300, 550, 0, 150) }, []int{-1}, nil},
		"the first page down":                     {0, func(b *book) { b.drag(300, 150, 0, 300) }, nil, nil},
		"the first page up":                       {0, func(b *book) { b.drag(300, 270, 0, -160) }, []int{+1}, nil},
		"the last page up":                        {2, func(b *book) { b.drag(300, 550, 0, -300) }, nil, nil},
		"the last page down":                      {2, func(b *book) { b.drag(300, 150, 0, 160) }, []int{-1}, nil},
		"sideways":                                {1, func(b *book) { b.drag(150, 150, 200, 15) }, nil, nil},
		"sideways, then up":                       {1, func(b *book) { b.drag(150, 270, 60, 0); b.slide(210, 270, 0, -200) }, nil, nil},
		"up, then sideways":                       {1, func(b *book) { b.drag(150, 270, 0, -160); b.slide(150, 110, 200, 0) }, []int{+1}, nil},
		"from a button into the pager":            {1, func(b *book) { b.drag(300, 680, 0, -300) }, nil, nil},
		"from beside the pager":                   {1, func(b *book) { b.drag(50, 270, 100, -160) }, nil, nil},
		"from beside the pager and down again":    {1, func(b *book) { b.drag(300, 620, 0, -30); b.slide(300, 590, 0, 100) }, nil, nil},
		"a row that was pulled from is not lost":  {1, func(b *book) { b.drag(300, 270, 0, -60); b.wait(); b.finger.Up(); b.drag(300, 270, 0, 5) }, nil, []string{"low.1"}},
		"lifted on a row of the page that comes":  {1, func(b *book) { b.drag(300, 590, 0, -420) }, []int{+1}, nil},
		"pulled farther than there is to pull":    {1, func(b *book) { b.drag(300, 590, 0, -4000) }, []int{+1}, nil},
		"lifted where the row that was down went": {1, func(b *book) { b.drag(300, 150, 0, 40); b.slide(300, 190, 0, -45); b.wait() }, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBook(t, c.page)
			before := touch.Targets(b.root)
			c.play(b)
			b.finger.Up()
			if !slices.Equal(b.turned, c.turned) {
				t.Errorf("turned %v, want %v", b.turned, c.turned)
			}
			if !slices.Equal(b.pressed, c.pressed) {
				t.Errorf("pressed %v, want %v", b.pressed, c.pressed)
			}
			if after := touch.Targets(b.root); !reflect.DeepEqual(after, before) {
				t.Errorf("afterwards the targets are %v, want %v", after, before)
			}
			if touch.Pressed(b.root) {
				t.Error("still pressed after the finger has gone")
			}
		})
	}
}

// wait makes a pull slow.
func (b *book) wait() { b.now = b.now.Add(time.Second) }

// How far the page has come along, by where its upper row is.
func TestThePageComesAlong(t *testing.T) {
	for name, c := range map[string]struct {
		page     int
		way      float32
		from, to float32 // of the page
	}{
		"not while it may be a press": {1, -25, 0, 0},
		"up with the finger":          {1, -200, -200, -150},
		"down with the finger":        {1, 200, 150, 200},
		"never past the next":         {1, -3000, -600, -leafHeight},
		"never past the one before":   {1, 3000, leafHeight, 600},
		"the first unwillingly":       {0, 200, 30, 80},
		"the last unwillingly":        {2, -200, -80, -30},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBook(t, c.page)
			rest := touch.Targets(b.root)[0].Y
			b.drag(300, 410, 0, c.way)
			if moved := touch.Targets(b.root)[0].Y - rest; moved < c.from || moved > c.to {
				t.Errorf("moved %v, want between %v and %v", moved, c.from, c.to)
			}
			b.finger.Up()
			if moved := touch.Targets(b.root)[0].Y - rest; moved != 0 {
				t.Errorf("in the end it is still %v away", moved)
			}
		})
	}
}

// The neighbours are drawn while a finger pulls, and only then; they are neither
// targets nor read aloud.
func TestOnlyThePageShownCounts(t *testing.T) {
	b := newBook(t, 1)
	want := []string{"top.1", "low.1", "below"}
	check := func(when string, built ...int) {
		t.Helper()
		if got := b.ids(); !slices.Equal(got, want) {
			t.Errorf("%s: targets %v, want %v", when, got, want)
		}
		if said := strings.Join(touch.Said(b.root), " "); said != "top.1 low.1 text 1 below" {
			t.Errorf("%s: said %q", when, said)
		}
		if !slices.Equal(b.built, built) {
			t.Errorf("%s: pages %v have been drawn, want %v", when, b.built, built)
		}
	}
	check("at rest", 1)
	b.drag(300, 410, 0, -20)
	check("trembling", 1)
	if !touch.Pressed(b.root) {
		t.Error("a finger that trembles between targets may be torn from the page")
	}
	b.slide(300, 390, 0, -200)
	check("pulled", 1, 0, 2)
	if !touch.Pressed(b.root) {
		t.Error("a finger that pulls may be torn from the page")
	}
	b.finger.Up()
	check("afterwards", 1, 0, 2)
	if touch.Pressed(b.root) {
		t.Error("pressed after the end")
	}
}

func TestAPullTakesTheLookOfAPressAway(t *testing.T) {
	b := newBook(t, 1)
	shown := func() (n int) {
		for _, o := range test.WidgetRenderer(touch.Find(b.root, "low.1")).Objects() {
			if o.Visible() {
				n++
			}
		}
		return n
	}
	rest := shown()
	b.drag(300, 270, 0, -20)
	if shown() <= rest {
		t.Error("a trembling press does not look like one")
	}
	b.slide(300, 250, 0, -40)
	if shown() != rest {
		t.Error("still looks pressed while it is pulled")
	}
}

// A page that is exchanged under a finger, such as for the question whether
// somebody is there, hears no more of it.
func TestAPageTakenAwayUnderAFingerTurnsNothing(t *testing.T) {
	b := newBook(t, 1)
	b.drag(300, 550, 0, -200)
	touch.Release(b.root)
	b.slide(300, 350, 0, -160)
	b.finger.Up()
	if b.turned != nil || b.pressed != nil {
		t.Errorf("turned %v, pressed %v", b.turned, b.pressed)
	}
	if touch.Pressed(b.root) {
		t.Error("still pressed")
	}
}

// Nothing of the pages is seen outside the box, but for the edge of a row, and
// the next page is seen inside it.
func TestNothingIsDrawnOutsideThePager(t *testing.T) {
	b := newBook(t, 1)
	canvas := software.NewCanvas()
	canvas.SetPadded(false)
	canvas.SetContent(b.root)
	canvas.Resize(fyne.NewSize(600, 800))
	b.finger = touch.Finger{Root: canvas.Content()}
	rest := canvas.Capture()
	b.drag(300, 410, 0, -200)
	pulled := canvas.Capture()
	box := image.Rect(100, 100, 500, 100+leafHeight)
	near := box.Inset(-7)
	lower := image.Rect(100, 500, 500, 600)
	inside, coming := 0, 0
	for y := range 800 {
		for x := range 600 {
			p := image.Pt(x, y)
			if same(rest.At(x, y), pulled.At(x, y)) {
				continue
			}
			if !p.In(near) {
				t.Fatalf("drawn at %v, outside %v", p, box)
			}
			inside++
			if p.In(lower) {
				coming++
			}
		}
	}
	if inside == 0 || coming == 0 {
		t.Errorf("%d pixels have changed in the box, %d where the next page comes in", inside, coming)
	}
}

func same(a, b color.Color) bool {
	r, g, bl, al := a.RGBA()
	r2, g2, bl2, al2 := b.RGBA()
	return r == r2 && g == g2 && bl == bl2 && al == al2
}
