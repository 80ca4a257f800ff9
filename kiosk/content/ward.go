package content

import (
	"slices"
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// Ward is what the ward itself tells its residents. Any of it may be empty: the
// screens then say to ask the staff.
type Ward struct {
	Announcements     []Announcement     // in the order shown
	Sessions          []Session          // as they stand in the file; see [Ward.Coming]
	ResidentialGroups []ResidentialGroup // in the order shown
	WiFi              WiFi
}

// Announcement is what all residents are told for a while.
type Announcement struct {
	ID       string // lower-case letters, digits and hyphens
	Title    locale.Text
	Body     locale.Text
	From     time.Time // the first day it is told, midnight UTC; zero: no such day
	Until    time.Time // the last day it is told; zero: no such day
	Numbered bool      // a campaign whose days are counted; it has both From and Until
	Address  string    // https; empty if there is none
	Shown    string    // the address in words; empty without one
	Source   string
	Checked  time.Time // midnight UTC
	Due      time.Time // the day on which it has to be checked anew, midnight UTC
}

// ResidentialGroup is the neighbours of some streets, who have a leader and
// mostly a Zalo group.
type ResidentialGroup struct {
	ID       string // lower-case letters, digits and hyphens
	Title    locale.Text
	Zalo     string    // the link of its Zalo group; empty: ask the staff
	ZaloName string    // what that group is called in Zalo, to tell it from a false one
	Leader   string    // who lets people into it; may be empty
	Checked  time.Time // midnight UTC
	Due      time.Time // the day on which it has to be checked anew, midnight UTC
}

// zone is the time by which the days of a ward begin and end.
var zone = time.FixedZone("ICT", 7*60*60)

// today returns the day it is in Việt Nam, as days are kept here: midnight UTC.
func today(now time.Time) time.Time {
	year, month, day := now.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// Current returns the announcements of the day it is now in Việt Nam.
func (w Ward) Current(now time.Time) (current []Announcement) {
	day := today(now)
	for _, a := range w.Announcements {
		if !day.Before(a.From) && (a.Until.IsZero() || !day.After(a.Until)) {
			current = append(current, a)
		}
	}
	return current
}

// Day returns which day of a campaign it is, from 1, and how many it has; 0 if
// its days are not counted, or now is none of them.
func (a Announcement) Day(now time.Time) (n, of int) {
	const length = 24 * time.Hour
	day := today(now)
	if !a.Numbered || day.Before(a.From) || day.After(a.Until) {
		return 0, 0
	}
	return int(day.Sub(a.From)/length) + 1, int(a.Until.Sub(a.From)/length) + 1
}

// Over reports whether the announcement is told no more.
func (a Announcement) Over(now time.Time) bool { return !a.Until.IsZero() && today(now).After(a.Until) }

// Announcement returns the announcement with that ID, current or not.
func (w Ward) Announcement(id string) (Announcement, bool) {
	for _, a := range w.Announcements {
		if a.ID == id {
			return a, true
		}
	}
	return Announcement{}, false
}

// GroupsFrom returns the residential groups, that of the ID before the others.
func (w Ward) GroupsFrom(id string) []ResidentialGroup {
	groups := slices.Clone(w.ResidentialGroups)
	slices.SortStableFunc(groups, func(a, b ResidentialGroup) int {
		switch {
		case a.ID == b.ID:
			return 0
		case a.ID == id:
			return -1
		case b.ID == id:
			return 1
		}
		return 0
	})
	return groups
}

// ResidentialGroup returns the residential group with that ID.
func (w Ward) ResidentialGroup(id string) (ResidentialGroup, bool) {
	for _, g := range w.ResidentialGroups {
		if g.ID == id {
			return g, true
		}
	}
	return ResidentialGroup{}, false
}
