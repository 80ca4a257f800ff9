package speech

import (
	"math"
	"slices"
)

// Speed is a pace in percent of the usual one.
type Speed int

// DefaultSpeed is the usual pace: some 122 written words a minute.
const DefaultSpeed Speed = 100

// Speeds lists the speeds on offer, the slowest first. Each is about a quarter
// faster than the one before.
func Speeds() []Speed { return []Speed{50, 65, 80, 100, 125, 160, 200} }

// Slower returns the next lower speed on offer, or the lowest.
func (s Speed) Slower() Speed { return below(Speeds(), s.orDefault()) }

// Faster returns the next higher speed on offer, or the highest.
func (s Speed) Faster() Speed { return above(Speeds(), s.orDefault()) }

func (s Speed) orDefault() Speed {
	if s == 0 {
		return DefaultSpeed
	}
	speeds := Speeds()
	return min(max(s, speeds[0]), speeds[len(speeds)-1])
}

// Volume is a loudness in percent of the loudest. Fifteen percent are 6 dB, which
// is plainly heard and well below a jump that would frighten.
type Volume int

// DefaultVolume leaves two steps, 12 dB, for those who hear less well.
const DefaultVolume Volume = 70

const decibelPerPercent = 0.4

// Volumes lists the volumes on offer, the softest first.
func Volumes() []Volume { return []Volume{25, 40, 55, 70, 85, 100} }

// Softer returns the next lower volume on offer, or the lowest.
func (v Volume) Softer() Volume { return below(Volumes(), v.orDefault()) }

// Louder returns the next higher volume on offer, or the highest.
func (v Volume) Louder() Volume { return above(Volumes(), v.orDefault()) }

// Decibel returns how much softer than the loudest it is: 0 or less.
func (v Volume) Decibel() float64 {
	return float64(v.orDefault()-100) * decibelPerPercent
}

func (v Volume) orDefault() Volume {
	if v == 0 {
		return DefaultVolume
	}
	volumes := Volumes()
	return min(max(v, volumes[0]), volumes[len(volumes)-1])
}

func (v Volume) factor() float64 { return math.Pow(10, v.Decibel()/20) }

func below[T Speed | Volume](steps []T, value T) T {
	for _, step := range slices.Backward(steps) {
		if step < value {
			return step
		}
	}
	return steps[0]
}

func above[T Speed | Volume](steps []T, value T) T {
	for _, step := range steps {
		if step > value {
			return step
		}
	}
	return steps[len(steps)-1]
}
