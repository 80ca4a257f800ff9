package speech

import "math"

// The stretching works on pieces long enough to hold two periods of a low voice
// and short enough to hold no two sounds of speech.
const (
	piecesPerSecond = 60  // half a window: 1/60 s
	searchPerSecond = 100 // how far a piece may be moved to fit: 1/100 s either way
)

// stretch makes the sound faster (above 100) or slower without changing its
// pitch: WSOLA, waveform similarity overlap-add. Windows are taken from the
// sound at the distance the speed asks for, each moved a little so that it
// continues the one before, and laid over each other by half.
func stretch(s sound, speed Speed) sound {
	hop, search := s.rate/piecesPerSecond, s.rate/searchPerSecond
	if speed == DefaultSpeed || len(s.samples) < 4*hop {
		return s
	}
	in := make([]float32, len(s.samples))
	for i, sample := range s.samples {
		in[i] = float32(sample)
	}
	length := len(in) * int(DefaultSpeed) / int(speed)
	out := make([]float32, length+2*hop)
	window := hann(2 * hop)
	// The first window has none before it: its rising half is laid in whole.
	copy(out, in[:hop])
	addWindow(out[hop:], in[hop:2*hop], window[hop:])
	last := 0
	for at := hop; at < length; at += hop {
		wanted := at * int(speed) / int(DefaultSpeed)
		from := fit(in, last+hop, wanted, search, hop)
		if from+hop > len(in) {
			break
		}
		addWindow(out[at:], in[from:min(from+2*hop, len(in))], window)
		last = from
	}
	samples := make([]int16, length)
	for i := range samples {
		samples[i] = clip(float64(out[i]))
	}
	return sound{s.rate, samples}
}

// fit returns where, at most search samples from wanted, the sound resembles
// most what follows in the sound after the last window.
func fit(in []float32, follows, wanted, search, hop int) int {
	wanted = max(min(wanted, len(in)-hop), 0)
	if follows+hop > len(in) {
		return wanted
	}
	model := in[follows : follows+hop]
	best, bestLikeness := wanted, math.Inf(-1)
	for from := max(wanted-search, 0); from <= min(wanted+search, len(in)-hop); from++ {
		piece := in[from : from+hop]
		var product, power float32
		for i, value := range piece {
			product += value * model[i]
			power += value * value
		}
		if likeness := float64(product) / math.Sqrt(float64(power)+1); likeness > bestLikeness {
			best, bestLikeness = from, likeness
		}
	}
	return best
}

func addWindow(out, in, window []float32) {
	for i := range min(len(out), len(in), len(window)) {
		out[i] += in[i] * window[i]
	}
}

// hann returns a window whose two halves, laid over each other, add up to one.
func hann(n int) []float32 {
	window := make([]float32, n)
	for i := range window {
		window[i] = float32(0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/float64(n)))
	}
	return window
}
