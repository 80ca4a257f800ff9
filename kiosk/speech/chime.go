package speech

import (
	"context"
	"math"
)

// Chime plays two soft notes, which tell staff that somebody new waits, and returns
// when they have been heard. While a list is being read it plays nothing: who listens
// comes first.
func (p *Player) Chime(ctx context.Context) error {
	if p.reading() {
		return nil
	}
	p.probing.Lock()
	defer p.probing.Unlock()
	_, err := p.card.play(ctx, chime())
	return err
}

func (p *Player) reading() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current == nil {
		return false
	}
	select {
	case <-p.current.over:
		return false
	default:
		return true
	}
}

// How soft the notes are, as a part of full scale, and how long each is heard: far
// less than a voice, which is brought to [wantedLoudness].
const (
	chimePeak   = 0.08
	chimeLength = 0.3 // seconds
	chimeFade   = 9   // the higher, the sooner a note is gone
)

// chime is an E and the A above it, each struck softly and dying away.
func chime() sound {
	const rate = 22050
	s := sound{rate: rate}
	for _, hertz := range []float64{659.26, 880} {
		for i := range int(chimeLength * rate) {
			at := float64(i) / rate
			struck := math.Min(1, at/0.01) * math.Exp(-chimeFade*at)
			s.samples = append(s.samples, int16(32767*chimePeak*struck*math.Sin(2*math.Pi*hertz*at)))
		}
	}
	return s
}
