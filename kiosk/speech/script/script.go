// Package script lists all that the screens of a kiosk have read aloud, so that
// clips can be made of it beforehand.
//
// A clip is played for exactly the words it was made for. So a text with a {name}
// to be filled in is listed as it is shown, once for each value it can have: the
// fee of each service, each step of each lesson. What nobody can know beforehand
// has no clip and is left to espeak-ng: the seconds left, a place in the queue, a
// ticket, what a resident typed.
//
// The id of a text names the file of its clip: the id of the catalogue, or the
// kind of content, its id and the place in it, with numbers from 1.
package script

import (
	"fmt"
	"time"

	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/speech"
)

// Texts lists every text once in each language: what stands in two places has one
// clip, under the id of the first.
func Texts(langs []locale.Lang, catalogue *locale.Catalogue, pack *content.Pack, place config.Place) []speech.Utterance {
	l := &list{langs: langs, catalogue: catalogue, known: map[wording]bool{}}
	for _, id := range catalogue.IDs() {
		l.add(id, catalogue.Both(id))
	}
	l.screens(place)
	for _, g := range pack.Groups {
		l.add("group."+g.ID+".title", g.Title)
		if !g.Summary.Empty() {
			l.add("group."+g.ID+".summary", g.Summary)
			continue
		}
		count := 0
		for _, s := range pack.Services {
			if s.Group == g.ID {
				count++
			}
		}
		l.fill("group."+g.ID+".count", "services.count", "n", count)
	}
	for _, h := range pack.Hotlines {
		l.hotline(h)
	}
	for _, lesson := range pack.Lessons {
		l.lesson(lesson)
	}
	l.learningCard(pack)
	for _, s := range pack.Services {
		l.service(s)
	}
	for _, a := range pack.Ward.Announcements {
		l.announcement(a)
	}
	for i, s := range pack.Ward.Sessions {
		l.session(fmt.Sprintf("session.%d", i+1), s)
	}
	for _, g := range pack.Ward.ResidentialGroups {
		l.residentialGroup(g)
	}
	if ssid := pack.Ward.WiFi.SSID; ssid != "" {
		// The password is left to espeak-ng: it would stand in the name of no file,
		// but be heard in one that is copied about.
		l.add("wifi.ssid.value", locale.Text{Vi: ssid, En: ssid})
		l.fill("wifi.ssid.row", "connect.wifi_more", "ssid", ssid)
	}
	return l.texts
}

// list is what has been found so far.
type list struct {
	langs     []locale.Lang
	catalogue *locale.Catalogue
	known     map[wording]bool
	texts     []speech.Utterance
}

type wording struct {
	lang locale.Lang
	text string
}

func (l *list) add(id string, text locale.Text) {
	for _, lang := range l.langs {
		w := wording{lang, text.In(lang)}
		if w.text == "" || l.known[w] {
			continue
		}
		l.known[w] = true
		l.texts = append(l.texts, speech.Utterance{ID: id, Lang: lang, Text: w.text})
	}
}

func (l *list) addAll(id string, texts []locale.Text) {
	for i, text := range texts {
		l.add(fmt.Sprintf("%s.%d", id, i+1), text)
	}
}

// fill adds a text of the catalogue with its values; a [locale.Text] among them is
// taken in the language of the text.
func (l *list) fill(id, textID string, args ...any) {
	in := func(lang locale.Lang) string {
		values := make([]any, len(args))
		for i, arg := range args {
			values[i] = arg
			if text, ok := arg.(locale.Text); ok {
				values[i] = text.In(lang)
			}
		}
		return l.catalogue.Text(lang, textID, values...)
	}
	l.add(id, locale.Text{Vi: in(locale.Vi), En: in(locale.En)})
}

// goOn are the labels of the buttons that go on.
func goOn() []string {
	return []string{
		"bar.next", "prepare.start", "step.next", "step.last", "finished.other", "card.more", "help.ticket_done", "display.done", "search.find",
	}
}

// missing is how many digits a telephone number can lack, so that it is said how
// many.
const missing = 10

// screens adds what the program itself says.
func (l *list) screens(place config.Place) {
	label := l.catalogue.Both
	l.fill("listen.more.filled", "listen.more", "label", label("list.next"))
	for _, id := range goOn() {
		l.fill("listen.go_on."+id, "listen.go_on", "label", label(id))
	}
	l.fill("still.how.filled", "still.how", "stay", label("still.stay"), "leave", label("still.leave"))
	l.fill("search.found.filled", "search.found", "query", label("listen.private_query"))
	for n := range missing {
		l.fill(fmt.Sprintf("help.phone_more.%d", n+1), "help.phone_more", "n", n+1)
	}
	l.add("place.ward", place.Ward)
	l.fill("help.consent.notice.filled", "help.consent.notice", "ward", place.Ward, "phone", label("listen.private"))
	l.fill("help.ticket_call.filled", "help.ticket_call", "phone", label("listen.private"))
}

func (l *list) hotline(h content.Hotline) {
	id := "hotline." + h.ID
	l.add(id+".title", h.Title)
	l.add(id+".number", locale.Text{Vi: h.Number, En: h.Number})
	line := "safety.line"
	if h.Free {
		line = "safety.line_free"
	}
	l.fill(id+".line", line, "number", h.Number, "title", h.Title)
	l.overdue(h.Checked)
}

func (l *list) lesson(lesson content.Lesson) {
	id, steps := "lesson."+lesson.ID, len(lesson.Steps)
	l.add(id+".title", lesson.Title)
	l.add(id+".summary", lesson.Summary)
	l.addAll(id+".need", lesson.Need)
	l.fill(id+".meta", "lessons.meta", "steps", steps, "minutes", lesson.Minutes)
	l.fill(id+".meta_done", "lessons.meta_done", "steps", steps, "minutes", lesson.Minutes)
	l.fill(id+".steps", "prepare.steps", "n", steps)
	l.fill(id+".minutes", "prepare.minutes", "n", lesson.Minutes)
	l.fill(id+".finished", "finished.body", "title", lesson.Title)
	l.fill(id+".learnt", "finished.learnt", "title", lesson.Title)
	l.overdue(lesson.Checked)
	for i, step := range lesson.Steps {
		id := fmt.Sprintf("%s.step.%d", id, i+1)
		l.fill(id+".of", "step.of", "n", i+1, "m", steps)
		l.fill(id+".topic", "help.topic_step", "title", lesson.Title, "n", i+1)
		l.add(id+".title", step.Title)
		l.add(id+".body", step.Body)
		l.add(id+".warning", step.Warning)
		l.add(id+".differs", step.Differs)
		for k, item := range step.Phone.Items {
			l.add(fmt.Sprintf("%s.phone.%d", id, k+1), item.Label)
			if item.Digits > 0 {
				l.fill(fmt.Sprintf("step.try_digits.%d", item.Digits), "step.try_digits", "n", item.Digits)
			}
			for n, answer := range item.Answers {
				l.add(fmt.Sprintf("%s.phone.%d.answer.%d", id, k+1, n+1), answer.Label)
			}
			l.add(fmt.Sprintf("%s.phone.%d.value", id, k+1), locale.Text{Vi: item.Value, En: item.Value})
		}
	}
}

// learningCard adds what is said of a card, whatever is done. Its letters have no
// clip: they are not known beforehand.
func (l *list) learningCard(pack *content.Pack) {
	for n := range len(pack.Lessons) + 1 {
		l.fill(fmt.Sprintf("card.progress.%d", n), "card.progress", "n", n, "m", len(pack.Lessons))
	}
	for _, skill := range content.Skills() {
		id, name := "card.skill."+string(skill), l.catalogue.Both("skill."+string(skill))
		l.fill(id+".reached", "card.reached", "skill", name)
		for n := range len(pack.Core(skill)) {
			l.fill(fmt.Sprintf("%s.missing.%d", id, n+1), "card.missing", "skill", name, "n", n+1)
		}
	}
	for n := range card.Length {
		l.fill(fmt.Sprintf("card.entry.missing.%d", n+1), "card.entry.missing", "n", n+1)
	}
	for _, g := range pack.Ward.ResidentialGroups {
		l.fill("residential-group."+g.ID+".home", "card.group_named", "group", g.Title)
	}
}

func (l *list) announcement(a content.Announcement) {
	id := "announcement." + a.ID
	l.add(id+".title", a.Title)
	l.add(id+".body", a.Body)
	l.add(id+".shown", locale.Text{Vi: a.Shown, En: a.Shown})
	l.fill(id+".checked", "service.checked", "date", day(a.Checked))
	l.overdue(a.Checked)
	l.fill(id+".until", "news.until", "date", day(a.Until))
}

func (l *list) session(id string, s content.Session) {
	l.add(id+".title", s.Title)
	l.fill(id+".where", "classes.where", "where", s.Where)
	if s.Weekly() {
		weekday := l.catalogue.Both(fmt.Sprintf("bar.weekday.%d", s.Weekday))
		l.fill(id+".weekly", "classes.weekly", "weekday", weekday, "until", day(s.Until))
	}
}

func (l *list) residentialGroup(g content.ResidentialGroup) {
	id := "residential-group." + g.ID
	l.add(id+".title", g.Title)
	if g.Zalo == "" {
		l.fill(id+".none", "zalo.none", "group", g.Title)
		return
	}
	l.add("zalo.shown", locale.Text{Vi: "zalo.me", En: "zalo.me"})
	l.fill(id+".zalo", "zalo.title", "group", g.Title)
	l.fill(id+".row", "connect.group_more", "name", g.ZaloName)
	l.fill(id+".name", "zalo.step.4", "name", g.ZaloName)
	if g.Leader != "" {
		l.fill(id+".leader", "zalo.step_leader", "leader", g.Leader)
	}
	l.fill(id+".checked", "service.checked", "date", day(g.Checked))
	l.overdue(g.Checked)
}

// overdue is what is said of all that was checked on that day once it has to be
// checked anew.
func (l *list) overdue(checked time.Time) {
	l.fill("overdue."+checked.Format(time.DateOnly), "service.recheck", "date", day(checked))
}

// day is a date as the screens write it.
func day(t time.Time) string { return t.Format("02/01/2006") }

func (l *list) service(s content.Service) {
	id := "service." + s.ID
	known := func(text locale.Text) locale.Text {
		if text.Empty() {
			return l.catalogue.Both("service.ask")
		}
		return text
	}
	l.add(id+".title", s.Title)
	l.add(id+".summary", s.Summary)
	l.addAll(id+".need", s.Need)
	l.addAll(id+".step", s.Steps)
	for i := range s.Steps {
		n := fmt.Sprintf("%d.", i+1)
		l.add("service.step_number."+n[:len(n)-1], locale.Text{Vi: n, En: n})
	}
	l.fill(id+".fee", "service.fee", "fee", known(s.Fee))
	l.fill(id+".time", "service.time", "time", known(s.Time))
	l.fill(id+".office", "service.office", "office", known(s.Office))
	l.add(id+".shown", locale.Text{Vi: s.Shown, En: s.Shown})
	if s.Code != "" {
		l.fill(id+".code", "service.code", "code", s.Code)
	}
	l.fill(id+".checked", "service.checked", "date", day(s.Checked))
	l.overdue(s.Checked)
}
