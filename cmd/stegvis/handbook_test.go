package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/pelletier/go-toml/v2"

	"example.org/stegvis/templates"
)

const docs = "../../docs"

// handbook is every page for staff, by its name.
func handbook(t *testing.T) map[string]string {
	t.Helper()
	pages := map[string]string{}
	found, _ := filepath.Glob(filepath.Join(docs, "*.md")) // the pattern is well formed
	for _, path := range found {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		pages[filepath.Base(path)] = string(text)
	}
	return pages
}

// commandFlags is every command a person can give, with its flags.
func commandFlags(t *testing.T) map[string][]string {
	t.Helper()
	parser, err := kong.New(&commands{}, kong.Name("stegvis"), kong.Bind(streams{}))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	var walk func(path string, n *kong.Node)
	walk = func(path string, n *kong.Node) {
		for _, c := range n.Children {
			if c.Hidden || c.Type != kong.CommandNode {
				continue
			}
			name := strings.TrimSpace(path + " " + c.Name)
			all[name] = []string{"help"}
			for _, group := range c.AllFlags(false) {
				for _, f := range group {
					all[name] = append(all[name], f.Name)
				}
			}
			walk(name, c)
		}
	}
	walk("", parser.Model.Node)
	return all
}

// configKeys is every key of the example, by its section.
func configKeys(t *testing.T) (keys []string) {
	t.Helper()
	tree := map[string]any{}
	if err := toml.Unmarshal(exampleConfig, &tree); err != nil {
		t.Fatal(err)
	}
	var walk func(path string, m map[string]any)
	walk = func(path string, m map[string]any) {
		for name, v := range m {
			if sub, ok := v.(map[string]any); ok {
				walk(path+name+".", sub)
			} else {
				keys = append(keys, path+name)
			}
		}
	}
	walk("", tree)
	slices.Sort(keys)
	return keys
}

// TestHandbookTellsEverything: every command and every key is explained on the
// page for IT, or on another of the handbook.
func TestHandbookTellsEverything(t *testing.T) {
	said := ""
	for _, text := range handbook(t) {
		said += text
	}
	tree := commandFlags(t)
	for name := range tree {
		if leads(tree, name) {
			continue // its own commands are explained
		}
		if !strings.Contains(said, "`stegvis "+name) && !strings.Contains(said, "stegvis "+name+" ") {
			t.Errorf("docs/it.md: say what `stegvis %s` is for, in a sentence or in the table under Följa (or on another page of the handbook)", name)
		}
	}
	for _, key := range configKeys(t) {
		if !strings.Contains(said, "`"+key+"`") {
			t.Errorf("docs/it.md: add a line about `%s` to the table under Inställningarna", key)
		}
	}
}

func leads(tree map[string][]string, name string) bool {
	for other := range tree {
		if strings.HasPrefix(other, name+" ") {
			return true
		}
	}
	return false
}

var (
	inTicks  = regexp.MustCompile("`(stegvis [^`]+)`")
	inBlocks = regexp.MustCompile("(?m)^(?: {4})?(stegvis .+)$")
	flagged  = regexp.MustCompile(`--([a-z][a-z-]*)`)
	keyed    = regexp.MustCompile("`([a-z_]+(?:\\.[a-z_]+)+)`")
	linked   = regexp.MustCompile(`\]\(([^)#]+)[^)]*\)`)
	boldness = regexp.MustCompile(`\*\*([^*]+)\*\*`)
)

// TestHandbookIsTrue: what the pages name is there: commands and their flags,
// keys, pages and pictures.
func TestHandbookIsTrue(t *testing.T) {
	tree, keys := commandFlags(t), configKeys(t)
	sections := map[string]bool{}
	for _, k := range keys {
		section, _, _ := strings.Cut(k, ".")
		sections[section] = true
	}
	for page, text := range handbook(t) {
		for _, m := range append(inTicks.FindAllStringSubmatch(text, -1), inBlocks.FindAllStringSubmatch(text, -1)...) {
			checkCommand(t, page, m[1], tree)
		}
		for _, m := range keyed.FindAllStringSubmatch(text, -1) {
			if section, _, _ := strings.Cut(m[1], "."); sections[section] && !slices.Contains(keys, m[1]) {
				t.Errorf("%s: there is no key %s", page, m[1])
			}
		}
		for _, m := range linked.FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join(docs, m[1])); err != nil && !strings.Contains(m[1], "://") {
				t.Errorf("%s: there is no %s to link to", page, m[1])
			}
		}
	}
}

// checkCommand wants a line to be a command that there is, with flags that it has.
func checkCommand(t *testing.T, page, line string, tree map[string][]string) {
	t.Helper()
	line, _, _ = strings.Cut(line, "#")
	words := strings.Fields(line)
	name := words[1]
	if len(words) > 2 && tree[name+" "+words[2]] != nil {
		name += " " + words[2]
	}
	flags, ok := tree[name]
	if !ok || len(words) > 2 && leads(tree, name) {
		t.Errorf("%s: there is no command %q", page, line)
		return
	}
	for _, f := range flagged.FindAllStringSubmatch(line, -1) {
		if !slices.Contains(flags, f[1]) {
			t.Errorf("%s: %q: there is no flag --%s", page, line, f[1])
		}
	}
}

// TestHandbookButtons: what stands in bold on the page for the coordinator is a
// button of the card.
func TestHandbookButtons(t *testing.T) {
	buttons := []string{"···"}
	for _, f := range templates.Forms() {
		buttons = append(buttons, f.Button)
	}
	for _, m := range boldness.FindAllStringSubmatch(handbook(t)["samordnare.md"], -1) {
		if !slices.Contains(buttons, m[1]) {
			t.Errorf("samordnare.md: there is no button %q", m[1])
		}
	}
}

// TestHandbookIsFound: every page is linked to from the README or another page.
func TestHandbookIsFound(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	pages := handbook(t)
	for page := range pages {
		found := strings.Contains(string(readme), "(docs/"+page+")")
		for other, text := range pages {
			found = found || other != page && strings.Contains(text, "("+page+")")
		}
		if !found {
			t.Errorf("docs/%s: nothing links to it: name it in README.md under Handbook", page)
		}
	}
}

// TestHandbookShowsItsPictures: every picture that was taken stands on a page.
func TestHandbookShowsItsPictures(t *testing.T) {
	said := ""
	for _, text := range handbook(t) {
		said += text
	}
	pictures, _ := filepath.Glob(filepath.Join(docs, "bilder", "*")) // the pattern is well formed
	if len(pictures) == 0 {
		t.Error("there are no pictures")
	}
	for _, path := range pictures {
		if !strings.Contains(said, "](bilder/"+filepath.Base(path)+")") {
			t.Errorf("docs/bilder/%s: no page shows it: put it on docs/bilder.md, or take it away", filepath.Base(path))
		}
	}
}
