package content

import (
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// WiFi is the network that residents may use where the kiosk stands.
type WiFi struct {
	SSID     string // its name, 1 to 32 bytes; empty: there is none
	Password string // 8 to 63 letters of ASCII; empty: an open network
	Hidden   bool   // it does not tell its name
}

// Empty reports whether there is no network.
func (w WiFi) Empty() bool { return w.SSID == "" }

// wifiEscapes are the marks with a meaning of their own in [WiFi.Code].
var wifiEscapes = strings.NewReplacer(`\`, `\\`, `;`, `\;`, `,`, `\,`, `:`, `\:`, `"`, `\"`)

// Code returns what a QR code holds that takes a phone into the network. WPA
// stands for all that have a password: some phones know no other word.
func (w WiFi) Code() string {
	kind, password, hidden := "nopass", "", ""
	if w.Password != "" {
		kind, password = "WPA", "P:"+wifiEscapes.Replace(w.Password)+";"
	}
	if w.Hidden {
		hidden = "H:true;"
	}
	return "WIFI:T:" + kind + ";S:" + wifiEscapes.Replace(w.SSID) + ";" + password + hidden + ";"
}

// wifi reads the file of the network.
func (l *loader) wifi(file string) (w WiFi) {
	if !l.has(file) {
		return w
	}
	s := &sheet{file: file}
	if t := l.decode(s); t != nil {
		w = WiFi{SSID: t.ssid("ssid"), Password: t.password("password"), Hidden: t.truth("hidden", optional)}
		if value := t.keys["ssid"]; empty(value) && (w.Password != "" || w.Hidden) {
			t.problem("ssid", value, "the network's name, since it has a password or is hidden")
		}
		t.close()
	}
	l.report(s)
	return w
}

// A network's name and password are measured as the network measures them.
const (
	maxSSID     = 32 // bytes
	minPassword = 8
	maxPassword = 63
)

func (t *table) ssid(key string) string {
	return t.exact(key, func(text string) string {
		switch {
		case len(text) > maxSSID:
			return fmt.Sprintf("a network's name of at most %d bytes; these are %d", maxSSID, len(text))
		case !norm.NFC.IsNormalString(text):
			return "the same letters in Unicode NFC form"
		case strings.ContainsFunc(text, unprintable):
			return "a network's name without tabs, line breaks or invisible characters"
		}
		return ""
	})
}

func (t *table) password(key string) string {
	return t.exact(key, func(text string) string {
		if n := len(text); n < minPassword || n > maxPassword {
			return fmt.Sprintf("a password of %d to %d letters, or none for an open network; these are %d", minPassword, maxPassword, n)
		}
		if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
			return "a password of letters without marks, digits and signs"
		}
		return ""
	})
}

// exact reads a text that may be left out and must not be changed by a letter.
func (t *table) exact(key string, fault func(text string) string) string {
	value, _ := t.take(key)
	text, isText := value.(string)
	switch {
	case empty(value):
		return ""
	case !isText:
		t.problem(key, value, "text in quotes")
		return ""
	case strings.TrimSpace(text) != text:
		t.problem(key, value, "no space at the beginning or the end")
		return ""
	}
	if want := fault(text); want != "" {
		t.problem(key, value, want)
		return ""
	}
	return text
}
