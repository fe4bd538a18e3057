// Package mutant holds the desk's promises that tests can break on purpose, to
// see that the tests which guard them would notice. Each is a place in the code
// where a promise is kept; in every build but one all of them are constants and
// false, and the compiler leaves nothing of them behind.
//
// The one build is that of the tests which kill the desk: go build -tags mutant.
// There the environment says which promise to break: STEGVIS_MUTANT=resend.
package mutant
