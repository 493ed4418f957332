package stats

import "testing"

// overall is a weighted mean in testdata/stats.json. df_survey, lo_survey and
// hi_survey are R's own and no figure of this product (decisions.md 39).
type overall struct {
	Omega    map[string]float64
	Theta    float64
	SE       float64
	DF       float64
	T        float64
	Lo       float64
	Hi       float64
	N        int
	NEff     float64 `json:"n_eff"`
	Deff     float64
	Coverage float64
	DFFloor  float64 `json:"df_floor"`
}

type agreementGolden struct {
	Var, RWG, RWG0, AWG float64
	AWGValid            bool `json:"awg_valid"`
	Mlo, Mhi, Polar     float64
}

type mannWhitneyGolden struct {
	N1, N2   int
	R1, U1   float64
	Sigma    float64
	ZCC      float64 `json:"z_cc"`
	PNormCC  float64 `json:"p_norm_cc"`
	PExact   float64 `json:"p_exact"`
	ExactNum float64 `json:"exact_num"`
	ExactDen float64 `json:"exact_den"`
	Cliff    float64
	HedgesG  float64 `json:"hedges_g"`
	J        float64
	SpreadSD float64 `json:"sp"`
}

type statsGolden struct {
	RankSum        map[string]float64 `json:"weights_rank_sum"`
	RankReciprocal map[string]float64 `json:"weights_rank_reciprocal"`
	Centroid       map[string]float64 `json:"weights_rank_order_centroid"`
	Equal          map[string]float64 `json:"weights_equal"`
	Groups         map[string]struct {
		N                       int
		Mean, SD, SE, T, Lo, Hi float64
	}
	All          overall            `json:"overall_rank_sum_all"`
	K5           overall            `json:"overall_k5"`
	OverallEqual overall            `json:"overall_equal"`
	OverallRR    overall            `json:"overall_rr"`
	OverallROC   overall            `json:"overall_roc"`
	NoCustomers  overall            `json:"overall_no_customers"`
	Gaps         map[string]float64 `json:"gap_vs_customers"`
	MaxGap       []any              `json:"max_gap"`
	Sides        struct {
		Internal, External, Gap float64
	} `json:"inside_outside"`
	MannWhitney map[string]mannWhitneyGolden `json:"mwu_vs_customers"`
	BH          map[string]float64
	KW          struct {
		HUncorrected float64 `json:"H_uncorrected"`
		TieC         float64 `json:"tie_C"`
		H, DF, P     float64
		Eps2         float64
		N            int
	}
	Agreement    map[string]agreementGolden
	PolarExample struct {
		Mean, Polar, RWG, AWG float64
	} `json:"polar_example"`
	PolarUniform float64 `json:"polar_uniform"`
	Alpha        struct {
		ItemVar   []float64 `json:"item_var"`
		TotalVar  float64   `json:"total_var"`
		Alpha     float64
		IfDropped []float64 `json:"if_dropped"`
		ItemRest  []float64 `json:"item_rest"`
	}
	RWGJ      float64 `json:"rwgj"`
	Scale     map[string]*float64
	ScaleMean float64 `json:"scale_group_mean"`
	Trend     struct {
		T0, SE0, T1, SE1    float64
		Delta, SE, DF, T, P float64
		Lo, Hi              float64
		Floor               float64 `json:"df_floor"`
		TCrit               float64 `json:"tcrit"`
	}
	Mix struct {
		NaiveDelta  float64 `json:"naive_delta"`
		NoChannel   float64 `json:"t0_nochannel"`
		CommonDelta float64 `json:"common_delta"`
		C1, C0, Mix float64
	} `json:"trend_mix"`
	SingleRater struct {
		PooledVar float64 `json:"pooled_var"`
		PooledDF  float64 `json:"pooled_df"`
		Theta, SE float64
		DF        float64
		DFFloor   float64 `json:"df_floor"`
		Lo, Hi    float64
	} `json:"single_rater"`
	Slice map[string]float64
}

func loadStats(t *testing.T) statsGolden {
	t.Helper()
	var g statsGolden
	readGolden(t, "stats.json", &g)
	return g
}
