package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/screen"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store/seal"
)

// listen returns what has the page read aloud; nil where nothing can be.
func (w *Window) listen() func() {
	if !w.shown.visit.CanListen {
		return nil
	}
	return w.press(func() { w.k.Handle(visit.ListenChosen{Sentences: w.sentences()}) })
}

// sentences returns what the page says, in its reading order, and how to go on
// from it.
func (w *Window) sentences() (all []visit.Sentence) {
	typed := w.shown.visit.Help.Phone.Reveal()
	title := w.text("help.phone_title")
	for _, text := range append(w.said(), w.ways()...) {
		all = append(all, w.sentence(text))
		if w.shown.visit.Screen == visit.HelpPhone && text == title && typed != "" {
			// The field itself is mute.
			one := strings.Join(strings.Split(typed, ""), " ")
			all = append(all, visit.Sentence{
				Text: w.text("listen.phone_kept"), Private: seal.Secret(w.text("listen.phone_typed", "digits", one)),
			})
		}
	}
	return all
}

// sentence keeps apart what the resident typed: that is not for the ears of those
// who stand around, unless it is asked for. The letters of a learning card tell
// nobody anything, and are read one by one.
func (w *Window) sentence(text string) visit.Sentence {
	s := w.shown.visit
	number, query := locale.Together(locale.GroupPhone(s.Help.Phone.Reveal())), s.Query.Reveal()
	switch {
	case s.Screen == visit.Results && text == w.text("search.found", "query", query):
		return visit.Sentence{Text: w.text("search.found", "query", w.text("listen.private_query")), Private: seal.Secret(text)}
	case s.Help.PhoneComplete() && strings.Contains(text, number):
		return visit.Sentence{Text: strings.ReplaceAll(text, number, w.text("listen.private")), Private: seal.Secret(text)}
	case s.Screen == visit.LearningCard && strings.ReplaceAll(text, " ", "-") == s.Card.String():
		return visit.Sentence{Text: spelt(s.Card.String())}
	}
	return visit.Sentence{Text: text}
}

// spelt writes the letters of a card so that they are read one by one.
func spelt(letters string) string {
	groups := strings.Split(letters, "-")
	for i, group := range groups {
		groups[i] = strings.Join(strings.Split(group, ""), " ")
	}
	return strings.Join(groups, ", ")
}

// said returns what the page says. The keyboard is not read, nor what is typed
// with it; and where the seconds are counted down, what the buttons do is said in
// a sentence.
func (w *Window) said() []string {
	switch w.shown.visit.Screen {
	case visit.Search:
		return []string{w.text("search.title"), w.text("search.hint")}
	case visit.StillThere:
		how := w.text("still.how", "stay", w.text("still.stay"), "leave", w.text("still.leave"))
		return append(touch.Said(w.body), how)
	}
	return touch.Said(w.body)
}

// ways says that more follows, and which button goes on: it stands in the bar that
// is otherwise the same everywhere.
func (w *Window) ways() (sentences []string) {
	if more := touch.Find(w.body, "page.next"); more != nil {
		sentences = append(sentences, w.text("listen.more", "label", more.Label()))
	}
	for _, id := range []string{"key.done", "next"} {
		if goOn := touch.Find(w.body, id); goOn != nil {
			return append(sentences, w.text("listen.go_on", "label", goOn.Label()))
		}
	}
	return sentences
}

// text returns a text of the catalogue in the language of the visit.
func (w *Window) text(id string, args ...any) string {
	return w.k.Texts().Text(w.shown.visit.Lang, id, args...)
}

func (w *Window) drawListen(e screen.Env, bars screen.Bars) fyne.CanvasObject {
	s := w.shown.visit
	sentence, _ := s.Reading.Sentences[s.Reading.At].In(s.Manner)
	reading := screen.Reading{
		Sentence: sentence, N: s.Reading.At + 1, Count: len(s.Reading.Sentences),
		Speed: int(kiosk.Manner(s.Manner).Speed), Volume: int(kiosk.Manner(s.Manner).Volume),
		Paused: s.Reading.Paused, Over: s.Reading.Over, Failed: s.Reading.Failed,
	}
	step := func(possible bool, e visit.Event) func() {
		if !possible {
			return nil
		}
		return w.do(e)
	}
	m := s.Manner
	if s.CanAskPrivate() {
		reading.PrivateID = "listen.ask_number"
		if s.Query != "" {
			reading.PrivateID = "listen.ask_query"
		}
	}
	return screen.Listen(e, bars, reading, w.page(), screen.ListenActions{
		Private: w.do(visit.PrivateAsked{}),
		Pause:   step(!s.Reading.Over, visit.PauseTurned{}), Repeat: w.do(visit.RepeatChosen{}),
		Slower: step(m.Speed > visit.SlowestSpeed, visit.SpeedChosen{By: -1}),
		Faster: step(m.Speed < visit.FastestSpeed, visit.SpeedChosen{By: +1}),
		Softer: step(m.Volume > visit.SoftestVolume, visit.VolumeChosen{By: -1}),
		Louder: step(m.Volume < visit.LoudestVolume, visit.VolumeChosen{By: +1}),
	}, w.do(visit.NextChosen{}))
}
