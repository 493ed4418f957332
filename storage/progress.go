package storage

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"readiness/assessment"
)

type groupCount struct {
	GroupKey string
	N        int
}

// Progress implements assessment.ResponseStore; ErrNotFound if there is no such
// assessment. It adds counters up, so it does not depend on the number of
// responses. Groups that the definition does not name are left out of Groups.
func (s *Store) Progress(ctx context.Context, id assessment.ID) (*assessment.Progress, error) {
	var (
		a                *assessment.Assessment
		invited, started []groupCount
		counters         []counterRow
	)
	err := s.reader.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		var err error
		if a, err = takeAssessment(tx, id); err != nil {
			return err
		}
		err = tx.Raw("SELECT group_key, count(*) AS n FROM invitations WHERE assessment_id = ? AND revoked = 0 GROUP BY group_key",
			string(id)).Scan(&invited).Error
		if err != nil {
			return wrap("count invitations", err)
		}
		err = tx.Raw("SELECT group_key, count(*) AS n FROM drafts WHERE assessment_id = ? GROUP BY group_key",
			string(id)).Scan(&started).Error
		if err != nil {
			return wrap("count drafts", err)
		}
		return wrap("count responses", tx.Where("assessment_id = ? AND n > 0", string(id)).Find(&counters).Error)
	})
	if err != nil {
		return nil, err
	}
	return newProgress(a, invited, started, counters), nil
}

func newProgress(a *assessment.Assessment, invited, started []groupCount, counters []counterRow) *assessment.Progress {
	p := &assessment.Progress{
		Groups: make([]assessment.GroupProgress, len(a.Groups)),
		ByDay:  make([]assessment.Count, 0, len(counters)),
	}
	position := map[string]int{}
	for i, g := range a.Groups {
		p.Groups[i].Group = g.Key
		position[g.Key] = i
	}
	for _, c := range invited {
		if i, ok := position[c.GroupKey]; ok {
			p.Groups[i].Invited = c.N
		}
	}
	for _, c := range started {
		if i, ok := position[c.GroupKey]; ok {
			p.Groups[i].Started = c.N
		}
	}
	for _, c := range counters {
		i, ok := position[c.GroupKey]
		if !ok {
			continue
		}
		p.Groups[i].Completed += c.N
		p.Groups[i].Started += c.N
		p.ByDay = append(p.ByDay, assessment.Count{Group: c.GroupKey, Day: c.Day, N: c.N})
	}
	slices.SortFunc(p.ByDay, func(a, b assessment.Count) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(position[a.Group], position[b.Group]))
	})
	return p
}
