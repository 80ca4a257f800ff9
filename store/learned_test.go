package store_test

import (
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/store"
)

func learn(t *testing.T, db *store.DB, l store.Learned) {
	t.Helper()
	if err := db.Learned(l); err != nil {
		t.Fatal(err)
	}
}

func undelivered(t *testing.T, db *store.DB) []store.Event {
	t.Helper()
	events, err := db.Undelivered(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func TestLearnedKeepsWhatTheCardSays(t *testing.T) {
	dir, c := t.TempDir(), &clock{morning()}
	db := open(t, dir, c)
	request := ask(t, db)
	learn(t, db, store.Learned{Card: "7K3M9QXA"})
	c.now = morning().Add(time.Hour)
	learn(t, db, store.Learned{Card: "7K3M9QXA", Done: []string{"vneid", "goi-dien", "vneid"}, Skills: []string{"vneid", "phone"}, Group: "11"})
	learn(t, db, store.Learned{Card: "00000001", Done: []string{"goi-dien"}})

	want := []store.Card{
		{Number: "00000001", Done: []string{"goi-dien"}, Skills: []string{}, FirstSeen: c.now, LastSeen: c.now},
		{Number: "7K3M9QXA", Done: []string{"goi-dien", "vneid"}, Skills: []string{"phone", "vneid"}, Group: "11", FirstSeen: morning(), LastSeen: c.now},
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = open(t, dir, c)
	if cards, err := db.Cards(); err != nil || !reflect.DeepEqual(cards, want) {
		t.Errorf("cards: %v\ngot  %+v\nwant %+v", err, cards, want)
	}
	if card, err := db.Card("7K3M9QXA"); err != nil || !reflect.DeepEqual(card, want[1]) {
		t.Errorf("card: %+v, %v", card, err)
	}
	for _, unknown := range []string{"", "7", "7K3M9QXB", "7k3m9qxa"} {
		if _, err := db.Card(unknown); !errors.Is(err, store.ErrUnknown) {
			t.Errorf("card %q: %v", unknown, err)
		}
	}

	events := undelivered(t, db)
	if got := seqs(events); !slices.Equal(got, []uint64{1, 2, 3, 4}) {
		t.Errorf("undelivered: %v", got)
	}
	wantEvent := store.Event{
		ID: events[2].ID, Kind: "learned", Kiosk: "viet-hung-1", Seq: 3, At: c.now,
		Learned: &store.Learned{Card: "7K3M9QXA", Done: []string{"goi-dien", "vneid"}, Skills: []string{"phone", "vneid"}, Group: "11"},
	}
	if !reflect.DeepEqual(events[2], wantEvent) {
		t.Errorf("event\ngot  %+v\nwant %+v", events[2], wantEvent)
	}
	requests, err := db.Requests()
	if err != nil || len(requests) != 1 || requests[0].ID != request.ID {
		t.Errorf("requests: %+v, %v", requests, err)
	}
	if next := ask(t, db); next.Number != "A002" {
		t.Errorf("cards used up numbers: A001 is followed by %s", next.Number)
	}
}

func TestCardThatSaysNothingNew(t *testing.T) {
	c := &clock{morning()}
	whole := store.Learned{Card: "7K3M9QXA", Done: []string{"a", "b"}, Skills: []string{"phone"}, Group: "11"}
	for name, test := range map[string]struct {
		change func(*store.Learned)
		writes bool
	}{
		"the same":                {func(*store.Learned) {}, false},
		"in another order":        {func(l *store.Learned) { l.Done = []string{"b", "a", "b"} }, false},
		"less of it":              {func(l *store.Learned) { l.Done, l.Skills = nil, nil }, false},
		"without its group":       {func(l *store.Learned) { l.Group = "" }, false},
		"one more lesson":         {func(l *store.Learned) { l.Done = []string{"c"} }, true},
		"one more skill":          {func(l *store.Learned) { l.Skills = []string{"wallet"} }, true},
		"another group":           {func(l *store.Learned) { l.Group = "12" }, true},
		"another card, otherwise": {func(l *store.Learned) { l.Card = "7K3M9QXB" }, true},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			db := open(t, dir, c)
			learn(t, db, whole)
			file := filepath.Join(dir, "requests.db")
			before, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			l := whole
			test.change(&l)
			for range 3 {
				learn(t, db, l)
			}
			want := 1
			if test.writes {
				want = 2
			}
			if got := len(undelivered(t, db)); got != want {
				t.Errorf("%d events, want %d", got, want)
			}
			after, err := os.ReadFile(file)
			if err != nil || bytes.Equal(before, after) == test.writes {
				t.Errorf("the file is the same as before: %v, %v", bytes.Equal(before, after), err)
			}
		})
	}
}

// The group named last wins, also where the clock went back in between.
func TestGroupNamedLast(t *testing.T) {
	c := &clock{morning()}
	db := open(t, t.TempDir(), c)
	for _, step := range []struct {
		move  time.Duration
		group string
	}{{0, "11"}, {time.Hour, "12"}, {-24 * time.Hour, "13"}, {0, "13"}, {0, ""}, {0, "11"}, {time.Minute, "11"}} {
		c.now = c.now.Add(step.move)
		learn(t, db, store.Learned{Card: "7K3M9QXA", Group: step.group})
		want := step.group
		if want == "" {
			want = "13"
		}
		if card, err := db.Card("7K3M9QXA"); err != nil || card.Group != want {
			t.Errorf("after %q at %s: %+v, %v", step.group, c.now, card, err)
		}
	}
	if n := len(undelivered(t, db)); n != 4 {
		t.Errorf("%d events, want 4", n)
	}
}

func TestLearnedThatTheHubWouldRefuse(t *testing.T) {
	db := open(t, t.TempDir(), &clock{morning()})
	many := make([]string, 31)
	for i := range many {
		many[i] = fmt.Sprintf("bai-%02d", i)
	}
	for name, test := range map[string]struct {
		l    store.Learned
		says string
	}{
		"no card":               {store.Learned{}, "learned.card: "},
		"card too short":        {store.Learned{Card: "7K3M9QX"}, "learned.card: "},
		"card too long":         {store.Learned{Card: "7K3M9QXAA"}, "learned.card: "},
		"card in small letters": {store.Learned{Card: "7k3m9qxa"}, "learned.card: "},
		"card with an O":        {store.Learned{Card: "7K3M9QXO"}, "learned.card: "},
		"card with a mark":      {store.Learned{Card: "7K3M9QĐ"}, "learned.card: "},
		"31 lessons":            {store.Learned{Card: "7K3M9QXA", Done: many}, "learned.done: "},
		"a lesson without ID":   {store.Learned{Card: "7K3M9QXA", Done: []string{""}}, "learned.done: "},
		"a lesson by its title": {store.Learned{Card: "7K3M9QXA", Done: []string{"Gọi điện"}}, "learned.done: "},
		"an unknown skill":      {store.Learned{Card: "7K3M9QXA", Skills: []string{"knitting"}}, "learned.skills: "},
		"a group by its title":  {store.Learned{Card: "7K3M9QXA", Group: "Tổ 11"}, "learned.group: "},
		"a group that counts":   {store.Learned{Card: "7K3M9QXA", Group: "=1+1"}, "learned.group: "},
	} {
		err := db.Learned(test.l)
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && test.l.Card != "" && strings.Contains(err.Error(), test.l.Card) {
			t.Errorf("%s: the error names the card: %v", name, err)
		}
	}
	learn(t, db, store.Learned{Card: "7K3M9QXA", Done: many[:30], Skills: store.Skills(), Group: "11"})
	if events := undelivered(t, db); len(events) != 1 || events[0].Seq != 1 {
		t.Errorf("refused ones used up a seq: %+v", events)
	}
}

func TestValidateLearned(t *testing.T) {
	good := func() store.Event {
		return store.Event{
			ID: "0190a5b8-7e5c-7000-8000-000000000000", Kind: store.CardLearned, Kiosk: "viet-hung-1", Seq: 1, At: morning(),
			Learned: &store.Learned{Card: "7K3M9QXA", Done: []string{"a", "b"}, Skills: []string{"phone", "vneid"}},
		}
	}
	asked := good()
	asked.Kind, asked.Request, asked.Learned = store.Asked, asked.ID, nil
	topic := lesson()
	asked.Number, asked.Code, asked.Topic = "A001", "260306010001", &topic
	for name, test := range map[string]struct {
		from   store.Event
		change func(*store.Event)
		says   string
	}{
		"as it should be":         {good(), func(*store.Event) {}, ""},
		"no lessons yet":          {good(), func(e *store.Event) { e.Learned.Done = []string{} }, ""},
		"nothing said of lessons": {good(), func(e *store.Event) { e.Learned.Done = nil }, "learned.done: missing"},
		"nothing said at all":     {good(), func(e *store.Event) { e.Learned = nil }, "learned: missing"},
		"lessons not sorted":      {good(), func(e *store.Event) { e.Learned.Done = []string{"b", "a"} }, "learned.done: not sorted"},
		"a lesson twice":          {good(), func(e *store.Event) { e.Learned.Done = []string{"a", "a"} }, "learned.done: not sorted"},
		"skills not sorted":       {good(), func(e *store.Event) { e.Learned.Skills = []string{"vneid", "phone"} }, "learned.skills: not sorted"},
		"of a request":            {good(), func(e *store.Event) { e.Request = e.ID }, "request: "},
		"by somebody":             {good(), func(e *store.Event) { e.By = "Cán bộ 1" }, "by: "},
		"with a number":           {good(), func(e *store.Event) { e.Number = "A001" }, "kind: "},
		"with a topic":            {good(), func(e *store.Event) { e.Topic = &topic }, "kind: "},
		"with a place":            {good(), func(e *store.Event) { e.Place = "x" }, "kind: "},
		"with sealed fields":      {good(), func(e *store.Event) { e.Sealed = []byte("x") }, "sealed: "},
		"asked, as it should be":  {asked, func(*store.Event) {}, ""},
		"asked with a card":       {asked, func(e *store.Event) { e.Learned = good().Learned }, "learned: "},
		"asked without a request": {asked, func(e *store.Event) { e.Request = "" }, "request: "},
		"taken with a card":       {good(), func(e *store.Event) { e.Kind, e.Request = store.Taken, e.ID }, "learned: "},
	} {
		e := test.from
		test.change(&e)
		err := e.Validate()
		if test.says == "" && err != nil || test.says != "" && (err == nil || !strings.HasPrefix(err.Error(), test.says)) {
			t.Errorf("%s: %v, want %q", name, err, test.says)
		}
	}
}

// A kiosk's lessons and what is kept of them name skills by the same words.
func TestSkillsAreThoseOfTheLessons(t *testing.T) {
	var words []string
	for _, skill := range content.Skills() {
		words = append(words, string(skill))
	}
	if got := store.Skills(); !slices.Equal(got, words) {
		t.Errorf("got %q, want %q", got, words)
	}
}

func TestFoldCardsOfAnyOrderIsTheSame(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 3))
		var events []store.Event
		for i := range 2 + random.IntN(30) {
			events = append(events, store.Event{
				ID: fmt.Sprintf("event %d", i), Kind: store.CardLearned, At: morning().Add(time.Duration(random.IntN(8)) * time.Minute),
				Learned: randomLearned(random),
			})
		}
		events = append(events, randomEvents(random)...)
		want := store.FoldCards(events)
		for range 10 {
			arrived := slices.Clone(events)
			for range random.IntN(5) {
				arrived = append(arrived, events[random.IntN(len(events))])
			}
			random.Shuffle(len(arrived), func(i, j int) { arrived[i], arrived[j] = arrived[j], arrived[i] })
			if got := store.FoldCards(arrived); !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d:\ngot  %+v\nwant %+v", seed, got, want)
			}
		}
	}
}

func randomLearned(random *rand.Rand) *store.Learned {
	some := func(words ...string) []string {
		random.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		return words[:random.IntN(len(words)+1)]
	}
	return &store.Learned{
		Card: fmt.Sprintf("7K3M9QX%d", random.IntN(5)), Done: some("a", "b", "c", "d"), Skills: some(store.Skills()...),
		Group: []string{"", "11", "12"}[random.IntN(3)],
	}
}

// unpack makes dir/requests.db as the program wrote it before there were cards:
// A001, taken by Cán bộ 1 and the asking delivered, and A002.
func unpack(t *testing.T, dir string) {
	t.Helper()
	packed, err := os.Open("testdata/before-cards.db.bz2")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	whole, err := io.ReadAll(bzip2.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(whole, []byte("cards")) {
		t.Fatal("the file of before knows cards")
	}
	if err := os.WriteFile(filepath.Join(dir, "requests.db"), whole, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestFileOfBeforeThereWereCards(t *testing.T) {
	dir := t.TempDir()
	unpack(t, dir)
	r, err := store.OpenReadOnly(dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if cards, err := r.Cards(); err != nil || len(cards) != 0 {
		t.Errorf("cards: %+v, %v", cards, err)
	}
	if _, err := r.Card("7K3M9QXA"); !errors.Is(err, store.ErrUnknown) {
		t.Errorf("card: %v", err)
	}
	r.Close()

	db := open(t, dir, &clock{morning().Add(time.Hour)})
	if rev, err := db.Rev(); err != nil || rev != 0 {
		t.Errorf("rev %d, %v", rev, err)
	}
	learn(t, db, store.Learned{Card: "7K3M9QXA", Done: []string{"a"}})
	next := ask(t, db)
	requests, err := db.Requests()
	if err != nil || len(requests) != 3 || requests[0].TakenBy != "Cán bộ 1" || requests[1].Number != "A002" || next.Number != "A003" {
		t.Errorf("requests: %+v, %v", requests, err)
	}
	if got := seqs(undelivered(t, db)); !slices.Equal(got, []uint64{2, 3, 4, 5}) {
		t.Errorf("undelivered: %v", got)
	}
	if cards, err := db.Cards(); err != nil || len(cards) != 1 {
		t.Errorf("cards: %+v, %v", cards, err)
	}

	// What came after cards.
	fromHub := store.Event{
		ID: newID(t), Request: requests[1].ID, Kind: store.Taken, Kiosk: store.Hub, Seq: 1, At: morning(), By: "Cán bộ phường",
	}
	if n, err := db.Receive([]store.Event{fromHub}, 1); err != nil || n != 1 {
		t.Errorf("received %d, %v", n, err)
	}
	if withdrawn, err := db.Withdraw(requests[0].ID, ""); err != nil || withdrawn.Ending != store.Withdrawn {
		t.Errorf("withdrawn: %+v, %v", withdrawn, err)
	}
	if taken, err := db.Request(requests[1].ID); err != nil || taken.TakenBy != "Cán bộ phường" {
		t.Errorf("taken: %+v, %v", taken, err)
	}
}

func TestDamagedCardDoesNotHoldUpTheOthers(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir, &clock{morning()})
	for _, number := range []string{"7K3M9QX1", "7K3M9QX2", "7K3M9QX3"} {
		learn(t, db, store.Learned{Card: number, Done: []string{"a"}})
	}
	db.Close()
	damage(t, dir, 2)

	var logged bytes.Buffer
	r, err := store.OpenReadOnly(dir, slog.New(slog.NewTextHandler(&logged, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if cards, err := r.Cards(); err != nil || len(cards) != 2 || cards[0].Number != "7K3M9QX1" || cards[1].Number != "7K3M9QX3" {
		t.Errorf("cards %+v, %v", cards, err)
	}
	if got := logged.String(); !strings.Contains(got, "seq=2") || strings.Contains(got, "7K3M9QX") {
		t.Errorf("the log names no record, or a card: %s", got)
	}
}

// How long it takes to see that a card says nothing new must not depend on how
// many cards there are.
func BenchmarkCardSeenAgain(b *testing.B) {
	for _, cards := range []int{100, 10_000} {
		b.Run(fmt.Sprint(cards), func(b *testing.B) {
			db, err := store.Open(b.TempDir(), options(&clock{morning()}, slog.New(slog.DiscardHandler)))
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			for i := range cards {
				if err := db.Learned(store.Learned{Card: fmt.Sprintf("%08d", i), Done: []string{"a"}}); err != nil {
					b.Fatal(err)
				}
			}
			for b.Loop() {
				if err := db.Learned(store.Learned{Card: "00000050", Done: []string{"a"}}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
