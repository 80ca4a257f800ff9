package main

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/speech"
)

// aloneWithAplay leaves aplay and nothing else, on a sound card that writes into
// the file returned.
func aloneWithAplay(t *testing.T) (heard string) {
	t.Helper()
	aplay, err := exec.LookPath("aplay")
	if err != nil {
		t.Fatalf("aplay, of the Debian package alsa-utils: %v", err)
	}
	dir := t.TempDir()
	heard = filepath.Join(dir, "heard.raw")
	card := "</usr/share/alsa/alsa.conf>\npcm.!default { type file file \"" + heard + "\" format raw slave.pcm null }\n"
	config := filepath.Join(dir, "asound.conf")
	if err := os.WriteFile(config, []byte(card), 0o600); err != nil {
		t.Fatal(err)
	}
	programs := filepath.Join(dir, "bin")
	if err := os.Mkdir(programs, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(aplay, filepath.Join(programs, "aplay")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("ALSA_CONFIG_PATH", config)
	t.Setenv("PATH", programs)
	return heard
}

// A card that was pulled out and is put back is used without starting anew.
func TestASoundCardThatComesBack(t *testing.T) {
	heard := aloneWithAplay(t)
	config := os.Getenv("ALSA_CONFIG_PATH")
	good, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	speaker := newSpeaker(nil, t.TempDir(), log)
	defer speaker.Close()
	for _, card := range []struct {
		config string
		fault  speech.Fault
	}{
		{"</usr/share/alsa/alsa.conf>\npcm.!default { type hw card 99 }\n", speech.NoCard},
		{string(good), speech.NoVoice}, // the card is there, and only espeak-ng is not
	} {
		if err := os.WriteFile(config, []byte(card.config), 0o600); err != nil {
			t.Fatal(err)
		}
		if fault := speech.FaultOf(kiosk.Probe(context.Background(), speaker)); fault != card.fault {
			t.Errorf("probe: %q, want %q", fault, card.fault)
		}
	}
	if _, err := os.Stat(heard); err != nil {
		t.Error("nothing came to the card that is back")
	}
}

// The clips of the content are played, and those of the data folder for what has
// none there.
func TestTheClipsOfTheContentAndOfTheDataFolder(t *testing.T) {
	pack, data := t.TempDir(), t.TempDir()
	for dir, text := range map[string]string{pack: "Xin chào", data: "Quay lại"} {
		texts := []speech.Utterance{{ID: "text", Lang: locale.Vi, Text: text}}
		err := speech.Build(context.Background(), filepath.Join(dir, "speech"), texts, speech.NewVoice("espeak-ng"), func(speech.Finding) {})
		if err != nil {
			t.Fatal(err)
		}
	}
	heard := aloneWithAplay(t)
	log := slog.New(slog.DiscardHandler)
	speaker := newSpeaker(os.DirFS(pack), data, log)
	defer speaker.Close()
	if fault := speech.FaultOf(kiosk.Probe(context.Background(), speaker)); fault != speech.ClipsOnly {
		t.Fatalf("probe: %q", fault)
	}
	for _, text := range []string{"Xin chào", "Quay lại"} {
		told := make(chan speech.Progress, 9)
		speaker.Say(context.Background(), []speech.Utterance{{Lang: locale.Vi, Text: text}}, speech.Manner{}, func(p speech.Progress) { told <- p })
		for last := (speech.Progress{}); last.State != speech.Finished; {
			select {
			case last = <-told:
			case <-time.After(20 * time.Second):
				t.Fatal("nothing was told")
			}
			if last.State == speech.Failed {
				t.Fatalf("%q: %v", text, last.Err)
			}
		}
		// Half a second of sound, at 22050 samples of two bytes a second.
		if info, err := os.Stat(heard); err != nil || info.Size() < 22050 {
			t.Errorf("%q: heard %v, %v", text, info, err)
		}
		if err := os.Remove(heard); err != nil {
			t.Fatal(err)
		}
	}
	if fault := speech.FaultOf(kiosk.Probe(context.Background(), newSpeaker(nil, t.TempDir(), log))); fault != speech.NoVoice {
		t.Errorf("without clips: %q", fault)
	}
}
