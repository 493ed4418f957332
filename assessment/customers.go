package assessment

// CustomerBase is what the value curve and the needs mix need to know of the
// customers; ids and single values are not kept (priorities.md 3.1, 3.2).
type CustomerBase struct {
	Basis    string         `json:"basis,omitempty"` // margin, revenue, lifetime; "" = not stated
	Curve    ValueCurve     `json:"curve"`
	Segments []NeedsSegment `json:"segments,omitempty"` // by falling number of customers, then name
}

// NeedsByValue is the NeedsBy of segments that are weighed by value.
const NeedsByValue = "value"

// ValueBases lists what a customer's value may be stated to be.
func ValueBases() []string { return []string{"margin", "revenue", "lifetime"} }

// NeedsSegment is one group of customers with the same needs.
type NeedsSegment struct {
	Segment   string  `json:"segment"`
	Customers int     `json:"customers"`
	Value     float64 `json:"value,omitempty"` // of its customers, losses counted as 0
}

// ValueCurve summarises how value concentrates on few customers (priorities.md 3.1).
// Shares are fractions of the positive value; X50 and X80 are % of customers.
type ValueCurve struct {
	N          int             `json:"n"`
	Total      float64         `json:"total"`
	Positive   float64         `json:"positive"`
	X50        *float64        `json:"x50"`
	X80        *float64        `json:"x80"`
	Count50    int             `json:"count50"` // customers that bring half of the value
	Gini       *float64        `json:"gini"`
	HHI        *float64        `json:"hhi"`
	WhalePeak  *float64        `json:"whale_peak"`
	LossMakers int             `json:"loss_makers"`
	Shares     map[int]float64 `json:"shares"`  // top 1, 2, 5, 10, 20, 50 %
	Deciles    []float64       `json:"deciles"` // share of each tenth, best first
	Lorenz     [][2]float64    `json:"lorenz"`  // at most 101 (share of customers, share of value), best first
}
