package hub_test

import (
	"compress/bzip2"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
)

// vietnam is the zone of the ward.
func vietnam() *time.Location { return time.FixedZone("ICT", 7*60*60) }

func learned(t testing.TB, at time.Time, card, group string, skills ...string) store.Event {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	return store.Event{
		ID: id.String(), Kind: store.CardLearned, Kiosk: "viet-hung-1", Seq: 1, At: at,
		Learned: &store.Learned{Card: card, Done: []string{"goi-dien"}, Skills: skills, Group: group},
	}
}

func (w *ward) progress() hub.Progress {
	w.Helper()
	p, err := w.inbox.Progress(w.Context(), w.now.In(vietnam()), 8)
	if err != nil {
		w.Fatal(err)
	}
	return p
}

func TestProgress(t *testing.T) { onEach(t, testProgress) }

func testProgress(t *testing.T, w *ward) { // on Friday 6 March 2026, 11:00 in Việt Nam
	monday := time.Date(2026, 3, 2, 0, 0, 0, 0, vietnam())
	before := w.progress()
	if before.Ward.Cards != 0 || len(before.Ward.Skills) != 4 || len(before.Groups) != 0 || len(before.Weeks) != 8 {
		t.Errorf("without cards: %+v", before)
	}

	all := []string{"phone", "services", "vneid", "wallet"}
	first := learned(t, monday.UTC(), "00000001", "", "phone")
	other := first
	other.Learned = &store.Learned{Card: "00000009", Done: []string{}}
	w.send(
		// One that moved from group 2 to group 11 and learnt more on another kiosk.
		first, learned(t, morning(), "00000001", "11", "wallet"), learned(t, monday.UTC().Add(time.Hour), "00000001", "2"),
		learned(t, monday.Add(-time.Millisecond).UTC(), "00000002", "2", all...),
		learned(t, monday.AddDate(0, 0, -7*7).UTC(), "00000003", "2", "phone"),
		learned(t, monday.AddDate(0, 0, -7*7).Add(-time.Millisecond).UTC(), "00000004", "11", "phone"),
		learned(t, morning(), "00000005", ""),
		learned(t, morning(), "00000006", "nghia-trang", "vneid"),
		asked(t, "A001", morning()),
	)
	if got := w.post(text(t, first), text(t, other)).Items; got[0].Result != store.Duplicate || got[1].Result != store.Conflict {
		t.Errorf("again, and with another card: %+v", got)
	}

	want := hub.Progress{
		Ward: hub.Tally{Cards: 6, Skills: []int{4, 2, 2, 1}, All: 1},
		Groups: []hub.GroupTally{
			{Group: "2", Tally: hub.Tally{Cards: 2, Skills: []int{2, 1, 1, 1}, All: 1}},
			{Group: "11", Tally: hub.Tally{Cards: 2, Skills: []int{2, 0, 1, 0}}},
			{Group: "nghia-trang", Tally: hub.Tally{Cards: 1, Skills: []int{0, 1, 0, 0}}},
			{Group: "", Tally: hub.Tally{Cards: 1, Skills: []int{0, 0, 0, 0}}},
		},
	}
	for i, cards := range []int{3, 1, 0, 0, 0, 0, 0, 1} {
		want.Weeks = append(want.Weeks, hub.Week{From: monday.AddDate(0, 0, -7*i), Cards: cards})
	}
	if got := w.progress(); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if requests := w.requests(); len(requests) != 1 || requests[0].Number != "A001" {
		t.Errorf("requests: %+v", requests)
	}
	w.unlogged("0000000")

	if err := w.inbox.Close(); err != nil {
		t.Fatal(err)
	}
	w.inbox = w.open(t)
	if got := w.progress(); !reflect.DeepEqual(got, want) {
		t.Errorf("opened again\ngot  %+v\nwant %+v", got, want)
	}
}

// What a page reads is what the events fold to, in whatever order and however
// often they came.
func TestProgressIsTheFoldOfTheEvents(t *testing.T) {
	for seed := range uint64(4) {
		progressIsTheFold(t, start(t), seed)
	}
	progressIsTheFold(t, startIn(t, inPostgres(t), nil), 4)
}

func progressIsTheFold(t *testing.T, w *ward, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 1))
	var events []store.Event
	for range 120 {
		skills := store.Skills()
		random.Shuffle(len(skills), func(i, j int) { skills[i], skills[j] = skills[j], skills[i] })
		skills = skills[:random.IntN(3)]
		slices.Sort(skills)
		at := w.now.Add(-time.Duration(random.IntN(60*24)) * time.Hour)
		events = append(events, learned(t, at, fmt.Sprintf("%08d", random.IntN(30)), []string{"", "1", "2"}[random.IntN(3)], skills...))
	}
	want := hub.Tally{Skills: make([]int, 4)}
	groups := make(map[string]int)
	weeks := make([]int, 8)
	monday := time.Date(2026, 3, 2, 0, 0, 0, 0, vietnam())
	for _, card := range store.FoldCards(events) {
		want.Cards++
		groups[card.Group]++
		for i, skill := range store.Skills() {
			if slices.Contains(card.Skills, skill) {
				want.Skills[i]++
			}
		}
		if len(card.Skills) == 4 {
			want.All++
		}
		for i := range weeks {
			if from := monday.AddDate(0, 0, -7*i); !card.FirstSeen.Before(from) && card.FirstSeen.Before(from.AddDate(0, 0, 7)) {
				weeks[i]++
			}
		}
	}
	for range 3 {
		random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		for batch := range slices.Chunk(events, 1+random.IntN(30)) {
			if _, err := w.inbox.Receive(t.Context(), batch, w.now); err != nil {
				t.Fatal(err)
			}
		}
	}
	got := w.progress()
	if !reflect.DeepEqual(got.Ward, want) || want.All == 0 {
		t.Errorf("seed %d: got %+v, want %+v", seed, got.Ward, want)
	}
	for _, g := range got.Groups {
		if g.Cards != groups[g.Group] {
			t.Errorf("seed %d: group %q has %d cards, want %d", seed, g.Group, g.Cards, groups[g.Group])
		}
	}
	for i, week := range got.Weeks {
		if week.Cards != weeks[i] {
			t.Errorf("seed %d: %d new cards in week %d, want %d", seed, week.Cards, i, weeks[i])
		}
	}
}

// testdata/before-cards.db.bz2 is an inbox as the program wrote it before there
// were cards, with one request.
func TestInboxOfBeforeThereWereCards(t *testing.T) {
	dir := t.TempDir()
	packed, err := os.Open("testdata/before-cards.db.bz2")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	whole, err := io.ReadAll(bzip2.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "hub.db"), whole, 0o600); err != nil {
		t.Fatal(err)
	}
	inbox, err := hub.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer inbox.Close()
	if _, err := inbox.Receive(t.Context(), []store.Event{learned(t, morning(), "00000001", "11", "phone")}, morning()); err != nil {
		t.Fatal(err)
	}
	p, err := inbox.Progress(t.Context(), morning(), 1)
	if err != nil || p.Ward.Cards != 1 {
		t.Errorf("progress: %+v, %v", p, err)
	}
	requests, err := inbox.Requests(t.Context(), time.Time{})
	if err != nil || len(requests) != 1 || requests[0].Number != "A001" {
		t.Errorf("requests: %+v, %v", requests, err)
	}
}

// fill puts cards of 60 residential groups and two years into an inbox.
func fill(t testing.TB, inbox *hub.Inbox, cards int) {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 1))
	var events []store.Event
	for i := range cards {
		var skills []string
		for _, skill := range []string{"phone", "services", "vneid", "wallet"} {
			if random.IntN(3) > 0 {
				skills = append(skills, skill)
			}
		}
		group := ""
		if random.IntN(5) > 0 {
			group = fmt.Sprint(1 + random.IntN(60))
		}
		at := morning().Add(-time.Duration(random.IntN(2*365*24)) * time.Hour)
		events = append(events, learned(t, at, fmt.Sprintf("%08d", i), group, skills...))
	}
	for batch := range slices.Chunk(events, 5000) {
		if _, err := inbox.Receive(t.Context(), batch, morning()); err != nil {
			t.Fatal(err)
		}
	}
}
