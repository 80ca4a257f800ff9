package gallery

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// Looks lists every size of text in both contrasts.
func Looks() (all []visit.Look) {
	for size := range theme.Scales() {
		all = append(all, visit.Look{TextSize: size}, visit.Look{TextSize: size, Contrast: true})
	}
	return all
}

// Each plays a scene and shows it in every language and in these looks; name says
// in which, such as "vi-160-contrast".
func (s *Stage) Each(scene Scene, looks []visit.Look, show func(name string)) {
	scene.Play(s)
	for _, lang := range locale.Langs() {
		s.Kiosk.Handle(visit.LangChosen{Lang: lang})
		if scene.Name == "listen" && s.Screen() != scene.Name {
			s.Press("listen") // another language leads back to the page
		}
		for _, look := range looks {
			s.look(scene, look)
			name := fmt.Sprintf("%s-%d", lang, int(100*theme.Scales()[look.TextSize]+0.5))
			if look.Contrast {
				name += "-contrast"
			}
			show(name)
		}
	}
}

// look changes how the scene looks, as a resident would have before.
func (s *Stage) look(scene Scene, look visit.Look) {
	if scene.Name == "still-there" {
		s.Press("stay")
		defer s.Tick(visit.IdleAfter + 5)
	}
	s.Kiosk.Handle(visit.TextSizeChosen{Size: look.TextSize})
	s.Kiosk.Handle(visit.ContrastChosen{On: look.Contrast})
}

// Write saves a picture of every scene in every look into a folder, as
// SCREEN-PANEL-LANG-SIZE.png, and calls saved for each.
func Write(dir string, pack *content.Pack, texts *locale.Catalogue, saved func(file string)) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, panel := range Panels() {
		for _, scene := range Scenes() {
			if err := write(dir, pack, texts, panel, scene, saved); err != nil {
				return err
			}
		}
	}
	return nil
}

func write(dir string, pack *content.Pack, texts *locale.Catalogue, panel Panel, scene Scene, saved func(string)) error {
	stage, err := NewStage(pack, texts, panel)
	if err != nil {
		return err
	}
	defer stage.Close()
	stage.Each(scene, Looks(), func(name string) {
		if err != nil {
			return
		}
		file := filepath.Join(dir, fmt.Sprintf("%s-%s-%s.png", scene.Name, panel.Name, name))
		if err = stage.save(file); err == nil {
			saved(file)
		}
	})
	return err
}

func (s *Stage) save(file string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	err = encoder.Encode(f, s.Picture())
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}
