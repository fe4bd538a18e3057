package contacts

import (
	_ "embed"
	"encoding/json"
	"sync"

	"example.org/stegvis/bot/care"
)

// The Swedish of the lists lives in data files beside the code: what columns
// are called, how people write about utförare, and what we say about a list.

//go:embed headers.json
var headersJSON []byte

//go:embed sentences.json
var sentencesJSON []byte

//go:embed lexicon.json
var lexiconJSON []byte

// headerData says how lists write things: header, role, class and so on, each
// with its synonyms.
type headerData struct {
	Columns  map[string][]string
	Roles    map[string][]string
	Classes  map[string][]string
	Channels map[string][]string
	Active   map[string][]string
	Empty    []string
	Former   []string
}

type sentenceData struct {
	Place    struct{ List, Sheet, Row, Column, Unit string }
	Problems map[string]struct {
		English string `json:"en"`
		Swedish string `json:"sv"`
	}
	Why map[string]string
}

var sentences = sync.OnceValue(func() (s sentenceData) {
	mustRead(sentencesJSON, &s)
	return s
})

// A vocabulary finds what a cell means by how it is written.
type vocabulary map[string]string

var headers = sync.OnceValue(func() (h struct {
	columns, roles, classes, channels, active vocabulary
	empty                                     map[string]bool
	former                                    []string
}) {
	var data headerData
	mustRead(headersJSON, &data)
	h.columns, h.roles, h.classes = invert(data.Columns), invert(data.Roles), invert(data.Classes)
	h.channels, h.active = invert(data.Channels), invert(data.Active)
	h.former = data.Former
	h.empty = map[string]bool{"": true}
	for _, e := range data.Empty {
		h.empty[cellKey(e)] = true
	}
	return h
})

func invert(synonyms map[string][]string) vocabulary {
	v := vocabulary{}
	for meaning, words := range synonyms {
		for _, w := range words {
			v[cellKey(w)] = meaning
		}
	}
	return v
}

func mustRead(data []byte, into any) {
	if err := json.Unmarshal(data, into); err != nil {
		panic(err) // unreachable: the files are built in and read by every test
	}
}

// roleOf says which party a word of the role column means, and which post when
// it means one of BIH's staff.
func roleOf(cell string) (role care.Role, post Post, staff, ok bool) {
	switch r := headers().roles[cellKey(cell)]; r {
	case "":
		return "", "", false, false
	case string(care.HTJ), string(care.PVR), string(care.BIH), string(care.Other):
		return care.Role(r), "", false, true
	case "staff":
		return care.BIH, Handler, true, true
	default:
		return care.BIH, Post(r), true, true
	}
}
