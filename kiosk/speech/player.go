package speech

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// Options says what a [Player] reads with.
type Options struct {
	Clips  *Clips // may be nil
	Espeak string // name or path of espeak-ng; empty: "espeak-ng"
	Aplay  string // name or path of aplay; empty: "aplay"
	Device string // ALSA's name of the sound card; empty: "default"
}

// Player is the speaker of a kiosk. It is safe for use by several goroutines.
type Player struct {
	clips atomic.Pointer[Clips]
	voice *Voice
	card  card

	mu      sync.Mutex
	current *list // the last list; may be over

	probing sync.Mutex // held while the card is tried out: it may take one sound at a time
}

var _ Speaker = (*Player)(nil)

// NewPlayer returns a player. It starts nothing until there is something to say.
func NewPlayer(o Options) *Player {
	or := func(name, usual string) string {
		if name == "" {
			return usual
		}
		return name
	}
	p := &Player{
		voice: NewVoice(or(o.Espeak, "espeak-ng")),
		card:  card{or(o.Aplay, "aplay"), or(o.Device, "default")},
	}
	p.UseClips(o.Clips)
	return p
}

// UseClips has these clips played, which may be nil, in place of those before. A
// sentence that is being read is read to its end.
func (p *Player) UseClips(clips *Clips) { p.clips.Store(clips) }

// Say reads a list; see [Speaker].
func (p *Player) Say(ctx context.Context, utterances []Utterance, manner Manner, tell func(Progress)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	before := p.current
	if before != nil {
		before.stop()
	}
	p.current = newList(ctx)
	go p.read(p.current, before, utterances, manner, tell)
}

// Pause falls silent until Resume.
func (p *Player) Pause() { p.ask((*list).pause) }

// Resume goes on where Pause stopped.
func (p *Player) Resume() { p.ask((*list).resume) }

// Stop falls silent for good.
func (p *Player) Stop() { p.ask(func(l *list) { l.stop() }) }

// Close stops and returns when no program of the player is left running.
func (p *Player) Close() {
	p.ask(func(l *list) {
		l.stop()
		<-l.over
	})
}

func (p *Player) ask(what func(*list)) {
	p.mu.Lock()
	current := p.current
	p.mu.Unlock()
	if current != nil {
		what(current)
	}
}

// Probe returns a [*FaultError] when something could not be heard; see [Speaker].
// A machine with clips but without espeak-ng has the fault ClipsOnly. A list that
// is begun meanwhile waits for it; none may be going on.
func (p *Player) Probe(ctx context.Context) error {
	p.probing.Lock()
	defer p.probing.Unlock()
	const moment = 2205
	_, err := p.card.play(ctx, sound{22050, make([]int16, moment)})
	if errors.Is(err, context.DeadlineExceeded) {
		return &FaultError{Stuck, err}
	}
	if err != nil {
		return err
	}
	for _, lang := range locale.Langs() {
		_, err := p.voice.read(ctx, lang, "a")
		if FaultOf(err) == NoVoice && !p.clips.Load().empty() {
			return &FaultError{ClipsOnly, err}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// read runs on a goroutine of its own until the list is over.
func (p *Player) read(l, before *list, utterances []Utterance, manner Manner, tell func(Progress)) {
	defer close(l.over)
	defer l.stop()
	if before != nil {
		<-before.over
	}
	p.awaitProbe()
	report := func(progress Progress) {
		if l.ctx.Err() == nil {
			tell(progress)
		}
	}
	said, passed := false, Progress{State: Finished}
	for i, u := range utterances {
		if u.Private && !manner.Private {
			continue
		}
		spoken, err := p.sound(l.ctx, u, manner)
		if FaultOf(err) == NoVoice && !p.clips.Load().empty() {
			passed = Progress{State: Failed, Index: i, Err: err}
			continue
		}
		if err == nil {
			report(Progress{State: Reading, Index: i})
			err = p.play(l, spoken)
		}
		if err != nil {
			report(Progress{State: Failed, Index: i, Err: err})
			return
		}
		said = true
	}
	if said {
		passed = Progress{State: Finished}
	}
	report(passed)
}

func (p *Player) awaitProbe() {
	p.probing.Lock()
	defer p.probing.Unlock()
}

// breath is the silence after each utterance.
const breath = 300 * time.Millisecond

// sound returns an utterance as it is to be heard.
func (p *Player) sound(ctx context.Context, u Utterance, manner Manner) (sound, error) {
	if !Speakable(u.Lang, u.Text) {
		return sound{rate: Rates()[0]}, nil
	}
	spoken, ok := p.clips.Load().sound(u)
	if !ok {
		var err error
		if spoken, err = p.voice.read(ctx, u.Lang, u.Text); err != nil {
			return sound{}, err
		}
	}
	spoken = stretch(spoken, manner.Speed.orDefault())
	spoken = scale(spoken, level(spoken)*manner.Volume.factor())
	silence := make([]int16, int(breath.Seconds()*float64(spoken.rate)))
	return sound{spoken.rate, append(spoken.samples, silence...)}, nil
}

// again is how much is heard a second time after a pause, so that no word is cut.
const again = 300 * time.Millisecond

// play returns when the whole sound has been heard, pauses included.
func (p *Player) play(l *list, s sound) error {
	for len(s.samples) > 0 {
		ctx, err := l.wait()
		if err != nil {
			return err
		}
		heard, err := p.card.play(ctx, s)
		if err != nil && (ctx.Err() == nil || l.ctx.Err() != nil) {
			return err
		}
		if err == nil {
			return nil
		}
		s.samples = s.samples[max(heard-int(again.Seconds()*float64(s.rate)), 0):]
	}
	return nil
}
