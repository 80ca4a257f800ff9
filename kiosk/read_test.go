package kiosk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/speech"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// newTalker returns a kiosk with a voice, on its list of lessons.
func newTalker(t *testing.T) (*desk, *speech.Silent) {
	voice := speech.NewSilent("")
	d := newDesk(t, func(o *kiosk.Options) { o.Speaker = voice })
	d.do(visit.Woken{}, visit.LessonsChosen{})
	return d, voice
}

func listenTo(texts ...string) visit.Event {
	var sentences []visit.Sentence
	for _, text := range texts {
		sentences = append(sentences, visit.Sentence{Text: text})
	}
	return visit.ListenChosen{Sentences: sentences}
}

// A sentence with a telephone number reaches the voice only when asked for, and
// marked as what it is.
func TestWhatIsPrivateReachesTheVoiceWhenAskedFor(t *testing.T) {
	d, voice := newTalker(t)
	d.do(visit.ListenChosen{Sentences: []visit.Sentence{{Text: "Số vừa bấm", Private: "Số " + canary}}})
	d.do(visit.PrivateAsked{})
	said := voice.Said()
	if len(said) != 2 || said[0].List[0].Text != "Số vừa bấm" || said[0].Manner.Private {
		t.Fatalf("before: %+v", said)
	}
	if u := said[1].List[0]; u.Text != "Số "+canary || !u.Private || !said[1].Manner.Private {
		t.Errorf("asked for: %+v", said[1])
	}
	if strings.Contains(d.log.String(), canary) {
		t.Error("the log holds the number")
	}
}

// Staff talk with the resident, and what they look at is not to be drowned out.
func TestTheVoiceStopsWhenStaffModeOpens(t *testing.T) {
	d, voice := newTalker(t)
	d.do(listenTo("một", "hai"))
	for n := range staff.OpeningTouches {
		if !voice.Busy() {
			t.Fatalf("the voice stopped at touch %d", n)
		}
		d.staffDo(staff.MarkTouched{At: morning})
	}
	if d.Staff().Screen == staff.Closed || voice.Busy() {
		t.Errorf("staff mode on %v, reading: %v", d.Staff().Screen, voice.Busy())
	}
	if d.Visit().Screen != visit.Lessons {
		t.Errorf("below stands %v, want the page that was read", d.Visit().Screen)
	}
}

func TestAPageThatCannotBeReadIsNotSaidToBeFinished(t *testing.T) {
	d, voice := newTalker(t)
	voice.Have(speech.NoCard)
	d.do(listenTo("một", "hai"))
	voice.Next()
	d.until("it has failed", func() bool { return d.Visit().Reading.Failed })
	if d.Visit().CanListen || d.SoundFault() != speech.NoCard {
		t.Errorf("can listen: %v, staff are told %q", d.Visit().CanListen, d.SoundFault())
	}
}

// tick lets seconds pass and does what they lead to.
func (d *desk) tick(seconds int, until func() bool) bool {
	for range seconds {
		d.Tick()
		select {
		case f := <-d.posts:
			f()
		case <-time.After(20 * time.Millisecond):
		}
		if until() {
			return true
		}
	}
	return false
}

func TestASoundCardThatGoesAndComes(t *testing.T) {
	d, voice := newTalker(t)
	voice.Have(speech.NoCard)
	gone := func() bool { return d.SoundFault() == speech.NoCard }
	if d.tick(100, gone) {
		t.Fatal("the sound was tried out while somebody was there")
	}
	d.do(visit.FinishChosen{})
	if !d.tick(100, gone) || d.Visit().CanListen {
		t.Fatalf("with nobody there the card was not missed: %q, can listen: %v", d.SoundFault(), d.Visit().CanListen)
	}
	voice.Have("")
	if !d.tick(30, func() bool { return d.SoundFault() == "" }) || !d.Visit().CanListen {
		t.Errorf("the card is back and not used: %q, can listen: %v", d.SoundFault(), d.Visit().CanListen)
	}
}

func TestACardThatIsFoundLate(t *testing.T) {
	voice := speech.NewSilent(speech.NoCard)
	d := newDesk(t, func(o *kiosk.Options) { o.Speaker, o.Sound = voice, &speech.FaultError{Fault: speech.NoCard} })
	if d.Visit().CanListen || d.SoundFault() != speech.NoCard {
		t.Fatalf("at the start: can listen: %v, %q", d.Visit().CanListen, d.SoundFault())
	}
	d.tick(60, func() bool { return false })
	if n := strings.Count(d.log.String(), "not everything can be read aloud"); n != 1 {
		t.Errorf("the log says %d times that there is no card, want once", n)
	}
	voice.Have(speech.ClipsOnly)
	if !d.tick(30, func() bool { return d.Visit().CanListen }) || d.SoundFault() != speech.ClipsOnly {
		t.Errorf("can listen: %v, staff are told %q", d.Visit().CanListen, d.SoundFault())
	}
}

// Staff read each fault in words.
func TestEveryFaultOfTheSoundHasWords(t *testing.T) {
	d, _ := newTalker(t)
	for _, fault := range speech.Faults() {
		if text := d.Texts().Both("speech.fault." + string(fault)); text.Empty() {
			t.Errorf("no words for %q", fault)
		}
	}
}
