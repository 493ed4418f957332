package reports

import "readiness/reports/stats"

// NeverSignificant tells whether groups of these sizes are too small for their
// difference ever to be more than chance, whatever they answer (statistics.md 2.8).
func (g *Gap) NeverSignificant() bool {
	return g.MinP != nil && !stats.Reaches(stats.Significance, *g.MinP)
}

// ScaleStatistics are the tests and the reliability of a scale in words, each "–"
// where it is not defined.
type ScaleStatistics struct {
	Scale    string
	Test     string // Kruskal–Wallis over all shown groups
	TestNote string // "" unless the test is approximate
	Effect   string // epsilon squared
	Alpha    string
	Caution  string // "" unless alpha rests on few answers
	Small    string // groups that can never differ significantly from the reference
}

// Statistics lists the scales for which there is a test or an alpha.
func (p Pictures) Statistics() []ScaleStatistics {
	var out []ScaleStatistics
	for i := range p.Report.Scales {
		s := &p.Report.Scales[i]
		kw := s.KruskalWallis
		tested := kw != nil && kw.H != nil && kw.DF != nil && kw.P != nil
		if !tested && s.Alpha == nil {
			continue
		}
		row := ScaleStatistics{Scale: s.Name.In(p.Lang), Test: "–", Effect: "–", Alpha: "–", Small: p.tooSmall(s)}
		if tested {
			row.Test = p.t("report_stats_test_figures", "H", p.decimals(*kw.H, 2), "DF", p.decimals(*kw.DF, 0), "P", p.Chance(*kw.P))
			if kw.Approximate {
				row.TestNote = p.t("report_stats_approximate")
			}
			if kw.Epsilon2 != nil {
				row.Effect = p.decimals(*kw.Epsilon2, 3)
			}
		}
		if s.Alpha != nil && s.Alpha.Alpha != nil {
			row.Alpha = p.t("results_with_n", "Score", p.decimals(*s.Alpha.Alpha, 2), "N", p.whole(s.Alpha.N))
			if s.Alpha.Indicative {
				row.Caution = p.t("report_stats_indicative")
			}
		}
		out = append(out, row)
	}
	return out
}

// tooSmall names the groups of a scale that are too small for a test, with the
// smallest p that each can reach.
func (p Pictures) tooSmall(s *Scale) string {
	var out []string
	for i := range s.PerceptionGaps {
		if g := &s.PerceptionGaps[i]; g.NeverSignificant() {
			out = append(out, p.t("report_stats_small_group", "Group", p.groupName(g.Group), "P", p.decimals(*g.MinP, 3)))
		}
	}
	if len(out) == 0 {
		return "–"
	}
	return p.Words.Join(p.Lang, out)
}

// Chance writes a p-value with three decimals; the smallest ones are only said to
// be small.
func (p Pictures) Chance(v float64) string {
	const least = 0.001
	if v < least {
		return "<\u00a0" + p.decimals(least, 3)
	}
	return p.decimals(v, 3)
}

func (p Pictures) decimals(v float64, places int) string { return p.Words.Number(p.Lang, v, places) }

// StatisticsHeads are the columns of Statistics after the scale.
func (p Pictures) StatisticsHeads() []string {
	return []string{p.t("report_stats_test"), p.t("report_stats_effect"), p.t("report_stats_alpha"), p.t("report_stats_small")}
}

// StatisticsNotes say what the figures of Statistics mean.
func (p Pictures) StatisticsNotes() []string {
	return []string{p.t("report_stats_note_test"), p.t("report_stats_note_alpha"), p.t("report_stats_note_small")}
}
