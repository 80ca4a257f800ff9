package main

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/speech"
)

var filled = regexp.MustCompile(`\{[a-z_]+\}`)

// A foreign word in a Vietnamese text makes espeak-ng change to its English voice
// in the middle of the sentence, which nobody understands.
func TestVietnameseIsReadByTheVietnameseVoice(t *testing.T) {
	if !changesVoice(t, "Bác mở Facebook") {
		t.Fatal("a foreign word does not change the voice; this test can find nothing")
	}
	lang, none := string(locale.Vi), ""
	texts, err := speechSource{&lang, &none, &none}.texts()
	if err != nil {
		t.Fatal(err)
	}
	if len(texts) < 300 {
		t.Errorf("only %d texts", len(texts))
	}
	said := make([]string, len(texts))
	for i, u := range texts {
		said[i] = speech.Spoken(locale.Vi, filled.ReplaceAllString(u.Text, "một"))
	}
	together := func(said []string) string { return strings.Join(said, "\n\n") }
	if !changesVoice(t, together(append(said[:20:20], "Bác mở Facebook", said[20]))) {
		t.Fatal("a foreign word among many texts does not change the voice; this test can find nothing")
	}
	// To start the voice takes longer than to speak a text, so each is looked at by
	// itself only where one of many is not right.
	const many = 40
	for from := 0; from < len(said); from += many {
		to := min(from+many, len(said))
		if !changesVoice(t, together(said[from:to])) {
			continue
		}
		for i := from; i < to; i++ {
			if changesVoice(t, said[i]) {
				t.Errorf("%s: %q has a word that is not Vietnamese; say in kiosk/speech/short.go how it is pronounced", texts[i].ID, said[i])
			}
		}
	}
}

// changesVoice reports whether espeak-ng leaves the Vietnamese voice.
func changesVoice(t *testing.T, text string) bool {
	t.Helper()
	cmd := exec.Command("espeak-ng", "-v", "vi", "-b", "1", "-q", "-x", "--stdin")
	cmd.Stdin = strings.NewReader(text)
	sounds, err := cmd.Output()
	if err != nil {
		t.Fatalf("espeak-ng, of the Debian package of that name: %v", err)
	}
	return strings.Contains(string(sounds), "(en)")
}

func TestSpeechBuildWithoutEspeak(t *testing.T) {
	t.Setenv("PATH", "")
	_, stderr, code := call("speech", "build", "--out", t.TempDir())
	if code != 1 || !strings.Contains(stderr, "no-voice") || !strings.Contains(stderr, "Debian package espeak-ng") {
		t.Errorf("code %d, %s", code, stderr)
	}
}

// A clip is found by its words, but its file is named for the text: two texts may
// not have one name.
func TestEveryTextHasAnIDOfItsOwn(t *testing.T) {
	lang, none := "", ""
	texts, err := speechSource{&lang, &none, &none}.texts()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, u := range texts {
		key := string(u.Lang) + "/" + u.ID
		if other, twice := seen[key]; twice {
			t.Errorf("%s: both %q and %q", key, other, u.Text)
		}
		seen[key] = u.Text
	}
	catalogue, err := locale.Load(assets.Strings())
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"home.title", "home.subtitle"} {
		if seen["vi/"+id] != catalogue.Text(locale.Vi, id) {
			t.Errorf("no clip for %s", id)
		}
	}
	for _, id := range []string{"lesson.vneid-activate.step.3.body", "service.birth.need.1", "hotline.portal.number"} {
		if seen["vi/"+id] == "" {
			t.Errorf("no clip for %s", id)
		}
	}
}
