package visit

import (
	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/locale"
)

// EntryHint is why a card that was typed did not lead on.
type EntryHint int

// The hints.
const (
	NoHint     EntryHint = iota
	MoreToCome           // letters are missing
	LookAgain            // the letters make no card: at least one of them is wrong
)

// Entry is a card being typed.
type Entry struct {
	Typed string // the letters so far, without hyphens
	Hint  EntryHint
}

// Complete reports whether all letters are typed that a card has.
func (e Entry) Complete() bool { return len(e.Typed) == card.Length }

// What a resident can do with a learning card.
type (
	// CardChosen leads to the card in use; at the end of a lesson, without one, it
	// asks for a new card.
	CardChosen struct{}
	// HaveCardChosen leads to where the letters of a card are typed.
	HaveCardChosen struct{}
	// CodeTyped is a letter of a card.
	CodeTyped struct{ Letter rune }
	// CodeDeleted takes the last letter away.
	CodeDeleted struct{}
	// CodeCleared takes all letters away.
	CodeCleared struct{}
	// NameGroupChosen leads to the choice of the residential group.
	NameGroupChosen struct{}
	// GroupNamed says which one it is; empty: the household does not say.
	GroupNamed struct{ ID string }
	// CertificateChosen asks for the certificate of the skills reached.
	CertificateChosen struct{}
	// CardScanned is what a scanner has read. If it is a learning card it is put to
	// use, from any page but where help is being asked for; anything else changes
	// nothing.
	CardScanned struct{ Text string }
)

// CardMade answers [MakeCard].
type CardMade struct{ ID uint64 }

func (CardChosen) isEvent()        {}
func (HaveCardChosen) isEvent()    {}
func (CodeTyped) isEvent()         {}
func (CodeDeleted) isEvent()       {}
func (CodeCleared) isEvent()       {}
func (NameGroupChosen) isEvent()   {}
func (GroupNamed) isEvent()        {}
func (CertificateChosen) isEvent() {}
func (CardScanned) isEvent()       {}
func (CardMade) isEvent()          {}

// The commands of a learning card.
type (
	// MakeCard draws the number of a new card; answered by [CardMade].
	MakeCard struct{}
	// KeepCard keeps what a card says from now on, for the ward to count. Nobody
	// waits for that: the card itself carries everything.
	KeepCard struct {
		Card  card.Card
		Group string // ID of the residential group; empty if it was not named
	}
	// PrintCard prints a card; answered by [PrintEnded].
	PrintCard struct {
		Card card.Card
		Lang locale.Lang
	}
	// PrintCertificate prints the certificate of the skills that are reached with a
	// card; answered by [PrintEnded].
	PrintCertificate struct {
		Card card.Card
		Lang locale.Lang
	}
)

func (MakeCard) isCommand()         {}
func (KeepCard) isCommand()         {}
func (PrintCard) isCommand()        {}
func (PrintCertificate) isCommand() {}

// OnCard reports whether a lesson is done: in this visit, or before by the card in
// use.
func (s State) OnCard(mark int) bool { return s.Learnt.Has(mark) || s.Card.Done.Has(mark) }

// CardChanged reports whether the card in use says more than the newest paper of
// it. Where there is no paper yet it does not.
func (s State) CardChanged() bool { return s.Paper != 0 && s.Card.Done != s.Paper }

// CanPrintCertificate reports whether the certificate can be asked for (again), if
// there is one.
func (s State) CanPrintCertificate() bool {
	return s.PrinterTrouble == "" && s.Certificate.Copies < CopiesMost && s.Print.Status != Printing && s.Certificate.Status != Printing
}

// withCard is what a resident does with a card.
func withCard(s State, e Event) (State, []Command) {
	switch e := e.(type) {
	case CardChosen:
		switch {
		case s.Screen != Finished && s.Screen != Lessons:
		case !s.Card.None():
			return s.forward(Place{Screen: LearningCard}), nil
		case s.Screen == Finished:
			return s, []Command{MakeCard{}}
		}
	case CardMade:
		if s.Screen == Finished && s.Card.None() {
			s, commands := s.use(card.Card{ID: e.ID})
			return s.forward(Place{Screen: LearningCard}), commands
		}
	case HaveCardChosen:
		return only(s, Lessons, func(s State) State { return s.forward(Place{Screen: CardEntry}) }), nil
	case CodeTyped, CodeDeleted, CodeCleared:
		return only(s, CardEntry, func(s State) State { return s.typeCode(e) }), nil
	case NameGroupChosen:
		return only(s, LearningCard, func(s State) State { return s.forward(Place{Screen: CardGroup}) }), nil
	case GroupNamed:
		if s.Screen != CardGroup {
			return s, nil
		}
		named := s.Household != e.ID
		s.Household = e.ID
		s = back(s)
		if named {
			return s, []Command{s.keepCard()}
		}
	case CertificateChosen:
		if s.Screen == LearningCard && s.CanPrintCertificate() {
			s.Jobs++
			s.Certificate = Print{Status: Printing, Copies: s.Certificate.Copies + 1, Job: s.Jobs}
			return s, []Command{PrintCertificate{Card: s.Card, Lang: s.Lang}}
		}
	}
	return s, nil
}

func (s State) typeCode(e Event) State {
	typed := s.Entry.Typed
	switch e := e.(type) {
	case CodeTyped:
		letter, ok := card.Letter(e.Letter)
		if !ok || len(typed) == card.Length {
			return s
		}
		typed += string(letter)
	case CodeDeleted:
		typed = typed[:max(0, len(typed)-1)]
	case CodeCleared:
		typed = ""
	}
	s.Entry = Entry{Typed: typed}
	return s
}

// enter takes the letters typed for a card, and leads back to the lessons if they
// are one.
func enter(s State) (State, []Command) {
	if !s.Entry.Complete() {
		s.Entry.Hint = MoreToCome
		return s, nil
	}
	c, err := card.Parse(s.Entry.Typed)
	if err != nil {
		s.Entry.Hint = LookAgain
		return s, nil
	}
	s, commands := s.use(c)
	return s.entered(), commands
}

// entered leads back from where a card was asked for to the list of lessons, where
// what is done is marked now.
func (s State) entered() State {
	s = back(s)
	s.From = 0
	return s
}

// scanned takes in what a scanner has read. A valid card is a sign that somebody is
// there, whoever has it: it wakes the kiosk, and answers whether they still are.
func scanned(s State, e CardScanned) (State, []Command) {
	c, err := card.Parse(e.Text)
	if err != nil || asking(s.page()) {
		return s, nil
	}
	s.Idle = 0
	switch s.Screen {
	case Attract, Wiped:
		s = s.home()
	case StillThere:
		s.Screen, s.Under = s.Under, Attract
	}
	for overlaid(s.Screen) {
		s = back(s)
	}
	before := s.Card
	s, commands := s.use(c)
	switch s.Screen {
	case CardEntry:
		return s.entered(), commands
	case LearningCard, CardGroup:
		if s.Card != before {
			s = s.at(s.Place) // its slip was of the card before
		}
		return s, commands
	}
	return s.forward(Place{Screen: LearningCard}), commands
}

// page is the screen below what is laid over it.
func (s State) page() Screen {
	page := s.Screen
	if page == StillThere {
		page = s.Under
	}
	for below := len(s.Trail) - 1; overlaid(page) && below >= 0; below-- {
		page = s.Trail[below].Screen
	}
	return page
}

// use puts a card to use. What was learnt in this visit is on it from now on; what
// it had at a former touch of the scanner stays.
func (s State) use(c card.Card) (State, []Command) {
	paper := c.Done
	if both, same := s.Card.Union(c); same {
		c, paper = both, s.Paper|paper
	} else {
		s.Household = "" // which was that of another card
	}
	s.Card, s.Paper, s.Entry = c.With(s.Learnt), paper, Entry{}
	return s, []Command{s.keepCard()}
}

// learn takes note that a lesson is done.
func (s State) learn(mark int) (State, []Command) {
	s.Learnt = s.Learnt.With(mark)
	if s.Card.None() || s.Card.With(s.Learnt) == s.Card {
		return s, nil
	}
	s.Card = s.Card.With(s.Learnt)
	return s, []Command{s.keepCard()}
}

func (s State) keepCard() Command { return KeepCard{Card: s.Card, Group: s.Household} }
