package stats_test

import (
	"fmt"

	"readiness/reports/stats"
)

// Two groups, weighted in inverse proportion to their place in the hierarchy.
func ExampleWeightedMean() {
	weights, err := stats.Weights(stats.RankSum, []int{1, 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	var managers, customers stats.Sample
	for _, y := range []float64{50, 75, 50, 75} {
		managers.Add(y)
	}
	for _, y := range []float64{0, 25, 0, 25, 50} {
		customers.Add(y)
	}
	got := stats.WeightedMean([]stats.Cell{managers.Cell(weights[0], true), customers.Cell(weights[1], true)})
	fmt.Printf("%.1f, 95 %% interval %.1f to %.1f\n", *got.Mean, *got.CILow, *got.CIHigh)
	// Output: 34.2, 95 % interval 17.0 to 51.3
}
