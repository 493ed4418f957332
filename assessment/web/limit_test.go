package web

import (
	"fmt"
	"testing"
	"time"
)

func TestLimiter(t *testing.T) {
	t.Parallel()
	c := &clock{now: time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)}
	l := newLimiter(c.Now, limits{perRange: 1, burst: 2, overall: 100, allBurst: 100})
	want := []bool{true, true, false}
	for i, ok := range want {
		if got := l.allow("192.0.2.77"); got != ok {
			t.Errorf("event %d: %v", i+1, got)
		}
	}
	for ip, ok := range map[string]bool{
		"192.0.2.78": false, "192.0.3.1": true, "::ffff:192.0.2.9": false, "2001:db8::1": true, "not an address": true,
	} {
		if got := l.allow(ip); got != ok {
			t.Errorf("%s: %v, want %v", ip, got, ok)
		}
	}
	c.add(time.Second)
	if !l.allow("192.0.2.77") {
		t.Error("a second later: refused")
	}
}

func TestLimiterOverallAndMemory(t *testing.T) {
	t.Parallel()
	c := &clock{now: time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)}
	l := newLimiter(c.Now, limits{perRange: 1, burst: 1, overall: 0.001, allBurst: 3000})
	allowed := 0
	for i := range 3 * maxRanges {
		if l.allow(fmt.Sprintf("10.%d.%d.1", i/256, i%256)) {
			allowed++
		}
		if len(l.recent)+len(l.older) > maxRanges {
			t.Fatalf("%d ranges are remembered", len(l.recent)+len(l.older))
		}
	}
	if allowed != 3000 {
		t.Errorf("%d events over all ranges, want 3000", allowed)
	}
}
