package speech

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// card plays sound through ALSA's own program.
type card struct{ program, device string }

// Sound is handed over as it is heard, a little ahead, so that the place where
// it was stopped is known and hardly anything lies in a pipe. What the card
// itself holds back is less than what is ahead.
const (
	ahead    = 400 * time.Millisecond
	portion  = 50 * time.Millisecond
	held     = 200 * time.Millisecond
	patience = 3 * time.Second // how much longer than the sound itself playing may take
)

var errStuck = errors.New("the sound was not taken in time")

// play returns when the sound has been heard, or when ctx ends, with the number
// of samples heard by then.
func (c card) play(ctx context.Context, s sound) (heard int, err error) {
	limit := duration(len(s.samples), s.rate) + patience
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errStuck)
	defer cancel()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd, complaint := child(ctx, c.program, "-q", "-D", c.device, "-t", "raw", "-f", "S16_LE", "-c", "1",
		"-r", strconv.Itoa(s.rate), "--buffer-time", strconv.FormatInt(held.Microseconds(), 10), "-")
	in, err := cmd.StdinPipe()
	if err != nil {
		return 0, fmt.Errorf("aplay: %w", err)
	}
	if err := cmd.Start(); err != nil {
		in.Close()
		if notThere(err) {
			return 0, &FaultError{NoPlayer, err}
		}
		return 0, fmt.Errorf("aplay: %w", err)
	}
	start := time.Now()
	given := pace(ctx, s, start, in.Write)
	in.Close()
	err = cmd.Wait()
	since := time.Since(start) - held
	switch {
	case errors.Is(context.Cause(ctx), errStuck):
		return 0, &FaultError{Stuck, errStuck}
	case ctx.Err() != nil:
		return max(min(given, int(since.Seconds()*float64(s.rate))), 0), ctx.Err()
	case err != nil:
		return 0, cardFault(complaint, err)
	}
	return len(s.samples), nil
}

// pace writes the sound no sooner than it is needed and returns how many
// samples were written. A write that fails ends it: why is for Wait to say.
func pace(ctx context.Context, s sound, start time.Time, write func([]byte) (int, error)) (given int) {
	wait := time.NewTimer(0)
	defer wait.Stop()
	size := int(portion.Seconds() * float64(s.rate))
	for given < len(s.samples) {
		wait.Reset(duration(given, s.rate) - ahead - time.Since(start))
		select {
		case <-ctx.Done():
			return given
		case <-wait.C:
		}
		end := min(given+size, len(s.samples))
		if _, err := write(pcm(s.samples[given:end])); err != nil {
			return given
		}
		given = end
	}
	return given
}

// cardFault finds out from aplay's complaint what is wrong.
func cardFault(said *complaint, err error) error {
	text := said.said.String()
	switch {
	case strings.Contains(text, "resource busy"):
		return &FaultError{CardBusy, errors.New(said.last())}
	case strings.Contains(text, "audio open error"):
		return &FaultError{NoCard, errors.New(said.last())}
	}
	return fmt.Errorf("aplay: %w: %s", err, said.last())
}

func duration(samples, rate int) time.Duration {
	return time.Duration(samples) * time.Second / time.Duration(rate)
}
