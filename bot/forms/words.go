package forms

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"text/template"

	"github.com/pelletier/go-toml/v2"
)

// Words are the words of all papers, checked and ready.
type Words struct {
	form   form
	common common
	papers map[string]*template.Template
	sample sample
}

// common are the words that all papers share.
type common struct {
	Months   []string
	And      string
	Yes, No  string
	Unknown  string
	Ongoing  string
	Minutes  string
	Page     string
	Case     string
	Required string
	Lost     string
	States   map[string]string
	Reading  struct {
		Sure, Weak, Confirmed, Missing, Empty, Page, Raw, Corrected, Insats, Unknown, Other, Picture, Unknowable string
		Sources                                                                                                  map[string]string
	}
}

// paperNames are the files that [Load] wants beside the two of data.
var paperNames = []string{"information", "instruktion", "bestallning", "beslut", "akt", "avlasning", "omslag"}

// Load reads the words. Each file is taken from the first of places that has
// it, so a unit's own words come before the ones that everybody uses, which
// come last. Words with which some paper could not be printed are refused.
func Load(places ...fs.FS) (Words, error) {
	w := Words{papers: map[string]*template.Template{}}
	for _, own := range places[:max(0, len(places)-1)] {
		if err := known(own, places[len(places)-1]); err != nil {
			return Words{}, err
		}
	}
	if err := decode(places, "ord.toml", &w.common); err != nil {
		return Words{}, err
	}
	if len(w.common.Months) != 12 {
		return Words{}, fmt.Errorf("words: ord.toml: want twelve months, got %d", len(w.common.Months))
	}
	if err := decode(places, "egenvardsintyg.toml", &w.form); err != nil {
		return Words{}, err
	}
	if err := w.form.check(); err != nil {
		return Words{}, fmt.Errorf("words: egenvardsintyg.toml: %w", err)
	}
	if err := decode(places, "exempel.toml", &w.sample); err != nil {
		return Words{}, err
	}
	for _, name := range paperNames {
		t, err := w.parse(places, name+".txt")
		if err != nil {
			return Words{}, err
		}
		w.papers[name] = t
	}
	if err := w.try(); err != nil {
		return Words{}, err
	}
	return w, nil
}

func decode(places []fs.FS, name string, into any) error {
	data, err := read(places, name)
	if err != nil {
		return err
	}
	d := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("words: %s: %w", name, err)
	}
	return nil
}

func read(places []fs.FS, name string) (data []byte, err error) {
	err = fs.ErrNotExist
	for _, place := range places {
		if data, err = fs.ReadFile(place, name); err == nil {
			return data, nil
		}
	}
	return nil, fmt.Errorf("words: %w", err)
}

func (w Words) parse(places []fs.FS, name string) (*template.Template, error) {
	data, err := read(places, name)
	if err != nil {
		return nil, err
	}
	t, err := template.New(name).Funcs(w.funcs()).Option("missingkey=error").Parse(strings.ReplaceAll(string(data), "\r\n", "\n"))
	if err != nil {
		return nil, fmt.Errorf("words: %w", err)
	}
	protect(t.Tree.Root)
	return t, nil
}

// say executes a paper's text with its facts.
func (w Words) say(name string, facts any) ([]block, error) {
	var b strings.Builder
	if err := w.papers[name].Execute(&b, facts); err != nil {
		return nil, fmt.Errorf("paper: %w", err)
	}
	return blocks(b.String()), nil
}
