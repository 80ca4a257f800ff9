package ui_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"

	"github.com/diemcham/diemcham/kiosk/speech"
	"github.com/diemcham/diemcham/kiosk/ui"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/store/upload"
)

// besides is a second place where the kiosk of a stage is shown.
type besides struct{ software.WindowlessCanvas }

func (b besides) Canvas() fyne.Canvas { return b.WindowlessCanvas }

// The foot of the queue tells how the requests stand with the hub; that all is
// sent only when it is.
func TestHowTheRequestsStandWithTheHub(t *testing.T) {
	noon := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	const technician = "Mời báo kỹ thuật viên."
	tests := map[string]struct {
		status upload.Status
		want   []string
	}{
		"nothing yet":         {upload.Status{}, []string{"Chưa có việc nào phải gửi"}},
		"all is sent":         {upload.Status{LastSuccess: noon}, []string{"Đã gửi hết lên phường · lần cuối 12:00"}},
		"some are to be sent": {upload.Status{Pending: 3, LastSuccess: noon}, []string{"Còn 3 việc chưa gửi"}},
		"no line":             {upload.Status{Pending: 3, Trouble: upload.Away}, []string{"Còn 3 việc chưa gửi"}},
		"some are not taken":  {upload.Status{Aside: 2, LastSuccess: noon}, []string{"Phường không nhận 2 việc", technician}},
		"none is taken":       {upload.Status{Aside: 2}, []string{"Phường không nhận 2 việc", technician}},
		"not taken, and some to be sent": {
			upload.Status{Pending: 3, Aside: 2, Trouble: upload.Away},
			[]string{"Còn 3 việc chưa gửi", "Phường không nhận 2 việc", technician},
		},
		"the kiosk is refused": {upload.Status{Pending: 3, Trouble: upload.Refused}, []string{"chưa nhận ra máy này", "3 việc", technician}},
		"a stranger answers":   {upload.Status{Pending: 3, Trouble: upload.Stranger}, []string{"Nơi khác trả lời thay phường", "3 việc", technician}},
		"the hub has a fault":  {upload.Status{Pending: 3, Trouble: upload.Faulty}, []string{"Máy chủ của phường đang có lỗi", "3 việc"}},
		"its own disk fails":   {upload.Status{Trouble: upload.Local}, []string{"không đọc hoặc ghi được", technician}},
	}
	for _, panel := range gallery.Panels() {
		k := newStage(t, panel)
		asks(k, 1)
		k.Speaker.Have(speech.Stuck)
		k.Tick(61)
		k.Until("the sound to be missed", func() bool { return k.Kiosk.SoundFault() == speech.Stuck })
		opensQueue(k)
		canvas := software.NewCanvas()
		canvas.SetPadded(false)
		var status upload.Status
		w := ui.New(besides{canvas}, k.Kiosk, ui.Options{
			PanelWidthMM: panel.WidthMM, Upload: func() upload.Status { return status },
		})
		canvas.Resize(fyne.NewSize(panel.Width, panel.Height))
		for name, test := range tests {
			t.Run(panel.Name+"/"+name, func(t *testing.T) {
				status = test.status
				w.Refresh()
				foot := footer(t, canvas.Content(), panel)
				for _, want := range test.want {
					if !strings.Contains(foot, want) {
						t.Errorf("the foot says %q, want %q in it", foot, want)
					}
				}
				if strings.Contains(foot, "Đã gửi hết") != (name == "all is sent") {
					t.Errorf("the foot says %q", foot)
				}
			})
		}
	}
}

// footer returns what stands at the foot of the window, and sees that it fits.
func footer(t *testing.T, root fyne.CanvasObject, panel gallery.Panel) string {
	t.Helper()
	var words []string
	const foot = 170 // pixels at most, where it has several lines
	for _, text := range texts(root) {
		if text.y+text.h <= panel.Height-foot {
			continue
		}
		words = append(words, strings.Fields(text.text)...)
		if text.y+text.h > panel.Height || text.x+text.w > panel.Width {
			t.Errorf("%q lies outside the window", text.text)
		}
	}
	return strings.Join(words, " ")
}
