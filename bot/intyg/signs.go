package intyg

func Signs(text string) []string { return nil }
