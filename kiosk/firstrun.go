package kiosk

import (
	"context"
	"errors"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/speech"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/store/roster"
	"github.com/diemcham/diemcham/store/seal"
)

// FirstRun keeps what is answered while the kiosk is set up on its own screen.
type FirstRun interface {
	// Keep returns when it is on disk.
	Keep(config.Site) error
	// Add adds the first member of staff.
	Add(m roster.Member, pin seal.Secret) error
	// Enrol hands the code of a site in to the hub and returns the hub it reports to.
	Enrol(ctx context.Context, site config.Site) (config.Hub, staff.Enrolled)
	// Finish opens the kiosk with what was kept.
	Finish()
}

// SetUp begins to ask what has to be known of the kiosk, at that step of it; with a
// [FirstRun] only.
func (k *Kiosk) SetUp(first staff.FirstRun, step string) {
	first.Groups = len(k.o.Pack.Ward.ResidentialGroups) > 0
	k.staff = staff.Begin(first, step)
	k.o.Changed()
}

// keepSite keeps what was answered so far, in the order in which it was.
func (k *Kiosk) keepSite(site config.Site, then func()) {
	failed := func() { k.HandleStaff(staff.NotChanged{Trouble: staff.NotSaved}) }
	taken := k.disk.do(func() {
		if err := k.o.FirstRun.Keep(site); err != nil {
			k.o.Log.Error("answer not kept", "err", err)
			k.o.Post(failed)
			return
		}
		if then != nil {
			k.o.Post(then)
		}
	})
	if !taken {
		k.o.Post(failed)
	}
}

func (k *Kiosk) enrol(site config.Site) {
	taken := k.devices.do(func() {
		hub, how := k.o.FirstRun.Enrol(k.running, site)
		k.o.Post(func() { k.HandleStaff(staff.HubAnswered{How: how, Hub: hub}) })
	})
	if !taken {
		k.o.Post(func() { k.HandleStaff(staff.HubAnswered{How: staff.HubAway}) })
	}
}

func (k *Kiosk) addMember(m roster.Member, pin seal.Secret) {
	k.setPIN(func() error { return k.o.FirstRun.Add(m, pin) })
}

// changePIN gives who is in another PIN than the one for one time.
func (k *Kiosk) changePIN(pin seal.Secret) {
	name, key := k.staff.Who, k.key
	k.setPIN(func() error { return k.o.Staff.Reset(name, pin, key) })
}

func (k *Kiosk) setPIN(f func() error) {
	answer := func(trouble staff.Trouble) func() {
		return func() { k.HandleStaff(staff.NotChanged{Trouble: trouble}) }
	}
	taken := k.pins.do(func() {
		switch err := f(); {
		case err == nil:
			k.o.Post(func() { k.HandleStaff(staff.PINKept{}) })
		case errors.Is(err, roster.ErrWeakPIN):
			k.o.Post(answer(staff.WeakPIN))
		case errors.Is(err, roster.ErrPINTaken):
			k.o.Post(answer(staff.PINTaken))
		case errors.Is(err, roster.ErrNameTaken):
			k.o.Post(answer(staff.NameTaken))
		default:
			k.o.Log.Error("PIN not kept", "err", err)
			k.o.Post(answer(staff.NotSaved))
		}
	})
	if !taken {
		k.o.Post(answer(staff.NotSaved))
	}
}

// trySound reads a sentence aloud, for somebody who listens whether it can be heard.
func (k *Kiosk) trySound() {
	if k.o.Speaker == nil {
		return
	}
	text := speech.Utterance{ID: "attract.title", Lang: locale.Vi, Text: k.o.Texts.Text(locale.Vi, "attract.title")}
	k.o.Speaker.Say(k.running, []speech.Utterance{text}, speech.Manner{Speed: speech.DefaultSpeed, Volume: speech.DefaultVolume}, func(speech.Progress) {})
}
