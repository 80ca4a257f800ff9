package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// HelpFailed sends the resident to the desk when a request could not be kept.
func HelpFailed(e Env, bars Bars, page Page, onDone func()) fyne.CanvasObject {
	bars.Go = e.goOn("help.ticket_done", "check", onDone)
	s, b := e.frame(bars)
	e.middled(s, b, e.gap(), page,
		headline{icon: "warning-circle", tone: theme.Gold, role: e.titleRole(), text: e.text("help.failed_title")},
		paragraph(e.leadRole(), e.text("help.failed_body")),
	)
	return picture(s)
}

// StillThere asks whether anybody is there; left is how many seconds remain.
func StillThere(e Env, bars Bars, left int, onStay, onLeave func()) fyne.CanvasObject {
	bars = Bars{Place: bars.Place, Ward: bars.Ward, Now: bars.Now, OnLang: bars.OnLang, OnMark: bars.OnMark, OnListen: bars.OnListen}
	s, b := e.frame(bars)
	b.x, b.w = b.x+max(0, b.w-1300)/2, min(b.w, 1300)
	// One page that says all at once: who is counted down should not have to turn
	// pages. Where there is no room for the long sentence, the short one has to do.
	var parts []touch.Part
	for _, id := range []string{"still.count", "still.count_short"} {
		parts = []touch.Part{
			headline{icon: "clock", tone: theme.Gold, role: e.titleRole(), text: e.text("still.title")},
			paragraph(e.leadRole(), e.text(id, "n", left)),
			mute{flow{
				touch.Button{ID: "stay", Label: e.text("still.stay"), Icon: "check", Kind: touch.Go, OnPress: onStay},
				touch.Button{ID: "leave", Label: e.text("still.leave"), OnPress: onLeave},
			}}, // what they do is read aloud as a sentence
		}
		if e.height(b.w, e.gap(), parts...) <= b.h {
			break
		}
	}
	e.middled(s, b, e.gap(), Page{}, parts...)
	return picture(s)
}

// barless begins a screen without bars. The box is as wide as is good to read.
func (e Env) barless() (*touch.Sheet, box) {
	s := touch.NewSheet(e.Look, e.Width, e.Height)
	s.Fill(theme.Paper, 0, 0, e.Width, e.Height)
	w := min(e.Width-2*sideMargin, 1300)
	return s, box{(e.Width - w) / 2, sideMargin, w, e.Height - 2*sideMargin}
}

// OutOfOrder says where to go while the kiosk cannot be used, in every language.
// Nothing on it can be pressed.
func OutOfOrder(e Env, place, ward locale.Text, line content.Hotline) fyne.CanvasObject {
	s, b := e.barless()
	parts := []touch.Part{headline{icon: "warning-circle", tone: theme.Gold, role: e.titleRole(), text: e.text("broken.title")}}
	for _, lang := range locale.Langs() {
		text := e.Texts.Text(lang, "broken.body", "place", place.In(lang), "ward", ward.In(lang))
		if line.Number != "" {
			text += " " + e.Texts.Text(lang, "broken.line", "number", locale.Together(line.Number), "title", line.Title.In(lang))
		}
		if lang == e.Lang {
			parts = append(parts, paragraph(e.leadRole(), text))
		} else {
			parts = append(parts, paragraph(theme.Body, e.Texts.Text(lang, "broken.title")+". "+text, touch.Muted))
		}
	}
	e.middled(s, b, e.gap(), Page{}, parts...)
	return picture(s)
}

// Wiped says that nothing of the visit is left, in every language, for the one
// chosen is forgotten too. All of it is one target, which begins a new visit.
func Wiped(e Env, onWake func()) fyne.CanvasObject {
	s, b := e.barless()
	e.middled(s, b, e.gap(), Page{},
		headline{icon: "check-circle", tone: theme.Green, role: e.titleRole(), text: e.text("wiped.title")},
		paragraph(e.leadRole(), e.text("wiped.body")),
		paragraph(e.leadRole(), e.Texts.Text(locale.En, "wiped.title")+". "+e.Texts.Text(locale.En, "wiped.body"), touch.Muted),
	)
	s.Put(touch.Area{ID: "wake", Label: e.text("wiped.title"), Clear: true, OnPress: onWake}, 0, 0, e.Width, e.Height)
	return picture(s)
}
