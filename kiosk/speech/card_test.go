package speech_test

import (
	"context"
	"encoding/binary"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/speech"
)

// tools ends the test where the programs that speak are not installed: a machine
// that cannot test speech must say so.
func tools(t *testing.T) {
	t.Helper()
	for program, pack := range map[string]string{"espeak-ng": "espeak-ng", "aplay": "alsa-utils"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%s is not installed; it is in the Debian package %s", program, pack)
		}
	}
}

// card is a sound card that keeps what is played on it: ALSA's own, which writes
// into a file. The file begins anew with each utterance.
type card struct{ file string }

// cardRate is what espeak-ng speaks at.
const cardRate = 22050

func newCard(t *testing.T) card {
	t.Helper()
	tools(t)
	return card{filepath.Join(t.TempDir(), "heard.raw")}
}

// options makes a player play on the card.
func (c card) options() speech.Options {
	return speech.Options{Device: "file:" + c.file + ",raw"}
}

// noCard leaves aplay without any sound card, whatever the machine has.
func noCard(t *testing.T) {
	t.Helper()
	tools(t)
	config := filepath.Join(t.TempDir(), "asound.conf")
	text := "</usr/share/alsa/alsa.conf>\npcm.!default { type hw card 99 }\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("ALSA_CONFIG_PATH", config)
}

// size is how many samples have come so far.
func (c card) size(t *testing.T) int {
	t.Helper()
	info, err := os.Stat(c.file)
	if os.IsNotExist(err) {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	return int(info.Size() / 2)
}

// heard returns all that has come, without the silence at its ends.
func (c card) heard(t *testing.T) []float64 {
	t.Helper()
	data, err := os.ReadFile(c.file)
	if err != nil {
		t.Fatal(err)
	}
	samples := make([]float64, len(data)/2)
	for i := range samples {
		samples[i] = float64(int16(binary.LittleEndian.Uint16(data[2*i:]))) / 32768
	}
	return trim(samples)
}

func trim(samples []float64) []float64 {
	const silent = 1e-3
	first, last := 0, len(samples)
	for first < last && math.Abs(samples[first]) < silent {
		first++
	}
	for last > first && math.Abs(samples[last-1]) < silent {
		last--
	}
	return samples[first:last]
}

func seconds(samples []float64) float64 { return float64(len(samples)) / cardRate }

func rms(samples []float64) float64 {
	var sum float64
	for _, s := range samples {
		sum += s * s
	}
	return math.Sqrt(sum / float64(len(samples)))
}

func decibel(ratio float64) float64 { return 20 * math.Log10(ratio) }

// told collects what a speaker tells.
type told chan speech.Progress

func newTold() told { return make(told, 100) }

func (c told) tell(p speech.Progress) { c <- p }

// next waits for the next thing told.
func (c told) next(t *testing.T) speech.Progress {
	t.Helper()
	select {
	case p := <-c:
		return p
	case <-time.After(30 * time.Second):
		t.Fatal("nothing was told for 30 s")
		panic("not reached")
	}
}

// finish waits until the list is finished and returns which utterances began.
func (c told) finish(t *testing.T) (began []int) {
	t.Helper()
	for {
		switch p := c.next(t); p.State {
		case speech.Reading:
			began = append(began, p.Index)
		case speech.Finished:
			return began
		default:
			t.Fatalf("told %+v", p)
		}
	}
}

// newPlayer returns a player that is closed after the test. TestMain sees to it
// that none leaves a program behind.
func newPlayer(t *testing.T, o speech.Options) *speech.Player {
	t.Helper()
	p := speech.NewPlayer(o)
	t.Cleanup(p.Close)
	return p
}

func vi(texts ...string) (list []speech.Utterance) {
	for _, text := range texts {
		list = append(list, speech.Utterance{Lang: locale.Vi, Text: text})
	}
	return list
}

// job is one utterance to be played.
type job struct {
	u      speech.Utterance
	manner speech.Manner
}

// play reads each on a card of its own, all at the same time since sound takes
// its time, and returns what was heard of each.
func play(t *testing.T, clips *speech.Clips, jobs ...job) (heard [][]float64) {
	t.Helper()
	var cards []card
	var all []told
	for _, j := range jobs {
		c, progress := newCard(t), newTold()
		o := c.options()
		o.Clips = clips
		newPlayer(t, o).Say(context.Background(), []speech.Utterance{j.u}, j.manner, progress.tell)
		cards, all = append(cards, c), append(all, progress)
	}
	for i, progress := range all {
		progress.finish(t)
		heard = append(heard, cards[i].heard(t))
	}
	return heard
}
