package hub

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/store"
)

// next is who is seen to next and what the button says that takes the request, as on a
// kiosk.
func (p *pages) next(inTurn []store.Request, now time.Time) (*row, string) {
	r, ok := store.Next(inTurn, startOfDay(now))
	text := "staff.next_here"
	switch {
	case !ok:
		return nil, p.texts.Text(locale.Vi, "staff.next_none")
	case r.Callback:
		text = "staff.next_call"
	}
	shown := p.row(r, now)
	return &shown, p.texts.Text(locale.Vi, text)
}

// takeNext takes whoever is next and shows the request.
func (p *pages) takeNext(w http.ResponseWriter, r *http.Request) {
	act := Act{Kind: store.Taken, By: staffName(r)}
	problem, err := p.fill(&act, typed{}, false)
	if err == nil && problem == "" {
		err = p.take(r.Context(), &act)
	}
	switch {
	case errors.Is(err, errNobody):
		problem = p.texts.Text(locale.Vi, "staff.nobody_next")
	case err != nil:
		p.fail(w, err)
		return
	case problem == "":
		p.o.Log.Info("done by staff", "request", act.Request, "kind", act.Kind)
		http.Redirect(w, r, "/requests/"+act.Request, http.StatusSeeOther)
		return
	}
	q, err := p.queue(r.Context(), p.o.Now().In(p.o.Zone))
	q.Alert = problem
	p.showAs(w, http.StatusConflict, "queue.html", q, err)
}

var errNobody = errors.New("nobody waits")

// mostTries is how often others may be quicker.
const mostTries = 100

// take takes whoever is next when it comes to that. The page that was looked at may be
// older: whom others have taken since is passed over.
func (p *pages) take(ctx context.Context, act *Act) error {
	for range mostTries {
		now := p.o.Now().In(p.o.Zone)
		requests, versions, err := p.inTurn(ctx, now)
		if err != nil {
			return err
		}
		next, ok := store.Next(requests, startOfDay(now))
		if !ok {
			return errNobody
		}
		act.Request, act.Version = next.ID, versions[next.ID]
		err = p.o.Inbox.Do(ctx, *act, now)
		if !errors.Is(err, ErrChanged) && !errors.Is(err, ErrStatus) && !errors.Is(err, ErrUnknown) {
			return err
		}
	}
	return fmt.Errorf("take the next request: others were quicker %d times", mostTries)
}
