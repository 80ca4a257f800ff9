package touch

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// Kind is the look of a button, which says what sort of thing it does.
type Kind int

// The kinds of buttons.
const (
	Plain  Kind = iota // white with a thin edge: the ordinary button
	Go                 // teal: the one that goes on
	Help               // red: ask for help
	Print              // blue: print
	Try                // white with a teal edge: try it out
	Chosen             // dark: the one chosen among several
	Quiet              // no edge, no ground: beside the point
)

// Button is a label to press, with an icon if there is one.
type Button struct {
	ID      string
	Label   string
	Icon    string // without the weight; may be empty
	Kind    Kind
	After   bool // the icon stands behind the label
	Above   bool // the icon stands above the label, for narrow places
	OnPress func()

	// Disabled draws the button as one that does nothing yet. A press then calls
	// OnRefused, if it is set, which should say what is still to be done.
	Disabled  bool
	OnRefused func()
}

// buttonLook is how a kind is drawn.
type buttonLook struct {
	panel
	ink  theme.Colour
	role theme.Role
	pad  float32
	dark bool
}

func (b Button) style() buttonLook {
	look := buttonLook{
		panel: panel{fill: theme.Card, edge: theme.Line, edgeWidth: edgeWidth, radius: 22},
		ink:   theme.Ink, role: theme.Label, pad: 32,
	}
	filled := func(ground theme.Colour) {
		look.fill, look.ink, look.dark = ground, theme.OnDark, true
		look.edge = ground
	}
	if b.Disabled {
		look.fill, look.ink = theme.Paper, theme.Muted
		return look
	}
	switch b.Kind {
	case Go:
		filled(theme.Teal.Deep())
		look.role, look.pad = theme.Lead, 46
	case Help:
		filled(theme.Red.Deep())
	case Print:
		filled(theme.Blue.Deep())
		look.role, look.pad = theme.Lead, 46
	case Try:
		look.edge, look.ink = theme.Teal.Strong(), theme.Teal.Deep()
	case Chosen:
		filled(theme.Dark)
	case Quiet:
		look.fill, look.edgeWidth = theme.Paper, 0
	}
	return look
}

// iconSize and iconGap go with the size of the text beside them.
func iconSize(look theme.Look, role theme.Role) float32 { return look.FontSize(role) * 1.25 }
func iconGap(look theme.Look, role theme.Role) float32  { return look.FontSize(role) * 0.55 }

// beside is the room that the icon takes away from the label's width.
func (b Button) beside(look theme.Look, role theme.Role) float32 {
	if b.Icon == "" || b.Above || b.Label == "" {
		return 0
	}
	return iconSize(look, role) + iconGap(look, role)
}

// Measure returns the size of the button with its label on one line, or on
// several if that is too wide.
func (b Button) Measure(look theme.Look, width float32) (w, h float32) {
	style := b.style()
	if b.Above {
		style.pad = 20
	}
	extra := 2*style.pad + b.beside(look, style.role)
	lines := look.Wrap(style.role, b.Label, width-extra)
	w = extra + widest(look, style.role, lines)
	h = float32(len(lines)) * look.LineHeight(style.role)
	if b.Icon != "" && b.Above {
		h += iconSize(look, style.role)
	}
	if b.Icon != "" && (b.Above || b.Label == "") {
		w = max(w, extra+iconSize(look, style.role))
	}
	return w, max(barHeight, h+36)
}

// Build draws icon and label as one group in the middle of the button.
func (b Button) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	style := b.style()
	if b.Above {
		style.pad = 20
	}
	press := b.OnPress
	if b.Disabled {
		press = b.OnRefused
	}
	ground := style.panel
	if look.Contrast && b.Kind != Quiet {
		ground.edge, ground.edgeWidth = theme.Line, 4
	}
	return newTarget(look, w, h, pressable{
		id: b.ID, label: b.Label, ground: ground, dark: style.dark, onPress: orNothing(press),
	}, func(s *Sheet) { b.draw(s, style) })
}

func (b Button) draw(s *Sheet, style buttonLook) {
	icon := iconSize(s.Look, style.role)
	beside := b.beside(s.Look, style.role)
	room := s.Width - 2*style.pad - beside
	lines := s.Look.Wrap(style.role, b.Label, room)
	text := widest(s.Look, style.role, lines)
	left := (s.Width - text - beside) / 2
	switch {
	case b.Icon == "":
		s.middle(style.role, b.Label, lines, style.pad, 0, room, s.Height, Centred, In(style.ink))
	case b.Label == "":
		s.Icon(b.Icon+"-bold", style.ink, (s.Width-icon)/2, (s.Height-icon)/2, icon)
	case b.Above:
		height := icon + float32(len(lines))*s.Look.LineHeight(style.role)
		top := (s.Height - height) / 2
		s.Icon(b.Icon+"-bold", style.ink, (s.Width-icon)/2, top, icon)
		s.lines(style.role, b.Label, lines, style.pad, top+icon, room, Centred, In(style.ink))
	case b.After:
		s.middle(style.role, b.Label, lines, left, 0, text, s.Height, In(style.ink))
		s.Icon(b.Icon+"-bold", style.ink, left+text+beside-icon, (s.Height-icon)/2, icon)
	default:
		s.Icon(b.Icon+"-bold", style.ink, left, (s.Height-icon)/2, icon)
		s.middle(style.role, b.Label, lines, left+beside, 0, text, s.Height, In(style.ink))
	}
}

// orNothing makes a press that nobody waits for harmless.
func orNothing(press func()) func() {
	if press == nil {
		return func() {}
	}
	return press
}
