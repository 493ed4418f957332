package reports

import "readiness/reports/stats"

// Reading is what an index of the situation says: a figure near the border says
// both (priorities.md 3.1), one that stands in for an unknown index says nothing.
type Reading string

// The readings.
const (
	ReadUnknown Reading = "unknown"
	ReadLow     Reading = "low"  // a flatter value curve, similar needs
	ReadHigh    Reading = "high" // a steep value curve, diverse needs
	ReadBorder  Reading = "border"
)

func readingOf(index float64, source string) Reading {
	switch {
	case source != sourceCustomers && source != sourceJudgement:
		return ReadUnknown
	case stats.Borderline(index):
		return ReadBorder
	case stats.Reaches(index, neutralIndex):
		return ReadHigh
	}
	return ReadLow
}

// ReadValue reads the value skew.
func (s *Situation) ReadValue() Reading { return readingOf(s.ValueSkew, s.SkewSource) }

// ReadNeeds reads the diversity of needs.
func (s *Situation) ReadNeeds() Reading { return readingOf(s.NeedsDiversity, s.DiversitySource) }

// everyPlace is the number of quadrants.
const everyPlace = 4

// Placed tells whether both indices are known.
func (s *Situation) Placed() bool {
	return s.ReadValue() != ReadUnknown && s.ReadNeeds() != ReadUnknown
}

// Places lists the quadrants that the customer base may be in: one where both
// indices are clear, more where an index lies on the border or is not known,
// none where nothing is known.
func (s *Situation) Places() []string {
	if s.ReadValue() == ReadUnknown && s.ReadNeeds() == ReadUnknown {
		return nil
	}
	var out []string
	for _, v := range s.ReadValue().ends() {
		for _, d := range s.ReadNeeds().ends() {
			out = append(out, string(stats.Situation{ValueSkew: v, NeedsDiversity: d}.Quadrant()))
		}
	}
	return out
}

// ends are the extreme indices that a reading stands for.
func (r Reading) ends() []float64 {
	switch r {
	case ReadLow:
		return []float64{0}
	case ReadHigh:
		return []float64{1}
	case ReadUnknown, ReadBorder:
	}
	return []float64{0, 1}
}

// Phrase describes the customer base in a few words, by what is known of it
// alone; nil where nothing is.
func (s *Situation) Phrase() *Message {
	value, needs := word("report_value_"+string(s.ReadValue())), word("report_needs_"+string(s.ReadNeeds()))
	switch places := s.Places(); {
	case len(places) == 0:
		return nil
	case len(places) == 1:
		return &Message{Key: "report_base_" + places[0]}
	case s.ReadNeeds() == ReadUnknown:
		return &Message{Key: "report_base_no_needs", Args: args{"Value": value}}
	case s.ReadValue() == ReadUnknown:
		return &Message{Key: "report_base_no_value", Args: args{"Needs": needs}}
	}
	return &Message{Key: "report_base_pair", Args: args{"Value": value, "Needs": needs}}
}

// InWords says where the customer base stands, and how else it may be read.
func (s *Situation) InWords(words Words, lang string) string {
	phrase := s.Phrase()
	if phrase == nil {
		return words.T(lang, "prio_base_open")
	}
	lead := words.T(lang, "prio_base_is", "Base", phrase.In(words, lang))
	places := s.Places()
	also := words.T(lang, "prio_base_any")
	switch {
	case len(places) == 1:
		return lead
	case len(places) < everyPlace:
		names := make([]string, len(places))
		for i, place := range places {
			names[i] = words.T(lang, "prio_situation_"+place)
		}
		also = words.T(lang, "prio_base_places", "Situations", words.Join(lang, names))
	}
	return words.T(lang, "list_sentences", "First", lead, "Next", also)
}

// place sets the quadrant that the formulas use: an index that is not known counts
// with its middle value (decisions.md 17), and words go by Places instead. Where
// nothing is known there is none.
func (s *Situation) place() {
	s.SkewBorderline, s.NeedsBorderline = s.ReadValue() == ReadBorder, s.ReadNeeds() == ReadBorder
	if len(s.Places()) > 0 {
		quadrant := string(stats.Situation{ValueSkew: s.ValueSkew, NeedsDiversity: s.NeedsDiversity}.Quadrant())
		s.Quadrant = &quadrant
	}
}
