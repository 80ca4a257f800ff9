// Package content holds what residents come for: lessons, services and what the
// ward tells, with the facts in them, where each fact was read and when it was
// last checked.
//
// A [Pack] is loaded from a folder of TOML files (an fs.FS) and validated as a
// whole: [Load] returns either a pack in which every promise of these comments
// holds, or every [Problem] at once, each naming file, key, value and what would
// be accepted. A pack holds data only, never code. What is not here: the wording
// of the screens themselves (package locale) and how anything is drawn.
//
// # The folder
//
//	groups.toml       the headings of the services, [[group]] tables in the order shown
//	hosts.toml       where QR codes may lead, [[host]] tables in any order
//	hotlines.toml     telephone lines, [[hotline]] tables in the order shown
//	lessons/ID.toml   one lesson each
//	services/ID.toml  one service each
//	ward/             what the ward itself tells; may be left out
//	pack.toml         of a folder that signed packs are made of, see package pack; not read here
//
// The file's name is the ID: lower-case letters, digits and hyphens. A README.md
// and files whose name begins with a dot are left alone; any other file is a
// problem, since a misspelt name would otherwise go unnoticed.
//
// A text has both languages (title.vi = "…", title.en = "…"), is one line in
// Unicode NFC form and fits the place where it is shown. A day is "2026-11-23".
// Whatever may be empty may also be left out. checked is the day on which somebody
// last saw that the facts hold, and whatever has it may have due too, the day on
// which they are to be checked anew; without it that is [ShelfLife] days later.
//
//	# groups.toml                     # hotlines.toml
//	[[group]]                         [[hotline]]
//	id = "civil-status"               id = "portal"
//	title.vi = "Hộ tịch"              number = "1800 1096"
//	title.en = "Civil status"         title.vi = "Cổng Dịch vụ công Quốc gia"
//	summary.vi = "Khai sinh, kết hôn" title.en = "National Public Service Portal"
//	summary.en = "Birth, marriage"    free = true
//	icon = "users-three"              source = "dichvucong.gov.vn"
//	                                  checked = "2026-11-23"
//
// A group's summary says in plain words what is in it; it may be empty.
//
// A host has name, title, source and checked. Every address of the pack, and so
// every QR code, leads to one of them; a subdomain is a host of its own.
//
// A lesson has order (a number no other lesson has), mark, title, summary, icon,
// minutes, need (a list of texts), skill (one of phone, vneid, wallet, services;
// may be empty), core, address (may be empty), source, checked, and 3 to 15 steps.
//
// mark is the lesson's place on a learning card, 1 to 30. Papers at home have it:
// so no two lessons have the same one, it never changes, and that of a lesson which
// is given up is not used again. core = true says that the lesson belongs to the
// set of its skill: who has done all of the set has reached the skill. Choose the
// few without which one cannot be said to have it, and leave out what is good to
// know besides; every skill needs at least one.
//
// A step's phone is the pretend phone, 2 to 5 items from top to bottom; see package
// phone for the kinds. value stands in a field, and here marks the one right spot
// to touch. An item of kind icon may have the icon that telephones draw, such as a
// cog for the settings. A keypad says how many digits it waits for, and a question
// has two answers, one of them right:
//
//	[[step]]
//	title.vi = "Đăng nhập"
//	title.en = "Log in"
//	body.vi = "Bác bấm nút “Đăng nhập”."
//	body.en = "Press “Log in”."
//	warning.vi = "…"   # may be left out, as may differs and phone
//	warning.en = "…"
//	phone = [
//	  { kind = "header", label = { vi = "Cổng", en = "Portal" } },
//	  { kind = "button", label = { vi = "Đăng nhập", en = "Log in" }, here = true },
//	]
//
//	{ kind = "icon", icon = "gear", label = { vi = "Cài đặt", en = "Settings" } }
//	{ kind = "keypad", label = { vi = "Mã OTP", en = "One-time code" }, digits = 6 }
//	{ kind = "question", label = { vi = "Cho dùng máy ảnh?", en = "Allow the camera?" }, answers = [
//	  { label = { vi = "Không cho phép", en = "Deny" } },
//	  { label = { vi = "Cho phép", en = "Allow" }, here = true },
//	] }
//
// A service has order (a number no other service of its group has), group,
// title, summary, aliases (a list of words), code, address, shown, need and steps
// (lists of texts), fee, time, office, certainty ("official" or "recheck"), source and
// checked. fee and time stay empty when they are not known for certain: the
// screen then says to ask the staff.
//
// # The ward's folder
//
// What the ward itself tells stands apart, so that a ward officer edits nothing
// else: in ward/, or in a folder of its own that [LoadWard] reads. Each of its
// files may be missing or empty.
//
//	announcements.toml  [[announcement]] tables in the order shown
//	timetable.toml      classes and mobile support points, [[session]] tables
//	zalo.toml           residential groups, [[group]] tables in the order shown
//	wifi.toml           ssid, password (none: an open network) and hidden
//
// An announcement has id, title, body, from and until (its first and last day;
// either may be left out), numbered (true: its days are counted), address and
// shown (may be left out), source and checked. A session has kind ("class" or
// "support-point"), title, where, start, end ("14:00"), and either date or, if it
// is held every week, weekday (T2 to T7 or CN, as people write them), from (may be
// left out) and until. A group has id, title, zalo (https://zalo.me/g/…; may be
// left out), zalo_name, leader (may be left out) and checked.
package content

import (
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/phone"
)

// Pack is everything a kiosk shows that is not its own wording.
type Pack struct {
	Hosts    []Host    // where its QR codes may lead, and nowhere else
	Groups   []Group   // in the order shown
	Lessons  []Lesson  // in the order shown
	Services []Service // by group, then in the order shown
	Hotlines []Hotline // in the order shown
	Ward     Ward
}

// Group is a heading under which services stand, such as civil status.
type Group struct {
	ID      string      // lower-case letters, digits and hyphens
	Title   locale.Text // such as "Hộ tịch"
	Summary locale.Text // what is in it, in plain words, for the list; may be empty
	Icon    string      // name of an icon in assets
}

// Lesson teaches one thing in steps of one action each.
type Lesson struct {
	ID      string // lower-case letters, digits and hyphens: the file's name
	Title   locale.Text
	Summary locale.Text   // one short line for the list
	Icon    string        // name of an icon in assets
	Mark    int           // its place on a learning card, 1 to [card.Most]: never another lesson's
	Skill   Skill         // what a household can do with it; may be empty
	Core    bool          // it belongs to the set of its skill
	Minutes int           // how long it takes, unhurried
	Need    []locale.Text // what to have at hand
	Steps   []Step        // 3 to 15
	Address string        // the https address for the slip's QR; empty if there is none
	Source  string        // where the facts were read
	Checked time.Time     // the day they were last checked, midnight UTC
	Due     time.Time     // the day on which it has to be checked anew, midnight UTC
}

// Skill is one of the four things that the ward wants a household to be able to
// do, and that a lesson brings it closer to.
type Skill string

// The skills, as the target of the ward names them.
const (
	UsePhone    Skill = "phone"    // use a smartphone
	UseVNeID    Skill = "vneid"    // have and use a VNeID account
	UseWallet   Skill = "wallet"   // have and use an e-wallet
	UseServices Skill = "services" // use online public services
)

// Skills lists every skill.
func Skills() []Skill { return []Skill{UsePhone, UseVNeID, UseWallet, UseServices} }

// Practice counts the steps that can be tried on the pretend phone.
func (l Lesson) Practice() (n int) {
	for _, step := range l.Steps {
		if step.Phone.Touchable() {
			n++
		}
	}
	return n
}

// Step is one action of a lesson.
type Step struct {
	Title   locale.Text  // the action in a few words
	Body    locale.Text  // the action in one or two sentences
	Warning locale.Text  // what to take care of; may be empty
	Differs locale.Text  // what to do when the resident's own screen looks different; may be empty
	Phone   phone.Screen // what the pretend phone shows; may be empty
}

// Certainty says how well the facts of a service are known.
type Certainty string

// The degrees of certainty.
const (
	Official Certainty = "official" // read in an official page or list
	Recheck  Certainty = "recheck"  // read in third-party material: shown with "hỏi lại cán bộ"
)

// Service is one public service or procedure a resident can open on their own
// phone.
type Service struct {
	ID        string // lower-case letters, digits and hyphens: the file's name
	Group     string // ID of its [Group]
	Title     locale.Text
	Summary   locale.Text // who or what it is for, in one short line for the list
	Aliases   []string    // old names and everyday words, for search
	Code      string      // the national code, such as 1.001193; empty if it has none
	Address   string      // https, printable ASCII, at most 106 bytes: exactly what the QR holds
	Shown     string      // the address in words, such as dichvucong.gov.vn
	Need      []locale.Text
	Steps     []locale.Text // 3 to 6 short lines
	Fee       locale.Text   // empty: ask the staff
	Time      locale.Text   // empty: ask the staff
	Office    locale.Text   // who handles it, such as the ward's one-stop desk
	Certainty Certainty
	Source    string
	Checked   time.Time // midnight UTC
	Due       time.Time // the day on which it has to be checked anew, midnight UTC
}

// Hotline is a telephone line a resident may call.
type Hotline struct {
	ID      string
	Number  string // digits as dialled, grouped by spaces: "1800 1096"
	Title   locale.Text
	Free    bool
	Source  string
	Checked time.Time // midnight UTC
	Due     time.Time // the day on which it has to be checked anew, midnight UTC
}

// Lesson returns the lesson with that ID.
func (p *Pack) Lesson(id string) (Lesson, bool) {
	for _, lesson := range p.Lessons {
		if lesson.ID == id {
			return lesson, true
		}
	}
	return Lesson{}, false
}

// Service returns the service with that ID.
func (p *Pack) Service(id string) (Service, bool) {
	for _, service := range p.Services {
		if service.ID == id {
			return service, true
		}
	}
	return Service{}, false
}

// Group returns the group with that ID.
func (p *Pack) Group(id string) (Group, bool) {
	for _, group := range p.Groups {
		if group.ID == id {
			return group, true
		}
	}
	return Group{}, false
}

// InGroup returns the services that stand under a heading, in the order shown.
func (p *Pack) InGroup(id string) (services []Service) {
	for _, service := range p.Services {
		if service.Group == id {
			services = append(services, service)
		}
	}
	return services
}

// Hotline returns the hotline with that ID.
func (p *Pack) Hotline(id string) (Hotline, bool) {
	for _, line := range p.Hotlines {
		if line.ID == id {
			return line, true
		}
	}
	return Hotline{}, false
}

// HelpLine returns the hotline that stands on slips: the first of the pack. A
// pack without hotlines has none.
func (p *Pack) HelpLine() Hotline {
	if len(p.Hotlines) == 0 {
		return Hotline{}
	}
	return p.Hotlines[0]
}

// ShortestAddress returns the shortest address that residents are given, whose code
// fits every paper.
func (p *Pack) ShortestAddress() (address string) {
	take := func(a string) {
		if a != "" && (address == "" || len(a) < len(address)) {
			address = a
		}
	}
	for _, lesson := range p.Lessons {
		take(lesson.Address)
	}
	for _, service := range p.Services {
		take(service.Address)
	}
	return address
}
