package reports

import (
	"maps"
	"slices"
	"strconv"

	"readiness/questionnaires"
)

// groups writes the response counts, of the groups and of the days.
func (t *table) groups(report *Report) {
	t.integer(at{dimension: "all"}, "k", &report.Assessment.K)
	t.integer(at{dimension: "all"}, "comment_k", &report.Assessment.CommentK)
	for i := range report.Groups {
		g := &report.Groups[i]
		where := at{dimension: "all", group: g.Group}
		t.number(where, "weight", &g.Weight)
		t.integer(where, "level", &g.Level)
		t.integer(where, "threshold", &g.Threshold)
		t.integer(where, "minimum", &g.Minimum)
		t.integer(where, "invited", g.Invited)
		t.integer(where, "started", &g.Started)
		t.integer(where, "completed", &g.Completed)
	}
	if r := report.CommentReview; r != nil {
		t.integer(at{dimension: "all"}, "comments_hidden", &r.Hidden)
		t.integer(at{dimension: "all"}, "comments_shortened", &r.Shortened)
	}
	for _, d := range report.ByDay {
		t.integer(at{dimension: "day", value: d.Day, group: d.Group}, "completed", &d.Completed)
	}
}

// alpha writes Cronbach's alpha, and what each question does to it.
func (t *table) alpha(s *Scale, items []Item) {
	if s.Alpha == nil {
		return
	}
	where := at{dimension: "all", scale: s.ID}
	t.number(where, "alpha", s.Alpha.Alpha)
	t.integer(where, "alpha_n", &s.Alpha.N)
	place := 0
	for i := range items {
		if items[i].Scale != s.ID {
			continue
		}
		where.item = items[i].ID
		if place < len(s.Alpha.IfDropped) {
			t.number(where, "alpha_if_dropped", s.Alpha.IfDropped[place])
		}
		if place < len(s.Alpha.ItemRest) {
			t.number(where, "item_rest", s.Alpha.ItemRest[place])
		}
		place++
	}
}

func (t *table) situation(s *Situation) {
	where := at{dimension: "situation"}
	t.numbers(where,
		figure{"value_skew", &s.ValueSkew}, figure{"x50", s.X50}, figure{"x80", s.X80}, figure{"gini", s.Gini}, figure{"hhi", s.HHI},
		figure{"whale_peak", s.WhalePeak}, figure{"needs_diversity", &s.NeedsDiversity}, figure{"effective_needs", s.EffectiveNeeds},
		figure{"needs_evenness", s.NeedsEvenness}, figure{"needs_simpson", s.NeedsSimpson},
		figure{"measured_value_skew", s.MeasuredSkew}, figure{"suggested_value_skew", s.SuggestedSkew},
	)
	t.integer(where, "customers", s.Customers)
	t.integer(where, "loss_makers", s.LossMakers)
	t.integer(where, "count50", s.Count50)
	for _, top := range slices.Sorted(maps.Keys(s.Shares)) {
		share := s.Shares[top]
		t.number(where, "share_"+top, &share)
	}
	for i := range s.Deciles {
		t.number(where, "decile_"+strconv.Itoa(i+1), &s.Deciles[i])
	}
	for i := range s.Segments {
		where.value = s.Segments[i].Segment
		t.integer(where, "customers", &s.Segments[i].Customers)
		t.number(where, "share", &s.Segments[i].Share)
	}
}

// panels writes the importance–performance panel and the capability matrix.
func (t *table) panels(report *Report) {
	where := at{dimension: "ipa"}
	t.numbers(where, figure{"readiness", report.IPA.Readiness}, figure{"relevance", report.IPA.Relevance})
	for i := range report.IPA.Points {
		p := &report.IPA.Points[i]
		where.scale = p.Stage
		t.numbers(where, figure{"readiness", &p.Readiness}, figure{"relevance", &p.Relevance})
	}
	if c := report.Capability; c != nil {
		t.numbers(at{dimension: "capability"}, figure{"interact", &c.Interact}, figure{"customize", &c.Customize})
	}
}

func (t *table) trend(trend *Trend) {
	if trend == nil {
		return
	}
	for i := range trend.Scales {
		s := &trend.Scales[i]
		t.numbers(at{dimension: "trend", scale: s.ID},
			figure{"compatibility", s.Compatibility}, figure{"earlier", s.Earlier}, figure{"latest", s.Latest}, figure{"change", s.Change},
			figure{"se", s.SE}, figure{"df", s.DF}, figure{"t", s.T}, figure{"p", s.P}, figure{"q", s.Q},
			figure{"ci_low", s.CILow}, figure{"ci_high", s.CIHigh}, figure{"mix_effect", s.MixEffect},
		)
	}
}

func (t *table) parameters(p *Parameters) {
	where := at{dimension: "parameters"}
	t.numbers(where,
		figure{"shortfall_weight", &p.ShortfallWeight}, figure{"blind_spot_weight", &p.BlindSpotWeight},
		figure{"gate", &p.Gate}, figure{"gate_factor", &p.GateFactor}, figure{"steep_share", &p.SteepShare}, figure{"shallow_share", &p.ShallowShare},
		figure{"diverse_needs", &p.DiverseNeeds}, figure{"notable", &p.Notable}, figure{"large", &p.Large},
	)
	for _, corner := range slices.Sorted(maps.Keys(p.Emphasis)) {
		for i, stage := range questionnaires.Stages() {
			factor := p.Emphasis[corner][i]
			t.number(at{dimension: "parameters", value: corner, scale: stage}, "emphasis", &factor)
		}
	}
}
