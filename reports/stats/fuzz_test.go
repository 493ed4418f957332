package stats

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"testing"
)

// feed hands out numbers from fuzz input, zeros once it is used up.
type feed struct{ data []byte }

func (f *feed) byte() byte {
	if len(f.data) == 0 {
		return 0
	}
	b := f.data[0]
	f.data = f.data[1:]
	return b
}

// wild is any float64, odd ones included.
func (f *feed) wild() float64 {
	var raw [8]byte
	for i := range raw {
		raw[i] = f.byte()
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(raw[:]))
}

// number is a score mostly, and now and then anything.
func (f *feed) number() float64 {
	if b := f.byte(); b < 240 {
		return float64(b) * 100 / 239
	}
	return f.wild()
}

func (f *feed) maybe() *float64 {
	if f.byte() < 64 {
		return nil
	}
	v := f.number()
	return &v
}

func (f *feed) sample() *Sample {
	var s Sample
	for range f.byte() % 12 {
		s.AddN(f.number(), int(f.byte())-2)
	}
	return &s
}

func (f *feed) cells() []Cell {
	var out []Cell
	for range f.byte() % 7 {
		if b := f.byte(); b < 128 {
			out = append(out, f.sample().Cell(f.number(), b%4 > 0))
			continue
		}
		out = append(out, Cell{N: int(f.byte()), Mean: f.number(), Variance: f.number(), Weight: f.number(), Disclosed: true})
	}
	return out
}

func (f *feed) numbers() []float64 {
	var out []float64
	for range f.byte() % 40 {
		out = append(out, f.number())
	}
	return out
}

// FuzzNoNaN feeds every public formula anything at all: none may panic, and
// none may return a number that JSON cannot hold.
func FuzzNoNaN(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("a few groups with a few scores each, most of them ordinary"))
	f.Add([]byte{5, 200, 10, 30, 255, 0, 0, 0, 0, 0, 0, 240, 127, 3, 9, 1, 255, 1, 2, 3, 4, 5, 6, 7, 8})
	f.Fuzz(func(t *testing.T, data []byte) {
		in := &feed{data: data}
		check := func(what string, v any) {
			if _, err := json.Marshal(v); err != nil {
				t.Errorf("%s: %v in %+v", what, err, v)
			}
		}
		a, b, c := in.sample(), in.sample(), in.sample()
		check("summary", a.Summary())
		check("comparison", Compare(a, b))
		check("several groups", KruskalWallis([]*Sample{a, nil, b, c}))
		latest, earlier := in.cells(), in.cells()
		check("weighted mean", WeightedMean(latest))
		check("change", Change(latest, earlier))
		meanA, meanB, gap := SliceGap(latest, earlier)
		check("slices", []*float64{meanA, meanB, gap})
		check("sides", InsideOutsideGap(latest, []bool{in.byte()&1 == 1, false, true}))
		if len(latest) > 1 {
			check("ratio", AnswerRatio(latest[0], latest[1]))
		}
		var optional []*float64
		for range in.byte() % 9 {
			optional = append(optional, in.maybe())
		}
		check("largest gap", LargestGap(optional))
		check("corrected", BenjaminiHochberg(optional))
		check("mean", Mean(optional))
		check("relevance", Relevance(optional, in.number(), in.maybe(), in.number()))
		fuzzCounts(in, check)
		fuzzSituation(in, check)
		fuzzPriorities(in, check)
	})
}

func fuzzCounts(in *feed, check func(string, any)) {
	counts := make([]int, in.byte()%12)
	hidden := make([]bool, len(counts))
	answers := make([]int, len(counts))
	levels := make([]int, len(counts))
	for i := range counts {
		counts[i] = int(in.byte()) - 2
		hidden[i] = counts[i] < 5
		levels[i] = int(in.byte() % 12)
	}
	check("agreement", Agree(counts))
	check("suppression", SuppressPartition(counts, hidden, 5))
	c := NewConsistency(levels)
	for range in.byte() % 30 {
		for i := range answers {
			answers[i] = int(in.byte() % 12)
		}
		c.Add(answers)
	}
	check("alpha", c.Reliability())
	check("rwg(j)", c.RWGJ())
	if weights, err := CustomWeights(in.numbers()); err == nil {
		check("weights", weights)
	}
}

func fuzzSituation(in *feed, check func(string, any)) {
	if got, err := ValueSkew(in.numbers(), SkewAnchors{Steep: in.number(), Shallow: in.number()}); err == nil {
		check("skew", got)
	}
	if got, err := ValueSkew(in.numbers(), Default().Skew); err == nil {
		check("skew", got)
	}
	if got, err := NeedsDiversity(in.numbers(), in.number()); err == nil {
		check("diversity", got)
	}
}

func fuzzPriorities(in *feed, check func(string, any)) {
	stages := make([]StageInput, in.byte()%6)
	for i := range stages {
		stages[i] = StageInput{Score: in.maybe(), Target: in.number(), Inside: in.maybe(), Outside: in.maybe(), Importance: in.maybe()}
	}
	p := Default()
	p.GateFloor, p.ImportanceMin, p.BlindSpotWeight = in.number(), in.number()/100, in.number()
	s := Situation{ValueSkew: in.number() / 100, NeedsDiversity: in.number() / 100}
	if got, err := Priorities(stages, s, p); err == nil {
		check("priorities", got)
		check("verdict", ReadyToday(stages, got, p))
		for _, stage := range got {
			check("contributions", stage.Contributions())
		}
	}
	if scenarios, stabilities, err := Scenarios(stages, s, p); err == nil {
		check("scenarios", scenarios)
		check("stability", stabilities)
	}
	if got, err := IPA(stages, s, p); err == nil {
		check("panel", got)
	}
	if got, err := Categories(stages, p); err == nil {
		check("categories", got)
	}
	if got, err := RankActions([]ActionInput{{Effort: int(in.byte() % 4), StageScore: in.number(), Relevance: in.number(), Applies: true}}); err == nil {
		check("actions", got)
	}
}
