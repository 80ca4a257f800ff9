package gallery

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// preview is a way through some content, for the one who wrote it.
type preview struct {
	name string
	at   time.Time // zero: when the preview is made
	play func(*Stage)
	more string // the target that leads to the next picture
	most int    // pictures
	one  bool   // in Vietnamese only
}

// Preview saves pictures of what residents will see of a content, on the most
// common panel and in the look a visit begins with, as NUMBER-NAME-LANG.png in the
// order in which they are best looked at. It shows every page of what the ward
// tells and of every service, and every step of every lesson. The clock of the
// pictures stands at now, or at the first day of an announcement that is not due
// yet.
func Preview(dir string, pack *content.Pack, texts *locale.Catalogue, now time.Time, saved func(file string)) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	n := 0
	for _, p := range previews(pack, now) {
		for _, lang := range locale.Langs() {
			if p.one && lang != locale.Vi {
				continue
			}
			err := p.draw(pack, texts, lang, now, func(s *Stage, page int) error {
				n++
				name := p.name
				if page > 1 {
					name = fmt.Sprintf("%s-%d", name, page)
				}
				file := filepath.Join(dir, fmt.Sprintf("%03d-%s-%s.png", n, name, lang))
				if err := s.save(file); err != nil {
					return err
				}
				saved(file)
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func previews(pack *content.Pack, now time.Time) []preview {
	way := func(name string, ids ...string) preview {
		return preview{name: name, play: func(s *Stage) { s.Press(ids...) }, more: "page.next", most: 60}
	}
	to := func(name, id string, ids ...string) preview {
		p := way(name)
		p.play = func(s *Stage) {
			s.Press(ids...)
			s.TurnTo(id)
			s.Press(id)
		}
		return p
	}
	slides := 1 + len(pack.Ward.Current(now)) + min(1, len(pack.Ward.Coming(now)))
	all := []preview{
		{name: "attract", play: func(s *Stage) { s.Tick(1) }, most: slides, one: true}, // it speaks both languages
		way("home", "wake"),
		way("classes", "wake", "home.classes"),
	}
	if len(pack.Ward.Announcements) > 0 {
		news := way("news", "wake", "home.classes")
		news.play = func(s *Stage) {
			s.Press("wake", "home.classes")
			if s.Has("news") {
				s.Press("news")
			}
		}
		all = append(all, news)
	}
	for _, a := range pack.Ward.Announcements {
		p := to("announcement-"+a.ID, "announcement."+a.ID, "wake", "home.classes", "news")
		if !a.From.IsZero() && now.Before(a.From) {
			p.at = a.From.Add(5 * time.Hour) // noon in Việt Nam
		}
		if a.Until.IsZero() || !now.After(a.Until.AddDate(0, 0, 1)) {
			all = append(all, p)
		}
	}
	all = append(all, way("connect", "wake", "home.connect"))
	if !pack.Ward.WiFi.Empty() {
		all = append(all, to("wifi", "wifi", "wake", "home.connect"))
	}
	for _, g := range pack.Ward.ResidentialGroups {
		all = append(all, to("zalo-"+g.ID, "group."+g.ID, "wake", "home.connect"))
	}
	all = append(all, way("services", "wake", "home.services"))
	for _, g := range pack.Groups {
		all = append(all, to("group-"+g.ID, "group."+g.ID, "wake", "home.services"))
	}
	for _, service := range pack.Services {
		p := way("service-" + service.ID)
		p.play = func(s *Stage) {
			s.Press("wake", "home.services")
			for _, id := range []string{"group." + service.Group, "service." + service.ID} {
				s.TurnTo(id)
				s.Press(id)
			}
		}
		all = append(all, p)
	}
	all = append(all, way("safety", "wake", "home.safety"), way("lessons", "wake", "home.lessons"))
	for _, lesson := range pack.Lessons {
		all = append(all, preview{
			name: "lesson-" + lesson.ID, play: func(s *Stage) { s.open(lesson.ID) },
			more: "next", most: 1 + len(lesson.Steps), one: true,
		})
	}
	return all
}

// draw shows each picture of a preview.
func (p preview) draw(pack *content.Pack, texts *locale.Catalogue, lang locale.Lang, now time.Time, show func(s *Stage, page int) error) error {
	if p.at.IsZero() {
		p.at = now
	}
	stage, err := NewStageWith(pack, texts, Panels()[0], Devices{At: p.at})
	if err != nil {
		return err
	}
	defer stage.Close()
	p.play(stage)
	stage.Kiosk.Handle(visit.LangChosen{Lang: lang})
	for page := 1; ; page++ {
		if err := show(stage, page); err != nil {
			return err
		}
		switch {
		case page == p.most:
			return nil
		case p.more == "":
			stage.Tick(10) // the next slide
		case !stage.Has(p.more):
			return nil
		default:
			stage.Press(p.more)
		}
	}
}
