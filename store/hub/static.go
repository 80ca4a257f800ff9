package hub

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"fmt"
	"net/http"
	"time"

	"github.com/diemcham/diemcham/assets"
)

//go:embed page
var pageFiles embed.FS

// staticFiles serves what the page is made of. A browser asks each time and gets
// it once.
func staticFiles() http.Handler {
	css, err := pageFiles.ReadFile("page/hub.css")
	if err != nil {
		panic("hub: " + err.Error()) // embedded: the program was put together wrongly
	}
	icon, ok := assets.Icon("flower-lotus-fill")
	if !ok {
		panic("hub: no icon")
	}
	mux := http.NewServeMux()
	for _, file := range []struct {
		name, media string
		data        []byte
	}{
		{"hub.css", "text/css; charset=utf-8", css},
		{"icon.svg", "image/svg+xml", bytes.ReplaceAll(icon, []byte("currentColor"), []byte("#F0B429"))},
		{"medium.ttf", "font/ttf", assets.FontMedium()},
		{"bold.ttf", "font/ttf", assets.FontBold()},
	} {
		tag := fmt.Sprintf(`"%x"`, sha256.Sum256(file.data))
		mux.HandleFunc("GET /static/"+file.name, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", file.media)
			w.Header().Set("Cache-Control", "no-cache")
			w.Header().Set("ETag", tag)
			http.ServeContent(w, r, file.name, time.Time{}, bytes.NewReader(file.data))
		})
	}
	return mux
}
