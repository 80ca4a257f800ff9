package diagnostics_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/packaging/faultdisk"
)

// files makes a machine's /proc and /sys.
func files(t *testing.T, content map[string]string) diagnostics.Machine {
	t.Helper()
	root := t.TempDir()
	for name, text := range content {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return diagnostics.Machine{Root: root}
}

// want fails unless the check finds just these troubles, and this in what it measured.
func want(t *testing.T, check diagnostics.Check, value string, codes ...diagnostics.Code) {
	t.Helper()
	f := check.Look(t.Context())
	if !slices.Equal(f.Troubles, codes) || !strings.Contains(f.Value, value) {
		t.Errorf("%s: %q %q, want %q and %q", check.Name, f.Troubles, f.Value, codes, value)
	}
}

func TestMemory(t *testing.T) {
	for name, test := range map[string]struct {
		file, value string
		codes       []diagnostics.Code
	}{
		"enough":            {"MemTotal:        4039916 kB\nMemFree:          100000 kB\nMemAvailable:    2000000 kB\n", "1953 MB of 3945 MB", nil},
		"nearly none":       {"MemTotal:        4039916 kB\nMemAvailable:     200000 kB\n", "195 MB", []diagnostics.Code{"memory.low"}},
		"not Linux's words": {"nothing", "not known", nil},
	} {
		t.Run(name, func(t *testing.T) {
			want(t, files(t, map[string]string{"proc/meminfo": test.file}).Memory(), test.value, test.codes...)
		})
	}
	want(t, diagnostics.Machine{}.Memory(), "MB available") // of this machine
}

func TestTemperature(t *testing.T) {
	zones := func(milli ...string) map[string]string {
		all := map[string]string{}
		for i, text := range milli {
			all[fmt.Sprintf("sys/class/thermal/thermal_zone%d/temp", i)] = text + "\n"
		}
		return all
	}
	for name, test := range map[string]struct {
		files map[string]string
		value string
		codes []diagnostics.Code
	}{
		"no sensor":                {nil, "no sensor", nil},
		"cool":                     {zones("45000", "52500"), "52 °C", nil},
		"warm":                     {zones("45000", "83000"), "83 °C", []diagnostics.Code{"temperature.warm"}},
		"hot":                      {zones("97000", "83000"), "97 °C", []diagnostics.Code{"temperature.hot"}},
		"a sensor that is none":    {zones("-273200", "41000"), "41 °C", nil},
		"only one that is none":    {zones("999999"), "no sensor", nil},
		"one that cannot be read ": {zones("", "40000"), "40 °C", nil},
	} {
		t.Run(name, func(t *testing.T) { want(t, files(t, test.files).Temperature(), test.value, test.codes...) })
	}
}

func TestNetwork(t *testing.T) {
	lo := map[string]string{"sys/class/net/lo/type": "772", "sys/class/net/lo/operstate": "unknown", "sys/class/net/lo/carrier": "1"}
	with := func(more map[string]string) map[string]string {
		all := map[string]string{}
		for _, each := range []map[string]string{lo, more} {
			for name, text := range each {
				all[name] = text
			}
		}
		return all
	}
	for name, test := range map[string]struct {
		files map[string]string
		value string
		down  bool
	}{
		"only the machine itself": {with(nil), "none", true},
		"a cable":                 {with(map[string]string{"sys/class/net/eth0/operstate": "up"}), "eth0 linked", false},
		"the cable is out":        {with(map[string]string{"sys/class/net/eth0/operstate": "down", "sys/class/net/eth0/carrier": "0"}), "no link on eth0", true},
		"a modem":                 {with(map[string]string{"sys/class/net/wwan0/operstate": "unknown", "sys/class/net/wwan0/carrier": "1"}), "wwan0 linked", false},
		"wireless beside a cable": {with(map[string]string{"sys/class/net/eth0/operstate": "down", "sys/class/net/wlan0/operstate": "up"}), "wlan0 linked", false},
	} {
		t.Run(name, func(t *testing.T) {
			var codes []diagnostics.Code
			if test.down {
				codes = []diagnostics.Code{"network.down"}
			}
			m := files(t, test.files)
			want(t, m.Network(true), test.value, codes...)
			want(t, m.Network(false), test.value) // without a hub none is needed
		})
	}
}

// Bitmaps as a real touch panel, a touch pad and a keyboard have them.
func TestTouch(t *testing.T) {
	const panel, pad, keyboard = "sys/class/input/event4/device/", "sys/class/input/event5/device/", "sys/class/input/event0/device/"
	m := files(t, map[string]string{
		keyboard + "name": "AT Translated Set 2 keyboard", keyboard + "properties": "0", keyboard + "capabilities/abs": "0",
		pad + "name": "SynPS/2 Synaptics TouchPad", pad + "properties": "1", pad + "capabilities/abs": "660800011000003",
	})
	check := m.Touch()
	want(t, check, "none found", "touch.none")
	for name, text := range map[string]string{"name": "ILITEK ILITEK-TP", "properties": "2", "capabilities/abs": "273800000000003"} {
		path := filepath.Join(m.Root, panel, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want(t, check, "ILITEK ILITEK-TP")
	if err := os.RemoveAll(filepath.Join(m.Root, panel)); err != nil {
		t.Fatal(err)
	}
	want(t, check, "none found", "touch.gone")
}

// A real disk that fills up, is switched to reading only, and is well again.
func TestDisk(t *testing.T) {
	dir := faultdisk.Mount(t, "-t", "tmpfs", "-o", "size=900m", "tmpfs")
	check := diagnostics.Machine{}.Disk(dir)
	remount := func(options string) {
		t.Helper()
		if err := unix.Mount("tmpfs", dir, "tmpfs", unix.MS_REMOUNT|readOnly(options), options); err != nil {
			t.Fatal(err)
		}
	}
	want(t, check, "900 MB of 900 MB free")
	remount("size=300m")
	want(t, check, "300 MB of", "disk.low")
	remount("size=4m")
	want(t, check, "4 MB of", "disk.full")
	if err := os.WriteFile(filepath.Join(dir, "slips"), make([]byte, 4<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	want(t, check, "0 MB of", "disk.full") // not one byte can be written
	remount("size=900m,ro")
	want(t, check, "cannot be written", "disk.unwritable")
	remount("size=900m")
	want(t, check, "896 MB of")
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	want(t, diagnostics.Machine{}.Disk(filepath.Join(dir, "nowhere")), "not there", "disk.unwritable")
	few := faultdisk.Mount(t, "-t", "tmpfs", "-o", "size=900m,nr_inodes=50", "tmpfs")
	want(t, diagnostics.Machine{}.Disk(few), "900 MB of", "disk.low")
}

// The kernel counts an error in a real file system, and e2fsck forgets it.
func TestErrorsOfTheDisk(t *testing.T) {
	image := faultdisk.Image(t, 16)
	dir := t.TempDir()
	faultdisk.MountOn(t, dir, "-o", "loop,errors=continue", image)
	check := diagnostics.Machine{}.Disk(dir)
	f := check.Look(t.Context())
	if slices.Contains(f.Troubles, "disk.errors") {
		t.Errorf("a new one: %+v", f)
	}
	var stat unix.Stat_t
	if err := unix.Stat(dir, &stat); err != nil {
		t.Fatal(err)
	}
	device, err := filepath.EvalSymlinks(fmt.Sprintf("/sys/dev/block/%d:%d", unix.Major(stat.Dev), unix.Minor(stat.Dev)))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := os.WriteFile(filepath.Join("/sys/fs/ext4", filepath.Base(device), "trigger_fs_error"), []byte("tried"), 0); err != nil {
			t.Fatal(err)
		}
	}
	if f = check.Look(t.Context()); !slices.Contains(f.Troubles, "disk.errors") || !strings.Contains(f.Value, "2 file system errors") {
		t.Errorf("two errors: %+v", f)
	}
	faultdisk.Unmount(t, dir)
	if out, err := exec.Command("e2fsck", "-fy", image).CombinedOutput(); err != nil {
		t.Fatalf("e2fsck: %v: %s", err, out)
	}
	dir = faultdisk.Mount(t, "-o", "loop", image)
	if f = (diagnostics.Machine{}).Disk(dir).Look(t.Context()); slices.Contains(f.Troubles, "disk.errors") || !strings.Contains(f.Value, "MB free") {
		t.Errorf("once it is repaired: %+v", f)
	}
}

// What an eMMC says of itself, read where Linux shows it.
func TestWearOfTheDisk(t *testing.T) {
	dir := t.TempDir()
	var stat unix.Stat_t
	if err := unix.Stat(dir, &stat); err != nil {
		t.Fatal(err)
	}
	number := fmt.Sprintf("sys/dev/block/%d:%d", unix.Major(stat.Dev), unix.Minor(stat.Dev))
	for name, test := range map[string]struct {
		reserve, life, value string
		worn                 bool
	}{
		"new":                        {"0x01", "0x01 0x01", "up to 10 % of its life used", false},
		"in the middle of its life":  {"0x01", "0x03 0x06", "up to 60 % of its life used", false},
		"the reserve is nearly used": {"0x02", "0x08 0x05", "up to 80 %", true},
		"the reserve is used":        {"0x03", "0x09 0x05", "up to 90 %", true},
		"its life is over":           {"0x01", "0x0b 0x02", "up to 100 %", true},
		"it does not estimate it":    {"0x00", "0x00 0x00", "MB free", false},
	} {
		t.Run(name, func(t *testing.T) {
			device := "sys/devices/mmc0/block/mmcblk0"
			m := files(t, map[string]string{
				device + "/device/pre_eol_info": test.reserve + "\n", device + "/device/life_time": test.life + "\n",
				device + "/mmcblk0p4/partition": "4\n", "sys/dev/block/uevent": "",
			})
			if err := os.Symlink("../../devices/mmc0/block/mmcblk0/mmcblk0p4", filepath.Join(m.Root, number)); err != nil {
				t.Fatal(err)
			}
			f := m.Disk(dir).Look(t.Context())
			if worn := slices.Contains(f.Troubles, "disk.worn"); worn != test.worn || !strings.Contains(f.Value, test.value) {
				t.Errorf("%+v", f)
			}
		})
	}
}

func readOnly(options string) uintptr {
	if strings.HasSuffix(options, ",ro") {
		return unix.MS_RDONLY
	}
	return 0
}

func TestClock(t *testing.T) {
	built := morning.Add(-30 * 24 * time.Hour)
	for name, test := range map[string]struct {
		at    time.Time
		codes []diagnostics.Code
	}{
		"set":                        {morning, nil},
		"1970":                       {time.Unix(300, 0), []diagnostics.Code{"clock.unset"}},
		"before the program":         {built.Add(-48 * time.Hour), []diagnostics.Code{"clock.unset"}},
		"made and installed at once": {built.Add(-time.Hour), nil},
	} {
		t.Run(name, func(t *testing.T) {
			c := &clock{test.at}
			want(t, diagnostics.Clock(c.now, built, zone()), test.at.In(zone()).Format("15:04"), test.codes...)
		})
	}
	if told := diagnostics.Built("2026-11-29T16:00:00Z"); !told.Equal(time.Date(2026, 11, 29, 16, 0, 0, 0, time.UTC)) {
		t.Errorf("told, it is %s", told)
	}
	if untold := diagnostics.Built(""); untold.Year() != 2026 || !untold.Before(morning) {
		t.Errorf("not told, it is %s", untold)
	}
}

func TestHub(t *testing.T) {
	faulty := errors.New("faulty")
	c := &clock{morning}
	var ahead time.Duration
	var trouble error
	check := diagnostics.Hub(func(context.Context) (time.Time, error) {
		return c.at.Add(-ahead).Truncate(time.Second), trouble
	}, faulty, c.now)
	for _, step := range []struct {
		name    string
		after   time.Duration
		ahead   time.Duration
		trouble error
		value   string
		codes   []diagnostics.Code
	}{
		{"well", 0, 0, nil, "clock as the hub's", nil},
		{"a second", time.Minute, 1200 * time.Millisecond, nil, "clock as the hub's", nil},
		{"ahead", time.Minute, 3 * time.Minute, nil, "3m0s ahead of the hub's", []diagnostics.Code{"clock.off"}},
		{"behind", time.Minute, -4 * time.Minute, nil, " behind the hub's", []diagnostics.Code{"clock.off"}},
		{"the wrong day", time.Minute, 24 * time.Hour, nil, "24h0m0s ahead", []diagnostics.Code{"clock.wrong"}},
		{"away", time.Minute, 0, errors.New("refused"), "does not answer", []diagnostics.Code{"hub.away"}},
		{"still away", 23 * time.Hour, 0, errors.New("refused"), "does not answer", []diagnostics.Code{"hub.away"}},
		{"away for a day", time.Hour, 0, errors.New("refused"), "does not answer", []diagnostics.Code{"hub.lost"}},
		{"back, but not well", time.Minute, 0, fmt.Errorf("ask: %w", faulty), "fault", []diagnostics.Code{"hub.faulty"}},
		{"away anew", time.Minute, 0, errors.New("refused"), "does not answer", []diagnostics.Code{"hub.away"}},
		{"well again", time.Minute, 0, nil, "answers in", nil},
	} {
		c.at, ahead, trouble = c.at.Add(step.after), step.ahead, step.trouble
		t.Run(step.name, func(t *testing.T) { want(t, check, step.value, step.codes...) })
	}
}

func TestScanner(t *testing.T) {
	device := filepath.Join(t.TempDir(), "scanner")
	check := diagnostics.Scanner(func() string { return device })
	want(t, check, device, "scanner.missing")
	if err := os.Symlink("/dev/null", device); err != nil { // udev's names are links too
		t.Fatal(err)
	}
	want(t, check, device)
	if err := os.Remove(device); err != nil {
		t.Fatal(err)
	}
	want(t, check, device, "scanner.missing")
	want(t, diagnostics.Scanner(func() string { return "" }), "none")
}

func TestUploads(t *testing.T) {
	for name, test := range map[string]struct {
		hub    bool
		status diagnostics.Upload
		err    error
		value  string
		codes  []diagnostics.Code
	}{
		"all sent":         {true, diagnostics.Upload{Last: morning}, nil, "0 to send, last 2026-11-29 08:00", nil},
		"some wait":        {true, diagnostics.Upload{Pending: 12, Trouble: "away"}, nil, "12 to send", nil},
		"very many wait":   {true, diagnostics.Upload{Pending: 500}, nil, "500 to send", []diagnostics.Code{"queue.long"}},
		"one not taken":    {true, diagnostics.Upload{Aside: 1}, nil, "1 not taken", []diagnostics.Code{"queue.aside"}},
		"not known there":  {true, diagnostics.Upload{Pending: 1, Trouble: "refused"}, nil, "1 to send", []diagnostics.Code{"upload.refused"}},
		"a stranger":       {true, diagnostics.Upload{Pending: 1, Trouble: "stranger"}, nil, "1 to send", []diagnostics.Code{"upload.stranger"}},
		"the own disk":     {true, diagnostics.Upload{Trouble: "local"}, nil, "0 to send", []diagnostics.Code{"upload.local"}},
		"cannot be read":   {true, diagnostics.Upload{}, errors.New("x"), "cannot be read", []diagnostics.Code{"upload.local"}},
		"no hub, so kept ": {false, diagnostics.Upload{Pending: 900}, nil, "900 to send, no hub", nil},
	} {
		t.Run(name, func(t *testing.T) {
			want(t, diagnostics.Uploads(test.hub, func() (diagnostics.Upload, error) { return test.status, test.err }, zone()), test.value, test.codes...)
		})
	}
}

func TestRequests(t *testing.T) {
	for name, test := range map[string]struct {
		at    time.Time
		ok    bool
		err   error
		value string
		codes []diagnostics.Code
	}{
		"sound":           {time.Time{}, false, nil, "sound", nil},
		"saved yesterday": {morning.Add(-24 * time.Hour), true, nil, "7 events saved, 2 lost", []diagnostics.Code{"requests.damaged"}},
		"long ago":        {morning.Add(-40 * 24 * time.Hour), true, nil, "7 events saved, 2 lost", nil},
		"cannot be read":  {time.Time{}, false, errors.New("x"), "cannot be read", []diagnostics.Code{"requests.unreadable"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := &clock{morning}
			want(t, diagnostics.Requests(func() (diagnostics.Carving, bool, error) {
				return diagnostics.Carving{At: test.at, Saved: 7, Lost: 2}, test.ok, test.err
			}, c.now), test.value, test.codes...)
		})
	}
}

// A kiosk that falls again and again is told of, until it has stood for a day; one
// that is stopped and started is not.
func TestStarts(t *testing.T) {
	data := t.TempDir()
	c := &clock{morning}
	var s *diagnostics.Starts
	begin := func() {
		c.at = c.at.Add(time.Minute)
		s = diagnostics.Begin(data, "1.2", c.at)
	}
	want(t, diagnostics.Restarts(data, c.now), "never started")
	for range 10 {
		begin()
		s.End()
	}
	want(t, diagnostics.Restarts(data, c.now), "was stopped, 0 restarts after a fall")
	for range 4 {
		begin()
	}
	want(t, s.Check(c.now), "3 restarts after a fall")
	begin()
	c.at = c.at.Add(90 * time.Second)
	want(t, s.Check(c.now), "running for 1m30s, 4 restarts after a fall", "starts.often")
	want(t, diagnostics.Restarts(data, c.now), "was not stopped, 4 restarts after a fall", "starts.often")
	c.at = c.at.Add(25 * time.Hour)
	want(t, s.Check(c.now), "0 restarts after a fall")
	for range 200 {
		begin()
	}
	if info, err := os.Stat(filepath.Join(data, "starts.json")); err != nil || info.Size() > 8<<10 {
		t.Errorf("the file grows: %v, %v", info, err)
	}
	if err := os.WriteFile(filepath.Join(data, "starts.json"), []byte("[{"), 0o600); err != nil {
		t.Fatal(err)
	}
	begin()
	want(t, s.Check(c.now), "0 restarts after a fall")
}
