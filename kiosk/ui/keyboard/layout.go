package keyboard

import (
	"github.com/diemcham/diemcham/kiosk/locale"
)

// Layout is the keys of a keyboard and how they stand. The keys of Rows stand in
// columns, one below the other, with Side beside them at the right, divided
// evenly over their height; the rows of Foot stand below both.
type Layout struct {
	Rows [][]Key
	Side []Key
	Foot [][]Key
}

// Keys lists every key.
func (l Layout) Keys() (all []Key) {
	for _, row := range l.Rows {
		all = append(all, row...)
	}
	all = append(all, l.Side...)
	for _, row := range l.Foot {
		all = append(all, row...)
	}
	return all
}

// depth is how many rows there are.
func (l Layout) depth() int { return len(l.Rows) + len(l.Foot) }

// The letters, each as far as possible below or beside those it belongs to: a
// vowel and its marked kin never part. The foreign f, j, w and z are for Zalo and
// Wi-Fi.
func rowsOfLetters(lang locale.Lang) []string {
	if lang == locale.En {
		return []string{"abcdefghij", "klmnopqrst", "uvwxyz.-"}
	}
	return []string{"aăâbcdđeêfg", "hijklmnoôơp", "qrstuưvwxyz"}
}

// rowOfDigits is as long as a row of letters.
func rowOfDigits(lang locale.Lang) string {
	if lang == locale.En {
		return "1234567890"
	}
	return "1234567890."
}

// wide is the layout for a keyboard that is low and wide. Without digits there
// is a key that shows them.
func (k Keyboard) wide(digits bool) Layout {
	l := Layout{Side: []Key{k.action(Delete), k.action(Clear), k.action(Done)}}
	foot := append(k.tones(), k.action(Space))
	if digits {
		l.Rows = append(l.Rows, signs(rowOfDigits(k.Lang)))
	} else {
		foot = append(foot, k.action(Digits))
	}
	l.Rows = append(l.Rows, k.letters()...)
	l.Foot = [][]Key{foot}
	return l
}

// tall is the layout for a keyboard that is high and narrow.
func (k Keyboard) tall(digits bool) Layout {
	var l Layout
	last := []Key{k.action(Space), k.action(Delete), k.action(Clear), k.action(Done)}
	if digits {
		l.Rows = append(l.Rows, signs(rowOfDigits(k.Lang)))
	} else {
		last = append([]Key{k.action(Digits)}, last...)
	}
	l.Rows = append(l.Rows, k.letters()...)
	if tones := k.tones(); len(tones) > 0 {
		l.Foot = append(l.Foot, tones)
	}
	l.Foot = append(l.Foot, last)
	return l
}

// pad is the digits alone, as on a telephone.
func (k Keyboard) pad() Layout {
	return Layout{
		Rows: [][]Key{signs("123"), signs("456"), signs("789"), signs(".0-")},
		Side: []Key{k.action(Delete), k.action(Clear), k.action(Letters), k.action(Done)},
	}
}

// plain lists the layouts for addresses. They have no space.
func (k Keyboard) plain(width float32) []Layout {
	rows := rowsOf([]string{"1234567890", "abcdefghij", "klmnopqrst", "uvwxyz.-:/"})
	actions := []Key{k.action(Delete), k.action(Clear), k.action(Done)}
	if width < wideFrom {
		return []Layout{{Rows: rows, Foot: [][]Key{actions}}}
	}
	return []Layout{{Rows: rows, Side: actions}}
}

func (k Keyboard) letters() (rows [][]Key) {
	for _, row := range rowsOfLetters(k.Lang) {
		rows = append(rows, signs(row))
	}
	return rows
}

func signs(runes string) (keys []Key) {
	for _, r := range runes {
		keys = append(keys, Key{ID: "key." + nameOf(r), Kind: Letter, Rune: r, Label: string(r), Width: 1})
	}
	return keys
}

// nameOf is how a sign is called in an ID.
func nameOf(r rune) string {
	switch r {
	case '.':
		return "dot"
	case '-':
		return "hyphen"
	case ':':
		return "colon"
	case '/':
		return "slash"
	}
	return string(r)
}

// tones lists the keys of the tones; only Vietnamese has them.
func (k Keyboard) tones() (keys []Key) {
	if k.Lang != locale.Vi {
		return nil
	}
	for _, tone := range locale.Tones() {
		keys = append(keys, Key{
			ID: "tone." + tone.ID(), Kind: Tone, Tone: tone, Label: k.text("keyboard.tone." + tone.ID()), Width: 1.4,
		})
	}
	return keys
}

func (k Keyboard) action(kind Kind) Key {
	key := Key{Kind: kind, Width: 1}
	switch kind {
	case Space:
		key.ID, key.Label, key.Width = "key.space", k.text("keyboard.space"), 2
		key.Short = k.text("keyboard.space_short")
		if k.Lang != locale.Vi {
			key.Width = 5 // there are no tones beside it
		}
	case Delete:
		key.ID, key.Label, key.Icon = "key.delete", k.text("keyboard.delete"), "backspace"
		key.Width = 1.2
	case Clear:
		key.ID, key.Label = "key.clear", k.text("keyboard.clear")
	case Done:
		key.ID, key.Label, key.Icon = "key.done", k.text("keyboard.done"), "check"
		if k.Done != "" {
			key.Label = k.Done
		}
	case Digits:
		key.ID, key.Label, key.Width = "key.digits", k.text("keyboard.digits"), 0.9
	case Letters:
		key.ID, key.Label = "key.letters", k.text("keyboard.letters")
	}
	return key
}

func (k Keyboard) text(id string) string { return k.Texts.Text(k.Lang, id) }
