package intyg

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

func TestFlat(t *testing.T) {
	f := os.Getenv("FLAT")
	if f == "" {
		t.Skip("no FLAT")
	}
	data, err := os.ReadFile(f)
	if err != nil {
		t.Fatal(err)
	}
	rd := page.NewReader(page.Options{})
	doc, err := rd.Read(context.Background(), data)
	r := Extract(doc, care.Date{Year: 2026, Month: 12, Day: 1})
	show := func(m map[string]Field) {
		var ks []string
		for k := range m {
			ks = append(ks, k)
		}
		slices.Sort(ks)
		for _, k := range ks {
			fmt.Printf("  %-24s %-5v %.2f %v | %q\n", k, m[k].Certain, m[k].Confidence, m[k].Value, m[k].Raw)
		}
	}
	show(r.Fields)
	for _, m := range r.Measures {
		fmt.Println(" --")
		show(m)
	}
	fmt.Println(r.Form, "missing", r.Missing, "warn", r.Warnings, "unknown", r.Unknown, "persons", r.Persons, "whole", r.Whole)
}
