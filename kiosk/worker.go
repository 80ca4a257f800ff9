package kiosk

import "context"

// workerRoom is how many jobs may wait. A kiosk has one resident: more than a
// few means that the disk or the printer hangs.
const workerRoom = 16

// worker does jobs one after the other on a goroutine of its own, so that the
// view never waits for a disk or a printer.
type worker struct{ jobs chan func() }

func newWorker(ctx context.Context) worker {
	w := worker{jobs: make(chan func(), workerRoom)}
	go func() {
		for {
			select {
			case job := <-w.jobs:
				job()
			case <-ctx.Done():
				return
			}
		}
	}()
	return w
}

// do hands a job over and reports whether there was room for it.
func (w worker) do(job func()) bool {
	select {
	case w.jobs <- job:
		return true
	default:
		return false
	}
}
