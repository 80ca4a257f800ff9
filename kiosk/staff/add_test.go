package staff_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/seal"
)

func digits(number string) (events []staff.Event) {
	for _, digit := range number {
		events = append(events, staff.DigitTyped{Digit: digit})
	}
	return events
}

func TestAdding(t *testing.T) {
	var (
		topic  = store.Topic{Kind: "general", ID: "papers"}
		begun  = then(atQueue, []staff.Event{staff.AddChosen{CanSeal: true}})
		form   = then(begun, []staff.Event{staff.TopicChosen{Topic: topic}})
		phone  = then(form, []staff.Event{staff.HowChosen{Callback: true}})
		called = then(phone, digits("0900000000"), []staff.Event{staff.Entered{}})
		named  = then(form, []staff.Event{staff.NameAsked{}, staff.TextTyped{Text: "ba ví dụ "}, staff.Entered{}})
		draw   = staff.NumberChosen{}
		agree  = staff.AgreementTurned{}
		number = staff.Ticket{Number: "A007", Ahead: 2}
		plain  = staff.Draft{CanSeal: true, Topic: topic}
		keep   = func(change func(*staff.Draft)) []staff.Command {
			d := plain
			if change != nil {
				change(&d)
			}
			return []staff.Command{staff.Add{Draft: d, By: "Cán bộ 1"}}
		}
	)
	for name, c := range map[string]struct {
		events   []staff.Event
		screen   staff.Screen
		draft    staff.Draft
		commands []staff.Command // after coming in
	}{
		"begun":                       {begun, staff.AddTopic, staff.Draft{CanSeal: true}, nil},
		"a list of services":          {then(begun, []staff.Event{staff.TopicsChosen{Kind: "service"}}), staff.AddTopic, staff.Draft{CanSeal: true, Topics: "service"}, nil},
		"and back from it":            {then(begun, []staff.Event{staff.TopicsChosen{Kind: "service"}, staff.BackChosen{}}), staff.AddTopic, staff.Draft{CanSeal: true}, nil},
		"given up":                    {then(begun, []staff.Event{staff.BackChosen{}}), staff.Queue, staff.Draft{}, []staff.Command{staff.List{}}},
		"the topic is chosen":         {form, staff.AddForm, plain, nil},
		"waits here without a name":   {then(form, []staff.Event{draw}), staff.AddForm, plain, keep(nil)},
		"a second press":              {then(form, []staff.Event{draw, draw, staff.BackChosen{}}), staff.AddForm, plain, keep(nil)},
		"goes first":                  {then(form, []staff.Event{staff.PriorityTurned{}, draw}), staff.AddForm, staff.Draft{CanSeal: true, Topic: topic, Priority: true}, keep(func(d *staff.Draft) { d.Priority = true })},
		"a name that is not agreed":   {then(named, []staff.Event{draw}), staff.AddForm, staff.Draft{CanSeal: true, Topic: topic, Name: "Ba Ví Dụ", Hint: true}, nil},
		"a name that is agreed":       {then(named, []staff.Event{agree, draw}), staff.AddForm, staff.Draft{CanSeal: true, Topic: topic, Name: "Ba Ví Dụ", Agreed: true}, keep(func(d *staff.Draft) { d.Name, d.Agreed = "Ba Ví Dụ", true })},
		"a name taken away":           {then(named, []staff.Event{staff.NameAsked{}, staff.TextTyped{}, staff.BackChosen{}, draw}), staff.AddForm, plain, keep(nil)},
		"a name too long":             {then(form, []staff.Event{staff.NameAsked{}, staff.TextTyped{Text: seal.Secret(strings.Repeat("a", staff.NameMost+1))}}), staff.AddName, plain, nil},
		"a number too short":          {then(phone, digits("090000"), []staff.Event{staff.Entered{}}), staff.AddPhone, staff.Draft{CanSeal: true, Topic: topic, Phone: "090000", Hint: true}, nil},
		"no number begins so":         {then(phone, digits("19"), []staff.Event{staff.Entered{}}), staff.AddPhone, staff.Draft{CanSeal: true, Topic: topic, Phone: "19", Hint: true}, nil},
		"a digit too many":            {then(phone, digits("09000000009")), staff.AddPhone, staff.Draft{CanSeal: true, Topic: topic, Phone: "0900000000"}, nil},
		"a number given up":           {then(phone, digits("0900"), []staff.Event{staff.BackChosen{}}), staff.AddForm, plain, nil},
		"to be called":                {called, staff.AddForm, staff.Draft{CanSeal: true, Topic: topic, Phone: "0900000000", Callback: true}, nil},
		"to be called, not agreed":    {then(called, []staff.Event{draw}), staff.AddForm, staff.Draft{CanSeal: true, Topic: topic, Phone: "0900000000", Callback: true, Hint: true}, nil},
		"waits after all":             {then(called, []staff.Event{agree, staff.HowChosen{}}), staff.AddForm, plain, nil},
		"agreed, then another number": {then(called, []staff.Event{agree, staff.HowChosen{Callback: true}, staff.DigitDeleted{}, staff.DigitTyped{Digit: '5'}, staff.Entered{}, draw}), staff.AddForm, staff.Draft{CanSeal: true, Topic: topic, Phone: "0900000005", Callback: true, Hint: true}, nil},
		"not saved":                   {then(named, []staff.Event{agree, draw, staff.NotChanged{Trouble: staff.NotSaved}}), staff.AddForm, staff.Draft{CanSeal: true, Topic: topic, Name: "Ba Ví Dụ", Agreed: true}, keep(func(d *staff.Draft) { d.Name, d.Agreed = "Ba Ví Dụ", true })},
		"the number": {
			then(named, []staff.Event{agree, draw, staff.Added{Ticket: number}}), staff.AddTicket, staff.Draft{Topic: topic, Ticket: number, Copies: 1},
			append(keep(func(d *staff.Draft) { d.Name, d.Agreed = "Ba Ví Dụ", true }), staff.PrintPaper{What: staff.TicketPaper, Part: 1}),
		},
		"a number nobody waits for": {then(form, []staff.Event{staff.Added{Ticket: number}}), staff.AddForm, plain, nil},
		"printed again": {
			then(form, []staff.Event{draw, staff.Added{Ticket: number}, staff.TicketChosen{}, staff.PaperPrinted{Of: 1, Sure: true}, staff.TicketChosen{}}),
			staff.AddTicket, staff.Draft{Topic: topic, Ticket: number, Copies: 2},
			append(keep(nil), staff.PrintPaper{What: staff.TicketPaper, Part: 1}, staff.PrintPaper{What: staff.TicketPaper, Part: 1}),
		},
		"locked": {then(called, []staff.Event{staff.Locked{}}), staff.Closed, staff.Draft{}, nil},
		"the number comes after locking": {
			then(form, []staff.Event{draw, staff.Locked{}, staff.Added{Ticket: number}}), staff.Closed, staff.Draft{}, keep(nil),
		},
		"nothing can be sealed": {
			then(atQueue, []staff.Event{staff.AddChosen{}, staff.TopicChosen{Topic: topic}, staff.NameAsked{}, staff.HowChosen{Callback: true}}),
			staff.AddForm, staff.Draft{Topic: topic}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, commands := play(staff.State{}, c.events...)
			commands = commands[len(entering):]
			if s.Screen != c.screen || !reflect.DeepEqual(s.Draft, c.draft) || !slices.EqualFunc(commands, c.commands, func(a, b staff.Command) bool { return reflect.DeepEqual(a, b) }) {
				t.Errorf("on %v with %#v and %#v", s.Screen, s.Draft, commands)
			}
		})
	}
}

func TestANote(t *testing.T) {
	var (
		open = changed(inHand, func(r *store.Request) { r.Callback, r.TakenBy = true, "Cán bộ 1" })
		at   = then(atQueue, []staff.Event{staff.Listed{Requests: []store.Request{open}}, staff.RequestChosen{ID: "2"}, staff.DetailChosen{}})
		note = then(at, []staff.Event{staff.PageChosen{Page: staff.Notes}})
		text = staff.TextTyped{Text: "đến lúc ba giờ"}
		call = func(outcome store.CallOutcome) []staff.Event {
			return then(at, []staff.Event{staff.PageChosen{Page: staff.Call}, staff.MarkChosen{Kind: store.Called, Outcome: outcome}, staff.Changed{}})
		}
		kept = staff.KeepNote{ID: "2", By: "Cán bộ 1", Text: "đến lúc ba giờ"}
	)
	for name, c := range map[string]struct {
		events []staff.Event
		page   staff.Page
		note   staff.Note
		last   staff.Command
	}{
		"typed":                       {then(note, []staff.Event{text}), staff.Notes, staff.Note{Text: text.Text}, staff.List{}},
		"empty":                       {then(note, []staff.Event{staff.TextTyped{Text: "  "}, staff.Entered{}}), staff.Notes, staff.Note{Text: "  "}, staff.List{}},
		"too long":                    {then(note, []staff.Event{staff.TextTyped{Text: seal.Secret(strings.Repeat("ế", staff.NoteMost+1))}}), staff.Notes, staff.Note{}, staff.List{}},
		"kept":                        {then(note, []staff.Event{text, staff.Entered{}}), staff.Notes, staff.Note{Text: text.Text}, kept},
		"kept and on disk":            {then(note, []staff.Event{text, staff.Entered{}, staff.Changed{}}), staff.Facts, staff.Note{}, staff.List{}},
		"not saved":                   {then(note, []staff.Event{text, staff.Entered{}, staff.NotChanged{Trouble: staff.NotSaved}}), staff.Notes, staff.Note{Text: text.Text}, kept},
		"somebody closed it":          {then(note, []staff.Event{text, staff.Entered{}, staff.NotChanged{Trouble: staff.TakenByNow}}), staff.Facts, staff.Note{}, staff.List{}},
		"given up":                    {then(note, []staff.Event{text, staff.PageChosen{Page: staff.Facts}}), staff.Facts, staff.Note{}, staff.List{}},
		"it leaves the queue":         {then(note, []staff.Event{text, staff.Listed{}}), staff.Facts, staff.Note{}, staff.List{}},
		"locked":                      {then(note, []staff.Event{text, staff.Locked{}}), staff.Facts, staff.Note{}, staff.List{}},
		"asked for after a call":      {call(store.Reached), staff.Notes, staff.Note{Called: true}, staff.List{}},
		"not where nobody was called": {call(store.Busy), staff.Facts, staff.Note{}, staff.List{}},
		"a mark is none":              {then(at, []staff.Event{staff.MarkChosen{Kind: store.Noted}}), staff.Facts, staff.Note{}, staff.List{}},
		"of one that is closed":       {then(atQueue, []staff.Event{staff.Listed{Requests: []store.Request{changed(open, func(r *store.Request) { r.Status = store.Closed })}}, staff.RequestChosen{ID: "2"}, staff.DetailChosen{}, staff.PageChosen{Page: staff.Notes}}), staff.Facts, staff.Note{}, staff.List{}},
	} {
		t.Run(name, func(t *testing.T) {
			s, commands := play(staff.State{}, c.events...)
			if last := commands[len(commands)-1]; s.Page != c.page || s.Note != c.note || last != c.last {
				t.Errorf("on page %v with %#v; the last command is %#v", s.Page, s.Note, last)
			}
		})
	}
}
