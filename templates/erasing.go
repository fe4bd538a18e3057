package templates

import "example.org/stegvis/bot/care"

// An Erasing asks one of two people whether cases may be erased.
type Erasing struct {
	ID    string // of the proposal
	Code  string // by which she says yes
	Cases []care.CaseID
	Until care.Date // the last day of the code
}
