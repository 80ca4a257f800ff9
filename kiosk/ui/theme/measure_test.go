package theme_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

const sentence = "Bác nhập số định danh 12 chữ số trên thẻ Căn cước và số điện thoại của mình, rồi bấm Đăng ký. AV To WÂ Ừ"

// rounding is how far a line may stand out of its width, in design units.
const rounding = 0.1

func TestWidthIsWhatFyneDraws(t *testing.T) {
	test.NewTempApp(t)
	for _, unit := range []float32{0.678, 1, 1.008, 1.7} {
		look := theme.Look{Unit: unit, Scale: 1.25}
		for _, role := range theme.Roles() {
			text := canvas.NewText(sentence, nil)
			text.FontSource = role.Font()
			text.TextSize = look.U(look.FontSize(role))
			drawn := text.MinSize()
			if got := look.U(look.Width(role, sentence)); math.Abs(float64(got-drawn.Width)) > 0.05 {
				t.Errorf("unit %v, role %d: width %v, Fyne draws %v", unit, role, got, drawn.Width)
			}
			if got := look.U(look.LineHeight(role)); math.Abs(float64(got-drawn.Height)) > 0.1 {
				t.Errorf("unit %v, role %d: line height %v, Fyne's is %v", unit, role, got, drawn.Height)
			}
		}
	}
}

func TestWrapKeepsToTheWidthAndLosesNothing(t *testing.T) {
	words := strings.Fields(sentence + " dichvucong.gov.vn/p/home/dvc-trang-chu.html Nghiêng nghiêng A i")
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 300 {
		var text []string
		for range 1 + random.IntN(25) {
			text = append(text, words[random.IntN(len(words))])
		}
		roles, scales := theme.Roles(), theme.Scales()
		look := theme.Look{Unit: 0.6 + random.Float32(), Scale: scales[random.IntN(len(scales))]}
		role := roles[random.IntN(len(roles))]
		width := 150 + random.Float32()*1500
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			lines := look.Wrap(role, strings.Join(text, " "), width)
			for _, line := range lines {
				if w := look.Width(role, line); w > width+rounding && len([]rune(line)) > 1 {
					t.Errorf("%q is %v wide; the room is %v", line, w, width)
				}
			}
			got := strings.ReplaceAll(strings.Join(lines, ""), " ", "")
			if want := strings.Join(text, ""); got != want {
				t.Errorf("wrapped to %q, from %q", got, want)
			}
			if h := look.Height(role, strings.Join(text, " "), width); h != float32(len(lines))*look.LineHeight(role) {
				t.Errorf("height %v for %d lines", h, len(lines))
			}
		})
	}
}

func TestWrap(t *testing.T) {
	look := theme.Look{Unit: 1, Scale: 1}
	width := func(text string) float32 { return look.Width(theme.Body, text) }
	for name, c := range map[string]struct {
		text  string
		width float32
		want  []string
	}{
		"a text in its own width":          {"Quét thẻ Căn cước", width("Quét thẻ Căn cước"), []string{"Quét thẻ Căn cước"}},
		"a line feed":                      {"một\nhai", 500, []string{"một", "hai"}},
		"an empty line":                    {"một\n\nhai", 500, []string{"một", "", "hai"}},
		"nothing":                          {"", 500, []string{""}},
		"a no-break space holds":           {"Gọi số 0912\u00a0345\u00a0678", width("Gọi số 0912 345"), []string{"Gọi số", "0912\u00a0345\u00a0678"}},
		"no word alone on the last line":   {"kể cả người xưng là công an", width("kể cả người xưng là công a"), []string{"kể cả người xưng là", "công an"}},
		"an address breaks after its mark": {"dichvucong.gov.vn", width("dichvucong.g"), []string{"dichvucong.", "gov.vn"}},
		"a width that holds no letter":     {"ba", 1, []string{"b", "a"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := look.Wrap(theme.Body, c.text, c.width); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWidestWord(t *testing.T) {
	look := theme.Look{Unit: 1, Scale: 1}
	if got, want := look.WidestWord(theme.Body, "a nghiêng\nbà"), look.Width(theme.Body, "nghiêng"); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Widths are kept, so the same must come out whether a text is measured the first time,
// again, after many others, or by several at once.
func TestAWidthIsTheSameHoweverOftenItIsAskedFor(t *testing.T) {
	look := theme.Look{Unit: 1, Scale: 1}
	want := look.Width(theme.Body, sentence)
	if bold := look.Width(theme.Title, sentence); bold == want {
		t.Fatalf("another font and size is as wide: %v", bold)
	}
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			for i := range 3000 {
				look.Width(theme.Body, fmt.Sprint(worker, "·", i))
				if i%500 == 0 {
					theme.Forget()
				}
				if got := look.Width(theme.Body, sentence); got != want {
					t.Errorf("after %d others: width %v, want %v", i, got, want)
					return
				}
			}
		})
	}
	all.Wait()
}
