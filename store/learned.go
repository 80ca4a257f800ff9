package store

import (
	"errors"
	"fmt"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Learned is what a learning card says: the lessons done, never who did them.
type Learned struct {
	Card   string   `json:"card"`             // eight letters: the card's number
	Done   []string `json:"done"`             // IDs of lessons
	Skills []string `json:"skills,omitempty"` // the skills reached with them
	Group  string   `json:"group,omitempty"`  // ID of the residential group, if it was named
}

// Skills lists the words that may stand in [Learned.Skills].
func Skills() []string { return []string{"phone", "vneid", "wallet", "services"} }

// errNothingNew ends a transaction that has nothing to write.
var errNothingNew = errors.New("nothing new")

// Learned keeps what a learning card says. Like [DB.Ask] it returns only when
// that is on disk; a card that says nothing new is there already and writes
// nothing. The order of lessons and skills does not matter.
func (d *DB) Learned(l Learned) error {
	l.Done, l.Skills = set(l.Done), set(l.Skills)
	err := d.update(func(tx *bolt.Tx) error {
		at := d.now()
		known, seen := d.card(tx, l.Card)
		if seen && known.holds(l) {
			return errNothingNew
		}
		// A clock that was set back must not let an older group win.
		if seen && !at.After(known.LastSeen) {
			at = known.LastSeen.Add(time.Millisecond)
		}
		_, err := d.write(tx, Event{Kind: CardLearned, At: at, Learned: &l})
		return err
	})
	if err != nil && !errors.Is(err, errNothingNew) {
		return fmt.Errorf("keep learning card: %w", err)
	}
	return nil
}

// set sorts words and leaves out repeats. It is never nil: no lessons yet is
// something that is said.
func set(words []string) []string {
	sorted := append([]string{}, words...)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}
