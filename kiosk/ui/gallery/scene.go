package gallery

import (
	"time"

	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// examplePhone belongs to nobody.
const examplePhone = "0900000000"

// Scene is a screen and the way to it from a fresh kiosk. The content must be
// the built-in one.
type Scene struct {
	Name string
	Play func(*Stage)
}

// Scenes lists a scene for every screen.
func Scenes() []Scene {
	return []Scene{
		{"attract", func(s *Stage) {}},
		{"home", func(s *Stage) { s.Press("wake") }},
		{"lessons", func(s *Stage) { s.Press("wake", "home.lessons") }},
		{"prepare", func(s *Stage) { s.Press("wake", "home.lessons", "lesson.vneid-activate") }},
		{"step", func(s *Stage) { s.Press("wake", "home.lessons", "lesson.vneid-activate", "next", "next", "next") }},
		{"finished", func(s *Stage) { s.Learn("zalo-group") }},
		{"services", func(s *Stage) { s.Press("wake", "home.services") }},
		{"service", openService},
		{"search", func(s *Stage) { s.Press("wake", "home.services", "search"); s.Letters("khai sinh") }},
		{"results", func(s *Stage) {
			s.Press("wake", "home.services", "search")
			s.Letters("khai sinh")
			s.Press("key.done")
		}},
		{"safety", func(s *Stage) { s.Press("wake", "home.safety") }},
		{"help-topic", func(s *Stage) { s.Press("wake", "home.lessons", "lesson.vneid-activate", "next", "help") }},
		{"help-how", func(s *Stage) { s.Press("wake", "home.help", "topic.papers") }},
		{"help-phone", func(s *Stage) { typePhone(s); s.Press("key.delete", "next") }},
		{"help-consent", func(s *Stage) { typePhone(s); s.Press("next", "next") }},
		{"help-ticket", func(s *Stage) { typePhone(s); s.Press("next", "consent", "next"); s.UntilScreen("help-ticket") }},
		{"help-failed", func(s *Stage) {
			s.Press("wake", "home.help", "topic.papers", "how.wait")
			s.Kiosk.Handle(visit.HelpNotSaved{})
		}},
		{"display", func(s *Stage) { openService(s); s.Press("display") }},
		{"listen", func(s *Stage) { openService(s); s.Press("listen") }},
		{"still-there", func(s *Stage) { s.Press("wake"); s.Tick(visit.IdleAfter + 5) }},
		{"wiped", func(s *Stage) { s.Press("wake", "finish") }},
		{"staff-pin", func(s *Stage) { openStaff(s); s.Digits("pin.key.", "1234") }},
		{"staff-queue", workQueue},
	}
}

func openService(s *Stage) { s.Press("wake", "home.services", "service.social-pension") }

func typePhone(s *Stage) {
	s.Press("wake", "home.help", "topic.vneid", "how.call")
	s.Digits("key.", examplePhone)
}

// openStaff touches the lotus quickly enough.
func openStaff(s *Stage) {
	s.Press("wake")
	for range staff.OpeningTouches {
		s.Wait(-900 * time.Millisecond)
		s.Press("top.mark")
	}
}

// workQueue has three residents ask and takes the first.
func workQueue(s *Stage) {
	for range 3 {
		s.Press("wake", "home.help", "topic.papers", "how.wait")
		s.UntilScreen("help-ticket")
		s.Press("next", "finish")
	}
	openStaff(s)
	s.Digits("pin.key.", StagePIN)
	s.Press("pin.enter")
	s.Until("the queue", func() bool { return len(s.Kiosk.Staff().Requests) == 3 })
	s.Press("staff.request.A001", "staff.take")
	s.Until("the first to be taken", func() bool {
		request, _ := s.Kiosk.Staff().Request()
		return request.TakenBy != ""
	})
}
