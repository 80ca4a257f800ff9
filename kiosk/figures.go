package kiosk

import (
	"fmt"
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/slip"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/stick"
	"github.com/diemcham/diemcham/store/figures"
)

// Stick carries files to a stick; see package stick.
type Stick interface {
	Offer([]stick.File) error
	Withdraw() error
	Result() (stick.Result, error)
}

// CanSave reports whether figures can be saved on a stick.
func (k *Kiosk) CanSave() bool { return k.o.Stick != nil }

// spanPeriod is the days that a span is just now.
func (k *Kiosk) spanPeriod(span staff.Span) figures.Period {
	now := k.Now()
	switch span {
	case staff.Today:
		return figures.Day(now)
	case staff.Yesterday:
		return figures.Day(now).Before()
	case staff.ThisWeek:
		return figures.Week(now)
	case staff.LastWeek:
		return figures.Week(now).Before()
	}
	panic(fmt.Sprintf("kiosk: no span %d", span))
}

// readFigures works figures out where the disk may be slow.
func (k *Kiosk) readFigures(span staff.Span) {
	period := k.spanPeriod(span)
	k.onDisk(func() (staff.Event, error) {
		requests, err := k.o.Requests.Queue(period.From)
		if err != nil {
			return nil, err
		}
		learned, err := k.o.Requests.CardEvents()
		if err != nil {
			return nil, err
		}
		return staff.FiguresRead{Span: span, Figures: figures.Of(period, requests, learned)}, nil
	})
}

// Tables puts the figures that staff look at into words.
func (k *Kiosk) Tables() []figures.Table {
	return k.staff.Counted.Figures.Tables(k.o.Texts, figures.Names{
		Lesson: func(id string) string {
			lesson, _ := k.o.Pack.Lesson(id)
			return lesson.Title.In(locale.Vi)
		},
		Group: func(id string) string {
			group, _ := k.o.Pack.Ward.ResidentialGroup(id)
			return group.Title.In(locale.Vi)
		},
	})
}

// figuresSlips is the figures that staff look at on paper.
func (k *Kiosk) figuresSlips() []slip.Slip {
	var sections []slip.FigureSection
	for i, table := range k.Tables() {
		section := slip.FigureSection{Title: table.Title}
		for _, line := range table.Lines(k.o.Texts) {
			section.Lines = append(section.Lines, slip.FigureLine{Name: line.Name, Text: line.Text, Wide: i > 0})
		}
		sections = append(sections, section)
	}
	period := k.staff.Counted.Figures.Period
	return slip.Figures(k.o.Texts, locale.Vi, k.slipPlace(locale.Vi), period.Says(k.o.Texts), sections, k.Now())
}

// saveFigures offers them to the next stick, as a spreadsheet and as they are printed.
func (k *Kiosk) saveFigures() {
	period := k.staff.Counted.Figures.Period
	tables, slips, place := k.Tables(), k.figuresSlips(), k.o.Place.Name.In(locale.Vi)
	stands := func(saving staff.Saving) { k.HandleStaff(staff.SaveStands{Saving: saving}) }
	taken := k.disk.do(func() {
		err := k.offer(period, place, tables, slips)
		k.o.Post(func() {
			if err != nil {
				k.o.Log.Error("figures not offered to a stick", "err", err)
				stands(staff.SavingFailed)
				return
			}
			k.o.Log.Info("figures wait for a stick")
			stands(staff.SavingWaits)
		})
	})
	if !taken {
		k.o.Post(func() { stands(staff.SavingFailed) })
	}
}

// a4 is the sheet that figures are drawn on for a stick, in millimetres.
const a4Width, a4Height = 210, 297

func (k *Kiosk) offer(period figures.Period, place string, tables []figures.Table, slips []slip.Slip) error {
	sheet, err := figures.XLSX(k.o.Texts, place, period, tables)
	if err != nil {
		return err
	}
	paper, err := slip.PDF(slips, a4Width, a4Height)
	if err != nil {
		return err
	}
	name := "so-lieu-" + k.o.Letter + "-"
	if !period.IsDay() {
		name += "tuan-"
	}
	name += period.From.Format(time.DateOnly)
	return k.o.Stick.Offer([]stick.File{{Name: name + ".xlsx", Data: sheet}, {Name: name + ".pdf", Data: paper}})
}

// dropSaving offers nothing any more.
func (k *Kiosk) dropSaving() {
	k.disk.do(func() {
		if err := k.o.Stick.Withdraw(); err != nil {
			k.o.Log.Error("figures are still offered to a stick", "err", err)
		}
	})
}

// LookingForStick reports whether it is being looked for one just now.
func (k *Kiosk) LookingForStick() bool { return k.lookingForStick }

// watchStick looks whether a stick has come, while staff wait for one.
func (k *Kiosk) watchStick() {
	if k.staff.Counted.Saving != staff.SavingWaits || k.lookingForStick {
		return
	}
	k.lookingForStick = k.disk.do(func() {
		result, err := k.o.Stick.Result()
		k.o.Post(func() {
			k.lookingForStick = false
			if err != nil {
				k.o.Log.Error("what became of the figures is not known", "err", err)
				result = stick.Failed
			}
			if result == "" {
				return
			}
			k.o.Log.Info("a stick has come", "result", string(result))
			k.HandleStaff(staff.SaveStands{Saving: staff.Saving(result)})
			k.dropSaving()
		})
	})
}
