package web

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limits of one limiter: events a second and burst, for one address range and for all together.
type limits struct {
	perRange, overall rate.Limit
	burst, allBurst   int
}

// Unknown tokens and failed sign-ins are counted apart, so that neither locks
// or unlocks the other (reliability.md L-06). Known tokens are never limited.

func unknownTokenLimits() limits {
	return limits{perRange: rate.Every(6 * time.Second), burst: 20, overall: 20, allBurst: 200}
}

func signInLimits() limits {
	return limits{perRange: rate.Every(10 * time.Second), burst: 15, overall: 10, allBurst: 100}
}

// maxRanges bounds the memory of a limiter; beyond it the oldest half is forgotten.
const maxRanges = 4096

// limiter counts events by address range (/24 or /64) and overall, in this
// process only.
type limiter struct {
	limits limits
	now    func() time.Time

	mu      sync.Mutex
	overall *rate.Limiter
	recent  map[netip.Prefix]*rate.Limiter
	older   map[netip.Prefix]*rate.Limiter
}

func newLimiter(now func() time.Time, l limits) *limiter {
	return &limiter{
		limits: l, now: now, overall: rate.NewLimiter(l.overall, l.allBurst),
		recent: map[netip.Prefix]*rate.Limiter{},
	}
}

// allow counts one event from ip and reports whether it is within the limits.
func (l *limiter) allow(ip string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	// A range over its own limit must not use up everybody's.
	return l.of(addressRange(ip)).AllowN(now, 1) && l.overall.AllowN(now, 1)
}

func (l *limiter) of(key netip.Prefix) *rate.Limiter {
	if found, ok := l.recent[key]; ok {
		return found
	}
	found, ok := l.older[key]
	if !ok {
		found = rate.NewLimiter(l.limits.perRange, l.limits.burst)
	}
	if len(l.recent) >= maxRanges/2 {
		l.older, l.recent = l.recent, map[netip.Prefix]*rate.Limiter{}
	}
	l.recent[key] = found
	return found
}

// addressRange is the /24 or /64 of an address; everything unreadable is one range.
func addressRange(ip string) netip.Prefix {
	const v4Bits, v6Bits = 24, 64
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return netip.Prefix{}
	}
	addr = addr.Unmap().WithZone("")
	bits := v6Bits
	if addr.Is4() {
		bits = v4Bits
	}
	prefix, err := addr.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return prefix
}
