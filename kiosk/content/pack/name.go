package pack

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// maxSizes are the types of file that a pack may hold, and how large each may be:
// texts as package content reads them, the list of clips, and a clip of two
// minutes.
func maxSizes() map[string]int64 {
	return map[string]int64{".toml": 128 << 10, ".json": 2 << 20, ".wav": 16 << 20}
}

func maxSize(name string) int64 { return maxSizes()[path.Ext(name)] }

// pathPart is a name that every file system takes and no shell stumbles over.
var pathPart = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$`)

// unsafePath says why a pack may not hold a file of that path below its content,
// or nothing. The deepest files are clips, speech/vi/ID.wav.
func unsafePath(name string) string {
	parts := strings.Split(name, "/")
	switch {
	case strings.Contains(name, `\`):
		return "a path with a backslash"
	case strings.HasPrefix(name, "/"):
		return "a path from the root"
	case slices.Contains(parts, ".."):
		return "a path that leads out of the pack"
	case len(parts) > 3:
		return "deeper than two folders"
	}
	for _, part := range parts {
		if !pathPart.MatchString(part) || strings.HasSuffix(part, ".") {
			return "not a plain name"
		}
		if isDevice(part) {
			return "the name of a device"
		}
	}
	if maxSize(name) == 0 {
		return "not a type of file for a pack; it holds .toml, .json and .wav"
	}
	return ""
}

var deviceForm = regexp.MustCompile(`^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)`)

// isDevice tells names that Windows, on which packs are copied, takes for devices.
func isDevice(part string) bool { return deviceForm.MatchString(strings.ToLower(part)) }
