package slack

import "sync"

// A recent remembers the last few things it was told. What it has forgotten
// the desk still knows; it only makes an answer friendlier or a call needless.
type recent[V any] struct {
	mu    sync.Mutex
	most  int
	order []string
	held  map[string]V
}

func newRecent[V any](most int) *recent[V] {
	return &recent[V]{most: most, held: map[string]V{}}
}

func (r *recent[V]) get(key string) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.held[key]
	return v, ok
}

func (r *recent[V]) put(key string, v V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.held[key]; !ok {
		r.order = append(r.order, key)
	}
	r.held[key] = v
	if len(r.order) > r.most {
		delete(r.held, r.order[0])
		r.order = r.order[1:]
	}
}

// A flight lets one goroutine at a time work on a key. The zero flight is
// ready for use.
type flight struct {
	mu   sync.Mutex
	busy map[string]chan struct{}
}

// enter waits until nobody else works on key, and returns what to call when
// the work is done.
func (f *flight) enter(key string) (leave func()) {
	for {
		f.mu.Lock()
		other, taken := f.busy[key]
		if !taken {
			break
		}
		f.mu.Unlock()
		<-other
	}
	defer f.mu.Unlock()
	if f.busy == nil {
		f.busy = map[string]chan struct{}{}
	}
	mine := make(chan struct{})
	f.busy[key] = mine
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.busy, key)
		close(mine)
	}
}
