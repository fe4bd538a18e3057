package stats

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
)

// Figures are rows added up over some months.
type Figures struct {
	Units  []string `json:"units"` // whose desks
	From   string   `json:"from"`  // first month
	To     string   `json:"to"`    // last month
	Exact  bool     `json:"exact"` // nothing is hidden: not for publishing
	Intyg  int      `json:"intyg"`
	Few    bool     `json:"few,omitempty"` // so few intyg that there is nothing to tell
	Tables []Table  `json:"tables"`

	parts []Figures // of which units they are the sum
}

// A Table says how many there are of each, in one respect. Its name, and those
// of its cells, are words in templates; one with a dot in it is a line of the
// table named before the dot.
type Table struct {
	Name   string      `json:"name"`
	Of     int         `json:"of"`             // how many were counted
	Once   bool        `json:"once"`           // each of them in exactly one cell
	Whole  bool        `json:"whole"`          // they are all the intyg there are
	Cells  []Cell      `json:"cells"`          // in an order that the numbers have no part in
	Few    bool        `json:"few,omitempty"`  // too few to tell of
	Days   map[int]int `json:"days,omitempty"` // how many took how long, where that was measured
	Median *int        `json:"median,omitempty"`
}

// A Cell is one number.
type Cell struct {
	Name   string `json:"name"`
	N      int    `json:"n"`
	Hidden bool   `json:"hidden,omitempty"` // it is small, or a small one could be worked out from it
}

// Professions are the classes of the study, in its order.
var Professions = []string{"distriktsskoterska_sjukskoterska", "lakare", "fysioterapeut", "arbetsterapeut", "dietist", "logoped", Other, Unknown}

// Kinds are the study's kinds of insatser.
var Kinds = []string{"lakemedel", "kompressionsstrumpor", "fysisk_aktivitet", "sondmatning", "ovrigt", Unknown}

// lead are the classes that lead times are told in, by their last day.
var lead = []int{0, 3, 7, 14, 28}

// tables lists what is counted of the intyg, one table each. A row counts in the
// cells that of names.
var tables = []struct {
	name  string
	cells []string // the cells there always are
	once  bool
	of    func(Row) []string
}{
	{"utfardare", Professions, true, func(r Row) []string { return []string{r.Profession} }},
	{"insats", Kinds, false, func(r Row) []string { return r.Kinds }},
	{"manad", nil, true, func(r Row) []string { return []string{r.Month} }},
	{"distrikt", nil, true, func(r Row) []string { return []string{r.Unit} }},
	{"utforare", nil, true, func(r Row) []string { return []string{provider(r)} }},
	{"komplett", []string{"ja", "nej"}, true, func(r Row) []string { return []string{word(r.Complete)} }},
	{"forlangning", []string{InTime, Late, "ingen"}, true, func(r Row) []string { return []string{extension(r)} }},
	{"moten.samtal", perRound, true, meetings(care.Call)},
	{"moten.hembesok", perRound, true, meetings(care.Visit)},
	{"moten.uppfoljning", perRound, true, meetings(care.Review)},
}

// perRound: how many meetings of a kind there were about one intyg.
var perRound = []string{"0", "1", "2+"}

func provider(r Row) string {
	if r.Provider == "" {
		return "ingen"
	}
	return string(r.Provider)
}

func word(yes bool) string {
	if yes {
		return "ja"
	}
	return "nej"
}

func extension(r Row) string {
	if r.Extended == "" {
		return "ingen"
	}
	return r.Extended
}

func meetings(k care.MeetingKind) func(Row) []string {
	return func(r Row) []string {
		if n := r.Held[string(k)]; n < 2 {
			return []string{strconv.Itoa(n)}
		}
		return []string{"2+"}
	}
}

// Count adds up the rows of the months from and to, and those between; of all
// there are when they are empty.
func Count(rows []Row, from, to string) Figures {
	rows = slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r.Month < from || to != "" && r.Month > to })
	f := Figures{From: from, To: to, Exact: true}
	for _, r := range rows {
		f.From, f.To = earliest(f.From, r.Month), max(f.To, r.Month)
		f.Units = append(f.Units, r.Unit)
		if r.Intyg {
			f.Intyg++
		}
	}
	slices.Sort(f.Units)
	f.Units = slices.Compact(f.Units)
	intyg := slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return !r.Intyg })
	for _, t := range tables {
		cells := t.cells
		if t.name == "manad" {
			cells = Months(f.From, f.To)
		}
		f.Tables = append(f.Tables, tally(t.name, cells, t.once, intyg, t.of))
	}
	for _, s := range care.Steps() {
		f.Tables = append(f.Tables, duration(s, intyg))
	}
	return f.deeds(rows)
}

func earliest(a, b string) string {
	if a == "" || b < a {
		return b
	}
	return a
}

// tally counts in how many of the intyg each cell occurs.
func tally(name string, cells []string, once bool, intyg []Row, of func(Row) []string) Table {
	counts := map[string]int{}
	for _, c := range cells {
		counts[c] = 0
	}
	for _, r := range intyg {
		for _, c := range of(r) {
			counts[c]++
		}
	}
	t := Table{Name: name, Of: len(intyg), Once: once, Whole: true}
	for _, c := range ordered(cells, counts) {
		t.Cells = append(t.Cells, Cell{Name: c, N: counts[c]})
	}
	return t
}

// ordered lists the cells: those there always are as they come, and the others
// by name.
func ordered(first []string, counts map[string]int) []string {
	rest := slices.DeleteFunc(slices.Sorted(maps.Keys(counts)), func(c string) bool { return slices.Contains(first, c) })
	return slices.Concat(first, rest)
}

// duration counts how many days a step took, for the intyg that have left it.
func duration(s care.Step, intyg []Row) Table {
	t := Table{Name: fmt.Sprintf("ledtid.%d", s), Once: true, Whole: true, Of: len(intyg), Days: map[int]int{}}
	for _, r := range intyg {
		if days, over := r.Days[int(s)]; over {
			t.Days[days]++
		}
	}
	t.classify()
	return t
}

// classify fills in the cells of a table of days.
func (t *Table) classify() {
	counts, over := make([]int, len(lead)+1), 0
	for days, n := range t.Days {
		i := slices.IndexFunc(lead, func(last int) bool { return days <= last })
		if i < 0 {
			i = len(lead)
		}
		counts[i] += n
		over += n
	}
	t.Cells = nil
	for i, n := range counts {
		name := "over"
		if i < len(lead) {
			name = strconv.Itoa(lead[i])
		}
		t.Cells = append(t.Cells, Cell{Name: name, N: n})
	}
	t.Cells = append(t.Cells, Cell{Name: "pagar", N: t.Of - over})
	t.Median = median(t.Days, over)
}

// median returns the middle number of days, when there are enough to tell of.
func median(days map[int]int, n int) *int {
	if n < Least {
		return nil
	}
	seen := 0
	for _, d := range slices.Sorted(maps.Keys(days)) {
		if seen += days[d]; 2*seen >= n {
			return &d
		}
	}
	return nil // unreachable: days holds n of them
}

// deeds counts the deadlines that were kept, duty by duty, and how often times
// were proposed before a meeting was booked.
func (f Figures) deeds(rows []Row) Figures {
	for _, name := range care.DebtNames() {
		t := Table{Name: "frist." + name, Once: true, Cells: []Cell{{Name: InTime}, {Name: Late}}}
		for _, r := range rows {
			t.Cells[0].N += r.Kept[name]
			t.Cells[1].N += r.Missed[name]
		}
		if t.Of = t.Cells[0].N + t.Cells[1].N; t.Of > 0 {
			f.Tables = append(f.Tables, t)
		}
	}
	t := Table{Name: "forslag", Once: true, Cells: []Cell{{Name: "1"}, {Name: "2"}, {Name: "3+"}}}
	for _, r := range rows {
		for _, n := range r.Rounds {
			t.Cells[min(max(n, 1), 3)-1].N++
			t.Of++
		}
	}
	f.Tables = append(f.Tables, t)
	return f.grades(rows)
}

// questions are those of the questionnaires.
var questions = []string{"start.1", "start.2", "start.3", "slut.1", "slut.2", "slut.3"}

// grades counts the answers to each question of the questionnaires, when there are any.
func (f Figures) grades(rows []Row) Figures {
	for _, of := range questions {
		t := Table{Name: "enkat." + of, Once: true}
		for _, g := range []string{"1", "2", "3", "4", "5"} {
			t.Cells = append(t.Cells, Cell{Name: g})
		}
		for _, r := range rows {
			for _, g := range r.Grades[of] {
				if 1 <= g && g <= 5 {
					t.Cells[g-1].N++
					t.Of++
				}
			}
		}
		if t.Of > 0 {
			f.Tables = append(f.Tables, t)
		}
	}
	return f
}

// Months lists the months from the first to the last.
func Months(from, to string) (all []string) {
	t, err := time.Parse("2006-01", from)
	if err != nil {
		return nil
	}
	for m := from; m <= to; m = t.Format("2006-01") {
		all = append(all, m)
		t = t.AddDate(0, 1, 0)
	}
	return all
}

// Table returns the table of that name; an empty one when there is none.
func (f Figures) Table(name string) Table {
	for _, t := range f.Tables {
		if t.Name == name {
			return t
		}
	}
	return Table{Name: name}
}

// Group is the part of a table's name before the dot, and Line the part after.
func (t Table) Group() string { g, _, _ := strings.Cut(t.Name, "."); return g }
func (t Table) Line() string  { _, l, _ := strings.Cut(t.Name, "."); return l }
