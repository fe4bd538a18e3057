// Package intyg reads egenvårdsintyg: it is given a file and says what stands
// in it, where, and how sure it is. It never fills a gap with a guess.
//
// There is no template of any form in it. A form is read as a stranger reads
// one: by its labels. Package page has made pages of the file, whatever it was;
// here words become lines and pieces of lines (element.go, split.go), pieces
// become labels, headings, tick boxes and the rest (caption.go, heading.go,
// looks.go, columns.go), a label gets its meaning from the section it stands in
// (resolve.go), and what is left belongs to the label it stands by: in the same
// cell, to the right, or below (owner.go), and on some forms above (beneath.go).
// What stands by a label is then read as the kind of value its field has
// (kinds.go, compound.go, picked.go). The labels are data, in labels.json; a
// human can add those of a new form (learn.go).
//
// What is certain is decided last, and narrowly (judge.go): a known label,
// exactly worded, a value of the right kind, nothing beside it that speaks
// against it, on a form most of whose labels are known. Words in front of a
// colon that nobody knows are a boundary, and named; text that belongs to
// nothing makes doubtful what it stands under. What a machine recognised in a
// picture is certain only where the world outside the picture confirms it, and
// what is told in sentences (prose.go) never is. Whoever uses a value that is
// not certain asks first, and shows what was read.
//
// The package also tells mails apart (classify.go) and names the signs that
// put a human before everything automatic (signs.go); the phrases are in
// kinds.json. There too a wrong answer is worse than none: a mail that may be
// ours and fits nothing goes before a human.
package intyg
