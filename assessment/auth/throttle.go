package auth

import (
	"crypto/sha256"
	"sync"
	"time"
)

// Throttling of failed sign-ins by account (reliability.md S-03). After ten
// failures within a quarter of an hour, one attempt is taken at a time, with a
// pause that grows to a few minutes. Nobody is ever locked out for good.
const (
	freeFailures  = 10
	failureWindow = 15 * time.Minute
	firstPause    = 15 * time.Second
	longestPause  = 4 * time.Minute
)

// maxAccounts bounds the memory of a throttle; beyond it the older half is forgotten.
const maxAccounts = 8192

// throttle counts failures by address, in this process only. Addresses without
// an account count alike, so that being slowed down tells nothing.
type throttle struct {
	now func() time.Time

	mu     sync.Mutex
	recent map[[sha256.Size]byte]failures
	older  map[[sha256.Size]byte]failures
}

type failures struct {
	n    int // since the last success, no two of them a window apart
	last time.Time
}

func newThrottle(now func() time.Time) *throttle {
	return &throttle{now: now, recent: map[[sha256.Size]byte]failures{}}
}

// take counts an attempt as failed beforehand, so that many at once cannot slip
// through, and returns how long to wait if it must not be made; refused
// attempts do not count.
func (t *throttle) take(address string) (wait time.Duration) {
	key := sha256.Sum256([]byte(address))
	t.mu.Lock()
	defer t.mu.Unlock()
	f, ok := t.recent[key]
	if !ok {
		f = t.older[key]
	}
	now := t.now()
	if now.Sub(f.last) >= failureWindow {
		f = failures{}
	}
	if f.n >= freeFailures {
		pause := longestPause
		if doublings := f.n - freeFailures; doublings < 4 {
			pause = firstPause << doublings
		}
		if wait := f.last.Add(pause).Sub(now); wait > 0 {
			return wait
		}
	}
	f.n++
	f.last = now
	if len(t.recent) >= maxAccounts/2 {
		t.older, t.recent = t.recent, map[[sha256.Size]byte]failures{}
	}
	t.recent[key] = f
	return 0
}

// clear forgets the failures of an account after a success.
func (t *throttle) clear(address string) {
	key := sha256.Sum256([]byte(address))
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.recent, key)
	delete(t.older, key)
}
