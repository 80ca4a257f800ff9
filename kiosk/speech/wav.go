package speech

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// Rates lists the sample rates a clip may have, in samples a second.
func Rates() []int { return []int{22050, 44100, 48000} }

const wantedWAV = "a mono WAV file of 16 bits at 22050, 44100 or 48000 Hz"

// decodeWAV reads a WAV file and the comment in it, if there is one. Sizes that
// go beyond the end are taken to mean the end: a program that writes into a pipe
// cannot go back and fill them in.
func decodeWAV(data []byte) (s sound, comment string, err error) {
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WAVE" {
		return sound{}, "", errors.New("not a WAV file; want " + wantedWAV)
	}
	rest := data[12:]
	found := false
	for len(rest) >= 8 {
		name := string(rest[:4])
		size := min(int64(binary.LittleEndian.Uint32(rest[4:])), int64(len(rest)-8))
		chunk := rest[8 : 8+size]
		rest = rest[min(8+size+size%2, int64(len(rest))):]
		switch name {
		case "fmt ":
			if s.rate, err = decodeFormat(chunk); err != nil {
				return sound{}, "", err
			}
		case "LIST":
			comment = decodeComment(chunk)
		case "data":
			s.samples = make([]int16, len(chunk)/2)
			for i := range s.samples {
				s.samples[i] = int16(binary.LittleEndian.Uint16(chunk[2*i:]))
			}
			found = true
		}
	}
	if s.rate == 0 || !found || len(s.samples) == 0 {
		return sound{}, "", errors.New("no sound in it; want " + wantedWAV)
	}
	return s, comment, nil
}

func decodeFormat(chunk []byte) (rate int, err error) {
	if len(chunk) < 16 {
		return 0, errors.New("format cut short; want " + wantedWAV)
	}
	// Extensible, the third kind, holds plain samples too when all else is right.
	kind := binary.LittleEndian.Uint16(chunk)
	channels := binary.LittleEndian.Uint16(chunk[2:])
	hertz := binary.LittleEndian.Uint32(chunk[4:])
	bits := binary.LittleEndian.Uint16(chunk[14:])
	if (kind != 1 && kind != 0xfffe) || channels != 1 || bits != 16 || !slices.Contains(Rates(), int(hertz)) {
		return 0, fmt.Errorf("kind %d, %d channels of %d bits at %d Hz; want %s", kind, channels, bits, hertz, wantedWAV)
	}
	return int(hertz), nil
}

// decodeComment finds the comment in a list of facts about the file.
func decodeComment(chunk []byte) string {
	if len(chunk) < 4 || string(chunk[:4]) != "INFO" {
		return ""
	}
	for rest := chunk[4:]; len(rest) >= 8; {
		size := min(int64(binary.LittleEndian.Uint32(rest[4:])), int64(len(rest)-8))
		if string(rest[:4]) == "ICMT" {
			return string(bytes.TrimRight(rest[8:8+size], "\x00"))
		}
		rest = rest[min(8+size+size%2, int64(len(rest))):]
	}
	return ""
}

// encodeWAV writes a WAV file with a comment in it.
func encodeWAV(s sound, comment string) []byte {
	text := append([]byte(comment), 0)
	if len(text)%2 == 1 {
		text = append(text, 0)
	}
	var out []byte
	little := binary.LittleEndian
	put16 := func(values ...int) {
		for _, value := range values {
			out = little.AppendUint16(out, uint16(value))
		}
	}
	put32 := func(values ...int) {
		for _, value := range values {
			out = little.AppendUint32(out, uint32(value))
		}
	}
	bytesOfSound := 2 * len(s.samples)
	out = append(out, "RIFF"...)
	put32(4 + 24 + 8 + 12 + len(text) + 8 + bytesOfSound)
	out = append(out, "WAVEfmt "...)
	put32(16)
	put16(1, 1)
	put32(s.rate, 2*s.rate)
	put16(2, 16)
	out = append(out, "LIST"...)
	put32(12 + len(text))
	out = append(out, "INFOICMT"...)
	put32(len(text))
	out = append(out, text...)
	out = append(out, "data"...)
	put32(bytesOfSound)
	return append(out, pcm(s.samples)...)
}

// pcm returns the samples as aplay and WAV files take them.
func pcm(samples []int16) []byte {
	out := make([]byte, 0, 2*len(samples))
	for _, sample := range samples {
		out = binary.LittleEndian.AppendUint16(out, uint16(sample))
	}
	return out
}
