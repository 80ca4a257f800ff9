package card_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/card"
)

// chance returns cards of every kind: none and all of the lessons done, the lowest
// number and the highest, and some drawn by chance.
func chance(n int) []card.Card {
	r := rand.New(rand.NewPCG(1, 1))
	cards := []card.Card{{ID: 1}, {ID: card.Numbers - 1}, {ID: card.Numbers - 1, Done: 1<<card.Most - 1}, {ID: 1, Done: 1<<card.Most - 1}}
	for range n {
		cards = append(cards, card.Card{ID: 1 + r.Uint64N(card.Numbers-1), Done: card.Marks(r.Uint32N(1 << card.Most))})
	}
	return cards
}

func TestACardStandsInItsLetters(t *testing.T) {
	for _, want := range chance(2000) {
		for _, text := range []string{want.String(), want.Code(), strings.ToLower(want.String()), strings.ReplaceAll(want.String(), "-", "")} {
			got, err := card.Parse(text)
			if err != nil || got != want {
				t.Fatalf("%q is read as %+v (%v), want %+v", text, got, err, want)
			}
		}
	}
}

// The letters of a printed card must mean the same for ever.
func TestLettersStayAsTheyAre(t *testing.T) {
	for want, c := range map[string]card.Card{
		"0000-0001-0000-00QZ": {ID: 1},
		"0000-0001-G000-00A7": {ID: 1, Done: card.Marks(0).With(1)},
		"0000-0001-0000-01HQ": {ID: 1, Done: card.Marks(0).With(card.Most)},
		"ZZZZ-ZZZZ-ZZZZ-ZZB1": {ID: card.Numbers - 1, Done: 1<<card.Most - 1},
	} {
		if got := c.String(); got != want {
			t.Errorf("%+v is written %s, want %s", c, got, want)
		}
	}
}

func TestSquareCodeIsThePrefixAndTheLetters(t *testing.T) {
	c := card.Card{ID: 77, Done: 5}
	if got, want := c.Code(), card.Prefix+strings.ReplaceAll(c.String(), "-", ""); got != want || len(got) != 20 {
		t.Errorf("got %s, want %s, of 20 letters", got, want)
	}
}

func TestNumberStaysWhateverIsLearnt(t *testing.T) {
	c := card.Card{ID: 0x1234567890}
	if a, b := c.Number(), c.With(card.Marks(0).With(3)).Number(); a != b || len(a) != 8 || !strings.HasPrefix(strings.ReplaceAll(c.String(), "-", ""), a) {
		t.Errorf("numbers %s and %s of %s", a, b, c)
	}
}

func TestWhatPeopleWriteForACard(t *testing.T) {
	want := card.Card{ID: 1<<35 | 1, Done: card.Marks(0).With(1).With(2)} // with a 0 and a 1 in its letters
	letters := want.String()
	if !strings.Contains(letters, "0") || !strings.Contains(letters, "1") {
		t.Fatalf("%s tells nothing", letters)
	}
	for name, text := range map[string]string{
		"small letters":             strings.ToLower(letters),
		"spaces for hyphens":        strings.ReplaceAll(letters, "-", " "),
		"spaces everywhere":         " " + strings.Join(strings.Split(letters, ""), " ") + " ",
		"hyphens elsewhere":         "-" + letters[:1] + "-" + letters[1:] + "-",
		"long hyphens":              strings.ReplaceAll(letters, "-", "–"),
		"O for 0":                   strings.ReplaceAll(letters, "0", "O"),
		"small o for 0":             strings.ReplaceAll(letters, "0", "o"),
		"I for 1":                   strings.ReplaceAll(letters, "1", "I"),
		"L for 1":                   strings.ReplaceAll(letters, "1", "l"),
		"the square code":           want.Code(),
		"the square code, in small": strings.ToLower(want.Code()),
	} {
		if got, err := card.Parse(text); err != nil || got != want {
			t.Errorf("%s: %q is read as %+v (%v)", name, text, got, err)
		}
	}
}

func TestErrorsSayWhatIsWrong(t *testing.T) {
	good := card.Card{ID: 77, Done: 5}.String()
	for name, c := range map[string]struct{ text, want string }{
		"nothing":              {"", "0 letters; a card has 16"},
		"the prefix alone":     {card.Prefix, "0 letters; a card has 16"},
		"a letter too few":     {good[:len(good)-1], "15 letters; a card has 16"},
		"a letter too many":    {good + "7", "more than 16 letters"},
		"a letter of no card":  {"U" + good[1:], "letter 1 is none of " + card.Letters},
		"a letter with a mark": {good[:5] + "Đ" + good[6:], "letter 5 is none of"},
		"a wrong letter":       {good[:len(good)-1] + "*", "letter 16 is none of"},
		"another check":        {strings.Repeat("7", 16), "do not belong together"},
		"the number 0":         {card.Card{}.String(), "no card has the number 0"},
		"an address":           {"https://dichvucong.gov.vn", "letter 6 is none of"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := card.Parse(c.text)
			if err == nil || !strings.Contains(err.Error(), c.want) || got != (card.Card{}) {
				t.Errorf("%+v, %v; want an error with %q", got, err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), good) {
				t.Errorf("the error repeats the card: %v", err)
			}
		})
	}
}

// Every single wrong letter, every two wrong letters, and every two that have
// changed places, on cards of every kind.
func TestEveryWrongLetterIsFound(t *testing.T) {
	var wrong, pairs, swaps int
	refuse := func(what string, letters []byte) {
		if _, err := card.Parse(string(letters)); err == nil {
			t.Fatalf("%s is taken for a card: %s", what, letters)
		}
	}
	for n, c := range chance(20) {
		letters := []byte(strings.ReplaceAll(c.String(), "-", ""))
		for i := range letters {
			for _, other := range []byte(card.Letters) {
				if other == letters[i] {
					continue
				}
				bad := slices.Clone(letters)
				bad[i] = other
				refuse("a wrong letter", bad)
				wrong++
				for j := i + 1; j < len(letters) && n < 5; j++ {
					for _, second := range []byte(card.Letters) {
						if second == letters[j] {
							continue
						}
						bad[j] = second
						refuse("two wrong letters", bad)
						pairs++
					}
					bad[j] = letters[j]
				}
			}
			for j := i + 1; j < len(letters); j++ {
				if letters[i] == letters[j] {
					continue
				}
				bad := slices.Clone(letters)
				bad[i], bad[j] = bad[j], bad[i]
				refuse("two letters in each other's place", bad)
				swaps++
			}
		}
	}
	t.Logf("found all of %d wrong letters, %d pairs of wrong letters, %d swaps", wrong, pairs, swaps)
}

// Of letters typed by chance about one in 1024 is a card.
func TestHowMuchGarbageIsTakenForACard(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	const tries = 1 << 20
	taken := 0
	letters := make([]byte, card.Length)
	for range tries {
		for i := range letters {
			letters[i] = card.Letters[r.IntN(len(card.Letters))]
		}
		if _, err := card.Parse(string(letters)); err == nil {
			taken++
		}
	}
	t.Logf("%d of %d, one in %d", taken, tries, tries/taken)
	if taken < tries/1024*8/10 || taken > tries/1024*12/10 {
		t.Errorf("%d of %d were taken for a card, want about %d", taken, tries, tries/1024)
	}
}

func TestOneLetterSixteenTimesIsNoCard(t *testing.T) {
	for _, letter := range card.Letters {
		if c, err := card.Parse(strings.Repeat(string(letter), card.Length)); err == nil {
			t.Errorf("%c sixteen times is %+v", letter, c)
		}
	}
}

func TestMarks(t *testing.T) {
	m := card.Marks(0).With(30).With(1).With(7).With(7)
	if got := slices.Collect(m.All()); !slices.Equal(got, []int{1, 7, 30}) || m.Len() != 3 {
		t.Errorf("got %v of %d", got, m.Len())
	}
	for _, mark := range []int{-1, 0, 31, 1000} {
		if m.With(mark) != m || m.Has(mark) {
			t.Errorf("%d is taken for a mark", mark)
		}
	}
	for mark := range m.All() {
		if mark != 1 {
			t.Fatal("the first is not 1")
		}
		break
	}
}

func TestUnionTakesNothingAway(t *testing.T) {
	old := card.Card{ID: 9, Done: card.Marks(0).With(1).With(2)}
	other := card.Card{ID: 9, Done: card.Marks(0).With(2).With(5)}
	if got, ok := old.Union(other); !ok || got.Done != card.Marks(0).With(1).With(2).With(5) {
		t.Errorf("together %+v, %v", got, ok)
	}
	if got, ok := old.Union(card.Card{ID: 8, Done: 1 << 20}); ok || got != old {
		t.Errorf("with the card of another: %+v, %v", got, ok)
	}
}

// What is read as a card is that card, however it was written.
func FuzzParse(f *testing.F) {
	for _, c := range chance(10) {
		f.Add(c.String())
		f.Add(strings.ToLower(c.Code()))
	}
	f.Add("dc1: l ooo")
	f.Add("DC1:DC1:0000-0001-0000-00QZ")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := card.Parse(text)
		if err != nil {
			if c != (card.Card{}) {
				t.Errorf("%q: %+v with an error", text, c)
			}
			return
		}
		if c.None() || c.ID >= card.Numbers || c.Done >= 1<<card.Most {
			t.Errorf("%q is read as %+v", text, c)
		}
		again, err := card.Parse(c.Code())
		if err != nil || again != c {
			t.Errorf("%q is read as %+v, written %s and read as %+v (%v)", text, c, c, again, err)
		}
	})
}
