package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/screen"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// listen returns what has the page read aloud; nil where nothing can be.
func (w *Window) listen() func() {
	if !w.shown.visit.CanListen {
		return nil
	}
	return w.press(func() { w.k.Handle(visit.ListenChosen{Sentences: w.sentences()}) })
}

// sentences returns what the page says, in its reading order. A telephone number
// that was typed is not for the ears of those who stand around.
func (w *Window) sentences() []string {
	s := w.shown.visit
	private := locale.GroupPhone(s.Help.Phone.Reveal())
	var sentences []string
	for _, text := range touch.Said(w.body) {
		if private != "" {
			text = strings.ReplaceAll(text, private, w.k.Texts().Text(s.Lang, "listen.private"))
		}
		sentences = append(sentences, text)
	}
	return sentences
}

func (w *Window) drawListen(e screen.Env, bars screen.Bars) fyne.CanvasObject {
	s := w.shown.visit
	reading := screen.Reading{
		Sentence: s.Reading.Sentences[s.Reading.At], N: s.Reading.At + 1, Count: len(s.Reading.Sentences),
		Paused: s.Reading.Paused, Over: s.Reading.Over,
	}
	step := func(possible bool, e visit.Event) func() {
		if !possible {
			return nil
		}
		return w.do(e)
	}
	m := s.Manner
	return screen.Listen(e, bars, reading, w.page(), screen.ListenActions{
		Pause: w.do(visit.PauseTurned{}), Repeat: w.do(visit.RepeatChosen{}),
		Slower: step(m.Speed > visit.SlowestSpeed, visit.SpeedChosen{By: -1}),
		Faster: step(m.Speed < visit.FastestSpeed, visit.SpeedChosen{By: +1}),
		Softer: step(m.Volume > visit.SoftestVolume, visit.VolumeChosen{By: -1}),
		Louder: step(m.Volume < visit.LoudestVolume, visit.VolumeChosen{By: +1}),
	}, w.do(visit.NextChosen{}))
}
