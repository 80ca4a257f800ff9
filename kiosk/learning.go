package kiosk

import (
	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/slip"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store"
)

// Cards keeps what learning cards say, for the ward to count. It returns only when
// that is on disk.
type Cards interface {
	Learned(store.Learned) error
}

// makeCard draws the number of a new learning card.
func (k *Kiosk) makeCard() {
	k.Handle(visit.CardMade{ID: 1 + k.o.Rand()%(card.Numbers-1)})
}

// keepCard keeps what a learning card says. The card carries everything itself: a
// disk that refuses is the technician's trouble and not the resident's. The end of
// the visit does not take it back. Not even the log is told which card it was.
func (k *Kiosk) keepCard(c visit.KeepCard) {
	if k.o.Cards == nil {
		return
	}
	learned := store.Learned{Card: c.Card.Number(), Done: []string{}, Group: c.Group}
	for _, lesson := range k.o.Pack.Done(c.Card.Done) {
		learned.Done = append(learned.Done, lesson.ID)
	}
	for _, skill := range k.o.Pack.Reached(c.Card.Done) {
		learned.Skills = append(learned.Skills, string(skill))
	}
	taken := k.disk.do(func() {
		if err := k.o.Cards.Learned(learned); err != nil {
			k.o.Log.Error("learning card not kept", "err", err)
			return
		}
		k.o.Kept()
	})
	if !taken {
		k.o.Log.Error("learning card not kept", "err", "the disk is behind")
	}
}

func (k *Kiosk) printCard(c visit.PrintCard) {
	pack := k.o.Pack
	k.print("card", slip.Card(k.o.Texts, c.Lang, k.slipPlace(c.Lang), slip.CardData{
		Card: c.Card, Done: pack.Done(c.Card.Done), Of: len(pack.Lessons), Skills: pack.Reached(c.Card.Done), Scan: k.visit.CanScan,
	}, k.Now()))
}

// printCertificate prints the certificate of what is reached; a card with which
// nothing is reached has none.
func (k *Kiosk) printCertificate(c visit.PrintCertificate) {
	skills := k.o.Pack.Reached(c.Card.Done)
	if len(skills) == 0 {
		k.Handle(visit.PrintEnded{Job: k.visit.Jobs, Status: visit.NotPrinted})
		return
	}
	k.print("certificate", slip.Certificate(k.o.Texts, c.Lang, k.slipPlace(c.Lang), slip.CertificateData{Card: c.Card, Skills: skills}, k.Now()))
}
