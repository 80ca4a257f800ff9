package content

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
)

// wardFiles are the files of a ward folder.
func wardFiles() []string {
	return []string{"announcements.toml", "timetable.toml", "zalo.toml", "wifi.toml"}
}

// LoadWard reads a ward folder that stands by itself, beside a pack to whose hosts
// its addresses lead; nil where that pack is not known, and nothing is said of
// them. The error is like that of [Load].
func LoadWard(fsys fs.FS, hosts []Host) (Ward, error) {
	l := &loader{fsys: fsys, pack: &Pack{Hosts: hosts}, hostsUnsure: hosts == nil}
	err := l.strays("a ward folder", strings.Join(wardFiles(), ", "), func(name string, isFolder bool) bool {
		return !isFolder && slices.Contains(wardFiles(), name)
	})
	if err != nil {
		return Ward{}, fmt.Errorf("read the ward's folder: %w", err)
	}
	l.ward(".")
	if len(l.problems) > 0 {
		return Ward{}, errors.Join(l.problems...)
	}
	return l.pack.Ward, nil
}

// IsPack reports whether a folder holds anything of a pack, so that it is none
// of a ward.
func IsPack(fsys fs.FS) bool {
	for _, name := range []string{"groups.toml", "hosts.toml", "hotlines.toml", "lessons", "services", "ward"} {
		if _, err := fs.Stat(fsys, name); err == nil {
			return true
		}
	}
	return false
}

func (l *loader) ward(dir string) {
	l.announcements(path.Join(dir, "announcements.toml"))
	l.timetable(path.Join(dir, "timetable.toml"))
	l.residentialGroups(path.Join(dir, "zalo.toml"))
	l.pack.Ward.WiFi = l.wifi(path.Join(dir, "wifi.toml"))
}

func (l *loader) has(file string) bool {
	_, err := fs.Stat(l.fsys, file)
	return !errors.Is(err, fs.ErrNotExist)
}

func (l *loader) announcements(file string) {
	ids := seen{}
	l.list(file, "announcement", 0, maxAnnouncements, func(t *table) {
		a := Announcement{
			ID:      t.word("id", required, id()),
			Title:   t.text("title", required, line(maxTitle)),
			Body:    t.text("body", required, line(maxNews)),
			From:    t.day("from", optional),
			Until:   t.day("until", optional),
			Address: l.listed(t, "address", t.address("address", optional)),
			Source:  t.word("source", required, line(maxSource)),
			Checked: t.day("checked", required),
		}
		a.Due = t.due(a.Checked)
		a.Numbered = t.truth("numbered", optional)
		if given := !empty(t.keys["address"]); given || !empty(t.keys["shown"]) {
			a.Shown = shownAddress(t, a.Address)
			if !given {
				t.problem("address", t.keys["address"], "the address that is shown")
			}
		} else {
			t.take("shown")
		}
		if a.ID != "" {
			ids.once(t, "id", a.ID, a.ID, "another announcement")
		}
		t.inOrder(a.From, a.Until)
		if a.Numbered && (empty(t.keys["from"]) || empty(t.keys["until"])) {
			t.problem("numbered", true, "both from and until, for the days to be counted")
		}
		l.pack.Ward.Announcements = append(l.pack.Ward.Announcements, a)
	})
}

// inOrder reports a last day that comes before the first.
func (t *table) inOrder(from, until time.Time) {
	if !from.IsZero() && !until.IsZero() && until.Before(from) {
		t.problem("until", t.keys["until"], "no day before from, "+from.Format(time.DateOnly))
	}
}

func (l *loader) timetable(file string) {
	l.list(file, "session", 0, maxSessions, func(t *table) {
		session := Session{
			Kind:  sessionKind(t),
			Title: t.text("title", required, line(maxTitle)),
			Where: t.text("where", required, line(maxWhere)),
			Start: t.hour("start"),
			End:   t.hour("end"),
		}
		if session.Start > 0 && session.End > 0 && session.End <= session.Start {
			t.problem("end", t.keys["end"], "a time after start, on the same day")
		}
		_, weekly := t.keys["weekday"]
		_, once := t.keys["date"]
		switch {
		case weekly && once:
			t.take("weekday")
			t.problem("date", t.keys["date"], "either weekday, for every week, or date, for one day")
			t.skip("date", "from", "until")
		case once:
			session.Date = t.day("date", required)
			for _, key := range []string{"from", "until"} {
				if value := t.keys[key]; !empty(value) {
					t.problem(key, value, "only with weekday: a session with a date is held once")
				}
			}
			t.skip("weekday", "from", "until")
		default:
			t.weekly(&session)
			t.skip("date")
		}
		l.pack.Ward.Sessions = append(l.pack.Ward.Sessions, session)
	})
}

// skip makes keys known whose values are not wanted.
func (t *table) skip(keys ...string) {
	for _, key := range keys {
		t.take(key)
	}
}

// weekly reads on which day of the week a session is held, and for how long.
// Without a last day a class would be told of years after its end.
func (t *table) weekly(s *Session) {
	value, _ := t.take("weekday")
	name, _ := value.(string)
	day := slices.Index(weekdays(), name)
	if day < 0 {
		t.problem("weekday", value, "one of "+strings.Join(weekdays(), ", ")+"; or date, for one day")
	}
	s.Weekday = time.Weekday(max(day, 0))
	s.From, s.Until = t.day("from", optional), t.day("until", required)
	t.inOrder(s.From, s.Until)
	if day < 0 || s.From.IsZero() || s.Until.Before(s.From) {
		return
	}
	if first := s.firstFrom(s.From); first.After(s.Until) {
		t.problem("until", t.keys["until"], "a day not before the first "+name+", "+first.Format(time.DateOnly))
	}
}

// weekdays lists the days as they are written for short in Việt Nam, from Sunday.
func weekdays() []string { return []string{"CN", "T2", "T3", "T4", "T5", "T6", "T7"} }

func sessionKind(t *table) SessionKind {
	value, _ := t.take("kind")
	name, _ := value.(string)
	switch kind := SessionKind(name); kind {
	case Class, SupportPoint:
		return kind
	}
	t.problem("kind", value, `"class" or "support-point"`)
	return ""
}

var hourForm = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)

// hour reads a time of day.
func (t *table) hour(key string) time.Duration {
	value, _ := t.take(key)
	text, _ := value.(string)
	hour, err := time.Parse("15:04", text)
	if err != nil || !hourForm.MatchString(text) || text == "00:00" {
		t.problem(key, value, `a time from "00:01" to "23:59" in quotes, such as "14:00"`)
		return 0
	}
	return time.Duration(hour.Hour())*time.Hour + time.Duration(hour.Minute())*time.Minute
}

func (l *loader) residentialGroups(file string) {
	ids, links := seen{}, seen{}
	l.list(file, "group", 0, maxResidentialGroups, func(t *table) {
		group := ResidentialGroup{
			ID:       t.word("id", required, id()),
			Title:    t.text("title", required, line(maxTitle)),
			Zalo:     l.listed(t, "zalo", t.word("zalo", optional, zaloLink())),
			ZaloName: t.word("zalo_name", optional, line(maxTitle)),
			Leader:   t.word("leader", optional, line(maxTitle)),
			Checked:  t.day("checked", required),
		}
		group.Due = t.due(group.Checked)
		if group.ID != "" {
			ids.once(t, "id", group.ID, group.ID, "another group")
		}
		if group.Zalo != "" {
			links.once(t, "zalo", group.Zalo, group.Zalo, "another group")
			if empty(t.keys["zalo_name"]) {
				t.problem("zalo_name", t.keys["zalo_name"], "the name of the Zalo group, by which residents tell it from a false one")
			}
		}
		l.pack.Ward.ResidentialGroups = append(l.pack.Ward.ResidentialGroups, group)
	})
}
