package stats

import (
	"errors"
	"fmt"
)

// AnswerKind says what a respondent did with an item (statistics.md 2.2).
type AnswerKind uint8

// The kinds of answer. Only a substantive answer enters a mean.
const (
	NotShown      AnswerKind = iota // routed past the item
	Substantive                     // chose one of the levels
	DontKnow                        // chose "don't know"
	NotApplicable                   // chose "does not apply"
	Skipped                         // saw the item and left it blank
)

// Answer is one respondent's answer to one item. Level is 1 … Item.Levels and
// means something for substantive answers only.
type Answer struct {
	Kind  AnswerKind
	Level int
}

// Item is what scoring needs to know about an item: the number of levels (2 or
// more), whether level 1 is the best one, and its weight within the scale (0
// or more).
type Item struct {
	Levels  int
	Reverse bool
	Weight  float64
}

// POMP places level 1 … levels on 0–100: 100·(level-1)/(levels-1)
// (statistics.md 2.2). It fails with fewer than two levels or a level outside.
func POMP(level, levels int) (float64, error) {
	if levels < 2 {
		return 0, fmt.Errorf("an item needs at least 2 levels, not %d", levels)
	}
	if level < 1 || level > levels {
		return 0, fmt.Errorf("level %d is outside 1 to %d", level, levels)
	}
	return pomp(level, levels), nil
}

func pomp(level, levels int) float64 {
	return 100 * float64(level-1) / float64(levels-1)
}

// Reverse turns a score 0–100 round (statistics.md 2.2).
func Reverse(y float64) float64 {
	return 100 - y
}

// ReverseLevel turns a level 1 … levels round.
func ReverseLevel(level, levels int) int {
	return levels + 1 - level
}

// Position says where a score 0–100 lies between the levels of an item: a
// number from 1 to levels (statistics.md 2.14).
func Position(score float64, levels int) float64 {
	return 1 + score*float64(levels-1)/100
}

// Value is the item's score 0–100 for an answer. ok is false unless the answer
// is substantive and its level is one of the item's.
func (it Item) Value(a Answer) (y float64, ok bool) {
	if a.Kind != Substantive || it.Levels < 2 || a.Level < 1 || a.Level > it.Levels {
		return 0, false
	}
	y = pomp(a.Level, it.Levels)
	if it.Reverse {
		y = Reverse(y)
	}
	return y, true
}

// Scale is a checked list of items, ready to score respondents.
type Scale struct {
	items []Item
}

// NewScale checks the items of a scale. It fails without items, with fewer than
// two levels, and with a weight that is negative or not a finite number.
func NewScale(items []Item) (*Scale, error) {
	if len(items) == 0 {
		return nil, errors.New("a scale needs at least one item")
	}
	for i, it := range items {
		if it.Levels < 2 {
			return nil, fmt.Errorf("item %d: needs at least 2 levels, not %d", i+1, it.Levels)
		}
		if it.Weight < 0 || !finite(it.Weight) {
			return nil, fmt.Errorf("item %d: weight %v is not a number of 0 or more", i+1, it.Weight)
		}
	}
	return &Scale{items: append([]Item(nil), items...)}, nil
}

// Score is a respondent's score 0–100: the weighted mean of the substantive
// answers (statistics.md 2.2). answers stand in item order; missing ones at the
// end count as not shown, a level that the item does not have as skipped.
//
// ok is false when fewer than half of the items were answered, where J counts
// items that were shown and not answered "does not apply", each once, or when
// only items of weight 0 were answered (decisions.md 7). Score is called once
// for each response and scale and therefore allocates nothing.
func (s *Scale) Score(answers []Answer) (score float64, ok bool) {
	var asked, answered int
	var sum, weights float64
	for i := range min(len(s.items), len(answers)) {
		a := answers[i]
		if a.Kind == NotShown || a.Kind == NotApplicable {
			continue
		}
		asked++
		y, valid := s.items[i].Value(a)
		if !valid {
			continue
		}
		answered++
		sum += s.items[i].Weight * y
		weights += s.items[i].Weight
	}
	if asked == 0 || answered < (asked+1)/2 || weights <= 0 {
		return 0, false
	}
	score = sum / weights
	if !finite(score) {
		return 0, false
	}
	return clamp(score, scaleMin, scaleMax), true
}

// Kinds counts the answers to one item by kind, items not shown left out.
type Kinds struct {
	Substantive, DontKnow, NotApplicable, Skipped int
}

// Add counts one answer.
func (k *Kinds) Add(kind AnswerKind) {
	switch kind {
	case Substantive:
		k.Substantive++
	case DontKnow:
		k.DontKnow++
	case NotApplicable:
		k.NotApplicable++
	case Skipped:
		k.Skipped++
	case NotShown:
	}
}

// DontKnowRate is dk / (substantive + dk), 0–1; nil without either.
func (k Kinds) DontKnowRate() *float64 {
	return fraction(k.DontKnow, k.Substantive+k.DontKnow)
}

// SkippedRate is skipped / (substantive + dk + skipped), 0–1: "does not apply"
// is outside this rate (statistics.md 2.2). Nil when nothing is left.
func (k Kinds) SkippedRate() *float64 {
	return fraction(k.Skipped, k.Substantive+k.DontKnow+k.Skipped)
}

// NotApplicableRate is the share of "does not apply" among all who saw the
// item, 0–1; nil when nobody did.
func (k Kinds) NotApplicableRate() *float64 {
	return fraction(k.NotApplicable, k.Substantive+k.DontKnow+k.NotApplicable+k.Skipped)
}

// LowVisibility reports whether the don't-know rate is 30 % or more and rests
// on at least least answers (statistics.md 2.2).
func (k Kinds) LowVisibility(least int) bool {
	rate := k.DontKnowRate()
	return rate != nil && Reaches(*rate, 0.30) && k.DontKnow >= least
}

func fraction(part, whole int) *float64 {
	if whole <= 0 {
		return nil
	}
	return optional(float64(part) / float64(whole))
}

// Compatibility is the share of comparable items between two waves, 0–1: items
// in both over items in either (statistics.md 2.11). Nil when either is empty.
func Compatibility(inBoth, inEither int) *float64 {
	return fraction(min(inBoth, inEither), inEither)
}

// Mean is the plain mean of the values that are defined; nil without any.
func Mean(values []*float64) *float64 {
	var sum float64
	n := 0
	for _, v := range values {
		if v != nil {
			sum += *v
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return optional(sum / float64(n))
}
