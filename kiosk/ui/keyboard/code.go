package keyboard

import (
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// The letters of a learning card, in the order of the alphabet after the digits.
// There is no I, L, O or U among them: they look like something else.
var (
	codeInFour  = []string{"01234567", "89ABCDEF", "GHJKMNPQ", "RSTVWXYZ"}
	codeInThree = []string{"0123456789", "ABCDEFGHJKM", "NPQRSTVWXYZ"}
)

// code lists the layouts for the letters of a learning card. Where there is room
// for four rows the keys are larger and fewer stand beside each other. The last
// layout leaves the key away that takes everything back, for want of room.
func (k Keyboard) code(width float32) []Layout {
	actions := []Key{k.action(Delete), k.action(Clear)}
	least := actions[:1:1]
	if k.Done != "" {
		actions = append(actions, k.action(Done))
		least = append(least, k.action(Done))
	}
	four, three := rowsOf(codeInFour), rowsOf(codeInThree)
	if width < wideFrom {
		return []Layout{{Rows: four, Foot: [][]Key{actions}}}
	}
	return []Layout{{Rows: four, Side: actions}, {Rows: three, Side: actions}, {Rows: three, Side: least}}
}

func rowsOf(letters []string) (rows [][]Key) {
	for _, row := range letters {
		rows = append(rows, signs(row))
	}
	return rows
}

// codeHeight is the least height of a layout without a foot: its rows hold letters
// alone, which need less room than words do, and the words stand beside them.
func codeHeight(look theme.Look, layout Layout) float32 {
	rows, side := float32(len(layout.Rows)), float32(len(layout.Side))
	letter := max(touch.MinTarget, look.FontSize(theme.Strong)*letterInk)
	return max(rows*letter+(rows-1)*gap, side*leastKey(look)+(side-1)*gap)
}
