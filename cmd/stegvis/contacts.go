package main

import _ "embed"

// exampleContacts is the contact list of an invented unit, for the demo and for
// scripts that bring none of their own.
//
//go:embed demo/kontakter.csv
var exampleContacts []byte
