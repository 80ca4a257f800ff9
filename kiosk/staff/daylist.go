package staff

// DayListStatus is how the printing of the list of the day stands.
type DayListStatus int

// The statuses.
const (
	NoDayList       DayListStatus = iota
	DayListPrinting               // one of its slips is being printed
	DayListOut                    // the printer confirmed all of them
	DayListLook                   // all were sent, to a printer that cannot say whether they came out
	DayListFailed                 // the slip that was being printed did not come out, and no further one was begun
)

// DayList is the queue on paper: one slip after the other, so that a printer that
// fails is asked for no more.
type DayList struct {
	Status DayListStatus
	Part   int // the slip that is being printed or was last, from 1
	Of     int // how many there are; 0 until the first is out
}

// seen takes away what was said of the last list; one that is being printed goes on.
func (d DayList) seen() DayList {
	if d.Status == DayListPrinting {
		return d
	}
	return DayList{}
}

// PrintDayList prints one slip of the list of the day; the first makes the list, of
// the queue as it is then. It is answered by [DayListPrinted].
type PrintDayList struct{ Part int }

func (PrintDayList) isCommand() {}

// DayListPrinted says how the slip fared that was asked for, and of how many it is
// one. Sure: the printer confirmed it.
type DayListPrinted struct {
	Of     int
	Sure   bool
	Failed bool
}

func (DayListPrinted) isEvent() {}

func printDayList(s State) (State, []Command) {
	if !s.Listed || s.DayList.Status == DayListPrinting {
		return s, nil
	}
	s.Trouble, s.DayList = NoTrouble, DayList{Status: DayListPrinting, Part: 1}
	return s, []Command{PrintDayList{Part: 1}}
}

func dayListPrinted(s State, e DayListPrinted) (State, []Command) {
	d := &s.DayList
	if d.Status != DayListPrinting {
		return s, nil // staff have left meanwhile
	}
	d.Of = e.Of
	switch {
	case e.Failed:
		d.Status = DayListFailed
	case d.Part < d.Of:
		d.Part++
		return s, []Command{PrintDayList{Part: d.Part}}
	case e.Sure:
		d.Status = DayListOut
	default:
		d.Status = DayListLook
	}
	return s, nil
}
