package speech_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/diemcham/diemcham/kiosk/speech"
)

func TestSilent(t *testing.T) {
	list := vi("một", "hai", "ba")
	list[1].Private = true
	var told []speech.Progress
	tell := func(p speech.Progress) { told = append(told, p) }
	s := speech.NewSilent("")
	if s.Next() || s.Busy() {
		t.Error("it reads before it was told to")
	}
	s.Say(context.Background(), list, speech.Manner{Speed: 125}, tell)
	if len(told) != 0 || !s.Busy() {
		t.Errorf("told %+v", told)
	}
	s.Next()
	s.Pause()
	if s.Next() {
		t.Error("it goes on while it is paused")
	}
	s.Resume()
	s.Next()
	s.Next()
	want := []speech.Progress{{State: speech.Reading}, {State: speech.Reading, Index: 2}, {State: speech.Finished}}
	if !reflect.DeepEqual(told, want) || s.Busy() || s.Next() {
		t.Errorf("told %+v, want %+v", told, want)
	}

	s.Say(context.Background(), list, speech.Manner{Private: true}, tell)
	s.Next()
	s.Next()
	if last := told[len(told)-1]; last.Index != 1 {
		t.Errorf("what is private was asked for; told %+v", last)
	}
	s.Stop()
	if s.Next() || s.Busy() {
		t.Error("it goes on after it was stopped")
	}
	if said := s.Said(); len(said) != 2 || said[0].Manner.Speed != 125 || said[1].List[0].Text != "một" {
		t.Errorf("said %+v", said)
	}
	if err := s.Probe(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestSilentWithAFault(t *testing.T) {
	s := speech.NewSilent(speech.NoCard)
	if err := s.Probe(context.Background()); speech.FaultOf(err) != speech.NoCard {
		t.Errorf("probe: %v", err)
	}
	var told speech.Progress
	s.Say(context.Background(), vi("một"), speech.Manner{}, func(p speech.Progress) { told = p })
	s.Next()
	if told.State != speech.Failed || speech.FaultOf(told.Err) != speech.NoCard || s.Busy() {
		t.Errorf("told %+v", told)
	}
}

func TestStepsEndAtTheLast(t *testing.T) {
	speeds, volumes := speech.Speeds(), speech.Volumes()
	if s := speech.Speed(0); s.Slower() != 80 || s.Faster() != 125 {
		t.Errorf("from the usual speed to %d and %d", s.Slower(), s.Faster())
	}
	if s := speeds[0]; s.Slower() != s || s.Faster() != speeds[1] {
		t.Errorf("from the slowest to %d and %d", s.Slower(), s.Faster())
	}
	if s := speeds[len(speeds)-1]; s.Faster() != s {
		t.Errorf("from the fastest to %d", s.Faster())
	}
	if v := speech.Volume(0); v.Softer() != 55 || v.Louder() != 85 {
		t.Errorf("from the usual volume to %d and %d", v.Softer(), v.Louder())
	}
	if v := volumes[0]; v.Softer() != v {
		t.Errorf("from the softest to %d", v.Softer())
	}
	if v := volumes[len(volumes)-1]; v.Louder() != v || v.Decibel() != 0 {
		t.Errorf("from the loudest to %d, %.0f dB", v.Louder(), v.Decibel())
	}
	if speech.Volume(5000).Decibel() != 0 || speech.Volume(-3).Decibel() != -30 {
		t.Error("a volume out of range is not brought into it")
	}
}
