package intyg

// tables is where several insatser stand below each other under one line of
// labels.
func (b *builder) tables() {}
