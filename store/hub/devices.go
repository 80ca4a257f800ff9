package hub

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/diemcham/diemcham/store"
)

// codeTime is how long a code for enrolment is good.
const codeTime = time.Hour

// counterBlock is how many counters of a device are set apart at a time, so that
// not every request is a write.
const counterBlock = store.CounterBlock

// What can be wrong with an enrolment, or with what is said of a device.
var (
	ErrCode   = errors.New("wrong, used or out of date")
	ErrDevice = errors.New("no such device")
)

// Device is a kiosk that may speak to the hub.
type Device struct {
	Kiosk    string
	Key      ed25519.PublicKey
	Enrolled time.Time
	Revoked  time.Time // zero: it is not
	Seen     time.Time // to the minute; zero: never
	Pending  int       // events that waited on it then; -1: it has not said

	ceiling uint64 // no counter above it has been used
}

// crockford are the letters of codes: none looks like another.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// Code makes a code with which a kiosk can enrol once within an hour; one that the
// kiosk has not used is void. Only the code's hash is kept.
func (b *Inbox) Code(ctx context.Context, kiosk string, now time.Time) (string, error) {
	if err := kioskName(kiosk); err != nil {
		return "", fmt.Errorf("make a code: %w", err)
	}
	random := make([]byte, 16)
	rand.Read(random)
	text := crockford.EncodeToString(random)
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return "", fmt.Errorf("make a code: %w", err)
	}
	defer tx.Rollback()
	_, err = tx.ExecContext(ctx, `DELETE FROM codes WHERE kiosk = $1 OR expires <= $2`, kiosk, now.UnixMilli())
	if err == nil {
		_, err = tx.ExecContext(ctx, `INSERT INTO codes (hash, kiosk, expires, key) VALUES ($1, $2, $3, $4)`,
			hashOf(text), kiosk, now.Add(codeTime).UnixMilli(), []byte{})
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		return "", fmt.Errorf("make a code: %w", err)
	}
	var groups []string
	for len(text) > 0 {
		n := min(4, len(text))
		groups, text = append(groups, text[:n]), text[n:]
	}
	return strings.Join(groups, "-"), nil
}

// kioskName sees that an ID is one that a kiosk can have.
func kioskName(kiosk string) error {
	const most = 100 // letters, as in an event
	odd := func(r rune) bool { return r <= ' ' || r > '~' }
	if kiosk == "" || kiosk == store.Hub || len(kiosk) > most || strings.ContainsFunc(kiosk, odd) {
		return fmt.Errorf("%q is no ID of a kiosk", kiosk)
	}
	return nil
}

// hashOf is what is kept of a code, however it was typed.
func hashOf(code string) []byte {
	plain := strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(code))
	hash := sha256.Sum256([]byte(plain))
	return hash[:]
}

// Enrol gives a kiosk that has a code its key, in place of any it had. If the code
// is not good for that the error is ErrCode. A code that was used is good for the
// same key once more, for an answer may be lost.
func (b *Inbox) Enrol(ctx context.Context, kiosk, code string, key ed25519.PublicKey, now time.Time) error {
	if err := b.enrol(ctx, kiosk, code, key, now.UnixMilli()); err != nil {
		return fmt.Errorf("enrol: %w", err)
	}
	return nil
}

func (b *Inbox) enrol(ctx context.Context, kiosk, code string, key ed25519.PublicKey, now int64) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	used, err := tx.ExecContext(ctx, `
		UPDATE codes SET key = $1 WHERE hash = $2 AND kiosk = $3 AND expires > $4 AND key IN ($5, $6)`,
		[]byte(key), hashOf(code), kiosk, now, []byte{}, []byte(key))
	if err != nil {
		return err
	}
	if n, err := used.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, ErrCode)
	}
	// A key keeps its counter, so that enrolling it again makes nothing good that was
	// sent before.
	_, err = tx.ExecContext(ctx, `
		INSERT INTO devices (kiosk, key, ceiling, enrolled, revoked, seen, pending) VALUES ($1, $2, 0, $3, 0, 0, -1)
		ON CONFLICT (kiosk) DO UPDATE SET key = excluded.key, enrolled = excluded.enrolled, revoked = 0,
			ceiling = CASE WHEN devices.key = excluded.key THEN devices.ceiling ELSE 0 END`,
		kiosk, []byte(key), now)
	if err != nil {
		return err
	}
	return tx.Commit()
}

// Revoke shuts a kiosk out until it is enrolled again. If there is none the error is
// ErrDevice.
func (b *Inbox) Revoke(ctx context.Context, kiosk string, now time.Time) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("revoke: %w", err)
	}
	defer tx.Rollback()
	revoked, err := tx.ExecContext(ctx, `UPDATE devices SET revoked = $1 WHERE kiosk = $2`, now.UnixMilli(), kiosk)
	var n int64
	if err == nil {
		n, err = revoked.RowsAffected()
	}
	if err == nil {
		_, err = tx.ExecContext(ctx, `DELETE FROM codes WHERE kiosk = $1`, kiosk)
	}
	if err == nil && n == 0 {
		err = ErrDevice
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		return fmt.Errorf("revoke: %w", err)
	}
	return nil
}

// Devices returns all kiosks that were ever enrolled, by their IDs.
func (b *Inbox) Devices(ctx context.Context) ([]Device, error) {
	rows, err := b.db.QueryContext(ctx, deviceColumns+` ORDER BY kiosk`)
	if err != nil {
		return nil, fmt.Errorf("list devices: %w", err)
	}
	var devices []Device
	err = readAll(rows, func(rows *sql.Rows) error {
		d, err := scanDevice(rows)
		devices = append(devices, d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list devices: %w", err)
	}
	return devices, nil
}

const deviceColumns = `SELECT kiosk, key, ceiling, enrolled, revoked, seen, pending FROM devices`

func scanDevice(row interface{ Scan(...any) error }) (Device, error) {
	var d Device
	var enrolled, revoked, seen int64
	err := row.Scan(&d.Kiosk, (*[]byte)(&d.Key), &d.ceiling, &enrolled, &revoked, &seen, &d.Pending)
	d.Enrolled, d.Revoked, d.Seen = instant(enrolled), instant(revoked), instant(seen)
	return d, err
}

// instant is a time of the tables, in which 0 is none.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func (b *Inbox) device(ctx context.Context, kiosk string) (Device, error) {
	d, err := scanDevice(b.db.QueryRowContext(ctx, deviceColumns+` WHERE kiosk = $1`, kiosk))
	if errors.Is(err, sql.ErrNoRows) {
		return Device{}, ErrDevice
	}
	return d, err
}

// setApart sets apart the counters of a device up to a block above n, and returns
// up to where they are set apart now. If another hub has been there meanwhile, mine
// is false.
func (b *Inbox) setApart(ctx context.Context, d Device, n uint64) (ceiling uint64, mine bool, err error) {
	var now int64
	err = b.db.QueryRowContext(ctx, `
		UPDATE devices SET ceiling = $1 WHERE kiosk = $2 AND key = $3 AND ceiling < $4 RETURNING ceiling`,
		int64(n+counterBlock), d.Kiosk, []byte(d.Key), int64(n)).Scan(&now)
	if !errors.Is(err, sql.ErrNoRows) {
		return uint64(now), err == nil, err
	}
	again, err := b.device(ctx, d.Kiosk)
	if err == nil && !bytes.Equal(again.Key, d.Key) {
		err = ErrDevice
	}
	return again.ceiling, false, err
}

// saw writes down that a device was here and how many events wait on it.
func (b *Inbox) saw(ctx context.Context, kiosk string, at time.Time, pending int) error {
	_, err := b.db.ExecContext(ctx, `UPDATE devices SET seen = $1, pending = $2 WHERE kiosk = $3`, at.UnixMilli(), pending, kiosk)
	return err
}
