package ipp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/OpenPrinting/goipp"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/printing/ipp"
	"github.com/diemcham/diemcham/kiosk/slip"
)

// ticket is the slip of a help request with that code.
func ticket(t *testing.T, code string) slip.Slip {
	t.Helper()
	s, err := makeTicket(code)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func makeTicket(code string) (slip.Slip, error) {
	texts, err := locale.Load(assets.Strings())
	if err != nil {
		return slip.Slip{}, err
	}
	at := time.Date(2026, 11, 23, 9, 41, 0, 0, time.UTC)
	return slip.Ticket(texts, locale.Vi, slip.Place{Ward: "Phường Việt Hưng"},
		slip.TicketData{Number: "A012", Code: code, Topic: "Zalo", At: at}, at), nil
}

const (
	first  = "261123010012"
	second = "261123010013"
)

// codeOn reads the bar code of a sheet that came out.
func codeOn(t *testing.T, sheet string) string {
	t.Helper()
	picture := filepath.Join(t.TempDir(), "sheet")
	if out, err := exec.Command(program(t, "pdftoppm"), "-r", "203", "-gray", "-png", "-singlefile", sheet, picture).CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm: %v\n%s", err, out)
	}
	code, err := exec.Command(program(t, "zbarimg"), "--nodbus", "--quiet", "--raw", "-Sbinary", picture+".png").Output()
	if err != nil {
		t.Fatalf("zbarimg: %v", err)
	}
	return strings.TrimSpace(string(code))
}

// ways are the ways to the printer: each prepares a site and returns the address.
var ways = map[string]func(*site) string{
	"direct": (*site).direct,
	"through a queue": func(s *site) string {
		s.openQueue()
		return s.queued()
	},
}

func eachWay(t *testing.T, do func(t *testing.T, s *site, p *ipp.Printer)) {
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			do(t, s, s.printer(way(s)))
		})
	}
}

func TestPrintsAPageThatReadsBack(t *testing.T) {
	eachWay(t, func(t *testing.T, s *site, p *ipp.Printer) {
		outcome, err := p.Print(t.Context(), ticket(t, first))
		if err != nil || outcome != printing.Printed {
			t.Fatalf("outcome %d, error %v, want printed\n%s", outcome, err, s.logs())
		}
		sheets := s.out()
		if len(sheets) != 1 {
			t.Fatalf("%d sheets came out", len(sheets))
		}
		if got := codeOn(t, sheets[0]); got != first {
			t.Errorf("the sheet says %q, want %q", got, first)
		}
	})
}

func TestPrintsOverTLS(t *testing.T) {
	s := newSite(t)
	p := s.printer(strings.Replace(s.direct(), "ipp:", "ipps:", 1))
	if outcome, err := p.Print(t.Context(), ticket(t, first)); err != nil || outcome != printing.Printed {
		t.Fatalf("outcome %d, error %v, want printed\n%s", outcome, err, s.logs())
	}
}

// smallSheets is a printer that has A5, which the usual one has not.
const smallSheets = `ATTR mimeMediaType document-format-supported application/pdf
ATTR keyword media-supported iso_a4_210x297mm,iso_a5_148x210mm
ATTR keyword media-default iso_a4_210x297mm
ATTR keyword media-ready iso_a5_148x210mm
ATTR keyword sides-supported one-sided
ATTR keyword print-scaling-supported none,auto
`

func TestPrintsOnA5(t *testing.T) {
	s := newSite(t)
	s.off()
	s.write("small.conf", smallSheets, 0o644)
	s.kind = []string{"-a", s.path("small.conf")}
	s.switchOn()
	profile := s.profile()
	profile.Paper = ipp.A5
	p, err := ipp.New(s.direct(), profile)
	if err != nil {
		t.Fatal(err)
	}
	if outcome, err := p.Print(t.Context(), ticket(t, first)); err != nil || outcome != printing.Printed {
		t.Fatalf("outcome %d, error %v, want printed\n%s", outcome, err, s.logs())
	}
	if got := codeOn(t, s.out()[0]); got != first {
		t.Errorf("the sheet says %q, want %q", got, first)
	}
}

func TestPrinterThatTakesNoPDF(t *testing.T) {
	s := newSite(t)
	s.off()
	s.kind = []string{"-f", "image/jpeg"}
	s.switchOn()
	_, err := s.printer(s.direct()).Print(t.Context(), ticket(t, first))
	if err == nil || !strings.Contains(err.Error(), "it takes no PDF") || !strings.Contains(err.Error(), "image/jpeg") {
		t.Errorf("error %v", err)
	}
	if n := s.jobs(); n != 0 {
		t.Errorf("%d jobs were begun", n)
	}
}

// What nobody can vouch for is sent, not printed.
func TestOutcomeIsSent(t *testing.T) {
	t.Run("where the device complains afterwards", func(t *testing.T) {
		eachWay(t, func(t *testing.T, s *site, p *ipp.Printer) {
			s.say("leave", "cover-open")
			if outcome, err := p.Print(t.Context(), ticket(t, first)); err != nil || outcome != printing.Sent {
				t.Errorf("outcome %d, error %v, want sent", outcome, err)
			}
		})
	})
	t.Run("where the queue only gets rid of the data", func(t *testing.T) {
		s := newSite(t)
		s.openQueue()
		s.run(program(t, "lpadmin"), "-p", "slip", "-v", "file://"+s.path("port"))
		if outcome, err := s.printer(s.queued()).Print(t.Context(), ticket(t, first)); err != nil || outcome != printing.Sent {
			t.Fatalf("outcome %d, error %v, want sent\n%s", outcome, err, s.logs())
		}
		if got := codeOn(t, s.path("port")); got != first {
			t.Errorf("the printer got %q", got)
		}
	})
}

// The page arrives, but not the answer with the number of its job.
func TestPageWithoutAnAnswerIsWithdrawn(t *testing.T) {
	s := newSite(t)
	s.say("hold", "")
	target, err := url.Parse(fmt.Sprintf("http://localhost:%d", s.port))
	if err != nil {
		t.Fatal(err)
	}
	lost := false
	proxy := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ModifyResponse: func(r *http.Response) error {
			if r.Request.ContentLength > 10000 && !lost { // the page
				lost = true
				panic(http.ErrAbortHandler)
			}
			return nil
		},
	})
	defer proxy.Close()
	p := s.printer(strings.Replace(proxy.URL, "http:", "ipp:", 1) + "/ipp/print")
	_, err = p.Print(t.Context(), ticket(t, first))
	var fault *printing.FaultError
	if !errors.As(err, &fault) || fault.Fault != printing.Unplugged || !lost {
		t.Errorf("error %v, want unplugged (lost: %v)", err, lost)
	}
	s.mend("hold")
	nothingLate(t, s, p)
}

// A trouble is named in time; once it is mended, the page that was given up never
// comes out, and the next one does.
func TestTroubleIsNamedAndNothingComesOutLate(t *testing.T) {
	hold := func(s *site) { s.say("hold", "") }
	for name, c := range map[string]struct {
		before func(*site) // the page is printed
		during func(*site) // its job is in the mechanism
		mend   func(*site)
		want   printing.Fault
		queue  bool // only where there is a queue
		direct bool // only where there is none
		unsure bool // a queue may not learn of it: then the resident is asked to look
	}{
		"no paper before": {
			before: func(s *site) { s.paper(0, 0) },
			mend:   func(s *site) { s.paper(250, 25) },
			want:   printing.PaperOut,
		},
		// This printer does not print then; others do, and only the deadline tells.
		"the other tray is empty": {
			before: func(s *site) { s.paper(250, 0) },
			mend:   func(s *site) { s.paper(250, 25) },
			want:   printing.PaperOut,
		},
		"paper runs out while printing": {
			before: func(s *site) { s.say("trouble", "media-empty") },
			mend:   func(s *site) { s.mend("trouble") },
			want:   printing.PaperOut,
		},
		"cover opened while printing": {
			before: func(s *site) { s.say("trouble", "cover-open") },
			mend:   func(s *site) { s.mend("trouble") },
			want:   printing.CoverOpen,
		},
		"cover open before": {
			before: func(s *site) { s.say("leave", "cover-open"); s.other() },
			mend:   func(s *site) { s.mend("leave"); s.other() },
			want:   printing.CoverOpen,
		},
		"jam before": {
			before: func(s *site) { s.say("leave", "media-jam"); s.other() },
			mend:   func(s *site) { s.mend("leave"); s.other() },
			want:   printing.Jam,
		},
		"jam that waits to be cleared": {
			before: func(s *site) { s.say("trouble", "media-jam") },
			mend:   func(s *site) { s.mend("trouble") },
			want:   printing.Jam,
		},
		"jam that ends the job": {
			before: func(s *site) { s.say("abort", "media-jam") },
			mend:   func(s *site) { s.mend("abort"); s.off(); s.switchOn() },
			want:   printing.Jam,
			unsure: true, // CUPS may find the job gone from the device and call it completed
		},
		"slow for no reason": {
			before: hold,
			mend:   func(s *site) { s.mend("hold") },
			want:   printing.NoAnswer,
		},
		"off before": {
			before: (*site).off,
			mend:   (*site).switchOn,
			want:   printing.Unplugged,
		},
		"frozen before": {
			before: (*site).freeze,
			mend:   (*site).thaw,
			want:   printing.NoAnswer,
		},
		"off while printing": {
			before: hold,
			during: (*site).off,
			mend:   func(s *site) { s.mend("hold"); s.switchOn() },
			want:   printing.Unplugged,
		},
		"off while printing and back at once": {
			before: hold,
			during: func(s *site) { s.off(); s.mend("hold"); s.switchOn() },
			mend:   func(*site) {},
			want:   printing.Unplugged,
			direct: true, // a queue finds it back in time
		},
		"the queue is stopped": {
			before: func(s *site) { s.run(program(s.t, "cupsdisable"), "slip") },
			mend:   func(s *site) { s.run(program(s.t, "cupsenable"), "slip") },
			want:   printing.Offline,
			queue:  true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			eachWay(t, func(t *testing.T, s *site, p *ipp.Printer) {
				if c.queue && s.cups == nil || c.direct && s.cups != nil {
					return // what it is about is not there
				}
				c.before(s)
				if c.during != nil {
					s.once(1, func() { c.during(s) })
				}
				began := time.Now()
				outcome, err := p.Print(t.Context(), ticket(t, first))
				took := time.Since(began)
				var fault *printing.FaultError
				toLook := c.unsure && s.cups != nil && err == nil && outcome == printing.Sent
				if !toLook && (!errors.As(err, &fault) || fault.Fault != c.want) {
					t.Fatalf("outcome %d, error %v, want the fault %s\n%s", outcome, err, c.want, s.logs())
				}
				if limit := s.profile().Limit + 300*time.Millisecond; took > limit {
					t.Errorf("said after %v, later than %v", took, limit)
				}
				t.Logf("after %v: %v", took.Round(10*time.Millisecond), err)
				c.mend(s)
				nothingLate(t, s, p)
			})
		})
	}
}

// nothingLate prints the second ticket and finds it alone in the tray.
func nothingLate(t *testing.T, s *site, p *ipp.Printer) {
	t.Helper()
	if outcome, err := p.Print(t.Context(), ticket(t, second)); err != nil || outcome != printing.Printed {
		t.Fatalf("the next page: outcome %d, error %v\n%s", outcome, err, s.logs())
	}
	s.until("no job is left", func() bool { return s.jobs() == 0 })
	for _, sheet := range s.out() {
		if got := codeOn(t, sheet); got != second {
			t.Errorf("the page of %s came out late", got)
		}
	}
	if n := len(s.out()); n != 1 {
		t.Errorf("%d sheets came out, want the second alone", n)
	}
}

// withdrawnByItself has Run withdraw a job that is held, without a next page.
func withdrawnByItself(t *testing.T, s *site, p *ipp.Printer) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.Run(ctx)
	}()
	defer func() { cancel(); <-done }()
	s.until("no job is left", func() bool { return s.jobs() == 0 })
	s.mend("hold")
	nothingLate(t, s, p)
}

// Frozen in the middle, the printer holds the job and cannot be told to drop it;
// so it is told before the next page, and by Run without one.
func TestJobOfAFrozenPrinterIsWithdrawnOnceItThaws(t *testing.T) {
	for name, next := range map[string]func(*testing.T, *site, *ipp.Printer){
		"by the next page": func(t *testing.T, s *site, p *ipp.Printer) {
			s.once(2, func() { s.mend("hold") })
			nothingLate(t, s, p)
		},
		"by itself": withdrawnByItself,
	} {
		t.Run(name, func(t *testing.T) {
			eachWay(t, func(t *testing.T, s *site, p *ipp.Printer) {
				s.say("hold", "")
				s.once(1, func() { s.freeze() })
				_, err := p.Print(t.Context(), ticket(t, first))
				var fault *printing.FaultError
				if !errors.As(err, &fault) || fault.Fault != printing.NoAnswer {
					t.Fatalf("error %v, want no answer", err)
				}
				if !strings.Contains(err.Error(), "not confirmed as withdrawn") {
					t.Errorf("the error keeps quiet about the job: %v", err)
				}
				s.thaw()
				next(t, s, p)
			})
		})
	}
}

// jobs is how many jobs the device and the queue have not ended.
func (s *site) jobs() (n int) {
	for _, at := range s.places() {
		answer := s.ask(at, goipp.OpGetJobs, "somebody-else", nil)
		if answer == nil {
			return 1 // it cannot say
		}
		for _, group := range answer.Groups {
			if group.Tag == goipp.TagJobGroup {
				n++
			}
		}
	}
	return n
}

// where a question is answered.
type where struct{ url, uri string }

// places are the device and then the queue, if there is one.
func (s *site) places() []where {
	list := []where{{fmt.Sprintf("http://localhost:%d/ipp/print", s.port), s.direct()}}
	if s.cups != nil {
		list = append(list, where{fmt.Sprintf("http://127.0.0.1:%d/printers/slip", s.queues), "ipp://localhost/printers/slip"})
	}
	return list
}

// careless hands a page over, to the queue if there is one, as a client does that
// thinks no further.
func (s *site) careless(user string, page slip.Slip) {
	s.t.Helper()
	document, err := page.PDF(210, 297)
	if err != nil {
		s.t.Fatal(err)
	}
	places := s.places()
	answer := s.ask(places[len(places)-1], goipp.OpPrintJob, user, document)
	if answer == nil || answer.Code != 0 {
		s.t.Fatalf("a careless client prints nothing: %v", answer)
	}
}

// other is what somebody else prints, and takes away.
func (s *site) other() {
	s.t.Helper()
	s.careless("somebody-else", ticket(s.t, second))
	s.until("it is out", func() bool { return len(s.out()) == 1 && s.jobs() == 0 })
	if err := os.Remove(s.out()[0]); err != nil {
		s.t.Error(err)
	}
}

func (s *site) ask(at where, op goipp.Op, user string, document []byte) *goipp.Message {
	question := goipp.NewRequest(goipp.DefaultVersion, op, 1)
	question.Operation.Add(goipp.MakeAttribute("attributes-charset", goipp.TagCharset, goipp.String("utf-8")))
	question.Operation.Add(goipp.MakeAttribute("attributes-natural-language", goipp.TagLanguage, goipp.String("en")))
	question.Operation.Add(goipp.MakeAttribute("printer-uri", goipp.TagURI, goipp.String(at.uri)))
	question.Operation.Add(goipp.MakeAttribute("requesting-user-name", goipp.TagName, goipp.String(user)))
	body, err := question.EncodeBytes()
	if err != nil {
		s.t.Error(err)
		return nil
	}
	client := http.Client{Timeout: 5 * time.Second}
	response, err := client.Post(at.url, goipp.ContentType, bytes.NewReader(append(body, document...)))
	if err != nil {
		return nil
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	var answer goipp.Message
	if err != nil || answer.DecodeBytes(data) != nil {
		return nil
	}
	return &answer
}

// The positive control of everything above: without withdrawing, the page does
// come out late.
func TestCarelessPageComesOutLate(t *testing.T) {
	eachWay(t, func(t *testing.T, s *site, _ *ipp.Printer) {
		s.say("trouble", "media-empty")
		s.careless("somebody-else", ticket(t, first))
		s.until("the job is in the mechanism", func() bool { return s.started() == 1 })
		s.mend("trouble")
		s.until("the page is out", func() bool { return len(s.out()) == 1 })
		if got := codeOn(t, s.out()[0]); got != first {
			t.Errorf("the sheet says %q", got)
		}
	})
}

// What others print is none of this kiosk's business, also while it clears up.
func TestJobsOfOthersAreLeftAlone(t *testing.T) {
	eachWay(t, func(t *testing.T, s *site, p *ipp.Printer) {
		s.say("trouble", "media-empty")
		s.careless("somebody-else", ticket(t, second))
		s.until("the job is in the mechanism", func() bool { return s.started() == 1 })
		if _, err := p.Print(t.Context(), ticket(t, first)); err == nil {
			t.Error("printed without paper")
		}
		s.mend("trouble")
		s.until("the page is out", func() bool { return len(s.out()) == 1 })
		if got := codeOn(t, s.out()[0]); got != second {
			t.Errorf("the sheet says %q, want %q", got, second)
		}
	})
}

// A page cancelled by its own kiosk, because it is told to end, is withdrawn too.
func TestCancelledPageIsWithdrawn(t *testing.T) {
	eachWay(t, func(t *testing.T, s *site, p *ipp.Printer) {
		s.say("hold", "")
		ctx, cancel := context.WithCancel(t.Context())
		s.once(1, func() { cancel() })
		if _, err := p.Print(ctx, ticket(t, first)); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want cancelled", err)
		}
		s.mend("hold")
		nothingLate(t, s, p)
	})
}

// What a program that was killed left in the printer, the next one withdraws.
func TestJobOfAKilledProgramIsWithdrawn(t *testing.T) {
	eachWay(t, func(t *testing.T, s *site, p *ipp.Printer) {
		s.say("hold", "")
		address := s.direct()
		if s.cups != nil {
			address = s.queued()
		}
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), childAddress+"="+address, childSocket+"="+s.socket())
		child.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		ok := soon(func() bool { return s.started() == 1 })
		if err := child.Process.Kill(); err != nil || !ok {
			t.Errorf("the job is in the mechanism: %v, killed: %v", ok, err)
		}
		_ = child.Wait() // that it was killed is known
		withdrawnByItself(t, s, p)
	})
}

// The program that is killed is this one, started with these in its environment.
const (
	childAddress = "DIEMCHAM_TEST_PRINTER"
	childSocket  = "DIEMCHAM_TEST_CUPS"
)

func TestMain(m *testing.M) {
	if address := os.Getenv(childAddress); address != "" {
		p, err := ipp.New(address, hurried(os.Getenv(childSocket)))
		if err == nil {
			_, err = p.Print(context.Background(), page{})
		}
		fmt.Fprintln(os.Stderr, "not killed:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// page is the first ticket.
type page struct{ slip.Slip }

func (page) PDF(width, height int) ([]byte, error) {
	s, err := makeTicket(first)
	if err != nil {
		return nil, err
	}
	return s.PDF(width, height)
}

func TestAddressesAndProfilesThatCannotWork(t *testing.T) {
	good := ipp.DefaultProfile(ipp.A4, "kiosk-1")
	for _, address := range []string{
		"", "192.168.1.60", "http://printer/ipp/print", "ipp://", "ipp:///ipp/print", "ipp://printer", "ipp://printer/",
		"ipp://user:secret@printer/ipp/print", "cups:", "cups:a/b", "cups:a b", "ipp://printer/ipp/print#1",
	} {
		if _, err := ipp.New(address, good); err == nil || !strings.Contains(err.Error(), "want ipp://host/path") {
			t.Errorf("%q: error %v", address, err)
		}
	}
	for _, address := range []string{"ipp://printer/ipp/print", "ipps://192.168.1.60:443/ipp/print", "cups:laser_1"} {
		if _, err := ipp.New(address, good); err != nil {
			t.Error(err)
		}
	}
	for name, change := range map[string]func(*ipp.Profile){
		"paper": func(p *ipp.Profile) { p.Paper = "letter" },
		"user":  func(p *ipp.Profile) { p.User = "" },
		"poll":  func(p *ipp.Profile) { p.Poll = 0 },
		"limit": func(p *ipp.Profile) { p.Limit = p.Undo },
	} {
		bad := good
		change(&bad)
		if _, err := ipp.New("cups:laser", bad); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
