package ipp

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/OpenPrinting/goipp"

	"github.com/diemcham/diemcham/kiosk/printing"
)

// decode takes an answer apart, forgiving what printers are known to do wrong.
func decode(data []byte) (*goipp.Message, error) {
	var m goipp.Message
	if err := m.DecodeBytesEx(data, goipp.DecoderOptions{EnableWorkarounds: true}); err != nil {
		return nil, err
	}
	return &m, nil
}

// values returns what an attribute says, as strings.
func values(attributes goipp.Attributes, name string) []string {
	var list []string
	for _, a := range attributes {
		if a.Name != name {
			continue
		}
		for _, v := range a.Values {
			switch v := v.V.(type) {
			case goipp.String:
				list = append(list, string(v))
			case goipp.TextWithLang:
				list = append(list, v.Text)
			case goipp.Binary:
				list = append(list, string(v))
			}
		}
	}
	return list
}

func text(attributes goipp.Attributes, name string) string {
	return strings.Join(values(attributes, name), " ")
}

// number returns the first number an attribute says, and 0 if it says none.
func number(attributes goipp.Attributes, name string) int {
	for _, a := range attributes {
		if a.Name == name && len(a.Values) > 0 {
			if n, ok := a.Values[0].V.(goipp.Integer); ok {
				return int(n)
			}
		}
	}
	return 0
}

func no(attributes goipp.Attributes, name string) bool {
	for _, a := range attributes {
		if a.Name == name && len(a.Values) > 0 {
			b, ok := a.Values[0].V.(goipp.Boolean)
			return ok && !bool(b)
		}
	}
	return false
}

// Status is what a printer, or a queue, says of itself.
type Status struct {
	Reasons []string // why it is not well or soon will not be, in the protocol's words
	Stopped bool     // it prints nothing until somebody does something
	Loaded  bool     // a tray says that paper is in it
	Formats []string // what it takes: "application/pdf"
	Device  string   // of a queue of CUPS: where it leads
}

// statusAttributes are what [ReadStatus] looks for.
var statusAttributes = []string{
	"printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "printer-input-tray",
	"document-format-supported", "device-uri",
}

// ReadStatus reads the answer to Get-Printer-Attributes.
func ReadStatus(answer []byte) (Status, error) {
	m, err := decode(answer)
	if err != nil {
		return Status{}, err
	}
	return statusOf(m.Printer), nil
}

func statusOf(said goipp.Attributes) Status {
	const stopped = 5
	return Status{
		Reasons: reasons(values(said, "printer-state-reasons")),
		Stopped: number(said, "printer-state") == stopped || no(said, "printer-is-accepting-jobs"),
		Loaded:  slices.ContainsFunc(values(said, "printer-input-tray"), loaded),
		Formats: values(said, "document-format-supported"),
		Device:  text(said, "device-uri"),
	}
}

// reasons leaves out what is no trouble of the printer's: that there is none, and
// what CUPS has to say of its own doings.
func reasons(all []string) []string {
	return slices.DeleteFunc(all, func(reason string) bool {
		return reason == "" || reason == "none" || strings.HasPrefix(reason, "cups-")
	})
}

var level = regexp.MustCompile(`(?:^|;)level=(-?[0-9]{1,9})(?:;|$)`)

// loaded reports whether a tray says that there is paper in it: how many sheets,
// or -3 for some. -2 means that it does not know.
func loaded(tray string) bool {
	found := level.FindStringSubmatch(tray)
	if found == nil {
		return false
	}
	n, err := strconv.Atoi(found[1])
	return err == nil && (n > 0 || n == -3)
}

// troubles names what printers say, the one to be mended first at the top.
var troubles = []struct {
	fault   printing.Fault
	reasons []string
}{
	{printing.CoverOpen, []string{"cover-open", "door-open", "interlock-open", "input-tray-missing"}},
	{printing.Jam, []string{"media-jam"}},
	{printing.PaperOut, []string{"media-empty", "media-needed"}},
	{printing.Toner, []string{"toner-empty", "marker-supply-empty", "marker-supply-missing", "marker-waste-full", "opc-life-over", "developer-empty", "cleaner-life-over", "fuser-life-over"}},
	{printing.HeadHot, []string{"fuser-over-temp"}},
	{printing.Offline, []string{"paused", "moving-to-paused", "shutdown", "deactivated", "output-area-full", "output-tray-missing"}},
}

// Fault names the trouble that keeps the printer from printing, the one to be
// mended first where there are several; empty if there is none.
//
// How grave a printer says the same trouble is (-report, -warning, -error) differs
// from model to model and is not regarded, but for words not known here: those
// count if they are errors. An empty tray is no trouble while another has paper
// and the printer has not stopped.
func (s Status) Fault() printing.Fault {
	for _, trouble := range troubles {
		for _, reason := range s.Reasons {
			excused := bare(reason) == "media-empty" && s.Loaded && !s.Stopped
			if slices.Contains(trouble.reasons, bare(reason)) && !excused {
				return trouble.fault
			}
		}
	}
	grave := slices.ContainsFunc(s.Reasons, func(r string) bool { return strings.HasSuffix(r, "-error") && !supplies(bare(r)) })
	if s.Stopped || grave {
		return printing.Offline
	}
	return ""
}

// supplies are warnings whatever the printer calls them: it still prints.
func supplies(reason string) bool {
	return strings.HasSuffix(reason, "-low") || strings.HasSuffix(reason, "-almost-empty") || strings.HasSuffix(reason, "-almost-full") || strings.HasSuffix(reason, "-near-eol")
}

// bare is a reason without how grave it is.
func bare(reason string) string {
	for _, grade := range []string{"-report", "-warning", "-error"} {
		if short, ok := strings.CutSuffix(reason, grade); ok {
			return short
		}
	}
	return reason
}

// The states of a job. Those from canceled on are ends.
const (
	pending  = 3
	stopped  = 6 // begun, and kept from going on
	canceled = 7
	aborted  = 8
	complete = 9
)

// jobStatus is what is said of one job.
type jobStatus struct {
	id      int
	state   int
	user    string // whose it is; empty if that is not said
	reasons []string
	message string
}

var jobAttributes = []string{
	"job-id", "job-state", "job-state-reasons", "job-printer-state-reasons", "job-printer-state-message", "job-state-message", "job-originating-user-name",
}

func jobOf(said goipp.Attributes) jobStatus {
	return jobStatus{
		id:      number(said, "job-id"),
		state:   number(said, "job-state"),
		user:    text(said, "job-originating-user-name"),
		reasons: reasons(append(values(said, "job-state-reasons"), values(said, "job-printer-state-reasons")...)),
		message: strings.TrimSpace(text(said, "job-state-message") + " " + text(said, "job-printer-state-message")),
	}
}

func (j jobStatus) ended() bool { return j.state >= canceled }

// jobsOf returns the jobs of an answer that lists them, each a group of its own.
func jobsOf(m *goipp.Message) []jobStatus {
	var list []jobStatus
	for _, group := range m.Groups {
		if group.Tag == goipp.TagJobGroup {
			if job := jobOf(group.Attrs); job.id > 0 {
				list = append(list, job)
			}
		}
	}
	return list
}
