package main

import (
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// The README's table of flags and variables cannot drift from the program.
func TestReadmeNamesEverySetting(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var cli CLI
	parser, err := kong.New(&cli)
	if err != nil {
		t.Fatal(err)
	}
	table := map[string]string{}
	for line := range strings.Lines(string(readme)) {
		cells := strings.Split(line, "|")
		if len(cells) > 4 && strings.Contains(cells[1], "`--") {
			table[strings.Trim(cells[1], " `")] = strings.Trim(cells[2], " `")
		}
	}
	used := map[string]bool{}
	check := func(flag *kong.Flag) {
		if len(flag.Envs) == 0 {
			return
		}
		name := "--" + flag.Name
		used[name] = true
		if table[name] != flag.Envs[0] {
			t.Errorf("%s reads %s; the README says %q", name, flag.Envs[0], table[name])
		}
	}
	for _, flag := range parser.Model.Flags {
		check(flag)
	}
	for _, leaf := range parser.Model.Leaves(true) {
		for _, flag := range leaf.Flags {
			check(flag)
		}
	}
	for name := range table {
		if !used[name] {
			t.Errorf("the README describes %s, which reads no variable", name)
		}
	}
}
