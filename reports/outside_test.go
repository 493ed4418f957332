package reports_test

import (
	"testing"

	"readiness/reports"
)

// Pages and workbooks are made by packages that import this one, so their tests
// are called from outside of it.

func TestNoHiddenCellFollowsFromWhatIsPublished(t *testing.T) {
	t.Parallel()
	reports.AttackSurveys(t, newRenderer)
}

func TestPlantedLeaksAreFound(t *testing.T) {
	t.Parallel()
	reports.AttackPlants(t, newRenderer)
}
