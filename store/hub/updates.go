package hub

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/diemcham/diemcham/store"
)

// tell puts into the feed of each kiosk what others did about its requests: what
// was created now, and all that was there before the kiosk's own event came. The
// requests are given with all their events. A feed is locked until the transaction
// ends, so that nobody reads a rev while a lower one is still to come.
func (b *Inbox) tell(ctx context.Context, tx *sql.Tx, requests map[string][]store.Event, created map[string]bool) error {
	news := make(map[string][]string)
	for _, events := range requests {
		first := slices.IndexFunc(events, func(e store.Event) bool { return e.Kind == store.Asked })
		if first < 0 {
			continue
		}
		kiosk, isNew := events[first].Kiosk, created[events[first].ID]
		for _, e := range events {
			if e.Kiosk != kiosk && (isNew || created[e.ID]) {
				news[kiosk] = append(news[kiosk], e.ID)
			}
		}
	}
	kiosks := slices.Sorted(maps.Keys(news))
	var counts []int64
	for _, kiosk := range kiosks {
		counts = append(counts, int64(len(news[kiosk])))
		slices.Sort(news[kiosk])
	}
	last := make(map[string]int64)
	err := b.write(ctx, tx, `
		INSERT INTO feeds (kiosk, rev) ROWS
		ON CONFLICT (kiosk) DO UPDATE SET rev = feeds.rev + excluded.rev RETURNING kiosk, rev`,
		[]any{kiosks, counts}, func(rows *sql.Rows) error {
			var kiosk string
			var rev int64
			err := rows.Scan(&kiosk, &rev)
			last[kiosk] = rev
			return err
		})
	if err != nil {
		return err
	}
	var whose, ids []string
	var revs []int64
	for _, kiosk := range kiosks {
		for i, id := range news[kiosk] {
			whose, ids = append(whose, kiosk), append(ids, id)
			revs = append(revs, last[kiosk]-int64(len(news[kiosk])-1-i))
		}
	}
	return b.write(ctx, tx, `INSERT INTO updates (kiosk, rev, event) ROWS`, []any{whose, revs, ids}, nil)
}

// Updates returns what others did about the requests of a kiosk after a rev, at
// most [store.MaxUpdates] of it. A hub that was set back to an older copy has not
// reached that rev: then everything comes again.
func (b *Inbox) Updates(ctx context.Context, kiosk string, after uint64) (store.Updates, error) {
	u, err := b.updates(ctx, kiosk, int64(min(after, 1<<62)))
	if err != nil {
		return store.Updates{}, fmt.Errorf("read updates: %w", err)
	}
	return u, nil
}

func (b *Inbox) updates(ctx context.Context, kiosk string, after int64) (store.Updates, error) {
	u := store.Updates{Protocol: store.Protocol, Events: []store.Event{}}
	var reached int64
	err := b.db.QueryRowContext(ctx, `SELECT coalesce(max(rev), 0) FROM feeds WHERE kiosk = $1`, kiosk).Scan(&reached)
	if err != nil {
		return store.Updates{}, err
	}
	if after > reached {
		after = 0
	}
	rows, err := b.db.QueryContext(ctx, `
		SELECT u.rev, e.body, s.blob FROM updates u
		JOIN events e ON e.id = u.event LEFT JOIN sealed s ON s.event = e.id AND s.sum = e.sum
		WHERE u.kiosk = $1 AND u.rev > $2 ORDER BY u.rev LIMIT $3`, kiosk, after, store.MaxUpdates+1)
	if err != nil {
		return store.Updates{}, err
	}
	u.Rev = uint64(after)
	err = readAll(rows, func(rows *sql.Rows) error {
		var rev int64
		var body, sealed []byte
		if err := rows.Scan(&rev, &body, &sealed); err != nil {
			return err
		}
		if len(u.Events) == store.MaxUpdates {
			u.More = true
			return nil
		}
		e, err := decode(body, sealed)
		u.Events, u.Rev = append(u.Events, e), uint64(rev)
		return err
	})
	return u, err
}

// updates answers a kiosk that asks what others did about its requests.
func (k *kiosks) updates(w http.ResponseWriter, r *http.Request, _ []byte, kiosk string) {
	after, err := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64)
	if err != nil {
		refuse(w, http.StatusBadRequest, "after: not a rev")
		return
	}
	u, err := k.Inbox.Updates(r.Context(), kiosk, after)
	if err != nil {
		k.fail(w, "updates cannot be read", err)
		return
	}
	send(w, http.StatusOK, u)
}
