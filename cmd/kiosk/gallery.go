package main

import (
	"fmt"
	"io"

	"fyne.io/fyne/v2/app"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
)

// writeGallery saves a picture of every screen, with the built-in content and a
// made-up ward.
func writeGallery(dir string, stdout io.Writer) error {
	texts, err := locale.Load(assets.Strings())
	if err != nil {
		return fmt.Errorf("read the built-in texts: %w", err)
	}
	pack, err := loadContent(config.Content{})
	if err != nil {
		return err
	}
	pack.Ward = gallery.Ward() // what is built in knows no classes and no groups
	app.New()                  // Fyne draws nothing without an app; its window is never opened
	n := 0
	err = gallery.Write(dir, pack, texts, func(string) {
		if n++; n%50 == 0 {
			fmt.Fprintf(stdout, "%d pictures\n", n)
		}
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%d pictures in %s\n", n, dir)
	return nil
}
