package main

import (
	"fmt"
	"os"

	"github.com/go-gl/glfw/v3.4/glfw"
)

// openDisplay reaches for the X display as the toolkit will, and for a window on
// it. Where there is no display the toolkit itself would end in a panic; where the
// display cannot draw it would go on without a window.
func openDisplay() error {
	name := os.Getenv("DISPLAY")
	err := glfw.Init()
	switch {
	case err != nil && name == "":
		return fmt.Errorf("DISPLAY is not set, so there is no display; start the kiosk in an X session, or name one, such as DISPLAY=:0 (%w)", err)
	case err != nil:
		return fmt.Errorf("DISPLAY=%s cannot be opened: X does not run there, or does not let this user in (%w)", name, err)
	}
	glfw.WindowHint(glfw.Visible, glfw.False)
	defer glfw.DefaultWindowHints()
	window, err := glfw.CreateWindow(64, 64, "", nil, nil)
	if err != nil {
		return fmt.Errorf("DISPLAY=%s has no OpenGL, which draws the window; install libgl1-mesa-dri, and see that X has its GLX extension (%w)", name, err)
	}
	window.Destroy()
	return nil
}
