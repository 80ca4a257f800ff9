package main

import (
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// clockBar is how much of the display's height the bar with the clock takes.
const clockBar = 0.09

// shot is a picture of the display without the bar with the clock.
func (d *display) shot(t *testing.T) image.Image {
	t.Helper()
	name := filepath.Join(t.TempDir(), "shot.png")
	must(t, d.picture(name))
	file, err := os.Open(name)
	must(t, err)
	defer file.Close()
	picture, err := png.Decode(file)
	must(t, err)
	return picture
}

// changed is which part of the pixels below the bar differs.
func changed(a, b image.Image) float64 {
	box := a.Bounds()
	box.Min.Y += int(float64(box.Dy()) * clockBar)
	n := 0
	for y := box.Min.Y; y < box.Max.Y; y += 2 {
		for x := box.Min.X; x < box.Max.X; x += 2 {
			if a.At(x, y) != b.At(x, y) {
				n++
			}
		}
	}
	return float64(4*n) / float64(box.Dx()*box.Dy())
}

// attempt is something that somebody with a keyboard or quick fingers tries.
type attempt struct {
	name string
	do   func(d *display) error
}

// attempts lists what leads out of programs that are not made for it: what anybody
// tries, and in the long run what those try who know more.
func attempts() (all []attempt) {
	keys := []string{
		"alt+F4", "Escape", "F1", "F10", "F11", "Menu", "super", "super+d", "alt+Tab", "alt+Escape", "alt+space", "alt+F2",
		"ctrl+q", "ctrl+w", "ctrl+Escape", "ctrl+alt+Delete", "ctrl+alt+BackSpace", "ctrl+alt+t", "ctrl+alt+F2", "Print",
	}
	if *long {
		keys = append(keys, "F3", "F5", "F12", "shift+F10", "super+e", "super+l", "super+r", "super+Up", "super+Tab",
			"alt+F1", "alt+F7", "alt+F8", "alt+F9", "alt+F10", "alt+Return", "alt+Home", "alt+Left",
			"ctrl+n", "ctrl+t", "ctrl+o", "ctrl+p", "ctrl+s", "ctrl+c", "ctrl+z", "ctrl+l", "ctrl+shift+i", "ctrl+shift+Escape", "ctrl+F4",
			"ctrl+alt+d", "ctrl+alt+Left", "ctrl+alt+F1", "ctrl+alt+F3", "ctrl+alt+F7", "ctrl+alt+Escape",
			"alt+Print", "alt+Sys_Req", "Pause", "ctrl+Break", "XF86Sleep", "XF86PowerOff", "XF86HomePage", "XF86Mail", "XF86Explorer")
	}
	for _, keys := range keys {
		all = append(all, attempt{keys, func(d *display) error { return d.xdotool("key", keys) }})
	}
	at := func(args ...string) func(d *display) error {
		return func(d *display) error { return d.xdotool(append([]string{"mousemove", "12", "400"}, args...)...) }
	}
	return append(all,
		attempt{"a long press", at("mousedown", "1", "sleep", "1.5", "mouseup", "1")},
		attempt{"a right click", at("click", "3")},
		attempt{"a middle click", at("click", "2")},
		attempt{"two fingers, which scroll", at("click", "--repeat", "6", "--delay", "20", "5", "click", "--repeat", "6", "--delay", "20", "4")},
		attempt{"a long press of the right", at("mousedown", "3", "sleep", "1.2", "mouseup", "3")},
		attempt{"alt and a drag, which moves windows", at("keydown", "alt", "mousedown", "1", "mousemove", "300", "500", "mouseup", "1", "keyup", "alt")},
		attempt{"alt and the right button, which sizes them", at("keydown", "alt", "mousedown", "3", "mousemove", "200", "500", "mouseup", "3", "keyup", "alt")},
		attempt{"many taps on nothing", at("click", "--repeat", "12", "--delay", "60", "1")},
	)
}

// escapes tries to get out of the kiosk that is on a display, and names what did
// something: ended it, gave it another screen or size, or put anything over it.
//
// The picture is looked at each few attempts only, which takes longest.
func escapes(t *testing.T, w *window, look int, tries []attempt) (found []string) {
	t.Helper()
	d := w.display
	windows, err := d.windows()
	must(t, err)
	screen, before := w.now.Screen, d.shot(t)
	for i, try := range tries {
		try.do(d) // some keys are on no keyboard of the display's
		var why string
		select { // nothing tells when nothing comes of it
		case <-w.kiosk.ended:
		case <-time.After(250 * time.Millisecond):
		}
		now, err := d.windows()
		must(t, err)
		o, _, _ := w.see()
		switch {
		case !w.kiosk.running():
			return append(found, try.name+": it ended")
		case o.Screen != screen:
			why = "screen " + o.Screen
		case fmt.Sprint(now) != fmt.Sprint(windows):
			why = fmt.Sprintf("windows %v, before %v", now, windows)
		case (i+1)%look == 0 || i == len(tries)-1:
			if part := changed(before, d.shot(t)); part > 0.002 {
				why = fmt.Sprintf("%.1f %% of the picture is another", part*100)
			}
		}
		if why != "" {
			found = append(found, try.name+": "+why)
			must(t, d.xdotool("key", "Escape"))
			time.Sleep(300 * time.Millisecond)
			before = d.shot(t)
			windows, err = d.windows()
			must(t, err)
		}
	}
	return found
}

// reached types: the keyboard must reach the kiosk, or nothing that it does not do counts.
func reached(t *testing.T, w *window) {
	t.Helper()
	must(t, w.until("the search", func(o outline) bool { return o.Screen == "search" }))
	seq := w.now.Seq
	must(t, w.display.typeKeys("a"))
	must(t, w.until("the letter that was typed", func(o outline) bool { return o.Seq > seq && o.Screen == "search" }))
}

// openbox manages the windows of a display by a file of rules.
func openbox(t *testing.T, d *display, rules string) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "rc.xml")
	must(t, os.WriteFile(file, []byte(rules), 0o600))
	log := filepath.Join(dir, "openbox.log")
	p, err := start(log, []string{"DISPLAY=" + d.name, "HOME=" + dir}, "openbox", "--config-file", file)
	if err != nil {
		t.Fatalf("%v (packaging/deps test installs it)", err)
	}
	t.Cleanup(p.kill)
	must(t, await(t.Context(), "openbox", func() (bool, error) {
		out, err := exec.Command("xprop", "-display", d.name, "-root", "_NET_SUPPORTING_WM_CHECK").Output()
		return strings.Contains(string(out), "window id"), err
	}))
}

// closing are the rules of a window manager that fills the screen with the kiosk and
// has one key, which asks a window to close.
const closing = `<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard>
  <mouse/>
  <applications><application class="*"><decor>no</decor><fullscreen>yes</fullscreen><focus>yes</focus></application></applications>
</openbox_config>`

// desktop are those of one that is made for desktops.
const desktop = `<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <keyboard>
    <keybind key="A-F4"><action name="Close"/></keybind>
    <keybind key="A-space"><action name="ShowMenu"><menu>client-menu</menu></action></keybind>
    <keybind key="W-d"><action name="ToggleShowDesktop"/></keybind>
  </keyboard>
  <mouse/>
  <menu><file>menu.xml</file></menu>
  <applications><application class="*"><decor>no</decor><fullscreen>yes</fullscreen><focus>yes</focus></application></applications>
</openbox_config>`

// toSearch goes to a screen on which keys do something.
func toSearch(w *window) error {
	if err := wake(w, unseen); err != nil {
		return err
	}
	if err := w.tapTo("home.services", "services"); err != nil {
		return err
	}
	return w.tapTo("search", "search")
}

// No key and no gesture leads out of the kiosk, not even where a window manager asks its
// window to close. The same attempts are seen to succeed with a program that can be
// closed, and where a window manager has a menu and a desktop.
func TestNobodyEscapes(t *testing.T) {
	s := ward(t)
	openbox(t, s.display, closing)
	w, err := s.startKioskSized(t.Context(), "")
	must(t, err)
	must(t, toSearch(w))
	reached(t, w)
	must(t, w.tapTo("home", "home"))
	for _, way := range escapes(t, w, 7, attempts()) {
		t.Errorf("out by %s", way)
	}
	must(t, w.kiosk.stop())

	// The control: a window as developers have it closes.
	w = turnOn(t, s)
	must(t, wake(w, unseen))
	if out := escapes(t, w, 1, attempts()[:1]); len(out) != 1 || !strings.Contains(out[0], "it ended") {
		t.Errorf("a window that closes: %q", out)
	}
}

// The control of the other ways out: a menu over the kiosk and the desktop beneath it
// are seen for what they are.
func TestEscapesAreSeen(t *testing.T) {
	s := ward(t)
	openbox(t, s.display, desktop)
	w, err := s.startKioskSized(t.Context(), "")
	must(t, err)
	must(t, wake(w, unseen))
	known := []attempt{
		{"the menu of a window", func(d *display) error { return d.key("alt+space") }},
		{"the desktop beneath", func(d *display) error { return d.key("super+d") }},
	}
	if out := escapes(t, w, 1, known); len(out) != 2 {
		t.Errorf("of a menu and a desktop it sees %q", out)
	}
	must(t, w.kiosk.stop())
}

// nobody may run a compositor; root may not.
const nobody = 65534

// In the compositor of the package, drawn in a display that nobody sees, no key and no
// gesture leads out either.
func TestNobodyEscapesTheSession(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("skipped: only root may start the session as another user")
	}
	s := ward(t)
	// The compositor's window in an X display is of this size, whatever the display's.
	d, err := newDisplayOf(1024, 768)
	must(t, err)
	t.Cleanup(d.close)
	s.display = d
	must(t, filepath.WalkDir(s.dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, nobody, nobody)
	}))
	for dir := s.dir; dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		must(t, os.Chmod(dir, 0o755))
	}
	program := s.path("diemcham-kiosk") // where that user may read it
	binary, err := os.ReadFile(s.program("diemcham-kiosk"))
	must(t, err)
	must(t, os.WriteFile(program, binary, 0o755))
	runtime := s.path("run")
	must(t, os.Mkdir(runtime, 0o700))
	must(t, os.Chown(runtime, nobody, nobody))
	log, err := os.Create(s.path("session.log"))
	must(t, err)
	t.Cleanup(func() { log.Close() })
	outline := s.path("kiosk/outline.json")
	cmd := exec.CommandContext(t.Context(), "cage", "-d", "--", program,
		"--config", s.path("kiosk.toml"), "--data", s.path("kiosk"), "--outline", outline)
	cmd.Env = append(os.Environ(), "DISPLAY="+d.name, "XDG_RUNTIME_DIR="+runtime, "HOME="+s.path("kiosk"),
		"WLR_BACKENDS=x11", "WLR_RENDERER=pixman", "LIBSEAT_BACKEND=noop")
	// Through a pipe, which closes when the kiosk and its X server have ended too: what
	// they write last must not come when the folder is being removed.
	cmd.Stdout = struct{ io.Writer }{log}
	cmd.Stderr = cmd.Stdout
	cmd.WaitDelay = 15 * time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v (packaging/deps test installs it)", err)
	}
	session := &process{name: "cage", log: log.Name(), cmd: cmd, ended: make(chan struct{})}
	go func() {
		cmd.Wait()
		close(session.ended)
	}()
	t.Cleanup(session.kill)
	w := &window{ctx: t.Context(), display: d, kiosk: session, file: outline}
	must(t, toSearch(w))
	reached(t, w)
	must(t, w.tapTo("home", "home"))
	for _, way := range escapes(t, w, 7, attempts()) {
		t.Errorf("out by %s", way)
	}
	must(t, session.stop())
}
