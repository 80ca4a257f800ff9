package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Services lists the services, each with what it is for, and before them the way
// to search.
func Services(e Env, bars Bars, pack *content.Pack, page Page, onSearch func(), open func(id string)) fyne.CanvasObject {
	s, b := e.frame(bars)
	more := e.text("services.subtitle")
	if e.compact() {
		more = ""
	}
	rows := []touch.Part{touch.Row{
		ID: "search", Icon: e.rowIcon("magnifying-glass"), Tone: theme.Gold, Small: true,
		Title: e.text("search.open"), Subtitle: e.text("search.open_more"), OnPress: onSearch,
	}}
	for _, service := range pack.Services {
		rows = append(rows, e.serviceRow(pack, service, open))
	}
	columns := 1
	if e.Width >= 1300 {
		columns = 2
	}
	e.list(s, b, e.text("services.title"), more, columns, page, rows)
	return picture(s)
}

func (e Env) serviceRow(pack *content.Pack, service content.Service, open func(id string)) touch.Part {
	group, _ := pack.Group(service.Group)
	return touch.Row{
		ID: "service." + service.ID, Icon: e.rowIcon(group.Icon), Small: true, Tone: theme.Blue,
		Title: service.Title.In(e.Lang), Subtitle: service.Summary.In(e.Lang),
		OnPress: func() { open(service.ID) },
	}
}
