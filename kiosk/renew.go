package kiosk

import (
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// renewal is content that waits for the kiosk to be idle.
type renewal struct {
	pack  *content.Pack
	taken func()
}

// Renew has other content shown as soon as nobody is there: at once, or at the
// first second in which the attract screen is up and staff mode closed. A visit
// never sees two packs. taken, which may be nil, is called on the view's goroutine
// when it is done; of two that wait, only the last is.
func (k *Kiosk) Renew(pack *content.Pack, taken func()) {
	k.renewal = &renewal{pack, taken}
	k.renew()
}

// renew takes the content that waits, if the kiosk is idle.
func (k *Kiosk) renew() {
	if k.renewal == nil || k.visit.Screen != visit.Attract || k.staff.Screen != staff.Closed {
		return
	}
	next := k.renewal
	k.renewal = nil
	k.o.Pack = next.pack
	if next.taken != nil {
		next.taken()
	}
	k.guard(k.o.Changed)
}
