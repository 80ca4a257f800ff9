package gallery

import (
	"context"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/store/roster"
	"github.com/diemcham/diemcham/store/seal"
)

// exampleFirstRun keeps nothing. Its hub takes one code.
type exampleFirstRun struct{}

// stageCode is the code that the hub of a stage takes.
const stageCode = "0000"

func (exampleFirstRun) Keep(config.Site) error               { return nil }
func (exampleFirstRun) Add(roster.Member, seal.Secret) error { return nil }
func (exampleFirstRun) Finish()                              {}

func (exampleFirstRun) Enrol(_ context.Context, site config.Site) (config.Hub, staff.Enrolled) {
	if site.Code != stageCode {
		return config.Hub{}, staff.CodeRefused
	}
	return *site.Hub, staff.EnrolledWell
}

// FirstRun begins to set the stage's kiosk up at a step, with the hub of an example.
func (s *Stage) FirstRun(step string) {
	c := config.Default()
	c.Hub.URL = "https://hub.example.vn"
	s.Kiosk.SetUp(staff.FirstRun{Site: config.Site{Place: &c.Place, Kiosk: &c.Kiosk, Panel: &config.Panel{WidthMM: s.Panel.WidthMM}, Hub: &c.Hub}}, step)
}

// firstScenes are those of the first run, and of a PIN for one time.
func firstScenes() []Scene {
	at := func(name string, press ...string) Scene {
		return Scene{Name: "staff-first-" + name, Play: func(s *Stage) { s.FirstRun(name); s.Press(press...) }}
	}
	known := func(name string) Scene {
		return Scene{Name: "staff-first-" + name, Play: func(s *Stage) {
			s.FirstRun(name)
			s.Tick(1)
			s.Until("the devices", func() bool { return s.Kiosk.Staff().Devices.Known })
		}}
	}
	enrol := func(code string, how staff.Enrolled) func(*Stage) {
		return func(s *Stage) {
			s.FirstRun("code")
			s.Letters(code)
			s.Press("key.done")
			s.Until("the hub's answer", func() bool { return s.Kiosk.Staff().First.Enrolled == how })
		}
	}
	named := func(s *Stage, press ...string) {
		s.FirstRun("name")
		s.Letters("an")
		s.Press(append([]string{"key.done"}, press...)...)
	}
	return []Scene{
		at("start"), at("place"), at("ward"), at("group"), at("panel", "width.narrower10"), known("printer"), known("scanner"), at("sound"),
		{Name: "staff-first-network", Play: func(s *Stage) { s.FirstRun("network"); s.Kiosk.Looked(exampleHealth()) }},
		{Name: "staff-first-network-none", Of: "staff-first-network", Play: func(s *Stage) {
			s.FirstRun("network")
			s.Kiosk.Looked(exampleHealth(diagnostics.Finding{Check: "network", Troubles: []diagnostics.Code{"network.down"}}))
		}},
		at("hub"), at("id"), at("letter"), at("code"),
		{Name: "staff-first-id-wrong", Of: "staff-first-id", Play: func(s *Stage) { s.FirstRun("id"); s.Press("key.hyphen", "key.done") }},
		{Name: "staff-first-enrol", Play: enrol(stageCode, staff.EnrolledWell)},
		{Name: "staff-first-enrol-refused", Of: "staff-first-enrol", Play: enrol("1111", staff.CodeRefused)},
		at("name"),
		{Name: "staff-first-role", Play: func(s *Stage) { named(s) }},
		{Name: "staff-first-pin", Play: func(s *Stage) {
			named(s, "first.role.lead")
			s.Digits("key.", "123456")
			s.Press("staff.next")
		}},
		known("summary"),
		{Name: "staff-new-pin", Play: chooseAnother},
		{Name: "staff-new-pin-short", Of: "staff-new-pin", Play: func(s *Stage) { chooseAnother(s); s.Press("staff.next") }},
	}
}

// chooseAnother comes in with a PIN for one time and types some of another.
func chooseAnother(s *Stage) {
	openStaff(s)
	s.Digits("pin.key.", StageOncePIN)
	s.Press("pin.enter")
	s.UntilScreen("staff-new-pin")
	s.Digits("key.", "7194")
}
