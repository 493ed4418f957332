package stats

import "testing"

// BenchmarkSampleAdd counts scores of a scale of five items with five levels.
func BenchmarkSampleAdd(b *testing.B) {
	scores := make([]float64, 4096)
	for i := range scores {
		scores[i] = float64(i*8%21) * 5
	}
	b.ReportAllocs()
	var s Sample
	i := 0
	for b.Loop() {
		s.Add(scores[i%len(scores)])
		i++
	}
	b.ReportMetric(float64(s.Distinct()), "distinct")
}

// BenchmarkScaleScore scores one respondent on five items.
func BenchmarkScaleScore(b *testing.B) {
	item := Item{Levels: 5, Weight: 1}
	scale, err := NewScale([]Item{item, item, item, item, item})
	if err != nil {
		b.Fatal(err)
	}
	answers := []Answer{{Substantive, 3}, {DontKnow, 0}, {Substantive, 5}, {Substantive, 1}, {Skipped, 0}}
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := scale.Score(answers); !ok {
			b.Fatal("no score")
		}
	}
}

// BenchmarkCompareExact is the largest exact test, without ties and with many.
func BenchmarkCompareExact(b *testing.B) {
	for name, distinct := range map[string]int{"untied": 50, "five levels": 5} {
		b.Run(name, func(b *testing.B) {
			var x, y Sample
			for i := range 50 {
				s := &x
				if i%2 == 1 {
					s = &y
				}
				s.Add(float64(i * 7 % 50 % distinct))
			}
			b.ReportAllocs()
			for b.Loop() {
				if got := Compare(&x, &y); !got.Exact {
					b.Fatal("not exact")
				}
			}
		})
	}
}

// BenchmarkCompareMillion compares half a million scores with as many: the cost
// is that of their 21 distinct values.
func BenchmarkCompareMillion(b *testing.B) {
	var x, y Sample
	for i := range 21 {
		x.AddN(float64(i)*5, 23_000+i)
		y.AddN(float64(i)*5, 24_000-i)
	}
	b.ReportAllocs()
	for b.Loop() {
		if got := Compare(&x, &y); got.P == nil {
			b.Fatal("no p")
		}
	}
}

// BenchmarkConsistencyAdd counts one complete case of 24 items.
func BenchmarkConsistencyAdd(b *testing.B) {
	levels, answers := make([]int, 24), make([]int, 24)
	for i := range levels {
		levels[i], answers[i] = 5, 1+i%5
	}
	c := NewConsistency(levels)
	b.ReportAllocs()
	for b.Loop() {
		if !c.Add(answers) {
			b.Fatal("incomplete")
		}
	}
}
