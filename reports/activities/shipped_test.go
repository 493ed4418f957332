package activities

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"readiness/questionnaires"
	"readiness/static/i18n"
)

func shipped(t *testing.T) *Library {
	t.Helper()
	library, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return library
}

func TestShippedCounts(t *testing.T) {
	t.Parallel()
	all := shipped(t).All()
	for _, stage := range questionnaires.Stages() {
		own := slices.DeleteFunc(slices.Clone(all), func(a Activity) bool { return a.Stage != stage })
		if len(own) < 9 {
			t.Errorf("%s: %d activities, want at least 9", stage, len(own))
		}
		efforts, areas, rhythms, categories := map[int]int{}, map[string]int{}, map[string]int{}, map[string]int{}
		for i := range own {
			efforts[own[i].Effort]++
			rhythms[own[i].Rhythm]++
			categories[own[i].Category]++
			for _, area := range own[i].Areas {
				areas[area]++
			}
		}
		if efforts[1] < 3 || efforts[2] == 0 || efforts[3] == 0 {
			t.Errorf("%s: efforts %v, want at least three of 1 and one of 2 and of 3", stage, efforts)
		}
		for _, area := range Areas() {
			if areas[area] == 0 {
				t.Errorf("%s: no activity for %s", stage, area)
			}
		}
		if len(rhythms) < 3 || len(categories) < 4 {
			t.Errorf("%s: rhythms %v and categories %v are not spread", stage, rhythms, categories)
		}
	}
}

// In no kind of customer base may a stage be left without something to do.
func TestShippedSuitEverySituation(t *testing.T) {
	t.Parallel()
	all := shipped(t).All()
	for _, stage := range questionnaires.Stages() {
		for _, steep := range []bool{false, true} {
			for _, diverse := range []bool{false, true} {
				count, easy := 0, 0
				for i := range all {
					if all[i].Stage == stage && all[i].Fit.Suits(steep, diverse) {
						count++
						if all[i].Effort == 1 {
							easy++
						}
					}
				}
				if count < 6 || easy < 3 {
					t.Errorf("%s, steep %v, diverse %v: %d activities, %d of little effort", stage, steep, diverse, count, easy)
				}
			}
		}
	}
}

// Every category of the Gap tool has activities, and every practice whose score
// may be low makes some activity relevant.
func TestShippedCoverQuestionnaires(t *testing.T) {
	t.Parallel()
	catalog, err := questionnaires.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	served, triggered := map[string]bool{}, map[string]string{}
	all := shipped(t).All()
	for i := range all {
		served[all[i].Category] = true
		for _, item := range all[i].Triggers {
			triggered[item] += all[i].Stage + " "
		}
	}
	for _, q := range catalog.All() {
		for _, s := range q.Scales {
			if s.Kind == questionnaires.Category && !served[s.ID] {
				t.Errorf("no activity serves the category %s", s.ID)
			}
		}
		for i := range q.Questions {
			item := &q.Questions[i]
			if triggered[item.ID] == "" {
				t.Errorf("no activity is triggered by %s", item.ID)
			}
			if slices.Contains(questionnaires.Stages(), item.Supports) && !strings.Contains(triggered[item.ID], item.Supports) {
				t.Errorf("%s supports %s and triggers only activities of %s", item.ID, item.Supports, triggered[item.ID])
			}
		}
	}
}

// The stage's own question of the Broad View is a trigger of all its activities,
// so that each has a score even where the Gap was not asked.
func TestShippedTriggersHoldTheStage(t *testing.T) {
	t.Parallel()
	own := map[string]string{"identify": "bv1", "differentiate": "bv2", "interact": "bv3", "customize": "bv4"}
	all := shipped(t).All()
	for i := range all {
		for stage, item := range own {
			if slices.Contains(all[i].Triggers, item) != (stage == all[i].Stage) {
				t.Errorf("%s of %s: triggers %v", all[i].ID, all[i].Stage, all[i].Triggers)
			}
		}
	}
}

func TestShippedTexts(t *testing.T) {
	t.Parallel()
	all := shipped(t).All()
	for _, lang := range questionnaires.Languages() {
		seen := map[string]string{}
		for i := range all {
			a := &all[i]
			for _, part := range slices.Concat([]string{a.Title(lang), a.Measure(lang)}, a.Steps(lang)) {
				if other, taken := seen[part]; taken {
					t.Errorf("%s: %s and %s share %q", lang, other, a.ID, part)
				}
				seen[part] = a.ID
				if strings.ContainsAny(part, "!¡！") || strings.Contains(part, "  ") {
					t.Errorf("%s: %s: %q", lang, a.ID, part)
				}
				hasHan := strings.ContainsFunc(part, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff })
				if hasHan != (lang == "zh") {
					t.Errorf("%s: %s is in another language: %q", lang, a.ID, part)
				}
				if lang != "en" && (part == a.Title("en") || part == a.Measure("en")) {
					t.Errorf("%s: %s is not translated: %q", lang, a.ID, part)
				}
			}
			if n := len(a.Steps(lang)); n != len(a.Steps("en")) {
				t.Errorf("%s: %s has %d steps, English has %d", lang, a.ID, n, len(a.Steps("en")))
			}
		}
	}
}

// Every word that an activity shows beside its texts has a message, and the
// other way round.
func TestMessages(t *testing.T) {
	t.Parallel()
	messages, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{
		"effort_1": true, "effort_2": true, "effort_3": true, "when_now": true, "when_next": true, "when_later": true,
		Condition{Name: areasCondition}.Key(): true,
	}
	for _, area := range Areas() {
		want["area_"+area] = true
	}
	for _, rhythm := range Rhythms() {
		want["rhythm_"+rhythm] = true
	}
	for _, name := range conditionNames() {
		levels := conditionLevels(name)
		for _, level := range levels[:len(levels)-1] {
			want[Condition{Name: name, Value: level}.Key()] = true
		}
	}
	for _, lang := range i18n.Languages() {
		for _, key := range slices.Sorted(maps.Keys(want)) {
			if !messages.Has(lang, key) {
				t.Errorf("%s has no message %s", lang, key)
			}
		}
		for _, key := range messages.Keys(lang) {
			prefix, _, _ := strings.Cut(key, "_")
			if slices.Contains([]string{"area", "rhythm", "effort", "fit", "when", "blocked"}, prefix) && !want[key] {
				t.Errorf("%s: the message %s is of no use", lang, key)
			}
		}
	}
}
