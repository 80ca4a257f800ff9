package kiosk

import (
	"errors"
	"log/slog"
	"time"

	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/store/roster"
	"github.com/diemcham/diemcham/store/seal"
)

// checkPIN lets in whoever has a PIN.
func (k *Kiosk) checkPIN(pin seal.Secret) {
	taken := k.pins.do(func() {
		entry, err := k.o.Staff.Enter(pin)
		entry.Key.Wipe()
		answer := k.notKnown(err)
		k.o.Post(func() {
			if err != nil {
				k.HandleStaff(answer)
				return
			}
			k.HandleStaff(staff.Known{Name: entry.Name})
		})
	})
	if !taken {
		k.o.Post(func() { k.HandleStaff(staff.NotKnown{Why: staff.StaffUnread}) })
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
