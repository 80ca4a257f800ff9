package staff

// What is on paper that staff have printed.
type What int

// The kinds of paper.
const (
	DayListPaper What = iota // the queue as the list of the day
	TicketPaper              // of a request that staff added
	FiguresPaper             // of a day or a week
)

// PaperStatus is how the printing of a paper stands.
type PaperStatus int

// The statuses.
const (
	NoPaper       PaperStatus = iota
	PaperPrinting             // one of its slips is being printed
	PaperOut                  // the printer confirmed all of them
	PaperLook                 // all were sent, to a printer that cannot say whether they came out
	PaperFailed               // the slip that was being printed did not come out, and no further one was begun
)

// Paper is what staff have printed last: one slip after the other, so that a printer
// that fails is asked for no more.
type Paper struct {
	What   What
	Status PaperStatus
	Part   int // the slip that is being printed or was last, from 1
	Of     int // how many there are; 0 until the first is out
}

// seen takes away what was said of the last paper; one that is being printed goes on.
func (p Paper) seen() Paper {
	if p.Status == PaperPrinting {
		return p
	}
	return Paper{}
}

// PrintPaper prints one slip of a paper; the first makes the paper, of what there is to
// say then. It is answered by [PaperPrinted].
type PrintPaper struct {
	What What
	Part int
}

func (PrintPaper) isCommand() {}

// PaperPrinted says how the slip fared that was asked for, and of how many it is
// one. Sure: the printer confirmed it.
type PaperPrinted struct {
	Of     int
	Sure   bool
	Failed bool
}

func (PaperPrinted) isEvent() {}

func (s State) print(what What) (State, []Command) {
	if s.Paper.Status == PaperPrinting {
		return s, nil
	}
	s.Trouble, s.Paper = NoTrouble, Paper{What: what, Status: PaperPrinting, Part: 1}
	return s, []Command{PrintPaper{What: what, Part: 1}}
}

func paperPrinted(s State, e PaperPrinted) (State, []Command) {
	p := &s.Paper
	if p.Status != PaperPrinting {
		return s, nil // staff have left meanwhile
	}
	p.Of = e.Of
	switch {
	case e.Failed:
		p.Status = PaperFailed
	case p.Part < p.Of:
		p.Part++
		return s, []Command{PrintPaper{What: p.What, Part: p.Part}}
	case e.Sure:
		p.Status = PaperOut
	default:
		p.Status = PaperLook
	}
	return s, nil
}
