package slackfake

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A Form is what a person fills in, by block id: a text, a date, a time, an
// option's value or text, several of them with commas between.
type Form map[string]string

// Fill fills in the uppermost modal and returns what its form then holds, for
// [Human.Submit] and [Human.ClickView]. In a menu that asks the app for its
// options the person types and picks what fits.
func (h Human) Fill(form Form) (state M, err error) {
	h.f.mu.Lock()
	s, err := h.inView(h.top())
	h.f.mu.Unlock()
	if err != nil {
		return nil, err
	}
	state = valuesOf(s.blocks())
	for _, id := range slices.Sorted(maps.Keys(form)) {
		block, element := inputOf(s.blocks(), id)
		if element == nil {
			return nil, fmt.Errorf("no input %q in the form", id)
		}
		value, err := h.choose(s, block, element, form[id])
		if err != nil {
			return nil, fmt.Errorf("input %q: %w", id, err)
		}
		state = merge(state, block, element, value)
	}
	return state, nil
}

// held is what the form of a view holds: what was given, and else what it
// began with.
func (s spot) held(given M) M {
	state := valuesOf(s.blocks())
	for block, values := range given {
		inner := maps.Clone(asMap(state[block]))
		if inner == nil {
			inner = M{}
		}
		maps.Copy(inner, asMap(values))
		state[block] = inner
	}
	return state
}

// inputOf returns the element of that block which holds a value.
func inputOf(blocks []any, blockID string) (block, element M) {
	for _, b := range blocks {
		block := asMap(b)
		for _, e := range elementsOf(block) {
			if _, holds := valueKeys[asStr(e["type"])]; holds && block["block_id"] == blockID {
				return block, e
			}
		}
	}
	return nil, nil
}

// choose returns the value an element gets by what a person types or picks
// in it.
func (h Human) choose(s spot, block, element M, typed string) (M, error) {
	if element["type"] == "overflow" {
		o, err := h.options(s, block, element, typed)
		return M{"selected_option": firstOf(o)}, err
	}
	keys, holds := valueKeys[asStr(element["type"])]
	switch {
	case !holds:
		return nil, nil
	case keys[0] == "selected_option" && typed != "":
		o, err := h.options(s, block, element, typed)
		return M{keys[0]: firstOf(o)}, err
	case keys[0] == "selected_options":
		o, err := h.options(s, block, element, splitList(typed)...)
		return M{keys[0]: o}, err
	case strings.HasSuffix(keys[0], "s"):
		return M{keys[0]: anys(splitList(typed))}, nil
	case typed == "":
		return M{keys[0]: nil}, nil
	case keys[0] == "selected_date_time":
		n, err := strconv.ParseInt(typed, 10, 64)
		return M{keys[0]: n}, err
	}
	return M{keys[0]: typed}, nil
}

// options finds each of wanted among the options of an element, by value or by
// text. Of a menu that asks the app, the person types and takes what matches,
// or else the only one offered.
func (h Human) options(s spot, block, element M, wanted ...string) ([]any, error) {
	out := []any{}
	for _, w := range wanted {
		offered := offeredBy(element)
		if strings.HasSuffix(asStr(element["type"]), "external_select") {
			var err error
			if offered, err = h.suggest(s, block, element, w); err != nil {
				return nil, err
			}
		}
		i := slices.IndexFunc(offered, func(o any) bool {
			return asMap(o)["value"] == w || asMap(asMap(o)["text"])["text"] == w
		})
		if i < 0 && len(offered) == 1 && element["options"] == nil {
			i = 0
		}
		if i < 0 {
			return nil, fmt.Errorf("no option %q among %d", w, len(offered))
		}
		out = append(out, offered[i])
	}
	return out, nil
}

func offeredBy(element M) []any {
	offered := slices.Clone(asList(element["options"]))
	for _, g := range asList(element["option_groups"]) {
		offered = append(offered, asList(asMap(g)["options"])...)
	}
	return offered
}

func splitList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' })
}

func anys(list []string) []any {
	out := []any{}
	for _, s := range list {
		out = append(out, s)
	}
	return out
}

func firstOf(list []any) any {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}
