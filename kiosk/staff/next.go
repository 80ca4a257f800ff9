package staff

// The event, the command and the answer of seeing to whoever is next.
type (
	// NextAsked takes the request that is seen to next.
	NextAsked struct{}
	// TakeNext takes it, whichever that is by now; answered by [NextTaken] or
	// [NotChanged].
	TakeNext struct{ By string }
	// NextTaken says which one it was.
	NextTaken struct{ ID string }
)

func (NextAsked) isEvent()  {}
func (TakeNext) isCommand() {}
func (NextTaken) isEvent()  {}

func takeNext(s State) (State, []Command) {
	if s.Next == "" || s.Working {
		return s, nil
	}
	s.Working, s.Reached, s.Trouble, s.Paper = true, false, NoTrouble, s.Paper.seen()
	return s, []Command{TakeNext{By: s.Who}}
}

// nextTaken looks at the request. Whoever has left meanwhile finds it in the queue.
func nextTaken(s State, e NextTaken) (State, []Command) {
	if s.Screen != Queue || !s.Working {
		return s, nil
	}
	s = s.changed()
	s.Chosen, s.From = e.ID, 0
	return s, []Command{List{}}
}
