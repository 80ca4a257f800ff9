package staff

import "github.com/diemcham/diemcham/store"

// Page is what is seen of a request on its screen.
type Page int

// The pages.
const (
	Facts Page = iota // what it is, what was done about it, and what can be done
	Call              // it was telephoned: what came of it?
	Erase             // it is to be withdrawn and erased: is that meant?
	Notes             // a note is typed
)

// The events and the command of a request.
type (
	// DetailChosen leads from the queue to the request looked at.
	DetailChosen struct{}
	// PageChosen leads to a page of it.
	PageChosen struct{ Page Page }
	// MarkChosen says what was done about the request looked at; Outcome belongs to
	// store.Called alone.
	MarkChosen struct {
		Kind    store.Kind
		Outcome store.CallOutcome
	}

	// Mark keeps what was done about a request; answered by [Changed] or [NotChanged].
	Mark struct {
		ID, By  string
		Kind    store.Kind
		Outcome store.CallOutcome
	}
)

func (DetailChosen) isEvent() {}
func (PageChosen) isEvent()   {}
func (MarkChosen) isEvent()   {}
func (Mark) isCommand()       {}

// Can reports whether something can be done about a request as it stands.
func Can(r store.Request, kind store.Kind) bool {
	switch kind {
	case store.Taken:
		return r.Status == store.Waiting
	case store.Prioritised:
		return r.Status == store.Waiting && !r.Priority
	case store.Done:
		return r.Status == store.InHand
	case store.Called:
		return r.Status != store.Closed && r.Callback
	case store.Noted:
		return r.Status != store.Closed
	case store.Referred:
		return r.Status != store.Closed && !r.Referred
	case store.Left:
		return r.Status != store.Closed
	case store.Withdrawn:
		return r.Ending != store.Withdrawn
	}
	return false
}

// detail shows the request looked at, if there is one.
func detail(s State) State {
	if _, ok := s.Request(); ok && !s.Working && s.Paper.Status != PaperPrinting {
		s.Screen, s.Page, s.Trouble, s.Paper = Request, Facts, NoTrouble, Paper{}
	}
	return s
}

func request(s State, e Event) (State, []Command) {
	switch e := e.(type) {
	case PageChosen:
		if r, _ := s.Request(); e.Page == Notes && !Can(r, store.Noted) {
			return s, nil
		}
		if !s.Working && e.Page >= Facts && e.Page <= Notes {
			s.Page, s.Trouble, s.Note = e.Page, NoTrouble, Note{}
		}
	case MarkChosen:
		return mark(s, e)
	case QueueChosen:
		if !s.Working {
			s.Screen, s.Page, s.Trouble, s.Note = Queue, Facts, NoTrouble, Note{}
			return s, []Command{List{}}
		}
	default:
		if s.Page == Notes {
			return note(s, e)
		}
	}
	return s, nil
}

// changed is what shows once a change is on disk. Somebody who was reached has mostly
// said something that is worth a note.
func (s State) changed() State {
	page := Facts
	if s.Screen == Request && s.Page == Call && s.Reached {
		page = Notes
	}
	s.Working, s.Trouble, s.Page, s.Note, s.Reached = false, NoTrouble, page, Note{Called: page == Notes}, false
	return s
}

// mark keeps what was done. A call is kept only where its outcome is asked for, and
// nothing is erased where it was not asked whether that is meant. A note is more than a
// mark; see [KeepNote].
func mark(s State, e MarkChosen) (State, []Command) {
	r, ok := s.Request()
	on := map[store.Kind]Page{store.Called: Call, store.Withdrawn: Erase}
	if page, bound := on[e.Kind]; !ok || s.Working || e.Kind == store.Noted || !Can(r, e.Kind) || bound && s.Page != page {
		return s, nil
	}
	s.Working, s.Reached = true, e.Outcome == store.Reached
	return s, []Command{Mark{ID: r.ID, By: s.Who, Kind: e.Kind, Outcome: e.Outcome}}
}
