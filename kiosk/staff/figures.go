package staff

import "github.com/diemcham/diemcham/store/figures"

// Span is of which days figures are looked at.
type Span int

// The spans.
const (
	Today Span = iota
	Yesterday
	ThisWeek
	LastWeek
)

// Spans lists them.
func Spans() []Span { return []Span{Today, Yesterday, ThisWeek, LastWeek} }

// Counted is the figures of a span, and how far saving them has come.
type Counted struct {
	Span    Span
	CanSave bool // there is a way to a stick
	Known   bool // what follows has been worked out
	Figures figures.Figures
	Saving  Saving
	Waited  int // seconds for a stick
}

// Saving is how the saving of figures on a stick stands.
type Saving string

// How it stands. What a stick was refused for is named as package stick does.
const (
	NotSaving    Saving = ""
	SavingBegins Saving = "begins" // the files are made
	SavingWaits  Saving = "waits"  // for a stick to be plugged in
	SavingDone   Saving = "saved"  // the stick can be pulled out
	SavingFailed Saving = "failed"
	SavingLate   Saving = "late" // no stick came
)

// SavingMost is how many seconds somebody waits for a stick: less than what is offered
// for it stays valid.
const SavingMost = 240

// The events and commands of figures.
type (
	// FiguresChosen leads to the figures.
	FiguresChosen struct{ CanSave bool }
	// SpanChosen says of which days.
	SpanChosen struct{ Span Span }
	// FiguresRead brings them.
	FiguresRead struct {
		Span    Span
		Figures figures.Figures
	}
	// FiguresPrintChosen has them printed.
	FiguresPrintChosen struct{}
	// SaveChosen has them saved on a stick.
	SaveChosen struct{}
	// SaveDropped gives that up.
	SaveDropped struct{}
	// SaveStands says how far saving has come.
	SaveStands struct{ Saving Saving }

	// ReadFigures works the figures of a span out; answered by [FiguresRead] or
	// [NotChanged].
	ReadFigures struct{ Span Span }
	// SaveFigures offers them to the next stick; answered by [SaveStands].
	SaveFigures struct{}
	// DropSaving offers them no more.
	DropSaving struct{}
)

func (FiguresChosen) isEvent()      {}
func (SpanChosen) isEvent()         {}
func (FiguresRead) isEvent()        {}
func (FiguresPrintChosen) isEvent() {}
func (SaveChosen) isEvent()         {}
func (SaveDropped) isEvent()        {}
func (SaveStands) isEvent()         {}
func (ReadFigures) isCommand()      {}
func (SaveFigures) isCommand()      {}
func (DropSaving) isCommand()       {}

func (s State) toFigures(e FiguresChosen) (State, []Command) {
	s = s.at(Figures)
	s.Counted.CanSave = e.CanSave
	return s, []Command{ReadFigures{}}
}

// busy reports whether the page has to stay as it is.
func (c Counted) busy() bool { return c.Saving == SavingBegins || c.Saving == SavingWaits }

func counted(s State, e Event) (State, []Command) {
	c := &s.Counted
	free := s.Paper.Status != PaperPrinting && !c.busy()
	switch e := e.(type) {
	case PageTurned:
		s.From = max(0, e.To)
	case SpanChosen:
		if free {
			*c = Counted{Span: e.Span, CanSave: c.CanSave}
			s.From, s.Trouble, s.Paper = 0, NoTrouble, Paper{}
			return s, []Command{ReadFigures(e)}
		}
	case FiguresPrintChosen:
		if c.Known && free {
			c.Saving = NotSaving
			return s.print(FiguresPaper)
		}
	case SaveChosen:
		if c.Known && c.CanSave && free {
			c.Saving, c.Waited, s.Paper, s.Trouble = SavingBegins, 0, Paper{}, NoTrouble
			return s, []Command{SaveFigures{}}
		}
	case SaveDropped:
		if c.Saving == SavingWaits {
			c.Saving = NotSaving
			return s, []Command{DropSaving{}}
		}
	case QueueChosen, BackChosen:
		if free {
			return s.begin()
		}
	}
	return s, nil
}

// figuresAnswered takes in what the figures were asked for.
func figuresAnswered(s State, e Event) State {
	c := &s.Counted
	switch e := e.(type) {
	case FiguresRead:
		if s.Screen == Figures && e.Span == c.Span {
			c.Known, c.Figures = true, e.Figures
		}
	case SaveStands:
		if s.Screen == Figures && c.busy() {
			c.Saving = e.Saving
			s.Idle = 0 // staff are on their way with the stick, or back from it
		}
	}
	return s
}

// waitForStick lets a second pass for somebody who fetches a stick: staff mode stays
// open as long as the stick is waited for.
func (s State) waitForStick() (State, []Command) {
	c := &s.Counted
	if s.Screen != Figures || c.Saving != SavingWaits {
		return s, nil
	}
	s.Idle = 0
	if c.Waited++; c.Waited < SavingMost {
		return s, nil
	}
	c.Saving = SavingLate
	return s, []Command{DropSaving{}}
}
