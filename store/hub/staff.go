package hub

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/diemcham/diemcham/store"
)

// What can be wrong with something that staff wish to do.
var (
	ErrUnknown = errors.New("no such request")
	ErrChanged = errors.New("the request has changed since it was looked at") // the version was another
	ErrStatus  = errors.New("the request does not stand where this can be done")
	ErrErased  = errors.New("what is sealed of this request has been erased, and stays so")
)

// Act is something that staff on the hub do about a request.
type Act struct {
	Request string
	Version int64 // of the request as they looked at it; see [Inbox.Request]
	Kind    store.Kind
	By      string
	Outcome store.CallOutcome // of Called alone
	Sealed  []byte            // of Noted alone
}

// Request returns a request and its version, which counts what has happened to it.
func (b *Inbox) Request(ctx context.Context, id string) (store.Request, int64, error) {
	r, version, _, err := b.request(ctx, id)
	return r, version, err
}

// request says too whether anything sealed was erased.
func (b *Inbox) request(ctx context.Context, id string) (r store.Request, version int64, erased bool, err error) {
	rows, err := b.db.QueryContext(ctx, `
		SELECT e.body, s.blob FROM events e LEFT JOIN sealed s ON s.event = e.id AND s.sum = e.sum
		WHERE e.request = $1`, id)
	if err != nil {
		return store.Request{}, 0, false, fmt.Errorf("read request: %w", err)
	}
	events, err := scan(rows)
	if err != nil {
		return store.Request{}, 0, false, fmt.Errorf("read request: %w", err)
	}
	folded := store.Fold(events)
	if len(folded) != 1 || id == "" {
		return store.Request{}, 0, false, ErrUnknown
	}
	erased = slices.ContainsFunc(events, func(e store.Event) bool { return len(e.Erased) > 0 })
	return folded[0], int64(len(events)), erased, nil
}

// Do does it at a time, by the hub's clock: it stores an event of the hub, and
// tells the kiosk at which the request was asked. Whatever else is done about the
// request comes before it or after it, so one who looked at an older version gets
// ErrChanged.
func (b *Inbox) Do(ctx context.Context, act Act, at time.Time) error {
	if err := b.do(ctx, act, at); err != nil {
		return fmt.Errorf("mark request as %s: %w", act.Kind, err)
	}
	return nil
}

func (b *Inbox) do(ctx context.Context, act Act, at time.Time) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var status string
	var version, erased int64
	// Written so that it is locked.
	err = tx.QueryRowContext(ctx, `
		UPDATE requests SET batches = batches + 1 WHERE id = $1 RETURNING status, version, erased`, act.Request).
		Scan(&status, &version, &erased)
	switch {
	case errors.Is(err, sql.ErrNoRows) || err == nil && status == "":
		return ErrUnknown
	case err != nil:
		return err
	case version != act.Version:
		return ErrChanged
	case !allowed(act.Kind, store.Status(status)):
		return ErrStatus
	case erased == 1 && act.Kind == store.Noted:
		return ErrErased
	}
	e := store.Event{
		Request: act.Request, Kind: act.Kind, Kiosk: store.Hub, At: at.UTC().Truncate(time.Millisecond),
		By: act.By, Outcome: act.Outcome, Sealed: act.Sealed,
	}
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	e.ID = id.String()
	err = tx.QueryRowContext(ctx, `
		INSERT INTO counters (maker, seq) VALUES ($1, 1)
		ON CONFLICT (maker) DO UPDATE SET seq = counters.seq + 1 RETURNING seq`, store.Hub).Scan(&e.Seq)
	if err != nil {
		return err
	}
	if err := e.Validate(); err != nil {
		return err
	}
	_, gone, err := b.receive(ctx, tx, []store.Event{e}, at.UnixMilli())
	if err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	if gone {
		_ = b.sql.scrub(ctx, b.db) // it is done whether this works or not, and tried again
	}
	return nil
}

// allowed reports whether something can be done about a request that stands
// somewhere, as it is on a kiosk too.
func allowed(kind store.Kind, status store.Status) bool {
	switch kind {
	case store.Taken:
		return status == store.Waiting
	case store.Done:
		return status == store.InHand
	case store.Called, store.Noted, store.Prioritised, store.Left:
		return status != store.Closed
	case store.Withdrawn:
		return true
	}
	return false
}
