package diagnostics

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const mib = 1 << 20

const (
	diskFull = 64 * mib  // requests have room set aside for them, but packs and slips have not
	diskLow  = 512 * mib // room for two more content packs
	fewFiles = 1000      // inodes
	diskSlow = 2 * time.Second
)

// Disk sees how much room there is in the data folder, that it can be written, for which
// a few bytes are brought to the disk each time, and what Linux knows of its health.
func (m Machine) Disk(data string) Check {
	return Check{"disk", func(context.Context) Finding {
		var fs syscall.Statfs_t
		if err := syscall.Statfs(data, &fs); err != nil {
			return Finding{Value: "the data folder is not there", Troubles: []Code{"disk.unwritable"}}
		}
		free := uint64(fs.Bavail) * uint64(fs.Bsize)
		few := fs.Files > 0 && fs.Ffree < fewFiles
		f := Finding{Value: fmt.Sprintf("%d MB of %d MB free", free/mib, fs.Blocks*uint64(fs.Bsize)/mib)}
		full := free < diskFull
		f = f.with(full, "disk.full").with(!full && (free < diskLow || few), "disk.low")

		began := time.Now()
		err := tryWriting(data)
		took := time.Since(began)
		switch {
		case errors.Is(err, syscall.ENOSPC):
			if !full {
				f.Troubles = append(f.Troubles, "disk.full")
			}
		case err != nil:
			f.Value += ", cannot be written"
			f = f.with(true, "disk.unwritable")
		default:
			f = f.with(took >= diskSlow, "disk.slow")
		}
		return m.health(f, data)
	}}
}

// health adds what Linux knows of the health of the disk that has a folder: how many
// errors its ext4 found since it was last repaired, and what an eMMC reports of its wear
// as JESD84-B51 has it, in PRE_EOL_INFO and DEVICE_LIFE_TIME_EST. Of other disks only
// root may ask for more.
func (m Machine) health(f Finding, data string) Finding {
	var stat syscall.Stat_t
	if err := syscall.Stat(data, &stat); err != nil {
		return f
	}
	part, err := filepath.EvalSymlinks(m.path("sys/dev/block", fmt.Sprintf("%d:%d", unix.Major(stat.Dev), unix.Minor(stat.Dev))))
	if err != nil {
		return f // no disk of its own, such as one in memory
	}
	if n, err := strconv.Atoi(m.read("sys/fs/ext4", filepath.Base(part), "errors_count")); err == nil && n > 0 {
		f.Value += fmt.Sprintf(", %d file system errors", n)
		f = f.with(true, "disk.errors")
	}
	const (
		normal   = 0x01 // of the blocks in reserve less than 80 % are used
		exceeded = 0x0b // the estimated life time is over
	)
	for _, device := range []string{part, filepath.Dir(part)} { // a part of a disk, or all of it
		text, err := os.ReadFile(filepath.Join(device, "device/pre_eol_info"))
		if err != nil {
			continue
		}
		reserve, _ := strconv.ParseUint(strings.TrimSpace(string(text)), 0, 8)
		text, _ = os.ReadFile(filepath.Join(device, "device/life_time"))
		used := uint64(0) // in tenths; one estimate for each kind of cell
		for _, word := range strings.Fields(string(text)) {
			if n, err := strconv.ParseUint(word, 0, 8); err == nil {
				used = max(used, n)
			}
		}
		if used > 0 {
			f.Value += fmt.Sprintf(", up to %d %% of its life used", min(used, exceeded-1)*10)
		}
		f = f.with(reserve > normal || used >= exceeded, "disk.worn")
		break
	}
	return f
}

func tryWriting(data string) error {
	file, err := os.CreateTemp(data, ".diagnostics-")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(make([]byte, 512))
	return errors.Join(err, file.Sync(), file.Close())
}

// Machine reads what Linux tells of the machine. Root is where its /proc and /sys
// are; empty means the root.
type Machine struct{ Root string }

func (m Machine) path(parts ...string) string {
	return filepath.Join(append([]string{"/", m.Root}, parts...)...)
}

// read returns what a file of /sys holds, without the line end; "" if it cannot be
// read.
func (m Machine) read(parts ...string) string {
	text, err := os.ReadFile(m.path(parts...))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// memoryLow is how many parts in a hundred must be available.
const memoryLow = 8

// Memory sees how much memory is left.
func (m Machine) Memory() Check {
	return Check{"memory", func(context.Context) Finding {
		sizes := map[string]uint64{}
		lines := bufio.NewScanner(strings.NewReader(m.read("proc/meminfo")))
		for lines.Scan() {
			name, rest, _ := strings.Cut(lines.Text(), ":")
			if kib, err := strconv.ParseUint(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64); err == nil {
				sizes[name] = kib
			}
		}
		total, available := sizes["MemTotal"], sizes["MemAvailable"]
		if total == 0 {
			return Finding{Value: "not known"}
		}
		f := Finding{Value: fmt.Sprintf("%d MB of %d MB available", available>>10, total>>10)}
		return f.with(available*100 < total*memoryLow, "memory.low")
	}}
}

const ( // degrees
	warm = 80
	hot  = 95
)

// Temperature reads the sensors. A machine without any is not measured.
func (m Machine) Temperature() Check {
	return Check{"temperature", func(context.Context) Finding {
		zones, _ := filepath.Glob(m.path("sys/class/thermal/thermal_zone*/temp"))
		highest, known := 0, false
		for _, zone := range zones {
			text, err := os.ReadFile(zone)
			if err != nil {
				continue // sensors that are switched off refuse
			}
			milli, err := strconv.Atoi(strings.TrimSpace(string(text)))
			if degrees := milli / 1000; err == nil && degrees > -40 && degrees < 150 { // else it is none
				highest, known = max(highest, degrees), true
			}
		}
		if !known {
			return Finding{Value: "no sensor"}
		}
		return Finding{Value: fmt.Sprintf("%d °C", highest)}.
			with(highest >= warm && highest < hot, "temperature.warm").with(highest >= hot, "temperature.hot")
	}}
}

// Network sees whether any network is linked. One is needed only if there is a hub.
func (m Machine) Network(needed bool) Check {
	return Check{"network", func(context.Context) Finding {
		folders, _ := filepath.Glob(m.path("sys/class/net/*"))
		var up, down []string
		for _, folder := range folders {
			name := filepath.Base(folder)
			const loopback = "772" // ARPHRD_LOOPBACK
			if m.read("sys/class/net", name, "type") == loopback {
				continue
			}
			state := m.read("sys/class/net", name, "operstate")
			// Some drivers do not tell their state, but whether there is a carrier.
			if state == "up" || state == "unknown" && m.read("sys/class/net", name, "carrier") == "1" {
				up = append(up, name)
			} else {
				down = append(down, name)
			}
		}
		switch {
		case len(up) > 0:
			return Finding{Value: strings.Join(up, ", ") + " linked"}
		case len(down) > 0:
			return Finding{Value: "no link on " + strings.Join(down, ", ")}.with(needed, "network.down")
		}
		return Finding{Value: "none"}.with(needed, "network.down")
	}}
}

// Touch sees whether there is a panel that can be touched. One that was there and is
// no more is worse than none: then residents see a screen that does not answer.
func (m Machine) Touch() Check {
	var mutex sync.Mutex // a look that is late and the next one
	seen := false
	return Check{"touch", func(context.Context) Finding {
		panels := m.panels()
		mutex.Lock()
		defer mutex.Unlock()
		if len(panels) > 0 {
			seen = true
			return Finding{Value: strings.Join(panels, ", ")}
		}
		return Finding{Value: "none found"}.with(seen, "touch.gone").with(!seen, "touch.none")
	}}
}

// panels lists the names of the input devices that are touched where they show
// something, which sets them apart from the pads of notebooks.
func (m Machine) panels() (names []string) {
	const (
		direct    = 0x01 // INPUT_PROP_DIRECT
		absX      = 0x00 // ABS_X
		absMultiX = 0x35 // ABS_MT_POSITION_X
	)
	folders, _ := filepath.Glob(m.path("sys/class/input/event*/device"))
	for _, folder := range folders {
		of := strings.TrimPrefix(folder, m.path())
		axes := m.read(of, "capabilities/abs")
		if hasBit(m.read(of, "properties"), direct) && (hasBit(axes, absX) || hasBit(axes, absMultiX)) {
			names = append(names, m.read(of, "name"))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// hasBit reads a bitmap of /sys: words of hexadecimal digits, the highest first, each
// of as many bits as the kernel's.
func hasBit(bitmap string, bit int) bool {
	words := strings.Fields(bitmap)
	i := len(words) - 1 - bit/strconv.IntSize
	if i < 0 {
		return false
	}
	word, err := strconv.ParseUint(words[i], 16, 64)
	return err == nil && word>>(bit%strconv.IntSize)&1 == 1
}
