package assessment

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"readiness/questionnaires"
)

// finding is one thing wrong with an assessment; path leads to it in the file form.
type finding struct {
	path   []string
	reason string
}

// validate reports the first finding as an Error.
func validate(a *Assessment, form *Form) error {
	findings := check(a, form)
	if len(findings) == 0 {
		return nil
	}
	field := strings.Join(findings[0].path, ".")
	return &Error{
		Kind: Invalid, Key: "error_assessment_invalid", Field: field,
		Args: map[string]any{"Field": field, "Reason": findings[0].reason},
	}
}

// check finds what the single fields cannot tell: names that lead nowhere,
// figures out of range, weights that leave a group out.
func check(a *Assessment, form *Form) []finding {
	c := checker{a: a, form: form}
	c.labels()
	c.numbers()
	c.groups()
	c.weights()
	c.targets()
	c.segments("locations", a.Locations)
	c.segments("functions", a.Functions)
	c.parameters()
	c.conditions()
	return c.findings
}

type checker struct {
	a        *Assessment
	form     *Form
	findings []finding
}

func (c *checker) add(reason string, path ...string) {
	c.findings = append(c.findings, finding{path, reason})
}

func (c *checker) labels() {
	c.label(c.a.Title, "title")
	c.label(c.a.Organisation, "organisation")
	if len(c.a.Languages) == 0 {
		c.add("at least one language is needed", "languages")
	}
	for i, lang := range c.a.Languages {
		for _, q := range c.form.Questionnaires {
			if !q.Has(lang) {
				c.add(fmt.Sprintf("the questionnaire %s does not speak %s", q.ID, lang), "languages", strconv.Itoa(i))
			}
		}
	}
}

// label wants a text in each of the assessment's languages, or one for all.
func (c *checker) label(l Label, path ...string) {
	const longest = 200
	if len(l) == 0 {
		c.add(strings.Join(path, ".")+" is missing or empty", path...)
		return
	}
	for _, lang := range slices.Sorted(maps.Keys(l)) {
		text := l[lang]
		at := path
		if lang != "" {
			at = append(slices.Clone(path), lang)
		}
		switch {
		case lang != "" && !slices.Contains(questionnaires.Languages(), lang):
			c.add(fmt.Sprintf("%q is not a language: use en, es, it or zh", lang), at...)
		case strings.TrimSpace(text) == "":
			c.add("the text is empty", at...)
		case len([]rune(text)) > longest:
			c.add(fmt.Sprintf("the text has more than %d characters", longest), at...)
		case strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }):
			c.add("the text contains a control character", at...)
		}
	}
	if _, common := l[""]; common {
		return
	}
	for _, lang := range c.a.Languages {
		if _, ok := l[lang]; !ok {
			c.add("the text is missing in "+lang, path...)
		}
	}
}

func (c *checker) numbers() {
	a := c.a
	if a.K < 3 {
		c.add(fmt.Sprintf("k is %d, must be at least 3", a.K), "k")
	}
	if a.CommentK < a.K {
		c.add(fmt.Sprintf("comment_k is %d, must not be below k (%d)", a.CommentK, a.K), "comment_k")
	}
	if j := a.Situation; j != nil {
		for name, v := range map[string]float64{"value_skew": j.ValueSkew, "needs_diversity": j.NeedsDiversity} {
			if !(v >= 0 && v <= 1) {
				c.add(name+" must be from 0 to 1", "situation", name)
			}
		}
		switch {
		case j.Override && !j.Judges(IndexValueSkew):
			c.add("override needs a value_skew", "situation", "override")
		case j.Override && strings.TrimSpace(j.Reason) == "":
			c.add("override needs a reason", "situation", "override")
		}
	}
}

func (c *checker) groups() {
	a := c.a
	if len(a.Groups) == 0 {
		c.add("at least one group is needed", "groups")
	}
	seen := map[string]bool{}
	ids := a.questionnaireIDs()
	for i, g := range a.Groups {
		at := func(field string) []string { return []string{"groups", strconv.Itoa(i), field} }
		if seen[g.Key] {
			c.add("the group "+g.Key+" occurs twice", at("key")...)
		}
		seen[g.Key] = true
		if g.Level < 1 {
			c.add(fmt.Sprintf("level is %d, must be at least 1", g.Level), at("level")...)
		}
		if len(g.Name) > 0 {
			c.label(g.Name, at("name")...)
		}
		if g.Anonymity == Anonymous && g.MinN > 0 && g.MinN < a.K {
			c.add(fmt.Sprintf("min_n is %d; an anonymous group cannot go below k (%d)", g.MinN, a.K), at("min_n")...)
		}
		for _, q := range g.Questionnaires {
			if !slices.Contains(ids, q) {
				c.add("the assessment does not use the questionnaire "+q, at("questionnaires")...)
			}
		}
		if len(g.Questionnaires) == 0 {
			c.add("the group answers no questionnaire", at("key")...)
		}
		if g.Opens != nil && g.Closes != nil && !g.Opens.Before(*g.Closes) {
			c.add("the group closes before it opens", at("closes")...)
		}
	}
}

func (c *checker) weights() {
	w := c.a.Weights
	if w.Preset != customWeights {
		if !slices.Contains(WeightPresets(), w.Preset) {
			c.add(fmt.Sprintf("%q is no weighting: use %s or a number for each group", w.Preset, strings.Join(WeightPresets(), ", ")), "weights")
		}
		return
	}
	sum := 0.0
	for _, key := range slices.Sorted(maps.Keys(w.Custom)) {
		v := w.Custom[key]
		switch {
		case c.a.Group(key) == nil:
			c.add("there is no group "+key, "weights", key)
		case !(v >= 0) || math.IsInf(v, 0):
			c.add(fmt.Sprintf("the weight of %s is %v, must be 0 or more", key, v), "weights", key)
		default:
			sum += v
		}
	}
	for _, g := range c.a.Groups {
		if _, ok := w.Custom[g.Key]; !ok {
			c.add("the weight of "+g.Key+" is missing", "weights")
		}
	}
	if !(sum > 0) {
		c.add("at least one weight must be above 0", "weights")
	}
}

func (c *checker) targets() {
	inRange := func(v float64) bool { return v >= 0 && v <= 100 }
	if !inRange(c.a.Target) {
		c.add(fmt.Sprintf("the target is %v, must be from 0 to 100", c.a.Target), "target")
	}
	for _, scale := range slices.Sorted(maps.Keys(c.a.Targets)) {
		known := slices.ContainsFunc(c.form.Questionnaires, func(q *questionnaires.Questionnaire) bool { return q.FindScale(scale) != nil })
		switch {
		case !known:
			c.add("there is no stage or category "+scale, "target", scale)
		case !inRange(c.a.Targets[scale]):
			c.add(fmt.Sprintf("the target of %s is %v, must be from 0 to 100", scale, c.a.Targets[scale]), "target", scale)
		}
	}
}

func (c *checker) segments(name string, list []Segment) {
	seen := map[string]bool{}
	for i, s := range list {
		at := []string{name, strconv.Itoa(i)}
		c.label(s.Name, at...)
		if seen[s.Key] {
			c.add(s.Key+" occurs twice", at...)
		}
		seen[s.Key] = true
	}
}

func (c *checker) parameters() {
	p := c.a.Parameters
	for _, figure := range []struct {
		name      string
		value     float64
		low, high float64
	}{
		{"shortfall_weight", p.ShortfallWeight, 0, 1},
		{"blind_spot_weight", p.BlindSpotWeight, 0, 1},
		{"gate", p.Gate, 1, 100},
		{"gate_factor", p.GateFactor, 0, 1},
		{"steep_share", p.SteepShare, 0.01, 100},
		{"shallow_share", p.ShallowShare, 0.01, 100},
		{"diverse_needs", p.DiverseNeeds, 1.01, 1000},
		{"notable", p.Notable, 0.01, 100},
		{"large", p.Large, 0.01, 100},
	} {
		if !(figure.value >= figure.low && figure.value <= figure.high) {
			c.add(fmt.Sprintf("%s is %v, must be from %v to %v", figure.name, figure.value, figure.low, figure.high), "parameters", figure.name)
		}
	}
	if p.ShortfallWeight+p.BlindSpotWeight == 0 {
		c.add("shortfall_weight and blind_spot_weight must not both be 0", "parameters", "shortfall_weight")
	}
	if p.SteepShare >= p.ShallowShare {
		c.add("steep_share must be below shallow_share", "parameters", "steep_share")
	}
	if p.Large < p.Notable {
		c.add("large must not be below notable", "parameters", "large")
	}
	for _, corner := range slices.Sorted(maps.Keys(p.Emphasis)) {
		if !slices.Contains(Corners(), corner) {
			c.add(fmt.Sprintf("%q is no situation: use %s", corner, strings.Join(Corners(), ", ")), "parameters", "emphasis", corner)
			continue
		}
		sum := 0.0
		for _, e := range p.Emphasis[corner] {
			sum += e
			if !(e >= 0) {
				c.add("an emphasis must be 0 or more", "parameters", "emphasis", corner)
			}
		}
		const stages, tolerance = 4, 1e-6
		if !(math.Abs(sum-stages) <= tolerance) {
			c.add(fmt.Sprintf("the emphasis adds up to %v, must be 4", sum), "parameters", "emphasis", corner)
		}
	}
}

func (c *checker) conditions() {
	if c.a.Conditions == nil {
		return
	}
	for _, fact := range c.a.Conditions.facts() {
		if fact.value != "" && !slices.Contains(fact.allowed, fact.value) {
			c.add(fmt.Sprintf("%q is none of: %s", fact.value, strings.Join(fact.allowed, ", ")), "conditions", fact.name)
		}
	}
}
