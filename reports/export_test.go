package reports

import (
	"bytes"
	"testing"
)

// RandomCell is a cell of a random survey as the external tests see it.
type RandomCell struct {
	Name      string
	Mean      float64
	Published bool
}

// RandomReport is the report of a random survey with its cells, hidden ones
// included, and the numbers of its public JSON.
func RandomReport(t testing.TB, seed uint64) (report *Report, cells []RandomCell, numbers map[float64]bool) {
	t.Helper()
	s := randomSurvey(t, seed)
	w := worldOf(t, s)
	report = s.report()
	var out bytes.Buffer
	if err := JSON(&out, report, newReporter(t).words, "en"); err != nil {
		t.Fatal(err)
	}
	a := newAttack(w)
	a.readJSON(t, out.Bytes())
	for _, name := range w.order {
		_, published := a.published[name]
		cells = append(cells, RandomCell{name, w.value(w.cells[name].mean), published})
	}
	return report, cells, numbersOf(out.Bytes())
}
