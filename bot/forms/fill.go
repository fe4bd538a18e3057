package forms

import (
	"fmt"
	"slices"
	"strings"

	"example.org/stegvis/bot/forms/pdf"
)

// Fill writes values into a blank that [Blank] made, as a viewer does: the
// blank's own bytes stay and what was filled in is appended, with the look of
// every field. Names are those of the fields or keys of the catalogue; of a
// field with several choices the value is their codes, separated by commas.
//
// It is written here and not done with PDFium, so that a blank can be filled
// in the demo and by the daemon without a reader's megabytes and start-up; the
// tests fill the same blank with PDFium too, and read both back.
func Fill(blank []byte, values map[string]string) ([]byte, error) {
	ticks, err := pdf.Ticks(blank)
	if err != nil {
		return nil, fmt.Errorf("fill blank: %w", err)
	}
	groups := map[string][]string{} // key to the codes of its boxes
	for name, code := range ticks {
		if key, ok := strings.CutSuffix(name, "_"+code); ok {
			groups[key] = append(groups[key], code)
		}
	}
	plain := map[string]string{}
	for name, value := range values {
		name = strings.ReplaceAll(name, ".", "_")
		if codes, ok := groups[name]; !ok {
			plain[name] = value
		} else if err := spread(plain, name, codes, value); err != nil {
			return nil, fmt.Errorf("fill blank: %w", err)
		}
	}
	return pdf.Fill(blank, plain)
}

// spread turns the codes of a field with several choices into its boxes.
func spread(into map[string]string, key string, codes []string, value string) error {
	for _, c := range codes {
		into[tickName(key, c)] = ""
	}
	for c := range strings.SplitSeq(value, ",") {
		c = strings.TrimSpace(c)
		switch {
		case c == "":
		case !slices.Contains(codes, c):
			return fmt.Errorf("field %s: has no such choice", key)
		default:
			into[tickName(key, c)] = c
		}
	}
	return nil
}

func tickName(field, code string) string { return field + "_" + code }
