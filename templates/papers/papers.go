// Package papers holds the words of the papers that package forms prints: the
// blank intyg with its instructions, the information to the person, the order,
// the decision letter and the case file. They are data: a unit that wants other
// words puts a file of the same name in a folder of its own.
package papers

import "embed"

// Files are the words as they come with the program.
//
//go:embed *.toml *.txt
var Files embed.FS
