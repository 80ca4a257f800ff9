package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Topic is something help can be wanted with.
type Topic struct {
	ID       string // of the touch target
	Icon     string
	Title    string
	Subtitle string // may be empty
	OnPress  func()
}

// kicker is the small line above the questions of a request for help, where
// there is room for it.
func (e Env) kicker(s *touch.Sheet, b box) box {
	if e.compact() || e.large() {
		return b
	}
	return b.from(s.Text(theme.Body, e.text("help.kicker"), b.x, b.y, b.w, touch.Muted))
}

// HelpTopic asks what help is wanted with. Where the resident was, if anywhere,
// is offered first and across the whole width.
func HelpTopic(e Env, bars Bars, here *Topic, topics []Topic, saving bool, page Page) fyne.CanvasObject {
	s, b := e.frame(bars)
	b = e.kicker(s, b)
	title := e.text("help.topic_title")
	if saving {
		s.Place(e.savingNotice(), b.x, e.heading(s, b, title, ""), b.w)
		return picture(s)
	}
	var rows []touch.Part
	for _, topic := range topics {
		rows = append(rows, e.topic(topic))
	}
	if here != nil && e.large() {
		rows = append([]touch.Part{e.topic(*here)}, rows...)
	} else if here != nil {
		y := e.heading(s, b, title, "")
		b, title = b.from(s.Place(e.topic(*here), b.x, y, b.w)+touch.Gap), ""
	}
	columns := e.columns()
	if e.compact() {
		columns = 3
	}
	e.list(s, b, title, "", columns, page, rows)
	return picture(s)
}

func (e Env) topic(t Topic) touch.Part {
	return touch.Row{ID: t.ID, Icon: e.rowIcon(t.Icon), Small: e.compact(), Tone: theme.Red, Title: t.Title, Subtitle: t.Subtitle, OnPress: t.OnPress}
}

// savingNotice stands in place of what could be pressed while a request is on
// its way to the disk.
func (e Env) savingNotice() touch.Part {
	return touch.Notice{Icon: "clock", Tone: theme.Blue, Text: e.text("help.saving")}
}

// HelpHow asks whether the resident waits or wishes to be called back.
func HelpHow(e Env, bars Bars, page Page, saving bool, onWait, onCall func()) fyne.CanvasObject {
	s, b := e.frame(bars)
	b = e.kicker(s, b)
	title := e.text("help.how_title")
	if saving {
		s.Place(e.savingNotice(), b.x, e.heading(s, b, title, ""), b.w)
		return picture(s)
	}
	e.tiles(s, b, title, "", 2, page, []touch.Tile{
		{ID: "how.wait", Icon: "armchair", Tone: theme.Teal, Title: e.text("help.how_wait"), Subtitle: e.text("help.how_wait_more"), OnPress: onWait},
		{ID: "how.call", Icon: "phone-call", Tone: theme.Blue, Title: e.text("help.how_call"), Subtitle: e.text("help.how_call_more"), OnPress: onCall},
	})
	return picture(s)
}
