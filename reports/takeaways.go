package reports

import (
	"cmp"
	"math"
	"slices"

	"readiness/questionnaires"
	"readiness/reports/stats"
)

// mostOfAKind limits takeaways of one kind.
const mostOfAKind = 3

// takeaways lists what stands out: confirmed gaps first (statistics.md 2.14).
func (b *builder) takeaways() {
	b.report.Takeaways = []Message{}
	b.gapTakeaways()
	b.practiceTakeaways()
	b.unratedTakeaway()
	b.visibilityTakeaways()
	b.agendaTakeaway()
	b.voiceTakeaways()
}

func (b *builder) gapTakeaways() {
	type found struct {
		scale *Scale
		gap   *Gap
	}
	var all []found
	for s := range b.report.Scales {
		scale := &b.report.Scales[s]
		for i := range scale.PerceptionGaps {
			gap := &scale.PerceptionGaps[i]
			if scale.Kind == string(questionnaires.Stage) && gap.Evidence != string(stats.EvidenceNone) {
				all = append(all, found{scale, gap})
			}
		}
	}
	if len(all) == 0 {
		b.agreementTakeaway()
	}
	slices.SortStableFunc(all, func(x, y found) int {
		return cmp.Or(
			// "confirmed" sorts before "indicative".
			cmp.Compare(x.gap.Evidence, y.gap.Evidence),
			cmp.Compare(stats.Round9(math.Abs(y.gap.Gap)), stats.Round9(math.Abs(x.gap.Gap))),
		)
	})
	for _, f := range all[:min(mostOfAKind, len(all))] {
		direction := "higher"
		if f.gap.Gap < 0 {
			direction = "lower"
		}
		b.add(&b.report.Takeaways, "report_takeaway_gap_"+direction+"_"+f.gap.Evidence, args{
			"Group": name(b.nameOf(f.gap.Group)), "Reference": name(b.nameOf(f.gap.Reference)), "Scale": name(f.scale.Name),
			"Gap": score(math.Abs(f.gap.Gap)), "N": count(f.gap.N), "ReferenceN": count(f.gap.ReferenceN),
		})
	}
}

// practiceTakeaways names stages whose practices differ from what is claimed by
// the size of a notable gap.
func (b *builder) practiceTakeaways() {
	for i := range b.report.Practices {
		p := &b.report.Practices[i]
		if p.Difference == nil || !stats.Reaches(math.Abs(*p.Difference), stats.StandardThresholds().Notable) {
			continue
		}
		b.add(&b.report.Takeaways, "report_takeaway_practice", args{
			"Stage": name(b.report.Scales[b.l.stage(p.ID)].Name), "Claimed": score(*p.Claimed), "Practised": score(*p.Practised),
		})
	}
}

// unratedTakeaway names the stages that have no score because too few people
// could rate them, though enough took part.
func (b *builder) unratedTakeaway() {
	var unrated []Text
	for s := range b.report.Scales {
		scale := &b.report.Scales[s]
		if scale.Kind != string(questionnaires.Stage) || scale.Weighted.Mean != nil {
			continue
		}
		took, few := false, true
		for i := range scale.Groups {
			took, few = took || b.unable(&scale.Groups[i]), few && scale.Groups[i].Hidden == HiddenFew
		}
		if took && few {
			unrated = append(unrated, scale.Name)
		}
	}
	if len(unrated) > 0 {
		b.add(&b.report.Takeaways, keyUnrated, args{"Stages": names(unrated)})
	}
}

const keyUnrated = "report_takeaway_unrated"

// visibilityTakeaways names the questions that most of a group could not judge.
func (b *builder) visibilityTakeaways() {
	type found struct {
		item, group int
		rate        float64
	}
	var all []found
	for i := range b.report.Items {
		for _, cell := range b.report.Items[i].Groups {
			if cell.LowVisibility != nil && *cell.LowVisibility {
				all = append(all, found{i, b.l.groupAt[cell.Group], *cell.DKRate})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y found) int { return cmp.Compare(stats.Round9(y.rate), stats.Round9(x.rate)) })
	for _, f := range all[:min(mostOfAKind, len(all))] {
		k := b.t.answers[f.item][f.group].kinds()
		b.add(&b.report.Takeaways, "report_takeaway_visibility", args{
			"Group": name(b.report.Groups[f.group].Name), "Item": name(b.report.Items[f.item].Name),
			"DontKnow": count(k.DontKnow), "Of": count(k.DontKnow + k.Substantive), "Rest": count(k.Substantive),
		})
	}
}

// agreementTakeaway says that the groups agree, where at least one could be
// compared on a stage.
func (b *builder) agreementTakeaway() {
	for s := range b.report.Scales {
		scale := &b.report.Scales[s]
		if scale.Kind == string(questionnaires.Stage) && len(scale.PerceptionGaps) > 0 {
			reference := scale.PerceptionGaps[0].Reference
			b.add(&b.report.Takeaways, "report_takeaway_agree", args{"Reference": name(b.nameOf(reference))})
			return
		}
	}
}

// agendaTakeaway names the largest difference in what two groups want
// (statistics.md 2.13), if it has the size of a notable gap.
func (b *builder) agendaTakeaway() {
	var most *Importance
	for i := range b.report.Importance {
		row := &b.report.Importance[i]
		if row.LargestGap != nil && (most == nil || stats.Round9(row.LargestGap.Gap) > stats.Round9(most.LargestGap.Gap)) {
			most = row
		}
	}
	if most == nil || !stats.Reaches(most.LargestGap.Gap, stats.StandardThresholds().Notable) {
		return
	}
	b.add(&b.report.Takeaways, "report_takeaway_agenda", args{
		"Stage": name(most.Name), "Higher": name(b.nameOf(most.LargestGap.Higher)), "Lower": name(b.nameOf(most.LargestGap.Lower)),
		"Gap": score(most.LargestGap.Gap),
	})
}

// voiceTakeaways says which stage scores rest on no customers, and how little
// weight stands behind the thinnest.
func (b *builder) voiceTakeaways() {
	var silent []Text
	var thinnest *Scale
	for s := range b.report.Scales {
		scale := &b.report.Scales[s]
		if scale.Kind != string(questionnaires.Stage) || scale.Weighted.Mean == nil {
			continue
		}
		heard := slices.ContainsFunc(scale.Groups, func(g ScaleGroup) bool { return g.Group == customersKey && !g.Suppressed })
		if !heard {
			silent = append(silent, scale.Name)
		}
		if !stats.Reaches(scale.Weighted.Coverage, leastCoverage) && (thinnest == nil || scale.Weighted.Coverage < thinnest.Weighted.Coverage) {
			thinnest = scale
		}
	}
	if len(silent) > 0 {
		b.add(&b.report.Takeaways, "report_takeaway_no_customer_voice", args{"Scales": names(silent)})
	}
	if thinnest != nil {
		b.add(&b.report.Takeaways, "report_takeaway_coverage", args{
			"Scale": name(thinnest.Name), "Percent": plain(math.Round(100 * thinnest.Weighted.Coverage)),
		})
	}
}

func (b *builder) nameOf(group string) Text { return b.report.Groups[b.l.groupAt[group]].Name }
