package ui_test

import (
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// What has not been checked for too long says so and sends residents to the
// staff, on every panel, in every size of text; before that day it does not.
func TestWhatIsOverdueSaysToAskTheStaff(t *testing.T) {
	const shelf = content.ShelfLife * 24 * time.Hour
	ward := gallery.Ward()
	for i := range ward.ResidentialGroups {
		ward.ResidentialGroups[i].Due = ward.ResidentialGroups[i].Checked.Add(shelf)
	}
	ways := map[string][]string{
		"a service":       {"home.services", "group.benefits", "service.benefit-account"},
		"a lesson":        {"home.lessons", "lesson.vneid-activate"},
		"a telephone":     {"home.safety"},
		"a group in Zalo": {"home.connect", "group.3"},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			for _, panel := range gallery.Panels() {
				for _, wait := range []time.Duration{shelf - 10*24*time.Hour, shelf + 10*24*time.Hour} {
					if wait < shelf && panel.Name != "landscape" {
						continue // nothing that depends on the panel
					}
					k := newStageOf(t, panel, ward)
					k.Wait(wait)
					k.Press("wake")
					for _, id := range way {
						k.TurnTo(id)
						k.Press(id)
					}
					for _, lang := range locale.Langs() {
						k.Kiosk.Handle(visit.LangChosen{Lang: lang})
						for _, size := range []int{0, visit.TextSizes - 1} {
							k.Kiosk.Handle(visit.TextSizeChosen{Size: size})
							for k.Has("page.prev") {
								k.Press("page.prev")
							}
							told := false
							for {
								lintAll(t, pictureOf(k))
								told = told || says(k, k.Kiosk.Texts().Text(lang, "service.confirm")) // a service, where there is little room
								for _, day := range []string{"23/11/2026", "20/11/2026"} {
									told = told || says(k, k.Kiosk.Texts().Text(lang, "service.recheck", "date", day))
								}
								if !k.Has("page.next") {
									break
								}
								k.Press("page.next")
							}
							if want := wait > shelf; told != want {
								t.Errorf("%s, %s, size %d, after %v: told to ask %t, want %t", panel.Name, lang, size, wait, told, want)
							}
						}
					}
				}
			}
		})
	}
}
