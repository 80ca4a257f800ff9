package scan_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/store/seal"
)

// split feeds data in pieces and returns the scans.
func split(s *scan.Splitter, data string, piece int) (scans []scan.Scan) {
	give := func(each scan.Scan) { scans = append(scans, each) }
	for len(data) > 0 {
		n := min(piece, len(data))
		s.Feed([]byte(data[:n]), give)
		data = data[n:]
	}
	return scans
}

func TestSplit(t *testing.T) {
	longest := strings.Repeat("9", scan.Longest)
	for name, test := range map[string]struct {
		data string
		want []scan.Scan
	}{
		"nothing":              {"", nil},
		"not ended":            {"261123010027", nil},
		"all line ends":        {"a\rb\nc\r\nd\n\re\r", []scan.Scan{{Text: "a"}, {Text: "b"}, {Text: "c"}, {Text: "d"}, {Text: "e"}}},
		"empty lines":          {"\r\n\r\n\r\r", nil},
		"spaces are kept":      {" a \r", []scan.Scan{{Text: " a "}}},
		"zero bytes are kept":  {"\x00\r", []scan.Scan{{Text: "\x00"}}},
		"letters are not NFC":  {"e\u0302\r", []scan.Scan{{Text: "e\u0302"}}},
		"as long as may be":    {longest + "\r", []scan.Scan{{Text: seal.Secret(longest)}}},
		"one too long":         {longest + "9\ra\r", []scan.Scan{{Damage: scan.TooLong}, {Text: "a"}}},
		"far too long":         {longest + longest + longest + "\ra\r", []scan.Scan{{Damage: scan.TooLong}, {Text: "a"}}},
		"half a letter":        {"\xe1\xbb\ra\r", []scan.Scan{{Damage: scan.NotUTF8}, {Text: "a"}}},
		"a surrogate":          {"\xed\xa0\x80\r", []scan.Scan{{Damage: scan.NotUTF8}}},
		"UTF-16 is no UTF-8":   {"\xff\xfeN\x00\r\x00", []scan.Scan{{Damage: scan.NotUTF8}}},
		"a letter cut by a CR": {"\xe1\r\xbb\x87\r", []scan.Scan{{Damage: scan.NotUTF8}, {Damage: scan.NotUTF8}}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, piece := range []int{1, 7, 1 << 20} {
				if got := split(new(scan.Splitter), test.data, piece); !same(got, test.want) {
					t.Errorf("in pieces of %d: %s", piece, describe(got))
				}
			}
		})
	}
}

func TestSilence(t *testing.T) {
	for name, begun := range map[string]string{"within a scan": "26112", "within a letter": "\xe1", "within one too long": strings.Repeat("9", scan.Longest+1)} {
		t.Run(name, func(t *testing.T) {
			var s scan.Splitter
			if got := split(&s, begun, 1024); got != nil || !s.Pending() {
				t.Errorf("pending %v, with %s", s.Pending(), describe(got))
			}
			var given []scan.Scan
			s.Silence(func(each scan.Scan) { given = append(given, each) })
			s.Silence(func(each scan.Scan) { given = append(given, each) })
			if !same(given, []scan.Scan{{Damage: scan.NoEnd}}) || s.Pending() {
				t.Errorf("pending %v, with %s", s.Pending(), describe(given))
			}
			if got := split(&s, "261123010027\r", 7); !same(got, []scan.Scan{{Text: "261123010027"}}) {
				t.Errorf("after it %s", describe(got))
			}
		})
	}
}

// FuzzSplit compares with the whole at once, cut by the library.
func FuzzSplit(f *testing.F) {
	f.Add([]byte(proverb+"\r\n2611230027\r\r"), 7)
	f.Add([]byte("\xe1\xbb\r\x87\n"), 1)
	f.Add([]byte(strings.Repeat("a", scan.Longest+1)+"\rb"), 1000)
	f.Fuzz(func(t *testing.T, data []byte, piece int) {
		lines := strings.FieldsFunc(string(data), func(r rune) bool { return r == '\r' || r == '\n' })
		ended := strings.HasSuffix(string(data), "\r") || strings.HasSuffix(string(data), "\n")
		var rest string
		if len(lines) > 0 && !ended {
			rest, lines = lines[len(lines)-1], lines[:len(lines)-1]
		}
		var want []scan.Scan
		for _, line := range lines {
			switch {
			case len(line) > scan.Longest:
				want = append(want, scan.Scan{Damage: scan.TooLong})
			case !utf8.ValidString(line):
				want = append(want, scan.Scan{Damage: scan.NotUTF8})
			default:
				want = append(want, scan.Scan{Text: seal.Secret(line)})
			}
		}
		var s scan.Splitter
		if got := split(&s, string(data), max(1, piece)); !same(got, want) {
			t.Errorf("got %s, want %s", describe(got), describe(want))
		}
		if s.Pending() != (rest != "") {
			t.Errorf("pending %v, want %v", s.Pending(), rest != "")
		}
	})
}

func same(a, b []scan.Scan) bool { return len(a) == len(b) && (len(a) == 0 || reflect.DeepEqual(a, b)) }

func describe(scans []scan.Scan) string {
	s := fmt.Sprintf("%d scans:", len(scans))
	for _, each := range scans {
		s += fmt.Sprintf(" %.40q %s", each.Text.Reveal(), each.Damage)
	}
	return s
}
