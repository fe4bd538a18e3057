package reply

import (
	"maps"
	"testing"
)

// TestByCase: only what names a case, and it alone, is said of it.
func TestByCase(t *testing.T) {
	both := []string{"SK-2026-0001", "SK-2026-0002"}
	for name, x := range map[string]struct {
		text, rest string
		said       map[string]string
	}{
		"a line for each":              {"SK-2026-0001: informerad\nSK-2026-0002: vi kan börja 7 december", "", map[string]string{both[0]: "informerad", both[1]: "vi kan börja 7 december"}},
		"small letters and a dot":      {"sk-2026-0002. klart", "", map[string]string{both[1]: "klart"}},
		"the number last":              {"Informerad 3 december, SK-2026-0001", "", map[string]string{both[0]: "Informerad 3 december,"}},
		"lines below belong to it":     {"SK-2026-0002\nVi börjar 7 december.\nInget hembesök.", "", map[string]string{both[1]: "Vi börjar 7 december.\nInget hembesök."}},
		"twice of the same":            {"SK-2026-0001: ja\nSK-2026-0002: nej\nSK-2026-0001: 7 december", "", map[string]string{both[0]: "ja\n7 december", both[1]: "nej"}},
		"nothing before it counts":     {"Hej!\nVi hörs snart.\nSK-2026-0001: ja", "Hej!\nVi hörs snart.", map[string]string{both[0]: "ja"}},
		"no number":                    {"Informerad 3 december", "Informerad 3 december", map[string]string{}},
		"two in a line":                {"SK-2026-0001 och SK-2026-0002: informerade", "SK-2026-0001 och SK-2026-0002: informerade", map[string]string{}},
		"lines below two are nobody's": {"SK-2026-0001: ja\nSK-2026-0001 och SK-2026-0002\ninformerade", "SK-2026-0001 och SK-2026-0002\ninformerade", map[string]string{both[0]: "ja"}},
		"a case not asked about":       {"SK-2026-0009: informerad\n3 december", "SK-2026-0009: informerad\n3 december", map[string]string{}},
		"a number and nothing else":    {"SK-2026-0001\nSK-2026-0002:", "", map[string]string{}},
		"under what is quoted":         {"> SK-2026-0002 · Påminnelse: start\n>     När kan ni börja?\n7 december", "", map[string]string{both[1]: "7 december"}},
		"under two that are quoted":    {"> SK-2026-0001 · a\n> SK-2026-0002 · b\n7 december", "7 december", map[string]string{}},
		"our words, not marked":        {"SK-2026-0001: ja\n\nSK-2026-0002 · Påminnelse: start\nVi börjar 7 december.", "", map[string]string{both[0]: "ja"}},
		"empty":                        {"", "", map[string]string{}},
	} {
		said, rest := ByCase(x.text, both)
		if !maps.Equal(said, x.said) || rest != x.rest {
			t.Errorf("%s: got %q and %q, want %q and %q", name, said, rest, x.said, x.rest)
		}
	}
}
