// Package printing puts slips on paper, or in a folder where there is no paper.
//
// A [Printer] takes a [Page], which can draw itself for the paper there is, and
// says what became of it: [Printed] when the printer confirmed it, [Sent]
// when the printer cannot say, and an error otherwise. An error that a person at
// the machine can mend is a [*FaultError]. A printer never tries again by
// itself: a slip that comes out late comes out for somebody else.
//
// How a printer is while it has nothing to do is its [Status].
//
// [ESCPOS] is a receipt printer, [File] a folder; printers of whole sheets are in
// package ipp. A pretend receipt printer for tests is in package fakeprinter.
//
// What it does not do: it knows nothing of what is on a page, keeps no queue,
// and never prints text, so that nothing anybody typed can be taken for a
// command.
package printing

import (
	"context"
	"fmt"
	"image"
)

// Page is something that can be drawn on paper.
type Page interface {
	// Bitmap draws the page for a head of that many dots across (203 dpi, 8
	// dots a millimetre). The picture is exactly dots wide, has two colours,
	// index 0 white and index 1 black, and begins at (0, 0).
	Bitmap(dots int) (*image.Paletted, error)
	// PDF draws the page as one upright sheet of that many millimetres.
	PDF(width, height int) ([]byte, error)
}

// Printer prints one page at a time. It is not safe for use by several
// goroutines at once.
type Printer interface {
	Print(ctx context.Context, page Page) (Outcome, error)
}

// Outcome says how sure it is that the page is in the resident's hand.
type Outcome int

// The outcomes of a job that did not fail.
const (
	Printed Outcome = iota + 1 // the printer confirmed the last row, or the file is on disk
	Sent                       // everything was sent, but this printer never answers
)

// Fault is a trouble a person at the machine can mend.
type Fault string

// The faults.
const (
	PaperOut  Fault = "paper-out"
	PaperLow  Fault = "paper-low" // a warning: the page comes out all the same
	CoverOpen Fault = "cover-open"
	Jam       Fault = "jam"
	Toner     Fault = "toner" // none left, or a cartridge that has to be changed
	Cutter    Fault = "cutter"
	HeadHot   Fault = "head-hot"
	Offline   Fault = "offline"
	Unplugged Fault = "unplugged" // cannot be reached at all
	NoAnswer  Fault = "no-answer" // reached, but says nothing
	DiskFull  Fault = "disk-full" // the folder of the file printer cannot take the slip
)

// Faults lists every fault.
func Faults() []Fault {
	return []Fault{PaperOut, PaperLow, CoverOpen, Jam, Toner, Cutter, HeadHot, Offline, Unplugged, NoAnswer, DiskFull}
}

// FaultError is a print that failed for a known reason. Whether part of the
// page came out is not known.
type FaultError struct {
	Fault   Fault
	Printer string // its address or folder
	Err     error  // may be nil
}

func (e *FaultError) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("print on %s: %s", e.Printer, e.Fault)
	}
	return fmt.Sprintf("print on %s: %s: %v", e.Printer, e.Fault, e.Err)
}

func (e *FaultError) Unwrap() error { return e.Err }
