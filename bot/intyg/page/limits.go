package page

// How much of what a stranger sends is read. Each limit is far above what any
// intyg needs and far below what hurts.
const (
	maxBytes   = 50 << 20  // of a file
	maxText    = 8 << 20   // of text in any format
	maxUnpack  = 100 << 20 // of all that comes out of a file
	maxRatio   = 200       // of unpacked to packed, for parts above a megabyte
	maxEntries = 500       // files in an archive
	maxItems   = 200       // files that come out of a file
	maxNested  = 3         // mails in mails, archives in archives
	maxPages   = 20
	maxChars   = 60_000 // on a page
	maxFields  = 2_000  // on a page
	maxObjects = 4_000  // drawn on a page
	maxWords   = 100_000
	maxDepth   = 400 // of elements in elements
	maxNodes   = 500_000
)
