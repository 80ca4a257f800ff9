// Command mendfont gives a TrueType font line metrics that Vietnamese fits in.
//
//	mendfont IN.ttf OUT.ttf
//
// Fyne draws a line of text into a picture exactly as high as the font's own
// ascender and descender, and cuts off what stands out. Be Vietnam Pro's
// ascender is lower than its stacked capitals, so Ễ would be read as Ê. This
// program sets the ascender to 1.23 em and the descender to -0.27 em in the two
// tables that say so (hhea and OS/2), the line gap to nothing, and puts the
// checksums right. It changes no outline, no advance and no name.
package main

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
)

const (
	ascender  = 1.23  // em above the base line; the highest mark, on the bold Ẳ, ends at 1.223
	descender = -0.27 // em below it; the lowest, of ç, ends at 0.263
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: mendfont IN.ttf OUT.ttf")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "mendfont:", err)
		os.Exit(1)
	}
}

func run(in, out string) error {
	font, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	if err := mend(font); err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	return os.WriteFile(out, font, 0o644)
}

// table is one entry of the font's directory.
type table struct {
	entry []byte // the 16 bytes of the directory: tag, checksum, offset, length
	data  []byte
}

func mend(font []byte) error {
	tables, err := directory(font)
	if err != nil {
		return err
	}
	for _, want := range []struct {
		tag  string
		size int
	}{{"head", 54}, {"hhea", 36}, {"OS/2", 78}} {
		if len(tables[want.tag].data) < want.size {
			return fmt.Errorf("table %s is missing or cut short", want.tag)
		}
	}
	em := float64(binary.BigEndian.Uint16(tables["head"].data[18:]))
	metrics := []int16{int16(math.Round(ascender * em)), int16(math.Round(descender * em)), 0}
	for i, value := range metrics {
		binary.BigEndian.PutUint16(tables["hhea"].data[4+2*i:], uint16(value))
		binary.BigEndian.PutUint16(tables["OS/2"].data[68+2*i:], uint16(value))
	}

	adjustment := tables["head"].data[8:12]
	binary.BigEndian.PutUint32(adjustment, 0)
	for _, t := range tables {
		binary.BigEndian.PutUint32(t.entry[4:], checksum(t.data))
	}
	binary.BigEndian.PutUint32(adjustment, 0xB1B0AFBA-checksum(font))
	return nil
}

func directory(font []byte) (map[string]table, error) {
	if len(font) < 12 {
		return nil, fmt.Errorf("no font: only %d bytes", len(font))
	}
	count := int(binary.BigEndian.Uint16(font[4:]))
	if len(font) < 12+16*count {
		return nil, fmt.Errorf("directory of %d tables does not fit in %d bytes", count, len(font))
	}
	tables := make(map[string]table, count)
	for i := range count {
		entry := font[12+16*i : 28+16*i]
		offset, length := uint64(binary.BigEndian.Uint32(entry[8:])), uint64(binary.BigEndian.Uint32(entry[12:]))
		if offset+length > uint64(len(font)) {
			return nil, fmt.Errorf("table %s ends at %d of %d bytes", entry[:4], offset+length, len(font))
		}
		tables[string(entry[:4])] = table{entry: entry, data: font[offset : offset+length]}
	}
	return tables, nil
}

// checksum adds up the bytes as big-endian 32-bit words, as if zeros followed.
func checksum(data []byte) (sum uint32) {
	for len(data) >= 4 {
		sum += binary.BigEndian.Uint32(data)
		data = data[4:]
	}
	var rest [4]byte
	copy(rest[:], data)
	return sum + binary.BigEndian.Uint32(rest[:])
}
