package stats

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// tolerance is the absolute tolerance of statistics.md 2.1.
const tolerance = 1e-6

// groupOrder is the hierarchy order of data set D1; the level is the position
// plus one.
func groupOrder() []string {
	return []string{"initiative", "executives", "managers", "frontline", "channel", "customers"}
}

// d1 is the canonical data set of statistics.md 2.1.
func d1() map[string][]int {
	return map[string][]int{
		"initiative": {4, 5, 4},
		"executives": {4, 4, 5, 3, 4},
		"managers":   {3, 4, 3, 2, 4, 3},
		"frontline":  {2, 3, 2, 3, 1, 2, 3, 2},
		"channel":    {2, 2, 3, 1, 3},
		"customers":  {1, 2, 1, 3, 2, 1, 2, 1, 4, 2},
	}
}

func levelsSample(t *testing.T, answers []int) *Sample {
	t.Helper()
	var s Sample
	for _, a := range answers {
		y, err := POMP(a, 5)
		if err != nil {
			t.Fatal(err)
		}
		s.Add(y)
	}
	return &s
}

func sampleOf(values ...float64) *Sample {
	var s Sample
	for _, v := range values {
		s.Add(v)
	}
	return &s
}

// d1Samples are the scores of D1 in group order.
func d1Samples(t *testing.T) []*Sample {
	t.Helper()
	var out []*Sample
	for _, g := range groupOrder() {
		out = append(out, levelsSample(t, d1()[g]))
	}
	return out
}

// d1Cells are the cells of D1 under a preset; hidden groups are not disclosed.
func d1Cells(t *testing.T, preset Preset, hidden ...string) []Cell {
	t.Helper()
	weights, err := Weights(preset, []int{1, 2, 3, 4, 5, 6})
	if err != nil {
		t.Fatal(err)
	}
	var cells []Cell
	for i, s := range d1Samples(t) {
		cells = append(cells, s.Cell(weights[i], true))
		for _, h := range hidden {
			if groupOrder()[i] == h {
				cells[i].Disclosed = false
			}
		}
	}
	return cells
}

func readGolden(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %.9f, want %.9f", what, got, want)
	}
}

func nearPtr(t *testing.T, what string, got *float64, want float64) {
	t.Helper()
	if got == nil {
		t.Errorf("%s is nil, want %.9f", what, want)
		return
	}
	near(t, what, *got, want)
}

func wantNil(t *testing.T, what string, got *float64) {
	t.Helper()
	if got != nil {
		t.Errorf("%s = %v, want nil", what, *got)
	}
}

func ref[T any](v T) *T { return &v }
