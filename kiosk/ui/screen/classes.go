package screen

import (
	"time"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Classes lists the classes and support points that come next, and before them
// the way to what the ward announces, if it announces anything.
func Classes(e Env, bars Bars, meetings []content.Meeting, news int, page Page, onNews func()) fyne.CanvasObject {
	s, b := e.frame(bars)
	var rows []touch.Part
	if news > 0 {
		row := touch.Row{
			ID: "news", Icon: e.rowIcon("megaphone"), Tone: theme.Gold, Small: true,
			Title: e.text("classes.news"), Subtitle: e.text("classes.news_more", "n", news), OnPress: onNews,
		}
		if e.compact() {
			row.Subtitle = ""
		}
		rows = append(rows, row)
	}
	if len(meetings) == 0 {
		b.w = min(b.w, 1300)
		e.middled(s, b, e.gap(), page, append([]touch.Part{
			headline{icon: "calendar-dots", tone: theme.Green, role: e.titleRole(), text: e.text("classes.none")},
			paragraph(e.leadRole(), e.text("classes.none_more")),
		}, rows...)...)
		return picture(s)
	}
	columns := e.columns()
	entries := make([]touch.Part, len(meetings))
	for i, meeting := range meetings {
		entries[i] = e.meeting(meeting, bars.Now)
	}
	top := b.y + e.Look.Height(e.titleRole(), e.text("classes.title"), b.w) + e.gap()*0.6
	rest := b.from(top)
	for _, row := range rows {
		rest = rest.from(rest.y + e.height(b.w, 0, row) + touch.Gap)
	}
	if e.large() || e.compact() || e.highest(rest.w, lines(entries, columns)) > e.pageHeight(rest) {
		// One below the other, where a page can end between any two lines.
		parts := append([]touch.Part{paragraph(e.titleRole(), e.text("classes.title"))}, rows...)
		for _, meeting := range meetings {
			parts = append(parts, e.together(b, e.meeting(meeting, bars.Now).paragraphs()...)...)
		}
		e.column(s, b, e.gap()*0.5, page, parts...)
		return picture(s)
	}
	e.heading(s, b, e.text("classes.title"), "")
	s.Stack(b.x, top, b.w, touch.Gap, rows...)
	e.list(s, rest, "", "", columns, page, entries)
	return picture(s)
}

// highest returns how high the highest of the parts is.
func (e Env) highest(w float32, parts []touch.Part) (h float32) {
	for _, part := range parts {
		_, height := part.Measure(e.Look, w)
		h = max(h, height)
	}
	return h
}

// entry is a thing to read in a list, with an icon before it. It leads nowhere and
// has no frame, so that nobody presses it.
type entry struct {
	icon  string
	tone  theme.Tone
	title string
	when  string
	lines []string // below, of second rank
}

func (e Env) meeting(m content.Meeting, now time.Time) entry {
	kind := entry{icon: "chalkboard-teacher", tone: theme.Green}
	if m.Kind == content.SupportPoint {
		kind = entry{icon: "map-pin", tone: theme.Teal}
	}
	kind.icon = e.rowIcon(kind.icon)
	kind.title = m.Title.In(e.Lang)
	kind.when = e.when(m, now)
	kind.lines = []string{e.text("classes.where", "where", m.Where.In(e.Lang))}
	if m.Weekly() {
		kind.lines = append(kind.lines, e.text("classes.weekly",
			"weekday", e.text("bar.weekday."+weekday(m.Begins)), "until", date(m.Until)))
	}
	return kind
}

// when says on which day a meeting is, and from when to when.
func (e Env) when(m content.Meeting, now time.Time) string {
	start, end := m.Begins.Format("15:04"), m.Ends.Format("15:04")
	switch days := m.InDays(now); {
	case m.Running(now):
		return e.text("classes.now", "end", end)
	case days == 0:
		return e.text("classes.today", "start", start, "end", end)
	case days == 1:
		return e.text("classes.tomorrow", "start", start, "end", end)
	}
	return e.text("classes.later", "weekday", e.text("bar.weekday."+weekday(m.Begins)),
		"date", date(m.Begins), "start", start, "end", end)
}

// weekday is the day of the week as the ids of its texts end.
func weekday(t time.Time) string { return string(rune('0' + int(t.Weekday()))) }

func (v entry) paragraphs() []touch.Part {
	parts := []touch.Part{
		paragraph(theme.Strong, v.title),
		paragraph(theme.Strong, v.when),
	}
	for _, line := range v.lines {
		parts = append(parts, paragraph(theme.Body, line, touch.Muted))
	}
	return parts
}

const (
	entryBadge = 84
	entryGap   = 26
	entryPad   = 14 // above and below
)

// indent is where the text begins.
func (v entry) indent() float32 {
	if v.icon == "" {
		return 0
	}
	return entryBadge + entryGap
}

func (v entry) Measure(look theme.Look, width float32) (w, h float32) {
	text := Env{Look: look}.height(width-v.indent(), 0, v.paragraphs()...)
	return width, max(entryBadge, text) + 2*entryPad
}

func (v entry) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := touch.NewSheet(look, w, h)
	if v.icon != "" {
		s.Badge(v.icon, v.tone, 0, entryPad, entryBadge)
	}
	s.Stack(v.indent(), entryPad, w-v.indent(), 0, v.paragraphs()...)
	return s.Object()
}
