package printing

import (
	"context"
	"errors"
	"image"
	"os"
	"time"
)

// job is one page on its way to a printer that is open.
type job struct {
	ctx      context.Context
	link     link
	profile  Profile
	unsynced bool
	printing bool // something of a page may be on the way

	pending int    // receipts asked for and not yet come
	in      []byte // received and not yet looked at
	skip    int    // bytes still to come of a report nobody asked for
}

// errSilent is a printer that says nothing when it should.
var errSilent = errors.New("the printer says nothing")

func (j *job) print(picture *image.Paletted) (Outcome, error) {
	if err := j.ready(); err != nil {
		return 0, err
	}
	if err := j.send(begin()); err != nil {
		return 0, err
	}
	rows := picture.Bounds().Dy()
	for y := 0; y < rows; y += j.profile.BandRows {
		data := band(picture, y, min(y+j.profile.BandRows, rows))
		if err := j.step(data); err != nil {
			return 0, err
		}
	}
	if err := j.step(end(j.profile)); err != nil {
		return 0, err
	}
	if !j.profile.Status {
		if err := j.link.finish(j.ctx, j.profile.Wait); err != nil {
			return 0, err
		}
		return Sent, nil
	}
	if err := j.settle(0); err != nil {
		return 0, err
	}
	return Printed, nil
}

// ready makes sure that the printer is well and at the beginning of a command.
func (j *job) ready() error {
	if j.profile.Status {
		if _, err := j.howAreYou(); err != nil {
			return err
		}
	}
	return j.sync()
}

// howAreYou asks a printer that may be in the middle of a command. The error is a
// [*FaultError] if the printer says what is the matter.
func (j *job) howAreYou() (Answers, error) {
	if j.unsynced {
		// What a serial line has kept of an earlier job answers no question of this.
		if err := j.quiet(pause); err != nil {
			return Answers{}, err
		}
	}
	said, err := j.well()
	if errors.Is(err, errSilent) && j.unsynced {
		// It may have taken the question for a part of a picture.
		if err := j.sync(); err != nil {
			return said, err
		}
		said, err = j.well()
	}
	return said, err
}

func (j *job) sync() error {
	if !j.unsynced {
		return nil
	}
	if err := j.step(resync(j.profile)); err != nil {
		return err
	}
	if err := j.settle(0); err != nil {
		return err
	}
	if j.profile.Status {
		// That may have been the receipt for a band of an earlier page, printed only
		// now. Once the printer answers it has received everything, and the receipts
		// still out follow at once.
		if _, err := j.well(); err != nil {
			return err
		}
		if err := j.quiet(j.profile.Wait / 4); err != nil {
			return err
		}
	}
	j.unsynced = false
	return nil
}

// quiet hears the printer out: it lets everything pass until nothing came for a
// while.
func (j *job) quiet(while time.Duration) error {
	for {
		_, _, err := j.next(time.Now().Add(while))
		if errors.Is(err, errSilent) {
			j.skip = 0
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// step sends a part of the page, once there is room in the window, and a
// question for its receipt behind it.
func (j *job) step(data []byte) error {
	if !j.profile.Status {
		return j.send(data)
	}
	if err := j.settle(j.profile.Window - 1); err != nil {
		return err
	}
	j.pending++
	return j.send(append(data, receiptPlease()...))
}

// settle waits until no more than left receipts are out. A printer that is well
// may take its time, up to the limit of the whole page.
func (j *job) settle(left int) error {
	for j.pending > left {
		a, _, err := j.next(time.Now().Add(j.profile.Wait))
		switch {
		case errors.Is(err, errSilent):
			_, err = j.well()
		case err == nil && a == receipt:
			j.pending--
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// well asks the printer how it is. The error is a [*FaultError] if it says what
// stops it. It must not be called in the middle of a command.
func (j *job) well() (said Answers, err error) {
	for n := range said {
		if said[n], err = j.ask(byte(n + 1)); err != nil {
			return said, err
		}
	}
	if fault := stopping(said.Faults()); fault != "" {
		return said, &FaultError{Fault: fault}
	}
	return said, nil
}

// ask puts one question that is answered at once, ahead of everything sent
// before.
func (j *job) ask(n byte) (byte, error) {
	if err := j.send(statusPlease(n)); err != nil {
		return 0, err
	}
	until := time.Now().Add(j.profile.Wait)
	for {
		a, b, err := j.next(until)
		switch {
		case err != nil:
			return 0, err
		case a == atOnce:
			return b, nil
		case a == receipt && j.pending > 0:
			j.pending--
		}
	}
}

// send writes data, for as long as some of it goes out each while.
func (j *job) send(data []byte) error {
	for {
		if err := j.link.SetWriteDeadline(time.Now().Add(j.profile.Wait)); err != nil {
			return err
		}
		if err := j.ctx.Err(); err != nil { // after the deadline was set, so that none is missed
			return err
		}
		n, err := j.link.Write(data)
		data = data[n:]
		switch {
		case err == nil:
			return nil
		case j.ctx.Err() != nil:
			return j.ctx.Err()
		case !errors.Is(err, os.ErrDeadlineExceeded):
			return err
		case n == 0:
			return errSilent
		}
	}
}

// next returns the next thing the printer says, or errSilent when until comes
// first.
func (j *job) next(until time.Time) (answer, byte, error) {
	for {
		for len(j.in) > 0 {
			b := j.in[0]
			j.in = j.in[1:]
			if a := j.recognise(b); a != noise {
				return a, b, nil
			}
		}
		if err := j.receive(until); err != nil {
			return noise, 0, err
		}
	}
}

// pause is how long a device that had nothing to read is left alone.
const pause = 20 * time.Millisecond

func (j *job) receive(until time.Time) error {
	if err := j.link.SetReadDeadline(until); err != nil {
		return err
	}
	if err := j.ctx.Err(); err != nil { // after the deadline was set, so that none is missed
		return err
	}
	buffer := make([]byte, 64)
	n, err := j.link.Read(buffer)
	switch {
	case n > 0:
		j.in = buffer[:n]
		return nil
	case j.ctx.Err() != nil:
		return j.ctx.Err()
	case errors.Is(err, os.ErrDeadlineExceeded), err == nil && !time.Now().Before(until):
		return errSilent
	case err != nil:
		return err
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-j.ctx.Done():
		return j.ctx.Err()
	case <-timer.C:
		return nil
	}
}
