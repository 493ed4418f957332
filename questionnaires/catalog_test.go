package questionnaires_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readiness/questionnaires"
)

// Spelling a default out, other white space, comments and quotes change nothing.
func TestHashIgnoresSpelling(t *testing.T) {
	t.Parallel()
	want := mustLoad(t, folder(goodStructure, goodEnglish)).Hash
	if len(want) != 64 {
		t.Errorf("%q is not a SHA-256 in hexadecimal", want)
	}
	for _, c := range []struct{ name, oldStructure, structure, oldText, text string }{
		{"comment", "levels: 3", "levels: 3 # three", "title: Service climate", "# ours\ntitle: \"Service  climate \""},
		{"default levels and weight", "{id: q2, scale: care, ask: [inside]}", "{ask: [inside], scale: care, id: q2, levels: 3, weight: 1.0, reverse: false}", "low: Slowly.", "low: {inside: Slowly., outside: Slowly.}"},
		{"order of ask", "[channel, customers]", "[customers, channel]", "care: Care, interact: Interact", "interact: Interact, care: Care"},
		{"default labels as options", "levels: 3", "levels: 0x3", "short: Listening", "short: Listening, options: [Never, Sometimes, Always]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			q := mustLoad(t, folder(replace(t, goodStructure, c.oldStructure, c.structure), replace(t, goodEnglish, c.oldText, c.text)))
			if q.Hash != want {
				t.Errorf("hash %s, want %s", q.Hash, want)
			}
		})
	}
}

// Every change of meaning or wording changes the hash, and no two changes give one.
func TestHashSeesChanges(t *testing.T) {
	t.Parallel()
	seen := map[string]string{mustLoad(t, folder(goodStructure, goodEnglish)).Hash: "unchanged"}
	check := func(name, structure, english string) {
		t.Helper()
		q := mustLoad(t, folder(structure, english))
		if other, ok := seen[q.Hash]; ok {
			t.Errorf("%q has the hash of %q", name, other)
		}
		seen[q.Hash] = name
	}
	for _, c := range [][2]string{
		{"version: 1", "version: 2"},
		{"id: service-climate", "id: service-climate-2"},
		{"reverse: true", "reverse: false"},
		{"weight: 2.5", "weight: 2.4"},
		{"supports: interact", "supports: foundation"},
		{"[channel, customers]", "[channel]"},
	} {
		check(c[1], replace(t, goodStructure, c[0], c[1]), goodEnglish)
	}
	for _, c := range [][2]string{
		{"Service climate", "Service Climate"},
		{"Five minutes", "Six minutes"},
		{"care: Care", "care: Caring"},
		{"Sometimes", "Now and then"},
		{"Do we reply?", "Do we answer?"},
		{"Does it reply?", "Does it answer?"},
		{"Slowly.", "Slowly"},
		{"It replies at once.", "It replies soon."},
		{"Listening", "Hearing"},
		{"It does not", "It never does"},
	} {
		check(c[1], goodStructure, replace(t, goodEnglish, c[0], c[1]))
	}
	two := folder(goodStructure, goodEnglish)
	two["es.yaml"] = two["en.yaml"]
	if hash := mustLoad(t, two).Hash; seen[hash] != "" {
		t.Errorf("another language has the hash of %q", seen[hash])
	}
}

func TestCatalog(t *testing.T) {
	t.Parallel()
	catalog, err := questionnaires.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	// An id before the shipped ones in the alphabet, versions out of order.
	for _, version := range []string{"10", "2", "9"} {
		structure := replace(t, goodStructure, "id: service-climate\nversion: 1", "id: a\nversion: "+version)
		if err := catalog.Add(mustLoad(t, folder(structure, goodEnglish))); err != nil {
			t.Fatal(err)
		}
	}
	names := func() (all []string) {
		for _, q := range catalog.All() {
			all = append(all, fmt.Sprintf("%s %d", q.ID, q.Version))
		}
		return all
	}
	want := []string{"broad-view 1", "one-to-one-gap 1", "a 2", "a 9", "a 10"}
	if diff := cmp.Diff(want, names()); diff != "" {
		t.Errorf("all (-want +got):\n%s", diff)
	}
	if q, ok := catalog.Latest("a"); !ok || q.Version != 10 {
		t.Errorf("latest is %v", q)
	}
	if q, ok := catalog.Version("a", 9); !ok || q.Version != 9 {
		t.Errorf("version 9 is %v", q)
	}
	if _, ok := catalog.Latest("b"); ok {
		t.Error("there is no questionnaire b")
	}
	if _, ok := catalog.Version("a", 3); ok {
		t.Error("there is no version 3")
	}

	same := replace(t, goodStructure, "id: service-climate\nversion: 1", "id: a\nversion: 9")
	if err := catalog.Add(mustLoad(t, folder(same+"# the same\n", goodEnglish))); err != nil {
		t.Errorf("adding the same again: %v", err)
	}
	err = catalog.Add(mustLoad(t, folder(same, strings.Replace(goodEnglish, "Slowly", "Late", 1))))
	if !errors.Is(err, questionnaires.ErrPublished) || !strings.Contains(err.Error(), "a version 9") {
		t.Errorf("changing a published version gives %v", err)
	}
	if err := catalog.Add(nil); err == nil {
		t.Error("adding nothing gives no error")
	}
	if diff := cmp.Diff(want, names()); diff != "" {
		t.Errorf("all afterwards (-want +got):\n%s", diff)
	}
}

// A published version never changes: to change a word, raise the version in
// structure.yaml and add its hash here.
func TestPublishedVersionsNeverChange(t *testing.T) {
	t.Parallel()
	published := map[string]string{
		"broad-view 1":     "810b2ea9df2d026cdd734aa0ff5f1ba79e1b14d346277d1d386e13e6ed449505",
		"one-to-one-gap 1": "eb4807d8f1e3e1efaabcab33eac626fef4fb50c7275f98c2a88e96a15b014150",
	}
	catalog, err := questionnaires.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range catalog.All() {
		name := fmt.Sprintf("%s %d", q.ID, q.Version)
		if published[name] != q.Hash {
			t.Errorf("%s has the hash %s, published with %q", name, q.Hash, published[name])
		}
	}
}
