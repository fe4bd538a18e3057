package slackfake

import (
	"maps"
	"strings"
)

// valueKeys says under which key each element keeps its value, and from which
// key it takes the initial one. Elements that are not here hold nothing.
var valueKeys = map[string][2]string{
	"plain_text_input":           {"value", "initial_value"},
	"email_text_input":           {"value", "initial_value"},
	"url_text_input":             {"value", "initial_value"},
	"number_input":               {"value", "initial_value"},
	"datepicker":                 {"selected_date", "initial_date"},
	"timepicker":                 {"selected_time", "initial_time"},
	"datetimepicker":             {"selected_date_time", "initial_date_time"},
	"static_select":              {"selected_option", "initial_option"},
	"external_select":            {"selected_option", "initial_option"},
	"radio_buttons":              {"selected_option", "initial_option"},
	"multi_static_select":        {"selected_options", "initial_options"},
	"multi_external_select":      {"selected_options", "initial_options"},
	"checkboxes":                 {"selected_options", "initial_options"},
	"users_select":               {"selected_user", "initial_user"},
	"multi_users_select":         {"selected_users", "initial_users"},
	"conversations_select":       {"selected_conversation", "initial_conversation"},
	"multi_conversations_select": {"selected_conversations", "initial_conversations"},
	"channels_select":            {"selected_channel", "initial_channel"},
	"multi_channels_select":      {"selected_channels", "initial_channels"},
}

// valuesOf returns the state of blocks that nobody has touched: block id,
// action id, value.
func valuesOf(blocks []any) M {
	state := M{}
	for _, b := range blocks {
		block := asMap(b)
		for _, e := range elementsOf(block) {
			keys, holds := valueKeys[asStr(e["type"])]
			if !holds {
				continue
			}
			initial := e[keys[1]]
			if initial == nil && strings.HasSuffix(keys[0], "s") {
				initial = []any{}
			}
			state = merge(state, block, e, M{keys[0]: initial})
		}
	}
	return state
}

// merge puts the value of an element that holds one into state.
func merge(state, block, element, value M) M {
	if _, holds := valueKeys[asStr(element["type"])]; !holds || len(value) == 0 {
		return state
	}
	out := maps.Clone(state)
	inner := maps.Clone(asMap(out[asStr(block["block_id"])]))
	if inner == nil {
		inner = M{}
	}
	held := M{"type": element["type"]}
	maps.Copy(held, value)
	inner[asStr(element["action_id"])] = held
	out[asStr(block["block_id"])] = inner
	return out
}

func withState(view, state M) M {
	out := clone(view)
	if state != nil {
		out["state"] = M{"values": state}
	}
	return out
}
