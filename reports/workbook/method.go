package workbook

// methodColumns is the width of the sheet in columns.
const methodColumns = 3

// method explains how the figures come about and what is hidden.
func (b *book) method(s *sheet) {
	s.sized(30, 62, 48)
	row := s.titled(methodColumns)
	s.frozen, s.repeated = [2]int{3, 0}, 1
	row = b.pairs(s, row, "section_definitions", b.definitions())
	row = b.pairs(s, row, "section_thresholds", b.thresholds())
	row = b.pairs(s, row, "section_versions", b.versions())
	b.suppressed(s, row)
}

// pairs writes a section of terms with their explanations.
func (b *book) pairs(s *sheet, row int, title string, pairs [][2]string) int {
	s.text(row, 1, b.t(title), section())
	s.keep(row, row+len(pairs))
	for _, p := range pairs {
		row++
		s.text(row, 1, p[0], strong(prose()))
		s.grow(row, p[0], s.width(1), strong(look{}))
		s.block(row, 2, methodColumns, p[1], prose())
	}
	return row + 2
}

func (b *book) definitions() [][2]string {
	var out [][2]string
	for _, key := range []string{
		"readiness", "weighted", "ci", "n_eff", "coverage", "target_gap", "gap", "sides_gap", "evidence", "cliffs_delta",
		"agreement", "polarisation", "priority", "stability", "verdict", "situation", "live",
	} {
		out = append(out, [2]string{b.t("term_" + key), b.t("means_" + key)})
	}
	return out
}

func (b *book) thresholds() [][2]string {
	o, p := &b.report.Assessment, &b.report.Parameters
	return [][2]string{
		{b.t("term_k"), b.t("means_k", "K", o.K)},
		{b.t("term_comment_k"), b.t("means_comment_k", "K", o.CommentK)},
		{b.t("term_labels"), b.t("means_labels", "Notable", b.figure(p.Notable, 1), "Large", b.figure(p.Large, 1))},
		{b.t("term_formula"), b.t("means_formula", "Shortfall", b.figure(p.ShortfallWeight, 2), "BlindSpot", b.figure(p.BlindSpotWeight, 2))},
		{b.t("term_gate"), b.t("means_gate", "Gate", b.figure(p.Gate, 0), "Factor", b.figure(p.GateFactor, 2))},
		{b.t("term_skew"), b.t("means_skew", "Steep", b.figure(p.SteepShare, 0), "Shallow", b.figure(p.ShallowShare, 0))},
		{b.t("term_weights"), b.t("weights_" + o.Weights)},
	}
}

func (b *book) versions() [][2]string {
	o := &b.report.Assessment
	out := [][2]string{{b.t("term_assessment"), clean(o.ID)}}
	for i := range o.Questionnaires {
		q := &o.Questionnaires[i]
		out = append(out, [2]string{b.t("questionnaire"), b.t("questionnaire_version",
			"Title", b.name(q.Title), "ID", clean(q.ID), "Version", q.Version, "Hash", clean(q.Hash))})
	}
	return append(out,
		[2]string{b.t("term_snapshot"), b.t("means_snapshot", "Version", b.report.Snapshot.Version, "Hash", clean(b.report.Snapshot.Hash))},
		[2]string{b.t("term_program"), clean(b.report.Snapshot.Program)},
	)
}
