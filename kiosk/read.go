package kiosk

import (
	"context"
	"time"

	"github.com/diemcham/diemcham/kiosk/speech"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// read has a page read aloud and lets the visit know how far it is.
func (k *Kiosk) read(c visit.Read) {
	k.reading++
	mine := k.reading
	list := make([]speech.Utterance, 0, len(c.Sentences)-c.From)
	for _, sentence := range c.Sentences[c.From:] {
		text, private := sentence.In(c.Manner)
		list = append(list, speech.Utterance{Lang: c.Lang, Text: text, Private: private})
	}
	k.o.Speaker.Say(k.going, list, Manner(c.Manner), func(p speech.Progress) {
		k.o.Post(func() {
			if mine != k.reading {
				return
			}
			switch p.State {
			case speech.Reading:
				k.Handle(visit.ReadingAt{Index: c.From + p.Index})
				return
			case speech.Failed:
				k.heed(p.Err)
				k.Handle(visit.ReadingFailed{})
				return
			}
			k.Handle(visit.ReadingEnded{})
		})
	})
}

// probeTime is how long the sound card may take to prove that it is there. At the
// start the first screen waits for it.
const probeTime = 2 * time.Second

// Probe tries a speaker out and returns what is wrong with it. A kiosk does so
// again now and then, since a card can be pulled out and put back.
func Probe(ctx context.Context, speaker Speaker) error {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	return speaker.Probe(ctx)
}

// heed takes in what is wrong with the sound, if anything.
func (k *Kiosk) heed(err error) {
	fault := speech.FaultOf(err)
	switch {
	case fault == k.fault:
		return
	case err == nil:
		k.o.Log.Info("the sound is well again")
	default:
		k.o.Log.Warn("not everything can be read aloud", "fault", string(fault), "err", err)
	}
	k.fault = fault
}

// How many seconds after the last time the sound is tried out again, if no resident
// is there or staff mode is open: when it was well, and when it was not.
const (
	probeWell   = 60
	probeFaulty = 10
)

// probe tries the sound out if it is time to.
func (k *Kiosk) probe() {
	k.probed++
	after := probeWell
	if k.fault != "" || !k.visit.CanListen {
		after = probeFaulty
	}
	inUse := k.visit.Screen != visit.Attract && k.staff.Screen == staff.Closed
	if k.o.Speaker == nil || inUse || k.probed < after || k.probing {
		return
	}
	k.probed = 0
	k.probing = k.sound.do(func() {
		err := Probe(k.running, k.o.Speaker)
		if k.running.Err() != nil {
			return
		}
		k.o.Post(func() {
			k.probing = false
			k.heed(err)
			k.Handle(visit.SoundProbed{CanListen: !k.fault.Silencing()})
		})
	})
}

// Probing reports whether the sound is being tried out just now.
func (k *Kiosk) Probing() bool { return k.probing }

// SoundFault returns why nothing, or not everything, can be read aloud just now;
// "" if all is well.
func (k *Kiosk) SoundFault() speech.Fault { return k.fault }

// Manner turns steps from the usual manner into speed and volume.
func Manner(m visit.Manner) speech.Manner {
	speed := speech.DefaultSpeed
	for step := m.Speed; step < 0; step++ {
		speed = speed.Slower()
	}
	for step := m.Speed; step > 0; step-- {
		speed = speed.Faster()
	}
	volume := speech.DefaultVolume
	for step := m.Volume; step < 0; step++ {
		volume = volume.Softer()
	}
	for step := m.Volume; step > 0; step-- {
		volume = volume.Louder()
	}
	return speech.Manner{Speed: speed, Volume: volume, Private: m.Private}
}
