// Package firstrun sets a kiosk up with answers: where it stands, which devices it has,
// which hub it reports to and who of the staff may come in. It is the one way to do so,
// for a file that lies ready at the first start and for kioskctl setup; the steps on the
// kiosk's own screen keep what was answered in the same files.
//
// What was said goes into site.toml and settings.toml of the data folder, keys and
// staff where they always are. site.toml is written last: while it is not there, or
// names a step, the kiosk counts as not set up, and doing it all once more does no harm.
//
// # The PINs in a file
//
// A PIN is kept only as what it opens, mixed with what this machine alone has (see
// package roster), so that no hash made elsewhere could be used. A file therefore holds
// PINs as they are, each for one time: who comes in with one has to choose another
// before anything else. So a file that somebody finds later opens nothing.
package firstrun

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/store/roster"
	"github.com/diemcham/diemcham/store/seal"
	"github.com/diemcham/diemcham/store/upload"
)

// AnswersFile is where a file of answers is looked for at the first start.
const AnswersFile = "/etc/diemcham/setup.toml"

// FirstStep is where setting up on the screen begins; see [config.Site].
const FirstStep = "start"

// AnswersStep stands for the answers of a file that are not all kept yet; see
// [config.Site].
const AnswersStep = "file"

// ErrRecipient means that the settings name another key of the ward than the hub does.
var ErrRecipient = errors.New("is not the hub's key")

// Machine is the machine that is set up.
type Machine struct {
	Settings config.Config // those of the settings file alone
	Data     string
	Staff    *roster.Roster
	Used     bool // it has taken a request
}

// New reports whether a machine was never set up: nothing was said of it, neither on its
// screen nor in its settings nor with kioskctl, and it has never run.
func New(settings config.Config, data string) (bool, error) {
	if settings.Place != config.Default().Place || settings.Hub.URL != "" {
		return false, nil
	}
	for _, name := range []string{config.SiteFile, "requests.db", "staff.json"} {
		if _, err := os.Lstat(filepath.Join(data, name)); err == nil {
			return false, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
	}
	return true, nil
}

// Expects reports whether a machine takes a file of answers, if one is there, at its
// next start; site is what was said before.
func Expects(settings config.Config, data string, site config.Site) (bool, error) {
	if site.Step == AnswersStep {
		return true, nil
	}
	return New(settings, data)
}

// Set sets the machine up. All is checked first; when there is an error, nothing but
// perhaps the key for the hub has changed. With later the enrolment code is only kept,
// for [Machine.HandIn]. Doing it again with the same answers changes nothing more.
func (m Machine) Set(ctx context.Context, a config.Answers, later bool) error {
	site, _, err := config.LoadSite(m.Data)
	if err != nil {
		return err
	}
	devices, err := config.LoadDevices(m.Data)
	if err != nil {
		devices = config.Devices{} // the kiosk does not use them either
	}
	before := m.Settings.At(site)
	site = over(site, a.Site)
	if id := m.Settings.At(site).Kiosk.ID; m.Used && id != before.Kiosk.ID {
		return fmt.Errorf("kiosk.id: %q cannot take the place of %q, under which this kiosk has taken requests; leave it out", id, before.Kiosk.ID)
	}
	missing, key, err := m.vouch(a.Staff)
	if err != nil {
		return err
	}
	defer key.Wipe()
	if !later {
		if site, err = m.Enrol(ctx, site); err != nil {
			return err
		}
	}
	if a.Devices.Printer != nil {
		devices.Printer = a.Devices.Printer
	}
	if a.Devices.Scanner != nil {
		devices.Scanner = a.Devices.Scanner
	}
	if devices != (config.Devices{}) {
		if err := config.SaveDevices(m.Data, devices); err != nil {
			return err
		}
	}
	if err := m.addStaff(missing, key); err != nil {
		return err
	}
	return config.SaveSite(m.Data, site)
}

// over lays what was said now over what was said before.
func over(site, said config.Site) config.Site {
	if said.Place != nil {
		site.Place = said.Place
	}
	if said.Kiosk != nil {
		site.Kiosk = said.Kiosk
	}
	if said.Panel != nil {
		site.Panel = said.Panel
	}
	if said.Turn != nil {
		site.Turn = said.Turn
	}
	if said.Hub != nil {
		hub := *said.Hub
		if site.Hub != nil && site.Hub.URL == hub.URL && hub.Recipient == "" {
			hub.Recipient = site.Hub.Recipient // as the hub told it
		}
		site.Hub = &hub
	}
	if said.Code != "" {
		site.Code = said.Code
	}
	site.Step = ""
	return site
}

// HandIn hands in the enrolment code that was kept, if there is one, and keeps what the
// hub says. changed is that the kiosk has other settings now. A code that the hub does
// not take is not kept any longer; the error is then an [upload.ErrCode].
func (m Machine) HandIn(ctx context.Context) (changed bool, err error) {
	site, _, err := config.LoadSite(m.Data)
	if err != nil || site.Code == "" {
		return false, err
	}
	before := m.Settings.At(site).Hub
	next, err := m.Enrol(ctx, site)
	if errors.Is(err, upload.ErrCode) {
		site.Code = ""
		return false, errors.Join(err, config.SaveSite(m.Data, site))
	}
	if err != nil {
		return false, err
	}
	return m.Settings.At(next).Hub != before, config.SaveSite(m.Data, next)
}

// Enrol hands in the code of a site, unless that was done, and returns the site with
// what the hub has said.
func (m Machine) Enrol(ctx context.Context, site config.Site) (config.Site, error) {
	if site.Code == "" {
		return site, nil
	}
	mark := config.CodeMark(site.Code)
	if _, err := os.Lstat(filepath.Join(m.Data, upload.KeyFile)); err == nil && mark == site.Enrolled {
		site.Code = ""
		return site, nil
	}
	c := m.Settings.At(site)
	recipient, err := upload.Enrol(ctx, upload.Options{URL: c.Hub.URL, Rand: rand.Int64N}, c.Kiosk.ID, m.Data, site.Code)
	switch {
	case errors.Is(err, upload.ErrCode):
		return site, fmt.Errorf("hub.code: %w, or for another kiosk than %s; have diemcham-hub enrol %s print a new one", err, c.Kiosk.ID, c.Kiosk.ID)
	case err != nil:
		return site, fmt.Errorf("hub.code: not handed in: %w", err)
	case c.Hub.Recipient != "" && recipient != "" && c.Hub.Recipient != recipient:
		return site, fmt.Errorf("hub.recipient: %s %w, which is %s; leave it out, or set that one", c.Hub.Recipient, ErrRecipient, recipient)
	}
	if c.Hub.Recipient == "" {
		c.Hub.Recipient = recipient
	}
	site.Hub, site.Code, site.Enrolled = &c.Hub, "", mark
	return site, nil
}

// vouch returns those who are not on the list yet, and, if they are to open the site's
// key and there is one, that key, which somebody hands on who was added with the same
// answers.
func (m Machine) vouch(staff []config.NewMember) (missing []config.NewMember, key *roster.Key, err error) {
	var there []config.NewMember
	for _, n := range staff {
		switch member, err := m.Staff.Member(n.Name); {
		case errors.Is(err, roster.ErrNoMember):
			missing = append(missing, n)
		case err != nil:
			return nil, nil, err
		case member.Role != roster.Role(n.Role):
			return nil, nil, fmt.Errorf("staff: %s is on the list as %s; change the role here, or take the name off with kioskctl staff remove", member.Name, member.Role)
		default:
			there = append(there, n)
		}
	}
	needed := false
	for _, n := range missing {
		if roster.Weak(seal.Secret(n.PIN)) {
			return nil, nil, fmt.Errorf("staff: the PIN of %s: %w", n.Name, roster.ErrWeakPIN)
		}
		needed = needed || roster.Role(n.Role).OpensKey()
	}
	site, err := m.Staff.Site()
	if err != nil || len(site) == 0 || !needed {
		return missing, nil, err
	}
	for _, n := range there {
		if entry, err := m.Staff.Enter(seal.Secret(n.PIN)); err == nil && entry.Key != nil {
			return missing, entry.Key, nil
		}
	}
	return nil, nil, errors.New("staff: clerks and leads open the key of this kiosk's staff, which one of them has to hand on; use kioskctl staff add")
}

// addStaff adds members, the first who opens the site's key hands it on to the others.
func (m Machine) addStaff(missing []config.NewMember, key *roster.Key) error {
	defer func() { key.Wipe() }()
	for _, n := range missing {
		member := roster.Member{Name: n.Name, Role: roster.Role(n.Role)}
		if err := m.Staff.AddOnce(member, seal.Secret(n.PIN), key); err != nil {
			return fmt.Errorf("staff: %s: %w", n.Name, err)
		}
		if key == nil && member.Role.OpensKey() {
			entry, err := m.Staff.Enter(seal.Secret(n.PIN))
			if err != nil {
				return fmt.Errorf("staff: %s: %w", n.Name, err)
			}
			key = entry.Key
		}
	}
	return nil
}
