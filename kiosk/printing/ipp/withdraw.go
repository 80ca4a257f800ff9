package ipp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/OpenPrinting/goipp"
)

// unsure is a trouble after which it is not known that the job will never come
// out.
type unsure struct {
	why  error // the trouble
	job  int   // 0 if it is not known whether there is one
	what error // went wrong with withdrawing it
}

func (e *unsure) Error() string {
	what := "its job"
	if e.job > 0 {
		what = fmt.Sprintf("job %d", e.job)
	}
	return fmt.Sprintf("%v; %s is not confirmed as withdrawn, which is done before anything else is printed: %v", e.why, what, e.what)
}

func (e *unsure) Unwrap() error { return e.why }

// withdraw takes back a job because of the trouble why, which it returns with what
// could not be made sure of. id is 0 if it is not known what became of the page.
// If it came out after all, there is no error.
func (p *Printer) withdraw(ctx context.Context, id int, why error) (jobStatus, error) {
	p.dirty = true
	var err error
	if id > 0 {
		p.left = append(p.left, id)
		var job jobStatus
		if job, err = p.job.cancel(ctx, id, p.profile.Poll); err == nil && job.state == complete {
			p.dirty, p.left = false, nil
			return job, nil
		}
	}
	if err == nil {
		err = p.clear(ctx)
	}
	if err != nil {
		return jobStatus{}, &unsure{why: why, job: id, what: err}
	}
	return jobStatus{}, why
}

// clear withdraws everything of ours, at the queue and at the device behind it,
// and returns nil only if both say that nothing is left. The printer is dirty
// until then. It takes no longer than the time for undoing.
func (p *Printer) clear(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, p.profile.Undo)
	defer cancel()
	err := p.job.sweep(ctx, p.left, p.profile.Poll)
	if p.device != nil && p.device != &p.job {
		err = errors.Join(err, p.device.sweep(ctx, nil, p.profile.Poll))
	}
	if err != nil {
		return err
	}
	p.dirty, p.left = false, nil
	return nil
}

// sweep cancels every job of this kiosk that is not at its end, and of known those
// that may be its own, until none is left.
func (at place) sweep(ctx context.Context, known []int, every time.Duration) error {
	m, err := at.ask(ctx, goipp.OpGetJobs, nil, at.as(), keyword("which-jobs", "not-completed"),
		goipp.MakeAttribute("my-jobs", goipp.TagBoolean, goipp.Boolean(true)), wanted(jobAttributes))
	if err != nil {
		return err
	}
	mine := slices.Clone(known)
	for _, job := range jobsOf(m) {
		if job.user == at.user && !slices.Contains(mine, job.id) {
			mine = append(mine, job.id)
		}
	}
	for _, id := range mine {
		if _, err := at.cancel(ctx, id, every); err != nil {
			return err
		}
	}
	return nil
}

// cancel cancels a job, waits until it is at its end, and returns that. A job that
// is not there or, after the printer was off, is somebody else's under the same
// number, is at its end.
func (at place) cancel(ctx context.Context, id int, every time.Duration) (jobStatus, error) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for asked := false; ; {
		job, err := at.find(ctx, id)
		switch {
		case unknown(err):
			return jobStatus{id: id}, nil
		case err != nil:
			return job, err
		case job.ended(), job.user != "" && job.user != at.user:
			return job, nil
		}
		if !asked {
			var no *refusal
			_, err := at.ask(ctx, goipp.OpCancelJob, nil, integer("job-id", id), at.as())
			if err != nil && !errors.As(err, &no) {
				return job, err
			}
			// A printer refuses where the job has just come to its end, which is seen
			// at once, or is about to. Then, too, it is only waited for.
			asked = true
			continue
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return job, &broken{fmt.Errorf("job %d was cancelled and is in state %d still: %w", id, job.state, ctx.Err())}
		}
	}
}
