package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Services lists the services, each with what it is for.
func Services(e Env, bars Bars, pack *content.Pack, page Page, open func(id string)) fyne.CanvasObject {
	s, b := e.frame(bars)
	more := e.text("services.subtitle")
	if e.compact() {
		more = ""
	}
	rows := make([]touch.Part, len(pack.Services))
	for i, service := range pack.Services {
		group, _ := pack.Group(service.Group)
		rows[i] = touch.Row{
			ID: "service." + service.ID, Icon: e.rowIcon(group.Icon), Small: true, Tone: theme.Blue,
			Title: service.Title.In(e.Lang), Subtitle: service.Summary.In(e.Lang),
			OnPress: func() { open(service.ID) },
		}
	}
	columns := 1
	if e.Width >= 1300 {
		columns = 2
	}
	e.list(s, b, e.text("services.title"), more, columns, page, rows)
	return picture(s)
}
