package speech

import (
	"context"
	"sync"
)

// Silent is a speaker that makes no sound and waits to be told that something
// was heard: for tests of what speaks. It is safe for use by several goroutines.
type Silent struct {
	mu     sync.Mutex
	fault  Fault
	said   []Said
	ctx    context.Context
	tell   func(Progress)
	next   int // in the last list; -1 when it is over
	paused bool
	chimes int
}

var _ Speaker = (*Silent)(nil)

// Said is a list that a [Silent] was given.
type Said struct {
	List   []Utterance
	Manner Manner
}

// NewSilent returns a silent speaker on a machine with that fault: Probe answers
// with it and every list fails for it. With "" all is well.
func NewSilent(fault Fault) *Silent { return &Silent{fault: fault, next: -1} }

// Have gives the machine another fault, or none.
func (s *Silent) Have(fault Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = fault
}

// Say takes note of a list. It tells nothing until Next.
func (s *Silent) Say(ctx context.Context, utterances []Utterance, manner Manner, tell func(Progress)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said = append(s.said, Said{utterances, manner})
	s.ctx, s.tell, s.next, s.paused = ctx, tell, 0, false
}

// Next behaves as if what is being read had been heard to its end: it tells that
// the next utterance begins, or that the list is finished. It reports false when
// nothing is being read or it is paused.
func (s *Silent) Next() bool {
	s.mu.Lock()
	if s.next < 0 || s.paused || s.ctx.Err() != nil {
		s.mu.Unlock()
		return false
	}
	last := s.said[len(s.said)-1]
	for s.next < len(last.List) && last.List[s.next].Private && !last.Manner.Private {
		s.next++
	}
	progress, tell := Progress{State: Finished}, s.tell
	switch {
	case s.next >= len(last.List):
		s.next = -1
	case s.fault.Silencing():
		progress = Progress{State: Failed, Index: s.next, Err: &FaultError{Fault: s.fault}}
		s.next = -1
	default:
		progress = Progress{State: Reading, Index: s.next}
		s.next++
	}
	s.mu.Unlock()
	tell(progress)
	return true
}

// Pause holds Next back until Resume.
func (s *Silent) Pause() { s.pause(true) }

// Resume lets Next go on.
func (s *Silent) Resume() { s.pause(false) }

func (s *Silent) pause(paused bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paused = paused && s.next >= 0
}

// Stop ends the list.
func (s *Silent) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = -1
}

// Probe answers with the fault of the machine.
func (s *Silent) Probe(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault == "" {
		return nil
	}
	return &FaultError{Fault: s.fault}
}

// Chime counts, unless something is being read, and answers with the fault of the
// machine.
func (s *Silent) Chime(ctx context.Context) error {
	if s.Busy() {
		return nil
	}
	s.mu.Lock()
	s.chimes++
	s.mu.Unlock()
	return s.Probe(ctx)
}

// Chimes returns how often it was asked to chime while nothing was being read.
func (s *Silent) Chimes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chimes
}

// Said returns every list that was given, the last one last.
func (s *Silent) Said() []Said {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Said(nil), s.said...)
}

// Busy reports whether a list is being read, or is paused.
func (s *Silent) Busy() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.next >= 0 && s.ctx.Err() == nil
}
