package reports

import "math"

// pivotFloor is the size below which an entry counts as 0 in the elimination.
const pivotFloor = 1e-9

// determined lists the unknowns whose value follows from linear equations: the
// rows hold the coefficients, the right-hand sides do not matter. In reduced
// echelon form an unknown is determined when it stands alone in a row.
func determined(equations [][]float64, unknowns int) []int {
	var found []int
	for _, row := range echelon(equations, unknowns) {
		if at, alone := only(row); alone {
			found = append(found, at)
		}
	}
	return found
}

// echelon brings equations to reduced echelon form, rows of zeros left out.
func echelon(equations [][]float64, unknowns int) [][]float64 {
	rows := make([][]float64, len(equations))
	for i, row := range equations {
		rows[i] = append([]float64(nil), row...)
	}
	done := 0
	for column := 0; column < unknowns && done < len(rows); column++ {
		best := done
		for r := done; r < len(rows); r++ {
			if math.Abs(rows[r][column]) > math.Abs(rows[best][column]) {
				best = r
			}
		}
		if math.Abs(rows[best][column]) < pivotFloor {
			continue
		}
		rows[done], rows[best] = rows[best], rows[done]
		eliminate(rows, done, column)
		done++
	}
	return rows[:done]
}

// follows reports whether a combination of unknowns is determined by equations
// in reduced echelon form.
func follows(basis [][]float64, target []float64) bool {
	rest := append([]float64(nil), target...)
	for _, row := range basis {
		lead := 0
		for math.Abs(row[lead]) < pivotFloor {
			lead++
		}
		factor := rest[lead]
		for c := range rest {
			rest[c] -= factor * row[c]
		}
	}
	for _, v := range rest {
		if math.Abs(v) >= pivotFloor {
			return false
		}
	}
	return true
}

// eliminate clears a column in all rows but the pivot's, which is scaled to 1.
func eliminate(rows [][]float64, pivot, column int) {
	scale := rows[pivot][column]
	for c := range rows[pivot] {
		rows[pivot][c] /= scale
	}
	for r := range rows {
		factor := rows[r][column]
		if r == pivot || factor == 0 {
			continue
		}
		for c := range rows[r] {
			rows[r][c] -= factor * rows[pivot][c]
		}
	}
}

// only returns the position of the one entry that is not 0.
func only(row []float64) (at int, alone bool) {
	at = -1
	for c, v := range row {
		if math.Abs(v) < pivotFloor {
			continue
		}
		if at >= 0 {
			return -1, false
		}
		at = c
	}
	return at, at >= 0
}
