package assessment

import (
	"slices"
	"time"

	"readiness/questionnaires"
)

// Access is how the members of a group reach the questionnaire (fieldwork.md).
type Access string

const (
	// AccessPersonal gives one link a person, single use.
	AccessPersonal Access = "personal"
	// AccessGroup gives one link a group, many responses.
	AccessGroup Access = "group"
	// AccessOpen is a group link that anybody may pass on.
	AccessOpen Access = "open"
)

// Anonymity says whether a response keeps its link to the invitation.
type Anonymity string

const (
	// Anonymous responses carry no invitation, date or order.
	Anonymous Anonymity = "anonymous"
	// Attributed groups were told on the first page that answers can be traced.
	Attributed Anonymity = "attributed"
)

// Group is a respondent group of one assessment.
type Group struct {
	Key            string               `json:"key"`
	Name           Label                `json:"name,omitempty"`  // empty for a preset: shown from the catalogue as group_<key>
	Level          int                  `json:"level"`           // 1 = top of the hierarchy
	Side           questionnaires.Voice `json:"side"`            // voice and inside–outside gap
	Access         Access               `json:"access"`          //
	Anonymity      Anonymity            `json:"anonymity"`       //
	Questionnaires []string             `json:"questionnaires"`  // ids, a subset of the assessment's
	Expected       int                  `json:"expected"`        // people in the group; 0 = unknown
	MinN           int                  `json:"min_n,omitempty"` // own disclosure threshold; 0 = the assessment's k (1 if attributed)
	Minimum        int                  `json:"minimum,omitempty"`
	Cap            int                  `json:"cap,omitempty"` // most responses taken through the group link; 0 = no limit
	Opens          *time.Time           `json:"opens,omitempty"`
	Closes         *time.Time           `json:"closes,omitempty"`
}

// Threshold is the least number of answers of this group that may be shown
// (statistics.md 2.10): k, raised by the group's own minimum; attributed groups
// use their own minimum, 1 if none is set.
func (g *Group) Threshold(k int) int {
	if g.Anonymity == Attributed {
		return max(1, g.MinN)
	}
	return max(k, g.MinN)
}

// Answers reports whether the group is assigned the questionnaire.
func (g *Group) Answers(questionnaire string) bool {
	return slices.Contains(g.Questionnaires, questionnaire)
}

// PresetGroups are the six groups of questionnaires.md, levels 1 (top) to 6.
func PresetGroups(assigned []string) []Group {
	preset := func(key string, level int, side questionnaires.Voice, access Access) Group {
		return Group{
			Key: key, Level: level, Side: side, Access: access, Anonymity: Anonymous,
			Questionnaires: slices.Clone(assigned),
		}
	}
	return []Group{
		preset("executives", 1, questionnaires.Inside, AccessPersonal),
		preset("initiative", 2, questionnaires.Inside, AccessPersonal),
		preset("managers", 3, questionnaires.Inside, AccessPersonal),
		preset("frontline", 4, questionnaires.Inside, AccessGroup),
		preset("channel", 5, questionnaires.Outside, AccessGroup),
		preset("customers", 6, questionnaires.Outside, AccessOpen),
	}
}
