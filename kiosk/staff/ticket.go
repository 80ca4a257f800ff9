package staff

// TicketNotHere says that a ticket was scanned whose request is not in the queue.
// Letter is that of the kiosk that gave it out, if that is another one.
type TicketNotHere struct{ Letter string }

func (TicketNotHere) isEvent() {}

// ticketNotHere has staff told; nothing is looked at, so that nobody takes the
// request shown for that of the ticket. While the queue has not been read, nobody
// knows whether one of this kiosk's is in it.
func ticketNotHere(s State, e TicketNotHere) State {
	if s.Screen != Queue || !s.Listed && e.Letter == "" {
		return s
	}
	s.Idle, s.Chosen, s.Elsewhere = 0, "", e.Letter
	s.Trouble = TicketGone
	if e.Letter != "" {
		s.Trouble = TicketElsewhere
	}
	return s
}
