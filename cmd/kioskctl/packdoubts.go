package main

import (
	"fmt"
	"time"

	"github.com/diemcham/diemcham/kiosk/content"
)

// exampleZalo is the link in the template of the ward's folder.
const exampleZalo = "https://zalo.me/g/abcdef123"

// doubts lists what is no mistake in a pack, and yet can hardly be meant.
func doubts(p *content.Pack, now time.Time) (all []string) {
	for i, session := range p.Ward.Sessions {
		if len((content.Ward{Sessions: []content.Session{session}}).Coming(now)) == 0 {
			all = append(all, fmt.Sprintf("ward/timetable.toml: session[%d] %q is over: nobody sees it", i+1, session.Title.Vi))
		}
	}
	for _, a := range p.Ward.Announcements {
		if a.Over(now) {
			all = append(all, fmt.Sprintf("ward/announcements.toml: %q is over: nobody sees it", a.ID))
		}
	}
	for _, g := range p.Ward.ResidentialGroups {
		if g.Zalo == exampleZalo {
			all = append(all, fmt.Sprintf("ward/zalo.toml: %q has the link of the example, %s", g.ID, exampleZalo))
		}
	}
	for _, e := range p.Entries() {
		if e.Checked.After(now.Add(7 * time.Hour)) { // days are those of Việt Nam
			all = append(all, fmt.Sprintf("%s %q: checked = %q is in the future", e.Kind, e.ID, e.Checked.Format(time.DateOnly)))
		}
	}
	return all
}
