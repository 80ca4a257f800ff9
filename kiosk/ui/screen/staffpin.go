package screen

import (
	"strings"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// StaffPIN asks a member of staff for the PIN. Only how many digits are typed is
// shown. A press on Enter while it cannot be entered leads to what is missing.
func StaffPIN(e Env, digits int, notice string, canEnter bool, pad PadActions, onEnter, onLeave func()) fyne.CanvasObject {
	s := touch.NewSheet(e.Look, e.Width, e.Height)
	s.Fill(theme.Paper, 0, 0, e.Width, e.Height)
	b := box{sideMargin, sideMargin, e.Width - 2*sideMargin, e.Height - 2*sideMargin}
	var keys box
	if e.portrait() {
		height := float32(4*124 + 3*touch.Gap)
		keys = box{b.x + (b.w-min(b.w, 760))/2, b.bottom() - height, min(b.w, 760), height}
		b.h -= height + e.gap()
	} else {
		b, keys = b.split(640, e.gap()*2)
		height := min(b.h, float32(4*124+3*touch.Gap))
		keys.y, keys.h = keys.y+(keys.h-height)/2, height
	}
	e.pad(s, keys, "pin.key.", pad, touch.Key{ID: "pin.leave", Label: e.text("staff.pin_leave"), Role: theme.Label, OnPress: onLeave})
	parts := []touch.Part{
		headline{icon: "lock-key", tone: theme.Teal, role: e.titleRole(), text: e.text("staff.pin_title")},
		paragraph(theme.Body, e.text("staff.pin_hint")),
		touch.Field{Text: strings.Repeat("•", digits)},
	}
	if notice != "" {
		parts = append(parts, touch.Notice{Tone: theme.Gold, Text: notice})
	}
	parts = append(parts, flow{touch.Button{ID: "pin.enter", Label: e.text("staff.pin_enter"), Icon: "arrow-right", After: true, Kind: touch.Go, Disabled: !canEnter, OnPress: onEnter, OnRefused: onEnter}})
	e.middled(s, b, e.gap(), Page{}, parts...)
	return picture(s)
}
