package kiosk_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/stick"
	"github.com/diemcham/diemcham/store"
)

// The figures of the day are shown, printed and saved on a stick, and nobody is named.
func TestFiguresOfTheDay(t *testing.T) {
	var spool stick.Spool
	d := forStaff(t, func(o *kiosk.Options) {
		spool = stick.Open(t.TempDir(), o.Now)
		o.Stick = spool
	})
	d.addTold()
	d.until("the ticket is printed", func() bool { return d.Staff().Paper.Status == staff.PaperOut })
	d.staffDo(staff.QueueChosen{})
	d.until("the queue is shown", func() bool { return len(d.Staff().Requests) == 1 })
	id := d.Staff().Requests[0].ID
	for minutes, do := range []func() (store.Request, error){
		func() (store.Request, error) { return d.db.Take(id, "Cán bộ 1") },
		func() (store.Request, error) { return d.db.Done(id, "Cán bộ 1") },
	} {
		d.later.Add(int64(time.Duration(7+minutes) * time.Minute))
		if _, err := do(); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.db.Learned(store.Learned{Card: "AAAA0001", Done: []string{"zalo-group"}}); err != nil {
		t.Fatal(err)
	}
	d.staffDo(staff.FiguresChosen{CanSave: d.CanSave()})
	d.until("the figures are known", func() bool { return d.Staff().Counted.Known })
	var said []string
	for _, table := range d.Tables() {
		for _, line := range table.Lines(d.Texts()) {
			said = append(said, line.Name+": "+line.Text)
		}
	}
	for _, want := range []string{
		"Lấy số: 1", "Giúp xong: 1", "Thường chờ: 7 phút", "Giúp lâu nhất: 8 phút", "Chưa xong: 0", "Thẻ học mới: 1",
		"Trợ cấp hưu trí xã hội: Lấy số 1 · Giúp xong 1 · Thường chờ 7 phút · Chờ lâu nhất 7 phút · Thường giúp trong 8 phút · Giúp lâu nhất 8 phút",
		"Vào nhóm Zalo tổ dân phố: Bài đã học xong 1",
	} {
		if !slices.Contains(said, want) {
			t.Errorf("%q is not said: %q", want, said)
		}
	}

	d.staffDo(staff.FiguresPrintChosen{})
	d.until("they are printed", func() bool { return d.Staff().Paper.Status == staff.PaperOut })
	d.staffDo(staff.SaveChosen{})
	d.until("a stick is waited for", func() bool { return d.Staff().Counted.Saving == staff.SavingWaits })
	if !spool.Wanted() {
		t.Error("nothing is offered")
	}
	on := t.TempDir() // the stick
	if result, err := spool.Save(on); result != stick.Saved || err != nil {
		t.Fatal(result, err)
	}
	d.Tick()
	d.until("it was looked for one", func() bool { return !d.LookingForStick() })
	if d.Staff().Counted.Saving != staff.SavingWaits {
		t.Error("it is said to be saved while the stick is mounted")
	}
	if err := spool.Tell(stick.Saved); err != nil {
		t.Fatal(err)
	}
	d.Tick()
	d.until("it is said so", func() bool { return d.Staff().Counted.Saving == staff.SavingDone })
	for _, name := range []string{"so-lieu-A-2026-11-23.xlsx", "so-lieu-A-2026-11-23.pdf"} {
		data, err := os.ReadFile(filepath.Join(on, name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".pdf") {
			cmd := exec.Command("pdftotext", "-raw", "-", "-")
			cmd.Stdin = bytes.NewReader(data)
			text, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(text), "Trợ cấp hưu trí xã hội") {
				t.Errorf("the PDF says %s", text)
			}
			data = text
		}
		for _, secret := range []string{canary, toldName, "Cán bộ 1"} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("%s holds %q", name, secret)
			}
		}
	}

	// Nothing stays on offer once staff mode is locked.
	d.staffDo(staff.SaveChosen{})
	d.until("a stick is waited for", func() bool { return d.Staff().Counted.Saving == staff.SavingWaits })
	d.staffDo(staff.Locked{})
	d.QueueChanged() // which the disk does after it
	d.until("nothing is offered", func() bool { return !spool.Wanted() })
}
