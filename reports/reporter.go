package reports

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"readiness/assessment"
	"readiness/reports/activities"
	"readiness/reports/stats"
)

// Words is what reports need of the message catalogue; *i18n.Catalog has it.
type Words interface {
	// T returns the message for a key; args are pairs of names and values.
	T(lang, key string, args ...any) string
	// Number and Signed write a number with so many decimals as the language does.
	Number(lang string, v float64, decimals int) string
	Signed(lang string, v float64, decimals int) string
	// Join writes a list as the language does.
	Join(lang string, items []string) string
}

// Options are what a Reporter needs.
type Options struct {
	Catalog Words
	// Now dates the report of an assessment without a closing time.
	Now func() time.Time
	// Activities is the library that actions come from; the shipped one by default.
	Activities *activities.Library
	// Shuffle puts the rows of an export in random order; math/rand/v2's by default.
	Shuffle Shuffle
}

// Reporter computes reports and writes them out. It is safe for concurrent use.
type Reporter struct {
	words      Words
	now        func() time.Time
	shuffle    Shuffle
	activities func() (*activities.Library, error)
}

var _ assessment.Reporter = (*Reporter)(nil)

// New makes a Reporter.
func New(o Options) *Reporter {
	r := &Reporter{words: o.Catalog, now: o.Now, shuffle: o.Shuffle, activities: sync.OnceValues(activities.Load)}
	if o.Activities != nil {
		r.activities = func() (*activities.Library, error) { return o.Activities, nil }
	}
	if r.shuffle == nil {
		r.shuffle = rand.Shuffle
	}
	return r
}

// Snapshot computes the report of an assessment and returns its stored form. It
// reads the responses once, and a second time only where an import makes groups
// comparable on items that the form does not foretell; those of the wave before
// once, where the questions of a scale have changed in part. Errors name the
// response or the setting that cannot be reported on.
func (r *Reporter) Snapshot(ctx context.Context, in *assessment.ReportInput) ([]byte, error) {
	report, err := r.Build(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("report on assessment %s: %w", in.Assessment.ID, err)
	}
	body, err := json.Marshal(report)
	if err != nil {
		return nil, fmt.Errorf("report on assessment %s: %w", in.Assessment.ID, err)
	}
	return body, nil
}

// Build computes the report that Snapshot stores.
func (r *Reporter) Build(ctx context.Context, in *assessment.ReportInput) (*Report, error) {
	b, err := r.prepare(ctx, in)
	if err != nil {
		return nil, err
	}
	closed, err := r.closed(in.Assessment)
	if err != nil {
		return nil, err
	}
	if err := b.build(ctx, closed); err != nil {
		return nil, err
	}
	return b.report, b.report.seal()
}

// prepare counts the responses and decides what may be shown.
func (r *Reporter) prepare(ctx context.Context, in *assessment.ReportInput) (*builder, error) {
	l, err := newLayout(in)
	if err != nil {
		return nil, err
	}
	t, err := newTally(l)
	if err != nil {
		return nil, err
	}
	if err := t.count(ctx); err != nil {
		return nil, err
	}
	library, err := r.activities()
	if err != nil {
		return nil, err
	}
	b := &builder{words: r.words, library: library, l: l, t: t, parameters: parameters(in.Assessment), report: &Report{}}
	if b.past, err = readPast(l); err != nil {
		return nil, err
	}
	for g := range l.groups {
		c := t.census(g)
		if len(b.past) > 0 {
			b.alone = append(b.alone, disclose(c))
			c.past = b.past.of(g, c.threshold)
		}
		b.shown = append(b.shown, disclose(c))
	}
	return b, b.countCommons(ctx)
}

// build fills in the report, each part from the ones before.
func (b *builder) build(ctx context.Context, closed string) error {
	b.overview(closed)
	b.scales()
	b.items()
	b.correct()
	b.segments()
	b.importance()
	b.practices()
	b.rivals()
	if err := b.situation(); err != nil {
		return err
	}
	if err := b.priorities(); err != nil {
		return err
	}
	if err := b.actions(); err != nil {
		return err
	}
	if err := b.panel(); err != nil {
		return err
	}
	b.modules()
	b.capability()
	if err := b.trend(ctx); err != nil {
		return err
	}
	if err := b.comments(ctx); err != nil {
		return err
	}
	b.warn()
	b.takeaways()
	return nil
}

// closed is the day of closing in the assessment's time zone.
func (r *Reporter) closed(a *assessment.Assessment) (string, error) {
	zone, err := time.LoadLocation(a.Timezone)
	if err != nil {
		return "", fmt.Errorf("time zone %q: %w", a.Timezone, err)
	}
	at := a.Closed
	if at.IsZero() {
		at = r.now()
	}
	return at.In(zone).Format(time.DateOnly), nil
}

// seal writes the hash of the report into it.
func (r *Report) seal() error {
	r.Snapshot.Hash = ""
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	r.Snapshot.Hash = hex.EncodeToString(sum[:])
	return nil
}

// ParseSnapshot reads a stored report. It fails on a body that is not one or
// whose hash does not match its content.
func ParseSnapshot(body []byte) (*Report, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	report := &Report{}
	if err := decoder.Decode(report); err != nil {
		return nil, fmt.Errorf("read a stored report: %w", err)
	}
	if !sealed(body, report.Snapshot.Hash) {
		return nil, errors.New("read a stored report: its content does not match its hash")
	}
	return report, nil
}

// sealed reports whether a stored report is what its hash was made from. It looks
// at the bytes, so that a report keeps its hash when later versions of the program
// know of more.
func sealed(body []byte, hash string) bool {
	const field = `"hash":"`
	at := bytes.LastIndex(body, []byte(field+hash+`"`))
	if at < 0 {
		return false
	}
	at += len(field)
	sum := sha256.New()
	sum.Write(body[:at])
	sum.Write(body[at+len(hash):])
	return hex.EncodeToString(sum.Sum(nil)) == hash
}

// parameters turns the assessment's settings into those of the formulas.
func parameters(a *assessment.Assessment) stats.Parameters {
	set := printedParameters(a)
	p := stats.Default()
	p.ShortfallWeight, p.BlindSpotWeight = set.ShortfallWeight, set.BlindSpotWeight
	p.GateFloor, p.GateDepth = set.Gate, set.GateFactor
	p.Skew = stats.SkewAnchors{Steep: set.SteepShare, Shallow: set.ShallowShare}
	p.NeedsFull = set.DiverseNeeds
	p.Labels = stats.Thresholds{Notable: set.Notable, Large: set.Large}
	p.Emphasis = stats.Emphasis{
		Mass: set.Emphasis["mass"], Niche: set.Emphasis["niche"],
		KeyAccount: set.Emphasis["key_account"], OneToOne: set.Emphasis["one_to_one"],
	}
	return p
}

// printedParameters are the settings as the report prints them.
func printedParameters(a *assessment.Assessment) Parameters {
	p := a.Parameters.Filled()
	if a.StrictLabels {
		strict := stats.StrictThresholds()
		p.Notable, p.Large = strict.Notable, strict.Large
	}
	return p
}
