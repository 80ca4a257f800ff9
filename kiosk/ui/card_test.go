package ui_test

import (
	"image"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// threeDone is nobody's card.
var threeDone = card.Card{ID: 0x9e6f43f5aa, Done: card.Marks(0).With(1).With(3).With(10)}

// readCode reads the square code in a picture.
func readCode(picture image.Image) (string, error) {
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		return "", err
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return "", err
	}
	return result.GetText(), nil
}

// On every panel and in every size of text there is a page from which the card can
// be photographed, and its letters stand on one too.
func TestALearningCardIsReadFromTheScreen(t *testing.T) {
	eachSize(t, func(t *testing.T, k *gallery.Stage, panel gallery.Panel, size int) {
		k.Kiosk.Handle(visit.CardScanned{Text: threeDone.Code()})
		k.Kiosk.Handle(visit.TextSizeChosen{Size: size})
		k.Kiosk.Handle(visit.ContrastChosen{On: size%2 == 1})
		var read []string
		letters := ""
		for {
			if text, err := readCode(k.Picture()); err == nil {
				read = append(read, text)
			}
			for _, text := range touch.Written(k.Content()) {
				letters += strings.ReplaceAll(text, " ", "-") + " "
			}
			if !k.Has("page.next") {
				break
			}
			k.Press("page.next")
		}
		if !slices.Contains(read, threeDone.Code()) {
			t.Errorf("read %q, want %s", read, threeDone.Code())
		}
		if !strings.Contains(letters, threeDone.String()) {
			t.Errorf("its letters %s are not written: %s", threeDone, letters)
		}
	})
}

// doneRows lists the lessons of the page that are said to be done.
func doneRows(k *gallery.Stage) (titles []string) {
	written := touch.Written(k.Content())
	for i, text := range written {
		if strings.HasPrefix(text, "Đã học ·") || text == "Đã học" {
			titles = append(titles, written[i-1])
		}
	}
	return titles
}

func TestACardIsTypedAndMarksWhatIsDone(t *testing.T) {
	for _, panel := range gallery.Panels() {
		t.Run(panel.Name, func(t *testing.T) {
			k := newStage(t, panel)
			goOn := "next"
			if panel.Name == "small" {
				goOn = "key.done"
			}
			k.Press("wake", "home.lessons")
			k.TurnTo("card.have")
			k.Press("card.have")
			k.Letters("KSQM")
			k.Press(goOn)
			if said := strings.Join(touch.Said(k.Content()), "|"); !strings.Contains(said, "Bác gõ thêm 12 chữ hoặc số nữa nhé.") {
				t.Errorf("too short: it says %s", said)
			}
			k.Press("key.delete")
			k.Letters("M" + gallery.WrongCard[4:])
			k.Press(goOn)
			if said := strings.Join(touch.Said(k.Content()), "|"); k.Screen() != "card-entry" || !strings.Contains(said, "Mã chưa đúng, bác so lại với thẻ.") {
				t.Errorf("wrong: on %s it says %s", k.Screen(), said)
			}
			if k.Has("key.clear") {
				k.Press("key.clear")
			} else {
				for range card.Length {
					k.Press("key.delete")
				}
			}
			k.Letters(threeDone.String())
			k.Press(goOn)
			if k.Screen() != "lessons" || !k.Has("card") {
				t.Fatalf("on %s", k.Screen())
			}
			var done []string
			for done = doneRows(k); k.Has("page.next"); done = append(done, doneRows(k)...) {
				k.Press("page.next")
			}
			if want := []string{"Bấm, vuốt và gõ", "Cài ứng dụng từ đúng kho", "Quét mã để trả tiền"}; !slices.Equal(done, want) {
				t.Errorf("marked as done: %q, want %q", done, want)
			}
		})
	}
}

func TestACardTypedOnAKeyboardThatIsPluggedIn(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	k.Press("wake", "home.lessons")
	k.TurnTo("card.have")
	k.Press("card.have")
	test.TypeOnCanvas(k.Canvas(), strings.ToLower(threeDone.String())+"7")
	typeKey(k, fyne.KeyReturn)
	if k.Screen() != "lessons" || k.Kiosk.Visit().Card != threeDone {
		t.Errorf("on %s with %v, want the lessons with %v", k.Screen(), k.Kiosk.Visit().Card, threeDone)
	}
}

func TestTheCertificateIsOfferedOnceASkillIsReached(t *testing.T) {
	for name, c := range map[string]struct {
		done card.Marks
		want bool
	}{
		"a set is done":      {card.Marks(0).With(10), true},
		"one lesson missing": {card.Marks(0).With(1).With(3), false},
		"nothing done":       {0, false},
	} {
		t.Run(name, func(t *testing.T) {
			k := newStage(t, gallery.Panels()[0])
			k.Kiosk.Handle(visit.CardScanned{Text: card.Card{ID: 3, Done: c.done}.Code()})
			if k.Has("certificate") != c.want {
				t.Errorf("the certificate is offered: %v, want %v", !c.want, c.want)
			}
		})
	}
}

func TestWithoutResidentialGroupsNoneIsAskedFor(t *testing.T) {
	k := newStageOf(t, gallery.Panels()[0], content.Ward{})
	k.Learn("qr-pay")
	k.Press("card")
	if k.Screen() != "card" || k.Has("card.group") || !k.Has("print") {
		t.Errorf("on %s: group %v, print %v", k.Screen(), k.Has("card.group"), k.Has("print"))
	}
}
