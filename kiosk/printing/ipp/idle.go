package ipp

import (
	"context"
	"fmt"
	"slices"

	"github.com/diemcham/diemcham/kiosk/printing"
)

// Status asks how the printer is while nothing is printed on it. One that is not
// there or says nothing is no error but a status. It is not known of a queue whose
// device cannot be asked, because what such a queue says was so at its last job.
// While a page is printed it waits for its end.
func (p *Printer) Status(ctx context.Context) (printing.Status, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now, err := p.look(ctx)
	if fault := faultOf(err); fault != "" {
		return printing.Status{Known: true, Faults: []printing.Fault{fault}}, nil
	}
	if err != nil {
		return printing.Status{}, fmt.Errorf("ask %s: %w", p.address, err)
	}
	status := printing.Status{Known: p.device != nil || now.Stopped}
	if fault := now.Fault(); fault != "" {
		status.Faults = append(status.Faults, fault)
	}
	if now.low() && !slices.Contains(status.Faults, printing.PaperOut) {
		status.Faults = append(status.Faults, printing.PaperLow)
	}
	return status, nil
}

// low reports whether a tray will soon be empty.
func (s Status) low() bool {
	return slices.ContainsFunc(s.Reasons, func(reason string) bool { return bare(reason) == "media-low" })
}
