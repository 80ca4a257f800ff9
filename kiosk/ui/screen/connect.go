package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Connect lists what a phone can be connected with: the Wi-Fi, and the Zalo group
// of each residential group.
func Connect(e Env, bars Bars, ward content.Ward, page Page, onWiFi func(), open func(id string)) fyne.CanvasObject {
	s, b := e.frame(bars)
	if ward.WiFi.Empty() && len(ward.ResidentialGroups) == 0 {
		b.w = min(b.w, 1300)
		e.middled(s, b, e.gap(), page,
			headline{icon: "wifi-high", tone: theme.Gold, role: e.titleRole(), text: e.text("connect.none")},
			paragraph(e.leadRole(), e.text("connect.none_more")),
		)
		return picture(s)
	}
	row := func(id, icon string, tone theme.Tone, title, more string, onPress func()) touch.Part {
		if e.compact() {
			more = ""
		}
		return touch.Row{ID: id, Icon: e.rowIcon(icon), Tone: tone, Small: e.compact(), Title: title, Subtitle: more, OnPress: onPress}
	}
	rows := []touch.Part{touch.Notice{Icon: "wifi-high", Tone: theme.Gold, Text: e.text("connect.no_wifi")}}
	if !ward.WiFi.Empty() {
		rows[0] = row("wifi", "wifi-high", theme.Gold, e.text("connect.wifi"), e.text("connect.wifi_more", "ssid", ward.WiFi.SSID), onWiFi)
	}
	for _, group := range ward.ResidentialGroups {
		more := e.text("connect.group_none")
		if group.Zalo != "" {
			more = e.text("connect.group_more", "name", group.ZaloName)
		}
		rows = append(rows, row("group."+group.ID, "chats-circle", theme.Blue, group.Title.In(e.Lang), more, func() { open(group.ID) }))
	}
	if len(ward.ResidentialGroups) == 0 {
		rows = append(rows, touch.Notice{Icon: "chats-circle", Tone: theme.Blue, Text: e.text("connect.no_groups")})
	}
	e.list(s, b, e.text("connect.title"), "", e.columns(), page, rows)
	return picture(s)
}
