package visit_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// The choice of text size is a page like any other: it is read aloud, and
// afterwards it stands there again, over the page it was laid over.
func TestTheChoiceOfTextSizeIsReadAloud(t *testing.T) {
	toDisplay := then(service, []visit.Event{visit.DisplayChosen{}, visit.ListenChosen{Sentences: []visit.Sentence{{Text: "?"}}}})
	s, commands := play(visit.Fresh(setup), toDisplay...)
	if _, reads := commands[len(commands)-1].(visit.Read); s.Screen != visit.Listen || !reads {
		t.Fatalf("on %v after %v, want the page read aloud", s.Screen, commands)
	}
	if s, _ = play(s, visit.BackChosen{}); s.Screen != visit.Display {
		t.Errorf("back on %v, want display", s.Screen)
	}
	if s, _ = play(s, visit.BackChosen{}); s.Screen != visit.Service {
		t.Errorf("back on %v, want service", s.Screen)
	}
	s, _ = play(visit.Fresh(setup), then(toDisplay, []visit.Event{visit.HelpChosen{}})...)
	if s.Screen != visit.HelpTopic || s.Help.Here.Kind != visit.ServiceTopic {
		t.Errorf("help on %v about %+v, want help-topic about the service", s.Screen, s.Help.Here)
	}
}

func TestAFaultWhileReading(t *testing.T) {
	begin := []visit.Event{visit.Woken{}, visit.LessonsChosen{}, visit.ListenChosen{Sentences: []visit.Sentence{{Text: "?"}}}, visit.ReadingFailed{}}
	s, before := play(visit.Fresh(setup), begin...)
	if s.Screen != visit.Listen || !s.Reading.Failed || s.Reading.Over {
		t.Fatalf("on %v, reading %+v; want it to be said that it failed", s.Screen, s.Reading)
	}
	s, commands := play(s, visit.RepeatChosen{}, visit.SpeedChosen{By: 1}, visit.PauseTurned{})
	if len(before) != 1 || len(commands) != 0 {
		t.Errorf("commands %v and %v; want nothing more tried", before, commands)
	}
	s, _ = play(s, visit.NextChosen{}, visit.ListenChosen{Sentences: []visit.Sentence{{Text: "?"}}})
	if s.Screen != visit.Lessons || s.CanListen {
		t.Errorf("on %v, can listen: %v; want no button that does nothing", s.Screen, s.CanListen)
	}
	// A card that comes back is used by the next resident.
	if s, _ = play(s, visit.SoundProbed{CanListen: true}); s.CanListen {
		t.Error("the button came back under the finger")
	}
	s, _ = play(s, visit.FinishChosen{})
	if s, _ = play(s, then(ticks(visit.WipedFor), []visit.Event{visit.SoundProbed{CanListen: true}})...); !s.CanListen || s.Screen != visit.Attract {
		t.Errorf("on %v, can listen: %v", s.Screen, s.CanListen)
	}
}

// Who cannot read the question can hear it; only an answer stops the seconds.
func TestTheQuestionWhetherAnybodyIsThereIsReadAloud(t *testing.T) {
	asked, _ := play(visit.Fresh(setup), then(service, ticks(visit.IdleAfter+5))...)
	question := visit.ListenChosen{Sentences: []visit.Sentence{{Text: "?"}, {Text: "!"}}}
	s, commands := play(asked, question, visit.ReadingAt{Index: 1}, visit.Ticked{})
	if s.Screen != visit.StillThere || s.Left() != asked.Left()-1 {
		t.Errorf("on %v with %d seconds left, want still-there with %d", s.Screen, s.Left(), asked.Left()-1)
	}
	if len(commands) != 1 || !reflect.DeepEqual(commands[0], visit.Command(visit.Read{Sentences: question.Sentences, Lang: locale.Vi})) {
		t.Errorf("commands %v", commands)
	}
	stops := map[string][]visit.Event{
		"an answer":        {visit.StayChosen{}},
		"no answer":        ticks(visit.AnswerIn),
		"the end":          {visit.FinishChosen{}},
		"another language": {visit.LangChosen{Lang: locale.En}},
		"staff":            {visit.StaffOpened{}},
	}
	for name, events := range stops {
		after, commands := play(s, events...)
		if !slices.Contains(commands, visit.Command(visit.StopReading{})) || len(after.Reading.Sentences) > 0 {
			t.Errorf("%s does not stop the voice: %v", name, commands)
		}
	}
	if s, _ = play(s, visit.StayChosen{}); s.Screen != visit.Service || s.Idle != 0 {
		t.Errorf("on %v, want service", s.Screen)
	}
}

// What was typed is read only when asked for, and that is forgotten with the
// visit.
func TestWhatIsPrivateIsReadWhenAskedFor(t *testing.T) {
	sentences := []visit.Sentence{{Text: "Số điện thoại của bác?"}, {Text: "vừa bấm", Private: "0 9 0 0"}}
	s, _ := play(visit.Fresh(setup), visit.Woken{}, visit.ListenChosen{Sentences: sentences}, visit.ReadingEnded{})
	if text, private := sentences[1].In(s.Manner); text != "vừa bấm" || private || !s.CanAskPrivate() {
		t.Errorf("without asking %q is read", text)
	}
	s, commands := play(s, visit.PrivateAsked{})
	want := []visit.Command{visit.Read{Sentences: sentences, From: 1, Lang: locale.Vi, Manner: visit.Manner{Private: true}}}
	if !reflect.DeepEqual(commands, want) || s.Reading.Over || s.CanAskPrivate() {
		t.Errorf("asked for: %+v, want %+v", commands, want)
	}
	if text, private := sentences[1].In(s.Manner); text != "0 9 0 0" || !private {
		t.Errorf("asked for, %q is read", text)
	}
	if text, private := sentences[0].In(s.Manner); text != sentences[0].Text || private {
		t.Errorf("%q is read", text)
	}
	if s, _ = play(s, visit.FinishChosen{}); s.Manner.Private {
		t.Error("the next resident's number would be read")
	}
	// Where nothing is private there is nothing to ask for.
	s, commands = play(visit.Fresh(setup), visit.Woken{}, visit.ListenChosen{Sentences: sentences[:1]}, visit.PrivateAsked{})
	if s.Manner.Private || len(commands) != 1 {
		t.Errorf("commands %+v", commands)
	}
}
