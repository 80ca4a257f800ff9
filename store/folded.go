package store

import (
	"sync"

	bolt "go.etcd.io/bbolt"
)

// folded are requests that were worked out of late, by their IDs: lists are drawn
// again and again, and most of their time would go into folding what has not changed.
// Nobody changes what is in them.
type folded struct {
	mutex    sync.Mutex
	changes  int // how often some were forgotten because they changed
	requests map[string]Request
}

// state is to be asked for before the transaction begins in which a request is worked
// out that is to be remembered.
func (f *folded) state() int {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.changes
}

func (f *folded) get(id string) (Request, bool) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	r, ok := f.requests[id]
	return r, ok
}

// keep remembers a request, unless one was changed meanwhile: it may have been this one.
func (f *folded) keep(r Request, state int) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.changes != state {
		return
	}
	if f.requests == nil || len(f.requests) >= decodedMost {
		f.requests = make(map[string]Request)
	}
	f.requests[r.ID] = r
}

// forget is to be called when the transaction has ended that changed requests.
func (f *folded) forget(changed []string) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.changes++
	for _, id := range changed {
		delete(f.requests, id)
	}
}

// remembered is the request of that ID as it stands, or stood a moment ago. Who is
// about to change it uses [Reader.request].
func (r *Reader) remembered(tx *bolt.Tx, id string, state int) (Request, error) {
	if request, ok := r.folded.get(id); ok {
		return request, nil
	}
	request, err := r.request(tx, id)
	if err == nil {
		r.folded.keep(request, state)
	}
	return request, err
}
