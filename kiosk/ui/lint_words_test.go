package ui_test

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// words are all the texts there are, to tell where a text on a screen is from.
type words struct {
	whole    map[locale.Lang]map[string]bool
	patterns map[locale.Lang][]*regexp.Regexp // of the texts with a {name} in them
	named    map[locale.Lang][][]string       // the words of those
	known    map[locale.Lang]map[string]bool  // what was asked already
}

// sameEverywhere matches what is written alike in every language: numbers, times,
// addresses, signs, the letters of keys, and those of a learning card.
var sameEverywhere = regexp.MustCompile(`^([\PL]*|\p{L}|[0-9A-Z]{4}(-[0-9A-Z]{4})+( [0-9A-Z]{4}-[0-9A-Z]{4})?|[A-Z] \d{3}|[a-z0-9-]+(\.[a-z0-9-]+)+[\w/.?=&-]*)$`)

var hole = regexp.MustCompile(`\\\{[a-z_]+\\\}`)

// newWords collects the catalogue, the content, and where a kiosk stands.
func newWords(pack *content.Pack, texts *locale.Catalogue) *words {
	w := &words{
		whole:    map[locale.Lang]map[string]bool{},
		patterns: map[locale.Lang][]*regexp.Regexp{},
		named:    map[locale.Lang][][]string{},
		known:    map[locale.Lang]map[string]bool{},
	}
	for _, lang := range locale.Langs() {
		w.whole[lang], w.known[lang] = map[string]bool{}, map[string]bool{}
	}
	for _, id := range texts.IDs() {
		w.add(texts.Both(id))
	}
	eachText(reflect.ValueOf(pack), w.add)
	eachText(reflect.ValueOf(config.Default().Place), w.add)
	return w
}

// eachText calls add for every text in two languages that v holds.
func eachText(v reflect.Value, add func(locale.Text)) {
	if text, ok := v.Interface().(locale.Text); ok {
		add(text)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		eachText(v.Elem(), add)
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), add)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				eachText(v.Field(i), add)
			}
		}
	}
}

func (w *words) add(text locale.Text) {
	for _, lang := range locale.Langs() {
		in := oneLine(text.In(lang))
		if pattern := regexp.QuoteMeta(in); hole.MatchString(pattern) {
			w.patterns[lang] = append(w.patterns[lang], regexp.MustCompile("^"+hole.ReplaceAllString(pattern, "(.+?)")+"$"))
			w.named[lang] = append(w.named[lang], strings.Fields(in))
			continue
		}
		w.whole[lang][in] = true
	}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// has reports whether a text is one of ours in that language: as it stands, with
// its {name}s filled, or a piece of one that was torn in two by a page. names may
// stand in every language.
func (w *words) has(lang locale.Lang, text string, names ...string) bool {
	text = oneLine(text)
	if sameEverywhere.MatchString(text) || w.whole[lang][text] || slices.Contains(names, text) || w.known[lang][text] {
		return true
	}
	known := w.filled(lang, text, names) || w.piece(lang, text, names)
	if first, second, ok := strings.Cut(text, ". "); ok && !known {
		return w.has(lang, first, names...) && w.has(lang, second, names...)
	}
	if known && len(names) == 0 {
		w.known[lang][text] = true
	}
	return known
}

func (w *words) filled(lang locale.Lang, text string, names []string) bool {
	for _, pattern := range w.patterns[lang] {
		found := pattern.FindStringSubmatch(text)
		if found == nil {
			continue
		}
		all := true
		for _, value := range found[1:] {
			all = all && value != text && w.has(lang, value, names...)
		}
		if all {
			return true
		}
	}
	return false
}

// piece reports whether a text of several words stands in a longer one.
func (w *words) piece(lang locale.Lang, text string, names []string) bool {
	if !strings.Contains(text, " ") {
		return false
	}
	if w.within(lang, text) {
		return true
	}
	for _, whole := range w.named[lang] {
		for i := range whole {
			if w.fitsFrom(lang, strings.Fields(text), whole[i:], 0, names) {
				return true
			}
		}
	}
	return false
}

// within reports whether a text stands in another one that has no {name}.
func (w *words) within(lang locale.Lang, text string) bool {
	for whole := range w.whole[lang] {
		if strings.Contains(whole, text) {
			return true
		}
	}
	return false
}

// fitsFrom reports whether the words are those at the beginning of a text, some
// of which are {names} that stand for one word or more. There must be several
// that are not.
func (w *words) fitsFrom(lang locale.Lang, text, whole []string, same int, names []string) bool {
	if len(text) == 0 {
		return same >= 2
	}
	if len(whole) == 0 {
		return false
	}
	before, after, named := strings.Cut(whole[0], "{")
	if !named {
		return whole[0] == text[0] && w.fitsFrom(lang, text[1:], whole[1:], same+1, names)
	}
	_, after, _ = strings.Cut(after, "}")
	for n := 1; n <= len(text); n++ {
		value := strings.TrimSuffix(strings.TrimPrefix(strings.Join(text[:n], " "), before), after)
		torn := same == 0 || n == len(text) // the value may be a piece itself
		if w.fitsFrom(lang, text[n:], whole[1:], same, names) && (w.has(lang, value, names...) || torn && w.within(lang, value)) {
			return true
		}
	}
	return false
}

// foreign lists the texts on a picture that are not ours in its language. The
// attract screen, the wiped one and the one out of order speak every language, and staff mode speaks
// Vietnamese.
func (w *words) foreign(p *picture, names ...string) (faults []string) {
	langs := []locale.Lang{p.lang}
	switch {
	case p.screen == "attract" || p.screen == "wiped" || p.screen == "out-of-order":
		langs = locale.Langs()
	case strings.HasPrefix(p.screen, "staff-"):
		langs = []locale.Lang{locale.Vi}
	}
	ours := func(text string) bool {
		// Figures are a text with a number behind it.
		what := strings.TrimRight(strings.TrimSuffix(text, " phút"), "0123456789")
		return slices.ContainsFunc(langs, func(lang locale.Lang) bool {
			return w.has(lang, text, names...) || strings.HasSuffix(what, " ") && w.has(lang, strings.TrimSpace(what), names...)
		})
	}
	for _, text := range touch.Written(p.root) {
		if text == "" || ours(text) {
			continue
		}
		// Two texts with a dot between them.
		if parts := strings.Split(text, " · "); len(parts) > 1 && !slices.ContainsFunc(parts, func(part string) bool { return !ours(part) }) {
			continue
		}
		faults = append(faults, fmt.Sprintf("%q is no text of ours in %v", text, langs))
	}
	return faults
}

// silentText sees that a page that can be read aloud has something to say, and
// that every line on it is said: but for what stands on a target, in the bar at
// the top, and between the buttons that turn pages, and for what was typed.
func silentText(p *picture) (faults []string) {
	written := joined(touch.Written(p.root))
	said := joined(touch.Said(p.root))
	if p.has("listen") && strings.TrimSpace(said) == "" {
		faults = append(faults, "nothing to say")
	}
	for _, l := range p.lines() {
		text := oneLine(l.text.Text)
		switch {
		case !strings.Contains(written, text):
			faults = append(faults, fmt.Sprintf("%s is drawn, and nothing knows of it", quote(text)))
		case p.has("listen") && l.target == "" && !p.inBars(l) && !sameEverywhere.MatchString(text) && !strings.Contains(said, text) && !slices.Contains(typed, text):
			faults = append(faults, fmt.Sprintf("%s is not read aloud", quote(text)))
		}
	}
	return faults
}

func joined(texts []string) string { return oneLine(strings.Join(texts, " ")) }

// inBars reports whether a line stands beside the lotus, the languages or the buttons
// that turn pages.
func (p *picture) inBars(l line) bool {
	return slices.ContainsFunc(p.spots, func(s touch.Spot) bool {
		switch s.ID {
		case "top.mark", "lang.vi", "lang.en", "page.prev", "page.next":
			_, h := areaOf(s).overlap(l.ink)
			return h > 0
		}
		return false
	})
}

func TestWordLintsFindFaults(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	w := newWords(k.Kiosk.Pack(), k.Kiosk.Texts())
	line := func(text string) func(*touch.Sheet) {
		return func(s *touch.Sheet) { s.Text(theme.Body, text, 48, 200, 1500) }
	}
	t.Run("Vietnamese on an English page", func(t *testing.T) {
		p := broken(t, "lessons", line(k.Kiosk.Texts().Text(locale.Vi, "home.title")))
		p.lang = locale.En
		wantFault(t, w.foreign(p), "is no text of ours in [en]")
	})
	t.Run("English on a Vietnamese page", func(t *testing.T) {
		p := broken(t, "lessons", line(k.Kiosk.Pack().Lessons[0].Steps[0].Body.En))
		wantFault(t, w.foreign(p), "is no text of ours in [vi]")
	})
	t.Run("a text that is in no file", func(t *testing.T) {
		p := broken(t, "lessons", line("Bác chờ một chút nhé"))
		wantFault(t, w.foreign(p), "Bác chờ một chút nhé")
	})
	t.Run("a text of another language in a {name}", func(t *testing.T) {
		p := broken(t, "lessons", line(k.Kiosk.Texts().Text(locale.Vi, "service.fee", "fee", "free of charge")))
		wantFault(t, w.foreign(p), "free of charge")
	})
	listen := touch.Button{ID: "listen", Label: "Nghe đọc"}
	t.Run("nothing to say", func(t *testing.T) {
		p := broken(t, "lessons", func(s *touch.Sheet) {
			bars := touch.NewSheet(s.Look, s.Width, 200)
			bars.Mute()
			bars.Put(listen, 48, 48, 300, 100)
			s.Add(bars.Object(), 0, 0, s.Width, 200)
		})
		p.root.(*fyne.Container).Objects[1].Hide() // the button for help, which would be said
		wantFault(t, silentText(p), "nothing to say")
	})
	t.Run("a sentence on a muted sheet", func(t *testing.T) {
		p := broken(t, "lessons", func(s *touch.Sheet) {
			s.Put(listen, 48, 48, 300, 100)
			muted := touch.NewSheet(s.Look, 900, 200)
			muted.Mute()
			muted.Text(theme.Body, "Bác mang theo thẻ", 0, 0, 900)
			s.Add(muted.Object(), 48, 300, 900, 200)
		})
		wantFault(t, silentText(p), `"Bác mang theo thẻ" is not read aloud`)
	})
	t.Run("a line that was not laid down as text", func(t *testing.T) {
		p := broken(t, "lessons", func(s *touch.Sheet) {
			text := canvas.NewText("Bác mang theo thẻ", s.Look.Color(theme.Ink))
			text.TextSize, text.FontSource = 40, theme.Body.Font()
			s.Add(text, 48, 300, 900, 60)
		})
		wantFault(t, silentText(p), "nothing knows of it")
	})
}
