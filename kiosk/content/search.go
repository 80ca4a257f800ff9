package content

import (
	"cmp"
	"slices"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// Found is what a search has found, the best first. Two that are equally good
// stand in the order of the pack.
type Found struct {
	Services []Service
	Lessons  []Lesson
}

// Empty reports whether nothing was found.
func (f Found) Empty() bool { return len(f.Services) == 0 && len(f.Lessons) == 0 }

// Search finds services and lessons by what a resident has typed so far: words
// of their titles, old names, summaries and groups, whole or only begun, in any
// order, with marks or without, with spaces between the syllables or without,
// and the procedure's code or a part of it. What bears the words in its title
// comes first, in the language of the visit; a name in the other language finds
// it too. What begins with the words comes before what has them further on, and
// marks that were typed and are not there put it behind the others.
//
// Only if that finds nothing, one word may be mistyped by one letter; and only
// if that finds nothing either, words that are too many (a place, a please) are
// passed over as long as two whole ones are right. An empty query finds nothing.
func (p *Pack) Search(lang locale.Lang, query string) Found {
	q := parseQuery(query)
	if len(q.words) == 0 {
		return Found{}
	}
	var services, lessons []entry
	for _, s := range p.Services {
		services = append(services, p.serviceEntry(lang, s))
	}
	for _, l := range p.Lessons {
		lessons = append(lessons, lessonEntry(lang, l))
	}
	for _, chance := range []func(entry) hit{q.asTyped, q.mistyped} {
		found := Found{best(p.Services, services, chance), best(p.Lessons, lessons, chance)}
		if !found.Empty() {
			return found
		}
	}
	most := 0
	for _, e := range slices.Concat(services, lessons) {
		most = max(most, len(q.known(e)))
	}
	if most < 2 {
		return Found{}
	}
	tooMany := func(e entry) hit {
		known := q.known(e)
		if len(known) < most {
			return miss
		}
		return searchQuery{words: known}.asTyped(e)
	}
	return Found{best(p.Services, services, tooMany), best(p.Lessons, lessons, tooMany)}
}

// rank is where a query was found.
type rank int

const (
	inCode rank = iota
	beginsTitle
	inTitle
	beginsAlias
	inAlias // or in the title in the other language
	inRest  // in the summary, the group or a step
	inAll   // some words here, others there
	nowhere
)

// hit is how well something fits a query.
type hit struct {
	rank  rank
	other int // how many words of the query have other marks
	begun int // how many are only the beginning of a word
}

var miss = hit{rank: nowhere}

func (h hit) compare(to hit) int {
	if h.rank == nowhere || to.rank == nowhere {
		return cmp.Compare(h.rank, to.rank)
	}
	return cmp.Or(cmp.Compare(h.other, to.other), cmp.Compare(h.rank, to.rank), cmp.Compare(h.begun, to.begun))
}

// best returns those that fit, the best first.
func best[T any](all []T, entries []entry, fit func(entry) hit) (found []T) {
	type scored struct {
		hit
		value T
	}
	var hits []scored
	for i, e := range entries {
		if h := fit(e); h.rank != nowhere {
			hits = append(hits, scored{h, all[i]})
		}
	}
	slices.SortStableFunc(hits, func(a, b scored) int { return a.compare(b.hit) })
	for _, h := range hits {
		found = append(found, h.value)
	}
	return found
}

// entry is what can be searched of a service or a lesson.
type entry struct {
	codes []string // digits only
	texts []searchText
}

type searchText struct {
	rank  rank // inTitle, inAlias or inRest
	words []searchWord
}

func (e *entry) add(rank rank, texts ...string) {
	for _, text := range texts {
		e.texts = append(e.texts, searchText{rank, searchWords(text)})
	}
}

// addTitle adds a title, which in the other language counts as another name.
func (e *entry) addTitle(lang locale.Lang, title locale.Text) {
	for _, l := range locale.Langs() {
		if l == lang {
			e.add(inTitle, title.In(l))
		} else {
			e.add(inAlias, title.In(l))
		}
	}
}

func (p *Pack) serviceEntry(lang locale.Lang, s Service) (e entry) {
	e.addTitle(lang, s.Title)
	e.add(inAlias, s.Aliases...)
	e.add(inRest, s.Summary.In(lang))
	if group, ok := p.Group(s.Group); ok {
		e.add(inRest, group.Title.In(lang))
	}
	for _, code := range append(s.Aliases, s.Code) {
		if codeForm.MatchString(code) {
			e.codes = append(e.codes, onlyDigits(code))
		}
	}
	return e
}

func lessonEntry(lang locale.Lang, l Lesson) (e entry) {
	e.addTitle(lang, l.Title)
	e.add(inRest, l.Summary.In(lang))
	for _, step := range l.Steps {
		e.add(inRest, step.Title.In(lang))
	}
	return e
}
