package screen

import (
	"slices"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// PadActions is what can be pressed on a number pad.
type PadActions struct {
	Digit         func(rune)
	Clear, Delete func()
}

// HelpPhone asks for a telephone number. typed is what has been typed, in
// groups; hint is what is missing, if going on was wished for too early.
//
// The field, what is missing and the way on without a number are always there.
// Where the text is too large for everything, the question gives way.
func HelpPhone(e Env, bars Bars, typed string, complete bool, hint string, saving bool, pad PadActions, onNext, onSkip func()) fyne.CanvasObject {
	bars.Go = e.goOn("bar.next", "arrow-right", onNext)
	bars.Go.Disabled, bars.Go.OnRefused = !complete, onNext
	s, b := e.frame(bars)
	var keys box
	room := b.h // for the words
	switch {
	case e.portrait():
		room -= padHeight(touch.MinTarget) + e.gap()
	case e.narrow():
		b, keys = b.split(400, e.gap())
	default:
		b, keys = b.split(min(640, b.w*0.4), e.gap()*1.6)
	}

	kicker := paragraph(theme.Body, e.text("help.kicker"), touch.Muted)
	question := paragraph(e.titleRole(), e.text("help.phone_title"))
	field := touch.Field{Text: typed, Low: e.narrow()}
	skip := flow{touch.Button{ID: "skip", Label: e.text("help.phone_skip"), OnPress: onSkip}}
	var missing, plain []touch.Part
	switch {
	case saving:
		missing = []touch.Part{e.savingNotice()}
	case hint != "":
		missing = []touch.Part{touch.Notice{Tone: theme.Gold, Text: hint}}
		plain = []touch.Part{paragraph(theme.Body, hint)}
	}
	var parts []touch.Part
	for _, parts = range [][]touch.Part{
		slices.Concat([]touch.Part{kicker, question, field}, missing, []touch.Part{skip}),
		slices.Concat([]touch.Part{question, field}, missing, []touch.Part{skip}),
		slices.Concat([]touch.Part{field}, missing, []touch.Part{skip}),
		slices.Concat([]touch.Part{field}, plain, []touch.Part{skip}),
	} {
		if e.height(b.w, e.gap()*0.6, parts...) <= room {
			break
		}
	}
	if e.portrait() {
		// Below the words, the keys are as large as there is room.
		height := min(padHeight(padKey), b.h-e.gap()-e.height(b.w, e.gap()*0.6, parts...))
		keys = box{b.x + max(0, (b.w-760)/2), b.bottom() - height, min(b.w, 760), height}
		b.h -= height + e.gap()
	}
	clear := touch.Key{ID: "key.clear", Label: e.text("help.phone_clear"), Role: theme.Label, OnPress: pad.Clear}
	if e.large() {
		clear.Icon = "x"
	}
	e.pad(s, keys, "key.", pad, clear)
	least := len(parts)
	parts = append(parts,
		touch.Bullet{Icon: "lock", Tone: theme.Teal, Text: e.text("help.phone_note"), Role: theme.Body},
		paragraph(theme.Body, e.text("help.phone_why"), touch.Muted),
	)
	e.fitting(s, b, e.gap()*0.6, least, parts...)
	return picture(s)
}

// padKey is how high the keys of a number pad are where there is room.
const padKey = 124

func padHeight(key float32) float32 { return 4*key + 3*touch.Gap }

// pad lays down the keys of a telephone; prefix begins their IDs, corner is the
// key at the lower left.
func (e Env) pad(s *touch.Sheet, b box, prefix string, on PadActions, corner touch.Part) {
	digit := func(r rune) touch.Part {
		return touch.Key{ID: prefix + string(r), Label: string(r), Role: theme.Digit, OnPress: func() { on.Digit(r) }}
	}
	var keys []touch.Part
	for _, r := range "123456789" {
		keys = append(keys, digit(r))
	}
	keys = append(keys, corner, digit('0'),
		touch.Key{ID: prefix + "delete", Label: e.text("help.phone_delete"), Icon: "backspace", Role: theme.Digit, OnPress: on.Delete})
	cell := touch.CellWidth(b.w, 3, touch.Gap)
	height := min(padKey, (b.h-3*touch.Gap)/4)
	pad := touch.NewSheet(e.Look, b.w, b.h)
	pad.Mute()
	for i, key := range keys {
		pad.Put(key, float32(i%3)*(cell+touch.Gap), float32(i/3)*(height+touch.Gap), cell, height)
	}
	s.Add(pad.Object(), b.x, b.y, b.w, b.h)
}
