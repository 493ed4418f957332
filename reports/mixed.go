package reports

import "slices"

// MixedSides is the sentence on the scales of a kind, "" for any, whose difference
// between inside and outside compares answers to different questions; false where
// there is no such scale.
func (r *Report) MixedSides(kind string) (Message, bool) {
	return r.mixedNote("report_warning_mixed_questions", kind, func(s *Scale) bool { return s.InsideOutsideGap != nil })
}

// MixedMarks is the sentence on the scales whose groups, set side by side, stand
// for answers to different questions; false where there is no such scale.
func (r *Report) MixedMarks() (Message, bool) {
	return r.mixedNote("report_note_mixed_marks", "", func(*Scale) bool { return true })
}

func (r *Report) mixedNote(key, kind string, also func(s *Scale) bool) (Message, bool) {
	var scales []Text
	for i := range r.Scales {
		if s := &r.Scales[i]; (kind == "" || s.Kind == kind) && also(s) && r.mixed(s) {
			scales = append(scales, s.Name)
		}
	}
	return Message{Key: key, Args: args{"Scales": names(scales)}}, len(scales) > 0
}

// mixed reports whether the groups that are shown on a scale were asked different
// questions (questionnaires.md: some questions are not put to everybody).
func (r *Report) mixed(s *Scale) bool {
	var first []string
	found := false
	for i := range s.Groups {
		if s.Groups[i].Suppressed {
			continue
		}
		asked := r.asked(s, s.Groups[i].Group)
		if found && !slices.Equal(first, asked) {
			return true
		}
		first, found = asked, true
	}
	return false
}
