// Command guest runs in the virtual machine of packaging/image --check, where it does
// what the tests ask for and is the finger at the touchscreen. No image holds it: the
// tests put it into the memory of the machine as it starts.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"golang.org/x/sys/unix"
)

// request is one thing that a test asks for: a command, or a touch at a place of the
// panel, each part of it between 0 and 1.
type request struct {
	ID    int         `json:"id"`
	Run   []string    `json:"run"`
	Touch *[2]float64 `json:"touch"`
}

type answer struct {
	ID   int    `json:"id"`
	Out  string `json:"out"`
	Code int    `json:"code"`
}

func main() {
	fmt.Fprintln(os.Stderr, "guest:", run())
	os.Exit(1)
}

// run does what it is asked for until it cannot.
func run() error {
	for _, module := range []string{"uinput", "virtio_console"} {
		if out, err := exec.Command("modprobe", module).CombinedOutput(); err != nil {
			return fmt.Errorf("modprobe %s: %w: %s", module, err, out)
		}
	}
	panel, err := newPanel()
	if err != nil {
		return err
	}
	var port *os.File
	for port == nil {
		if port, err = os.OpenFile("/dev/virtio-ports/diemcham.check", os.O_RDWR, 0); err != nil {
			time.Sleep(time.Second / 2)
		}
	}
	lines := bufio.NewScanner(port)
	for {
		for lines.Scan() {
			var r request
			if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
				continue // half of a line, from before the tests were there
			}
			a := do(panel, r)
			a.ID = r.ID
			text, err := json.Marshal(a)
			if err != nil {
				return err
			}
			if _, err := port.Write(append(text, '\n')); err != nil {
				return err
			}
		}
		time.Sleep(time.Second / 5) // nobody is at the other end
		lines = bufio.NewScanner(port)
	}
}

func do(panel *os.File, r request) answer {
	if r.Touch != nil {
		if err := touch(panel, r.Touch[0], r.Touch[1]); err != nil {
			return answer{Out: err.Error(), Code: 1}
		}
		return answer{}
	}
	out, err := exec.Command(r.Run[0], r.Run[1:]...).CombinedOutput()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return answer{Out: string(out), Code: exit.ExitCode()}
	case err != nil:
		return answer{Out: err.Error(), Code: 127}
	}
	return answer{Out: string(out)}
}

// What the kernel calls the parts of a touchscreen: see its input-event-codes.h and
// uinput.h.
const (
	setEvent, setKey, setAxis, setProperty, create = 0x40045564, 0x40045565, 0x40045567, 0x4004556e, 0x5501

	eventSync, eventKey, eventAxis               = 0, 1, 3
	touchKey                                     = 0x14a
	axisX, axisY, slot, fingerX, fingerY, finger = 0, 1, 0x2f, 0x35, 0x36, 0x39
	direct                                       = 1

	most = 32767
)

// newPanel makes a touchscreen.
func newPanel() (*os.File, error) {
	f, err := os.OpenFile("/dev/uinput", os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	type bit struct {
		of uint
		nr int
	}
	for _, b := range []bit{{setEvent, eventKey}, {setEvent, eventAxis}, {setKey, touchKey}, {setProperty, direct},
		{setAxis, axisX}, {setAxis, axisY}, {setAxis, slot}, {setAxis, finger}, {setAxis, fingerX}, {setAxis, fingerY}} {
		if err := unix.IoctlSetInt(int(f.Fd()), b.of, b.nr); err != nil {
			return nil, err
		}
	}
	device := struct {
		Name                 [80]byte
		Bus, Vendor, Product uint16
		Version              uint16
		Effects              uint32
		Max, Min, Fuzz, Flat [64]int32
	}{Bus: 3, Vendor: 1, Product: 1}
	copy(device.Name[:], "touchscreen of the check")
	for _, axis := range []int{axisX, axisY, fingerX, fingerY} {
		device.Max[axis] = most
	}
	device.Max[slot], device.Max[finger] = 9, 65535
	var text bytes.Buffer
	if err := binary.Write(&text, binary.LittleEndian, device); err != nil {
		return nil, err
	}
	if _, err := f.Write(text.Bytes()); err != nil {
		return nil, err
	}
	return f, unix.IoctlSetInt(int(f.Fd()), create, 0)
}

// touch puts a finger on the panel and takes it off.
func touch(panel *os.File, x, y float64) error {
	px, py := int32(x*most), int32(y*most)
	down := [][3]int32{{eventAxis, slot, 0}, {eventAxis, finger, 1}, {eventAxis, fingerX, px}, {eventAxis, fingerY, py},
		{eventKey, touchKey, 1}, {eventAxis, axisX, px}, {eventAxis, axisY, py}, {eventSync, 0, 0}}
	up := [][3]int32{{eventAxis, slot, 0}, {eventAxis, finger, -1}, {eventKey, touchKey, 0}, {eventSync, 0, 0}}
	for _, events := range [][][3]int32{down, up} {
		for _, e := range events {
			event := struct {
				Seconds, Micros int64
				Kind, Code      uint16
				Value           int32
			}{Kind: uint16(e[0]), Code: uint16(e[1]), Value: e[2]}
			var text bytes.Buffer
			if err := binary.Write(&text, binary.LittleEndian, event); err != nil {
				return err
			}
			if _, err := panel.Write(text.Bytes()); err != nil {
				return err
			}
		}
		time.Sleep(150 * time.Millisecond)
	}
	return nil
}
