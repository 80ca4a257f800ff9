package assets_test

import (
	"bytes"
	"io/fs"
	"regexp"
	"slices"
	"testing"

	"golang.org/x/image/font/sfnt"

	"github.com/diemcham/diemcham/assets"
)

func TestEveryIconIsThereInBothWeights(t *testing.T) {
	names := assets.Icons()
	if len(names) == 0 || !slices.IsSorted(names) {
		t.Fatalf("Icons() = %q; want names in alphabetical order", names)
	}
	for _, name := range names {
		for _, weight := range []string{"-bold", "-fill"} {
			svg, ok := assets.Icon(name + weight)
			if !ok {
				t.Errorf("%s%s: missing", name, weight)
			}
			if n := bytes.Count(svg, []byte("currentColor")); n != 1 {
				t.Errorf("%s%s: currentColor stands there %d times; want once, to be replaced by the colour", name, weight, n)
			}
		}
	}
}

func TestUnknownIcon(t *testing.T) {
	for _, name := range []string{"", "house", "no-such-icon-bold", "../fonts/OFL"} {
		if _, ok := assets.Icon(name); ok {
			t.Errorf("Icon(%q) is there", name)
		}
	}
}

// Fyne's SVG reader draws arcs wrongly; packaging/assets/make turns them into
// curves.
func TestNoIconHasAnArc(t *testing.T) {
	path := regexp.MustCompile(` d="([^"]*)"`)
	for _, name := range assets.Icons() {
		for _, weight := range []string{"-bold", "-fill"} {
			svg, _ := assets.Icon(name + weight)
			paths := path.FindAllSubmatch(svg, -1)
			if len(paths) == 0 {
				t.Errorf("%s%s: no path", name, weight)
			}
			for _, p := range paths {
				if bytes.ContainsAny(p[1], "aA") {
					t.Errorf("%s%s: an arc in %s", name, weight, p[1])
				}
			}
		}
	}
}

func TestFontsAreBeVietnamPro(t *testing.T) {
	for name, data := range map[string][]byte{"Medium": assets.FontMedium(), "Bold": assets.FontBold()} {
		font, err := sfnt.Parse(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		family, err := font.Name(nil, sfnt.NameIDFull)
		if err != nil || family != "Be Vietnam Pro "+name {
			t.Errorf("%s: full name %q, %v", name, family, err)
		}
	}
}

// A table whose sum is wrong is refused by some readers and mended by none.
func TestFontChecksums(t *testing.T) {
	for name, data := range map[string][]byte{"Medium": assets.FontMedium(), "Bold": assets.FontBold()} {
		if sum := checksum(data); sum != 0xB1B0AFBA {
			t.Errorf("%s: whole file sums to %#x", name, sum)
		}
		tables := int(data[4])<<8 | int(data[5])
		for i := range tables {
			entry := data[12+16*i : 28+16*i]
			tag := string(entry[:4])
			if tag == "head" {
				continue // holds the sum of the whole file, checked above
			}
			offset, length := word(entry[8:]), word(entry[12:])
			if sum := checksum(data[offset : offset+length]); sum != word(entry[4:]) {
				t.Errorf("%s: table %s sums to %#x, directory says %#x", name, tag, sum, word(entry[4:]))
			}
		}
	}
}

func word(b []byte) uint32 {
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}

func checksum(data []byte) (sum uint32) {
	padded := append(slices.Clone(data), 0, 0, 0)
	for i := 0; i+4 <= len(padded); i += 4 {
		sum += word(padded[i:])
	}
	return sum
}

func TestSubTrees(t *testing.T) {
	for name, tree := range map[string]fs.FS{"strings": assets.Strings(), "content": assets.Content()} {
		files, err := fs.Glob(tree, "*")
		if err != nil || len(files) == 0 {
			t.Errorf("%s: %d files, %v", name, len(files), err)
		}
	}
}
