package activities

import (
	"errors"
	"io/fs"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"readiness/questionnaires/yamlfile"
)

const goodStructure = `activities:
  - id: ask
    stage: identify
    category: knowledge
    areas: [shops, web_site]
    rhythm: weekly
    effort: 1
    fit: {skew: any, needs: low}
    triggers: [bv1, g07]
    blocked_by: {it_capacity: none, sponsor: no}
  - id: rank
    stage: differentiate
    category: strategy
    areas: [whole_company]
    rhythm: once
    effort: 3
    fit: {skew: steep, needs: any}
    triggers: [bv2]
`

const goodTexts = `activities:
  ask:
    title: "Ask  each customer"
    steps: ["Choose one.", "Ask it.", "Store 2.5 answers."]
    measure: "The share rises."
  rank:
    title: "Rank them"
    steps:
      - "Take a figure."
      - "Sort by it."
      - "Mark the first 5 %."
    measure: "The number is known."
`

const goodChinese = `activities:
  ask: {title: 询问客户, steps: [选一个问题。, 提问。, 保存。], measure: 比例上升。}
  rank: {title: 排序, steps: [选一个数字。, 排序。, 标出。], measure: 数字已知。}
`

func files() map[string]string {
	return map[string]string{
		"structure.yaml": goodStructure, "en.yaml": goodTexts, "es.yaml": goodTexts, "it.yaml": goodTexts, "zh.yaml": goodChinese,
	}
}

func load(files map[string]string) (*Library, error) {
	fsys := fstest.MapFS{"readme.txt": {Data: []byte("passed over")}}
	for name, content := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return LoadFS(fsys)
}

func TestLoadFS(t *testing.T) {
	t.Parallel()
	library, err := load(files())
	if err != nil {
		t.Fatal(err)
	}
	all := library.All()
	want := []Activity{
		{
			ID: "ask", Stage: "identify", Category: "knowledge", Areas: []string{"shops", "web_site"}, Rhythm: "weekly", Effort: 1,
			Fit: Fit{Skew: "any", Needs: "low"}, Triggers: []string{"bv1", "g07"},
			BlockedBy: []Condition{{"sponsor", "no"}, {"it_capacity", "none"}},
		},
		{
			ID: "rank", Stage: "differentiate", Category: "strategy", Areas: []string{"whole_company"}, Rhythm: "once", Effort: 3,
			Fit: Fit{Skew: "steep", Needs: "any"}, Triggers: []string{"bv2"},
		},
	}
	ignoreTexts := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".texts" }, cmp.Ignore())
	if diff := cmp.Diff(want, all, ignoreTexts); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := all[0].Title("es"); got != "Ask each customer" {
		t.Errorf("title %q", got)
	}
	if diff := cmp.Diff([]string{"选一个问题。", "提问。", "保存。"}, all[0].Steps("zh")); diff != "" {
		t.Errorf("steps (-want +got)\n%s", diff)
	}
	if got := all[1].Measure("it"); got != "The number is known." {
		t.Errorf("measure %q", got)
	}
}

func TestLoadFSRefuses(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 12)
	tests := []struct {
		name, file, old, new string
		want                 []string
	}{
		{"not YAML", "structure.yaml", goodStructure, "activities: [", []string{"structure.yaml:1: did not find"}},
		{"empty", "structure.yaml", goodStructure, "activities: []\n", []string{`structure.yaml:1: activities is missing or empty`}},
		{"unknown key", "structure.yaml", "    effort: 1", "    effort: 1\n    weight: 2", []string{`structure.yaml:8: unknown key "weight"`}},
		{"id twice", "structure.yaml", "id: rank", "id: ask", []string{`structure.yaml:11: the activity "ask" is defined twice`}},
		{"id form", "structure.yaml", "id: rank", "id: Rank them", []string{`structure.yaml:11: activities.1.id "Rank them" is not an id`}},
		{"stage", "structure.yaml", "stage: identify", "stage: identifi", []string{`structure.yaml:3: activities.0.stage "identifi" is none of: identify, `}},
		{"stages out of order", "structure.yaml", "stage: identify", "stage: customize", []string{`structure.yaml:12: the activities do not stand in the order of the stages`}},
		{"category", "structure.yaml", "category: knowledge", "category: wisdom", []string{`structure.yaml:4: category "wisdom" is none of: process, technology, `}},
		{"stage as category", "structure.yaml", "category: knowledge", "category: identify", []string{`structure.yaml:4: category "identify" is none of`}},
		{"area", "structure.yaml", "[shops, web_site]", "[shops, moon]", []string{`structure.yaml:5: activities.0.areas.1 "moon" is none of: sales_force, `}},
		{"area twice", "structure.yaml", "[shops, web_site]", "[shops, shops]", []string{`structure.yaml:5: activities.0.areas names something twice`}},
		{"no area", "structure.yaml", "[shops, web_site]", "[]", []string{`structure.yaml:5: activities.0.areas is missing or empty`}},
		{"whole and part", "structure.yaml", "[whole_company]", "[whole_company, shops]", []string{`structure.yaml:14: whole_company stands beside single areas`}},
		{"rhythm", "structure.yaml", "rhythm: weekly", "rhythm: yearly", []string{`structure.yaml:6: activities.0.rhythm "yearly" is none of: once, `}},
		{"effort", "structure.yaml", "effort: 3", "effort: 4", []string{`structure.yaml:16: activities.1.effort is 4, must be at most 3`}},
		{"effort in words", "structure.yaml", "effort: 3", "effort: much", []string{`structure.yaml:16: "much" is not a whole number`}},
		{"fit", "structure.yaml", "needs: low", "needs: some", []string{`structure.yaml:8: activities.0.fit.needs "some" is none of: any, high, low`}},
		{"no fit", "structure.yaml", "    fit: {skew: steep, needs: any}\n", "", []string{`structure.yaml:11: activities.1.fit is missing or empty`}},
		{"trigger", "structure.yaml", "[bv1, g07]", "[bv1, g21]", []string{`structure.yaml:9: the trigger "g21" is no question of the shipped questionnaires`}},
		{"trigger twice", "structure.yaml", "[bv1, g07]", "[bv1, bv1]", []string{`structure.yaml:9: activities.0.triggers names something twice`}},
		{"no trigger", "structure.yaml", "[bv2]", "[]", []string{`structure.yaml:18: activities.1.triggers is missing or empty`}},
		{"condition", "structure.yaml", "sponsor: no", "weather: bad", []string{`structure.yaml:10: condition "weather" is none of: sponsor, funds, `}},
		{"level never blocks", "structure.yaml", "it_capacity: none", "it_capacity: enough", []string{`structure.yaml:10: it_capacity: "enough" is none of: none, some`}},
		{"empty level", "structure.yaml", "sponsor: no", `sponsor: ""`, []string{`structure.yaml:10: sponsor: "" is none of: no`}},
		{
			"several at once", "structure.yaml", "effort: 1\n    fit: {skew: any, needs: low}\n    triggers: [bv1, g07]",
			"effort: 9\n    fit: {skew: any, needs: low}\n    triggers: [x1, g07]",
			[]string{`structure.yaml:7: activities.0.effort is 9`, `structure.yaml:9: the trigger "x1"`},
		},

		{"missing language", "it.yaml", goodTexts, "", []string{"it.yaml: the file is missing"}},
		{"missing structure", "structure.yaml", goodStructure, "", []string{"structure.yaml: the file is missing"}},
		{"language nobody reads", "fr.yaml", "", goodTexts, []string{"fr.yaml: this file has no place here"}},
		{"other ending", "en.yml", "", goodTexts, []string{"en.yml: this file has no place here"}},
		{"list as file", "es.yaml", goodTexts, "- a\n", []string{"es.yaml:1: the file must consist of keys and values"}},
		{"no text", "es.yaml", "  rank:\n", "  range:\n", []string{`es.yaml:1: the activity "rank" has no text`, `es.yaml:6: orphan text: the structure has no activity "range"`}},
		{"text twice", "es.yaml", "  rank:\n", "  ask:\n", []string{`es.yaml:6: key "ask" is given twice`}},
		{"no title", "es.yaml", "    title: \"Rank them\"\n", "", []string{`es.yaml:6: activities.rank.title is missing or empty`}},
		{"no measure", "es.yaml", "    measure: \"The share rises.\"\n", "", []string{`es.yaml:2: activities.ask.measure is missing or empty`}},
		{"empty step", "es.yaml", `"Sort by it."`, `""`, []string{`es.yaml:10: activities.rank.steps.1 is missing or empty`}},
		{"no steps", "es.yaml", `["Choose one.", "Ask it.", "Store 2.5 answers."]`, "[]", []string{`es.yaml:4: activities.ask.steps is missing or empty`}},
		{"two steps", "es.yaml", `"Ask it.", `, "", []string{`es.yaml:4: 2 steps; give 3 to 5`}},
		{"six steps", "es.yaml", `"Ask it.", `, `"A.", "B.", "C.", "D.", `, []string{`es.yaml:4: 6 steps; give 3 to 5`}},
		{"step as map", "es.yaml", `"Sort by it."`, `{a: b}`, []string{`es.yaml:10: keys and values stand where a text is expected`}},
		{"long title", "es.yaml", "Rank them", long + "end", []string{`es.yaml:7: has 13 words, at most 12 are allowed`}},
		{"long step", "es.yaml", "Sort by it", long + long[:40] + "end", []string{`es.yaml:10: has 21 words, at most 20 are allowed`}},
		{"long measure", "es.yaml", "The number is known", long + long[:50] + "end", []string{`es.yaml:12: has 23 words, at most 22 are allowed`}},
		{"long Chinese title", "zh.yaml", "询问客户", strings.Repeat("问", 21), []string{`zh.yaml:2: has 21 words, at most 20 are allowed`}},
		{"title with a full stop", "es.yaml", "Rank them", "Rank them.", []string{`es.yaml:7: a title has no full stop`}},
		{"loud title", "es.yaml", "Rank them", "Rank them!", []string{`es.yaml:7: a title has no full stop and no exclamation mark`}},
		{"same title", "es.yaml", "Rank them", "ask each customer", []string{`es.yaml:7: the activities "ask" and "rank" have the same title`}},
		{"step without full stop", "es.yaml", "Sort by it.", "Sort by it", []string{`es.yaml:10: must be one sentence that ends with a full stop`}},
		{"two sentences", "es.yaml", "Sort by it.", "Sort. By it.", []string{`es.yaml:10: must be one sentence`}},
		{"two Chinese sentences", "zh.yaml", "标出。", "标出。好。", []string{`zh.yaml:3: must be one sentence`}},
		{"a question as measure", "es.yaml", "The share rises.", "Does it rise?", []string{`es.yaml:5: must be one sentence`}},
		{"control character", "es.yaml", "Sort by it.", `Sort\x07 by it.`, []string{`es.yaml:10: activities.rank.steps.1 contains a control character`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			set := files()
			if !strings.Contains(set[tt.file], tt.old) {
				t.Fatalf("%s does not hold %q", tt.file, tt.old)
			}
			set[tt.file] = strings.Replace(set[tt.file], tt.old, tt.new, 1)
			maps.DeleteFunc(set, func(_, content string) bool { return content == "" })
			library, err := load(set)
			if err == nil || library != nil {
				t.Fatalf("got %v, %v", library, err)
			}
			problems := yamlfile.Problems(err)
			if len(problems) != len(tt.want) {
				t.Fatalf("got %d problems, want %d:\n%v", len(problems), len(tt.want), err)
			}
			for i, want := range tt.want {
				if got := problems[i].Error(); !strings.HasPrefix(got, want) {
					t.Errorf("got  %s\nwant %s", got, want)
				}
			}
		})
	}
}

// What is wrong with a structure must not make every text look wrong.
func TestLoadFSComparesOnlyWithAReadableStructure(t *testing.T) {
	t.Parallel()
	set := files()
	set["structure.yaml"] = "activities:\n  - {id: 5x}\n  - nothing\n"
	set["es.yaml"] = strings.Replace(goodTexts, "Sort by it.", "Sort by it", 1)
	_, err := load(set)
	var names []string
	for _, p := range yamlfile.Problems(err) {
		names = append(names, p.File)
		if strings.Contains(p.Reason, "orphan") || strings.Contains(p.Reason, "has no text") {
			t.Errorf("%v", p)
		}
	}
	if len(names) < 2 || names[0] != "structure.yaml" || names[len(names)-1] != "es.yaml" {
		t.Errorf("problems in %v:\n%v", names, err)
	}
}

// brokenFS cannot be read.
type brokenFS struct{ fs.FS }

var errDisk = errors.New("disk is gone")

func (brokenFS) ReadDir(string) ([]fs.DirEntry, error) { return nil, nil }
func (brokenFS) Open(string) (fs.File, error)          { return nil, errDisk }

func TestLoadFSPassesOnReadErrors(t *testing.T) {
	t.Parallel()
	if _, err := LoadFS(brokenFS{}); !errors.Is(err, errDisk) {
		t.Errorf("files: got %v", err)
	}
	if _, err := LoadFS(fstest.MapFS{"a": {Mode: fs.ModeDir}}); len(yamlfile.Problems(err)) != 5 {
		t.Errorf("an empty folder: got %v, want the five files missing", err)
	}
}

func TestCountWords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want int
	}{
		{"", 0},
		{"Ask one question", 3},
		{"the top 5 % of them", 5},
		{"the customer's own words", 4},
		{"l’elenco dell'azienda", 2},
		{"an e-mail, then", 3},
		{"把客户分为 A、B 两类", 9},
	}
	for _, tt := range tests {
		if got := countWords(tt.text); got != tt.want {
			t.Errorf("%q: got %d, want %d", tt.text, got, tt.want)
		}
	}
}
