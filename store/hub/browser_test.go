package hub_test

import (
	"context"
	"errors"
	"flag"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"github.com/diemcham/diemcham/store"
)

var pictures = flag.String("pictures", "", "`folder` for pictures of the pages as a browser shows them, to be looked at")

// chromium is the real browser with one of the staff before it.
type chromium struct {
	*testing.T
	ctx     context.Context
	mutex   sync.Mutex
	says    []string    // what the browser holds against the pages
	arrived chan string // the files that it saved
}

func openChromium(t *testing.T) *chromium {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if errors.Is(err, exec.ErrNotFound) {
		t.Skip("skipped: chromium is not installed (packaging/deps test installs it)")
	}
	folder := t.TempDir()
	// Its own sandbox refuses to run as root.
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	c := &chromium{T: t, ctx: ctx, arrived: make(chan string, 1)}
	chromedp.ListenTarget(ctx, func(event any) {
		switch e := event.(type) {
		case *log.EventEntryAdded:
			c.mutex.Lock()
			defer c.mutex.Unlock()
			c.says = append(c.says, e.Entry.Text)
		case *browser.EventDownloadProgress:
			if e.State == browser.DownloadProgressStateCompleted {
				c.arrived <- filepath.Join(folder, e.GUID)
			}
		}
	})
	c.do(log.Enable(), browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllowAndName).WithDownloadPath(folder).WithEventsEnabled(true))
	return c
}

func (c *chromium) do(actions ...chromedp.Action) {
	c.Helper()
	if err := chromedp.Run(c.ctx, actions...); err != nil {
		c.Fatal(err)
	}
}

// press presses what is found and waits for the page that comes.
func (c *chromium) press(xpath string) {
	c.Helper()
	ctx, cancel := context.WithTimeout(c.ctx, 20*time.Second)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(xpath, chromedp.BySearch, chromedp.NodeVisible)); err != nil {
		c.Fatalf("press %s: %v", xpath, err)
	}
}

// sees waits for words on the page.
func (c *chromium) sees(words ...string) {
	c.Helper()
	var text string
	c.do(chromedp.Text("body", &text, chromedp.ByQuery))
	for _, w := range words {
		if !strings.Contains(text, w) {
			c.Errorf("the page lacks %q:\n%s", w, text)
		}
	}
}

// complaints returns what the browser has held against the pages since it was asked.
func (c *chromium) complaints() []string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	says := c.says
	c.says = nil
	return says
}

// fits fails if something of the page is wider than the window, or stands beyond it, and
// takes a picture.
func (c *chromium) fits(name string) {
	c.Helper()
	for device, size := range map[string][2]int64{"desk": {1280, 800}, "phone": {390, 844}} {
		var wide, hidden []string
		var font, scrolls bool
		var picture []byte
		c.do(
			chromedp.EmulateViewport(size[0], size[1]),
			// A table may be wider where it has a scroll bar of its own.
			chromedp.Evaluate(`[...document.querySelectorAll('body *')].filter(e => {
				const r = e.getBoundingClientRect(), ownBar = e.parentElement.closest('.sheet')
				return r.width > 0 && !ownBar && !e.matches('.unseen') && (r.left < 0 || r.right > innerWidth + 0.5)
			}).map(e => e.tagName + ' ' + e.className + ' ' + e.textContent.trim().slice(0, 40))`, &wide),
			chromedp.Evaluate(`document.documentElement.scrollWidth > innerWidth`, &scrolls),
			// Buttons that stay in sight must not lie over what is to be read.
			chromedp.Evaluate(`[...document.querySelectorAll('tr:has(.act)')].flatMap(row => {
				const act = row.querySelector('.act').getBoundingClientRect()
				return [...row.cells].filter(cell => {
					const range = document.createRange(), r = (range.selectNodeContents(cell), range.getBoundingClientRect())
					return !cell.matches('.act') && r.width > 0 && r.right > act.left + 1 && r.bottom > act.top + 1 && r.top < act.bottom - 1
				}).map(cell => cell.textContent)
			})`, &hidden),
			chromedp.Evaluate(`[...document.fonts].some(f => f.status == 'loaded')`, &font),
			chromedp.FullScreenshot(&picture, 100),
		)
		if len(wide) > 0 {
			c.Errorf("%s, at a %s: beyond the window are %q", name, device, wide)
		}
		if scrolls {
			c.Errorf("%s, at a %s: the page scrolls sideways", name, device)
		}
		if len(hidden) > 0 {
			c.Errorf("%s, at a %s: buttons lie over %q", name, device, hidden)
		}
		if !font {
			c.Errorf("%s, at a %s: shown in a font that is not ours", name, device)
		}
		if *pictures != "" {
			if err := os.WriteFile(filepath.Join(*pictures, name+"-"+device+".png"), picture, 0o600); err != nil {
				c.Fatal(err)
			}
		}
	}
	c.do(chromedp.EmulateViewport(1280, 800))
}

// One of the staff works through the pages with the mouse and the keys of a real browser,
// which holds nothing against them.
func TestTheWardsPagesInABrowser(t *testing.T) {
	w := start(t)
	first := withPhone(asked(t, "A001", morning()), true, w.sealed("0900000001"))
	second := asked(t, "A002", morning().Add(10*time.Minute))
	w.send(first, second, asked(t, "A003", morning().Add(20*time.Minute)))
	c := openChromium(t)
	var disabled bool
	door, err := url.Parse(w.url)
	if err != nil {
		t.Fatal(err)
	}
	door.User = url.UserPassword("Chị Hoa", password)
	c.do(chromedp.Navigate(door.String()))
	c.sees("Đang chờ", "A 001", "A 002", "0900 000 001", "Chờ tại máy", "Gọi điện")
	c.fits("queue")

	// A colleague takes the one at the top; the page does not show that yet.
	if err := w.do(second.Request, store.Taken, nil); err != nil {
		t.Fatal(err)
	}
	c.press(`//button[contains(., 'Mời người tiếp theo')]`)
	c.sees("Yêu cầu A 003", "Chị Hoa", "Đang giúp")
	c.do(chromedp.Navigate(w.url))
	c.press(`//button[contains(., 'Gọi điện người tiếp theo')]`)
	c.sees("Yêu cầu A 001", "Chị Hoa", "Đang giúp", "Muốn được giúp")
	c.do(chromedp.Click(`input[name=outcome][value=reached]`, chromedp.ByQuery))
	c.press(`//button[contains(., 'Ghi kết quả')]`)
	c.sees("Yêu cầu A 001")
	c.do(chromedp.SendKeys(`#note`, "bà hẹn chiều nay quay lại", chromedp.ByID))
	c.press(`//button[contains(., 'Lưu ghi chú')]`)
	c.sees("bà hẹn chiều nay quay lại")
	c.fits("request")
	c.press(`//button[normalize-space() = 'Xong']`)
	c.sees("Yêu cầu A 001", "Xong")
	if r, _, err := w.inbox.Request(t.Context(), first.Request); err != nil || r.Status != store.Closed || r.ClosedBy != "Chị Hoa" || len(r.Notes) != 1 {
		t.Errorf("the hub has %+v, %v", r, err)
	}

	c.do(chromedp.Navigate(w.url))
	c.sees("Chưa có ai để mời")
	c.fits("queue-none")
	c.do(chromedp.Evaluate(`document.querySelector('.next button').disabled`, &disabled))
	if !disabled {
		t.Error("the button of the next one can be pressed with nobody there")
	}

	for path, name := range map[string]string{"/progress": "progress", "/figures?span=week": "figures", "/devices": "devices", "/retention": "retention"} {
		c.do(chromedp.Navigate(w.url + path))
		c.fits(name)
	}
	c.do(chromedp.Navigate(w.url + "/figures"))
	c.press(`//a[contains(., 'Tuần này')]`)
	c.sees("tuần", "Giúp xong", "Thường chờ")
	c.do(chromedp.Click(`//a[contains(., 'XLSX')]`, chromedp.BySearch))
	select {
	case file := <-c.arrived:
		sheets, err := excelize.OpenFile(file)
		if err != nil {
			t.Fatal(err)
		}
		defer sheets.Close()
		if got, err := sheets.GetCellValue("Tổng số", "B4"); got != "3" || err != nil {
			t.Errorf("the file says that %q asked, %v", got, err)
		}
	case <-time.After(20 * time.Second):
		t.Error("no file came")
	}
	if says := c.complaints(); len(says) > 0 {
		t.Errorf("the browser holds against the pages: %q", says)
	}

	// The control: what the pages forbid is held against them.
	c.do(chromedp.Evaluate(`document.head.append(Object.assign(document.createElement('style'), {textContent: 'h1 {width: 3000px}'})); document.querySelector('main').append(Object.assign(document.createElement('img'), {src: 'http://192.0.2.1/x.png'}))`, nil), chromedp.Sleep(300*time.Millisecond))
	if says := c.complaints(); len(says) < 2 {
		t.Errorf("of a style and a picture from elsewhere it says only %q", says)
	}
}
