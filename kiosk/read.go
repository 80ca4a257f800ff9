package kiosk

import (
	"github.com/diemcham/diemcham/kiosk/speech"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// read has a page read aloud and lets the visit know how far it is.
func (k *Kiosk) read(c visit.Read) {
	k.reading++
	mine := k.reading
	list := make([]speech.Utterance, 0, len(c.Sentences)-c.From)
	for _, sentence := range c.Sentences[c.From:] {
		list = append(list, speech.Utterance{Lang: c.Lang, Text: sentence})
	}
	k.o.Speaker.Say(k.going, list, manner(c.Manner), func(p speech.Progress) {
		k.o.Post(func() {
			if mine != k.reading {
				return
			}
			switch p.State {
			case speech.Reading:
				k.Handle(visit.ReadingAt{Index: c.From + p.Index})
				return
			case speech.Failed:
				k.o.Log.Warn("page not read aloud", "fault", string(speech.FaultOf(p.Err)))
			}
			k.Handle(visit.ReadingEnded{})
		})
	})
}

// manner turns steps from the usual manner into speed and volume.
func manner(m visit.Manner) speech.Manner {
	var speed speech.Speed
	for step := m.Speed; step < 0; step++ {
		speed = speed.Slower()
	}
	for step := m.Speed; step > 0; step-- {
		speed = speed.Faster()
	}
	var volume speech.Volume
	for step := m.Volume; step < 0; step++ {
		volume = volume.Softer()
	}
	for step := m.Volume; step > 0; step-- {
		volume = volume.Louder()
	}
	return speech.Manner{Speed: speed, Volume: volume}
}
