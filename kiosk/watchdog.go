package kiosk

import (
	"context"
	"time"
)

// Watch has the view's goroutine answer at each tick, until ctx ends, and calls alive
// each time it has. Of a view that does not answer nothing more is asked until it
// does, and alive is not called: whoever waits for that call knows that the screen
// is stuck. alive runs on the goroutine of Watch, so that the view waits for nobody.
func Watch(ctx context.Context, post func(func()), tick <-chan time.Time, alive func()) {
	answered := make(chan struct{}, 1)
	for {
		select {
		case <-tick:
		case <-ctx.Done():
			return
		}
		// Some ways to post wait for the view themselves.
		go post(func() { answered <- struct{}{} })
		select {
		case <-answered:
			alive()
		case <-ctx.Done():
			return
		}
	}
}
