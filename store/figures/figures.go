// Package figures counts what was done in a day or a week: how many asked for help and
// with what, how long they waited, what was learnt and by which residential groups.
//
// [Of] works the figures out from folded requests and the events of learning cards, the
// same at a kiosk and on the hub, whose figures are those of all its kiosks. A
// [Figures] is put into words once, as [Figures.Tables]; the staff's page, paper, the
// hub's page and files for a spreadsheet show these. No name and no telephone number
// can be in them: nothing sealed is looked at.
//
// What happened belongs to the time when it happened: somebody who asked on Monday and
// was helped on Tuesday is in Monday's numbers asked and Tuesday's helped. Waiting is
// from asking until somebody took the request, handling from there until it was done.
// Times of a clock that was not to be trusted are counted but not measured. A lesson
// counts when a card first says that it is done; on a kiosk that has not seen the card
// before, those are all on it.
package figures

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/diemcham/diemcham/store"
)

// Period is from one midnight, inclusive, to another.
type Period struct{ From, To time.Time }

// Day is the day on which t is, by its zone.
func Day(t time.Time) Period {
	year, month, day := t.Date()
	from := time.Date(year, month, day, 0, 0, 0, 0, t.Location())
	return Period{from, from.AddDate(0, 0, 1)}
}

// Week is the week in which t is, from Monday to Sunday, by its zone.
func Week(t time.Time) Period {
	day := Day(t).From
	from := day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	return Period{from, from.AddDate(0, 0, 7)}
}

// Before is the day or the week before.
func (p Period) Before() Period {
	return Period{p.From.AddDate(0, 0, -p.days()), p.From}
}

// IsDay reports whether it is a single day.
func (p Period) IsDay() bool { return p.days() == 1 }

func (p Period) days() int { return int((p.To.Sub(p.From) + 12*time.Hour) / (24 * time.Hour)) }

func (p Period) has(t time.Time) bool { return !t.Before(p.From) && t.Before(p.To) }

// Figures is what was done in a period.
type Figures struct {
	Period   Period
	Total    Tally
	Open     int // asked until the end of the period, and not closed by then
	Topics   []Topic
	Learnt   int // lessons
	Cards    int // learning cards that were used
	NewCards int // those of them that were not seen before
	Groups   []Group
}

// Tally is how often something was done, and how long it took.
type Tally struct {
	Asked, Done, Left, Referred, Withdrawn int

	Waiting  Times // of those who were taken
	Handling Times // of those who were helped
}

// Times are lengths of time.
type Times struct {
	Of              int // how many were measured
	Median, Longest time.Duration
}

// Topic is what help was wanted with, or a lesson that was learnt.
type Topic struct {
	Kind, ID string // as in [store.Topic]
	Title    string // as it was when somebody asked last; empty where nobody did
	Tally
	Learnt int // of lessons
}

// Group is a residential group, as learning cards name it.
type Group struct {
	ID       string // empty: the cards that name none
	Cards    int    // that were used
	NewCards int
	Learnt   int // lessons
}

// Of works out the figures of a period. Requests are those that were open in it or
// closed since it began, or more; learned is all that is known of learning cards. The
// order of either does not matter.
func Of(period Period, requests []store.Request, learned []store.Event) Figures {
	f := Figures{Period: period}
	var total measured
	topics := map[[2]string]*topic{}
	for _, r := range slices.SortedFunc(slices.Values(requests), func(a, b store.Request) int {
		return cmp.Or(a.AskedAt.Compare(b.AskedAt), strings.Compare(a.ID, b.ID))
	}) {
		if r.AskedAt.Before(period.To) && (r.Status != store.Closed || !r.ClosedAt.Before(period.To)) {
			f.Open++
		}
		t := topicOf(topics, r.Topic.Kind, r.Topic.ID)
		t.Title = withoutStep(r.Topic)
		total.add(period, r)
		t.measured.add(period, r)
	}
	f.Total = total.tally()
	f.countCards(period, learned, topics)
	for _, t := range topics {
		t.Tally = t.measured.tally()
		if t.Tally != (Tally{}) || t.Learnt > 0 {
			f.Topics = append(f.Topics, t.Topic)
		}
	}
	slices.SortFunc(f.Topics, func(a, b Topic) int {
		return cmp.Or(cmp.Compare(b.Asked, a.Asked), cmp.Compare(b.Learnt, a.Learnt), cmp.Compare(b.Done, a.Done), strings.Compare(a.Kind+a.ID, b.Kind+b.ID))
	})
	return f
}

// withoutStep is a topic's title without the step that a kiosk names behind a lesson.
func withoutStep(t store.Topic) string {
	if i := strings.LastIndex(t.Title, " · "); t.Step > 0 && i > 0 {
		return t.Title[:i]
	}
	return t.Title
}

// topic is a topic that is still being counted.
type topic struct {
	Topic
	measured measured
}

func topicOf(topics map[[2]string]*topic, kind, id string) *topic {
	key := [2]string{kind, id}
	if topics[key] == nil {
		topics[key] = &topic{Topic: Topic{Kind: kind, ID: id}}
	}
	return topics[key]
}

// measured is a tally with every length of time in it.
type measured struct {
	Tally
	waits, helps []time.Duration
}

func (m *measured) add(p Period, r store.Request) {
	if p.has(r.AskedAt) {
		m.Asked++
	}
	if p.has(r.TakenAt) && !r.Uncertain {
		m.waits = append(m.waits, max(0, r.TakenAt.Sub(r.AskedAt)))
	}
	for _, deed := range r.History {
		if deed.Kind == store.Referred && p.has(deed.At) {
			m.Referred++
			break // it stays referred
		}
	}
	if r.Status != store.Closed || !p.has(r.ClosedAt) {
		return
	}
	switch r.Ending {
	case store.Done:
		m.Done++
		if !r.TakenAt.IsZero() && !r.Uncertain {
			m.helps = append(m.helps, max(0, r.ClosedAt.Sub(r.TakenAt)))
		}
	case store.Left:
		m.Left++
	case store.Withdrawn:
		m.Withdrawn++
	}
}

func (m *measured) tally() Tally {
	t := m.Tally
	t.Waiting, t.Handling = times(m.waits), times(m.helps)
	return t
}

func times(all []time.Duration) Times {
	if len(all) == 0 {
		return Times{}
	}
	slices.Sort(all)
	middle := len(all) / 2
	t := Times{Of: len(all), Median: all[middle], Longest: all[len(all)-1]}
	if len(all)%2 == 0 {
		t.Median = (all[middle-1] + all[middle]) / 2
	}
	return t
}

// countCards counts the lessons that cards say were done in the period, each for the
// residential group that the card names last.
func (f *Figures) countCards(p Period, learned []store.Event, topics map[[2]string]*topic) {
	events := map[string][]store.Event{}
	for _, e := range learned {
		if e.Kind == store.CardLearned && e.Learned != nil {
			events[e.Learned.Card] = append(events[e.Learned.Card], e)
		}
	}
	groups := map[string]*Group{}
	for _, card := range events {
		slices.SortFunc(card, func(a, b store.Event) int { return cmp.Or(a.At.Compare(b.At), strings.Compare(a.ID, b.ID)) })
		if !slices.ContainsFunc(card, func(e store.Event) bool { return p.has(e.At) }) {
			continue
		}
		id := store.FoldCards(card)[0].Group
		if groups[id] == nil {
			groups[id] = &Group{ID: id}
		}
		g := groups[id]
		g.Cards++
		if p.has(card[0].At) {
			g.NewCards++
		}
		done := map[string]bool{}
		for _, e := range card {
			for _, lesson := range e.Learned.Done {
				if !done[lesson] && p.has(e.At) {
					topicOf(topics, "lesson", lesson).Learnt++
					g.Learnt++
				}
				done[lesson] = true
			}
		}
	}
	for _, g := range groups {
		f.Cards, f.NewCards, f.Learnt = f.Cards+g.Cards, f.NewCards+g.NewCards, f.Learnt+g.Learnt
		f.Groups = append(f.Groups, *g)
	}
	slices.SortFunc(f.Groups, func(a, b Group) int { return store.CompareGroups(a.ID, b.ID) })
}
