// Package packaging holds the template of the ward's folder, from which kioskctl
// makes the folders that packs are built of. It only embeds.
package packaging

import (
	"embed"
	"io/fs"
)

//go:embed ward
var files embed.FS

// Ward returns the template: files that tell nothing yet, with examples and the
// explanations for a ward officer in their comments.
func Ward() fs.FS {
	ward, err := fs.Sub(files, "ward")
	if err != nil {
		panic("packaging: " + err.Error()) // the name is written above
	}
	return ward
}
