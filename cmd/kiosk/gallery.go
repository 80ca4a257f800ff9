package main

import (
	"fmt"
	"io"
	"time"

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
	return count(dir, stdout, func(saved func(string)) error { return gallery.Write(dir, pack, texts, saved) })
}

// writePreview saves pictures of what residents will see of the content in a
// folder.
func writePreview(dir, from string, stdout io.Writer) error {
	texts, err := locale.Load(assets.Strings())
	if err != nil {
		return fmt.Errorf("read the built-in texts: %w", err)
	}
	pack, err := loadPack(from)
	if err != nil {
		return err
	}
	app.New()
	return count(dir, stdout, func(saved func(string)) error { return gallery.Preview(dir, pack, texts, time.Now(), saved) })
}

// count says how many pictures there are, now and then and at the end.
func count(dir string, stdout io.Writer, draw func(saved func(string)) error) error {
	n := 0
	err := draw(func(string) {
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
