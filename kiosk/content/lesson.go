package content

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/diemcham/diemcham/kiosk/phone"
)

func (l *loader) lessons() {
	orders := seen{}
	place := map[string]int{}
	l.each("lessons", func(id string, t *table) {
		if n := t.number("order", 1, maxOrder); n > 0 {
			orders.once(t, "order", n, strconv.Itoa(n), t.file)
			place[id] = n
		}
		l.pack.Lessons = append(l.pack.Lessons, Lesson{
			ID:      id,
			Title:   t.text("title", required, line(maxTitle)),
			Summary: t.text("summary", required, line(maxSummary)),
			Icon:    l.icon(t),
			Minutes: t.number("minutes", 1, maxMinutes),
			Need:    t.texts("need", 1, maxNeeds, line(maxNeed)),
			Address: t.address("address", optional),
			Source:  t.word("source", required, line(maxSource)),
			Checked: t.day("checked", required),
			Steps:   steps(t),
		})
	})
	slices.SortStableFunc(l.pack.Lessons, func(a, b Lesson) int { return cmp.Compare(place[a.ID], place[b.ID]) })
}

func steps(t *table) []Step {
	var steps []Step
	for _, s := range t.tables("step", 3, 15) {
		steps = append(steps, Step{
			Title:   s.text("title", required, line(maxAction)),
			Body:    s.text("body", required, line(maxBody)),
			Warning: s.text("warning", optional, line(maxBody)),
			Differs: s.text("differs", optional, line(maxBody)),
			Phone:   phoneScreen(s),
		})
		s.close()
	}
	return steps
}

func phoneScreen(t *table) phone.Screen {
	var screen phone.Screen
	if _, ok := t.keys["phone"]; !ok {
		t.take("phone")
		return screen
	}
	for _, entry := range t.tables("phone", 2, 5) {
		item := phoneItem(entry)
		if item.Here && screen.Touchable() {
			entry.problem("here", true, "only one right spot on a screen")
			item.Here = false
		}
		entry.close()
		screen.Items = append(screen.Items, item)
	}
	return screen
}

func phoneItem(t *table) phone.Item {
	kind, ok := t.take("kind")
	item := phone.Item{
		Label: t.text("label", required, line(maxLabel)),
		Value: t.word("value", optional, line(maxLabel)),
		Here:  t.truth("here", optional),
	}
	name, _ := kind.(string)
	if item.Kind = phone.Kind(name); !slices.Contains(phone.Kinds(), item.Kind) {
		if !ok {
			kind = nil
		}
		t.problem("kind", kind, "one of "+kinds())
		return item
	}
	switch {
	case item.Value != "" && item.Kind != phone.Field:
		t.problem("value", item.Value, "a value only in a field")
	case !harmless(item.Value):
		t.problem("value", item.Value,
			`nothing that looks like a person's data: dots and zeros with at most two other digits, such as "0010 •••• ••••", one word, or a procedure's code`)
	}
	switch item.Kind {
	case phone.Header, phone.Line, phone.Viewer:
		if item.Here {
			t.problem("here", true, "here only on a button, row, icon or field")
		}
	}
	for _, label := range []struct{ lang, text string }{{"vi", item.Label.Vi}, {"en", item.Label.En}} {
		if digits(label.text) >= 9 {
			t.problem("label."+label.lang, label.text, "no telephone or identity number")
		}
	}
	return item
}

func kinds() string {
	names := make([]string, 0, len(phone.Kinds()))
	for _, kind := range phone.Kinds() {
		names = append(names, string(kind))
	}
	return strings.Join(names, ", ")
}

// harmless tells whether value can be shown in a field of the pretend phone: it
// cannot tell a made-up number from a person's, so it accepts neither.
func harmless(value string) bool {
	if codeForm.MatchString(value) {
		return true
	}
	isWord := strings.ContainsFunc(value, unicode.IsLetter)
	for _, r := range value {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), strings.ContainsRune(".-•", r):
		case r == ' ' && !isWord:
		default:
			return false
		}
	}
	return digits(strings.ReplaceAll(value, "0", "")) <= 2
}

func digits(text string) (n int) {
	for _, r := range text {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}
