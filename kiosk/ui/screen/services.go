package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Services lists the groups of services, each with what is in it in plain words
// or else how many there are, and before them the way to search. A group with none
// in it leads nowhere and is left out.
func Services(e Env, bars Bars, pack *content.Pack, page Page, onSearch func(), open func(group string)) fyne.CanvasObject {
	s, b := e.frame(bars)
	rows := []touch.Part{touch.Row{
		ID: "search", Icon: e.rowIcon("magnifying-glass"), Tone: theme.Gold, Small: true,
		Title: e.text("search.open"), Subtitle: e.text("search.open_more"), OnPress: onSearch,
	}}
	for _, group := range pack.Groups {
		n := len(pack.InGroup(group.ID))
		if n == 0 {
			continue
		}
		more := group.Summary.In(e.Lang)
		if more == "" {
			more = e.text("services.count", "n", n)
		}
		rows = append(rows, touch.Row{
			ID: "group." + group.ID, Icon: e.rowIcon(group.Icon), Tone: theme.Blue, Small: true,
			Title: group.Title.In(e.Lang), Subtitle: more,
			OnPress: func() { open(group.ID) },
		})
	}
	if e.large() {
		rows = bare(rows) // the list is long enough
	}
	e.list(s, b, e.text("services.title"), e.moreLine("services.subtitle"), e.columns(), page, rows)
	return picture(s)
}

// ServiceGroup lists the services of a group, each with what it is for.
func ServiceGroup(e Env, bars Bars, pack *content.Pack, group content.Group, page Page, open func(id string)) fyne.CanvasObject {
	s, b := e.frame(bars)
	var rows []touch.Part
	for _, service := range pack.InGroup(group.ID) {
		rows = append(rows, e.serviceRow(pack, service, open))
	}
	e.list(s, b, group.Title.In(e.Lang), e.moreLine("services.group_subtitle"), e.columns(), page, rows)
	return picture(s)
}

// moreLine is the sentence below a question, or none where the rows need its room.
func (e Env) moreLine(id string) string {
	if e.compact() {
		return ""
	}
	return e.text(id)
}

func (e Env) serviceRow(pack *content.Pack, service content.Service, open func(id string)) touch.Part {
	group, _ := pack.Group(service.Group)
	return touch.Row{
		ID: "service." + service.ID, Icon: e.rowIcon(group.Icon), Small: true, Tone: theme.Blue,
		Title: service.Title.In(e.Lang), Subtitle: service.Summary.In(e.Lang),
		OnPress: func() { open(service.ID) },
	}
}
