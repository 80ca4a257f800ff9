package speech

import "math"

// sound is one channel of 16-bit samples.
type sound struct {
	rate    int // samples a second
	samples []int16
}

// What speech is brought to, so that a recorded clip and the synthesiser are
// equally loud at the same volume.
const (
	wantedLoudness = 0.16  // of what is spoken, as root mean square of full scale
	highestPeak    = 0.98  // of full scale: never distorted for the sake of loudness
	softest        = 0.006 // what is softer is a pause between words
)

// level returns the factor that brings the sound to the loudness wanted.
func level(s sound) float64 {
	frame := max(s.rate/50, 1)
	var power, peak float64
	spoken := 0
	for start := 0; start < len(s.samples); start += frame {
		part := s.samples[start:min(start+frame, len(s.samples))]
		var sum float64
		for _, sample := range part {
			value := float64(sample) / 32768
			sum += value * value
			peak = max(peak, math.Abs(value))
		}
		if math.Sqrt(sum/float64(len(part))) > softest {
			power += sum
			spoken += len(part)
		}
	}
	if spoken == 0 {
		return 1
	}
	return min(wantedLoudness/math.Sqrt(power/float64(spoken)), highestPeak/peak)
}

// scale returns the sound, each sample times factor.
func scale(s sound, factor float64) sound {
	scaled := make([]int16, len(s.samples))
	for i, sample := range s.samples {
		scaled[i] = clip(float64(sample) * factor)
	}
	return sound{s.rate, scaled}
}

func clip(value float64) int16 {
	return int16(math.Round(min(max(value, -32768), 32767)))
}
