package stats

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPOMP(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		level, levels int
		want          float64
	}{
		{1, 4, 0},
		{2, 4, 33.333333},
		{3, 4, 66.666667},
		{4, 4, 100},
		{1, 5, 0},
		{2, 5, 25},
		{3, 5, 50},
		{4, 5, 75},
		{5, 5, 100},
		{1, 2, 0},
		{2, 2, 100},
		{6, 11, 50},
	} {
		got, err := POMP(c.level, c.levels)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "score", got, c.want)
		near(t, "back", Position(got, c.levels), float64(c.level))
		turned, err := POMP(ReverseLevel(c.level, c.levels), c.levels)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "reversed", turned, Reverse(got))
	}
	for _, c := range [][2]int{{0, 5}, {6, 5}, {-1, 5}, {1, 1}, {1, 0}} {
		if _, err := POMP(c[0], c[1]); err == nil {
			t.Errorf("level %d of %d is accepted", c[0], c[1])
		}
	}
}

func TestScaleScore(t *testing.T) {
	t.Parallel()
	level := func(l int) Answer { return Answer{Kind: Substantive, Level: l} }
	dk, na, skipped, hidden := Answer{Kind: DontKnow}, Answer{Kind: NotApplicable}, Answer{Kind: Skipped}, Answer{}
	plain := Item{Levels: 5, Weight: 1}
	cases := []struct {
		name    string
		items   []Item
		answers []Answer
		want    *float64
	}{
		{"don't know stays in the half rule", []Item{plain, plain, plain}, []Answer{level(5), dk, dk}, nil},
		{"does not apply leaves it", []Item{plain, plain, plain}, []Answer{level(5), na, na}, ref(100.0)},
		{"not shown leaves it", []Item{plain, plain, plain}, []Answer{hidden, level(2), hidden}, ref(25.0)},
		{"missing at the end is not shown", []Item{plain, plain, plain}, []Answer{level(2)}, ref(25.0)},
		{"half of an odd number is rounded up", []Item{plain, plain, plain}, []Answer{level(2), level(3), skipped}, ref(37.5)},
		{"nothing shown", []Item{plain}, []Answer{hidden}, nil},
		{"nothing applies", []Item{plain}, []Answer{na}, nil},
		{"nothing answered", []Item{plain}, []Answer{dk}, nil},
		{"reversed", []Item{{Levels: 5, Weight: 1, Reverse: true}, plain}, []Answer{level(1), level(1)}, ref(50.0)},
		{"weights", []Item{{Levels: 5, Weight: 3}, plain}, []Answer{level(5), level(1)}, ref(75.0)},
		{"items count one each", []Item{{Levels: 5, Weight: 9}, plain, plain, plain}, []Answer{level(5), dk, dk, dk}, nil},
		{"only weight 0 answered", []Item{{Levels: 5}, plain}, []Answer{level(5), dk}, nil},
		{"weight 0 adds nothing", []Item{{Levels: 5}, plain}, []Answer{level(5), level(1)}, ref(0.0)},
		{"a level the item lacks counts as skipped", []Item{plain, plain, plain}, []Answer{level(6), level(0), level(5)}, nil},
		{"other levels", []Item{{Levels: 4, Weight: 1}, plain}, []Answer{level(2), level(2)}, ref(29.166666667)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			scale, err := NewScale(c.items)
			if err != nil {
				t.Fatal(err)
			}
			got, ok := scale.Score(c.answers)
			if ok != (c.want != nil) {
				t.Fatalf("ok = %v with %v", ok, got)
			}
			if ok {
				near(t, "score", got, *c.want)
			}
		})
	}
}

func TestNewScaleRefuses(t *testing.T) {
	t.Parallel()
	for want, items := range map[string][]Item{
		"at least one item":          nil,
		"item 2: needs at least 2":   {{Levels: 5, Weight: 1}, {Levels: 1, Weight: 1}},
		"item 1: weight -1 is not a": {{Levels: 5, Weight: -1}},
	} {
		if _, err := NewScale(items); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

func TestScaleScoreProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "items")
		items := make([]Item, n)
		answers := make([]Answer, n)
		for i := range items {
			items[i] = Item{
				Levels:  rapid.IntRange(2, 11).Draw(t, "levels"),
				Reverse: rapid.Bool().Draw(t, "reverse"),
				Weight:  rapid.Float64Range(0, 10).Draw(t, "weight"),
			}
			answers[i] = Answer{
				Kind:  AnswerKind(rapid.IntRange(0, 4).Draw(t, "kind")),
				Level: rapid.IntRange(1, items[i].Levels).Draw(t, "level"),
			}
		}
		scale, err := NewScale(items)
		if err != nil {
			t.Fatal(err)
		}
		score, ok := scale.Score(answers)
		if score < 0 || score > 100 || (!ok && score != 0) {
			t.Fatalf("score %v, %v", score, ok)
		}
		// A better answer never lowers the score.
		at := rapid.IntRange(0, n-1).Draw(t, "at")
		better := append([]Answer(nil), answers...)
		step := 1
		if items[at].Reverse {
			step = -1
		}
		better[at].Level += step
		if l := better[at].Level; l >= 1 && l <= items[at].Levels {
			if raised, still := scale.Score(better); still != ok || raised < score-1e-9 {
				t.Fatalf("%v, %v becomes %v, %v", score, ok, raised, still)
			}
		}
	})
}

func TestKinds(t *testing.T) {
	t.Parallel()
	var k Kinds
	for kind, times := range map[AnswerKind]int{Substantive: 10, DontKnow: 24, NotApplicable: 4, Skipped: 2, NotShown: 7} {
		for range times {
			k.Add(kind)
		}
	}
	nearPtr(t, "dk", k.DontKnowRate(), 24.0/34)
	nearPtr(t, "skipped", k.SkippedRate(), 2.0/36)
	nearPtr(t, "na", k.NotApplicableRate(), 0.1)
	if !k.LowVisibility(5) || k.LowVisibility(25) {
		t.Error("low visibility needs the number of don't-knows and no more")
	}
	if !(Kinds{Substantive: 7, DontKnow: 3}).LowVisibility(3) || (Kinds{Substantive: 8, DontKnow: 3}).LowVisibility(3) {
		t.Error("low visibility does not start at 30 %")
	}
	var none Kinds
	wantNil(t, "dk", none.DontKnowRate())
	wantNil(t, "skipped", none.SkippedRate())
	wantNil(t, "na", none.NotApplicableRate())
	nearPtr(t, "compatibility", Compatibility(3, 4), 0.75)
	wantNil(t, "compatibility", Compatibility(0, 0))
}
