package main

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/scan/fakescanner"
)

func TestNoScanner(t *testing.T) {
	log := slog.New(slog.DiscardHandler)
	if newScanner(config.Default().Scanner, log, func(scan.Scan) {}, func(error) {}) != nil {
		t.Error("there is a reader without a device")
	}
}

// The scanner of the settings is heard when it is plugged in after the start, and
// the log tells of the scanner and not of what was scanned.
func TestTheScannerOfTheSettings(t *testing.T) {
	const holder = "MẪU THỬ NGHIỆM"
	path := filepath.Join(t.TempDir(), "scanner")
	device := fakescanner.New(path)
	var out bytes.Buffer // read when the reader has ended
	logged := make(chan string, 64)
	log := slog.New(slog.NewTextHandler(&tee{&out, logged}, nil))
	scans := make(chan scan.Scan, 64)
	reader := newScanner(config.Scanner{Device: path}, log, func(s scan.Scan) {
		if s.Damage == scan.Whole {
			scans <- s
		}
	}, func(error) {})

	ctx, stop := context.WithCancel(context.Background())
	var working sync.WaitGroup
	working.Go(func() { reader.Run(ctx) })
	defer working.Wait()
	defer stop()
	until(t, logged, "no scanner")
	if err := device.PlugIn(); err != nil {
		t.Fatal(err)
	}
	until(t, logged, "scanner is ready")
	rubbish := strings.Repeat(holder+"\xff\r\n", 50)
	if err := device.Send(rubbish+"000000000000||"+holder+"|01021950|Nam|Phố Ví Dụ|15042021\r\n", 7); err != nil {
		t.Fatal(err)
	}
	select {
	case s := <-scans:
		if !strings.Contains(s.Text.Reveal(), holder) {
			t.Error("the scan is not what was sent")
		}
	case <-time.After(20 * time.Second):
		t.Fatal("no scan")
	}
	if err := device.Unplug(); err != nil {
		t.Fatal(err)
	}
	until(t, logged, "the scanner is gone")
	stop()
	working.Wait()
	said := out.String()
	if strings.Contains(said, "MẪU") || strings.Contains(said, "000000000000") {
		t.Errorf("the log holds what was scanned:\n%s", said)
	}
	if n := strings.Count(said, "damage=not-utf8"); n != 1 {
		t.Errorf("fifty damaged scans in a row are logged %d times, want once", n)
	}
}

// tee writes into a buffer and tells of each write.
type tee struct {
	*bytes.Buffer
	told chan<- string
}

func (w *tee) Write(line []byte) (int, error) {
	w.told <- string(line)
	return w.Buffer.Write(line)
}

func until(t *testing.T, lines <-chan string, part string) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		select {
		case line := <-lines:
			if strings.Contains(line, part) {
				return
			}
		case <-deadline:
			t.Fatalf("waited in vain until the log says %q", part)
		}
	}
}
