package config

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Receipt is what a model of receipt printer can do. Nothing but its manual tells.
type Receipt struct {
	Dots     int  // across the head: 384 on 58 mm paper, 576 on 80 mm
	BandRows int  // rows sent at a time; a band has to fit the printer's buffer as often as Window says
	Window   int  // bands sent and not yet confirmed
	Feed     int  // rows of white after the page, so that its end passes the edge
	Cut      bool // it has a cutter
	Status   bool // it answers when it is asked about paper
	Speed    int  // of a serial line, in bits a second; 0 on every other way
}

// The ways a serial line can be set. What is slower takes longer for a slip than
// anybody waits.
var speeds = []int{38400, 57600, 115200}

// models are the printers known by name. The settings of one in the file, such as
// dots or cut, hold in place of the model's.
var models = map[string]Receipt{
	// By class: what most printers of that paper are.
	"80mm":         {Dots: 576, BandRows: 24, Window: 2, Feed: 80, Cut: true, Status: true},
	"80mm-oneway":  {Dots: 576, BandRows: 24, Window: 2, Feed: 80, Cut: true},
	"58mm":         {Dots: 384, BandRows: 24, Window: 2, Feed: 120, Status: true},
	"58mm-oneway":  {Dots: 384, BandRows: 24, Window: 2, Feed: 120},
	"80mm-512":     {Dots: 512, BandRows: 24, Window: 2, Feed: 80, Cut: true, Status: true},
	"80mm-640":     {Dots: 640, BandRows: 24, Window: 2, Feed: 80, Cut: true, Status: true},
	"epson-tm-t20": {Dots: 576, BandRows: 24, Window: 2, Feed: 80, Cut: true, Status: true},
	"epson-tm-t88": {Dots: 512, BandRows: 24, Window: 2, Feed: 80, Cut: true, Status: true},
	// Clones that never answer; the second garbles pictures of 48 or 96 rows.
	"zj-58":     {Dots: 384, BandRows: 24, Window: 2, Feed: 120},
	"pos-5890k": {Dots: 384, BandRows: 16, Window: 2, Feed: 120},
}

const defaultModel = "80mm"

// Models lists the names a printer's model may have, each with what it stands for.
func Models() map[string]Receipt { return maps.Clone(models) }

// readReceipt reads what kind of receipt printer it is: the model first, then what
// is different about this one.
func (p *Printer) readReceipt(t *table) {
	t.string("model", &p.Model)
	if model, ok := models[p.Model]; ok {
		p.Receipt = model
	} else {
		t.problems.add(t.key("model"), shown(p.Model), "a model of printer; use "+orList(slices.Sorted(maps.Keys(models))))
	}
	t.integer("dots", &p.Dots)
	t.integer("band_rows", &p.BandRows)
	t.integer("window", &p.Window)
	t.integer("feed", &p.Feed)
	t.boolean("cut", &p.Cut)
	t.boolean("status", &p.Status)
	t.integer("speed", &p.Speed)
}

func (r Receipt) validate(found *problems) {
	if !slices.Contains([]int{384, 512, 576, 640}, r.Dots) {
		found.add("printer.dots", strconv.Itoa(r.Dots), "a paper width; use 384, 512, 576 or 640")
	}
	between := func(key string, value, least, most int, what string) {
		if value < least || value > most {
			found.add("printer."+key, strconv.Itoa(value), fmt.Sprintf("%s; use %d to %d", what, least, most))
		}
	}
	between("band_rows", r.BandRows, 8, 256, "the rows of a band")
	between("window", r.Window, 1, 8, "the bands on the way at once")
	between("feed", r.Feed, 0, 255, "the rows of white below a slip")
	if r.Speed != 0 && !slices.Contains(speeds, r.Speed) {
		found.add("printer.speed", strconv.Itoa(r.Speed), "the speed of a serial line that is fast enough for a slip; use 38400, 57600 or 115200")
	}
}
