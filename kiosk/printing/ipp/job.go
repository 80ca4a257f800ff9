package ipp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/OpenPrinting/goipp"

	"github.com/diemcham/diemcham/kiosk/printing"
)

// jobName is what stands in the printer's panel and in its logs: nothing of whom
// it is for.
const jobName = "Phiếu"

const pdf = "application/pdf"

// print does the whole of a page, from the first question to the end of its job.
func (p *Printer) print(ctx context.Context, document []byte) (printing.Outcome, error) {
	before, err := p.look(ctx)
	// Before anything new: what may be left of others would come out with it.
	var left error
	if p.dirty {
		left = p.clear(ctx)
	}
	if err != nil {
		return 0, err
	}
	if fault := before.Fault(); fault != "" {
		return 0, p.fault(fault, said(before))
	}
	if left != nil {
		return 0, left
	}
	if len(before.Formats) > 0 && !slices.Contains(before.Formats, pdf) {
		return 0, fmt.Errorf("it takes no PDF but %q; put a queue of CUPS before it", before.Formats)
	}

	id, err := p.submit(ctx, document)
	var no *refusal
	if errors.As(err, &no) {
		return 0, err // and has nothing of ours
	}
	var last jobStatus
	if err == nil {
		last, err = p.follow(ctx, id, before)
	}
	// The time for the page may be over, that for seeing to what is left is not.
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.profile.Undo)
	defer cancel()
	if err != nil {
		if last, err = p.withdraw(after, id, err); err != nil {
			return 0, err
		}
	}
	return p.outcome(after, last)
}

// look finds out where the device is, and returns how that is. Of a queue whose
// device cannot be asked it knows nothing: what such a queue says while it is idle
// was so at its last job.
func (p *Printer) look(ctx context.Context) (Status, error) {
	at, err := p.job.status(ctx)
	if err != nil {
		return Status{}, err
	}
	p.device = &p.job
	if at.Device == "" {
		return at, nil
	}
	p.device = nil
	if device, err := newPlace(at.Device, p.profile); err == nil {
		p.device = &device
	}
	if at.Stopped { // whatever the device says: the queue passes nothing on
		return Status{Stopped: true, Reasons: []string{"paused"}}, nil
	}
	if p.device == nil {
		return Status{Formats: at.Formats}, nil
	}
	of, err := p.device.status(ctx)
	of.Formats = at.Formats // the queue makes of a PDF what the device takes
	return of, err
}

func (at place) status(ctx context.Context) (Status, error) {
	m, err := at.ask(ctx, goipp.OpGetPrinterAttributes, nil, at.as(), wanted(statusAttributes))
	if err != nil {
		return Status{}, err
	}
	return statusOf(m.Printer), nil
}

// as says who asks.
func (at place) as() goipp.Attribute {
	return goipp.MakeAttribute("requesting-user-name", goipp.TagName, goipp.String(at.user))
}

func wanted(names []string) goipp.Attribute {
	a := goipp.Attribute{Name: "requested-attributes"}
	for _, name := range names {
		a.Values.Add(goipp.TagKeyword, goipp.String(name))
	}
	return a
}

func keyword(name, value string) goipp.Attribute {
	return goipp.MakeAttribute(name, goipp.TagKeyword, goipp.String(value))
}

func integer(name string, n int) goipp.Attribute {
	return goipp.MakeAttribute(name, goipp.TagInteger, goipp.Integer(n))
}

func said(s Status) error {
	if len(s.Reasons) == 0 {
		return nil
	}
	return fmt.Errorf("it says %q", s.Reasons)
}

// submit hands the page over, once, and returns the number of its job.
func (p *Printer) submit(ctx context.Context, document []byte) (int, error) {
	// Not job-cancel-after: CUPS calls the job completed then, and leaves it with the
	// device.
	m, err := p.job.ask(ctx, goipp.OpPrintJob, document,
		p.job.as(),
		goipp.MakeAttribute("job-name", goipp.TagName, goipp.String(jobName)),
		goipp.MakeAttribute("document-format", goipp.TagMimeType, goipp.String(pdf)),
		keyword("media", p.profile.Paper.media()),
		keyword("sides", "one-sided"),
		keyword("print-scaling", "none"),
	)
	if err != nil {
		return 0, err
	}
	id := number(m.Job, "job-id")
	if id < 1 {
		return 0, errors.New("the printer took the page and gave no number for its job")
	}
	return id, nil
}

// errForgotten is a job that a device does not know a moment after it took it. A
// queue may be set up to forget what it has done; a device has been off.
var errForgotten = errors.New("it has forgotten the job")

// errUnfinished is a job that is not out in time although nobody says why.
var errUnfinished = errors.New("the page is not out in time")

// follow watches a job until it ends. The error says why it is watched no longer:
// a trouble that stands, or no more time. before is how the printer was without it.
func (p *Printer) follow(ctx context.Context, id int, before Status) (jobStatus, error) {
	ticker := time.NewTicker(p.profile.Poll)
	defer ticker.Stop()
	var since time.Time // the trouble began; zero if there is none
	for {
		job, now, trouble := p.watch(ctx, id, before)
		switch {
		case unknown(trouble) && p.device == &p.job:
			return job, p.fault(printing.Unplugged, errForgotten)
		case unknown(trouble), trouble == nil && job.ended():
			return job, nil
		case trouble == nil:
			since = time.Time{}
		case since.IsZero():
			since = time.Now()
		case time.Since(since) >= p.profile.Patience:
			return job, trouble
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			switch {
			case errors.Is(ctx.Err(), context.Canceled):
				return job, ctx.Err()
			case trouble != nil && !errors.Is(trouble, context.DeadlineExceeded):
				return job, trouble
			}
			// Whatever has been excused until now is the likeliest reason.
			now.Loaded = false
			return job, p.fault(cmp.Or(now.Fault(), printing.NoAnswer), errUnfinished)
		}
	}
}

// watch asks after a job, and after what may keep it from going on. A tray that was
// empty before is no trouble of this job, as long as another has paper; one that
// became empty is.
func (p *Printer) watch(ctx context.Context, id int, before Status) (jobStatus, Status, error) {
	job, err := p.job.find(ctx, id)
	if err != nil || job.ended() {
		return job, Status{}, err
	}
	now := Status{Reasons: job.reasons, Stopped: job.state == stopped}
	if p.device != nil {
		if now, err = p.device.status(ctx); err != nil {
			return job, Status{}, err
		}
	}
	now.Loaded = now.Loaded && len(before.Reasons) > 0
	if fault := now.Fault(); fault != "" {
		return job, now, p.fault(fault, said(now))
	}
	return job, now, nil
}

func (at place) find(ctx context.Context, id int) (jobStatus, error) {
	m, err := at.ask(ctx, goipp.OpGetJobAttributes, nil, integer("job-id", id), at.as(), wanted(jobAttributes))
	if err != nil {
		return jobStatus{}, err
	}
	job := jobOf(m.Job)
	job.id = id
	return job, nil
}

// outcome says what became of a job that has ended, or of which nobody knows any
// longer.
func (p *Printer) outcome(ctx context.Context, job jobStatus) (printing.Outcome, error) {
	var now Status
	var err error
	if p.device != nil {
		now, err = p.device.status(ctx)
	}
	switch job.state {
	case complete:
		if p.device == nil || err != nil || now.Fault() != "" {
			return printing.Sent, nil
		}
		return printing.Printed, nil
	case canceled, aborted:
		if p.device == nil {
			now = Status{Reasons: job.reasons}
		}
		gone := fmt.Errorf("job %d ended without the page: %q %s", job.id, job.reasons, job.message)
		if fault := now.Fault(); err == nil && fault != "" {
			return 0, p.fault(fault, gone)
		}
		if err != nil {
			return 0, fmt.Errorf("%w; and then: %w", gone, err)
		}
		return 0, gone
	}
	return printing.Sent, nil // it is not kept any longer, so it has left the printer
}
