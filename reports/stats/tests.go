package stats

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

const (
	// leastTestable is the least number of scores on either side of a test.
	leastTestable = 3
	// largestExact is the largest pooled sample that is tested exactly: up to
	// here the number of assignments is a whole number in a float64.
	largestExact = 50
	// fewForKruskalWallis is the group size below which the chi-squared
	// approximation is said to be one.
	fewForKruskalWallis = 5
)

// Comparison is the comparison of one group with the reference (statistics.md
// 2.8).
type Comparison struct {
	N1, N2 int
	// U counts the pairs in which the first group scores higher, ties as a half.
	// Nil when a side is empty.
	U *float64
	// Testable says that both sides have 3 scores or more; P is nil otherwise.
	Testable bool
	// P is the two-sided Mann–Whitney p-value, Exact says how it was found.
	P     *float64
	Exact bool
	// MinP is the smallest p-value that groups of this size can reach, nil where
	// not testable; NeverSignificant says that it is above 0.05. Ties can make
	// one tail rarer than any without them: MinP is never above P.
	MinP             *float64
	NeverSignificant bool
	// CliffsDelta is -1 … 1; HedgesG is nil below 2 degrees of freedom and
	// without variation (decisions.md 34). Both are given where the test is not
	// (decisions.md 12).
	CliffsDelta, HedgesG *float64
}

// Compare tests whether the scores of a tend to be higher or lower than those
// of b: exactly, ties included, up to 50 scores together, by the normal
// approximation with tie and continuity correction above.
func Compare(a, b *Sample) Comparison {
	out := Comparison{N1: a.N(), N2: b.N()}
	if out.N1 == 0 || out.N2 == 0 {
		return out
	}
	ranks := newRankSums([]*Sample{a, b})
	n1, n2 := float64(out.N1), float64(out.N2)
	u := ranks.sum(0) - n1*(n1+1)/2
	out.U = optional(u)
	out.CliffsDelta = optional(clamp(2*u/(n1*n2)-1, -1, 1))
	out.HedgesG = hedges(a, b)
	if min(out.N1, out.N2) < leastTestable {
		return out
	}
	out.Testable = true
	out.Exact = out.N1+out.N2 <= largestExact
	var p float64
	if out.Exact {
		extreme, all := ranks.exact()
		p = extreme / all
	} else {
		_, p = ranks.normal()
	}
	least := math.Min(p, minimumP(out.N1, out.N2))
	out.P, out.MinP = optional(p), optional(least)
	out.NeverSignificant = !Reaches(Significance, least)
	return out
}

// rankSums holds the pooled mid-ranks of several samples. Ranks are doubled so
// that ties leave them whole.
type rankSums struct {
	rows    []rankRow
	n       []int   // scores of each sample
	doubled []int64 // doubled rank sum of each sample
	total   int
	ties    float64 // Σ(t³ - t)
}

// rankRow is one distinct score: how many there are and their doubled mid-rank.
type rankRow struct {
	count   int
	doubled int64
}

func newRankSums(samples []*Sample) rankSums {
	type entry struct {
		key    float64
		sample int
		count  int
	}
	out := rankSums{n: make([]int, len(samples)), doubled: make([]int64, len(samples))}
	var entries []entry
	for i, s := range samples {
		out.n[i] = s.N()
		out.total += s.N()
		for _, v := range s.Values() {
			entries = append(entries, entry{key: Round9(v.Value), sample: i, count: v.Count})
		}
	}
	slices.SortStableFunc(entries, func(x, y entry) int { return cmp.Compare(x.key, y.key) })
	before := 0
	for start := 0; start < len(entries); {
		end, count := start, 0
		for end < len(entries) && entries[end].key == entries[start].key {
			count += entries[end].count
			end++
		}
		row := rankRow{count: count, doubled: int64(2*before + count + 1)}
		for _, e := range entries[start:end] {
			out.doubled[e.sample] += int64(e.count) * row.doubled
		}
		t := float64(count)
		out.ties += t*t*t - t
		out.rows = append(out.rows, row)
		before += count
		start = end
	}
	return out
}

// sum is the rank sum of a sample.
func (r rankSums) sum(sample int) float64 { return float64(r.doubled[sample]) / 2 }

// exact counts, over all ways to draw the smaller of two samples from the
// pooled mid-ranks, those at least as far from the middle as the one observed.
// All figures are whole numbers below 2^53.
func (r rankSums) exact() (extreme, all float64) {
	side := 0
	if r.n[1] < r.n[0] {
		side = 1
	}
	draw := r.n[side]
	ways, offset := r.waysToDraw(draw)
	middle := int64(draw*(draw+1) + r.n[0]*r.n[1])
	observed := absInt(r.doubled[side] - middle)
	for i, count := range ways {
		all += count
		if absInt(offset+int64(i)-middle) >= observed {
			extreme += count
		}
	}
	return extreme, all
}

// waysToDraw counts the ways to draw so many of the pooled scores by the doubled
// rank sum drawn; the first entry belongs to the sum offset.
func (r rankSums) waysToDraw(draw int) (ways []float64, offset int64) {
	// before[j] is the sum of the j smallest ranks. The sums of c of the first j
	// lie from before[c] to before[j]-before[j-c]: only these are visited.
	before := make([]int64, 1, r.total+1)
	for _, row := range r.rows {
		for range row.count {
			before = append(before, before[len(before)-1]+row.doubled)
		}
	}
	table := make([][]float64, draw+1)
	for c := range table {
		table[c] = make([]float64, before[r.total]-before[r.total-c]-before[c]+1)
	}
	table[0][0] = 1
	for j := 1; j <= r.total; j++ {
		rank := before[j] - before[j-1]
		for c := min(j, draw); c >= 1; c-- {
			// Index i of table[c] stands for the sum before[c]+i.
			shift := before[c-1] + rank - before[c]
			last := before[j-1] - before[j-c] - before[c-1]
			from, to := table[c-1], table[c]
			for i := int64(0); i <= last; i++ {
				if from[i] != 0 {
					to[i+shift] += from[i]
				}
			}
		}
	}
	return table[draw], before[draw]
}

// normal is the corrected normal approximation for two samples.
func (r rankSums) normal() (z, p float64) {
	n1, n2, n := float64(r.n[0]), float64(r.n[1]), float64(r.total)
	sigma := r.sigma()
	if !positive(sigma) {
		return 0, 1 // all scores are equal
	}
	u := r.sum(0) - n1*(n1+1)/2
	z = math.Max(0, (math.Abs(u-n1*n2/2)-0.5)/sigma)
	if !finite(n) || !finite(z) {
		return 0, 1
	}
	return z, math.Erfc(z / math.Sqrt2)
}

// sigma is the standard deviation of U under the hypothesis of no difference.
func (r rankSums) sigma() float64 {
	n1, n2, n := float64(r.n[0]), float64(r.n[1]), float64(r.total)
	return math.Sqrt(math.Max(0, n1*n2/12*((n+1)-r.ties/(n*(n-1)))))
}

// minimumP is 2 / C(n1+n2, n1), at most 1.
func minimumP(n1, n2 int) float64 {
	p := 2.0
	for i := 1; i <= min(n1, n2); i++ {
		p *= float64(i) / float64(max(n1, n2)+i)
		if p == 0 {
			break
		}
	}
	return math.Min(1, p)
}

func absInt(v int64) int64 {
	if v < 0 {
		return -v
	}
	return v
}

// hedges is the standardised mean difference of a and b with Hedges's exact
// correction, nil below 2 degrees of freedom and without variation.
func hedges(a, b *Sample) *float64 {
	df := float64(a.N() + b.N() - 2)
	if df < 2 {
		return nil
	}
	spread := pooledSD(a, b)
	if !positive(spread) {
		return nil
	}
	meanA, _ := moments(a.Values(), a.N())
	meanB, _ := moments(b.Values(), b.N())
	return optional(hedgesCorrection(df) * (meanA - meanB) / spread)
}

func pooledSD(a, b *Sample) float64 {
	_, varA := moments(a.Values(), a.N())
	_, varB := moments(b.Values(), b.N())
	squares := float64(a.N()-1)*varA + float64(b.N()-1)*varB
	return math.Sqrt(squares / float64(a.N()+b.N()-2))
}

// hedgesCorrection is J for df of 2 or more. From a hundred thousand on the
// difference of the logarithms loses more digits than the series leaves out.
func hedgesCorrection(df float64) float64 {
	if df > 1e5 {
		return 1 - 3/(4*df-1)
	}
	top, _ := math.Lgamma(df / 2)
	bottom, _ := math.Lgamma((df - 1) / 2)
	return math.Exp(top - math.Log(math.Sqrt(df/2)) - bottom)
}

// Effect is the size of Cliff's delta in a word (Romano).
type Effect string

// The sizes.
const (
	EffectNegligible Effect = "negligible"
	EffectSmall      Effect = "small"
	EffectMedium     Effect = "medium"
	EffectLarge      Effect = "large"
)

// CliffEffect names the size of Cliff's delta, whatever its sign.
func CliffEffect(delta float64) Effect {
	switch size := math.Abs(delta); {
	case Reaches(size, 0.474):
		return EffectLarge
	case Reaches(size, 0.33):
		return EffectMedium
	case Reaches(size, 0.147):
		return EffectSmall
	}
	return EffectNegligible
}

// RankVariance is a Kruskal–Wallis test over several groups (statistics.md 2.8).
type RankVariance struct {
	N                  int
	H, DF, P, Epsilon2 *float64
	// Approximate says that a group has fewer than 5 scores.
	Approximate bool
}

// KruskalWallis tests whether the groups differ at all. Nil and empty samples
// are left out. With fewer than two groups or no variation the figures are nil
// (decisions.md 18).
func KruskalWallis(samples []*Sample) RankVariance {
	var used []*Sample
	var out RankVariance
	for _, s := range samples {
		if s.N() > 0 {
			used = append(used, s)
			out.N += s.N()
			out.Approximate = out.Approximate || s.N() < fewForKruskalWallis
		}
	}
	ranks := newRankSums(used)
	if len(used) < 2 || len(ranks.rows) < 2 {
		return out
	}
	n := float64(out.N)
	// Deviations from the mean rank instead of the textbook's difference of two
	// large sums: the same figure without its cancellation.
	var between float64
	for i, s := range used {
		ni := float64(s.N())
		d := ranks.sum(i)/ni - (n+1)/2
		between += ni * d * d
	}
	h := 12 / (n * (n + 1)) * between / (1 - ranks.ties/(n*n*n-n))
	df := float64(len(used) - 1)
	if !finite(h) {
		return out
	}
	out.H = optional(h)
	out.DF = optional(df)
	out.P = optional(clamp(distuv.ChiSquared{K: df}.Survival(h), 0, 1))
	out.Epsilon2 = optional(clamp(h*(n+1)/(n*n-1), 0, 1))
	return out
}

// BenjaminiHochberg corrects the p-values of one family for the number of
// comparisons (statistics.md 2.8). Nil entries were not tested: they stay nil
// and do not count. Every q lies between its p and 1.
func BenjaminiHochberg(p []*float64) []*float64 {
	q := make([]*float64, len(p))
	var order []int
	for i, v := range p {
		if v != nil && finite(*v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(*p[b], *p[a]) })
	m := len(order)
	smallest := 1.0
	for i, at := range order {
		smallest = math.Min(smallest, *p[at]*float64(m)/float64(m-i))
		q[at] = optional(smallest)
	}
	return q
}
