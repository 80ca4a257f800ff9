package visit

import "slices"

func (PrivateAsked) isEvent()   {}
func (ReadingFailed) isEvent()  {}
func (SoundProbed) isEvent()    {}
func (ScannerChanged) isEvent() {}
func (StaffOpened) isEvent()    {}

// listen begins to read a page aloud. The page is kept as it is below. Where
// seconds are counted down nothing is laid over them: to listen is no answer.
func listen(s State, e ListenChosen) (State, []Command) {
	if !s.CanListen || s.Screen == Attract || s.Screen == Wiped || s.Screen == Listen || s.Help.Saving || len(e.Sentences) == 0 {
		return s, nil
	}
	if s.Screen != StillThere {
		s = s.overlay(Listen)
	}
	s.Reading = Reading{Sentences: e.Sentences}
	return s, []Command{s.read()}
}

// silenced stops the voice where the page that was read is left or has changed its
// language.
func silenced(before, next State, commands []Command) (State, []Command) {
	if !before.Reading.going() {
		return next, commands
	}
	if next.Screen != before.Screen || next.Lang != before.Lang {
		next.Reading = Reading{}
	}
	if !next.Reading.going() {
		commands = append(commands, StopReading{})
	}
	return next, commands
}

// going reports whether there is something being read, or just was.
func (r Reading) going() bool { return len(r.Sentences) > 0 }

// private returns the first sentence that holds something private, or -1.
func (r Reading) private() int {
	return slices.IndexFunc(r.Sentences, func(s Sentence) bool { return s.Private != "" })
}

// CanAskPrivate reports whether there is something private to be read that was not
// asked for yet.
func (s State) CanAskPrivate() bool { return !s.Manner.Private && s.Reading.private() >= 0 }

// read reads on from the sentence being heard.
func (s State) read() Command {
	return Read{Sentences: s.Reading.Sentences, From: s.Reading.At, Lang: s.Lang, Manner: s.Manner}
}

// control is what a listener can change. A change of speed or volume begins the
// sentence anew, so that it is heard at once.
func control(s State, e Event) (State, []Command) {
	if s.Screen != Listen || s.Reading.Failed {
		return s, nil
	}
	switch e := e.(type) {
	case RepeatChosen:
		s.Reading.At = 0
	case PauseTurned:
		if s.Reading.Over {
			return s, nil
		}
		s.Reading.Paused = !s.Reading.Paused
		if s.Reading.Paused {
			return s, []Command{PauseReading{}}
		}
		return s, []Command{ResumeReading{}}
	case SpeedChosen:
		s.Manner.Speed = min(max(s.Manner.Speed+e.By, SlowestSpeed), FastestSpeed)
	case VolumeChosen:
		s.Manner.Volume = min(max(s.Manner.Volume+e.By, SoftestVolume), LoudestVolume)
	case PrivateAsked:
		first := s.Reading.private()
		if first < 0 {
			return s, nil
		}
		s.Manner.Private, s.Reading.At = true, first
	}
	s.Reading.Paused, s.Reading.Over, s.From = false, false, 0
	return s, []Command{s.read()}
}

// heard takes in how far the voice is. Somebody who listens is there, unless a
// member of staff has come instead: then the page that was read is back below.
func heard(s State, e Event) State {
	if e == (ReadingFailed{}) {
		s.CanListen = false
	}
	if _, goesOn := e.(ReadingAt); s.Screen == StillThere && !goesOn {
		s.Reading = Reading{}
	}
	if s.Screen != Listen {
		return s
	}
	if e == (StaffOpened{}) {
		return back(s)
	}
	s.Idle = 0
	switch e := e.(type) {
	case ReadingAt:
		if e.Index >= 0 && e.Index < len(s.Reading.Sentences) {
			s.Reading.At, s.From = e.Index, 0
		}
	case ReadingEnded:
		s.Reading.Over = true
	case ReadingFailed:
		s.Reading.Failed = true
	}
	return s
}
