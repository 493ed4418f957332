package reports

import (
	"math"
	"math/big"
	"math/bits"
)

// Linear equations are solved exactly, modulo the prime 2^61 - 1: what follows
// from rational equations follows from their residues too, and a coincidence has
// a chance of about 1 in 2^61.
const prime = 1<<61 - 1

func addMod(a, b uint64) uint64 {
	if a += b; a >= prime {
		a -= prime
	}
	return a
}

func mulMod(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return addMod((hi<<3|lo>>61)%prime, lo&prime)
}

// inverse is a^(prime-2).
func inverse(a uint64) uint64 {
	out := uint64(1)
	for e := uint64(prime - 2); e > 0; e >>= 1 {
		if e&1 == 1 {
			out = mulMod(out, a)
		}
		a = mulMod(a, a)
	}
	return out
}

// residue is a float64, which is a fraction of whole numbers, modulo the prime.
func residue(v float64) uint64 {
	r, p := new(big.Rat).SetFloat64(v), big.NewInt(prime)
	num := new(big.Int).Mod(r.Num(), p).Uint64()
	den := new(big.Int).Mod(r.Denom(), p).Uint64()
	return mulMod(num, inverse(den))
}

// term is a coefficient of one unknown, as a residue and as a number.
type term struct {
	unknown int
	exact   uint64
	about   float64
}

// functional is a linear combination of unknowns.
type functional []term

// plus adds a multiple of another functional; exact and about are the factor.
func (f functional) plus(other functional, exact uint64, about float64) functional {
	for _, t := range other {
		f = append(f, term{t.unknown, mulMod(t.exact, exact), t.about * about})
	}
	return f
}

// system holds equations in echelon form.
type system struct {
	pivots [][]term // by leading unknown, whose coefficient is 1
	buffer []uint64
}

// reduce is what is left of a functional after the equations.
func (s *system) reduce(f functional) []term {
	for _, t := range f {
		for len(s.buffer) <= t.unknown {
			s.buffer, s.pivots = append(s.buffer, 0), append(s.pivots, nil)
		}
		s.buffer[t.unknown] = addMod(s.buffer[t.unknown], t.exact)
	}
	var rest []term
	for c, v := range s.buffer {
		if v == 0 {
			continue
		}
		s.buffer[c] = 0
		if s.pivots[c] == nil {
			rest = append(rest, term{unknown: c, exact: v})
			continue
		}
		for _, t := range s.pivots[c][1:] {
			s.buffer[t.unknown] = addMod(s.buffer[t.unknown], prime-mulMod(v, t.exact))
		}
	}
	return rest
}

// learn adds the equation of a functional whose value is known.
func (s *system) learn(f functional) {
	rest := s.reduce(f)
	if len(rest) == 0 {
		return
	}
	scale := inverse(rest[0].exact)
	for i := range rest {
		rest[i].exact = mulMod(rest[i].exact, scale)
	}
	s.pivots[rest[0].unknown] = rest
}

// knows reports whether the value of a functional follows from the equations.
func (s *system) knows(f functional) bool { return len(s.reduce(f)) == 0 }

// equation says that a functional has a value.
type equation struct {
	left   functional
	right  float64
	linear bool // published; false if made from published ones by subtraction
}

// slack absorbs rounding in sums of a few hundred products.
const slack = 1e-7

// narrow tightens the bounds of unknowns by the equations, one at a time, until
// little changes; whole ones are rounded inwards. lo and hi are changed.
func narrow(equations []equation, whole []bool, lo, hi []float64) {
	for changed := true; changed; {
		changed = false
		for _, e := range equations {
			changed = e.narrow(whole, lo, hi) || changed
		}
	}
}

func (e *equation) narrow(whole []bool, lo, hi []float64) (changed bool) {
	low, high := 0.0, 0.0
	for _, t := range e.left {
		low += min(t.about*lo[t.unknown], t.about*hi[t.unknown])
		high += max(t.about*lo[t.unknown], t.about*hi[t.unknown])
	}
	for _, t := range e.left {
		a, l, h := t.about, lo[t.unknown], hi[t.unknown]
		if math.Abs(a) < slack || l == h {
			continue
		}
		// What the others leave: they lie from low and high without this one.
		from, to := (e.right-high+max(a*l, a*h))/a, (e.right-low+min(a*l, a*h))/a
		if a < 0 {
			from, to = to, from
		}
		if whole[t.unknown] {
			from, to = math.Ceil(from-slack), math.Floor(to+slack)
		}
		from, to = max(from, l), min(to, h)
		if to-from < slack { // one value is left; rounding may have crossed the bounds
			from = (from + to) / 2
			if whole[t.unknown] {
				from = math.Round(from)
			}
			to = from
		}
		if from > l+slack || to < h-slack {
			lo[t.unknown], hi[t.unknown] = from, to
			low += min(a*from, a*to) - min(a*l, a*h)
			high += max(a*from, a*to) - max(a*l, a*h)
			// Scores may creep towards a limit: only real steps count.
			changed = changed || from > l+0.01 || to < h-0.01
		}
	}
	return changed
}
