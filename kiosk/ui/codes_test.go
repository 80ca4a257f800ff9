package ui_test

import (
	"errors"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// Every code that a resident can be shown is read, by a program that knows nothing
// of this one, from the picture of the panel: exactly the address, at a host that
// the content vouches for.
func TestEveryCodeOnTheScreenReadsBack(t *testing.T) {
	panels := gallery.Panels()
	k := newStage(t, panels[0])
	pack := k.Kiosk.Pack()
	ways := map[string][]string{} // by what the code holds
	for _, s := range pack.Services {
		ways[s.Address] = []string{"home.services", "group." + s.Group, "service." + s.ID}
	}
	for _, a := range pack.Ward.Announcements {
		if a.Address != "" {
			ways[a.Address] = []string{"home.classes", "news", "announcement." + a.ID}
		}
	}
	for _, g := range pack.Ward.ResidentialGroups {
		if g.Zalo != "" {
			ways[g.Zalo] = []string{"home.connect", "group." + g.ID}
		}
	}
	for address := range ways {
		host, _, _ := strings.Cut(strings.TrimPrefix(address, "https://"), "/")
		if !slices.ContainsFunc(pack.Hosts, func(h content.Host) bool { return h.Name == host }) {
			t.Errorf("%s leads to a host nobody vouches for", address)
		}
	}
	ways[pack.Ward.WiFi.Code()] = []string{"home.connect", "wifi"}
	if len(ways) < 35 {
		t.Fatalf("only %d codes", len(ways))
	}
	for _, panel := range panels {
		k := newStage(t, panel)
		for code, way := range ways {
			// Beside one another the codes are as large as the panel lets them be; the
			// largest text leaves them the least room.
			sizes := []int{0}
			if code == pack.Ward.WiFi.Code() || strings.HasSuffix(code, "1.001193") {
				sizes = []int{0, visit.TextSizes - 1}
			} else if panel.Name == "portrait" {
				continue
			}
			for _, size := range sizes {
				k.Press("wake")
				k.Kiosk.Handle(visit.TextSizeChosen{Size: size})
				for _, id := range way {
					k.TurnTo(id)
					k.Press(id)
				}
				got := read(t, k)
				for got == "" && k.Has("page.next") {
					k.Press("page.next")
					got = read(t, k)
				}
				if got != code {
					t.Errorf("%s, size %d: %s is read as %q", panel.Name, size, code, got)
				}
				k.Press("home", "finish")
				k.Tick(visit.WipedFor)
			}
		}
	}
}

// noCode is how zbarimg exits where it finds none.
const noCode = 4

// read returns what zbarimg reads on the panel: nothing if there is no code.
func read(t *testing.T, k *gallery.Stage) string {
	t.Helper()
	program, err := exec.LookPath("zbarimg")
	if err != nil {
		t.Fatal("zbarimg is not there; install zbar-tools (packaging/test does)")
	}
	path := filepath.Join(t.TempDir(), "panel.png")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(file, k.Picture()); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	// -Sbinary: without it the program guesses the letters and may change them.
	out, err := exec.Command(program, "--nodbus", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", "-Sbinary", path).CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == noCode) {
		t.Fatalf("zbarimg: %v\n%s", err, out)
	}
	return string(out)
}
