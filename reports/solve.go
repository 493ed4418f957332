package reports

import "math"

// pivotFloor is the size below which an entry counts as 0 in the elimination.
const pivotFloor = 1e-9

// determined lists the unknowns whose value follows from linear equations: the
// rows hold the coefficients, the right-hand sides do not matter. It brings the
// rows to reduced echelon form; an unknown is determined when it stands alone
// in a row.
func determined(equations [][]float64, unknowns int) []int {
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
	var found []int
	for _, row := range rows[:done] {
		if at, alone := only(row); alone {
			found = append(found, at)
		}
	}
	return found
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
