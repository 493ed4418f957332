package questionnaires

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"slices"
	"sync"
)

//go:embed data
var shippedFiles embed.FS

// ShippedIDs lists the questionnaires that come with the product, in display order.
func ShippedIDs() []string { return []string{"broad-view", "one-to-one-gap"} }

// Catalog holds questionnaires by id and version. It only grows and may be used
// by several goroutines.
type Catalog struct {
	mu  sync.RWMutex
	all []*Questionnaire // by id and version, the shipped ones first
}

// ShippedFiles returns the files of a questionnaire that comes with the product,
// so that an assessment can keep the version it was made with; nil for any other id.
func ShippedFiles(id string) (map[string][]byte, error) {
	if !slices.Contains(ShippedIDs(), id) {
		return nil, nil
	}
	return Files(shippedFiles, "data/"+id)
}

// Shipped returns a new catalog of the questionnaires that come with the product.
func Shipped() (*Catalog, error) {
	catalog := &Catalog{}
	for _, id := range ShippedIDs() {
		q, err := Load(shippedFiles, "data/"+id)
		if err != nil {
			return nil, fmt.Errorf("load the shipped questionnaire %s: %w", id, err)
		}
		if err := catalog.Add(q); err != nil {
			return nil, err
		}
	}
	return catalog, nil
}

// Add puts a questionnaire into the catalog. Adding the same content again
// changes nothing; other content under a known id and version is ErrPublished.
func (c *Catalog) Add(q *Questionnaire) error {
	if q == nil {
		return errors.New("add a questionnaire: there is none")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.find(q.ID, q.Version); ok {
		if known.Hash != q.Hash {
			return fmt.Errorf("questionnaire %s version %d: %w", q.ID, q.Version, ErrPublished)
		}
		return nil
	}
	c.all = append(c.all, q)
	slices.SortFunc(c.all, func(a, b *Questionnaire) int {
		return cmp.Or(cmp.Compare(rank(a.ID), rank(b.ID)), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Version, b.Version))
	})
	return nil
}

// rank puts the shipped questionnaires before all others.
func rank(id string) int {
	if i := slices.Index(ShippedIDs(), id); i >= 0 {
		return i
	}
	return len(ShippedIDs())
}

// Latest returns the highest version of a questionnaire.
func (c *Catalog) Latest(id string) (*Questionnaire, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, q := range slices.Backward(c.all) {
		if q.ID == id {
			return q, true
		}
	}
	return nil, false
}

// Version returns one version of a questionnaire.
func (c *Catalog) Version(id string, version int) (*Questionnaire, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.find(id, version)
}

// find expects the lock to be held.
func (c *Catalog) find(id string, version int) (*Questionnaire, bool) {
	for _, q := range c.all {
		if q.ID == id && q.Version == version {
			return q, true
		}
	}
	return nil, false
}

// All lists every version of every questionnaire, the shipped ones first, then
// by id and version.
func (c *Catalog) All() []*Questionnaire {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return slices.Clone(c.all)
}
