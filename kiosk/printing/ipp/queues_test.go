package ipp_test

import (
	"slices"
	"testing"

	"github.com/diemcham/diemcham/kiosk/printing/ipp"
)

// The queues of a CUPS are found, none of one that has none, and it is said when
// there is no CUPS.
func TestQueues(t *testing.T) {
	s := newSite(t)
	profile := s.profile()
	if names, err := ipp.Queues(t.Context(), profile); err == nil {
		t.Errorf("without CUPS: %q", names)
	}
	s.openQueue()
	if names, err := ipp.Queues(t.Context(), profile); err != nil || !slices.Equal(names, []string{"slip"}) {
		t.Errorf("%q, %v", names, err)
	}
	s.run("lpadmin", "-x", "slip")
	if names, err := ipp.Queues(t.Context(), profile); err != nil || len(names) > 0 {
		t.Errorf("after the queue was deleted: %q, %v", names, err)
	}
}
