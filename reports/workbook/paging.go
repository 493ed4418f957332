package workbook

import (
	"math"
	"slices"
)

// What a page of A4 landscape takes within the margins, in points; a little is
// left over because programs differ in the widths of their fonts.
const (
	pageWidth  = 757.0
	pageHeight = 510.0 * 0.95
)

// keep asks that rows stay on one page, if a page can hold them.
func (s *sheet) keep(from, to int) {
	if to >= from {
		s.together = append(s.together, [2]int{from, to})
	}
}

// paginate breaks pages before what has to stay together and would be cut. On
// sheets with such blocks it fixes all page ends, so that every program cuts
// alike. The header is repeated only where its table goes on: above other tables
// it would mislead.
func (s *sheet) paginate() {
	if s.onePage {
		return
	}
	last, columns := s.last()
	scale := math.Min(1, pageWidth/s.points(columns))
	room := pageHeight / scale
	if s.repeated > 0 && s.headedTo > 0 && s.rowsHeight(1, s.headedTo) <= room {
		s.repeated = 0
	}
	header, used := 0.0, 0.0
	for row := 1; row <= last; row++ {
		if row == s.repeated+1 && s.repeated > 0 { // pages before it have no header
			header = s.height(s.repeated)
		}
		if slices.Contains(s.breaks, row) {
			used = header
		}
		for _, block := range s.together {
			need := s.rowsHeight(block[0], block[1])
			if block[0] == row && row > s.frozen[0] && used > header && used+need > room && need <= room-header {
				s.breaks = append(s.breaks, row)
				used = header
			}
		}
		if used > header && used+s.height(row) > room {
			used = header
			if len(s.together) > 0 { // else where the program sees fit
				s.breaks = append(s.breaks, row)
			}
		}
		used += s.height(row)
	}
}

func (s *sheet) rowsHeight(from, to int) float64 {
	var sum float64
	for row := from; row <= to; row++ {
		sum += s.height(row)
	}
	return sum
}

// points is the width of the first columns in points: a unit is 8 pixels in the
// file's font, each column has 5 more.
func (s *sheet) points(columns int) float64 {
	var sum float64
	for c := 1; c <= columns; c++ {
		sum += (s.width(c)*unitPixels + 5) * 0.75
	}
	return sum
}
