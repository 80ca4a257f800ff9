package ui_test

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/speech"
	"github.com/diemcham/diemcham/kiosk/speech/script"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// spoken is a sentence in the language it is read in.
type spoken struct {
	lang locale.Lang
	text string
}

// Of all that the pages have read aloud, kioskctl speech build makes a clip, but
// for what holds a number, a time or a ticket of the moment.
func TestWhatThePagesSayHasAClip(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	pack, texts := k.Kiosk.Pack(), k.Kiosk.Texts()
	utterances := script.Texts(locale.Langs(), texts, pack, k.Kiosk.Place())
	findings, err := speech.Check(fstest.MapFS{}, utterances)
	if err != nil {
		t.Fatal(err)
	}
	clips := map[spoken]bool{}
	for i, u := range utterances {
		clips[spoken{u.Lang, u.Text}] = findings[i].Verdict == speech.Missing // as yet: it will be made
	}
	said := everythingSaid(t)
	var left, without int
	for sentence := range said {
		switch {
		case clips[sentence], !speech.Speakable(sentence.lang, sentence.text):
		case ofTheMoment(texts, sentence):
			left++
		default:
			without++
			t.Errorf("no clip will be made of %q (%s); name it in kiosk/speech/script", sentence.text, sentence.lang)
		}
	}
	t.Logf("%d sentences: %d with a clip, %d of the moment", len(said), len(said)-left-without, left)
	if len(said) < 300 || left < 5 || left > len(said)/10 {
		t.Errorf("%d sentences were found, %d of the moment: too few or too many for this test to mean anything", len(said), left)
	}
}

// everythingSaid collects what is read of every scene, with the smallest text and
// with the largest, and of every lesson and every service, on all their pages and
// in both languages.
func everythingSaid(t *testing.T) map[spoken]bool {
	said := map[spoken]bool{}
	k := newStage(t, gallery.Panels()[0])
	listen := func(sizes ...int) {
		for _, lang := range locale.Langs() {
			k.Kiosk.Handle(visit.LangChosen{Lang: lang})
			for _, size := range sizes {
				k.Kiosk.Handle(visit.TextSizeChosen{Size: size})
				for k.Has("page.prev") {
					k.Press("page.prev") // another size keeps the place
				}
				for k.Has("listen") {
					from := k.Kiosk.Visit().From
					k.Press("listen")
					for _, sentence := range k.Kiosk.Visit().Reading.Sentences {
						said[spoken{lang, sentence.Text}] = true
					}
					if k.Screen() == "still-there" {
						break
					}
					k.Press("back")
					if k.Kiosk.Visit().From != from {
						t.Fatalf("after listening at %g, before at %g", k.Kiosk.Visit().From, from)
					}
					if !k.Has("page.next") {
						break
					}
					k.Press("page.next")
				}
			}
		}
		k.Kiosk.Handle(visit.LangChosen{Lang: locale.Vi})
		k.Kiosk.Handle(visit.TextSizeChosen{Size: 0})
	}
	for _, scene := range gallery.Scenes() {
		k.Close()
		k = newStage(t, gallery.Panels()[0])
		scene.Play(k)
		listen(0, visit.TextSizes-1)
	}
	k.Close()
	k = newStage(t, gallery.Panels()[0])
	for _, lesson := range k.Kiosk.Pack().Lessons {
		k.Press("wake")
		k.Kiosk.Handle(visit.LessonsChosen{})
		k.Kiosk.Handle(visit.LessonChosen{ID: lesson.ID, Steps: len(lesson.Steps)})
		for listen(0); k.Screen() != "finished"; listen(0) {
			k.Press("next")
		}
		k.Press("finish")
	}
	for _, service := range k.Kiosk.Pack().Services {
		k.Press("wake")
		k.Kiosk.Handle(visit.ServicesChosen{})
		k.Kiosk.Handle(visit.GroupChosen{ID: service.Group})
		k.Kiosk.Handle(visit.ServiceChosen{ID: service.ID})
		listen(0)
		k.Press("home", "finish")
	}
	return said
}

// ofTheMoment reports whether nobody can know a sentence beforehand: a ticket, a
// time, or one of the texts with a number of the moment in them.
func ofTheMoment(texts *locale.Catalogue, sentence spoken) bool {
	if sentence.text == gallery.Ward().WiFi.Password {
		return true // nobody should make a file of it
	}
	if regexp.MustCompile(`^([0-9A-Z]( [0-9A-Z]){3}(, [0-9A-Z]( [0-9A-Z]){3}){3}|A[ \x{a0}]\d{3}|\d\d:\d\d · \d\d/\d\d/\d{4})$`).MatchString(sentence.text) {
		return true
	}
	for _, id := range []string{"still.count", "still.count_short", "help.ticket_wait", "help.ticket_ahead", "print.none_ticket",
		"classes.news_more", "classes.now", "classes.today", "classes.tomorrow", "classes.later", "news.day"} {
		form := regexp.QuoteMeta(texts.Both(id).In(sentence.lang))
		form = strings.NewReplacer(`\{n\}`, `\d+`, `\{number\}`, `A[ \x{a0}]\d{3}`, `\{m\}`, `\d+`,
			`\{start\}`, `\d\d:\d\d`, `\{end\}`, `\d\d:\d\d`, `\{weekday\}`, `\pL+( \pL+)?`, `\{date\}`, `\d\d/\d\d/\d{4}`).Replace(form)
		if regexp.MustCompile("^" + form + "$").MatchString(sentence.text) {
			return true
		}
	}
	return false
}
