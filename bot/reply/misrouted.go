package reply

import (
	"slices"
	"strings"
)

// misrouted are the words by which somebody says that what came was not for them.
var misrouted = []string{
	"fel mottagare", "fel adress", "fel utförare", "fel enhet", "felskick", "fel skickat", "skickat fel", "skickats fel", "kommit fel", "hamnat fel", "gått fel",
	"inte vår kund", "inte vår brukare", "inte vår patient", "inte en kund hos oss", "inte kund hos oss", "ingen kund hos oss", "inte någon av våra kunder",
	"wrong recipient", "not our client", "not meant for us", "inte avsett för oss", "inte till oss",
}

// Misrouted reports whether text, without its quotes, says that a message went
// to the wrong place. It may report too much: whoever asks stops everything and
// lets a human look.
func Misrouted(text string) bool {
	text = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	return slices.ContainsFunc(misrouted, func(words string) bool { return strings.Contains(text, words) })
}
