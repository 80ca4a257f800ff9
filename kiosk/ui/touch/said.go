package touch

import (
	"strings"

	"fyne.io/fyne/v2"
)

// Said returns the texts below root as they are to be read aloud, in the order
// they were laid down, without those on muted sheets.
func Said(root fyne.CanvasObject) (texts []string) { return said(root, false) }

// Written returns every text below root, those on muted sheets too. It is for
// tests of what stands on a screen.
func Written(root fyne.CanvasObject) (texts []string) { return said(root, true) }

func said(root fyne.CanvasObject, muted bool) (texts []string) {
	var objects []fyne.CanvasObject
	var texted map[fyne.CanvasObject]string
	switch o := root.(type) {
	case *Target:
		objects, texted = o.objects, o.said
	case *strip:
		return said(o.page, muted)
	case *fyne.Container:
		objects = o.Objects
		if places, ok := o.Layout.(fixedPlaces); ok {
			if places.mute && !muted {
				return nil
			}
			texted = places.said
		}
	}
	for _, object := range objects {
		if !object.Visible() {
			continue
		}
		if text := strings.TrimSpace(texted[object]); text != "" {
			texts = append(texts, text)
		}
		texts = append(texts, said(object, muted)...)
	}
	return texts
}
