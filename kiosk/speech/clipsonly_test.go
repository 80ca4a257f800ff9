package speech_test

import (
	"context"
	"errors"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/speech"
)

// Without espeak-ng what has a clip is read and the rest passed over, and staff
// can be told.
func TestClipsWithoutEspeak(t *testing.T) {
	w := newWorkshop(t)
	w.build(t, "made vi/home.title", "made vi/bar.back", "open vi/step.of", "made en/bar.back")
	clips, err := speech.OpenClips(os.DirFS(w.dir))
	if err != nil {
		t.Fatal(err)
	}
	c := newCard(t)
	o := c.options()
	o.Clips, o.Espeak = clips, "/nowhere/espeak-ng"
	p := newPlayer(t, o)
	fault := speech.FaultOf(p.Probe(context.Background()))
	if fault != speech.ClipsOnly || fault.Silencing() {
		t.Errorf("probe: %q, silencing: %v", fault, fault.Silencing())
	}
	progress := newTold()
	p.Say(context.Background(), vi("Không có tiếng ghi", "Quay lại", "Cũng không"), speech.Manner{}, progress.tell)
	if began := progress.finish(t); !slices.Equal(began, []int{1}) {
		t.Errorf("read %v, want only what has a clip", began)
	}
	if len(c.heard(t)) == 0 {
		t.Error("the clip was not heard")
	}
	// A page of which nothing could be heard was not read.
	p.Say(context.Background(), vi("Không có tiếng ghi"), speech.Manner{}, progress.tell)
	if last := progress.next(t); last.State != speech.Failed || speech.FaultOf(last.Err) != speech.NoVoice {
		t.Errorf("told %+v", last)
	}
	none := newCard(t).options()
	none.Espeak = o.Espeak
	if fault := speech.FaultOf(newPlayer(t, none).Probe(context.Background())); fault != speech.NoVoice || !fault.Silencing() {
		t.Errorf("without any clip: %q", fault)
	}
}

func TestAFaultThatNobodyKnows(t *testing.T) {
	if fault := speech.FaultOf(errors.New("unforeseen")); fault != speech.Unknown || !fault.Silencing() {
		t.Errorf("%q, silencing: %v", fault, fault.Silencing())
	}
	if fault := speech.FaultOf(nil); fault != "" || fault.Silencing() {
		t.Errorf("nothing wrong: %q, silencing: %v", fault, fault.Silencing())
	}
	odd := newCard(t).options()
	odd.Aplay = script(t, `echo "aplay: something new" >&2; exit 1`)
	if fault := speech.FaultOf(newPlayer(t, odd).Probe(context.Background())); fault != speech.Unknown {
		t.Errorf("a complaint nobody knows: %q", fault)
	}
}

// The card takes one sound at a time: a page that is asked for while the card is
// tried out waits for it.
func TestAListWaitsForTheProbe(t *testing.T) {
	c := newCard(t)
	o := c.options()
	busy := c.file + ".busy"
	o.Aplay = script(t, `if ! mkdir "`+busy+`" 2>/dev/null; then echo "audio open error: Device or resource busy" >&2; exit 1; fi
sleep 0.3; cat >/dev/null; rmdir "`+busy+`"`)
	p := newPlayer(t, o)
	probed := make(chan error)
	go func() { probed <- p.Probe(context.Background()) }()
	await(t, "probe", func() bool { _, err := os.Stat(busy); return err == nil })
	progress := newTold()
	p.Say(context.Background(), []speech.Utterance{{Lang: locale.Vi, Text: "Xin chào"}}, speech.Manner{}, progress.tell)
	progress.finish(t)
	if err := <-probed; err != nil {
		t.Error(err)
	}
}

// Of two folders the first is asked first, and the second for what has no clip
// there, or none that can be played.
func TestOneFolderOfClipsAfterAnother(t *testing.T) {
	first, second := newWorkshop(t), newWorkshop(t)
	first.texts, second.texts = first.texts[:1], second.texts[:2]
	first.put(t, "vi/home.title.wav", recording(cardRate, 0.5))
	first.build(t, "taken vi/home.title")
	second.build(t, "made vi/home.title", "made vi/bar.back")
	open := func(w *workshop) *speech.Clips {
		clips, err := speech.OpenClips(os.DirFS(w.dir))
		if err != nil {
			t.Fatal(err)
		}
		return clips
	}
	read := func(clips *speech.Clips) (heard [][]float64) {
		for _, text := range []string{"Xin chào", "Quay lại"} {
			c, progress := newCard(t), newTold()
			o := c.options()
			o.Clips, o.Espeak = clips, "/nowhere/espeak-ng"
			newPlayer(t, o).Say(context.Background(), vi(text), speech.Manner{}, progress.tell)
			progress.finish(t)
			heard = append(heard, c.heard(t))
		}
		return heard
	}
	isTone := func(heard []float64) bool { return math.Abs(crossings(heard, cardRate)-tone) < 5 }
	if heard := read(open(first).Then(open(second))); !isTone(heard[0]) || isTone(heard[1]) {
		t.Errorf("of the first folder: %v, of the second: %v", isTone(heard[0]), !isTone(heard[1]))
	}
	none := (*speech.Clips)(nil)
	if heard := read(none.Then(open(second)).Then(none)); isTone(heard[0]) {
		t.Error("the tone was heard without its folder")
	}
	both := open(first).Then(open(second))
	first.put(t, "vi/home.title.wav", []byte("RIFF"))
	if heard := read(both); isTone(heard[0]) {
		t.Error("a clip that is gone was heard")
	}
}
