package machine

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// The image starts into the kiosk, says so on the serial line, and is locked down.
func TestStart(t *testing.T) {
	v := resumed(t)
	for _, check := range []struct{ what, line, want string }{
		{"the lower root is read-only", "findmnt -no FSTYPE / ; awk '$2==\"/media/root-ro\"{print $4}' /proc/mounts | cut -d, -f1", "overlay\nro"},
		{"no getty", "systemctl list-units --no-legend --plain 'getty@*' 'autovt@*' | wc -l", "0"},
		{"no sysrq", "cat /proc/sys/kernel/sysrq", "0"},
		{"Ctrl+Alt+Del does nothing", "systemctl is-enabled ctrl-alt-del.target", "masked"},
		{"root cannot log in", "passwd --status root | cut -d' ' -f2", "L"},
		{"data is on its own partition, from which nothing runs", "findmnt -no SOURCE,OPTIONS /var/lib/diemcham | grep -c 'nosuid,nodev,noexec'", "1"},
		{"the machine's ID is the one that is kept", "cmp /etc/machine-id /data/machine-id && wc -c </etc/machine-id", "33"},
		{"the journal is kept", "ls -d /data/journal/$(cat /etc/machine-id)", ""},
		{"the data partition has grown", "test $(df --output=size -m /data | tail -1) -gt 900 && echo grown", "grown"},
		{"the kiosk's user has its number", "id -u diemcham", "480"},
		{"no port is open", "ss -Hltnu | grep -vc -e 127.0.0 -e :68 -e ':546' -e '%lo'", "0"},
		{"what failed", "systemctl --failed --no-legend --plain", ""},
	} {
		a, err := v.ask(map[string]any{"run": []string{"sh", "-c", check.line}}, time.Minute)
		must(t, err)
		if got := strings.TrimSpace(a.Out); got != check.want && !(check.want == "" && a.Code == 0 && check.what == "the journal is kept") {
			t.Errorf("%s: %q, want %q", check.what, got, check.want)
		}
	}
	t.Logf("started: %s", v.run("systemd-analyze | head -1"))
	t.Logf("memory: %s", v.run("free -m | sed -n 2p"))
	t.Logf("systems: %s", v.run("kioskctl system status"))
}

// A machine for which answers lay ready beside the image asks nobody anything, and its
// picture and its touches are turned as they say from the first start on; also where the
// compositor refuses the graphics and an X server shows the kiosk.
func TestUnattendedSetUp(t *testing.T) {
	if *folder == "" {
		t.Skip("packaging/image --check tries an image in a virtual machine")
	}
	for name, c := range map[string]struct{ graphics, by string }{
		"compositor": {usual, "cage"},
		"X server":   {"VGA", "Xorg"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, line := range []string{
				"qemu-img create -q -f qcow2 -F raw -b prepared.raw " + path("prepared.qcow2"),
				"qemu-img convert -O qcow2 /usr/share/OVMF/OVMF_VARS_4M.fd " + path("prepared.vars"),
			} {
				if out, err := exec.Command("sh", "-c", line).CombinedOutput(); err != nil {
					t.Fatalf("%s: %v: %s", line, err, out)
				}
			}
			began := time.Now()
			v := startWith(t, "prepared", "", c.graphics)
			v.awake()
			var o outline
			until(t, bootTime, "a screen", func() bool {
				o = v.outline()
				return o.Screen != ""
			})
			until(t, bootTime, "the kiosk to be ready", func() bool { return v.says("systemctl is-active diemcham-kiosk", "active") })
			t.Logf("ready after %v", time.Since(began).Round(time.Second))
			v.picture("prepared-" + c.by)
			if o.Screen != attract {
				t.Fatalf("the first screen is %q, want %q", o.Screen, attract)
			}
			v.turned = true
			v.tapTo("wake", "home")
			v.tapTo("home.help", "help-topic")
			v.picture("prepared-" + c.by + "-help")
			for line, want := range map[string]string{
				"pgrep -x -c " + c.by:                   "1",
				"ls /efi/diemcham | grep -c setup.toml": "0",
				"kioskctl settings --config /etc/diemcham/kiosk.toml | grep -c viet-hung-5": "1",
				"kioskctl staff list | grep -c 'Kỹ thuật viên'":                             "1",
			} {
				a, err := v.ask(map[string]any{"run": []string{"sh", "-c", line}}, time.Minute)
				must(t, err)
				if got := strings.TrimSpace(a.Out); got != want {
					t.Errorf("%s: %q, want %q", line, got, want)
				}
			}
		})
	}
}

// A touch lands on the tile that is seen at that place, however the panel hangs.
func TestTouch(t *testing.T) {
	v := resumed(t)
	walk := func(name string) {
		v.tapTo("wake", "home")
		v.picture(name + "-home")
		v.tapTo("home.help", "help-topic")
		v.picture(name + "-help")
		v.tapTo("home", "home")
	}
	walk("lying")
	v.run("sed -i 's/^turn = .*/turn = 90/' /etc/diemcham/kiosk.toml && systemctl restart diemcham-touch seatd && systemctl restart diemcham-kiosk")
	v.turned = true
	v.screen(attract)
	v.picture("upright-attract")
	walk("upright")
}

// started is when the kiosk's service was last ready, as the machine counts time.
func (v *vm) started() string {
	return v.run("systemctl show -P ActiveEnterTimestampMonotonic diemcham-kiosk")
}

// back waits until the kiosk is on the screen again and says how long it took, of the
// machine's own time.
func (v *vm) back(before, what string) {
	v.t.Helper()
	gone := v.run("cut -d' ' -f1 /proc/uptime")
	until(v.t, bootTime, "the kiosk to be back", func() bool {
		return v.says("systemctl is-active diemcham-kiosk", "active") && v.started() != before
	})
	v.screen(attract)
	v.t.Logf("%s: gone at %s s, ready again at %s µs, seen at %s s", what, gone, v.started(), v.run("cut -d' ' -f1 /proc/uptime"))
}

// A kiosk whose view waits for a display that has stopped answering is ended for its
// silence and started anew.
func TestStuckScreenComesBack(t *testing.T) {
	v := resumed(t)
	before := v.started()
	v.run("pkill -STOP Xwayland")
	v.back(before, "screen stuck")
	if !strings.Contains(v.run("journalctl -b -u diemcham-kiosk --no-pager -o cat"), "Watchdog timeout") {
		t.Error("it was not the watchdog that noticed")
	}
	v.picture("after-stuck")
}

func TestKilledKioskComesBack(t *testing.T) {
	v := resumed(t)
	before := v.started()
	v.run("pkill -KILL -x diemcham-kiosk")
	v.back(before, "killed")
}

// dark is how long a panel is away in the tests, of the machine's own time.
const dark = "30"

// full waits until the screen is as large as the panel.
func (v *vm) full() {
	v.t.Helper()
	until(v.t, 5*time.Minute, "a screen as large as the panel", func() bool {
		var right, bottom float64
		for _, target := range v.outline().Targets {
			right, bottom = max(right, target.X+target.W), max(bottom, target.Y+target.H)
		}
		return right > 0.9*wide && right <= wide && bottom > 0.9*high && bottom <= high
	})
}

// A panel may be unplugged, switched off or moved to another socket, with what belongs to
// it of touches, and the kiosk goes on: whoever was at it finds what they had. It is on a
// panel that was not there when it started, too.
func TestUnpluggedPanel(t *testing.T) {
	for name, by := range map[string]string{"compositor": "cage", "X server": "Xorg"} {
		t.Run(name, func(t *testing.T) {
			v := resumed(t)
			if by == "Xorg" {
				v.run("echo x11 >/etc/diemcham/session && systemctl start diemcham-x && systemctl restart diemcham-kiosk")
				v.screen(attract)
			}
			if got := v.run("pgrep -x -c " + by); got != "1" {
				t.Fatalf("%s runs %s times", by, got)
			}
			before := v.started()
			v.tapTo("wake", "home")
			v.tapTo("home.help", "help-topic")
			v.plug(0, false)
			v.ask(map[string]any{"run": []string{"systemctl", "restart", "guest"}}, 5*time.Second) // the touchscreen, which is then another one
			v.awake()
			v.run("sleep " + dark)
			v.plug(0, true)
			v.run("sleep 5")
			v.picture("plugged-in-" + by)
			v.tapTo("home", "home")
			if got := v.started(); got != before {
				t.Error("the kiosk was started anew")
			}

			v.plug(0, false)
			v.plug(1, true)
			until(t, bootTime, "the kiosk to be started anew", func() bool { return v.started() != before })
			v.screen(attract)
			v.full()
			v.pictureAt(1, "moved-"+by)

			v.plug(1, false)
			// What udev asks for on that would get in the way.
			v.run("sleep 3; udevadm settle; while systemctl list-jobs --no-legend | grep -q diemcham; do sleep 1; done")
			v.run("systemctl stop diemcham-kiosk diemcham-x diemcham-output && echo detect >/sys/class/drm/card0-Virtual-2/status && ! grep -x connected /sys/class/drm/*/status && systemctl start diemcham-kiosk")
			v.screen(attract)
			v.plug(0, true)
			v.full()
			v.tapTo("wake", "home")
			v.picture("plugged-in-later-" + by)
			if got := v.run("systemctl show -P NRestarts diemcham-kiosk"); got != "0" {
				t.Errorf("the kiosk failed %s times", got)
			}
		})
	}
}

// After eight failures within five minutes the machine starts anew.
func TestEightFailuresStartTheMachineAnew(t *testing.T) {
	v := resumed(t)
	v.do("set-action", map[string]any{"reboot": "shutdown"})
	// Under a program that pretends to be a machine each start takes long. The first one
	// is one that is counted.
	v.run("mkdir -p /run/systemd/system/diemcham-kiosk.service.d && printf '[Unit]\\nStartLimitIntervalSec=3600\\n' >/run/systemd/system/diemcham-kiosk.service.d/slow.conf && systemctl daemon-reload && systemctl stop diemcham-kiosk && systemctl reset-failed diemcham-kiosk && systemctl start --no-block diemcham-kiosk")
	for n := range 8 {
		select {
		case <-v.ended:
			t.Fatalf("the machine started anew after %d failures", n)
		default:
		}
		until(t, 5*time.Minute, fmt.Sprintf("start %d", n+1), func() bool {
			return v.says(fmt.Sprintf("test $(systemctl show -P NRestarts diemcham-kiosk) = %d && systemctl show -P SubState diemcham-kiosk | grep -cx -e running -e start", n), "1")
		})
		v.ask(map[string]any{"run": []string{"systemctl", "kill", "--signal=KILL", "diemcham-kiosk"}}, time.Minute)
		time.Sleep(3 * time.Second)
	}
	select {
	case <-v.ended:
	case <-time.After(5 * time.Minute):
		t.Error("the machine does not start anew")
	}
}

// A number that has been shown is there after a power cut, each time.
func TestNumbersSurvivePowerCuts(t *testing.T) {
	const cuts = 10
	for n := range cuts {
		t.Logf("power cut %d", n+1)
		v := resumed(t)
		v.tapTo("wake", "home")
		v.tapTo("home.help", "help-topic")
		// Without a key of the ward's nobody is asked for a telephone number, and nothing
		// is waited for but the number of the request.
		v.tapTo("topic.other", "help-ticket")
		v.kill()
		if list := requests(t); !regexp.MustCompile(`(?m)\bA001\b`).MatchString(list) {
			t.Errorf("after power cut %d: the number is lost:\n%s", n+1, list)
		}
	}
}

// stick plugs in a stick that holds a file.
func (v *vm) stick(file string) {
	v.t.Helper()
	v.stickAs(file, "new.dcsystem")
}

// stickAs plugs in a stick that has the file under that name.
func (v *vm) stickAs(file, name string) {
	v.t.Helper()
	image := path("stick.img")
	size := int64(64 << 20)
	info, err := os.Stat(file)
	must(v.t, err)
	size += info.Size()
	for _, line := range []string{
		fmt.Sprintf("rm -f %s && truncate -s %d %s && mkfs.vfat -F 32 %s", image, size, image, image),
		fmt.Sprintf("mcopy -i %s %s ::/%s", image, file, name),
	} {
		if out, err := exec.Command("sh", "-c", line).CombinedOutput(); err != nil {
			v.t.Fatalf("%s: %v: %s", line, err, out)
		}
	}
	v.do("blockdev-add", map[string]any{"node-name": "stick", "driver": "raw", "file": map[string]any{"driver": "file", "filename": image}})
	v.do("device_add", map[string]any{"driver": "usb-storage", "id": "stick", "drive": "stick", "bus": "usb.0"})
}

// rebuilt makes a newer system of the image's own, with something changed.
func rebuilt(t *testing.T, name string, made int, change string) string {
	t.Helper()
	file := path(name + ".dcsystem")
	os.Remove(file)
	if _, err := os.Stat(path("..", "trial.key")); err != nil {
		t.Skip("the image is signed with a key that is not here")
	}
	dir := t.TempDir()
	kioskctl := path("..", "..", "bin", "kioskctl")
	line := fmt.Sprintf(`set -e; cd %s; unzip -q %s root kernel initrd; %s
		%s system build --root root --kernel kernel --initrd initrd --version 9.9.%d --made 20991231000%d --options "$(cat %s)" --key %s --password-file %s -o %s`,
		dir, path("update.dcsystem"), change, kioskctl, made, made, path("..", "..", "..", "system", "options"),
		path("..", "trial.key"), path("..", "trial.password"), file)
	if out, err := exec.Command("bash", "-c", line).CombinedOutput(); err != nil {
		t.Fatalf("build a system: %v: %s", err, out)
	}
	return file
}

// installed waits until a system that was plugged in is what starts next.
func (v *vm) installed() {
	v.t.Helper()
	until(v.t, 60*time.Minute, "the system to be installed", func() bool {
		return v.says("kioskctl system pending && echo pending", "pending")
	})
}

// A system from a stick is tried in the other slot and kept once it has shown the kiosk.
// A later one that cannot start gives way to it again, and so does one that was being
// written when the power was cut.
func TestUpdate(t *testing.T) {
	good := rebuilt(t, "good", 1, "cat "+path("check.img")+" >>initrd")
	half := rebuilt(t, "half", 2, "")
	broken := rebuilt(t, "broken", 3, "head -c 1M /dev/urandom >initrd; truncate -s 16M root") // it never comes to its root
	v := resumed(t)
	v.stick(good)
	began := time.Now()
	v.installed()
	t.Logf("installed after %v: %s", time.Since(began).Round(time.Second), v.run("kioskctl system status"))

	id := v.run("cat /etc/machine-id")
	v.kill() // the power cut right after it
	v = start(t, "disk", "")
	v.awake()
	v.screen(attract)
	if got := v.run("grep -o 'PARTLABEL=diemcham-.' /proc/cmdline"); got != "PARTLABEL=diemcham-b" {
		t.Errorf("the new system was not started: %s", got)
	}
	if got := v.run("cat /etc/machine-id"); got != id {
		t.Errorf("the machine's ID was %s and is %s", id, got)
	}
	until(t, 10*time.Minute, "the new system to be kept", func() bool {
		return v.says("ls /efi/loader/entries/diemcham-b.conf", "/efi/loader/entries/diemcham-b.conf")
	})
	t.Logf("kept: %s", v.run("kioskctl system status"))
	v.picture("updated")

	// Of what is cut off in the middle nothing is ever started.
	v.stick(half)
	until(t, 10*time.Minute, "the first part of the system to be written", func() bool {
		return v.says("ls /efi/loader/entries", "diemcham-b.conf")
	})
	time.Sleep(20 * time.Second)
	v.kill()
	v = start(t, "disk", "")
	v.awake()
	v.screen(attract)
	if got := v.run("kioskctl system status"); !strings.Contains(got, "slot a: empty") || !strings.Contains(got, "slot b: 9.9.1") {
		t.Errorf("after an installation that was cut off:\n%s", got)
	}

	v.stick(broken)
	v.installed()
	v.ask(map[string]any{"run": []string{"systemctl", "reboot"}}, 10*time.Second) // it may not come to an answer
	var seen []string
	until(t, 2*bootTime, "the machine to be back with the system of before", func() bool {
		a, err := v.ask(map[string]any{"run": []string{"sh", "-c", "ls /efi/loader/entries | paste -sd' '"}}, 20*time.Second)
		if err != nil {
			return false
		}
		if said := strings.TrimSpace(a.Out); !slices.Contains(seen, said) {
			seen = append(seen, said)
		}
		return strings.Contains(a.Out, "diemcham-a+0-3.conf")
	})
	v.awake()
	v.screen(attract)
	t.Logf("fell back: %q; %s", seen, v.run("kioskctl system status"))
}

// A system that the kiosk has fetched from the hub, which it may not write to the disk
// itself, is installed as one from a stick; what is none is not, and neither stays.
func TestSystemFromTheHub(t *testing.T) {
	small := rebuilt(t, "fetched", 4, "truncate -s 16M root")
	v := resumed(t)
	// The kiosk has a hub in other tests; here the file is put where it puts one.
	v.stickAs(small, "fetched")
	v.run(`until [ -b /dev/sda ]; do sleep 1; done
		mkdir /run/fetched && mount -o ro /dev/sda /run/fetched
		cd /var/lib/diemcham
		runuser -u diemcham -- mkdir -p -m 700 systems
		runuser -u diemcham -- cp /run/fetched/fetched systems/half
		runuser -u diemcham -- mv systems/half systems/hub.dcsystem`)
	began := time.Now()
	v.installed()
	gone := func() bool { return v.says("ls /var/lib/diemcham/systems", "") }
	until(t, 5*time.Minute, "the file to be taken away", gone)
	t.Logf("installed after %v: %s", time.Since(began).Round(time.Second), v.run("kioskctl system status"))

	v.run("runuser -u diemcham -- sh -c 'echo none >/var/lib/diemcham/systems/hub.dcsystem'")
	until(t, 5*time.Minute, "what is no system to be taken away", gone)
	if got := v.run("kioskctl system status"); !strings.Contains(got, "slot b: 9.9.4") {
		t.Errorf("after what is no system:\n%s", got)
	}
	if got := v.run("journalctl -b -u diemcham-system-hub --output cat"); !strings.Contains(got, "is not a system") {
		t.Errorf("the log does not say what was wrong:\n%s", got)
	}
}
