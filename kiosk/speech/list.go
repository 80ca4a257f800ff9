package speech

import (
	"context"
	"sync"
)

// list is what can be asked of a list that is being read.
type list struct {
	ctx  context.Context // ends when the list is stopped
	stop context.CancelFunc
	over chan struct{} // closed when nothing of it runs any more

	mu      sync.Mutex
	resumed chan struct{}      // closed unless paused
	paused  bool               // guarded by mu, as are resumed and silence
	silence context.CancelFunc // ends what is being played just now
}

func newList(ctx context.Context) *list {
	ctx, stop := context.WithCancel(ctx)
	return &list{ctx: ctx, stop: stop, over: make(chan struct{}), silence: func() {}}
}

func (l *list) pause() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.paused {
		return
	}
	l.paused = true
	l.resumed = make(chan struct{})
	l.silence()
}

func (l *list) resume() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.paused {
		return
	}
	l.paused = false
	close(l.resumed)
}

// wait returns as soon as sound may be heard, with a context that ends when it
// may no longer. Its error is that the list was stopped.
func (l *list) wait() (context.Context, error) {
	for {
		if err := l.ctx.Err(); err != nil {
			return nil, err
		}
		l.mu.Lock()
		if !l.paused {
			l.silence()
			ctx, silence := context.WithCancel(l.ctx)
			l.silence = silence
			l.mu.Unlock()
			return ctx, nil
		}
		resumed := l.resumed
		l.mu.Unlock()
		select {
		case <-resumed:
		case <-l.ctx.Done():
		}
	}
}
