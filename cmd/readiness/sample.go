package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"readiness/assessment"
	"readiness/questionnaires"
)

// sampleSeed makes every demo the same company.
const sampleSeed = 1999

// sampleGroup is how one group of the sample company answers: how many, how
// much rosier than the truth, and how often they cannot tell.
type sampleGroup struct {
	key      string
	n        int
	offset   float64 // levels
	dontKnow float64 // share
}

func sampleGroups() []sampleGroup {
	return []sampleGroup{
		{"executives", 11, 0.9, 0.02},
		{"initiative", 4, 0.2, 0.02}, // below the threshold on purpose
		{"managers", 31, 0.4, 0.04},
		{"frontline", 52, -0.2, 0.06},
		{"channel", 14, -0.3, 0.12},
		{"customers", 34, -0.6, 0.14},
	}
}

// sampleTruth is the level, 1–5, that the company has really reached.
func sampleTruth() map[string]float64 {
	return map[string]float64{
		"bv1": 3.1, "bv2": 2.3, "bv3": 2.6, "bv4": 2.4,
		"g01": 3.2, "g02": 2.4, "g03": 2.0, "g04": 2.6, "g05": 2.3, "g06": 2.1, "g07": 2.7, "g08": 2.2, "g09": 2.9, "g10": 2.0,
		"g11": 2.8, "g12": 2.6, "g13": 2.2, "g14": 1.9, "g15": 3.1, "g16": 2.3, "g17": 2.2, "g18": 2.7, "g19": 2.9, "g20": 2.4,
		"imp_identify": 3.4, "imp_differentiate": 3.5, "imp_interact": 4.3, "imp_customize": 3.7, "riv1": 2.9,
	}
}

// sampleComments are what people write, by language.
func sampleComments() map[string][]string {
	return map[string][]string{
		"en": {
			"Every call starts with telling the whole story again.", "Notes from the shop never reach the service desk.",
			"The order system and the service system show two different addresses.", "I was asked for my customer number three times.",
		},
		"es": {
			"En cada llamada hay que explicar todo desde el principio.", "La tienda no ve lo que se habló por teléfono.",
			"Me piden los mismos datos cada vez.", "La web no recuerda mis pedidos anteriores.",
		},
		"it": {
			"A ogni telefonata bisogna raccontare tutto da capo.", "Il negozio non vede le richieste fatte al numero verde.",
			"Mi chiedono sempre gli stessi dati.", "Il sito non ricorda gli ordini precedenti.",
		},
		"zh": {"每次打电话都要从头说起。", "门店看不到客服的沟通记录。", "同样的信息被反复询问。", "网站不记得我以前的订单。"},
	}
}

// sampleResponses writes a responses file of about 150 people who answered
// during the twelve days before now.
func sampleResponses(a *assessment.Assessment, form *assessment.Form, now time.Time) []byte {
	random := rand.New(rand.NewPCG(sampleSeed, 1)) //nolint:gosec // a sample company, not a secret
	header := []string{"group", "location", "function", "language", "submitted"}
	for _, item := range form.Items {
		header = append(header, item.ID)
	}
	header = append(header, "comment_g03")
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	_ = w.Write(header) // a bytes.Buffer takes everything
	for _, sample := range sampleGroups() {
		group := a.Group(sample.key)
		for range sample.n {
			_ = w.Write(sampleRow(random, a, form, group, sample, now))
		}
	}
	w.Flush()
	return file.Bytes()
}

func sampleRow(random *rand.Rand, a *assessment.Assessment, form *assessment.Form, g *assessment.Group, s sampleGroup, now time.Time) []string {
	languages := []string{"it", "es", "zh"} // by location
	place := random.IntN(len(a.Locations))
	language := languages[place]
	if random.Float64() < 0.25 {
		language = "en"
	}
	function := ""
	if g.Side == questionnaires.Inside {
		function = a.Functions[random.IntN(len(a.Functions))].Key
	}
	const days = 12
	day := now.AddDate(0, 0, random.IntN(days)-days)
	row := []string{g.Key, a.Locations[place].Key, function, language, day.Format(time.DateOnly)}
	truth := sampleTruth()
	leaning := random.NormFloat64() * 0.35 // some people see everything rosier
	for i, item := range form.Items {
		row = append(row, sampleAnswer(random, form, g, i, truth[item.ID]+s.offset+leaning, s.dontKnow))
	}
	comment := ""
	if random.Float64() < 0.4 {
		texts := sampleComments()[language]
		comment = texts[random.IntN(len(texts))]
	}
	return append(row, comment)
}

func sampleAnswer(random *rand.Rand, form *assessment.Form, g *assessment.Group, i int, level, dontKnow float64) string {
	item := form.Items[i]
	if !form.Shown(g, i) || random.Float64() < 0.01 {
		return ""
	}
	if item.Kind == assessment.QuestionItem && random.Float64() < dontKnow {
		return "dk"
	}
	if item.Kind == assessment.ImportanceItem {
		level = sampleTruth()[item.ID] // what matters does not depend on how one rates the company
	}
	level = math.Round(level + random.NormFloat64()*0.8)
	return strconv.Itoa(int(min(max(level, 1), float64(item.Levels))))
}

// sampleCustomers writes 400 customers whose value falls steeply and whose needs differ.
func sampleCustomers() []byte {
	random := rand.New(rand.NewPCG(sampleSeed, 2)) //nolint:gosec // a sample company, not a secret
	needs := []string{"furnishes a first home", "renovates", "equips an office", "buys gifts", "replaces single pieces"}
	shares := []float64{0.32, 0.26, 0.12, 0.12, 0.18}
	var file bytes.Buffer
	file.WriteString("customer,value,segment\n")
	const customers = 400
	for i := range customers {
		value := 9000 / math.Pow(float64(i+1), 0.85) * (0.8 + 0.4*random.Float64())
		pick, k := random.Float64(), 0
		for k < len(shares)-1 && pick > shares[k] {
			pick -= shares[k]
			k++
		}
		fmt.Fprintf(&file, "C%04d,%.2f,%s\n", i+1, value, needs[k])
	}
	return slices.Clip(file.Bytes())
}
