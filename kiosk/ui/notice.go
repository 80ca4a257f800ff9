package ui

import (
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/screen"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// NoticeOptions is what a notice has to know.
type NoticeOptions struct {
	Texts        *locale.Catalogue
	PanelWidthMM int    // of the panel's picture, as far as is known
	Outline      string // file for the outline of targets; empty: none
	Log          *slog.Logger
}

// Notice is shown while there is no kiosk that could be. Nothing on it can be pressed.
type Notice struct {
	o      NoticeOptions
	body   *fyne.Container
	size   fyne.Size
	shown  screen.Unusable
	told   bool // there is something to show
	number int  // of the outline
}

// NewNotice takes a surface for a notice, until [New] takes it for a kiosk.
func NewNotice(surface Surface, o NoticeOptions) *Notice {
	n := &Notice{o: o, body: container.NewStack()}
	surface.SetContent(container.New(rootLayout{resized: n.resize}, n.body, newTouchLayer(func() {})))
	return n
}

// Show shows why there is no kiosk.
func (n *Notice) Show(u screen.Unusable) {
	n.shown, n.told = u, true
	n.draw()
}

func (n *Notice) resize(size fyne.Size) {
	if size == n.size || size.Width < 2 || size.Height < 2 {
		return
	}
	n.size = size
	n.draw()
}

func (n *Notice) draw() {
	if !n.told || n.size.IsZero() {
		return
	}
	look := theme.Look{Unit: theme.UnitFor(n.o.PanelWidthMM, n.size.Width), Scale: 1}
	width, height := look.Design(n.size)
	e := screen.Env{Look: look, Width: width, Height: height, Lang: locale.Vi, Texts: n.o.Texts}
	n.body.Objects = []fyne.CanvasObject{n.shown.Draw(e)}
	n.body.Refresh()
	if n.o.Outline == "" {
		return
	}
	n.number++
	if err := writeOutline(n.o.Outline, outline{Seq: n.number, Screen: "unusable", Lang: string(locale.Vi), Targets: []outlineTarget{}}); err != nil {
		n.o.Log.Error("outline not written", "err", err)
	}
}
