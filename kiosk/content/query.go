package content

import (
	"slices"
	"strings"
)

// searchQuery is what a resident has typed.
type searchQuery struct {
	words []searchWord
	code  string // its digits, if it is nothing but digits and dots
}

func parseQuery(typed string) searchQuery {
	q := searchQuery{words: searchWords(typed)}
	if strings.Trim(typed, "0123456789. ") == "" {
		q.code = onlyDigits(typed)
	}
	return q
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// asTyped looks for the query letter by letter.
func (q searchQuery) asTyped(e entry) hit {
	if q.isCode(e) {
		return hit{rank: inCode}
	}
	return q.fit(e, 0)
}

// mistyped looks for the query with one word that is wrong by one letter.
func (q searchQuery) mistyped(e entry) hit { return q.fit(e, 1) }

// leastCodePart is how many digits from within a code find it. Fewer find it
// only from its beginning on: they could also be somebody's age.
const leastCodePart = 3

func (q searchQuery) isCode(e entry) bool {
	return q.code != "" && slices.ContainsFunc(e.codes, func(code string) bool {
		return strings.HasPrefix(code, q.code) || len(q.code) >= leastCodePart && strings.Contains(code, q.code)
	})
}

// beginnings is where a query was found that a text begins with.
var beginnings = map[rank]rank{inTitle: beginsTitle, inAlias: beginsAlias}

// fit finds the best text of an entry that has every word of the query, with at
// most so many of them mistyped.
func (q searchQuery) fit(e entry, mistakes int) hit {
	best := miss
	for _, text := range e.texts {
		h := q.within(mistakes, text)
		if h.rank == nowhere {
			continue
		}
		h.rank = text.rank
		if begun, ok := beginnings[text.rank]; ok && strings.HasPrefix(joined(text.words), joined(q.words)) {
			h.rank = begun
		}
		if h.compare(best) < 0 {
			best = h
		}
	}
	if best.rank == nowhere {
		return q.within(mistakes, e.texts...)
	}
	return best
}

// within looks for every word of the query in the texts taken together.
func (q searchQuery) within(mistakes int, texts ...searchText) hit {
	h := hit{rank: inAll}
	for _, word := range q.words {
		best := match{like: unlike}
		for _, text := range texts {
			for i := range text.words {
				if m := word.in(text.words[i:]); m.better(best) {
					best = m
				}
			}
		}
		switch best.like {
		case unlike:
			return miss
		case beginning:
			h.begun++
		case oneLetterOff:
			mistakes--
		}
		if best.otherMarks {
			h.other++
		}
		if mistakes < 0 {
			return miss
		}
	}
	return h
}

// known returns the words of the query that are whole words of an entry.
func (q searchQuery) known(e entry) (known []searchWord) {
	for _, word := range q.words {
		if slices.ContainsFunc(e.texts, func(text searchText) bool {
			return slices.ContainsFunc(text.words, func(w searchWord) bool { return w.plain == word.plain })
		}) {
			known = append(known, word)
		}
	}
	return known
}
