package store

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Card is what the events of one learning card fold to.
type Card struct {
	Number    string
	Done      []string // IDs of lessons, sorted
	Skills    []string // sorted
	Group     string   // the one named last; empty if none was
	FirstSeen time.Time
	LastSeen  time.Time
}

// FoldCards works out learning cards from their events; other events are left
// out. The order of the events does not matter, nor does it how often one of
// them is there. The cards come in the order of their numbers.
func FoldCards(events []Event) []Card {
	ordered := slices.Clone(events)
	slices.SortFunc(ordered, compareEvents)

	cards := make(map[string]*Card)
	for _, e := range ordered {
		if e.Kind != CardLearned || e.Learned == nil {
			continue
		}
		card := cards[e.Learned.Card]
		if card == nil {
			card = &Card{Number: e.Learned.Card, FirstSeen: e.At}
			cards[e.Learned.Card] = card
		}
		card.learn(*e.Learned)
		card.LastSeen = e.At
	}

	folded := make([]Card, 0, len(cards))
	for _, card := range cards {
		card.Done, card.Skills = set(card.Done), set(card.Skills)
		folded = append(folded, *card)
	}
	slices.SortFunc(folded, func(a, b Card) int { return strings.Compare(a.Number, b.Number) })
	return folded
}

// CompareGroups puts residential groups into their order by their IDs: group 2 before
// group 11, and no group last.
func CompareGroups(a, b string) int {
	if a == "" || b == "" {
		return cmp.Compare(len(b), len(a))
	}
	m, errA := strconv.ParseUint(a, 10, 64)
	n, errB := strconv.ParseUint(b, 10, 64)
	switch {
	case errA == nil && errB == nil:
		return cmp.Or(cmp.Compare(m, n), strings.Compare(a, b))
	case errA == nil:
		return -1
	case errB == nil:
		return 1
	}
	return strings.Compare(a, b)
}

func (c *Card) learn(l Learned) {
	c.Done = append(c.Done, l.Done...)
	c.Skills = append(c.Skills, l.Skills...)
	if l.Group != "" {
		c.Group = l.Group
	}
}

// holds reports whether l says nothing that the card does not.
func (c Card) holds(l Learned) bool {
	return subset(l.Done, c.Done) && subset(l.Skills, c.Skills) && (l.Group == "" || l.Group == c.Group)
}

func subset(some, all []string) bool {
	return !slices.ContainsFunc(some, func(word string) bool { return !slices.Contains(all, word) })
}

// Cards returns the learning cards that this kiosk has seen, in the order of
// their numbers.
func (r *Reader) Cards() ([]Card, error) {
	events, err := r.CardEvents()
	if err != nil {
		return nil, err
	}
	return FoldCards(events), nil
}

// CardEvents returns all that this kiosk has of learning cards.
func (r *Reader) CardEvents() ([]Event, error) {
	var events []Event
	err := r.view(func(tx *bolt.Tx) error {
		events = r.eventsOf(tx, bucketCards, "")
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list events of learning cards: %w", err)
	}
	return events, nil
}

// Card returns one of them, or [ErrUnknown].
func (r *Reader) Card(number string) (Card, error) {
	var card Card
	err := r.view(func(tx *bolt.Tx) error {
		var seen bool
		if card, seen = r.card(tx, number); !seen {
			return fmt.Errorf("this learning card %w", ErrUnknown)
		}
		return nil
	})
	return card, err
}

func (r *Reader) card(tx *bolt.Tx, number string) (card Card, seen bool) {
	if !isCard(number) {
		return Card{}, false
	}
	cards := FoldCards(r.eventsOf(tx, bucketCards, number))
	if len(cards) == 0 {
		return Card{}, false
	}
	return cards[0], true
}
