package content

import (
	"cmp"
	"slices"
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// SessionKind is what kind of thing a session is.
type SessionKind string

// The kinds of session.
const (
	Class        SessionKind = "class"         // people learn together
	SupportPoint SessionKind = "support-point" // helpers come to a place for some hours
)

// Session is a class or a mobile support point: on one day, or every week.
type Session struct {
	Kind       SessionKind
	Title      locale.Text
	Where      locale.Text
	Start, End time.Duration // since midnight, of the same day
	Date       time.Time     // the one day, midnight UTC; zero: every week
	Weekday    time.Weekday  // of a weekly session
	From       time.Time     // a weekly session's first possible day; zero: no such day
	Until      time.Time     // a weekly session's last possible day
}

// Weekly reports whether the session is held every week.
func (s Session) Weekly() bool { return s.Date.IsZero() }

// Meeting is one time at which a session is held.
type Meeting struct {
	Session
	Begins, Ends time.Time // in Việt Nam's time
}

// Running reports whether the meeting is being held. At the minute when it ends
// it no longer is.
func (m Meeting) Running(now time.Time) bool { return !now.Before(m.Begins) && now.Before(m.Ends) }

// InDays returns how many midnights in Việt Nam lie before the meeting: 0 today,
// 1 tomorrow.
func (m Meeting) InDays(now time.Time) int {
	return int(today(m.Begins).Sub(today(now)) / (24 * time.Hour))
}

// Coming returns the meeting of each session that is running or comes next, the
// soonest first. A session that is over for good has none.
func (w Ward) Coming(now time.Time) (meetings []Meeting) {
	for _, session := range w.Sessions {
		if meeting, ok := session.next(now); ok {
			meetings = append(meetings, meeting)
		}
	}
	slices.SortStableFunc(meetings, func(a, b Meeting) int {
		return cmp.Or(a.Begins.Compare(b.Begins), a.Ends.Compare(b.Ends))
	})
	return meetings
}

// next returns the meeting that is running or comes next.
func (s Session) next(now time.Time) (Meeting, bool) {
	if !s.Weekly() {
		meeting := s.on(s.Date)
		return meeting, now.Before(meeting.Ends)
	}
	day := today(now)
	if day.Before(s.From) {
		day = s.From
	}
	meeting := s.on(s.firstFrom(day))
	if !now.Before(meeting.Ends) { // this week's is over
		meeting = s.on(s.firstFrom(day.AddDate(0, 0, 1)))
	}
	return meeting, !today(meeting.Begins).After(s.Until)
}

// firstFrom returns the first day with the session's weekday, from a day on.
func (s Session) firstFrom(day time.Time) time.Time {
	return day.AddDate(0, 0, (int(s.Weekday)-int(day.Weekday())+7)%7)
}

// on returns the meeting of a day.
func (s Session) on(day time.Time) Meeting {
	midnight := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone)
	return Meeting{Session: s, Begins: midnight.Add(s.Start), Ends: midnight.Add(s.End)}
}
