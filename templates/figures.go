package templates

import (
	_ "embed"
	"sync"
)

//go:embed figures.toml
var figuresTOML []byte

// Figures are the words of the statistics.
type Figures struct {
	Title    string `toml:"title"`
	Subtitle string `toml:"subtitle"`
	Undated  string `toml:"undated"`
	Intro    string `toml:"intro"`
	Privacy  string `toml:"privacy"`
	Exact    string `toml:"exact"`
	Few      string `toml:"few"`
	FewTable string `toml:"few_table"`
	Hidden   string `toml:"hidden"`
	Total    string `toml:"total"`
	Count    string `toml:"count"`
	Share    string `toml:"share"`
	UnderOne string `toml:"under_one"`
	Median   string `toml:"median"`
	InTime   string `toml:"in_time"`
	Days     string `toml:"days"`
	SameDay  string `toml:"same_day"`
	Over     string `toml:"over"`
	Chart    string `toml:"chart"`

	Tables map[string]FigureTable `toml:"tables"` // by the name of the table, up to the dot
}

// A FigureTable holds the words of one table of the statistics.
type FigureTable struct {
	Title string            `toml:"title"`
	Line  string            `toml:"line"` // what its lines are
	Note  string            `toml:"note"`
	Cells map[string]string `toml:"cells"`
	Lines map[string]string `toml:"lines"`
}

var figures = sync.OnceValue(func() Figures { return mustDecode[Figures]("figures.toml", figuresTOML) })

// FigureWords returns the words of the statistics.
func FigureWords() Figures { return figures() }
