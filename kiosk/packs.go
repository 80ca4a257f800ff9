package kiosk

import "github.com/diemcham/diemcham/kiosk/staff"

// packs changes something about the packs, unless change is nil, and tells staff
// how they stand then, whether that went well or not.
func (k *Kiosk) packs(change func() error) {
	if k.o.Packs == nil {
		k.o.Post(func() { k.HandleStaff(staff.PacksRead{}) })
		return
	}
	failed := func() { k.HandleStaff(staff.NotChanged{Trouble: staff.NotUndone}) }
	taken := k.disk.do(func() {
		if change != nil {
			if err := change(); err != nil {
				k.o.Log.Error("pack before not taken up", "err", err)
				k.o.Post(failed)
			}
		}
		packs, err := k.o.Packs.Packs()
		if err != nil {
			k.o.Log.Error("packs not read", "err", err)
			k.o.Post(failed)
			return
		}
		k.o.Post(func() { k.HandleStaff(staff.PacksRead{Packs: packs}) })
	})
	if !taken {
		k.o.Post(failed)
	}
}
