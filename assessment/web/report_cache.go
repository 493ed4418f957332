package web

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"readiness/assessment"
	"readiness/reports"
)

// maxReports bounds how many reports are kept ready to be read: each takes about
// a megabyte.
const maxReports = 16

// reportCache keeps reports as readers may see them. A stored report never
// changes, so that its version and the revision of the review of its comments say
// whether one is current. Its zero value is
// ready to use, by several requests at a time.
type reportCache struct {
	mu   sync.Mutex
	kept []keptReport // the one used last stands last
}

type keptReport struct {
	id      assessment.ID
	version reportVersion
	report  *reports.Report
}

type reportVersion struct{ snapshot, review int }

// get returns a report that was kept, nil if it was not.
func (c *reportCache) get(id assessment.ID, version reportVersion) *reports.Report {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, kept := range c.kept {
		if kept.id == id && kept.version == version {
			c.kept = append(slices.Delete(c.kept, i, i+1), kept)
			return kept.report
		}
	}
	return nil
}

// put keeps a report in place of the assessment's older ones, and drops the one
// that was not used for longest where there are too many.
func (c *reportCache) put(id assessment.ID, version reportVersion, report *reports.Report) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept = slices.DeleteFunc(c.kept, func(kept keptReport) bool { return kept.id == id })
	c.kept = slices.Delete(c.kept, 0, max(0, len(c.kept)-maxReports+1))
	c.kept = append(c.kept, keptReport{id: id, version: version, report: report})
}

// closedReport is the report of an assessment as readers may see it, checked against
// its hash.
// It is shared between requests: whoever gets it only reads it.
func (s *Server) closedReport(ctx context.Context, a *assessment.Assessment) (*reports.Report, error) {
	snapshot, err := s.service.Report(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	version := reportVersion{snapshot.Version, snapshot.Review.Revision}
	if report := s.kept.get(a.ID, version); report != nil {
		return report, nil
	}
	report, err := reports.Published(snapshot)
	if err != nil {
		return nil, fmt.Errorf("assessment %s: %w", a.ID, err)
	}
	s.kept.put(a.ID, version, report)
	return report, nil
}
