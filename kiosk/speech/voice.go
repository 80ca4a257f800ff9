package speech

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// Voice has espeak-ng read a text.
type Voice struct{ program string }

// NewVoice returns a voice. program is espeak-ng's name or path.
func NewVoice(program string) *Voice { return &Voice{program} }

// slowestVoice is how long reading one text may take: it is a hundredth of that
// on a small machine.
const slowestVoice = 15 * time.Second

// accent returns the voice for a language, and the words a minute to ask
// espeak-ng for in order to hear the usual number of written words, short pauses
// within a text included. It counts in its own way; these were measured over
// the built-in lessons.
func accent(lang locale.Lang) (name, words string) {
	switch lang {
	case locale.Vi:
		return "vi", "95"
	case locale.En:
		return "en", "111"
	}
	panic(fmt.Sprintf("speech: unknown language %q", lang))
}

// read returns the sound of a text at the usual speed.
func (v *Voice) read(ctx context.Context, lang locale.Lang, text string) (sound, error) {
	ctx, cancel := context.WithTimeout(ctx, slowestVoice)
	defer cancel()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	name, words := accent(lang)
	// The text goes in by a pipe: the arguments of a program can be read by
	// every user of the machine.
	cmd, heard := child(ctx, v.program, "-v", name, "-s", words, "-b", "1", "-z", "--stdin", "--stdout")
	cmd.Stdin = strings.NewReader(Spoken(lang, text))
	var out bytes.Buffer
	cmd.Stdout = &out
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return sound{}, fmt.Errorf("espeak-ng: %w", ctx.Err())
	case err != nil && notThere(err):
		return sound{}, &FaultError{NoVoice, err}
	case err != nil && strings.Contains(heard.last(), "voice does not exist"):
		return sound{}, &FaultError{NoVoice, fmt.Errorf("espeak-ng has no voice %s", name)}
	case err != nil:
		return sound{}, fmt.Errorf("espeak-ng -v %s: %w", name, err)
	}
	s, _, err := decodeWAV(out.Bytes())
	if err != nil {
		return sound{}, fmt.Errorf("espeak-ng -v %s: %w", name, err)
	}
	return s, nil
}
