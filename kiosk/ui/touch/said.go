package touch

import (
	"strings"

	"fyne.io/fyne/v2"
)

// Said returns the texts below root as they are to be read aloud, in the order
// they were laid down, without those on muted sheets.
func Said(root fyne.CanvasObject) (texts []string) {
	var objects []fyne.CanvasObject
	var said map[fyne.CanvasObject]string
	switch o := root.(type) {
	case *Target:
		objects, said = o.objects, o.said
	case *strip:
		return Said(o.page)
	case *fyne.Container:
		objects = o.Objects
		if places, ok := o.Layout.(fixedPlaces); ok {
			if places.mute {
				return nil
			}
			said = places.said
		}
	}
	for _, object := range objects {
		if !object.Visible() {
			continue
		}
		if text := strings.TrimSpace(said[object]); text != "" {
			texts = append(texts, text)
		}
		texts = append(texts, Said(object)...)
	}
	return texts
}
