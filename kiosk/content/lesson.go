package content

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/phone"
)

func (l *loader) lessons() {
	orders, marks := seen{}, seen{}
	place := map[string]int{}
	whole := l.each("lessons", func(id string, t *table) {
		if n := t.number("order", 1, maxOrder); n > 0 {
			orders.once(t, "order", n, strconv.Itoa(n), t.file)
			place[id] = n
		}
		mark := t.number("mark", 1, card.Most)
		if mark > 0 {
			marks.once(t, "mark", mark, strconv.Itoa(mark), t.file)
		}
		lesson := Lesson{
			ID:      id,
			Title:   t.text("title", required, line(maxTitle)),
			Summary: t.text("summary", required, line(maxSummary)),
			Icon:    l.icon(t, required),
			Mark:    mark,
			Skill:   skill(t),
			Core:    core(t),
			Minutes: t.number("minutes", 1, maxMinutes),
			Need:    t.texts("need", 1, maxNeeds, line(maxNeed)),
			Address: l.listed(t, "address", t.address("address", optional)),
			Source:  t.word("source", required, line(maxSource)),
			Checked: t.day("checked", required),
			Steps:   l.steps(t),
		}
		lesson.Due = t.due(lesson.Checked)
		l.pack.Lessons = append(l.pack.Lessons, lesson)
	})
	slices.SortStableFunc(l.pack.Lessons, func(a, b Lesson) int { return cmp.Compare(place[a.ID], place[b.ID]) })
	if whole {
		l.cores()
	}
}

// core reads whether a lesson belongs to the set of its skill.
func core(t *table) bool {
	core := t.truth("core", optional)
	if core && empty(t.keys["skill"]) {
		t.problem("core", true, "a skill too, to whose set the lesson belongs")
	}
	return core
}

// cores reports the skills that nobody could reach.
func (l *loader) cores() {
	s := &sheet{file: "lessons"}
	for _, skill := range Skills() {
		if len(l.pack.Core(skill)) == 0 {
			s.add("", "", fmt.Sprintf("a lesson with skill = %q and core = true", string(skill)))
		}
	}
	l.report(s)
}

func skill(t *table) Skill {
	skill := Skill(t.word("skill", optional, line(maxTitle)))
	if skill != "" && !slices.Contains(Skills(), skill) {
		var names []string
		for _, known := range Skills() {
			names = append(names, string(known))
		}
		t.problem("skill", string(skill), "one of "+strings.Join(names, ", "))
	}
	return skill
}

func (l *loader) steps(t *table) []Step {
	var steps []Step
	for _, s := range t.tables("step", 3, 15) {
		steps = append(steps, Step{
			Title:   s.text("title", required, line(maxAction)),
			Body:    s.text("body", required, line(maxBody)),
			Warning: s.text("warning", optional, line(maxBody)),
			Differs: s.text("differs", optional, line(maxBody)),
			Phone:   l.phoneScreen(s),
		})
		s.close()
	}
	return steps
}

func (l *loader) phoneScreen(t *table) phone.Screen {
	var screen phone.Screen
	if _, ok := t.keys["phone"]; !ok {
		t.take("phone")
		return screen
	}
	for _, entry := range t.tables("phone", 2, 5) {
		item := l.phoneItem(entry)
		if item.Right() && screen.Touchable() {
			key, value := "here", any(true)
			if !item.Here {
				key, value = "kind", string(item.Kind)
			}
			entry.problem(key, value, "only one right spot on a screen")
			item = phone.Item{Kind: item.Kind, Label: item.Label}
		}
		entry.close()
		screen.Items = append(screen.Items, item)
	}
	return screen
}

func (l *loader) phoneItem(t *table) phone.Item {
	kind, ok := t.take("kind")
	most := maxLabel
	if kind == string(phone.Message) {
		most = maxMessage
	}
	item := phone.Item{
		Label: t.text("label", required, line(most)),
		Value: t.word("value", optional, line(maxLabel)),
		Icon:  l.icon(t, optional),
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
	if item.Icon != "" && item.Kind != phone.Icon {
		t.problem("icon", item.Icon, "an icon only on an item of kind icon")
	}
	switch {
	case item.Value != "" && item.Kind != phone.Field:
		t.problem("value", item.Value, "a value only in a field")
	case !harmless(item.Value):
		t.problem("value", item.Value,
			`nothing that looks like a person's data: dots and zeros with at most two other digits, such as "0010 •••• ••••", one word, or a procedure's code`)
	}
	if item.Here && !item.Kind.CanBeHere() {
		t.problem("here", true, "here only on a button, row, icon, field or message, or on the answer to a question")
	}
	switch item.Kind {
	case phone.Keypad:
		item.Digits = t.number("digits", 2, 12)
	case phone.Question:
		item.Answers = answers(t)
	}
	nobodysNumber(t, item.Label)
	return item
}

// answers reads the two answers to a question, one of them right.
func answers(t *table) (answers [2]phone.Answer) {
	right, entries := 0, t.tables("answers", 2, 2)
	for i, entry := range entries {
		answer := phone.Answer{
			Label: entry.text("label", required, line(maxLabel)),
			Here:  entry.truth("here", optional),
		}
		nobodysNumber(entry, answer.Label)
		entry.close()
		if i < len(answers) {
			answers[i] = answer
		}
		if answer.Here {
			right++
		}
	}
	if len(entries) == len(answers) && right != 1 {
		t.problem("answers", nil, "one answer with here = true")
	}
	return answers
}

// nobodysNumber reports a label that could hold a person's number.
func nobodysNumber(t *table, label locale.Text) {
	for _, l := range []struct{ lang, text string }{{"vi", label.Vi}, {"en", label.En}} {
		if digits(l.text) >= 9 {
			t.problem("label."+l.lang, l.text, "no telephone or identity number")
		}
	}
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
