package charts

// TextWidth lets tests measure texts as the package does.
func TextWidth(s string, size float64, bold bool) float64 { return textWidth(s, size, bold) }

// Wrap is wrap.
func Wrap(s string, width, size float64, bold bool, limit int) ([]string, bool) {
	return wrap(s, width, size, bold, limit)
}

// Apart is apart with pairs of numbers.
func Apart(from [][2]float64, least, left, right, top, bottom float64) [][2]float64 {
	ps := make([]point, len(from))
	for i, p := range from {
		ps[i] = point{p[0], p[1]}
	}
	out := make([][2]float64, len(from))
	for i, p := range apart(ps, least, left, right, top, bottom) {
		out[i] = [2]float64{p.x, p.y}
	}
	return out
}

// Clean is clean.
func Clean(s string) string { return clean(s) }
