package ui

import (
	"fmt"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/slip"
	"github.com/diemcham/diemcham/kiosk/ui/screen"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// slideFor is how many seconds the attract screen says one thing.
const slideFor = 10

// slideNow returns which slide of the attract screen it is time for.
func (w *Window) slideNow() int {
	ward, now := w.k.Pack().Ward, w.k.Now()
	slides := 1 + len(ward.Current(now)) + min(1, len(ward.Coming(now)))
	return int(max(0, now.Unix())/slideFor) % slides
}

func (w *Window) slide(e screen.Env) screen.Slide {
	ward, now := w.k.Pack().Ward, w.k.Now()
	slides := screen.Slides(e, ward.Current(now), ward.Coming(now), now)
	return slides[w.shown.slide%len(slides)]
}

// drawLocal draws what the ward itself tells its residents.
func (w *Window) drawLocal(e screen.Env, bars screen.Bars) fyne.CanvasObject {
	s, ward, now := w.shown.visit, w.k.Pack().Ward, w.k.Now()
	switch s.Screen {
	case visit.Classes:
		return screen.Classes(e, bars, ward.Coming(now), len(ward.Current(now)), w.page(), w.do(visit.NewsChosen{}))
	case visit.News:
		return screen.News(e, bars, ward.Current(now), w.page(), func(id string) { w.do(visit.AnnouncementChosen{ID: id})() })
	case visit.Announcement:
		announcement, ok := ward.Announcement(s.Announcement)
		if !ok {
			panic(fmt.Sprintf("ui: no announcement %q", s.Announcement))
		}
		return screen.Announcement(e, bars, announcement, addressQR(announcement.Address), w.page())
	case visit.Connect:
		ward.ResidentialGroups = ward.GroupsFrom(w.k.Place().Group)
		return screen.Connect(e, bars, ward, w.page(), w.do(visit.WiFiChosen{}), func(id string) { w.do(visit.ResidentialGroupChosen{ID: id})() })
	case visit.WiFi:
		qr, err := slip.NetworkQR(ward.WiFi.Code())
		if err != nil {
			panic(fmt.Sprintf("ui: Wi-Fi: %v", err)) // content is validated
		}
		return screen.WiFi(e, bars, ward.WiFi, qr, w.page())
	case visit.ZaloGroup:
		group, ok := ward.ResidentialGroup(s.ResidentialGroup)
		if !ok {
			panic(fmt.Sprintf("ui: no residential group %q", s.ResidentialGroup))
		}
		return screen.ZaloGroup(e, bars, group, addressQR(group.Zalo), w.page())
	}
	panic(fmt.Sprintf("ui: %v is nothing of the ward", s.Screen))
}

// addressQR returns the code of an address, nil if there is none.
func addressQR(address string) [][]bool {
	if address == "" {
		return nil
	}
	qr, err := slip.QR(address)
	if err != nil {
		panic(fmt.Sprintf("ui: address %q: %v", address, err)) // content is validated
	}
	return qr
}
