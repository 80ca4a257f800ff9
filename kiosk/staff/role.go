package staff

import "github.com/diemcham/diemcham/store/roster"

// SeesQueue reports whether who is in may see the requests. A technician cares for the
// machine and sees what the machine is like.
func (s State) SeesQueue() bool { return s.Role != roster.Technician }

// begin leads to where who is in begins: the queue, or the devices.
func (s State) begin() (State, []Command) {
	if !s.SeesQueue() {
		return s.atDevice()
	}
	return s.at(Queue), []Command{List{}}
}

// at forgets all but who is in and the queue.
func (s State) at(screen Screen) State {
	return State{Screen: screen, Who: s.Who, Role: s.Role, Requests: s.Requests, Listed: s.Listed, Next: s.Next}
}
