package machine

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var folder = flag.String("machine", "", "the `folder` in which packaging/system/check has put a disk together; without it nothing is tried")

// bootTime is how long a start may take where the machine is made up by a program.
const bootTime = 25 * time.Minute

// vm is a virtual machine that runs.
type vm struct {
	t       *testing.T
	name    string
	process *os.Process
	ended   chan struct{} // closed when it has
	monitor *monitor
	guest   net.Conn
	answers *bufio.Reader
	asked   int
	turned  bool   // whether the panel hangs upright
	sockets string // the folder with what the machine is reached by
}

// path is a file of the check.
func path(parts ...string) string { return filepath.Join(append([]string{*folder}, parts...)...) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// until waits for something to become so.
func until(t *testing.T, limit time.Duration, what string, ready func() bool) {
	t.Helper()
	for end := time.Now().Add(limit); !ready(); time.Sleep(500 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited %v for %s", limit, what)
		}
	}
}

// monitor is what a virtual machine is steered with.
type monitor struct {
	conn net.Conn
	in   *json.Decoder
}

func (m *monitor) do(command string, arguments map[string]any) (json.RawMessage, error) {
	call := map[string]any{"execute": command}
	if arguments != nil {
		call["arguments"] = arguments
	}
	if err := json.NewEncoder(m.conn).Encode(call); err != nil {
		return nil, err
	}
	for {
		var said struct {
			Return json.RawMessage `json:"return"`
			Error  *struct {
				Desc string `json:"desc"`
			} `json:"error"`
			Event string `json:"event"`
		}
		if err := m.in.Decode(&said); err != nil {
			return nil, err
		}
		switch {
		case said.Error != nil:
			return nil, fmt.Errorf("%s: %s", command, said.Error.Desc)
		case said.Event == "":
			return said.Return, nil
		}
	}
}

// start begins a virtual machine with the disk of that name, from a moment that was kept
// or from being switched on.
func start(t *testing.T, disk, moment string) *vm {
	t.Helper()
	return startWith(t, disk, moment, usual)
}

// usual is the graphics of the machines, with two sockets for a panel.
const usual = "virtio-vga,max_outputs=2"

// startWith begins one with other graphics than those that all others have.
func startWith(t *testing.T, disk, moment, graphics string) *vm {
	t.Helper()
	name := strings.NewReplacer("/", "-", " ", "-").Replace(t.Name())
	sockets, err := os.MkdirTemp("", "vm") // the name of a socket must be short
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(sockets) })
	v := &vm{t: t, name: name, ended: make(chan struct{}), sockets: sockets}
	args := []string{
		"-machine", "q35", "-accel", "tcg,thread=multi", "-cpu", "Nehalem", "-smp", "2", "-m", "2048",
		"-drive", "if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd",
		"-drive", "if=pflash,format=qcow2,file=" + path(disk+".vars"),
		"-drive", "if=virtio,format=qcow2,file=" + path(disk+".qcow2"),
		"-vga", "none", "-device", graphics + ",id=graphics", "-display", "none", "-device", "qemu-xhci,id=usb",
		"-nic", "user,restrict=on,model=virtio-net-pci",
		"-serial", "file:" + path(name+".log"),
		"-device", "virtio-serial-pci", "-chardev", "socket,id=guest,server=on,wait=off,path=" + sockets + "/guest",
		"-device", "virtserialport,chardev=guest,name=diemcham.check",
		"-qmp", "unix:" + sockets + "/monitor,server=on,wait=off",
	}
	if graphics == usual {
		for n := range 2 {
			args = append(args, "-vnc", fmt.Sprintf("unix:%s/socket-%d,display=graphics,head=%d", sockets, n, n))
		}
	}
	if moment != "" {
		args = append(args, "-loadvm", moment)
	}
	cmd := exec.Command("qemu-system-x86_64", args...)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	must(t, cmd.Start())
	v.process = cmd.Process
	go func() {
		defer close(v.ended)
		cmd.Wait() // however it ends
	}()
	t.Cleanup(v.kill)
	v.monitor = &monitor{}
	until(t, time.Minute, "the virtual machine's monitor", func() bool {
		v.monitor.conn, err = net.Dial("unix", sockets+"/monitor")
		return err == nil
	})
	v.monitor.in = json.NewDecoder(v.monitor.conn)
	var greeting json.RawMessage
	must(t, v.monitor.in.Decode(&greeting))
	v.do("qmp_capabilities", nil)
	v.guest, err = net.Dial("unix", sockets+"/guest")
	must(t, err)
	v.answers = bufio.NewReader(v.guest)
	return v
}

// kill is the power cut: what the machine has not written is lost.
func (v *vm) kill() {
	v.process.Kill()
	<-v.ended
}

func (v *vm) do(command string, arguments map[string]any) {
	v.t.Helper()
	_, err := v.monitor.do(command, arguments)
	must(v.t, err)
}

// human says something to the monitor in the words of people.
func (v *vm) human(line string) {
	v.t.Helper()
	text, err := v.monitor.do("human-monitor-command", map[string]any{"command-line": line})
	must(v.t, err)
	var said string
	must(v.t, json.Unmarshal(text, &said))
	if said != "" {
		v.t.Fatalf("%s: %s", line, said)
	}
}

// picture keeps what is on the panel, once it has been drawn.
func (v *vm) picture(name string) {
	v.t.Helper()
	v.pictureAt(0, name)
}

// pictureAt keeps what is on a panel in that socket.
func (v *vm) pictureAt(socket int, name string) {
	v.t.Helper()
	time.Sleep(4 * time.Second)
	v.do("screendump", map[string]any{"filename": path(name + ".png"), "format": "png", "device": "graphics", "head": socket})
}

// plug has a panel plugged into one of the machine's two sockets, or not. A client of VNC
// says how large its window is, and without any size there is no panel: see
// "SetDesktopSize" of the community's RFB specification.
func (v *vm) plug(socket int, in bool) {
	v.t.Helper()
	conn, err := net.Dial("unix", fmt.Sprintf("%s/socket-%d", v.sockets, socket))
	must(v.t, err)
	defer conn.Close()
	must(v.t, conn.SetDeadline(time.Now().Add(time.Minute)))
	type extent struct{ Width, Height uint16 }
	say := func(size extent) any {
		return struct {
			Kind, _    uint8
			Size       extent
			Screens, _ uint8
			ID         uint32
			At, Of     extent
			Flags      uint32
		}{Kind: 251, Size: size, Screens: 1, Of: size}
	}
	panel := extent{wide, high}
	last := panel
	if !in {
		last = extent{}
	}
	for _, step := range []struct {
		read int
		say  any
	}{
		{len("RFB 003.008\n"), []byte("RFB 003.008\n")},
		{2, []byte{1}},                 // one kind of login: none
		{4, []byte{1}},                 // it is well; others may look, too
		{24 + len("QEMU"), say(panel)}, // the same as before would be no news, nor none at first
		{0, say(last)},
		{0, []byte{3, 0, 0, 0, 0, 0, 0, 8, 0, 8}}, // a piece of the picture,
		{1, []byte{}},                             // which comes when all else has been read
	} {
		_, err := io.ReadFull(conn, make([]byte, step.read))
		must(v.t, err)
		must(v.t, binary.Write(conn, binary.BigEndian, step.say))
	}
}

type answer struct {
	ID   int    `json:"id"`
	Out  string `json:"out"`
	Code int    `json:"code"`
}

func (v *vm) ask(request map[string]any, limit time.Duration) (answer, error) {
	v.asked++ // a late answer to what was given up is passed over
	request["id"] = v.asked
	text, err := json.Marshal(request)
	if err != nil {
		return answer{}, err
	}
	if err := v.guest.SetDeadline(time.Now().Add(limit)); err != nil {
		return answer{}, err
	}
	if _, err := v.guest.Write(append(text, '\n')); err != nil {
		return answer{}, err
	}
	for {
		line, err := v.answers.ReadBytes('\n')
		if err != nil {
			return answer{}, err
		}
		var a answer
		if json.Unmarshal(line, &a) == nil && a.ID == v.asked {
			return a, nil
		}
	}
}

// run runs a line of the shell in the machine, as root, and returns what it said.
func (v *vm) run(line string) string {
	v.t.Helper()
	a, err := v.ask(map[string]any{"run": []string{"sh", "-c", line}}, 40*time.Minute)
	must(v.t, err)
	if a.Code != 0 {
		v.t.Fatalf("%s ends with %d: %s", line, a.Code, a.Out)
	}
	return strings.TrimSpace(a.Out)
}

// says reports whether a line of the shell prints that.
func (v *vm) says(line, want string) bool {
	a, err := v.ask(map[string]any{"run": []string{"sh", "-c", line}}, time.Minute)
	return err == nil && strings.TrimSpace(a.Out) == want
}

// awake waits until the machine answers.
func (v *vm) awake() {
	v.t.Helper()
	end := time.Now().Add(bootTime)
	for {
		a, err := v.ask(map[string]any{"run": []string{"true"}}, 20*time.Second)
		if err == nil && a.Code == 0 {
			return
		}
		if time.Now().After(end) {
			v.picture(v.name + "-dead")
			v.t.Fatalf("the machine does not start: %v", err)
		}
	}
}

// outline is what the kiosk says of its screen: see package ui.
type outline struct {
	Screen  string `json:"screen"`
	QuietMS int64  `json:"quiet_ms"`
	Targets []struct {
		ID         string
		X, Y, W, H float64
	} `json:"targets"`
}

func (v *vm) outline() (o outline) {
	a, err := v.ask(map[string]any{"run": []string{"cat", "/run/diemcham/outline.json"}}, time.Minute)
	if err == nil && a.Code == 0 {
		json.Unmarshal([]byte(a.Out), &o) // half a text is no screen
	}
	return o
}

// screen waits for a screen of that name, as long as a start may take.
func (v *vm) screen(name string) {
	v.t.Helper()
	until(v.t, bootTime, "the screen "+name, func() bool { return v.outline().Screen == name })
}

// The panel's size in pixels, lying.
const wide, high = 1280, 800

// tapTo puts a finger on a target, where it is seen on the panel, however that hangs,
// until the screen of that name is there: a slow machine, like a busy one, may take no
// notice the first time.
func (v *vm) tapTo(id, name string) {
	v.t.Helper()
	until(v.t, 5*time.Minute, "the screen "+name+" after touching "+id, func() bool {
		o := v.outline()
		if o.Screen == name {
			return true
		}
		for _, target := range o.Targets {
			if target.ID != id {
				continue
			}
			x, y := (target.X+target.W/2)/wide, (target.Y+target.H/2)/high
			if v.turned {
				across, down := (target.X+target.W/2)/high, (target.Y+target.H/2)/wide
				x, y = down, 1-across
			}
			time.Sleep(time.Duration(o.QuietMS)*time.Millisecond + time.Second)
			_, err := v.ask(map[string]any{"touch": []float64{x, y}}, time.Minute)
			must(v.t, err)
		}
		// Long, for a second touch that comes while the first one is still being thought
		// about would land on the next screen.
		for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(500 * time.Millisecond) {
			if v.outline().Screen == name {
				return true
			}
		}
		return false
	})
}

// The moment at which all tests but the first begin: the kiosk shows its first screen.
const attract = "attract"

var boot sync.Once

// booted makes that moment, once.
func booted(t *testing.T) {
	t.Helper()
	if *folder == "" {
		t.Skip("packaging/image --check tries an image in a virtual machine")
	}
	boot.Do(func() {
		if _, err := os.Stat(path("booted")); err == nil {
			return // by a run of before
		}
		began := time.Now()
		v := start(t, "disk", "")
		until(t, bootTime, "READY on the serial line", func() bool {
			log, err := os.ReadFile(path(v.name + ".log"))
			return err == nil && strings.Contains(string(log), "Started diemcham-kiosk.service")
		})
		ready := time.Since(began)
		v.awake()
		v.screen("staff-first-start")
		v.picture("first-run")
		v.run("printf '[kiosk]\\nid = \"viet-hung-1\"\\n' >/tmp/setup.toml && kioskctl setup /tmp/setup.toml --config /etc/diemcham/kiosk.toml && systemctl restart diemcham-kiosk")
		v.screen(attract)
		t.Logf("ready after %v, asked and seen after %v", ready.Round(time.Second), time.Since(began).Round(time.Second))
		until(t, 10*time.Minute, "the start to be over", func() bool {
			return v.says("systemctl is-system-running", "running") || v.says("systemctl is-system-running", "degraded")
		})
		v.picture("attract")
		v.human("savevm " + attract)
		v.kill()
		must(t, os.WriteFile(path("booted"), nil, 0o644))
	})
	if _, err := os.Stat(path("booted")); err != nil {
		t.Fatal("the machine did not start")
	}
}

// resumed is a machine at that moment.
func resumed(t *testing.T) *vm {
	t.Helper()
	booted(t)
	v := start(t, "disk", attract)
	v.awake()
	return v
}

// requests lists, with the program of the image, the requests that are on the disk of a
// machine that was killed.
func requests(t *testing.T) string {
	t.Helper()
	raw, dir := path("data.raw"), t.TempDir()
	const first = 1 + 512 + 2*2560 // MiB before the data partition, as packaging/image has them
	out, err := exec.Command("sh", "-c", fmt.Sprintf(`set -e
		rm -f %[1]s
		qemu-img dd -f qcow2 -O raw if=%[2]s of=%[1]s bs=1M skip=%[3]d
		mount -o loop,nosuid,nodev,noexec %[1]s %[4]s
		trap 'umount %[4]s' EXIT
		%[5]s requests list --data %[4]s/kept`,
		raw, path("disk.qcow2"), first, dir, path("..", "..", "bin", "kioskctl"))).CombinedOutput()
	if err != nil {
		t.Fatalf("the requests on the disk: %v: %s", err, out)
	}
	return string(out)
}
