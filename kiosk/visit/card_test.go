package visit_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// mine is a card with two lessons done, ours another one.
var (
	mine = card.Card{ID: 77, Done: card.Marks(0).With(1).With(2)}
	ours = card.Card{ID: 99, Done: card.Marks(0).With(9)}
)

// letters types the letters of a card.
func letters(text string) (events []visit.Event) {
	for _, letter := range text {
		events = append(events, visit.CodeTyped{Letter: letter})
	}
	return events
}

// learn takes the lesson of a mark to its end, from the home screen.
func learn(mark int) []visit.Event {
	return []visit.Event{
		visit.HomeChosen{}, visit.LessonsChosen{}, visit.LessonChosen{ID: "zalo", Mark: mark, Steps: 3},
		visit.NextChosen{}, visit.NextChosen{}, visit.NextChosen{}, visit.NextChosen{},
	}
}

var (
	wake    = []visit.Event{visit.Woken{}}
	toEntry = []visit.Event{visit.Woken{}, visit.LessonsChosen{}, visit.HaveCardChosen{}}
	make77  = []visit.Event{visit.CardChosen{}, visit.CardMade{ID: 77}}
)

func scan(c card.Card) visit.Event { return visit.CardScanned{Text: c.Code()} }

func TestLearningCards(t *testing.T) {
	kept := func(c card.Card, marks ...int) visit.Command {
		for _, mark := range marks {
			c = c.With(card.Marks(0).With(mark))
		}
		return visit.KeepCard{Card: c}
	}
	none := card.Card{ID: 77}
	wrong := "7" + strings.ReplaceAll(mine.String(), "-", "")[1:]
	tests := map[string]struct {
		events   []visit.Event
		screen   visit.Screen
		card     card.Card
		commands []visit.Command
	}{
		"a lesson finished and no card wanted": {
			events: then(wake, learn(5)),
			screen: visit.Finished,
		},
		"a card taken after a lesson": {
			events:   then(wake, learn(5), make77),
			screen:   visit.LearningCard,
			card:     none.With(card.Marks(0).With(5)),
			commands: []visit.Command{visit.MakeCard{}, kept(none, 5)},
		},
		"a card taken after the second lesson has both": {
			events:   then(wake, learn(5), learn(6), make77),
			screen:   visit.LearningCard,
			card:     none.With(card.Marks(0).With(5).With(6)),
			commands: []visit.Command{visit.MakeCard{}, kept(none, 5, 6)},
		},
		"a card in use is shown, not made anew": {
			events:   then(wake, learn(5), make77, learn(6), []visit.Event{visit.CardChosen{}}),
			screen:   visit.LearningCard,
			card:     none.With(card.Marks(0).With(5).With(6)),
			commands: []visit.Command{visit.MakeCard{}, kept(none, 5), kept(none, 5, 6)},
		},
		"a lesson done once more changes nothing": {
			events:   then(wake, learn(5), make77, learn(5)),
			screen:   visit.Finished,
			card:     none.With(card.Marks(0).With(5)),
			commands: []visit.Command{visit.MakeCard{}, kept(none, 5)},
		},
		"a lesson without a mark is not on the card": {
			events:   then(wake, learn(0), make77),
			screen:   visit.LearningCard,
			card:     none,
			commands: []visit.Command{visit.MakeCard{}, kept(none)},
		},
		"a number that comes when nobody waits for it": {
			events: then(wake, learn(5), []visit.Event{visit.HomeChosen{}, visit.CardMade{ID: 77}}),
			screen: visit.Home,
		},
		"on from the card to another lesson": {
			events:   []visit.Event{scan(mine), visit.NextChosen{}},
			screen:   visit.Lessons,
			card:     mine,
			commands: []visit.Command{kept(mine)},
		},
		"back from the card to where it was asked for": {
			events:   then(wake, learn(5), make77, []visit.Event{visit.BackChosen{}}),
			screen:   visit.Finished,
			card:     none.With(card.Marks(0).With(5)),
			commands: []visit.Command{visit.MakeCard{}, kept(none, 5)},
		},
		"a card typed right": {
			events:   then(toEntry, letters(mine.String()), []visit.Event{visit.NextChosen{}}),
			screen:   visit.Lessons,
			card:     mine,
			commands: []visit.Command{kept(mine)},
		},
		"a card typed with small letters": {
			events:   then(toEntry, letters(strings.ToLower(mine.String())), []visit.Event{visit.NextChosen{}}),
			screen:   visit.Lessons,
			card:     mine,
			commands: []visit.Command{kept(mine)},
		},
		"a card typed wrong": {
			events: then(toEntry, letters(wrong), []visit.Event{visit.NextChosen{}}),
			screen: visit.CardEntry,
		},
		"a card typed wrong and mended": {
			events: then(toEntry, letters(wrong), []visit.Event{visit.NextChosen{}, visit.CodeCleared{}},
				letters(mine.String()[:18]), letters("UU*"), letters("7"), []visit.Event{visit.CodeDeleted{}}, letters(mine.String()[18:]), []visit.Event{visit.NextChosen{}}),
			screen:   visit.Lessons,
			card:     mine,
			commands: []visit.Command{kept(mine)},
		},
		"a card not typed to its end": {
			events: then(toEntry, letters("K7QM"), []visit.Event{visit.NextChosen{}}),
			screen: visit.CardEntry,
		},
		"a card restored, then another lesson done": {
			events:   then(toEntry, letters(mine.String()), []visit.Event{visit.NextChosen{}}, learn(5)),
			screen:   visit.Finished,
			card:     mine.With(card.Marks(0).With(5)),
			commands: []visit.Command{kept(mine), kept(mine, 5)},
		},
		"a lesson done, then a card restored": {
			events:   then(wake, learn(5), []visit.Event{scan(mine)}),
			screen:   visit.LearningCard,
			card:     mine.With(card.Marks(0).With(5)),
			commands: []visit.Command{kept(mine, 5)},
		},
		"a card scanned wakes the kiosk": {
			events:   []visit.Event{scan(mine)},
			screen:   visit.LearningCard,
			card:     mine,
			commands: []visit.Command{kept(mine)},
		},
		"a card scanned on the wiped screen begins a new visit": {
			events:   then(wake, learn(5), []visit.Event{visit.FinishChosen{}, scan(mine)}),
			screen:   visit.LearningCard,
			card:     mine,
			commands: []visit.Command{visit.Forget{}, kept(mine)},
		},
		"a card scanned where one is asked for": {
			events:   then(toEntry, letters("K7Q"), []visit.Event{scan(mine)}),
			screen:   visit.Lessons,
			card:     mine,
			commands: []visit.Command{kept(mine)},
		},
		"a card scanned in the middle of a lesson": {
			events:   then(lesson, []visit.Event{visit.NextChosen{}, scan(mine), visit.BackChosen{}}),
			screen:   visit.Step,
			card:     mine,
			commands: []visit.Command{kept(mine)},
		},
		"the same card scanned twice": {
			events:   []visit.Event{scan(mine), scan(mine)},
			screen:   visit.LearningCard,
			card:     mine,
			commands: []visit.Command{kept(mine), kept(mine)},
		},
		"an older paper of the same card takes nothing away": {
			events:   []visit.Event{scan(mine.With(card.Marks(0).With(8))), scan(mine)},
			screen:   visit.LearningCard,
			card:     mine.With(card.Marks(0).With(8)),
			commands: []visit.Command{kept(mine, 8), kept(mine, 8)},
		},
		"another card takes the first one's place": {
			events:   []visit.Event{scan(mine), visit.HomeChosen{}, scan(ours)},
			screen:   visit.LearningCard,
			card:     ours,
			commands: []visit.Command{kept(mine), kept(ours)},
		},
		"a scan while asking for help": {
			events: []visit.Event{visit.Woken{}, visit.HelpChosen{}, scan(mine)},
			screen: visit.HelpTopic,
		},
		"a scan while the look is being chosen amid asking for help": {
			events: []visit.Event{visit.Woken{}, visit.HelpChosen{}, visit.DisplayChosen{}, scan(mine)},
			screen: visit.Display,
		},
		"a scan while the request is being saved": {
			events: then(toPhone, []visit.Event{visit.PhoneSkipped{}, scan(mine)}),
			screen: visit.HelpPhone,
			commands: []visit.Command{
				visit.SubmitRequest{Topic: visit.Topic{Kind: visit.GeneralTopic, ID: "vneid"}},
			},
		},
		"a scan while the seconds are counted down is an answer": {
			events:   then(wake, ticks(visit.IdleAfter+5), []visit.Event{scan(mine)}),
			screen:   visit.LearningCard,
			card:     mine,
			commands: []visit.Command{kept(mine)},
		},
		"a scan while help was being asked for and the seconds are counted down": {
			events: then([]visit.Event{visit.Woken{}, visit.HelpChosen{}}, ticks(visit.IdleAfter+5), []visit.Event{scan(mine)}),
			screen: visit.StillThere,
		},
		"a scan while the look is being chosen": {
			events:   []visit.Event{visit.Woken{}, visit.DisplayChosen{}, scan(mine), visit.BackChosen{}},
			screen:   visit.Home,
			card:     mine,
			commands: []visit.Command{kept(mine)},
		},
		"a scan while the kiosk is out of order": {
			events:   []visit.Event{visit.Broken{}, scan(mine)},
			screen:   visit.OutOfOrder,
			commands: []visit.Command{visit.Forget{}},
		},
		"a ticket scanned is no card": {
			events: []visit.Event{visit.CardScanned{Text: "261123010001"}},
			screen: visit.Attract,
		},
		"a card scanned with a letter wrong": {
			events: []visit.Event{visit.Woken{}, visit.CardScanned{Text: wrong}},
			screen: visit.Home,
		},
		"the residential group named": {
			events:   []visit.Event{scan(mine), visit.NameGroupChosen{}, visit.GroupNamed{ID: "11"}},
			screen:   visit.LearningCard,
			card:     mine,
			commands: []visit.Command{kept(mine), visit.KeepCard{Card: mine, Group: "11"}},
		},
		"the residential group not named": {
			events:   []visit.Event{scan(mine), visit.NameGroupChosen{}, visit.GroupNamed{}},
			screen:   visit.LearningCard,
			card:     mine,
			commands: []visit.Command{kept(mine)},
		},
		"the residential group is not that of the next card": {
			events:   []visit.Event{scan(mine), visit.NameGroupChosen{}, visit.GroupNamed{ID: "11"}, scan(ours)},
			screen:   visit.LearningCard,
			card:     ours,
			commands: []visit.Command{kept(mine), visit.KeepCard{Card: mine, Group: "11"}, kept(ours)},
		},
		"a card printed, and then its certificate": {
			events: []visit.Event{
				scan(mine), visit.PrintChosen{}, visit.CertificateChosen{}, visit.PrintEnded{Status: visit.TakeSlip}, visit.CertificateChosen{}, visit.PrintChosen{},
			},
			screen: visit.LearningCard,
			card:   mine,
			commands: []visit.Command{
				kept(mine), visit.PrintCard{Card: mine, Lang: locale.Vi}, visit.PrintCertificate{Card: mine, Lang: locale.Vi},
			},
		},
		"nothing of a card where there is none": {
			events: []visit.Event{
				visit.Woken{}, visit.CardChosen{}, visit.HaveCardChosen{}, visit.NameGroupChosen{}, visit.GroupNamed{ID: "11"}, visit.CertificateChosen{}, visit.CodeTyped{Letter: 'K'},
				visit.LessonsChosen{}, visit.CardChosen{},
			},
			screen: visit.Lessons,
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s, commands := play(visit.Fresh(setup), tc.events...)
			if s.Screen != tc.screen || s.Card != tc.card {
				t.Errorf("on %v with %v, want %v with %v", s.Screen, s.Card, tc.screen, tc.card)
			}
			if !slices.Equal(commands, tc.commands) {
				t.Errorf("commands %+v, want %+v", commands, tc.commands)
			}
		})
	}
}

func TestACardThatWasTypedWrong(t *testing.T) {
	wrong := "7" + strings.ReplaceAll(mine.String(), "-", "")[1:]
	s, _ := play(visit.Fresh(setup), then(toEntry, letters("K7QM"), []visit.Event{visit.NextChosen{}})...)
	if s.Entry.Hint != visit.MoreToCome || s.Entry.Typed != "K7QM" {
		t.Errorf("too short: %+v", s.Entry)
	}
	s, _ = play(s, then([]visit.Event{visit.CodeCleared{}}, letters(wrong+"000"), []visit.Event{visit.NextChosen{}})...)
	if s.Entry.Hint != visit.LookAgain || s.Entry.Typed != wrong {
		t.Errorf("wrong: %+v, want all of %s still there", s.Entry, wrong)
	}
	// Who asks for help finds the letters where they were.
	s, _ = play(s, visit.HelpChosen{}, visit.BackChosen{}, visit.DisplayChosen{}, visit.NextChosen{})
	if s.Screen != visit.CardEntry || s.Entry.Typed != wrong {
		t.Errorf("after help: on %v with %+v", s.Screen, s.Entry)
	}
	if s, _ = play(s, visit.BackChosen{}); s.Entry != (visit.Entry{}) {
		t.Errorf("left: %+v", s.Entry)
	}
}

// Lessons of this visit count as done, with a card and without one.
func TestWhatIsMarkedAsDone(t *testing.T) {
	s, _ := play(visit.Fresh(setup), then(wake, learn(5))...)
	if !s.OnCard(5) || s.OnCard(1) || s.OnCard(0) {
		t.Errorf("without a card: %b", s.Learnt)
	}
	s, _ = play(s, scan(mine))
	if !s.OnCard(5) || !s.OnCard(1) || s.OnCard(9) {
		t.Errorf("with a card: %b", s.Card.Done)
	}
	s, _ = play(s, visit.FinishChosen{})
	if s.OnCard(5) || s.OnCard(1) || !s.Card.None() {
		t.Errorf("after the visit: %+v", s)
	}
}

// The paper at hand is told from what the card says by now.
func TestWhetherThePaperSaysItAll(t *testing.T) {
	s, _ := play(visit.Fresh(setup), then(wake, learn(5), make77)...)
	steps := []struct {
		what    string
		events  []visit.Event
		changed bool
	}{
		{"just made", nil, false},
		{"being printed", []visit.Event{visit.PrintChosen{}}, false},
		{"not printed", []visit.Event{visit.PrintEnded{Status: visit.NoSlip}}, false},
		{"printed", []visit.Event{visit.PrintChosen{}, visit.PrintEnded{Status: visit.LookForSlip}}, false},
		{"another lesson", learn(6), true},
		{"printed while listening", []visit.Event{visit.CardChosen{}, visit.PrintChosen{}, visit.ListenChosen{Sentences: []visit.Sentence{{Text: "một"}}}, visit.PrintEnded{Status: visit.TakeSlip}}, false},
		{"the first paper scanned", []visit.Event{scan(card.Card{ID: 77, Done: card.Marks(0).With(5)})}, false},
		{"a paper with more on it", []visit.Event{scan(card.Card{ID: 77, Done: card.Marks(0).With(30)})}, false},
		{"another one's card, which has none of this visit", []visit.Event{scan(ours)}, true},
	}
	for _, step := range steps {
		if s, _ = play(s, step.events...); s.CardChanged() != step.changed {
			t.Fatalf("%s: changed is %v, want %v; %+v", step.what, s.CardChanged(), step.changed, s)
		}
	}
}

func TestTheEndOfAVisitForgetsTheCard(t *testing.T) {
	s, _ := play(visit.Fresh(setup), then(wake, learn(5), make77, []visit.Event{visit.NameGroupChosen{}, visit.GroupNamed{ID: "11"}})...)
	s, commands := play(s, ticks(visit.FinishAfter+visit.WipedFor)...)
	if !reflect.DeepEqual(s, visit.Fresh(setup)) || !slices.Contains(commands, visit.Command(visit.Forget{})) {
		t.Errorf("left: %+v, commands %+v", s, commands)
	}
}

func TestAtMostThreeCopiesOfACertificate(t *testing.T) {
	s, _ := play(visit.Fresh(setup), scan(mine))
	for range 5 {
		s, _ = play(s, visit.CertificateChosen{}, visit.PrintEnded{Status: visit.TakeSlip})
	}
	if s.Certificate.Copies != visit.CopiesMost || s.CanPrintCertificate() || !s.CanPrint() {
		t.Errorf("%+v, the card %+v", s.Certificate, s.Print)
	}
}
