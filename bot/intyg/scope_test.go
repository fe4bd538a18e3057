package intyg

import (
	"encoding/json"
	"os"
	"testing"
)

// TestScope: how often and how long, in the words of the JSON contract.
func TestScope(t *testing.T) {
	var file struct {
		Frekvens []map[string]any
		Minuter  []map[string]any
	}
	data, err := os.ReadFile("testdata/tid/frekvens_minuter.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	for _, c := range file.Frekvens {
		text := c["text"].(string)
		delete(c, "text")
		delete(c, "not_")
		if got := frequency(text); !equalJSON(got, c) {
			t.Errorf("%q: got %+v, want %v", text, got, c)
		}
	}
	for _, c := range file.Minuter {
		if got := minutes(c["text"].(string)); !equalJSON(got, c["minuter"]) {
			t.Errorf("%q: got %v, want %v", c["text"], got, c["minuter"])
		}
	}
	for text, want := range map[string]any{"15": 15.0, "45 min x 3": 45.0, "10 min på morgonen, 5 min på kvällen": nil, "efter ork": nil} {
		if got := minutes(text); !equalJSON(got, want) {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}
