package storage

import (
	"testing"

	"readiness/assessment"
	"readiness/storage/storetest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) assessment.Store { return openTest(t, testDSN(t)) })
}
