package main

import (
	"errors"
	"fmt"
	"html/template"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/content/pack"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/slip"
)

// packPreview draws what residents will see of a folder: pictures of the screens,
// the slips, and a page that shows them all. No kiosk is touched.
func packPreview(env Env, args []string) error {
	others, err := packFlags("preview", newPackFlags("preview"), args, "a content folder", "a folder for the pictures")
	if err != nil {
		return err
	}
	dir, out := others[0], others[1]
	loaded, folder, err := checkFolder(env, dir)
	if err != nil {
		return err
	}
	if entries, err := os.ReadDir(out); err == nil && len(entries) > 0 {
		if _, err := os.Stat(filepath.Join(out, "index.html")); err != nil {
			return fmt.Errorf("%s: not empty, and no earlier preview; name another folder", out)
		}
	}
	for _, part := range []string{"screens", "slips"} {
		if err := os.RemoveAll(filepath.Join(out, part)); err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Join(out, part), 0o755); err != nil {
			return err
		}
	}
	slips, err := drawSlips(filepath.Join(out, "slips"), loaded)
	if err != nil {
		return err
	}
	drawErr := drawScreens(env, dir, filepath.Join(out, "screens"))
	screens, err := screenPictures(filepath.Join(out, "screens"), loaded)
	if err != nil {
		return err
	}
	if err := writeIndex(filepath.Join(out, "index.html"), folder, screens, slips); err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "%s: %d pictures of screens, %d slips\n", filepath.Join(out, "index.html"), len(screens), len(slips))
	return drawErr
}

// picture is a picture on the page.
type picture struct{ File, Caption string }

// drawSlips draws the slip of every service and lesson in both languages, as the
// most common printer prints it.
func drawSlips(dir string, loaded *content.Pack) (all []picture, err error) {
	texts, err := locale.Load(assets.Strings())
	if err != nil {
		return nil, fmt.Errorf("read the built-in texts: %w", err)
	}
	usual := config.Default()
	now := time.Now().In(time.FixedZone("ICT", 7*60*60))
	add := func(name, caption string, lang locale.Lang, paper slip.Slip) error {
		drawn, err := paper.Bitmap(usual.Printer.Dots)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		file := fmt.Sprintf("%s-%s.png", name, lang)
		all = append(all, picture{"slips/" + file, caption})
		return writePNG(filepath.Join(dir, file), drawn)
	}
	for _, lang := range locale.Langs() {
		place := slip.Place{Name: usual.Place.Name.In(lang), Ward: usual.Place.Ward.In(lang), City: usual.Place.City.In(lang)}
		for _, s := range loaded.Services {
			err := add("service-"+s.ID, s.Title.In(lang), lang, slip.Service(texts, lang, place, s, loaded.HelpLine(), now))
			if err != nil {
				return nil, err
			}
		}
		for _, l := range loaded.Lessons {
			err := add("lesson-"+l.ID, l.Title.In(lang), lang, slip.Lesson(texts, lang, place, l, loaded.HelpLine(), now))
			if err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

func writePNG(name string, picture image.Image) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(f, picture), f.Close())
}

// kioskProgram is what draws the screens.
const kioskProgram = "diemcham-kiosk"

// drawScreens has the kiosk's own program draw the screens, so that they are the
// real ones. It is looked for beside this program first.
func drawScreens(env Env, dir, out string) error {
	program, err := findKiosk()
	if err != nil {
		return err
	}
	fmt.Fprintln(env.Stdout, "drawing the screens; this takes some minutes")
	cmd := exec.Command(program, "--gallery", out, "--content", dir)
	cmd.Stdout, cmd.Stderr = env.Stdout, env.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", program, err)
	}
	return nil
}

func findKiosk() (string, error) {
	if own, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(own), kioskProgram)
		if info, err := os.Stat(beside); err == nil && info.Mode().IsRegular() {
			return beside, nil
		}
	}
	program, err := exec.LookPath(kioskProgram)
	if err != nil {
		return "", fmt.Errorf("no pictures of screens: %s is neither beside kioskctl nor in the PATH; it is in the Debian package diemcham-kiosk", kioskProgram)
	}
	return program, nil
}

// screenPictures lists the pictures that the kiosk drew, NUMBER-NAME-LANG.png, with
// what they show.
func screenPictures(dir string, loaded *content.Pack) (all []picture, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	names := map[string]string{
		"attract": "Màn hình chờ", "home": "Màn hình chính", "classes": "Lớp học, điểm hỗ trợ", "news": "Thông báo",
		"connect": "Wi-Fi và nhóm Zalo", "wifi": "Wi-Fi", "services": "Thủ tục", "safety": "Phòng lừa đảo", "lessons": "Bài học",
	}
	for _, a := range loaded.Ward.Announcements {
		names["announcement-"+a.ID] = a.Title.Vi
	}
	for _, g := range loaded.Ward.ResidentialGroups {
		names["zalo-"+g.ID] = g.Title.Vi
	}
	for _, g := range loaded.Groups {
		names["group-"+g.ID] = g.Title.Vi
	}
	for _, s := range loaded.Services {
		names["service-"+s.ID] = s.Title.Vi
	}
	for _, l := range loaded.Lessons {
		names["lesson-"+l.ID] = l.Title.Vi
	}
	for _, entry := range entries {
		_, name, _ := strings.Cut(strings.TrimSuffix(entry.Name(), ".png"), "-")
		name = strings.TrimSuffix(strings.TrimSuffix(name, "-vi"), "-en")
		caption, known := names[name]
		if cut := strings.LastIndex(name, "-"); !known && cut > 0 { // a further page
			caption = names[name[:cut]] + ", trang " + name[cut+1:]
		}
		all = append(all, picture{"screens/" + entry.Name(), caption})
	}
	return all, nil
}

const indexPage = `<!DOCTYPE html>
<html lang="vi">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Xem trước nội dung của phường</title>
<style>
body { font-family: sans-serif; margin: 1.5em; background: #eee; color: #222; }
section { display: flex; flex-wrap: wrap; gap: 1em; align-items: flex-start; }
figure { margin: 0; width: 26em; background: #fff; padding: .5em; }
.slips figure { width: 15em; }
img { width: 100%; border: 1px solid #ccc; }
figcaption { padding-top: .3em; }
</style>
<h1>Xem trước nội dung: {{.Ward}}</h1>
<p>Đây là điều bà con sẽ thấy sau khi gói được cài. Chưa máy nào thay đổi. Bấm vào hình để xem to.</p>
<h2>Màn hình</h2>
{{if not .Screens}}<p>Chưa có hình màn hình: máy tính này chưa cài gói diemcham-kiosk.</p>{{end}}
<section>{{range .Screens}}
<figure><a href="{{.File}}"><img loading="lazy" src="{{.File}}" alt="{{.Caption}}"></a><figcaption>{{.Caption}}</figcaption></figure>{{end}}
</section>
<h2>Phiếu in</h2>
<section class="slips">{{range .Slips}}
<figure><a href="{{.File}}"><img loading="lazy" src="{{.File}}" alt="{{.Caption}}"></a><figcaption>{{.Caption}}</figcaption></figure>{{end}}
</section>
</html>
`

func writeIndex(file string, folder pack.Folder, screens, slips []picture) error {
	page, err := template.New("index").Parse(indexPage)
	if err != nil {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	err = page.Execute(f, struct {
		Ward           string
		Screens, Slips []picture
	}{folder.Ward, screens, slips})
	return errors.Join(err, f.Close())
}
