package pack

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"strings"
	"syscall"
)

// archive is a pack file that has been opened. Nothing in it is to be believed but
// what accept returned.
type archive struct {
	source    *source
	entries   map[string]*zip.File
	manifest  []byte
	signature []byte // empty: not signed
	close     func() error
}

// source remembers that the stick could not be read, so that this is told from a
// file that is damaged.
type source struct {
	io.ReaderAt
	err error
}

func (s *source) ReadAt(p []byte, off int64) (int, error) {
	n, err := s.ReaderAt.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) && s.err == nil {
		s.err = err
	}
	return n, err
}

// fault makes a refusal of an error that came from reading the zip file.
func (s *source) fault(err error) error {
	var refusal *Refusal
	switch {
	case err == nil:
		return nil
	case s.err != nil:
		return ofSource(s.err)
	case errors.As(err, &refusal):
		return err
	}
	return &Refusal{Damaged, err}
}

func openArchive(file string) (*archive, error) {
	f, err := os.OpenFile(file, os.O_RDONLY|syscall.O_NONBLOCK, 0) // of a pipe nobody waits for its other end
	if err != nil {
		return nil, ofSource(err)
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		f.Close()
		return nil, refuse(NotAPack, "%s: not a file", file)
	}
	var a *archive
	if err == nil {
		a, err = readArchive(f, info.Size())
	}
	if err != nil {
		f.Close()
		var refusal *Refusal
		if errors.As(err, &refusal) {
			return nil, err
		}
		return nil, ofSource(err)
	}
	a.close = f.Close
	return a, nil
}

// readArchive opens a pack of that many bytes. It reads sizes and names before it
// reads anything else, and never more than a pack may have.
func readArchive(r io.ReaderAt, size int64) (*archive, error) {
	a := &archive{source: &source{ReaderAt: r}, entries: map[string]*zip.File{}, close: func() error { return nil }}
	if size > maxTotal+maxOverhead {
		return nil, refuse(TooLarge, "%d bytes; a pack has at most %d", size, int64(maxTotal))
	}
	if err := a.look(size); err != nil {
		return nil, a.source.fault(err)
	}
	z, err := zip.NewReader(a.source, size)
	if err != nil {
		return nil, a.source.fault(err)
	}
	if err := a.index(z); err != nil {
		return nil, err
	}
	if _, ok := a.entries[manifestName]; !ok {
		return nil, refuse(NotAPack, "no %s in it", manifestName)
	}
	if a.manifest, err = a.read(manifestName, maxManifest); err != nil {
		return nil, err
	}
	if _, ok := a.entries[signatureName]; ok {
		if a.signature, err = a.read(signatureName, maxSignature); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// endSize is how long the record at the end of a zip file is, which says where the
// list of its files is and how long.
const endSize = 22

// look keeps the reader of zip files from being led to read a list of millions of
// files. A pack ends as this package writes it: with a list that stands right
// before the end, no comment, and nothing of the form for huge files.
func (a *archive) look(size int64) error {
	var begin [4]byte
	if _, err := a.source.ReadAt(begin[:], 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if string(begin[:]) != "PK\x03\x04" {
		return refuse(NotAPack, "not a pack file")
	}
	end := make([]byte, 20+endSize) // with room for the record of a huge file before it
	if size < int64(len(end)) {
		return refuse(Damaged, "cut off")
	}
	if _, err := a.source.ReadAt(end, size-int64(len(end))); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	huge, end := string(end[:4]) == "PK\x06\x07", end[20:]
	if string(end[:4]) != "PK\x05\x06" || end[20] != 0 || end[21] != 0 {
		return refuse(Damaged, "cut off, or something follows its end")
	}
	count := int(binary.LittleEndian.Uint16(end[10:]))
	length, start := int64(binary.LittleEndian.Uint32(end[12:])), int64(binary.LittleEndian.Uint32(end[16:]))
	if huge || count > maxFiles+2 || length > maxOverhead {
		return refuse(TooLarge, "%d files; a pack has at most %d", count, maxFiles)
	}
	if start+length+endSize != size {
		return refuse(Damaged, "its list of files is not where it should be")
	}
	return nil
}

// index goes through the names of all files.
func (a *archive) index(z *zip.Reader) error {
	if len(z.File) > maxFiles+2 {
		return refuse(TooLarge, "%d files; a pack has at most %d", len(z.File), maxFiles)
	}
	taken := map[string]bool{}
	var total uint64
	for _, f := range z.File {
		if lower := strings.ToLower(f.Name); taken[lower] {
			return refuse(Unsafe, "%q is there twice", f.Name)
		} else {
			taken[lower] = true
		}
		if f.Name != manifestName && f.Name != signatureName {
			inside, ok := strings.CutPrefix(f.Name, contentFolder)
			if !ok {
				return refuse(Unsafe, "%q: not part of a pack; it holds %s, %s and files below %s", f.Name, manifestName, signatureName, contentFolder)
			}
			if why := unsafePath(inside); why != "" {
				return refuse(Unsafe, "%q: %s", f.Name, why)
			}
		}
		if !f.Mode().IsRegular() || f.Flags&1 != 0 {
			return refuse(Unsafe, "%q: not a plain file", f.Name)
		}
		if f.Method != zip.Store && f.Method != zip.Deflate {
			return refuse(Unsafe, "%q: packed in a way that packs are not", f.Name)
		}
		if total += f.UncompressedSize64; total > maxTotal+maxManifest+maxSignature || f.UncompressedSize64 > maxTotal {
			return refuse(TooLarge, "more than %d bytes in all", maxTotal)
		}
		a.entries[f.Name] = f
	}
	return nil
}

// read returns a file of the archive that may have that many bytes.
func (a *archive) read(name string, most int64) ([]byte, error) {
	f := a.entries[name]
	if f.UncompressedSize64 > uint64(most) {
		return nil, refuse(TooLarge, "%s has %d bytes; it may have %d", name, f.UncompressedSize64, most)
	}
	var data bytes.Buffer
	if err := a.copy(&data, f, int64(f.UncompressedSize64)); err != nil {
		return nil, err
	}
	return data.Bytes(), nil
}

// copy writes a file of the archive, which must have that many bytes. Of a file
// that unpacks to more, no more is unpacked. An error of w is returned as it is.
func (a *archive) copy(w io.Writer, f *zip.File, size int64) error {
	r, err := f.Open()
	if err != nil {
		return a.source.fault(err)
	}
	defer r.Close()
	to := &sink{w: w}
	n, err := io.Copy(to, io.LimitReader(r, size+1))
	switch {
	case to.err != nil:
		return to.err
	case err != nil:
		return a.source.fault(err)
	case n != size:
		return refuse(Damaged, "%s: not as long as the pack says", f.Name)
	}
	return nil
}

// sink remembers that it was the writing that failed.
type sink struct {
	w   io.Writer
	err error
}

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	s.err = err
	return n, err
}

// accept returns the manifest, once one of the keys has signed it and its files
// are those of the archive.
func (a *archive) accept(keys []Key) (Manifest, error) {
	if err := CheckSignature(a.manifest, a.signature, keys); err != nil {
		return Manifest{}, err
	}
	return a.list()
}

// list returns the manifest, once its files are those of the archive.
func (a *archive) list() (Manifest, error) {
	m, err := ParseManifest(a.manifest)
	if err != nil {
		return Manifest{}, err
	}
	content := 0
	for name := range a.entries {
		if strings.HasPrefix(name, contentFolder) {
			content++
		}
	}
	if content != len(m.Files) {
		return Manifest{}, refuse(Damaged, "%d files are in the pack, %d in its manifest", content, len(m.Files))
	}
	for _, f := range m.Files {
		entry, ok := a.entries[contentFolder+f.Path]
		if !ok {
			return Manifest{}, refuse(Damaged, "%s is not in the pack", f.Path)
		}
		if entry.UncompressedSize64 != uint64(f.Size) {
			return Manifest{}, refuse(Damaged, "%s has %d bytes, the manifest says %d", f.Path, entry.UncompressedSize64, f.Size)
		}
	}
	return m, nil
}
