package speech_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/speech"
)

// hertz of the tone that stands for a recording: no voice is like it.
const tone = 440

// recording returns a clip of a tone.
func recording(rate int, seconds float64) []byte {
	samples := make([]byte, 0)
	for i := range int(seconds * float64(rate)) {
		value := 8000 * math.Sin(2*math.Pi*tone*float64(i)/float64(rate))
		samples = binary.LittleEndian.AppendUint16(samples, uint16(int16(value)))
	}
	return wav(1, 1, rate, 16, samples)
}

func wav(kind, channels, rate, bits int, data []byte) []byte {
	var b bytes.Buffer
	put := func(values ...any) {
		for _, value := range values {
			if err := binary.Write(&b, binary.LittleEndian, value); err != nil {
				panic(err)
			}
		}
	}
	put([]byte("RIFF"), uint32(36+len(data)), []byte("WAVEfmt "), uint32(16), uint16(kind), uint16(channels))
	put(uint32(rate), uint32(rate*channels*bits/8), uint16(channels*bits/8), uint16(bits), []byte("data"), uint32(len(data)), data)
	return b.Bytes()
}

// crossings returns the hertz of a tone.
func crossings(samples []float64, rate int) float64 {
	n := 0
	for i := 1; i < len(samples); i++ {
		if samples[i-1] < 0 && samples[i] >= 0 {
			n++
		}
	}
	return float64(n) * float64(rate) / float64(len(samples))
}

// workshop is a folder of clips and the texts it is for.
type workshop struct {
	dir   string
	texts []speech.Utterance
}

func newWorkshop(t *testing.T) *workshop {
	t.Helper()
	tools(t)
	return &workshop{t.TempDir(), []speech.Utterance{
		{ID: "home.title", Lang: locale.Vi, Text: "Xin chào"},
		{ID: "bar.back", Lang: locale.Vi, Text: "Quay lại"},
		{ID: "step.of", Lang: locale.Vi, Text: "Bước {n} trên {m}"},
		{ID: "bar.back", Lang: locale.En, Text: "Back"},
	}}
}

func (w *workshop) file(name string) string { return filepath.Join(w.dir, name) }

func (w *workshop) put(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(w.file(name)), 0o755), os.WriteFile(w.file(name), data, 0o644)); err != nil {
		t.Fatal(err)
	}
}

func (w *workshop) get(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(w.file(name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// build runs Build and compares what it tells, as "verdict lang/id".
func (w *workshop) build(t *testing.T, want ...string) {
	t.Helper()
	var got []string
	err := speech.Build(context.Background(), w.dir, w.texts, speech.NewVoice("espeak-ng"), func(f speech.Finding) {
		got = append(got, string(f.Verdict)+" "+string(f.Lang)+"/"+f.ID)
	})
	if err != nil || !slices.Equal(got, want) {
		t.Fatalf("build: %v, told\n%q, want\n%q", err, got, want)
	}
}

func (w *workshop) check(t *testing.T, want ...string) {
	t.Helper()
	findings, err := speech.Check(os.DirFS(w.dir), w.texts)
	var got []string
	for _, f := range findings {
		got = append(got, string(f.Verdict)+" "+string(f.Lang)+"/"+f.ID)
	}
	if err != nil || !slices.Equal(got, want) {
		t.Fatalf("check: %v, found\n%q, want\n%q", err, got, want)
	}
}

// isTone plays an utterance with the clips of the workshop and reports whether
// the recording was heard, rather than the voice.
func (w *workshop) isTone(t *testing.T, u speech.Utterance) bool {
	t.Helper()
	clips, err := speech.OpenClips(os.DirFS(w.dir))
	if err != nil {
		t.Fatal(err)
	}
	heard := play(t, clips, job{u: u})[0]
	return math.Abs(crossings(heard, cardRate)-tone) < 5
}

func TestBuild(t *testing.T) {
	w := newWorkshop(t)
	w.check(t, "missing vi/home.title", "missing vi/bar.back", "open vi/step.of", "missing en/bar.back")
	w.build(t, "made vi/home.title", "made vi/bar.back", "open vi/step.of", "made en/bar.back")
	current := []string{"current vi/home.title", "current vi/bar.back", "open vi/step.of", "current en/bar.back"}
	w.check(t, current...)

	list := w.get(t, "clips.json")
	w.build(t, current...)
	if !bytes.Equal(list, w.get(t, "clips.json")) {
		t.Error("a build of what is current changed the list")
	}

	w.texts[0].Text = "Chào bác"
	w.check(t, "outdated vi/home.title", "current vi/bar.back", "open vi/step.of", "current en/bar.back")
	w.build(t, "made vi/home.title", "current vi/bar.back", "open vi/step.of", "current en/bar.back")
	w.check(t, current...)

	// A build that was cut off has made clips and written no list.
	if err := os.Remove(w.file("clips.json")); err != nil {
		t.Fatal(err)
	}
	w.check(t, "new vi/home.title", "new vi/bar.back", "open vi/step.of", "new en/bar.back")
	w.build(t, "taken vi/home.title", "taken vi/bar.back", "open vi/step.of", "taken en/bar.back")
	w.check(t, current...)
}

func TestRecordingsAreTakenInAndNeverWrittenOver(t *testing.T) {
	w := newWorkshop(t)
	w.texts = w.texts[:2]
	w.build(t, "made vi/home.title", "made vi/bar.back")
	recorded := recording(cardRate, 0.5)
	w.put(t, "vi/home.title.wav", recorded)
	w.check(t, "new vi/home.title", "current vi/bar.back")
	w.build(t, "taken vi/home.title", "current vi/bar.back")
	w.check(t, "current vi/home.title", "current vi/bar.back")
	if !w.isTone(t, w.texts[0]) {
		t.Error("the recording was not heard")
	}

	w.texts[0].Text = "Chào bác"
	w.check(t, "rerecord vi/home.title", "current vi/bar.back")
	w.build(t, "rerecord vi/home.title", "current vi/bar.back")
	if !bytes.Equal(recorded, w.get(t, "vi/home.title.wav")) {
		t.Error("the recording was written over")
	}
	if w.isTone(t, w.texts[0]) {
		t.Error("the recording of other words was heard")
	}

	w.put(t, "vi/home.title.wav", recording(cardRate, 0.7))
	w.build(t, "taken vi/home.title", "current vi/bar.back")
	if !w.isTone(t, w.texts[0]) {
		t.Error("the new recording was not heard")
	}
}

func TestAWorkedOverClipIsARecording(t *testing.T) {
	w := newWorkshop(t)
	w.texts = w.texts[:1]
	w.build(t, "made vi/home.title")
	data := w.get(t, "vi/home.title.wav")
	data[len(data)-100] ^= 0x40 // somebody cut or mended it and kept its comment
	w.put(t, "vi/home.title.wav", data)
	w.check(t, "new vi/home.title")
	w.build(t, "taken vi/home.title")
	w.texts[0].Text = "Chào bác"
	w.build(t, "rerecord vi/home.title")
}

func TestOneLanguageAtATime(t *testing.T) {
	w := newWorkshop(t)
	all := w.texts
	w.texts = all[:1]
	w.build(t, "made vi/home.title")
	w.texts = all[3:]
	w.build(t, "made en/bar.back")
	w.texts = []speech.Utterance{all[0], all[3]}
	w.check(t, "current vi/home.title", "current en/bar.back")
}

func TestStrayClipsAreShown(t *testing.T) {
	w := newWorkshop(t)
	w.texts = w.texts[:2]
	w.build(t, "made vi/home.title", "made vi/bar.back")
	w.put(t, "vi/once.wav", recording(cardRate, 0.5))
	w.put(t, "en/other.wav", recording(cardRate, 0.5)) // not a language of these texts
	w.texts = w.texts[:1]
	w.check(t, "current vi/home.title", "stray vi/bar.back", "stray vi/once")
	w.build(t, "current vi/home.title", "stray vi/bar.back", "stray vi/once")
	if len(w.get(t, "vi/once.wav")) == 0 {
		t.Error("a recording was removed")
	}
}

func TestABuildThatFailsKeepsWhatItHas(t *testing.T) {
	w := newWorkshop(t)
	w.build(t, "made vi/home.title", "made vi/bar.back", "open vi/step.of", "made en/bar.back")
	w.texts[0].Text = "Chào bác"
	err := speech.Build(context.Background(), w.dir, w.texts, speech.NewVoice("/nowhere/espeak-ng"), func(speech.Finding) {})
	if speech.FaultOf(err) != speech.NoVoice {
		t.Errorf("build: %v", err)
	}
	w.check(t, "outdated vi/home.title", "current vi/bar.back", "open vi/step.of", "current en/bar.back")
}

func TestAFilesNameIsNotAWayOut(t *testing.T) {
	w := newWorkshop(t)
	w.texts = []speech.Utterance{{ID: "../../elsewhere", Lang: locale.Vi, Text: "Xin chào"}}
	if err := speech.Build(context.Background(), w.dir, w.texts, speech.NewVoice("espeak-ng"), func(speech.Finding) {}); err == nil {
		t.Error("built")
	}
	w.put(t, "clips.json", []byte(`{"clips":[{"lang":"vi","id":"../../elsewhere","words":""}]}`))
	if _, err := speech.OpenClips(os.DirFS(w.dir)); err == nil {
		t.Error("opened")
	}
}

func TestWhatAClipMayBe(t *testing.T) {
	silence := make([]byte, 2000)
	for name, c := range map[string]struct {
		data []byte
		good bool
	}{
		"22050 Hz":             {recording(22050, 0.2), true},
		"44100 Hz":             {recording(44100, 0.2), true},
		"48000 Hz":             {recording(48000, 0.2), true},
		"sizes not filled in":  {unsized(recording(22050, 0.2)), true},
		"extensible":           {wav(0xfffe, 1, 44100, 16, silence), true},
		"stereo":               {wav(1, 2, 44100, 16, silence), false},
		"eight bits":           {wav(1, 1, 44100, 8, silence), false},
		"a telephone's rate":   {wav(1, 1, 8000, 16, silence), false},
		"compressed":           {wav(85, 1, 44100, 16, silence), false},
		"without a sample":     {wav(1, 1, 44100, 16, nil), false},
		"another kind of file": {[]byte("ID3 not a WAV file at all"), false},
		"empty":                {nil, false},
		"cut in its head":      {recording(22050, 0.2)[:30], false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorkshop(t)
			w.texts = w.texts[:1]
			w.put(t, "vi/home.title.wav", c.data)
			if c.good {
				w.build(t, "taken vi/home.title")
				return
			}
			w.build(t, "damaged vi/home.title")
			if !bytes.Equal(c.data, w.get(t, "vi/home.title.wav")) {
				t.Error("the file was written over")
			}
		})
	}
}

func unsized(data []byte) []byte {
	binary.LittleEndian.PutUint32(data[4:], 0x7ffff024)
	binary.LittleEndian.PutUint32(data[40:], 0x7ffff000)
	return data
}

// A clip that was there when the list was read and is not any more is no reason
// to say nothing.
func TestAClipThatIsGoneIsReadByTheVoice(t *testing.T) {
	w := newWorkshop(t)
	w.texts = w.texts[:1]
	w.put(t, "vi/home.title.wav", recording(cardRate, 0.5))
	w.build(t, "taken vi/home.title")
	w.put(t, "vi/home.title.wav", []byte("RIFF"))
	if w.isTone(t, w.texts[0]) || rms(play(t, nil, job{u: w.texts[0]})[0]) < 0.01 {
		t.Error("nothing was heard")
	}
}

func TestNoClipsAtAll(t *testing.T) {
	if _, err := speech.OpenClips(os.DirFS(t.TempDir())); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("open: %v", err)
	}
	w := newWorkshop(t)
	w.put(t, "clips.json", []byte(`{"clips": [{"unknown": 1}]}`))
	if _, err := speech.OpenClips(os.DirFS(w.dir)); err == nil {
		t.Error("a list with an unknown key was opened")
	}
}

// A clip is heard at every speed with the pitch it was recorded at, and as loud
// as the voice, however softly it was recorded.
func TestClipsAtEverySpeedAndRate(t *testing.T) {
	for _, rate := range speech.Rates() {
		w := newWorkshop(t)
		w.texts = w.texts[:1]
		w.put(t, "vi/home.title.wav", recording(rate, 1))
		w.build(t, "taken vi/home.title")
		clips, err := speech.OpenClips(os.DirFS(w.dir))
		if err != nil {
			t.Fatal(err)
		}
		var jobs []job
		for _, speed := range speech.Speeds() {
			jobs = append(jobs, job{w.texts[0], speech.Manner{Speed: speed, Volume: 100}})
		}
		for i, heard := range play(t, clips, jobs...) {
			speed := speech.Speeds()[i]
			if got := crossings(heard, rate); math.Abs(got-tone) > 6 {
				t.Errorf("%d Hz at %d %%: a tone of %.0f Hz, want %d", rate, speed, got, tone)
			}
			want := 100 / float64(speed)
			if got := float64(len(heard)) / float64(rate); math.Abs(got-want) > 0.03*want {
				t.Errorf("%d Hz at %d %%: %.2f s, want %.2f", rate, speed, got, want)
			}
			if got := decibel(rms(heard) / 0.16); math.Abs(got) > 0.6 {
				t.Errorf("%d Hz at %d %%: %.1f dB off the loudness of speech", rate, speed, got)
			}
		}
	}
}

// Whatever stands in a file, it is taken for a clip or said to be damaged.
func FuzzClip(f *testing.F) {
	f.Add(recording(22050, 0.01))
	f.Add(unsized(recording(48000, 0.01)))
	f.Add([]byte("RIFF\x00\x00\x00\x00WAVELIST\xff\xff\xff\xffINFOICMT\xff\xff\xff\xff"))
	texts := []speech.Utterance{{ID: "home.title", Lang: locale.Vi, Text: "Xin chào"}}
	f.Fuzz(func(t *testing.T, data []byte) {
		findings, err := speech.Check(fstest.MapFS{"vi/home.title.wav": {Data: data}}, texts)
		if err != nil || len(findings) != 1 {
			t.Fatalf("found %v: %v", findings, err)
		}
		switch finding := findings[0]; finding.Verdict {
		case speech.Damaged:
			if finding.Err == nil {
				t.Error("damaged without saying why")
			}
		case speech.New, speech.Outdated:
		default:
			t.Errorf("verdict %s", finding.Verdict)
		}
	})
}
