package reports

import (
	"readiness/assessment"
	"readiness/questionnaires"
	"readiness/reports/stats"
)

// Why a scale has no weighted score.
const (
	NoScoreNotAsked = "not_asked"
	NoScoreDontKnow = "dont_know" // everybody who answered could not tell
	NoScoreFew      = "few"       // no group may be shown
	NoScoreWeight   = "weight"    // the groups that are shown weigh nothing
)

// noScore says why a scale has no score; "" if it has one.
func (b *builder) noScore(out *Scale, s int, st *statistic) string {
	asked, shown := false, false
	for g := range st.asked {
		asked, shown = asked || st.asked[g], shown || st.shown[g]
	}
	switch {
	case out.Weighted.Mean != nil:
		return ""
	case !asked:
		return NoScoreNotAsked
	case shown:
		return NoScoreWeight
	case b.nobodyCouldTell(s):
		return NoScoreDontKnow
	}
	return NoScoreFew
}

// nobodyCouldTell reports whether all answers on a scale are "don't know". As
// with other unanimous answers, an anonymous group has to be twice its minimum
// for that to be said (statistics.md 2.10 rule 7), and beside an earlier report
// it would tell what a newcomer answered.
func (b *builder) nobodyCouldTell(s int) bool {
	if len(b.past) > 0 {
		return false
	}
	found := false
	for g := range b.l.groups {
		group := &b.l.groups[g]
		for _, i := range b.l.scales[s].items {
			k := b.t.answers[i][g].kinds()
			if k.Substantive+k.NotApplicable > 0 {
				return false
			}
			if k.DontKnow == 0 {
				continue
			}
			if group.Anonymity != assessment.Attributed && stats.TooFew(k.DontKnow, 2*b.l.threshold(g)) {
				return false
			}
			found = true
		}
	}
	return found
}

// unjudged is why a stage has no score; "" if it has one.
func (b *builder) unjudged(stage string) string {
	s := b.l.stage(stage)
	switch {
	case s < 0:
		return NoScoreNotAsked
	case b.report.Scales[s].Weighted.Mean != nil:
		return ""
	case b.report.Scales[s].NoScore == "": // a report stored before the reason was
		return NoScoreFew
	}
	return b.report.Scales[s].NoScore
}

// unjudgedSentence says that a stage cannot be judged, and why.
func (b *builder) unjudgedSentence(key, stage string) Message {
	called := word("prio_stage_" + stage)
	if s := b.l.stage(stage); s >= 0 {
		called = name(b.report.Scales[s].Name)
	}
	return Message{Key: key, Args: args{"Stage": called, "Why": word("report_unjudged_" + b.unjudged(stage))}}
}

// noVerdict is the sentence of a report that cannot tell about its first stage,
// on which all others rest.
func (b *builder) noVerdict(v *stats.Readiness) Message {
	stages := questionnaires.Stages()
	first, asked := b.unjudged(stages[0]), false
	for _, id := range stages {
		asked = asked || b.unjudged(id) != NoScoreNotAsked
	}
	switch {
	case !asked:
		return bare("report_verdict_not_asked")
	case len(v.Stages) == 0 && first == NoScoreFew:
		return bare("report_verdict_unknown")
	}
	return b.unjudgedSentence("report_verdict_first_unjudged", stages[0])
}
