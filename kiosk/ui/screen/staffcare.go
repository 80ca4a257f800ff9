package screen

import (
	"strconv"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// StaffCleaning is the screen while it is wiped; left is how many seconds remain. Nothing
// on it can be pressed, and it is dark, so that dust and streaks are seen.
func StaffCleaning(e Env, left int) fyne.CanvasObject {
	s := touch.NewSheet(e.Look, e.Width, e.Height)
	s.Fill(theme.Dark, 0, 0, e.Width, e.Height)
	w := min(e.Width-2*sideMargin, 1300)
	parts := []touch.Part{
		paragraph(theme.Title, e.text("staff.clean_title"), touch.Centred, touch.In(theme.OnDark)),
		paragraph(theme.Display, e.text("staff.clean_left", "n", left), touch.Centred, touch.In(theme.OnDark)),
		paragraph(theme.Body, e.text("staff.clean_more"), touch.Centred, touch.In(theme.OnDark)),
		paragraph(theme.Body, e.text("staff.clean_end"), touch.Centred, touch.In(theme.OnDark)),
	}
	high := e.height(w, e.gap(), parts...)
	s.Stack((e.Width-w)/2, (e.Height-high)/2, w, e.gap(), parts...)
	return picture(s)
}

// Spot is a place on the panel, in millimetres.
type Spot struct{ X, Y float64 }

// at is where a place lies on the screen.
func (p Spot) at() (x, y float32) { return theme.MM(float32(p.X)), theme.MM(float32(p.Y)) }

// StaffTouchTest asks for a touch at a place, and takes one wherever it is felt.
type StaffTouchTest struct {
	Number  int    // of the place, from 1
	More    string // how far the test has come
	Place   Spot
	OnTouch func(Spot)
}

// ringMM is how wide the ring is at which the finger aims: as high as what residents
// touch.
const ringMM = 20

// Draw draws the ring and, above the middle of the screen, where no ring ever is, what
// is to be done.
func (t StaffTouchTest) Draw(e Env) fyne.CanvasObject {
	s := touch.NewSheet(e.Look, e.Width, e.Height)
	s.Fill(theme.Paper, 0, 0, e.Width, e.Height)
	w := min(e.Width-2*sideMargin, 1300)
	parts := []touch.Part{
		paragraph(e.titleRole(), e.text("staff.touch_title"), touch.Centred),
		paragraph(theme.Body, t.More, touch.Centred, touch.Muted),
	}
	high := e.height(w, e.gap()*0.4, parts...)
	const free = 120 // below the rings at the upper edge, and above that in the middle
	s.Stack((e.Width-w)/2, free+max(0, e.Height/2-free-60-high)/2, w, e.gap()*0.4, parts...)

	x, y := t.Place.at()
	radius := theme.MM(ringMM) / 2
	s.Dot(theme.Card, theme.Ink, x, y, radius)
	s.Dot(theme.Gold.Soft(), theme.Ink, x, y, radius/2)
	s.Fill(theme.Ink, x-radius, y-1.5, 2*radius, 3)
	s.Fill(theme.Ink, x-1.5, y-radius, 3, 2*radius)
	s.Put(touch.Area{ID: "touch.panel." + strconv.Itoa(t.Number), Label: e.text("staff.touch_title"), Clear: true, OnTouch: func(x, y float32) {
		t.OnTouch(Spot{float64(x / theme.MM(1)), float64(y / theme.MM(1))})
	}}, 0, 0, e.Width, e.Height)
	return picture(s)
}

// TouchedSpot is a place of the touch test and how well it was felt, in words.
type TouchedSpot struct {
	Place Spot
	Says  string
	Tone  theme.Tone
}

// StaffTouchResult is how the touch test went.
type StaffTouchResult struct {
	StaffStep
	Outcome touch.Bullet
	Do      string // what to do about it; empty: nothing
	Spots   []TouchedSpot
	OnAgain func()
}

// Draw draws what came of it and, as on a small panel, how well each place was felt.
func (r StaffTouchResult) Draw(e Env) fyne.CanvasObject {
	s, b := r.begin(e)
	again := touch.Button{ID: "staff.touch.again", Label: e.text("staff.touch_again"), Icon: "hand-tap", Kind: touch.Try, OnPress: r.OnAgain}
	parts := []touch.Part{r.Outcome}
	if r.Do != "" {
		parts = append(parts, paragraph(theme.Staff, r.Do))
	}
	parts = append(parts, paragraph(theme.Staff, e.text("staff.touch_key"), touch.Muted), flow{again})
	b = b.from(s.Stack(b.x, b.y, b.w, 8, parts...) + e.gap()*0.6)

	scale := min(b.w/e.Width, b.h/e.Height)
	panel := box{b.x, b.y, e.Width * scale, e.Height * scale}
	s.Rounded(theme.Card, theme.Ink, 4, 16, panel.x, panel.y, panel.w, panel.h)
	const dot, wide = 12, 220
	line := e.Look.LineHeight(theme.Staff)
	for _, spot := range r.Spots {
		x, y := spot.Place.at()
		x, y = panel.x+x*scale, panel.y+y*scale
		x = min(max(x, panel.x+dot+8), panel.right()-dot-8)
		y = min(max(y, panel.y+dot+8), panel.bottom()-dot-8)
		s.Dot(spot.Tone.Strong(), theme.Ink, x, y, dot)
		left, align := x-wide/2, []touch.TextOption{touch.Centred}
		switch {
		case left < panel.x:
			left, align = x-dot, nil
		case left+wide > panel.right():
			left, align = x+dot-wide, []touch.TextOption{touch.Trailing}
		}
		below := y + dot
		if below+line > panel.bottom() {
			below = y - dot - line
		}
		s.Text(theme.Staff, spot.Says, left, below, wide, align...)
	}
	return picture(s)
}
