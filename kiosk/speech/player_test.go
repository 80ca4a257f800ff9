package speech_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/speech"
)

// long is some four seconds of speech.
const long = "Bác cứ thong thả, bấm nhầm cũng không sao"

// short is a second and a half of speech.
const short = "Mời bác ngồi chờ ạ"

func TestAListIsReadInOrder(t *testing.T) {
	c, progress := newCard(t), newTold()
	p := newPlayer(t, c.options())
	list := []speech.Utterance{
		{Lang: locale.Vi, Text: short},
		{Lang: locale.Vi, Text: "…"},
		{Lang: locale.En, Text: "Good morning"},
	}
	// What had been heard when each began, and at the end.
	heard := make(chan float64, 4)
	p.Say(context.Background(), list, speech.Manner{}, func(told speech.Progress) {
		heard <- float64(c.size(t)) / cardRate
		progress.tell(told)
	})
	if began := progress.finish(t); !slices.Equal(began, []int{0, 1, 2}) {
		t.Errorf("read %v", began)
	}
	before, first, nothing, second := <-heard, <-heard, <-heard, <-heard
	if before != 0 || first < 1 || first > 4 || nothing != first || second < 0.8 || second > 3 {
		t.Errorf("heard %.2f s, %.2f s, %.2f s, %.2f s", before, first, nothing, second)
	}
	if loud := rms(c.heard(t)); loud < 0.01 {
		t.Errorf("hardly heard: %.4f", loud)
	}
}

func TestTheUsualPace(t *testing.T) {
	jobs := []job{
		{u: speech.Utterance{Lang: locale.Vi, Text: "Bác bấm vào một ô dưới đây. Bác cứ thong thả, bấm nhầm cũng không sao. Máy đã xóa hết thông tin của bác."}},
		{u: speech.Utterance{Lang: locale.En, Text: "Press one of the boxes below. Take your time; nothing can go wrong. Staff will call you back this morning."}},
	}
	for i, heard := range play(t, nil, jobs...) {
		words := float64(len(strings.Fields(jobs[i].u.Text)))
		if pace := words / seconds(heard) * 60; pace < 115 || pace > 130 {
			t.Errorf("%s: %.0f words a minute, want 120 to 125", jobs[i].u.Lang, pace)
		}
	}
}

func TestSpeedChangesDurationAlone(t *testing.T) {
	speeds := speech.Speeds()
	if len(speeds) < 6 || speeds[0] != 50 || speeds[len(speeds)-1] != 200 {
		t.Errorf("speeds %v, want at least 6 from 50 to 200", speeds)
	}
	jobs := []job{{u: vi(long)[0]}}
	for _, speed := range speeds {
		jobs = append(jobs, job{vi(long)[0], speech.Manner{Speed: speed}})
	}
	heard := play(t, nil, jobs...)
	usual := heard[0]
	for i, speed := range speeds {
		heard := heard[i+1]
		want := seconds(usual) * 100 / float64(speed)
		if got := seconds(heard); math.Abs(got-want) > 0.03*want+0.03 {
			t.Errorf("at %d %%: %.2f s, want %.2f", speed, got, want)
		}
		if ratio := pitch(heard) / pitch(usual); !(ratio > 0.95 && ratio < 1.05) {
			t.Errorf("at %d %% the pitch is %.2f of the usual", speed, ratio)
		}
		if off := decibel(rms(heard) / rms(usual)); math.Abs(off) > 1.5 {
			t.Errorf("at %d %% it is %.1f dB louder", speed, off)
		}
	}
}

// pitch returns the middle of the periods found in the voiced parts, as hertz.
func pitch(samples []float64) float64 {
	const frame, lowest, highest = cardRate / 20, 70, 300
	var found []float64
	for start := 0; start+2*frame <= len(samples); start += frame {
		part := samples[start : start+2*frame]
		if rms(part) < 0.02 {
			continue
		}
		best, bestLag := 0.0, 0
		var power float64
		for _, s := range part[:frame] {
			power += s * s
		}
		for lag := cardRate / highest; lag <= cardRate/lowest; lag++ {
			var sum, other float64
			for i := range frame {
				sum += part[i] * part[i+lag]
				other += part[i+lag] * part[i+lag]
			}
			if likeness := sum / math.Sqrt(power*other+1e-12); likeness > best {
				best, bestLag = likeness, lag
			}
		}
		if best > 0.8 {
			found = append(found, cardRate/float64(bestLag))
		}
	}
	slices.Sort(found)
	if len(found) == 0 {
		return math.NaN()
	}
	return found[len(found)/2]
}

func TestVolumeChangesLoudnessAsStated(t *testing.T) {
	volumes := speech.Volumes()
	jobs := []job{{u: vi(short)[0]}} // at the usual volume
	for i, volume := range volumes {
		if i > 0 {
			if step := volume.Decibel() - volumes[i-1].Decibel(); step <= 0 || step > 10 {
				t.Errorf("from %d to %d %%: a step of %.1f dB", volumes[i-1], volume, step)
			}
		}
		jobs = append(jobs, job{vi(short)[0], speech.Manner{Volume: volume}})
	}
	heard := play(t, nil, jobs...)
	loudest := heard[len(heard)-1]
	for i, volume := range append([]speech.Volume{speech.DefaultVolume}, volumes...) {
		// The softer it is, the more of its ends is taken for silence.
		if got := decibel(rms(heard[i]) / rms(loudest)); math.Abs(got-volume.Decibel()) > 0.7 {
			t.Errorf("at %d %%: %.2f dB, want %.2f", volume, got, volume.Decibel())
		}
	}
	if got := speech.DefaultVolume.Decibel(); got != -12 {
		t.Errorf("the usual volume is %.0f dB, want -12", got)
	}
}

func TestStopIsPrompt(t *testing.T) {
	c, progress := newCard(t), newTold()
	p := newPlayer(t, c.options())
	p.Say(context.Background(), vi(long, long), speech.Manner{}, progress.tell)
	if first := progress.next(t); first.State != speech.Reading || first.Index != 0 {
		t.Fatalf("told %+v", first)
	}
	await(t, "sound", func() bool { return c.size(t) > cardRate/2 })
	began := time.Now()
	p.Stop()
	p.Close() // returns when no program is left
	if took := time.Since(began); took > 300*time.Millisecond {
		t.Errorf("it took %v to stop", took)
	}
	noChildren(t)
	if at := c.size(t); at > 3*cardRate {
		t.Errorf("%d samples had come, more than could have been heard", at)
	}
	select {
	case late := <-progress:
		t.Errorf("told after it was stopped: %+v", late)
	default:
	}
}

// await waits until something is so. Where nothing can say when, it looks again
// and again.
func await(t *testing.T, what string, so func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-deadline:
			t.Fatalf("no %s after 20 s", what)
		case <-tick.C:
		}
	}
}

func TestPauseIsSilentAndGoesOn(t *testing.T) {
	whole := play(t, nil, job{u: vi(long)[0]})[0]
	c, progress := newCard(t), newTold()
	p := newPlayer(t, c.options())
	p.Say(context.Background(), vi(long), speech.Manner{}, progress.tell)
	await(t, "sound", func() bool { return c.size(t) > cardRate })
	p.Pause()
	p.Pause()
	await(t, "silence", func() bool { return len(children(t)) == 0 })
	paused := c.size(t)
	first := c.heard(t)
	select {
	case told := <-progress:
		if told.State != speech.Reading {
			t.Errorf("told %+v", told)
		}
	default:
	}
	longer := time.NewTimer(time.Second)
	<-longer.C // a second in which nothing may be heard
	if now := c.size(t); now != paused {
		t.Errorf("%d samples came while it was paused", now-paused)
	}
	p.Resume()
	p.Resume()
	progress.finish(t)
	// The card begins its file anew; what was heard last must end as the whole
	// does, and both together must hold all of it and not much twice.
	second := c.heard(t)
	both := seconds(first) + seconds(second)
	if s := seconds(whole); both < s || both > s+1.5 {
		t.Errorf("%.2f s before and %.2f s after the pause, of %.2f s", seconds(first), seconds(second), s)
	}
	tail := second[len(second)-cardRate/2:]
	if want := whole[len(whole)-cardRate/2:]; likeness(tail, want) < 0.99 {
		t.Error("it does not end as it should")
	}
	head := first[:cardRate/2]
	if likeness(head, whole[:cardRate/2]) < 0.99 {
		t.Error("it does not begin as it should")
	}
}

func likeness(a, b []float64) float64 {
	var product, powerA, powerB float64
	for i := range a {
		product += a[i] * b[i]
		powerA += a[i] * a[i]
		powerB += b[i] * b[i]
	}
	return product / math.Sqrt(powerA*powerB)
}

func TestStopWhilePaused(t *testing.T) {
	c, progress := newCard(t), newTold()
	p := newPlayer(t, c.options())
	p.Say(context.Background(), vi(long), speech.Manner{}, progress.tell)
	await(t, "sound", func() bool { return c.size(t) > 0 })
	p.Pause()
	p.Close()
	p.Resume()
	noChildren(t)
	progress.next(t)
	if len(progress) > 0 {
		t.Errorf("told %+v", <-progress)
	}
}

func TestPausedBeforeTheFirstSound(t *testing.T) {
	c, progress := newCard(t), newTold()
	p := newPlayer(t, c.options())
	p.Say(context.Background(), vi("Xin chào"), speech.Manner{}, progress.tell)
	p.Pause()
	progress.next(t)
	if c.size(t) > 0 {
		t.Error("it was heard although it is paused")
	}
	p.Resume()
	if p := progress.next(t); p.State != speech.Finished {
		t.Errorf("told %+v", p)
	}
	if len(c.heard(t)) == 0 {
		t.Error("nothing was heard")
	}
}

func TestANewListStopsTheOldOne(t *testing.T) {
	c, old, fresh := newCard(t), newTold(), newTold()
	p := newPlayer(t, c.options())
	p.Say(context.Background(), vi(long, long), speech.Manner{}, old.tell)
	await(t, "sound", func() bool { return c.size(t) > 0 })
	p.Say(context.Background(), vi("Xin chào"), speech.Manner{}, fresh.tell)
	if began := fresh.finish(t); !slices.Equal(began, []int{0}) {
		t.Errorf("read %v", began)
	}
	old.next(t)
	if len(old) > 0 {
		t.Errorf("the old list told %+v", <-old)
	}
	if s := seconds(c.heard(t)); s > 2 {
		t.Errorf("%.2f s were heard of the new list", s)
	}
}

func TestTheEndOfTheContextStops(t *testing.T) {
	c, progress := newCard(t), newTold()
	p := newPlayer(t, c.options())
	ctx, cancel := context.WithCancel(context.Background())
	p.Say(ctx, vi(long), speech.Manner{}, progress.tell)
	await(t, "sound", func() bool { return c.size(t) > 0 })
	cancel()
	await(t, "end", func() bool { return len(children(t)) == 0 })
}

func TestAListMayBeStoppedFromWithin(t *testing.T) {
	c := newCard(t)
	p := newPlayer(t, c.options())
	done := make(chan bool)
	p.Say(context.Background(), vi(long), speech.Manner{}, func(speech.Progress) {
		p.Stop()
		close(done)
	})
	<-done
	p.Close()
}

func TestPrivateIsReadOnlyWhenAsked(t *testing.T) {
	list := vi("Xin chào", "Số 09", "Cảm ơn")
	list[1].Private = true
	c := newCard(t)
	p := newPlayer(t, c.options())
	for asked, want := range map[bool][]int{false: {0, 2}, true: {0, 1, 2}} {
		progress := newTold()
		p.Say(context.Background(), list, speech.Manner{Private: asked}, progress.tell)
		if began := progress.finish(t); !slices.Equal(began, want) {
			t.Errorf("asked %v: read %v, want %v", asked, began, want)
		}
	}
}

func TestNoTextInTheListOfProcesses(t *testing.T) {
	c := newCard(t)
	p := newPlayer(t, c.options())
	progress := newTold()
	p.Say(context.Background(), slices.Repeat(vi("mật"), 50), speech.Manner{}, progress.tell)
	seen := map[string]bool{}
	await(t, "espeak-ng and aplay", func() bool {
		for _, args := range children(t) {
			if strings.Contains(args, "mật") {
				t.Fatalf("seen in the list of processes: %s", args)
			}
			program, _, _ := strings.Cut(args, " ")
			seen[program] = true
		}
		return seen["espeak-ng"] && seen["aplay"]
	})
}

func TestProbe(t *testing.T) {
	if err := newPlayer(t, newCard(t).options()).Probe(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestFaults(t *testing.T) {
	with := func(t *testing.T, change func(*speech.Options)) speech.Options {
		o := newCard(t).options()
		change(&o)
		return o
	}
	t.Run("no sound card", func(t *testing.T) {
		noCard(t)
		faulty(t, speech.Options{}, speech.NoCard)
	})
	t.Run("the card named is not there", func(t *testing.T) {
		faulty(t, with(t, func(o *speech.Options) { o.Device = "hw:77,0" }), speech.NoCard)
	})
	t.Run("another program holds the card", func(t *testing.T) {
		busy := script(t, `echo "aplay: main:831: audio open error: Device or resource busy" >&2; exit 1`)
		faulty(t, with(t, func(o *speech.Options) { o.Aplay = busy }), speech.CardBusy)
	})
	t.Run("no aplay", func(t *testing.T) {
		faulty(t, with(t, func(o *speech.Options) { o.Aplay = "/nowhere/aplay" }), speech.NoPlayer)
	})
	t.Run("no espeak-ng", func(t *testing.T) {
		faulty(t, with(t, func(o *speech.Options) { o.Espeak = "/nowhere/espeak-ng" }), speech.NoVoice)
	})
	t.Run("espeak-ng without its voices", func(t *testing.T) {
		mute := script(t, `echo "Error: The specified espeak-ng voice does not exist." >&2; exit 1`)
		faulty(t, with(t, func(o *speech.Options) { o.Espeak = mute }), speech.NoVoice)
	})
	t.Run("nothing installed", func(t *testing.T) {
		o := newCard(t).options()
		t.Setenv("PATH", "")
		p := newPlayer(t, o)
		if err := p.Probe(context.Background()); speech.FaultOf(err) != speech.NoPlayer {
			t.Errorf("probe: %v", err)
		}
	})
	t.Run("the card takes no sound", func(t *testing.T) {
		hangs := script(t, `sleep 61.7531 & wait`)
		p := newPlayer(t, with(t, func(o *speech.Options) { o.Aplay = hangs }))
		if err := p.Probe(context.Background()); speech.FaultOf(err) != speech.Stuck {
			t.Errorf("probe: %v", err)
		}
		await(t, "end of sleep", func() bool { return !running(t, "61.7531") })
	})
}

// faulty sees to it that Probe and Say name the same fault, and that neither
// says what was to be read.
func faulty(t *testing.T, o speech.Options, want speech.Fault) {
	t.Helper()
	p := newPlayer(t, o)
	if err := p.Probe(context.Background()); speech.FaultOf(err) != want {
		t.Errorf("probe: %v, want %s", err, want)
	}
	progress := newTold()
	p.Say(context.Background(), vi("bí mật"), speech.Manner{}, progress.tell)
	last := progress.next(t)
	if last.State == speech.Reading {
		last = progress.next(t)
	}
	if last.State != speech.Failed || speech.FaultOf(last.Err) != want {
		t.Fatalf("say: %+v, want %s", last, want)
	}
	if strings.Contains(last.Err.Error(), "mật") {
		t.Errorf("the error holds the text: %v", last.Err)
	}
}
