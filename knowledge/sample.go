package knowledge

import (
	"embed"
	"io/fs"
)

//go:embed sample
var sampleFiles embed.FS

// Sample gives the pages of the sample firm "Harbour & Finch": invented for
// demonstrations and tests, with stale, contradicting and internal pages on
// purpose.
func Sample() fs.FS {
	sub, err := fs.Sub(sampleFiles, "sample")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sub
}
