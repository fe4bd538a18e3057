package slackfake

// CheckBlocks returns what Slack would say against the blocks of a message,
// in its own words, or nil. blocks is the decoded JSON array.
func CheckBlocks(blocks any) []string {
	_, e := validateBlocks(surfMessage, asList(blocks), "/blocks", 50)
	return e
}

// CheckView returns what Slack would say against a modal or a Home tab.
func CheckView(view any) []string { return validateView(asMap(view)) }
