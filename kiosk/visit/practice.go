package visit

// GlowAfter is how many seconds pass without a touch until the right spot of the
// pretend phone is marked.
const GlowAfter = 10

// Practice is what has been tried on the pretend phone in the step shown. It is
// forgotten with the step.
type Practice struct {
	Glow  bool // the right spot is marked
	Typed int  // how many digits; which ones, nobody needs to know
}

// What a resident can do on the pretend phone. The right touch is [NextChosen].
type (
	// SpotMissed is a touch beside the right spot.
	SpotMissed struct{}
	// PracticeTyped is a digit on the pretend keypad, which waits for so many.
	PracticeTyped struct{ Of int }
	// PracticeErased takes the last digit away.
	PracticeErased struct{}
)

func (SpotMissed) isEvent()     {}
func (PracticeTyped) isEvent()  {}
func (PracticeErased) isEvent() {}

func practise(s State, e Event) (State, []Command) {
	if s.Screen != Step {
		return s, nil
	}
	switch e := e.(type) {
	case SpotMissed:
		s.Practice.Glow = true
	case PracticeTyped:
		s.Practice.Typed++
		if s.Practice.Typed >= e.Of {
			return next(s)
		}
	case PracticeErased:
		s.Practice.Typed = max(0, s.Practice.Typed-1)
	}
	return s, nil
}
