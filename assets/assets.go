// Package assets holds the files that are built into the programs: the two
// weights of the typeface, the icons, the texts of the screens and the content
// that a new kiosk starts with.
//
// It only embeds. Texts are read by package locale, content by package content;
// the fonts and icons are made from their packages by packaging/assets/make.
//
// The typeface is Be Vietnam Pro (SIL Open Font License, fonts/OFL.txt) with
// line metrics that leave room for stacked marks. The icons are Phosphor's (MIT,
// icons/LICENSE), each as NAME-bold for buttons and NAME-fill for tiles, with
// the arcs of their paths turned into curves.
package assets

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

//go:embed all:fonts all:icons all:strings all:content
var files embed.FS

// FontMedium returns Be Vietnam Pro Medium, for running text, as TrueType.
// The caller gets a copy of its own.
func FontMedium() []byte { return mustRead("fonts/BeVietnamPro-Medium.ttf") }

// FontBold returns Be Vietnam Pro Bold, for headings and numbers, as TrueType.
// The caller gets a copy of its own.
func FontBold() []byte { return mustRead("fonts/BeVietnamPro-Bold.ttf") }

// Icon returns the drawing of an icon as SVG, filled with currentColor; name is
// the base name and the weight, such as "house-bold" or "device-mobile-fill".
func Icon(name string) ([]byte, bool) {
	svg, err := files.ReadFile("icons/" + name + ".svg")
	return svg, err == nil
}

// Icons lists the base names of the icons, such as "device-mobile", in
// alphabetical order. Each is there in both weights.
func Icons() []string {
	bold, err := fs.Glob(files, "icons/*-bold.svg")
	if err != nil {
		panic("assets: " + err.Error())
	}
	names := make([]string, len(bold))
	for i, file := range bold {
		names[i] = strings.TrimSuffix(path.Base(file), "-bold.svg")
	}
	return names
}

// Strings returns the catalogue files, for locale.Load.
func Strings() fs.FS { return sub("strings") }

// Content returns the built-in content pack.
func Content() fs.FS { return sub("content") }

// The names below are written in this file, and go:embed has seen to it that
// they exist: if one is not there, the program was put together wrongly.

func mustRead(name string) []byte {
	data, err := files.ReadFile(name)
	if err != nil {
		panic("assets: " + err.Error())
	}
	return data
}

func sub(dir string) fs.FS {
	tree, err := fs.Sub(files, dir)
	if err != nil {
		panic("assets: " + err.Error())
	}
	return tree
}
