package workbook

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"readiness/reports"
)

// Columns of the plan. Those from actPriority on are helpers beside the printed
// part.
const (
	actRank = iota + 1
	actWhen
	actTitle
	actStage
	actCategory
	actArea
	actEffort
	actRhythm
	actMeasure
	actScore
	actWhy
	actBlocked
	actDone
	actOwner
	actDue
	actStatus
	actNotes
	actReported
	_
	actEffortNumber
	actPriority
	actRelevance
	actKey
	actFirstTrigger
	actSecondTrigger
)

// ownActions is the number of rows for actions of the reader's own.
const ownActions = 20

// ownTriggers is the number of questions that an own action names.
const ownTriggers = 2

// actions fills the plan: the activities that apply, by rank, then rows for the
// reader's own. What is ticked as done drops out and the others move up. It
// returns the row of the first action.
func (b *book) actions(s *sheet) int {
	s.open, s.printed = true, actNotes
	s.sized(8, 8, 32, 13, 15, 14, 10, 12, 26, 11, 28, 18, 10, 13, 9, 10, 12, 10, 3, 9, 11, 11, 14, 11, 11)
	row := s.titled(actNotes)
	if sentences := sayAll(b, b.report.NothingToStart()); len(sentences) > 0 {
		s.block(row, 1, actNotes, joined(sentences), note())
		row += 2
	}
	s.headed(row, 1, b.t("rank"), b.t("when"), b.t("action"), b.t("stage"), b.t("category"), b.t("area"), b.t("effort"), b.t("rhythm"),
		b.t("measure"), b.t("score"), b.t("why"), b.t("blocked_by"), b.t("done"), b.t("owner"), b.t("due"), b.t("status"), b.t("notes"),
		b.t("reported_rank"))
	s.headed(row, actEffortNumber, b.t("effort_number"), b.t("priority"), b.t("relevance"), b.t("key"), b.t("trigger", "Number", 1), b.t("trigger", "Number", 2))
	s.frozen, s.repeated = [2]int{row, actTitle}, row
	top := row
	var applies, out []*reports.Action
	for i := range b.report.Actions {
		if a := &b.report.Actions[i]; a.Rank != nil {
			applies = append(applies, a)
		} else {
			out = append(out, a)
		}
	}
	keys := fixed(top+1, actKey) + ":" + fixed(top+len(applies)+ownActions, actKey)
	places := alphabetical(applies)
	for _, a := range applies {
		row++
		b.actionRow(s, row, a, places[a.ID], keys)
	}
	for i := range ownActions {
		row++
		b.ownAction(s, row, len(applies)+i+1, keys)
	}
	s.filter = span(top, 1, row, actReported)
	s.planChecks(b, top+1, row, row-ownActions+1)
	b.actionsLeftOut(s, row+2, out)
	return top + 1
}

// alphabetical numbers the actions by id; it decides between equals, as the
// report does.
func alphabetical(actions []*reports.Action) map[string]int {
	ids := make([]string, 0, len(actions))
	for _, a := range actions {
		ids = append(ids, a.ID)
	}
	slices.Sort(ids)
	places := map[string]int{}
	for i, id := range ids {
		places[id] = i + 1
	}
	return places
}

// keyOf makes one number of score, effort and place, so that no two are equal.
func keyOf(score float64, effort, place int) float64 {
	return roundTo(score, 6) - float64(effort)*1e-8 - float64(place)*1e-11
}

func (b *book) actionRow(s *sheet, row int, a *reports.Action, place int, keys string) {
	s.text(row, actWhen, b.word("when_"+a.When), prose())
	b.wrapped(s, row, actTitle, b.name(a.Title))
	b.wrapped(s, row, actStage, b.stageName(a.Stage))
	b.wrapped(s, row, actCategory, b.categoryName(a.Category))
	areas := make([]string, 0, len(a.Area))
	for _, area := range a.Area {
		areas = append(areas, b.word("area_"+area))
	}
	b.wrapped(s, row, actArea, strings.Join(areas, ", "))
	s.text(row, actEffort, b.word("effort_"+digits(a.Effort)), prose())
	b.wrapped(s, row, actRhythm, b.word("rhythm_"+a.Rhythm))
	b.wrapped(s, row, actMeasure, b.name(a.Measure))
	b.wrapped(s, row, actWhy, b.triggersOf(a))
	b.wrapped(s, row, actBlocked, strings.Join(sayAll(b, a.BlockedBy), "; "))
	s.put(row, actReported, cell{value: *a.Rank, look: look{format: whole, align: "center", border: true, color: muted}})

	stage := b.priority(a.Stage)
	score := 0.0
	if stage != nil {
		score = stage.Score
	}
	s.put(row, actEffortNumber, cell{value: a.Effort, look: grey()})
	s.live(row, actPriority, fmt.Sprintf("N(%s)", b.model.ranked(a.Stage, rankScore)), &score, grey())
	var triggers []string
	for i := range b.report.Items {
		if slices.Contains(a.Triggers, b.report.Items[i].ID) {
			triggers = append(triggers, b.model.items.ref(itemsTop+i, itemScore))
		}
	}
	s.live(row, actRelevance, relevance(triggers, b.model.result(a.Stage, resultTarget), b.model.result(a.Stage, resultMean)), &a.Relevance, grey())
	b.planned(s, row, place, at(row, actDone)+`<>""`, keys, a)
}

// planned writes the score, key and rank of a row. out is the condition under
// which it drops out; a is nil for an own action.
func (b *book) planned(s *sheet, row, place int, out, keys string, a *reports.Action) {
	var score, key, rank *float64
	if a != nil {
		score, rank = &a.Score, float(a.Rank)
		key = ptr(keyOf(a.Score, a.Effort, place))
	}
	effort := at(row, actEffortNumber)
	s.live(row, actScore, fmt.Sprintf(`IF(OR(%[1]s="",%[2]s=""),"",%[2]s*%[3]s/CHOOSE(%[1]s,1,1.5,2.25))`,
		effort, at(row, actPriority), at(row, actRelevance)), score, number(oneDecimal))
	s.live(row, actKey, fmt.Sprintf(`IF(OR(%[1]s="",%[2]s),"",ROUND(%[1]s,6)-%[3]s*1E-8-%[4]d*1E-11)`,
		at(row, actScore), out, effort, place), key, grey())
	s.live(row, actRank, fmt.Sprintf(`IF(%[1]s="","",RANK(%[1]s,%[2]s))`, at(row, actKey), keys), rank, strong(number(whole)))
	for c := actDone; c <= actNotes; c++ {
		s.put(row, c, cell{look: look{fill: inputBg, border: true, wrap: true, input: true, color: inputInk}})
	}
}

// relevance is how far the trigger questions are from the stage's target; where
// none has a score, the stage itself counts (priorities.md 3.5).
func relevance(triggers []string, target, mean string) string {
	stage := fmt.Sprintf(`IF(%[2]s="",0,MAX(0,%[1]s-%[2]s)/%[1]s)`, target, mean)
	if len(triggers) > 0 {
		parts := make([]string, 0, len(triggers))
		for _, ref := range triggers {
			parts = append(parts, fmt.Sprintf(`IF(ISNUMBER(%[1]s),MAX(0,%[2]s-%[1]s)/%[2]s,0)`, ref, target))
		}
		count := "COUNT(" + strings.Join(triggers, ",") + ")"
		stage = fmt.Sprintf("IF(%s=0,%s,(%s)/%s)", count, stage, strings.Join(parts, "+"), count)
	}
	return fmt.Sprintf("IF(%s=0,0,%s)", target, stage)
}

// ownAction is an empty row that is ranked with the others once it has a stage
// and an effort. Its questions are named by their codes.
func (b *book) ownAction(s *sheet, row, place int, keys string) {
	for c := actWhen; c <= actBlocked; c++ {
		s.put(row, c, cell{look: look{fill: inputBg, border: true, wrap: true, input: true, color: inputInk}})
	}
	s.put(row, actReported, cell{look: body()})
	s.put(row, actEffortNumber, cell{look: input(whole)})
	for c := actFirstTrigger; c < actFirstTrigger+ownTriggers; c++ {
		s.put(row, c, cell{look: input("")})
	}
	var scored []string
	for i := range b.report.Priorities {
		scored = append(scored, b.report.Priorities[i].Stage)
	}
	if len(scored) == 0 {
		b.planned(s, row, place, "TRUE", keys, nil)
		return
	}
	stage := at(row, actStage)
	pick := func(column int, ref func(id string, column int) string) string {
		formula := `""`
		for _, id := range slices.Backward(scored) {
			formula = fmt.Sprintf(`IF(%s=%s,%s,%s)`, stage, quote(b.listed(id)), ref(id, column), formula)
		}
		return formula
	}
	// The figures of the stage, then those of the questions, in helper columns.
	helper := actSecondTrigger + 1
	s.live(row, helper, pick(resultTarget, b.model.result), nil, grey())
	s.live(row, helper+1, pick(resultMean, b.model.result), nil, grey())
	items := len(b.report.Items)
	codes := b.model.items.area(itemsTop, itemCode, itemsTop+items-1, itemCode)
	scores := b.model.items.area(itemsTop, itemScore, itemsTop+items-1, itemScore)
	var triggers []string
	for i := range ownTriggers {
		code := at(row, actFirstTrigger+i)
		if items > 0 {
			s.live(row, helper+2+i, fmt.Sprintf(`IF(COUNTIF(%[1]s,%[2]s)=0,"",INDEX(%[3]s,MATCH(%[2]s,%[1]s,0)))`, codes, code, scores), nil, grey())
			triggers = append(triggers, at(row, helper+2+i))
		}
	}
	s.live(row, actPriority, fmt.Sprintf(`IF(%s="","",N(%s))`, at(row, helper), pick(rankScore, b.model.ranked)), nil, grey())
	s.live(row, actRelevance, fmt.Sprintf(`IF(%s="","",%s)`, at(row, helper),
		relevance(triggers, at(row, helper), at(row, helper+1))), nil, grey())
	b.planned(s, row, place, fmt.Sprintf(`OR(%s<>"",%s="")`, at(row, actDone), at(row, helper)), keys, nil)
}

// planChecks offers the values of the inputs.
func (s *sheet) planChecks(b *book, first, last, own int) {
	list := func(values ...string) func(*excelize.DataValidation) error {
		return func(v *excelize.DataValidation) error { return v.SetDropList(values) }
	}
	s.check(span(first, actDone, last, actDone), b.t("check_side"), list("✓"))
	s.check(span(first, actStatus, last, actStatus), b.t("check_side"), list(b.t("status_open"), b.t("status_running"), b.t("status_waiting")))
	var names []string
	for i := range b.report.Priorities {
		names = append(names, b.listed(b.report.Priorities[i].Stage))
	}
	if len(names) > 0 {
		s.check(span(own, actStage, last, actStage), b.t("check_side"), list(names...))
	}
	s.check(span(own, actEffortNumber, last, actEffortNumber), b.t("check_effort"), func(v *excelize.DataValidation) error {
		return v.SetRange(1, 3, excelize.DataValidationTypeWhole, excelize.DataValidationOperatorBetween)
	})
}

// maxListed is the most characters of a stage in the list of choices, which
// holds 255 in all.
const maxListed = 50

// listed is a stage as a list of choices and the formulas that read the choice
// have it: a comma would split the list, a quotation mark would end it, and what
// starts like a formula would be read as one when it is chosen.
func (b *book) listed(id string) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(",\"\n\t", r) {
			return ' '
		}
		return r
	}, b.stageName(id))
	if name = strings.TrimFunc(name, func(r rune) bool { return r == ' ' || risky(string(r)) }); name == "" {
		name = id
	}
	return cut(name, maxListed)
}

// actionsLeftOut lists what does not apply, with the reason.
func (b *book) actionsLeftOut(s *sheet, row int, out []*reports.Action) {
	if len(out) == 0 {
		return
	}
	s.text(row, 1, b.t("section_left_out"), section())
	for _, a := range out {
		row++
		s.block(row, 1, actTitle, b.name(a.Title), prose())
		reason := ""
		if a.ReasonLeftOut != nil {
			reason = clean(b.say(*a.ReasonLeftOut))
		}
		s.block(row, actStage, actMeasure, reason, prose())
	}
}

// wrapped writes a text that makes its row as high as it needs.
func (b *book) wrapped(s *sheet, row, column int, text string) {
	s.text(row, column, text, prose())
	s.grow(row, text, s.width(column), look{})
}

// named is wrapped, in bold: the name of a row.
func (b *book) named(s *sheet, row, column int, text string) {
	s.text(row, column, text, strong(prose()))
	s.grow(row, text, s.width(column)/1.1, look{}) // bold letters are wider
}

// word is a message that other pages use too.
func (b *book) word(key string) string { return b.words.T(b.lang, key) }

func (b *book) categoryName(id string) string {
	if s := b.scale(id); s != nil {
		return b.scaleName(id)
	}
	return b.t("none")
}

// triggersOf names the questions that make an action relevant, with their scores.
func (b *book) triggersOf(a *reports.Action) string {
	var parts []string
	for i := range b.report.Items {
		item := &b.report.Items[i]
		if !slices.Contains(a.Triggers, item.ID) {
			continue
		}
		text := b.question(item)
		if item.WeightedMean != nil {
			text += " " + b.figure(*item.WeightedMean, 1)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}
