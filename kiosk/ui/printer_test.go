package ui_test

import (
	"context"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// stopped is a printer that says what is the matter with it.
type stopped struct{ faults []printing.Fault }

func (p stopped) Print(context.Context, printing.Page) (printing.Outcome, error) {
	panic("a page for a printer that is in trouble")
}

func (p stopped) Status(context.Context) (printing.Status, error) {
	return printing.Status{Known: true, Faults: p.faults}, nil
}

// While nothing can be printed the button says why and does nothing, the page says
// what to do instead, and staff are told; on every panel, in every size of text.
func TestTheButtonSaysWhyNothingIsPrinted(t *testing.T) {
	lesson := []string{"home.lessons", "lesson.wifi-join", "next"}
	for fault, c := range map[printing.Fault]struct{ why, staff string }{
		printing.PaperOut:  {"print.why.paper-out", "hết giấy"},
		printing.Unplugged: {"print.why.other", "Không nối được với máy in"},
	} {
		for _, panel := range gallery.Panels() {
			k := newStageWith(t, builtIn(t), panel, gallery.Devices{Printer: stopped{[]printing.Fault{fault}}})
			k.Tick(1)
			k.Until("the trouble", func() bool { return k.Kiosk.PrinterFault() == fault })
			for none, way := range map[string][]string{
				"print.none_service": {"home.services", "group.benefits", "service.social-pension"},
				"print.none_lesson":  lesson,
				"print.none_card":    lesson,
			} {
				k.Press("wake")
				for _, id := range way {
					k.TurnTo(id)
					k.Press(id)
				}
				for k.Screen() == "step" {
					k.Press("next")
				}
				if none == "print.none_card" {
					k.TurnTo("card")
					k.Press("card")
				}
				for _, lang := range locale.Langs() {
					k.Kiosk.Handle(visit.LangChosen{Lang: lang})
					for _, size := range []int{0, visit.TextSizes - 1} {
						k.Kiosk.Handle(visit.TextSizeChosen{Size: size})
						for k.Has("page.prev") {
							k.Press("page.prev")
						}
						told, button := false, false
						for {
							lintAll(t, pictureOf(k))
							told = told || says(k, k.Kiosk.Texts().Text(lang, none))
							button = button || says(k, k.Kiosk.Texts().Text(lang, c.why))
							if !k.Has("page.next") {
								break
							}
							k.Press("page.next")
						}
						if !told || !button {
							t.Errorf("%s, %s, %s, size %d: what to do instead is said: %v, why: %v", fault, panel.Name, lang, size, told, button)
						}
					}
				}
				k.Press("home", "finish")
				k.Tick(visit.WipedFor)
			}
			asks(k, 1)
			opensQueue(k)
			if foot := footer(t, k.Content(), panel); !strings.Contains(foot, c.staff) {
				t.Errorf("%s, %s: staff read %q", fault, panel.Name, foot)
			}
		}
	}
}
