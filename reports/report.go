package reports

import "readiness/assessment"

// Report is everything that a page, file or sheet says about a closed
// assessment. Its JSON is the stored snapshot; with texts and messages in one
// language it is the public report file. Scores and gaps are 0–100, rates and
// shares are fractions 0–1, and a figure that is hidden or not defined is null.
type Report struct {
	Assessment Overview     `json:"assessment"`
	Groups     []Group      `json:"groups"`
	ByDay      []DayCount   `json:"by_day"`
	Scales     []Scale      `json:"scales"` // the stages in order, then the categories
	Items      []Item       `json:"items"`
	Segments   []Segment    `json:"segments"` // locations, then functions
	Situation  Situation    `json:"situation"`
	Priorities []Priority   `json:"priorities"` // in stage order
	ReadyToday ReadyToday   `json:"ready_today"`
	StartOrder []string     `json:"start_order"` // stages
	Practices  []Practice   `json:"practices"`
	Importance []Importance `json:"importance"`
	Comments   []Comment    `json:"comments"`
	// What a reviewer keeps back of them; nil: nothing. It is no part of the stored
	// report.
	CommentReview *CommentReview `json:"comment_review,omitempty"`
	Categories    []Category     `json:"categories"` // in scale order
	Actions       []Action       `json:"actions"`    // by rank, then those that are left out
	IPA           Panel          `json:"ipa"`
	Capability    *Capability    `json:"capability"` // null without a score on interact or customize
	Rivals        *Rivals        `json:"rivals"`     // null unless asked
	Trend         *Trend         `json:"trend"`      // null with one wave
	Takeaways     []Message      `json:"takeaways"`
	Warnings      []Message      `json:"warnings"`
	Parameters    Parameters     `json:"parameters"`
	Snapshot      Snapshot       `json:"snapshot"`
}

// Overview says which assessment the report is about.
type Overview struct {
	ID             string          `json:"id"`
	Title          Text            `json:"title"`
	Organisation   Text            `json:"organisation"`
	K              int             `json:"k"`
	CommentK       int             `json:"comment_k"`
	Weights        string          `json:"weights"` // preset, or "custom"
	Closed         string          `json:"closed"`  // ISO date in the assessment's time zone
	Languages      []string        `json:"languages"`
	Questionnaires []Questionnaire `json:"questionnaires"`
	Previous       string          `json:"previous,omitempty"` // id of the wave before
	Conditions     *Conditions     `json:"conditions,omitempty"`
}

// Conditions are the facts the organiser stated (priorities.md 3.6).
type Conditions = assessment.Conditions

// Questionnaire names one frozen questionnaire.
type Questionnaire struct {
	ID      string `json:"id"`
	Title   Text   `json:"title"`
	Version int    `json:"version"`
	Hash    string `json:"hash"`
}

// Group is one respondent group and how many of it answered.
type Group struct {
	Group     string   `json:"group"`
	Name      Text     `json:"name"`
	Level     int      `json:"level"`  // 1 = top of the hierarchy
	Side      string   `json:"side"`   // inside, outside
	Weight    float64  `json:"weight"` // normalised over all groups
	Access    string   `json:"access"`
	Anonymity string   `json:"anonymity"`
	Threshold int      `json:"threshold"` // least number of answers shown
	Minimum   int      `json:"minimum"`   // responses wanted, 0 = none named
	Asked     []string `json:"asked"`     // questionnaires
	Invited   *int     `json:"invited"`   // invitations, else people expected
	Started   int      `json:"started"`
	Completed int      `json:"completed"`
}

// DayCount is the number of responses of a group on a day.
type DayCount struct {
	Day       string `json:"day"` // ISO date
	Group     string `json:"group"`
	Completed int    `json:"completed"`
}

// Scale is a stage or a category.
type Scale struct {
	ID               string         `json:"id"`
	Name             Text           `json:"name"`
	Kind             string         `json:"kind"` // stage, category
	Questionnaire    string         `json:"questionnaire"`
	Groups           []ScaleGroup   `json:"groups"` // groups that were asked, in group order
	Weighted         Weighted       `json:"weighted"`
	NoScore          string         `json:"no_score,omitempty"` // why there is no weighted mean: not_asked, dont_know, few, weight
	EqualWeightMean  *float64       `json:"equal_weight_mean"`  // over the same groups
	Level            *float64       `json:"level"`              // the score as a level of its one question
	TargetLevel      *float64       `json:"target_level"`
	Statements       *Statements    `json:"statements"` // null for scales of more than one question
	AnswerRatios     []AnswerRatio  `json:"answer_ratios"`
	InWords          []Message      `json:"in_words"`
	Target           float64        `json:"target"`
	TargetGap        *float64       `json:"target_gap"` // target minus score
	Inside           *float64       `json:"inside"`
	Outside          *float64       `json:"outside"`
	InsideOutsideGap *float64       `json:"inside_outside_gap"`
	LargestGap       *LargestGap    `json:"largest_gap"`
	PerceptionGaps   []Gap          `json:"perception_gaps"`
	KruskalWallis    *KruskalWallis `json:"kruskal_wallis"`
	Alpha            *Alpha         `json:"alpha"`
}

// Why a cell is suppressed (statistics.md 2.10).
const (
	HiddenFew           = "few"           // fewer answers than the group's minimum
	HiddenComplementary = "complementary" // others could be worked out from it
	HiddenEarlier       = "earlier"       // too few newcomers could be worked out from it and an earlier report
)

// ScaleGroup is one group's scores on a scale.
type ScaleGroup struct {
	Group      string   `json:"group"`
	N          *int     `json:"n"`
	Mean       *float64 `json:"mean"`
	SD         *float64 `json:"sd"`
	SE         *float64 `json:"se"`
	CILow      *float64 `json:"ci_low"`
	CIHigh     *float64 `json:"ci_high"`
	Median     *float64 `json:"median"`
	Min        *float64 `json:"min"`
	Max        *float64 `json:"max"`
	TopBox     *float64 `json:"top_box"`
	BottomBox  *float64 `json:"bottom_box"`
	RWGJ       *float64 `json:"rwg_j"`
	NoVariance bool     `json:"no_variance"`
	Suppressed bool     `json:"suppressed"`
	Hidden     string   `json:"hidden,omitempty"` // why, if suppressed
}

// Weighted is the weighted overall score (statistics.md 2.5).
type Weighted struct {
	Mean     *float64 `json:"mean"`
	SE       *float64 `json:"se"`
	DF       *float64 `json:"df"` // whole
	CILow    *float64 `json:"ci_low"`
	CIHigh   *float64 `json:"ci_high"`
	NEff     *float64 `json:"n_eff"`
	Coverage float64  `json:"coverage"` // disclosed weight over the weight that was asked
}

// LargestGap names the two groups farthest apart.
type LargestGap struct {
	Higher string  `json:"higher"`
	Lower  string  `json:"lower"`
	Gap    float64 `json:"gap"`
}

// Gap compares a group with the reference group (statistics.md 2.6, 2.8).
type Gap struct {
	Group       string   `json:"group"`
	Reference   string   `json:"reference"`
	Gap         float64  `json:"gap"` // group minus reference
	N           int      `json:"n"`
	ReferenceN  int      `json:"reference_n"`
	U           *float64 `json:"u"`
	P           *float64 `json:"p"`
	Q           *float64 `json:"q"`
	MinP        *float64 `json:"min_p"` // smallest p that groups of this size can reach
	CliffsDelta *float64 `json:"cliffs_delta"`
	HedgesG     *float64 `json:"hedges_g"`
	Label       string   `json:"label"`    // none, notable, large
	Evidence    string   `json:"evidence"` // none, indicative, confirmed
	CommonItems []string `json:"common_items,omitempty"`
}

// KruskalWallis tests whether the disclosed groups differ at all.
type KruskalWallis struct {
	H           *float64 `json:"h"`
	DF          *float64 `json:"df"`
	P           *float64 `json:"p"`
	Epsilon2    *float64 `json:"epsilon2"`
	Approximate bool     `json:"approximate"`
}

// Alpha is Cronbach's alpha over the complete answers of the groups whose items
// are all shown; lists are in item order.
type Alpha struct {
	N          int        `json:"n"`
	Alpha      *float64   `json:"alpha"`
	IfDropped  []*float64 `json:"if_dropped"`
	ItemRest   []*float64 `json:"item_rest"`
	Indicative bool       `json:"indicative"`
}

// Item is one question.
type Item struct {
	ID             string      `json:"id"`
	Questionnaire  string      `json:"questionnaire"`
	Scale          string      `json:"scale"`
	Supports       string      `json:"supports"`
	Name           Text        `json:"name"` // a few words
	Levels         int         `json:"levels"`
	Reverse        bool        `json:"reverse"`
	Inside         ItemText    `json:"inside"`
	Outside        ItemText    `json:"outside"`
	WeightedMean   *float64    `json:"weighted_mean"`
	Groups         []ItemGroup `json:"groups"`
	LargestGap     *LargestGap `json:"largest_gap"`
	PerceptionGaps []Gap       `json:"perception_gaps"`
}

// ItemText is a question as one side reads it.
type ItemText struct {
	Question Text   `json:"question"`
	Options  []Text `json:"options"` // low to high
}

// ItemGroup is one group's answers to an item.
type ItemGroup struct {
	Group         string   `json:"group"`
	N             *int     `json:"n"`
	Mean          *float64 `json:"mean"`
	SD            *float64 `json:"sd"`
	DKRate        *float64 `json:"dk_rate"`
	NARate        *float64 `json:"na_rate"`
	SkippedRate   *float64 `json:"skipped_rate"`
	LowVisibility *bool    `json:"low_visibility"`
	AWG           *float64 `json:"a_wg"`
	RWG           *float64 `json:"rwg"`
	Polarisation  *float64 `json:"polarisation"`
	Polarised     *bool    `json:"polarised"`
	Counts        []int    `json:"counts"` // by option as shown, low to high
	Suppressed    bool     `json:"suppressed"`
	Hidden        string   `json:"hidden,omitempty"` // why, if suppressed
}

// Segment is a location or a function.
type Segment struct {
	Dimension string         `json:"dimension"` // location, function
	Value     string         `json:"value"`
	Name      Text           `json:"name"`
	Scales    []SegmentScale `json:"scales"`
}

// SegmentScale is the standardised score of a segment (statistics.md 2.7).
type SegmentScale struct {
	ID         string        `json:"id"`
	Mean       *float64      `json:"mean"`
	N          *int          `json:"n"`
	Groups     []string      `json:"groups"` // that enter the mean
	Cells      []SegmentCell `json:"cells"`
	Suppressed bool          `json:"suppressed"`
	Hidden     string        `json:"hidden,omitempty"` // why, if suppressed
}

// SegmentCell is one group's score within a segment.
type SegmentCell struct {
	Group      string   `json:"group"`
	N          *int     `json:"n"`
	Mean       *float64 `json:"mean"`
	Suppressed bool     `json:"suppressed"`
	Hidden     string   `json:"hidden,omitempty"` // why, if suppressed
}

// Situation places the customer base (priorities.md 3.1–3.3, 3.7).
type Situation struct {
	ValueSkew       float64            `json:"value_skew"` // 0–1
	X50             *float64           `json:"x50"`        // % of customers
	X80             *float64           `json:"x80"`
	Gini            *float64           `json:"gini"`
	HHI             *float64           `json:"hhi"`
	WhalePeak       *float64           `json:"whale_peak"`
	NeedsDiversity  float64            `json:"needs_diversity"` // 0–1
	EffectiveNeeds  *float64           `json:"effective_needs"`
	NeedsEvenness   *float64           `json:"needs_evenness,omitempty"` // 0–1; reports of earlier programs have none
	NeedsSimpson    *float64           `json:"needs_simpson,omitempty"`  // Gini–Simpson, 0–1; likewise
	Quadrant        *string            `json:"quadrant"`                 // mass, niche, key_account, one_to_one
	Source          string             `json:"source"`                   // customers, judgement, none
	SkewSource      string             `json:"value_skew_source"`
	DiversitySource string             `json:"needs_diversity_source"`
	Basis           string             `json:"value_basis,omitempty"`         // margin, revenue, lifetime
	MeasuredSkew    *float64           `json:"measured_value_skew,omitempty"` // 0–1, where a judgement overrides it
	Reason          string             `json:"reason,omitempty"`              // of a judgement
	Customers       *int               `json:"customers"`
	LossMakers      *int               `json:"loss_makers"`
	Count50         *int               `json:"count50"`
	Shares          map[string]float64 `json:"shares"`  // of the top 1, 2, 5, 10, 20, 50 %
	Lorenz          [][2]float64       `json:"lorenz"`  // at most 101 (customers, value), best first
	Deciles         []float64          `json:"deciles"` // best first
	Segments        []NeedsSegment     `json:"segments"`
	SkewBorderline  bool               `json:"value_skew_borderline"`
	NeedsBorderline bool               `json:"needs_diversity_borderline"`
	SuggestedSkew   *float64           `json:"suggested_value_skew"` // offered where few customers bring half
	Advice          []Message          `json:"advice"`
	Levers          []Message          `json:"levers"` // of migration
}

// NeedsSegment is a group of customers with the same needs.
type NeedsSegment struct {
	Segment   string  `json:"segment"`
	Customers int     `json:"customers"`
	Share     float64 `json:"share"`
}

// Priority is the place of a stage in the list of what to do first.
type Priority struct {
	Stage            string    `json:"stage"`
	Name             Text      `json:"name"`
	Rank             *int      `json:"rank"` // null: on target
	Score            float64   `json:"score"`
	Share            float64   `json:"share"`
	Shortfall        float64   `json:"shortfall"`
	BlindSpot        float64   `json:"blind_spot"`
	ShortfallPoints  float64   `json:"shortfall_points"`
	BlindSpotPoints  float64   `json:"blind_spot_points"`
	FitPoints        float64   `json:"fit_points"`
	ImportancePoints float64   `json:"importance_points"`
	GatePoints       float64   `json:"gate_points"`
	Base             float64   `json:"base"`
	Fit              float64   `json:"fit"`        // F
	ImportanceFactor float64   `json:"importance"` // M
	Gate             float64   `json:"gate"`       // K
	Stability        Stability `json:"stability"`
	Verdict          string    `json:"verdict"` // company, limited, prepare
	HeldBackBy       *string   `json:"held_back_by"`
	Evidence         string    `json:"evidence"` // of the blind spot
	TiedWith         []string  `json:"tied_with"`
	Reasons          []Message `json:"reasons"` // largest first
}

// Stability counts the scenarios S0–S9 that keep the rank.
type Stability struct {
	Same       int           `json:"same"`
	First      int           `json:"first"` // scenarios that put the stage first
	Of         int           `json:"of"`
	OtherRanks []int         `json:"other_ranks"`
	Beside     []BesideRanks `json:"beside"` // shown, not counted
}

// BesideRanks is the rank of a stage in a scenario that is not counted.
type BesideRanks struct {
	Scenario string `json:"scenario"` // equal, rank_order_centroid, practices
	Rank     *int   `json:"rank"`
}

// ReadyToday is the verdict (priorities.md 3.6).
type ReadyToday struct {
	Through  *string   `json:"through"` // stage
	Scope    string    `json:"scope"`   // company, limited, none
	Areas    []Area    `json:"areas"`
	Sentence []Message `json:"sentence"`
}

// Area is a location or function that is ready.
type Area struct {
	Dimension string `json:"dimension"`
	Value     string `json:"value"`
	Name      Text   `json:"name"`
}

// Practice is what a stage's practices score (statistics.md 2.12).
type Practice struct {
	ID         string       `json:"id"` // stage or foundation
	Name       Text         `json:"name"`
	Items      []string     `json:"items"`
	Groups     []ScaleGroup `json:"groups"`
	Weighted   Weighted     `json:"weighted"`
	Claimed    *float64     `json:"claimed"`   // the stage over the groups disclosed in both
	Practised  *float64     `json:"practised"` // the practices over the same groups
	Difference *float64     `json:"difference"`
}

// Importance is how much a stage matters to each group (statistics.md 2.13).
type Importance struct {
	Stage      string            `json:"stage"`
	Name       Text              `json:"name"`
	Weighted   *float64          `json:"weighted"`
	Groups     []ImportanceGroup `json:"groups"`
	LargestGap *LargestGap       `json:"largest_gap"`
}

// ImportanceGroup is one group's answers; Order is the place of the stage among
// the four for this group, 1 = matters most.
type ImportanceGroup struct {
	Group      string   `json:"group"`
	N          *int     `json:"n"`
	Mean       *float64 `json:"mean"`
	SD         *float64 `json:"sd"`
	Order      *int     `json:"order"`
	Suppressed bool     `json:"suppressed"`
	Hidden     string   `json:"hidden,omitempty"` // why, if suppressed
}

// Comment is one released comment; Item is "" for the whole.
type Comment struct {
	Item     string `json:"item"`
	Group    string `json:"group"`
	Language string `json:"language"` // "" where too few share it
	Text     string `json:"text"`
}

// Category is the place of a category in its own list.
type Category struct {
	Category        string  `json:"category"`
	Name            Text    `json:"name"`
	Rank            *int    `json:"rank"`
	Score           float64 `json:"score"`
	Share           float64 `json:"share"`
	ShortfallPoints float64 `json:"shortfall_points"`
	BlindSpotPoints float64 `json:"blind_spot_points"`
}

// Rivals is the comparison with other suppliers, never scored.
type Rivals struct {
	ID     string      `json:"id"`
	Groups []ItemGroup `json:"groups"`
}

// Parameters are the editable figures behind labels and priorities.
type Parameters = assessment.Parameters

// Snapshot identifies the stored report.
type Snapshot struct {
	Version    int    `json:"version"`
	Hash       string `json:"hash"` // SHA-256 of the snapshot with this field empty, in hexadecimal
	Program    string `json:"program"`
	Activities string `json:"activities"` // SHA-256 of the activity library, in hexadecimal
}
