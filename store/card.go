package store

import (
	"fmt"
	"slices"
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
	var events []Event
	err := r.view(func(tx *bolt.Tx) error {
		events = r.eventsOf(tx, bucketCards, "")
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list learning cards: %w", err)
	}
	return FoldCards(events), nil
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
