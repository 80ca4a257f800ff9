package content

import (
	"slices"
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// ShelfLife is for how many days after it was checked a fact is taken to hold,
// where its file does not name the day itself: half a year, in which fees, forms
// and links of public services are known to change.
const ShelfLife = 180

// Overdue reports whether something that was due on a day has to be checked anew
// by now: residents are told to ask the staff about it. What is due on no day
// never has to.
func Overdue(due, now time.Time) bool { return !due.IsZero() && !today(now).Before(due) }

// due reads when something that was checked on a day has to be checked anew.
func (t *table) due(checked time.Time) time.Time {
	due := t.day("due", optional)
	switch {
	case checked.IsZero(): // reported already
	case due.IsZero():
		return checked.AddDate(0, 0, ShelfLife)
	case !due.After(checked):
		t.problem("due", t.keys["due"], "a day after checked, "+checked.Format(time.DateOnly))
	}
	return due
}

// EntryKind says what kind of thing an [Entry] is.
type EntryKind string

// The kinds of entry.
const (
	LessonEntry       EntryKind = "lesson"
	ServiceEntry      EntryKind = "service"
	HotlineEntry      EntryKind = "hotline"
	HostEntry         EntryKind = "host"
	AnnouncementEntry EntryKind = "announcement"
	GroupEntry        EntryKind = "group" // a residential group
)

// Entry is one thing of a pack that was checked on a day.
type Entry struct {
	Kind    EntryKind
	ID      string // of a host: its name
	Title   locale.Text
	Checked time.Time // midnight UTC
	Due     time.Time // the day on which it has to be checked anew, midnight UTC
}

// Entries lists everything of the pack that was checked on a day.
func (p *Pack) Entries() (entries []Entry) {
	for _, l := range p.Lessons {
		entries = append(entries, Entry{LessonEntry, l.ID, l.Title, l.Checked, l.Due})
	}
	for _, s := range p.Services {
		entries = append(entries, Entry{ServiceEntry, s.ID, s.Title, s.Checked, s.Due})
	}
	for _, h := range p.Hotlines {
		entries = append(entries, Entry{HotlineEntry, h.ID, h.Title, h.Checked, h.Due})
	}
	for _, h := range p.Hosts {
		entries = append(entries, Entry{HostEntry, h.Name, h.Title, h.Checked, h.Due})
	}
	for _, a := range p.Ward.Announcements {
		entries = append(entries, Entry{AnnouncementEntry, a.ID, a.Title, a.Checked, a.Due})
	}
	for _, g := range p.Ward.ResidentialGroups {
		entries = append(entries, Entry{GroupEntry, g.ID, g.Title, g.Checked, g.Due})
	}
	return entries
}

// Overdue lists what has to be checked anew by now, the longest overdue first.
// Announcements that are over are left out.
func (p *Pack) Overdue(now time.Time) []Entry {
	entries := slices.DeleteFunc(p.Entries(), func(e Entry) bool {
		if e.Kind == AnnouncementEntry {
			a, _ := p.Ward.Announcement(e.ID)
			return a.Over(now) || !Overdue(e.Due, now)
		}
		return !Overdue(e.Due, now)
	})
	slices.SortStableFunc(entries, func(a, b Entry) int { return a.Due.Compare(b.Due) })
	return entries
}
