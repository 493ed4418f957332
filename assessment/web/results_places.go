package web

import (
	"slices"
	"strconv"

	"readiness/reports"
)

// placesView sets all locations and functions side by side on the stages.
type placesView struct {
	heatView

	Lead   string
	Tables []placesTable
}

// placesTable has one row a location or function, in the assessment's order.
type placesTable struct {
	Caption string
	Heads   []string
	Rows    []placeRow
}

type placeRow struct {
	Name  string
	Ready bool // for what the company is ready for
	Cells []placeCell
}

// placeCell is a score with its n, or why it is hidden; one reason that holds
// for the whole row is said once.
type placeCell struct {
	heatCell

	N    string
	Span int
}

// places is nil where neither locations nor functions were asked, or no stage.
func (v resultsView) places() *placesView {
	stages := v.d.ScalesOf("stage")
	if len(stages) == 0 {
		return nil
	}
	out := &placesView{Lead: v.t("results_places_lead")}
	for bin := range heatBins {
		out.Bins = append(out.Bins, bin+1)
	}
	var why []string
	for _, by := range []string{byLocation, byFunction} {
		t := placesTable{Caption: v.t("results_by_" + by)}
		for _, s := range stages {
			t.Heads = append(t.Heads, s.Name.In(v.lang))
		}
		for i := range v.d.Segments {
			if segment := &v.d.Segments[i]; segment.Dimension == by {
				row := v.place(segment, stages)
				t.Rows = append(t.Rows, row)
				for _, c := range row.Cells {
					if c.Class == "hid" {
						why = append(why, c.Why)
					}
				}
			}
		}
		if len(t.Rows) > 0 {
			out.Tables = append(out.Tables, t)
		}
	}
	switch len(out.Tables) {
	case 0:
		return nil
	case 1:
		out.Title = out.Tables[0].Caption
	default:
		out.Title = v.t("report_heading_segments")
	}
	out.Hidden = v.explain(why)
	return out
}

func (v resultsView) place(segment *reports.Segment, stages []*reports.Scale) placeRow {
	row := placeRow{Name: segment.Name.In(v.lang)}
	row.Ready = slices.ContainsFunc(v.d.ReadyToday.Areas, func(a reports.Area) bool {
		return a.Dimension == segment.Dimension && a.Value == segment.Value
	})
	for _, s := range stages {
		row.Cells = append(row.Cells, v.placeCell(v.d.SegmentScaleOf(segment.Dimension, segment.Value, s.ID)))
	}
	first := row.Cells[0]
	if first.Class == "hid" && !slices.ContainsFunc(row.Cells, func(c placeCell) bool { return c != first }) {
		first.Span = len(row.Cells)
		row.Cells = []placeCell{first}
	}
	return row
}

func (v resultsView) placeCell(cell *reports.SegmentScale) placeCell {
	if cell == nil || cell.Mean == nil {
		absent := v.absentPlace(cell)
		return placeCell{heatCell: heatCell{absent.Text, "hid", absent.Why}}
	}
	out := placeCell{heatCell: heatCell{Text: v.one(*cell.Mean), Class: "b" + strconv.Itoa(reports.HeatBin(*cell.Mean))}}
	if cell.N != nil {
		out.N = v.t("results_n_of", "N", v.whole(*cell.N))
	}
	return out
}
