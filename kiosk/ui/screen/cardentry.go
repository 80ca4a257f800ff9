package screen

import (
	"strings"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/keyboard"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// CardEntry asks for the letters of a learning card. typed is what has been typed,
// in groups; hint is what is wrong with it, if going on was wished for.
//
// The keys stay where they are whatever is said: a hint takes the place of the
// sentence that says what to do, which by then is known.
func CardEntry(e Env, bars Bars, typed string, complete, scan bool, hint string, onKey func(keyboard.Key), onNext func()) fyne.CanvasObject {
	keys := keyboard.Keyboard{Lang: e.Lang, Texts: e.Texts, Code: true, OnKey: onKey}
	if e.compact() { // on a low panel the keyboard's own key has to do
		keys.Done = e.text("bar.next")
	} else {
		bars.Go = e.goOn("bar.next", "arrow-right", onNext)
		bars.Go.Disabled, bars.Go.OnRefused = !complete, onNext
	}
	s, b := e.frame(bars)
	field := codeField{typed, e.compact()}
	_, high := field.Measure(e.Look, b.w)
	_, least := keys.Measure(e.Look, b.w)

	how := "card.entry.type"
	if scan {
		how = "card.entry.scan"
	}
	wrong := e.text("card.entry.wrong")
	title := paragraph(e.titleRole(), e.text("card.entry.title"))
	lead := paragraph(e.leadRole(), e.text(how))
	notice := func(text string) touch.Part { return touch.Notice{Tone: theme.Gold, Text: text} }
	line := func(text string) touch.Part {
		return touch.Bullet{Icon: "warning-circle", Tone: theme.Gold, Text: text, Role: theme.Body}
	}
	plain := func(text string) touch.Part { return paragraph(theme.Strong, text) }
	gap := e.gap() * 0.5
	if e.narrow() {
		gap = 3
	}
	// What is said is chosen by the longest hint there is, so that it stays the same
	// in kind with a hint and without.
	var said []touch.Part
	var height float32
	for _, way := range []struct {
		before []touch.Part // what is said without a hint
		hint   func(string) touch.Part
		title  bool // the title stays above a hint
	}{
		{before: []touch.Part{title, lead}, hint: notice, title: true},
		{before: []touch.Part{title}, hint: line, title: true},
		{before: []touch.Part{plain(e.text("card.entry.title"))}, hint: plain},
	} {
		with := func(text string) []touch.Part {
			if way.title {
				return []touch.Part{title, way.hint(text)}
			}
			return []touch.Part{way.hint(text)}
		}
		said = way.before
		if hint != "" {
			said = with(hint)
		}
		height = max(e.height(b.w, gap, way.before...), e.height(b.w, gap, with(wrong)...))
		if height+gap+high+gap+least <= b.h {
			break
		}
	}
	const keyMost = 124
	room := min(b.h-height-gap-high-gap, 4*keyMost+3*touch.Gap)
	if e.portrait() {
		room = min(b.h-height-gap-high-gap, 5*keyMost+4*touch.Gap)
	}
	s.Stack(b.x, b.y, b.w, gap, said...)
	s.Put(mute{keys}, b.x, b.bottom()-room, b.w, room)
	s.Put(field, b.x, b.bottom()-room-gap-high, b.w, high)
	return picture(s)
}

// codeField shows the letters of a card as they are typed, all of them: on one line
// or on two.
type codeField struct {
	typed string // in groups
	low   bool
}

// wide is a card that needs more room than nearly all others.
const wide = "MMMM-MMMM-MMMM-MMMM"

const codePad = 36

// lines is how the letters are written in a width: the same from the first one to
// the last, but for a card with many a W.
func (f codeField) lines(look theme.Look, width float32) (role theme.Role, two bool) {
	for _, role := range []theme.Role{theme.Digit, theme.Heading, theme.Strong} {
		if max(look.Width(role, wide), look.Width(role, f.typed)) <= width-2*codePad {
			return role, false
		}
	}
	return theme.Strong, true
}

func (f codeField) Measure(look theme.Look, width float32) (w, h float32) {
	role, two := f.lines(look, width)
	h = look.LineHeight(role)
	if two {
		h *= 2
	}
	if f.low {
		return width, h + 4
	}
	return width, h + 24
}

func (f codeField) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := touch.NewSheet(look, w, h)
	s.Mute() // it is read from the paper, not from here
	s.Rounded(theme.Card, theme.Teal.Strong(), 4, 24, 0, 0, w, h)
	role, two := f.lines(look, w)
	lines := []string{f.typed}
	if two {
		lines = strings.Split(inTwo(f.typed)+"\n", "\n")[:2]
	}
	high := h / float32(len(lines))
	at := 0 // the line where the next letter will stand
	if two && lines[1] != "" {
		at = 1
	}
	for i, line := range lines {
		y := float32(i) * high
		s.Middle(role, line, codePad, y, w-2*codePad, high)
		if i == at {
			mark := look.FontSize(role) * 1.1
			s.Fill(theme.Teal.Strong(), codePad+look.Width(role, line)+8, y+(high-mark)/2, 6, mark)
		}
	}
	return s.Object()
}
