package charts

import (
	"strings"
	"testing"
)

// TestAxisFits: no word on an axis is cut while there is room for it, and the
// name keeps half of the length when there is none.
func TestAxisFits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		axis Axis
		long float64
		cut  bool
	}{
		{"italian, upwards", Axis{"Valore dei clienti", "Simile", "Molto disuguale"}, 400, false},
		{"italian, upwards, slim", Axis{"Valore dei clienti", "Simile", "Molto disuguale"}, 360, false},
		{"spanish, to the right, slim", Axis{"Necesidades de los clientes", "Parecidas", "Diversas"}, 333, false},
		{"no room", Axis{strings.Repeat("word ", 20), strings.Repeat("low ", 20), strings.Repeat("high ", 20)}, 300, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := small()
			low, name, high := tt.axis.fitted(tt.long)
			if cut := strings.Contains(low+name+high, ellipsis); cut != tt.cut {
				t.Errorf("%q, %q, %q: cut %t, want %t", low, name, high, cut, tt.cut)
			}
			if end := tt.long/2 - l.width(name)/2; l.width(low) > end || l.width(high) > end {
				t.Errorf("%q, %q and %q meet within %v", low, name, high, tt.long)
			}
		})
	}
}
