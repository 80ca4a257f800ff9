package kiosk

import (
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/roster"
	"github.com/diemcham/diemcham/store/seal"
)

// checkPIN lets in whoever has a PIN.
func (k *Kiosk) checkPIN(pin seal.Secret) {
	taken := k.pins.do(func() {
		entry, err := k.o.Staff.Enter(pin)
		answer := k.notKnown(err)
		k.o.Post(func() {
			switch {
			case err != nil:
				k.HandleStaff(answer)
			case !k.staff.Checking: // they have left meanwhile
				entry.Key.Wipe()
			default:
				k.key = entry.Key
				k.HandleStaff(staff.Known{Name: entry.Name, Role: entry.Role, Once: entry.Once})
			}
		})
	})
	if !taken {
		k.o.Post(func() { k.HandleStaff(staff.NotKnown{Why: staff.StaffUnread}) })
	}
}

// wipe takes the site's key out of memory once nobody is in.
func (k *Kiosk) wipe() {
	if k.staff.Who == "" {
		k.key.Wipe()
		k.key = nil
	}
}

// openPhone opens what is sealed of a request with the key of who is in.
func (k *Kiosk) openPhone(id string) {
	unread := func() { k.HandleStaff(staff.PhoneOpened{ID: id}) }
	i := slices.IndexFunc(k.staff.Requests, func(r store.Request) bool { return r.ID == id })
	if k.key == nil || i < 0 {
		k.o.Post(unread)
		return
	}
	key, request := k.key, k.staff.Requests[i]
	taken := k.pins.do(func() {
		open := func(sealed []byte) (fields seal.Fields) {
			if len(sealed) == 0 {
				return fields
			}
			fields, err := key.Open(sealed)
			if err != nil { // of before there was a list of staff, or made at the ward
				k.o.Log.Info("not opened", "request", id, "err", err)
			}
			return fields
		}
		told := open(request.Sealed)
		opened := staff.PhoneOpened{ID: id, Number: told.Phone, Name: told.Name}
		for _, note := range request.Notes {
			opened.Notes = append(opened.Notes, open(note.Sealed).Note)
		}
		k.o.Post(func() { k.HandleStaff(opened) })
	})
	if !taken {
		k.o.Post(unread)
	}
}

// notKnown is what staff are told when nobody is let in. Who it was, or with which
// PIN, is not logged: nobody knows the one, and the other may be right but for a digit.
func (k *Kiosk) notKnown(err error) staff.NotKnown {
	var refused *roster.Refused
	switch {
	case err == nil:
		return staff.NotKnown{}
	case errors.Is(err, roster.ErrNobody):
		return staff.NotKnown{Why: staff.NoStaff}
	case errors.As(err, &refused) && refused.Tried:
		k.o.Log.Warn("staff PIN refused")
		return staff.NotKnown{Why: staff.WrongPIN, Wait: seconds(refused.Wait)}
	case errors.As(err, &refused):
		return staff.NotKnown{Wait: seconds(refused.Wait)}
	}
	k.o.Log.Error("staff PIN not checked", "err", err)
	return staff.NotKnown{Why: staff.StaffUnread}
}

// seconds rounds up: a wait that is shown as over is over.
func seconds(wait time.Duration) int { return int((wait + time.Second - 1) / time.Second) }

// SealTo returns a sealer for the ward and, from the moment on when there is one, for
// the site's key: a list of staff may begin while the kiosk runs. If it cannot be
// read, the ward reads what is sealed all the same.
func SealTo(ward seal.Recipient, site func() (seal.Recipients, error), log *slog.Logger) Sealer {
	return sealer{ward, site, log}
}

type sealer struct {
	ward seal.Recipient
	site func() (seal.Recipients, error)
	log  *slog.Logger
}

// Seal closes fields.
func (s sealer) Seal(fields seal.Fields) ([]byte, error) {
	site, err := s.site()
	if err != nil {
		s.log.Error("sealed for the ward alone", "err", err)
	}
	return append(seal.Recipients{s.ward}, site...).Seal(fields)
}
