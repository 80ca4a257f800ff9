package config

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// Answers is all that can be said to set a kiosk up, as a technician writes it into a
// file beforehand. What is left out stays as it is.
type Answers struct {
	Site    Site // its Code too; never its Step
	Devices Devices
	Staff   []NewMember
}

// NewMember is somebody who is to be let into staff mode.
type NewMember struct {
	Name, Role string
	PIN        string // for the first time; another has to be chosen then
}

// roles are those that a member of the staff can have: package roster's.
var roles = []string{"clerk", "lead", "technician"}

// LoadAnswers reads a file of answers.
func LoadAnswers(path string) (Answers, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Answers{}, err
	}
	return ParseAnswers(text, path)
}

// ParseAnswers reads answers as strictly as [Parse] reads the settings; name is what
// problems call the file. No PIN and no code is in a problem.
func ParseAnswers(text []byte, name string) (Answers, error) {
	var tree map[string]any
	if _, err := toml.Decode(string(text), &tree); err != nil {
		return Answers{}, syntaxError(name, err)
	}
	found := problems{file: name}
	root := &table{values: tree, problems: &found}
	root.gone("wifi", "the kiosk's to set: the machine has to be in the network before; for what residents are told of the Wi-Fi, edit wifi.toml of the ward's folder")
	root.gone("sound", "a setting: the volume is as usual again after every visit; set that of the sound card with alsamixer")
	var a Answers
	if hub, ok := tree["hub"].(map[string]any); ok {
		t := &table{path: "hub", values: hub, problems: &found}
		t.secret("code", &a.Site.Code)
		if a.Site.Code = strings.TrimSpace(a.Site.Code); a.Site.Code != "" && !validCode.MatchString(a.Site.Code) {
			found.add("hub.code", "", "an enrolment code; copy the line that diemcham-hub enrol prints")
		}
		delete(hub, "code")
	}
	a.Site.read(root)
	a.Devices.read(root)
	for i, t := range root.tables("staff") {
		var m NewMember
		t.string("name", &m.Name)
		t.string("role", &m.Role)
		t.secret("pin", &m.PIN)
		t.close()
		if !validLine(m.Name) {
			found.add(t.key("name"), shown(m.Name), "a name; use 1 to 60 characters on one line")
		}
		if !slices.Contains(roles, m.Role) {
			found.add(t.key("role"), shown(m.Role), "what somebody may do; use "+orList(roles))
		}
		if !validPIN.MatchString(m.PIN) {
			found.add(t.key("pin"), "", "a PIN for the first time; use 6 to 8 digits between quotation marks")
		}
		for _, other := range a.Staff[:i] {
			if other.Name == m.Name {
				found.add(t.key("name"), shown(m.Name), "another name than those before it")
			}
			if other.PIN == m.PIN {
				found.add(t.key("pin"), "", "another PIN than those before it")
			}
		}
		a.Staff = append(a.Staff, m)
	}
	root.close()
	if a.Site.Code != "" && (a.Site.Hub == nil || a.Site.Hub.URL == "") {
		found.add("hub.url", "", "said, but a code for it is; set it too")
	}
	if len(found.list) > 0 {
		return Answers{}, errors.Join(found.list...)
	}
	return a, nil
}

var (
	validPIN  = regexp.MustCompile(`^[0-9]{6,8}$`)
	validCode = regexp.MustCompile(`^[0-9A-Za-z]+([- ][0-9A-Za-z]+)*$`)
)

// CodeMark is what is kept of an enrolment code that was handed in, to know it again.
func CodeMark(code string) string {
	plain := strings.NewReplacer("-", "", " ", "").Replace(strings.ToUpper(code))
	sum := sha256.Sum256([]byte(plain))
	return hex.EncodeToString(sum[:8])
}

// secret reads text that no problem may repeat.
func (t *table) secret(name string, to *string) {
	value, ok := t.take(name)
	if !ok {
		return
	}
	text, ok := value.(string)
	if !ok {
		t.problems.add(t.key(name), "", "text; put it between quotation marks")
		return
	}
	*to = text
}

// tables reads a list of tables.
func (t *table) tables(name string) (all []*table) {
	value, ok := t.take(name)
	if !ok {
		return nil
	}
	list, ok := value.([]map[string]any)
	if !ok {
		t.wrongType(name, value, fmt.Sprintf("a list of tables; begin each with a line [[%s]]", t.key(name)))
		return nil
	}
	for i, values := range list {
		all = append(all, &table{path: fmt.Sprintf("%s[%d]", t.key(name), i+1), values: values, problems: t.problems})
	}
	return all
}

// has reports whether a key is there, which may be.
func (t *table) has(name string) bool {
	_, ok := t.take(name)
	return ok
}
