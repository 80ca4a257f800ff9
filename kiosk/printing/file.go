package printing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// File is a printer without paper: each page becomes a PNG in a folder, named
// for the time it was printed. It is what a kiosk prints on until it has a
// printer.
type File struct {
	dir  string
	dots int
	now  func() time.Time
}

var _ Printer = (*File)(nil)

// NewFile returns a printer into the folder dir, which is made at the first
// page if it is not there, for paper of that many dots across. One File at a
// time may print into a folder.
func NewFile(dir string, dots int, now func() time.Time) *File {
	return &File{dir: dir, dots: dots, now: now}
}

// unfinished is the name a file has while it is being written. It is always the
// same, so that a power cut leaves at most one behind.
const unfinished = ".slip.part"

// The sheet of the PDF, in millimetres: A4.
const sheetWidth, sheetHeight = 210, 297

// Print writes the page as slip-YYYYMMDD-HHMMSS-NNNN.png, for the width of paper,
// and beside it as a sheet of A4 with the ending pdf. The picture comes last; both
// appear whole or not at all, and never in place of another.
func (p *File) Print(ctx context.Context, page Page) (Outcome, error) {
	picture, err := page.Bitmap(p.dots)
	if err != nil {
		return 0, fmt.Errorf("print in %s: %w", p.dir, err)
	}
	var data bytes.Buffer
	if err := png.Encode(&data, picture); err != nil {
		return 0, fmt.Errorf("print in %s: %w", p.dir, err)
	}
	sheet, err := page.PDF(sheetWidth, sheetHeight)
	if err != nil {
		return 0, fmt.Errorf("print in %s: %w", p.dir, err)
	}
	if err := ctx.Err(); err != nil {
		return 0, fmt.Errorf("print in %s: %w", p.dir, err)
	}
	if err := p.save(data.Bytes(), sheet); err != nil {
		if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
			return 0, &FaultError{Fault: DiskFull, Printer: p.dir, Err: err}
		}
		return 0, fmt.Errorf("print in %s: %w", p.dir, err)
	}
	return Printed, nil
}

func (p *File) save(picture, sheet []byte) error {
	if err := os.MkdirAll(p.dir, 0o750); err != nil {
		return err
	}
	stamp := p.now().Format("20060102-150405")
	for n := 1; n <= 9999; n++ {
		name := filepath.Join(p.dir, fmt.Sprintf("slip-%s-%04d", stamp, n))
		err := p.create(name+".pdf", sheet)
		if err == nil {
			if err = p.create(name+".png", picture); err != nil {
				os.Remove(name + ".pdf")
			}
		}
		if !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return fmt.Errorf("slip-%s: 9999 pages in one second", stamp)
}

// create makes a file whole, unless the name is taken.
func (p *File) create(name string, data []byte) error {
	part := filepath.Join(p.dir, unfinished)
	defer os.Remove(part)
	if err := write(part, data); err != nil {
		return err
	}
	return os.Link(part, name) // unlike a rename, this is refused where there is one
}

// write returns when the data is on the disk.
func write(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		f.Close()
		return err
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
