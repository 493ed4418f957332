package stats

// Reason says why a part of a partition is hidden.
type Reason string

// The reasons (statistics.md 2.10).
const (
	ReasonNone      Reason = ""
	ReasonPrimary   Reason = "primary"   // too few answers
	ReasonSecondary Reason = "secondary" // would give a hidden part away
)

// Partition is the outcome of secondary suppression: one reason for each part,
// and whether the total has to be hidden as well.
type Partition struct {
	Reasons []Reason
	Total   bool
}

// SuppressPartition applies rule 3 of statistics.md 2.10 to a published total
// that is split into parts. n holds the number of answers of each part in
// display order, primary the parts hidden already, k the least number shown.
//
// While something is hidden and it is a single part or sums to fewer than k,
// the shown part with the smallest n, the first of equals, is hidden too; when
// none is left the total goes. Parts without answers neither count nor serve.
func SuppressPartition(n []int, primary []bool, k int) Partition {
	out := Partition{Reasons: make([]Reason, len(n))}
	hidden, sum := 0, 0
	for i := range n {
		if i < len(primary) && primary[i] {
			out.Reasons[i] = ReasonPrimary
			if n[i] > 0 {
				hidden++
				sum += n[i]
			}
		}
	}
	for hidden > 0 && (hidden < 2 || sum < k) {
		next := -1
		for i := range n {
			if out.Reasons[i] == ReasonNone && n[i] > 0 && (next < 0 || n[i] < n[next]) {
				next = i
			}
		}
		if next < 0 {
			out.Total = true
			break
		}
		out.Reasons[next] = ReasonSecondary
		hidden++
		sum += n[next]
	}
	return out
}

// TooFew reports whether a cell of n answers is hidden by itself under the
// minimum k (rule 1).
func TooFew(n, k int) bool { return n < k }

// Differenced reports whether publishing a set of subset answers next to one of
// superset answers that contains it would reveal fewer than k (rule 4): the
// subset has to be hidden then. Equal sets reveal nothing.
func Differenced(subset, superset, k int) bool {
	rest := superset - subset
	return rest > 0 && rest < k
}

// FilterAllowed reports whether a user's filter may be shown: it keeps at least
// k of all answers and leaves out none or at least k (rule 4).
func FilterAllowed(filtered, all, k int) bool {
	return filtered >= k && filtered <= all && !Differenced(filtered, all, k)
}

// CountsShown reports whether the distribution over the options may be shown
// under the minimum k: not when all answers fall in one option and there are
// fewer than 2k (rule 7). Attributed groups are exempt (decisions.md 28).
func CountsShown(counts []int, k int, attributed bool) bool {
	n, used := 0, 0
	for _, c := range counts {
		if c > 0 {
			n += c
			used++
		}
	}
	if TooFew(n, k) {
		return false
	}
	return attributed || used != 1 || n >= 2*k
}
