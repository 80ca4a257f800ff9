package staff

import (
	"slices"
	"strconv"
	"strings"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/store/roster"
	"github.com/diemcham/diemcham/store/seal"
)

// FirstRun is setting the kiosk up step by step on its own screen, before there is
// anybody who could come in. Each answer is kept as soon as it is given.
type FirstRun struct {
	On     bool
	Site   config.Site // what was answered; its parts are never nil, and never changed where they stand
	Groups bool        // the ward's folder names residential groups

	Typed    string // on the step shown
	Digits   bool   // the keyboard shows digits
	Bad      bool   // what was typed cannot be
	Code     string // for the hub, as it was typed
	Enrolled Enrolled
	Name     string // of the first member of staff; empty: none is added
	Role     roster.Role
	Member   bool // somebody was added
}

// Enrolled is how handing in the code for the hub went.
type Enrolled int

// The ways it goes.
const (
	NotEnrolled   Enrolled = iota
	Enrolling              // it is being handed in
	EnrolledWell           // the hub knows this kiosk
	CodeRefused            // the hub does not take the code
	HubAway                // the hub did not answer
	OtherHubsKey           // the settings name another key than the hub's
	EnrolmentLost          // what the hub said could not be kept
)

// firstSteps are the steps in their order.
var firstSteps = []Screen{
	FirstStart, FirstPlace, FirstWard, FirstGroup, FirstPanel, FirstPrinter, FirstScanner, FirstSound, FirstNetwork,
	FirstHub, FirstID, FirstLetter, FirstCode, FirstEnrol, FirstName, FirstRole, FirstPIN, FirstSummary,
}

// FirstRoles are those that the first member of staff can have, the most useful first.
func FirstRoles() []roster.Role { return []roster.Role{roster.Lead, roster.Technician, roster.Clerk} }

// isFirst reports whether a screen is a step of the first run.
func (s Screen) isFirst() bool { return s >= FirstStart && s <= FirstSummary }

// FirstStep returns what a step is called where it is kept.
func (s Screen) FirstStep() string { return strings.TrimPrefix(s.String(), "staff-first-") }

// Begin returns staff mode at a step of the first run, or at its beginning if there is
// no such step.
func Begin(first FirstRun, step string) State {
	s := State{Screen: FirstStart, First: first}
	s.First.On = true
	for _, screen := range firstSteps {
		if screen.FirstStep() == step {
			s.Screen = screen
		}
	}
	if !s.wanted(s.Screen) || s.Screen == FirstEnrol || s.Screen == FirstRole || s.Screen == FirstPIN {
		s.Screen = FirstName // what was typed for these is gone
		if s.First.Site.Hub.URL != "" && step == FirstEnrol.FirstStep() {
			s.Screen = FirstCode
		}
	}
	s.First.Typed = s.answer()
	return s
}

// look has printer and scanner found where that is asked for and not known.
func (s State) look() (State, []Command) {
	if (s.Screen == FirstPrinter || s.Screen == FirstScanner || s.Screen == FirstSummary) && !s.Devices.Known {
		return s.find()
	}
	return s, nil
}

// The events of the first run.
type (
	// NextChosen goes on to the next step, whether the one shown was answered or not.
	NextChosen struct{}
	// StepChosen leads from the summary back to a step.
	StepChosen struct{ Step Screen }
	// GroupChosen is the residential group whose neighbours come here.
	GroupChosen struct{ ID string }
	// WidthChanged makes the panel wider or narrower, in millimetres.
	WidthChanged struct{ By int }
	// RoleChosen is that of the first member of staff.
	RoleChosen struct{ Role roster.Role }
	// SoundTried has something read aloud.
	SoundTried struct{}
	// HubAnswered says how handing in the code went, and what the hub said.
	HubAnswered struct {
		How Enrolled
		Hub config.Hub
	}
	// FinishChosen ends the first run.
	FinishChosen struct{}
)

func (NextChosen) isEvent()   {}
func (StepChosen) isEvent()   {}
func (GroupChosen) isEvent()  {}
func (WidthChanged) isEvent() {}
func (RoleChosen) isEvent()   {}
func (SoundTried) isEvent()   {}
func (HubAnswered) isEvent()  {}
func (FinishChosen) isEvent() {}

// The commands of the first run.
type (
	// KeepSite keeps what was answered so far; answered by [NotChanged] if that failed.
	KeepSite struct{ Site config.Site }
	// TrySound reads something aloud.
	TrySound struct{}
	// Enrol hands a code in to the hub; answered by [HubAnswered].
	Enrol struct{ Site config.Site }
	// AddMember adds the first member of staff; answered by [PINKept] or [NotChanged].
	AddMember struct {
		Member roster.Member
		PIN    seal.Secret
	}
	// Finish keeps what was answered and opens the kiosk with it; answered by
	// [NotChanged] if that failed.
	Finish struct{ Site config.Site }
)

func (KeepSite) isCommand()  {}
func (TrySound) isCommand()  {}
func (Enrol) isCommand()     {}
func (AddMember) isCommand() {}
func (Finish) isCommand()    {}

// wanted reports whether a step has something to ask, after what was answered.
func (s State) wanted(step Screen) bool {
	f := s.First
	switch step {
	case FirstGroup:
		return f.Groups
	case FirstCode:
		return f.Site.Hub.URL != ""
	case FirstEnrol:
		return f.Site.Hub.URL != "" && f.Code != ""
	case FirstRole, FirstPIN:
		return f.Name != ""
	}
	return true
}

// goTo leads to a step and has it kept.
func (s State) goTo(step Screen) (State, []Command) {
	devices := s.Devices
	s.Screen, s.From, s.Trouble, s.Digits, s.FirstPIN, s.Working = step, 0, NoTrouble, "", "", false
	s.Devices = Devices{Known: devices.Known, Setup: devices.Setup, Found: devices.Found, Finding: devices.Finding}
	s.First.Digits, s.First.Bad = false, false
	s.First.Typed = s.answer()
	s.First.Site.Step = step.FirstStep()
	commands := []Command{KeepSite{Site: s.First.Site}}
	var find []Command
	s, find = s.look()
	commands = append(commands, find...)
	if step == FirstEnrol {
		s.First.Enrolled = Enrolling
		site := s.First.Site
		site.Code = s.First.Code
		commands = append(commands, Enrol{Site: site})
	}
	return s, commands
}

// forward leads to the next step that has something to ask.
func (s State) forward() (State, []Command) {
	for _, step := range firstSteps[slices.Index(firstSteps, s.Screen)+1:] {
		if s.wanted(step) {
			return s.goTo(step)
		}
	}
	return s, nil
}

// backward leads to the one before.
func (s State) backward() (State, []Command) {
	for i := slices.Index(firstSteps, s.Screen) - 1; i >= 0; i-- {
		if s.wanted(firstSteps[i]) && firstSteps[i] != FirstEnrol {
			return s.goTo(firstSteps[i])
		}
	}
	return s, nil
}

func firstRun(s State, e Event) (State, []Command) {
	switch e := e.(type) {
	case BackChosen:
		if !s.Working && s.First.Enrolled != Enrolling {
			return s.backward()
		}
		return s, nil
	case PageTurned:
		s.From = max(0, e.To)
		return s, nil
	case TextTyped:
		if text := e.Text.Reveal(); len([]rune(text)) <= NameMost {
			s.First.Typed, s.First.Bad = text, false
		}
		return s, nil
	case DigitsShown:
		s.First.Digits = e.On
		return s, nil
	case Entered:
		if s.Screen != FirstPIN {
			return s.entered()
		}
	case NextChosen:
		if s.Working || s.Screen == FirstEnrol && s.First.Enrolled == Enrolling || s.Screen == FirstSummary {
			return s, nil
		}
		return s.forward()
	}
	f := &s.First
	switch s.Screen {
	case FirstGroup:
		if e, ok := e.(GroupChosen); ok {
			place := *f.Site.Place
			place.Group = e.ID
			f.Site.Place = &place
			return s.forward()
		}
	case FirstPanel:
		return s.width(e), nil
	case FirstPrinter, FirstScanner:
		return s.firstDevice(e), nil
	case FirstSound:
		if _, ok := e.(SoundTried); ok {
			return s, []Command{TrySound{}}
		}
	case FirstRole:
		if e, ok := e.(RoleChosen); ok {
			f.Role = e.Role
			return s.forward()
		}
	case FirstPIN:
		return s.choosePIN(e, func(s State, pin seal.Secret) (State, []Command) {
			return s, []Command{AddMember{Member: roster.Member{Name: s.First.Name, Role: s.First.Role}, PIN: pin}}
		})
	case FirstSummary:
		switch e := e.(type) {
		case StepChosen:
			return s.goTo(e.Step)
		case FinishChosen:
			if !s.Working {
				s.Working, s.Trouble = true, NoTrouble
				site := f.Site
				site.Step = ""
				return s, []Command{Finish{Site: site}}
			}
		}
	}
	return s, nil
}

// width takes how wide the panel is: by moving the edge of the card, or typed.
func (s State) width(e Event) State {
	const least, most = 200, 2000
	f := &s.First
	panel := *f.Site.Panel
	switch e := e.(type) {
	case WidthChanged:
		panel.WidthMM = min(max(panel.WidthMM+e.By, least), most)
		f.Typed, f.Bad = strconv.Itoa(panel.WidthMM), false
	case DigitTyped:
		if e.Digit >= '0' && e.Digit <= '9' && len(f.Typed) < 4 {
			f.Typed += string(e.Digit)
		}
	case DigitDeleted:
		f.Typed = f.Typed[:max(0, len(f.Typed)-1)]
	default:
		return s
	}
	n, err := strconv.Atoi(f.Typed)
	if f.Bad = err != nil || n < least || n > most; !f.Bad {
		panel.WidthMM = n
	}
	f.Site.Panel = &panel
	return s
}

// firstDevice begins to set up printer or scanner, as on the device page.
func (s State) firstDevice(e Event) State {
	if !s.Devices.Known {
		return s
	}
	switch e.(type) {
	case PrinterSetupChosen:
		if s.Screen == FirstPrinter {
			return s.step(PrinterKind)
		}
	case ScannerSetupChosen:
		if s.Screen == FirstScanner {
			return s.step(ScannerKind)
		}
	}
	return s
}

// afterDevice goes on when a printer or a scanner was taken into use.
func (s State) afterDevice() (State, []Command) {
	s.Screen = s.Devices.Way[0]
	s.Devices.Known = false // it is another one now
	return s.forward()
}

// answer is what was answered to the step shown before, where it is typed.
func (s State) answer() string {
	f := s.First
	switch s.Screen {
	case FirstPlace:
		return f.Site.Place.Name.Vi
	case FirstWard:
		return f.Site.Place.Ward.Vi
	case FirstPanel:
		return strconv.Itoa(f.Site.Panel.WidthMM)
	case FirstHub:
		return strings.TrimPrefix(f.Site.Hub.URL, "https://")
	case FirstID:
		return f.Site.Kiosk.ID
	case FirstLetter:
		return strings.ToLower(f.Site.Kiosk.Letter)
	case FirstCode:
		return f.Code
	case FirstName:
		return f.Name
	}
	return ""
}

// entered takes what was typed; nothing leaves the answer as it was.
func (s State) entered() (State, []Command) {
	f := &s.First
	typed := strings.TrimSpace(f.Typed)
	site := f.Site
	place, kiosk := *site.Place, *site.Kiosk
	switch s.Screen {
	case FirstPlace:
		if typed != "" && typed != place.Name.Vi {
			place.Name = sameEverywhere(typed)
		}
	case FirstWard:
		if typed != "" && typed != place.Ward.Vi {
			place.Ward = sameEverywhere(typed)
			if name, ok := strings.CutPrefix(place.Ward.Vi, "Phường "); ok {
				place.Ward.En = name + " Ward"
			}
		}
	case FirstHub:
		hub := config.Hub{URL: address(typed), Recipient: site.Hub.Recipient}
		if hub.URL != site.Hub.URL {
			hub.Recipient = "" // of another hub
		}
		site.Hub = &hub
	case FirstID:
		if typed != "" {
			kiosk.ID = typed
		}
	case FirstLetter:
		if typed != "" {
			kiosk.Letter = strings.ToUpper(typed)
		}
	case FirstCode:
		f.Code = typed
	case FirstName:
		f.Name = locale.Capitalise(typed)
	default:
		return s, nil
	}
	site.Place, site.Kiosk = &place, &kiosk
	if !site.Valid() {
		f.Bad = true
		return s, nil
	}
	f.Site = site
	return s.forward()
}

// sameEverywhere is a name that is the same in every language, as it is on the house.
func sameEverywhere(typed string) locale.Text {
	name := locale.Capitalise(typed)
	return locale.Text{Vi: name, En: name}
}

// address is the hub's, where only what follows https:// has to be typed.
func address(typed string) string {
	if typed == "" || strings.Contains(typed, "://") {
		return typed
	}
	host, _, _ := strings.Cut(typed, ":")
	if host == "localhost" || host == "127.0.0.1" {
		return "http://" + typed
	}
	return "https://" + typed
}

// hubAnswered takes in how handing in the code went.
func hubAnswered(s State, e HubAnswered) (State, []Command) {
	if s.Screen != FirstEnrol || s.First.Enrolled != Enrolling {
		return s, nil
	}
	s.First.Enrolled = e.How
	if e.How == EnrolledWell {
		hub := e.Hub
		s.First.Site.Hub = &hub
		s.First.Site.Enrolled, s.First.Site.Code, s.First.Code = config.CodeMark(s.First.Code), "", ""
		return s, []Command{KeepSite{Site: s.First.Site}}
	}
	return s, nil
}
