package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
)

// The size of the display and of the kiosk's window on it, in pixels.
const (
	displayWidth  = 1920
	displayHeight = 1080
)

// display is an X display that shows nothing to anybody: Xvfb.
type display struct {
	name   string // such as ":99"
	server *exec.Cmd
}

// newDisplay starts Xvfb on a number that it finds free itself.
func newDisplay(options ...string) (*display, error) {
	return newDisplayOf(displayWidth, displayHeight, options...)
}

// newDisplayOf starts one of that many pixels.
func newDisplayOf(width, height int, options ...string) (*display, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer read.Close()
	screen := fmt.Sprintf("%dx%dx24", width, height)
	server := exec.Command("Xvfb", append([]string{"-displayfd", "3", "-screen", "0", screen, "-nolisten", "tcp", "-noreset"}, options...)...)
	server.ExtraFiles = []*os.File{write}
	server.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	err = server.Start()
	write.Close()
	if err != nil {
		return nil, fmt.Errorf("%w (packaging/deps show installs it)", err)
	}
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		server.Process.Kill()
		server.Wait()
		return nil, fmt.Errorf("display: Xvfb ended before it was ready: %w", err)
	}
	return &display{name: ":" + strings.TrimSpace(number), server: server}, nil
}

func (d *display) close() {
	d.server.Process.Kill()
	d.server.Wait()
}

// tap touches a point as a finger does: it comes, rests for 80 ms and goes.
func (d *display) tap(x, y float64) error {
	return d.xdotool("mousemove", fmt.Sprint(int(x)), fmt.Sprint(int(y)),
		"mousedown", "1", "sleep", "0.08", "mouseup", "1")
}

// drag puts a finger down, moves it in small steps and lifts it: as a finger on a
// list does, slowly enough that it is not taken for a tap.
func (d *display) drag(x, y, dx, dy float64) error {
	const steps = 16
	args := []string{"mousemove", fmt.Sprint(int(x)), fmt.Sprint(int(y)), "mousedown", "1", "sleep", "0.05"}
	for i := 1; i <= steps; i++ {
		part := float64(i) / steps
		args = append(args, "mousemove", fmt.Sprint(int(x+dx*part)), fmt.Sprint(int(y+dy*part)), "sleep", "0.02")
	}
	return d.xdotool(append(args, "sleep", "0.05", "mouseup", "1")...)
}

// hold puts a finger down and leaves it there.
func (d *display) hold(x, y float64) error {
	return d.xdotool("mousemove", fmt.Sprint(int(x)), fmt.Sprint(int(y)), "mousedown", "1")
}

// lift takes it away.
func (d *display) lift() error { return d.xdotool("mouseup", "1") }

// colour returns the colour of a pixel, such as "#FCF0D2".
func (d *display) colour(x, y float64) (string, error) {
	at := fmt.Sprintf("1x1+%d+%d", int(x), int(y))
	out, err := exec.Command("import", "-display", d.name, "-window", "root", "-crop", at, "-depth", "8", "txt:-").Output()
	if err != nil {
		return "", fmt.Errorf("colour at %s: %w", at, err)
	}
	found := hex.FindString(string(out))
	if found == "" {
		return "", fmt.Errorf("colour at %s: none in %q", at, out)
	}
	return found, nil
}

var hex = regexp.MustCompile(`#[0-9A-F]{6}`)

var windowLine = regexp.MustCompile(`(?m)^ +(0x[0-9a-f]+) .*?(\d+x\d+)[+-]\d+[+-]\d+  ([+-]\d+[+-]\d+)$`)

// windows lists the windows on the display that can be seen, each by its size and place.
func (d *display) windows() (seen []string, err error) {
	out, err := exec.Command("xwininfo", "-display", d.name, "-root", "-children").Output()
	if err != nil {
		return nil, fmt.Errorf("xwininfo: %w (packaging/deps test installs it)", err)
	}
	for _, found := range windowLine.FindAllSubmatch(out, -1) {
		state, err := exec.Command("xwininfo", "-display", d.name, "-id", string(found[1])).Output()
		if err == nil && strings.Contains(string(state), "Map State: IsViewable") && !strings.Contains(string(state), "Class: InputOnly") {
			seen = append(seen, string(found[2])+string(found[3]))
		}
	}
	return seen, nil
}

// typeKeys types on a keyboard that is plugged in.
func (d *display) typeKeys(text string) error {
	return d.xdotool("type", "--delay", "60", text)
}

// key presses one key of it, or several at once, such as "alt+F4".
func (d *display) key(name string) error { return d.xdotool("key", name) }

func (d *display) xdotool(args ...string) error {
	cmd := exec.Command("xdotool", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+d.name)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("xdotool %s: %w: %s", args[0], err, strings.TrimSpace(string(out)))
	}
	return nil
}

// picture saves what is on the display as a PNG.
func (d *display) picture(file string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	out, err := exec.Command("import", "-display", d.name, "-window", "root", file).CombinedOutput()
	if err != nil {
		return fmt.Errorf("picture %s: %w: %s", file, err, strings.TrimSpace(string(out)))
	}
	return nil
}
