package main

import (
	"encoding/json"
	"errors"
	"runtime/debug"
)

type sbomCmd struct{}

// Run prints what this very program was built of, as the compiler wrote it down
// in it: a software bill of materials in CycloneDX's JSON.
func (sbomCmd) Run(s streams) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("the program does not hold what it was built of: build it with go build")
	}
	enc := json.NewEncoder(s.out)
	enc.SetIndent("", "  ")
	return enc.Encode(materials(info))
}

// A bill is a CycloneDX document, as much of it as we have something to say in.
type bill struct {
	Format     string      `json:"bomFormat"`
	Spec       string      `json:"specVersion"`
	Version    int         `json:"version"`
	Metadata   billHead    `json:"metadata"`
	Components []component `json:"components"`
}

type billHead struct {
	Component component `json:"component"`
}

type component struct {
	Type       string     `json:"type"`
	Ref        string     `json:"bom-ref"`
	Name       string     `json:"name"`
	Version    string     `json:"version"`
	PURL       string     `json:"purl"`
	Properties []property `json:"properties,omitempty"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func materials(info *debug.BuildInfo) bill {
	b := bill{Format: "CycloneDX", Spec: "1.5", Version: 1}
	b.Metadata.Component = part("application", &info.Main)
	for _, s := range info.Settings { // how it was built: with the same, it comes out the same
		b.Metadata.Component.Properties = append(b.Metadata.Component.Properties, property{"go:build:" + s.Key, s.Value})
	}
	b.Components = append(b.Components, part("library", &debug.Module{Path: "std", Version: info.GoVersion}))
	for _, m := range info.Deps {
		b.Components = append(b.Components, part("library", m))
	}
	return b
}

func part(kind string, m *debug.Module) component {
	if m.Replace != nil {
		m = m.Replace
	}
	url := "pkg:golang/" + m.Path + "@" + m.Version
	c := component{Type: kind, Ref: url, Name: m.Path, Version: m.Version, PURL: url}
	if m.Sum != "" {
		c.Properties = []property{{"go:sum", m.Sum}}
	}
	return c
}
