package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"io"
	"io/fs"
	"log"
	"math/rand/v2"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/diemcham/diemcham/kiosk/printing/fakeprinter"
)

const fakePrinterUsage = "fake-printer [--listen HOST:PORT | --pty] [--out DIR] [--dots 576] [--buffer BYTES] [--paper ROWS] [--near-end ROWS] " +
	"[--rows-per-second N] [--cover-open] [--cutter-jam] [--head-hot] [--offline] [--mute] [--alone] [--reports] [--garbage] [--hang-up-after BYTES]"

// fakePrinterCommand is a receipt printer made of software, to try a kiosk with.
func fakePrinterCommand(env Env, args []string) error {
	f, err := parseFakePrinter(args)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	d := &double{dir: f.out, say: log.New(env.Stdout, "", 0)}
	if err := os.MkdirAll(f.out, 0o750); err != nil {
		return err
	}
	f.options.OnCut = d.keep
	d.printer = fakeprinter.New(f.options)
	defer d.printer.Close()
	address, unplug, err := d.connect(f)
	if err != nil {
		return err
	}
	defer unplug()
	d.say.Printf("printer at %s, slips go to %s", address, f.out)

	ctx, quit := context.WithCancel(ctx)
	defer quit()
	go func() {
		in := bufio.NewScanner(env.Stdin)
		for in.Scan() {
			if strings.TrimSpace(in.Text()) == "quit" {
				quit()
				return
			}
			d.say.Print(d.control(in.Text()))
		}
	}()
	<-ctx.Done()
	problems := d.printer.Problems()
	for _, problem := range problems {
		d.say.Printf("not understood: %v", problem)
	}
	if hanging := d.printer.Hanging().Bounds().Dy(); hanging > 0 {
		d.say.Printf("%d rows hang out of it that were not cut off", hanging)
	}
	if len(problems) > 0 {
		return fmt.Errorf("the printer was sent what it does not understand: %d times", len(problems))
	}
	return nil
}

// fakePrinterFlags is the command line of fake-printer.
type fakePrinterFlags struct {
	listen  string // empty for a serial line
	out     string
	options fakeprinter.Options
}

func parseFakePrinter(args []string) (fakePrinterFlags, error) {
	var f fakePrinterFlags
	o := &f.options
	set := flag.NewFlagSet("fake-printer", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&f.listen, "listen", "127.0.0.1:9100", "")
	pty := set.Bool("pty", false, "")
	set.StringVar(&f.out, "out", "slips", "")
	set.IntVar(&o.Dots, "dots", 576, "")
	set.IntVar(&o.Buffer, "buffer", 4096, "")
	set.IntVar(&o.Paper, "paper", fakeprinter.Endless, "")
	set.IntVar(&o.NearEnd, "near-end", 0, "")
	set.BoolVar(&o.CoverOpen, "cover-open", false, "")
	set.BoolVar(&o.CutterJam, "cutter-jam", false, "")
	set.BoolVar(&o.HeadHot, "head-hot", false, "")
	set.BoolVar(&o.Paused, "offline", false, "")
	set.BoolVar(&o.Mute, "mute", false, "")
	set.BoolVar(&o.Alone, "alone", false, "")
	set.BoolVar(&o.Reports, "reports", false, "")
	set.IntVar(&o.HangUpAfter, "hang-up-after", 0, "")
	garbage := set.Bool("garbage", false, "")
	pace := set.Int("rows-per-second", 0, "")
	if err := set.Parse(args); err != nil {
		return f, usageError{"fake-printer: " + err.Error()}
	}
	switch {
	case set.NArg() > 0:
		return f, usageError{fmt.Sprintf("fake-printer: unexpected argument %q", set.Arg(0))}
	case o.Dots < 8 || o.Dots > 4096:
		return f, usageError{fmt.Sprintf("fake-printer: --dots: %d is not the width of a head; use 8 to 4096", o.Dots)}
	case o.Buffer < 16:
		return f, usageError{fmt.Sprintf("fake-printer: --buffer: %d bytes hold no command; use 16 or more", o.Buffer)}
	case o.Paper < fakeprinter.Endless, o.NearEnd < 0, o.HangUpAfter < 0, *pace < 0:
		return f, usageError{"fake-printer: rows and bytes are 0 or more; --paper -1 does not end"}
	}
	if *pty {
		f.listen = ""
	}
	if *garbage {
		o.Distort = garbled()
	}
	if *pace > 0 {
		wait := time.Second / time.Duration(*pace)
		o.BeforeRow = func(int) { time.Sleep(wait) }
	}
	return f, nil
}

// garbled makes bytes at random of every answer, the same ones each time.
func garbled() func([]byte) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	return func(answer []byte) []byte {
		bytes := make([]byte, random.IntN(4*len(answer)))
		for i := range bytes {
			bytes[i] = byte(random.UintN(256))
		}
		return bytes
	}
}

// double is a pretend printer at work.
type double struct {
	printer *fakeprinter.Printer
	dir     string
	say     *log.Logger
	slips   int
	known   int // problems already told
}

// connect gives the printer an address.
func (d *double) connect(f fakePrinterFlags) (address string, unplug func() error, err error) {
	if f.listen == "" {
		cable, err := fakeprinter.Plug()
		if err != nil {
			return "", nil, err
		}
		go d.printer.Serve(cable)
		return cable.Path, cable.Close, nil
	}
	l, err := net.Listen("tcp", f.listen)
	if err != nil {
		return "", nil, err
	}
	go d.printer.Listen(l)
	return "tcp://" + l.Addr().String(), l.Close, nil
}

// keep writes a slip that was cut off into the folder.
func (d *double) keep(slip *image.Paletted) {
	if slip.Bounds().Empty() {
		d.say.Print("cut off nothing")
	} else {
		d.slips++
		name, err := d.save(slip)
		if err != nil {
			d.say.Printf("slip %d: %v", d.slips, err)
		} else {
			d.say.Printf("slip %d: %d by %d dots in %s", d.slips, slip.Bounds().Dx(), slip.Bounds().Dy(), name)
		}
	}
	problems := d.printer.Problems()
	for _, problem := range problems[d.known:] {
		d.say.Printf("not understood: %v", problem)
	}
	d.known = len(problems)
}

// save takes the first free name.
func (d *double) save(slip image.Image) (string, error) {
	for n := d.slips; ; n++ {
		name := filepath.Join(d.dir, fmt.Sprintf("slip-%04d.png", n))
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
		switch {
		case errors.Is(err, fs.ErrExist):
			continue
		case err != nil:
			return "", err
		}
		return name, errors.Join(png.Encode(file, slip), file.Close())
	}
}

const controls = "cover open|closed, paper ROWS|endless, cutter jam|free, head hot|cool, offline, online, status, quit"

// control does what a line says, and says what was done.
func (d *double) control(line string) string {
	what, how, _ := strings.Cut(strings.TrimSpace(line), " ")
	switch what + " " + how {
	case "cover open", "cover closed":
		d.printer.SetCover(how == "open")
	case "cutter jam":
		d.printer.JamCutter()
	case "cutter free":
		d.printer.FreeCutter()
	case "head hot", "head cool":
		d.printer.SetHot(how == "hot")
	case "offline ", "online ":
		d.printer.SetPaused(what == "offline")
	case "paper endless":
		d.printer.Load(fakeprinter.Endless)
	case "status ":
		return d.status()
	default:
		rows, err := strconv.Atoi(how)
		if what != "paper" || err != nil || rows < 0 {
			return fmt.Sprintf("%q is not understood; use %s", line, controls)
		}
		d.printer.Load(rows)
	}
	return "done: " + strings.TrimSpace(line)
}

func (d *double) status() string {
	paper := strconv.Itoa(d.printer.Paper()) + " rows"
	if d.printer.Paper() == fakeprinter.Endless {
		paper = "endless"
	}
	return fmt.Sprintf("paper %s, %d rows hanging, %d bytes received, %d not understood",
		paper, d.printer.Hanging().Bounds().Dy(), d.printer.Received(), len(d.printer.Problems()))
}
